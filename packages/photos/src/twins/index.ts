export {
  describeTwin,
  type RawPicture,
  readDescriptor,
  SMALLEST_LONG_SIDE,
  type TwinDescriptor,
} from './descriptor.ts';
export { type CandidateKeys, candidateKeys } from './keys.ts';
export { FORGIVEN, LIMITS } from './limits.ts';
export type { Measures } from './measures.ts';
export { excess, type Verdict, verifyTwin } from './verify.ts';
