export { inspect, type PhotoInspection } from './inspect.ts';
export { DEFAULT_PHOTO_LIMITS, type PhotoLimits } from './limits.ts';
export { createPhotoPreparer } from './prepare.ts';
