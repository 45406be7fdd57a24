/** Finished jobs are kept for Bull Board: references only. `age` in seconds, `count` in jobs. */
export const KEEP_COMPLETED = { age: 3600, count: 1000 };
export const KEEP_FAILED = { age: 86_400, count: 1000 };
