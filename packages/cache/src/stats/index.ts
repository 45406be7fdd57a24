export { createHitRateAlert, type HitRateAlert, type HitRateAlertOptions } from './alert.ts';
export { TIME_BOUNDS_MS } from './answer-times.ts';
export type { Counts } from './fields.ts';
export { FAILED_FIELD, HIT_FIELD, MICROS, TIME_FIELDS } from './fields.ts';
export { createStatisticsReader, type StatisticsReader, type StatisticsReaderOptions } from './reader.ts';
export { createStatistics, type StatisticsOptions, type StatisticsRecorder } from './recorder.ts';
