import { bytes, count, milliseconds } from '@jmj/runtime';
import type { z } from 'zod';

const perMinute = (fallback: number) => count(0, 1_000_000_000, fallback);

/** How much the api takes on. docs/operations.md explains each variable. */
export const loadVariables = {
  RATE_LIMIT_PER_MINUTE: perMinute(60_000),
  RATE_LIMIT_BURST: perMinute(0),
  USER_RATE_LIMIT_PER_MINUTE: perMinute(600),
  USER_RATE_LIMIT_BURST: perMinute(0),
  WRONG_KEYS_PER_MINUTE: count(0, 1_000_000, 20),
  QUEUE_MAX_LIVE: count(0, 10_000_000, 10_000),
  QUEUE_MAX_PATIENT: count(0, 10_000_000, 100_000),
  QUEUE_MAX_BATCHED: count(0, 10_000_000, 50_000),
  UPLOAD_ROOM_BYTES: bytes(1_048_576, 256 * 1_048_576),
  UPLOAD_STALL_MS: milliseconds(100, 60_000, 10_000),
  /** From the last byte of a request to its answer. */
  REQUEST_DEADLINE_MS: milliseconds(100, 60_000, 15_000),
  MAX_RSS_BYTES: bytes(0, 0),
  MAX_EVENT_LOOP_DELAY_MS: milliseconds(0, 60_000, 1000),
  MAX_CONNECTIONS: count(1, 1_000_000, 10_000),
  IDEMPOTENCY_TTL_SECONDS: count(60, 172_800, 86_400),
};

export type LoadConfig = { [Name in keyof typeof loadVariables]: z.output<(typeof loadVariables)[Name]> };
