import { setTimeout as pause } from 'node:timers/promises';
import type { TestRedis } from '../redis.ts';

/** What waits, runs, is stored or is held when all is over. */
export interface Left {
  jobs: number;
  photos: number;
  /** Money that is held back. */
  holds: number;
}

export const ADMIN_KEY = 'admin-of-the-chaos';

/** So that money is held back for what is under way. */
export async function limitMoney(api: string): Promise<void> {
  const answer = await fetch(`${api}/v1/admin/budgets/*`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ tenant: { month: { usd: 100_000 } } }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

async function look({ client, prefix, keys }: TestRedis, api: string): Promise<Left> {
  const headers = { authorization: `Bearer ${ADMIN_KEY}` };
  const answer = await fetch(`${api}/v1/admin/budgets`, { headers }).catch(() => undefined);
  const told = answer?.ok ? ((await answer.json()) as { open: { holds: number } }) : undefined;
  const at = `{${prefix}jmj}:analyses:`;
  const [wait, active, prioritized, delayed] = await Promise.all([
    client.llen(`${at}wait`),
    client.llen(`${at}active`),
    client.zcard(`${at}prioritized`),
    client.zcard(`${at}delayed`),
  ]);
  const photos = [...(await keys()).keys()].filter((key) => key.includes('photo:')).length;
  return { jobs: wait + active + prioritized + delayed, photos, holds: told?.open.holds ?? -1 };
}

export interface SettlingOptions {
  /** How long what is left may take to go, ms. */
  ms: number;
  /** Makes the two minutes pass after which money that is held for a request that died is looked after. */
  hurry?: (() => Promise<void>) | undefined;
}

const HURRY_EVERY_MS = 3000;

/** What is still there once everything had its time to come to rest. */
export async function leftOver(redis: TestRedis, api: string, { ms, hurry }: SettlingOptions): Promise<Left> {
  const deadline = performance.now() + ms;
  let hurriedAt = 0;
  for (;;) {
    const left = await look(redis, api);
    if ((left.jobs === 0 && left.photos === 0 && left.holds === 0) || performance.now() > deadline)
      return left;
    if (left.jobs === 0 && left.holds > 0 && performance.now() - hurriedAt > HURRY_EVERY_MS) {
      await hurry?.();
      hurriedAt = performance.now();
    }
    await pause(500);
  }
}

/** All holds that are open look as if they had not moved for long. A worker sweeps when it starts. */
export async function ageHolds({ client, keys }: TestRedis): Promise<void> {
  for (const key of (await keys()).keys()) {
    if (key.endsWith(':budget:sweeping')) await client.unlink(key);
    if (!key.endsWith(':budget:holds')) continue;
    for (const holder of await client.zrange(key, '0', '-1')) await client.zadd(key, 'XX', 1, holder);
  }
}
