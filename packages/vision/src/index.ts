export { createLocalJudge } from './local/index.ts';
export { createOpenaiBatches } from './openai/batch.ts';
export { createOpenaiJudge, type OpenaiJudgeOptions } from './openai/judge.ts';
export { createJudges } from './router.ts';
