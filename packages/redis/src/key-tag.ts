/** The hash tag that the queue's keys begin with: on a Cluster they share a slot, and one script may touch several. */
export const keyTag = (keyPrefix: string): string => `{${keyPrefix}jmj}`;
