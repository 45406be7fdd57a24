export { setUpDecoder } from './decoder.ts';
export { inspect, type PhotoInspection } from './inspect.ts';
export { DEFAULT_PHOTO_LIMITS, type PhotoLimits } from './limits.ts';
export { createPhotoPreparer, type PreparerOptions } from './prepare.ts';
export { createTaster, type TasterOptions } from './taster/index.ts';
export { createTwinThread, type TwinThread } from './twin-thread/index.ts';
