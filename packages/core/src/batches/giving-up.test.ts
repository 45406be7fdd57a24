import { Failure } from '../failure.ts';
import { Held } from '../governed.ts';
import { createGivingUp } from './giving-up.ts';
import type { BatchChunk, BatchEntry } from './ports.ts';
import type { Underway } from './worker-deps.ts';

const HOUR_MS = 3_600_000;
const failure = new Failure('provider-quota', 'used up');
const held = new Held({ ms: 60_000, why: 'down', code: 'provider-quota' }, failure);

/** A batch of that age: of five entries `0` is a line, `1` a copy of it, `2` handed out, `3` has ended, `4` is in another chunk. */
function batchOf(hours: number) {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const entries = names.map((sha256, n): BatchEntry => {
    const job = { fingerprint: `of ${sha256}`, analysisId: sha256 } as NonNullable<BatchEntry['job']>;
    return { n, sha256, analysisId: sha256, items: [n], job };
  });
  const reading = { original: { width: 1, height: 1, format: 'jpeg' as const } };
  const chunk: BatchChunk = {
    ...{ id: 'chunk', at: 0, state: 'sent', answered: false, tries: 0, rounds: 0, lookAt: 0, deferred: [] },
    ...{ photos: [], lines: [0, 3].map((n) => ({ n, reading })), copies: [{ n: 1, reading, of: 'of a' }] },
    ...{ singles: [2], handed: [2] },
  };
  const createdAt = new Date(Date.now() - hours * HOUR_MS).toISOString();
  const under = {
    ...{ batch: { id: 'batch', createdAt }, entries, pending: new Set([0, 1, 2, 4]) },
    bySha: Map.groupBy(entries, ({ sha256 }) => sha256),
    photos: new Map(names.map((sha256) => [sha256, { sha256, bytes: 1, format: 'jpeg' }])),
  } as unknown as Underway;
  return { under, chunk };
}

function open() {
  const failed: string[] = [];
  const unclaimed: string[] = [];
  const deps = {
    store: { save: async () => {} },
    settle: {
      fail: async ({ fingerprint }: { fingerprint: string }, _id: string, error: unknown) => {
        expect(error).toBe(failure);
        failed.push(fingerprint);
      },
    },
  } as unknown as Parameters<typeof createGivingUp>[0];
  const giveUp = createGivingUp(deps, async (_under, { id }) => void unclaimed.push(id));
  return { giveUp, failed, unclaimed };
}

test('a batch waits for its provider for as long as there is time to read how it ended', async () => {
  const { giveUp, failed } = open();
  const { under, chunk } = batchOf(46.9);
  expect(await giveUp(under, chunk, held)).toBe(false);
  expect([failed, chunk.state]).toEqual([[], 'sent']);
});

test('after 47 hours what is left of it fails for what it waited for, but for what others are at', async () => {
  const { giveUp, failed, unclaimed } = open();
  const { under, chunk } = batchOf(47);
  expect(await giveUp(under, chunk, held)).toBe(true);
  expect(failed).toEqual(['of a', 'of b']);
  expect(unclaimed).toEqual(['chunk']);
  expect(chunk).toMatchObject({ state: 'done', answered: true });
});
