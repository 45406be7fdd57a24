/** BullMQ's prefix: a hash tag. */
export { keyTag as queuePrefix } from '@jmj/redis';

export const QUEUE_NAME = 'analyses';
