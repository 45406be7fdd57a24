import { isNotConnectionError } from 'bullmq';

/** Whether BullMQ tells of something else than of its connection, whose owner logs what becomes of it. */
export const isOwnError = (error: Error): boolean => isNotConnectionError(error) && !('syscall' in error);
