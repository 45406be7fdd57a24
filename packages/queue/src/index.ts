export { type AnalysisQueueHandle, createAnalysisQueue, type QueueCounts } from './analysis-queue.ts';
export {
  type AnalysisWorker,
  type AnalysisWorkerOptions,
  createAnalysisWorker,
  type JobContext,
  type JobHandlers,
  type WorkerLog,
} from './analysis-worker.ts';
export { type ConnectOptions, connectRedis, readyWithin } from './connect.ts';
export { createEventPublisher, createEventSubscriber } from './events.ts';
export { createFlights } from './flights.ts';
export { createAnalysisRecords } from './records.ts';
