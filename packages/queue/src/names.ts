export const QUEUE_NAME = 'analyses';

/** BullMQ's prefix: a hash tag, so that on a Cluster all keys of the queue share a slot. */
export const queuePrefix = (keyPrefix: string): string => `{${keyPrefix}jmj}`;
