import type { Redis } from 'ioredis';
import { keysChannel, keysKey, parseAll, parseNews, REVISION } from './change.ts';
import type { KeyTable } from './table.ts';

export interface KeyWatch {
  /** Reads all keys anew. @throws when Redis does not answer */
  refresh(): Promise<void>;
  /** Redis has said lately that nothing has changed unheard. */
  isSure(): boolean;
  close(): void;
}

/** How often it is asked whether news were missed, ms. */
const POLL_MS = 2000;
/** Longer than that without an answer, and the table may have missed something. */
const SURE_FOR_POLLS = 2.5;

/**
 * Keeps `table` true. Changes come as news, on a connection of their own, and are in force when they arrive. News can be lost: every
 * `pollMs` the revision is compared, so that a key that was revoked unheard is not valid for longer than that while Redis answers.
 * Without Redis the table goes on as it is.
 */
export function watchKeys(deps: {
  redis: Redis;
  table: KeyTable;
  keyPrefix?: string | undefined;
  onError: (error: Error) => void;
  /** @default 2000 */
  pollMs?: number | undefined;
}): KeyWatch {
  const { redis, table, keyPrefix = '', onError, pollMs = POLL_MS } = deps;
  const key = keysKey(keyPrefix);
  const channel = keysChannel(keyPrefix);
  let revision = -1;
  /** Something may have been missed: the next poll reads everything. */
  let dirty = true;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let behind = 0;

  async function refresh(): Promise<void> {
    const read = parseAll(await redis.hgetall(key));
    checkedAt = performance.now();
    // The news were faster than this answer: what they said stays.
    if (read.revision < revision) return;
    revision = read.revision;
    dirty = false;
    table.replace(read.records);
  }

  async function poll(): Promise<void> {
    const told = Number((await redis.hget(key, REVISION)) ?? 0);
    checkedAt = performance.now();
    // An answer may be older than the news once. Twice, and a server has taken over that has lost the latest.
    behind = told < revision ? behind + 1 : 0;
    if (behind > 1) revision = -1;
    if (dirty || told !== revision) await refresh();
  }

  let polling = false;
  const timer = setInterval(() => {
    if (polling) return;
    polling = true;
    poll()
      .catch(onError)
      .finally(() => {
        polling = false;
      });
  }, pollMs);
  function again(): void {
    dirty = true;
    refresh().catch(onError);
  }
  redis.on('ready', again);

  const connection = redis.duplicate({
    connectionName: `${redis.options.connectionName ?? 'jmj'}-keys`,
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
    commandTimeout: undefined,
    autoResubscribe: false,
  });
  connection.on('error', onError);
  // Subscribed first, read then: what changes in between is heard.
  connection.on('ready', () => void connection.subscribe(channel).then(again, onError));
  connection.on('message', (_channel, message) => {
    const news = parseNews(message);
    // Of a later release: what it says has to be read.
    if (news === undefined) return again();
    if (news.record === null) table.drop(news.id);
    else if (news.revision > revision) table.put(news.record);
    if (news.revision <= revision) return;
    const isNext = news.revision === revision + 1;
    revision = news.revision;
    if (!isNext) again();
  });

  return {
    refresh,
    isSure: () => performance.now() - checkedAt < pollMs * SURE_FOR_POLLS,
    close() {
      clearInterval(timer);
      redis.off('ready', again);
      connection.disconnect();
    },
  };
}
