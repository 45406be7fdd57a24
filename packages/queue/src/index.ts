export { type AnalysisQueueHandle, createAnalysisQueue, type QueueCounts } from './analysis-queue.ts';
export { type AnalysisWorker, type AnalysisWorkerOptions, createAnalysisWorker } from './analysis-worker.ts';
export type { JobContext, JobHandlers, WorkerLog } from './attempt.ts';
export { type BatchAccount, createBatchAccount } from './batches/account.ts';
export { createBatchForgetting } from './batches/forgetting.ts';
export { type BatchJob, createBatchQueue } from './batches/queue.ts';
export { createBatchStore } from './batches/store.ts';
export { type BatchWorker, type BatchWorkerOptions, createBatchWorker } from './batches/worker.ts';
export { type ConnectOptions, connectRedis, readyWithin } from './connect.ts';
export { type ConnectionsOptions, createConnections } from './connections.ts';
export { createErasures } from './erasing/erasures.ts';
export { createErasableJobs } from './erasing/jobs.ts';
export { createEventPublisher, createEventSubscriber } from './events.ts';
export type { FetchJob } from './fetches/keys.ts';
export { createFetchQueue, type FetchQueueHandle } from './fetches/queue.ts';
export {
  createFetchWorker,
  type FetchHandlers,
  type FetchWorker,
  type FetchWorkerOptions,
} from './fetches/worker.ts';
export { createFlights } from './flights.ts';
export {
  type Backlog,
  createBacklog,
  createLiveness,
  type JobEnd,
  type Liveness,
  type LivenessOptions,
  type Pulse,
  QUEUE_NAMES,
  type QueueName,
} from './liveness.ts';
export { createOpenings } from './openings.ts';
export { createJobLook, inOneOfTheFleet } from './orphans.ts';
export { createPayers, type Payers } from './payers.ts';
export { checkEvictionPolicy, isPolicySafe, type RedisRole, warnOfPolicies } from './policy.ts';
export { createQuarantine } from './quarantine.ts';
export { createAnalysisRecords } from './records.ts';
export { isRefusal } from './refusals.ts';
export { DEFAULT_RETENTION_SECONDS } from './retention.ts';
export { createSideQueues, type SideQueues } from './side-queues.ts';
export { startSweeping } from './sweeper.ts';
export { createNewsTeller, type NewsOptions, type NewsTeller } from './weather/news.ts';
export { createWeatherReport, type ModelWeather } from './weather/report.ts';
export {
  createWeather,
  type FleetWeather,
  type WeatherChange,
  type WeatherOptions,
} from './weather/weather.ts';
