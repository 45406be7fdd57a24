export { type AnalysisQueueHandle, createAnalysisQueue, type QueueCounts } from './analysis-queue.ts';
export { type AnalysisWorker, type AnalysisWorkerOptions, createAnalysisWorker } from './analysis-worker.ts';
export type { JobContext, JobHandlers, WorkerLog } from './attempt.ts';
export { type ConnectOptions, connectRedis, readyWithin } from './connect.ts';
export { createEventPublisher, createEventSubscriber } from './events.ts';
export { createFlights } from './flights.ts';
export { checkEvictionPolicy, type RedisRole, warnOfPolicies } from './policy.ts';
export { createAnalysisRecords } from './records.ts';
