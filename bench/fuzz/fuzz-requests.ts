import { type Fleet, startFleet } from '@jmj/testing/fleet';
import { GAUGED } from '@jmj/testing/gauge';
import { createBombCosts } from './bomb-costs.ts';
import type { Bomb } from './bombs.ts';
import type { Findings } from './findings.ts';
import { BOMB_ROUNDS, type Figures, type RunOptions } from './fuzz-photos.ts';
import { faultIn, type HttpAnswer } from './http-answer.ts';
import { exchange } from './http-target.ts';
import { watchMemory } from './memory.ts';
import { mutate } from './mutate.ts';
import type { Seed } from './photo-seeds.ts';
import { AS_IN_THE_IMAGE } from './preparer-target.ts';
import { randomOfCase } from './random.ts';
import { uploadOf } from './request-seeds.ts';

const AT_ONCE = 16;
/** Requests that are kept in case a process dies of one. */
const SUSPECTS = 2 * AT_ONCE;
/** What is accepted has to come to an end: the local judge takes some 50 ms for each. */
const DRAINED_WITHIN_MS = 300_000;

/** Nothing is to be refused for being too much: that would hide what is behind. */
const WIDE_OPEN = {
  PROVIDER: 'local',
  RATE_LIMIT_PER_MINUTE: '0',
  WRONG_KEYS_PER_MINUTE: '0',
  USER_RATE_LIMIT_PER_MINUTE: '0',
  QUEUE_MAX_LIVE: '0',
  MAX_EVENT_LOOP_DELAY_MS: '0',
  CACHE_MEMORY_BYTES: '1000000', // full before memory is judged
};

/** More often than not the head stays sound, or hardly anything would come as far as the body. */
const SHARE_OF_BODIES = 0.65;

function mutateBody(bytes: Buffer, mutateIt: (body: Buffer) => Buffer): Buffer {
  const end = bytes.indexOf('\r\n\r\n') + 4;
  const body = mutateIt(bytes.subarray(end));
  const head = bytes
    .toString('latin1', 0, end)
    .replace(/^Content-Length: \d+/m, `Content-Length: ${body.length}`);
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}

export const requestOfCase = (seeds: readonly Seed[], seed: number, index: number) => {
  const random = randomOfCase(seed, index);
  const { name, bytes } = random.pick(seeds);
  const others = seeds.map((it) => it.bytes);
  const change = (it: Buffer) => mutate(it, random, others);
  const mutated = random.next() < SHARE_OF_BODIES ? mutateBody(bytes, change) : change(bytes);
  return { name: `${index} (${name})`, bytes: mutated };
};

/** What a process said that is no everyday line of its log. */
const lastWordsOf = (output: string): string =>
  output
    .split('\n')
    .filter((line) => !/^\{"level":[1-5]0/.test(line))
    .join('\n')
    .slice(-4000);

const startTarget = (): Promise<Fleet> =>
  startFleet({ workers: 1, env: { ...WIDE_OPEN, ...AS_IN_THE_IMAGE, ...GAUGED } });

const idOf = ({ status, body }: HttpAnswer): string | undefined => {
  if (status !== 202) return undefined;
  const { id, status: state } = JSON.parse(body.toString('utf8')) as { id?: string; status?: string };
  return state === undefined ? undefined : id;
};

/** Every accepted analysis ends, and none for a reason that nobody foresaw. */
async function whenDrained(fleet: Fleet, ids: readonly string[], findings: Findings): Promise<void> {
  const ended = await fleet.ended([...ids], DRAINED_WITHIN_MS).catch((error: unknown) => {
    findings.add({ kind: 'stuck', target: 'request', name: 'the queue', what: String(error) });
    return [];
  });
  for (const { id, error } of ended)
    if (error?.code === 'internal' || error?.code === 'worker-lost')
      findings.add({ kind: 'unexpected', target: 'request', name: id, what: `ended as ${error.code}` });
}

/** Sends mutated requests to a real api over sockets, with a worker behind it. */
export async function fuzzRequests(
  seeds: readonly Seed[],
  bombs: readonly Bomb[],
  { seed, from, to, deadlineMs, bombMs, bombClock }: RunOptions,
  findings: Findings,
): Promise<Figures> {
  const since = performance.now();
  const fleet = await startTarget();
  const outcomes = new Map<string, number>();
  const accepted: string[] = [];
  const costs = createBombCosts('request', { ms: bombMs, clock: bombClock }, findings);
  let [slowestMs, done] = [0, false];
  const recent = new Map<string, Buffer>();
  let isDead = false;
  const [worker] = fleet.workers;
  for (const [name, service] of [
    ['api', fleet.api],
    ['worker', worker],
  ] as const)
    void service?.ended.then((how) => {
      if (done) return;
      isDead = true;
      const what = `${name} ended: ${JSON.stringify(how)} ${lastWordsOf(service.output())}`;
      // Any of those that were under way, or a few that were answered just before.
      for (const [suspect, bytes] of recent)
        findings.add({ kind: 'crash', target: 'request', name: suspect, what, bytes });
    });

  async function tryOne(name: string, bytes: Buffer) {
    recent.set(name, bytes);
    const [oldest] = recent.keys();
    if (recent.size > SUSPECTS && oldest !== undefined) recent.delete(oldest);
    const { answer, hung, ms } = await exchange(Number(new URL(fleet.api.address).port), bytes, deadlineMs);
    if (hung)
      findings.add({ kind: 'hang', target: 'request', name, what: `no end within ${deadlineMs} ms`, bytes });
    const fault = answer && faultIn(answer, bytes.subarray(0, 5).toString('latin1') === 'HEAD ');
    if (fault)
      findings.add({
        kind: fault.startsWith('internal') ? 'unexpected' : 'not a problem',
        target: 'request',
        name,
        what: fault,
        bytes,
      });
    const id = answer && !fault ? idOf(answer) : undefined;
    if (id) accepted.push(id);
    return {
      outcome: hung ? 'hang' : String(answer?.status ?? 'closed, incomplete'),
      ms,
      taken: id !== undefined,
    };
  }

  try {
    for (const { name, bytes } of seeds) await tryOne(name, bytes);
    await whenDrained(fleet, accepted.splice(0), findings);
    if (!worker) throw new Error('a worker was asked for');
    const watches = {
      api: watchMemory(fleet.api.gauge, { from, to }),
      worker: watchMemory(worker.gauge, { from, to }),
    };
    for (let round = 0; round < BOMB_ROUNDS; round++)
      for (const { name, bytes } of bombs) {
        const before = await fleet.api.gauge('from now');
        const { ms, taken } = await tryOne(`bomb ${name}`, uploadOf(bytes));
        const after = await fleet.api.gauge('now');
        const roseBytes = after.peakRss - before.rss;
        costs.add(name, bytes, { ms, roseBytes, cpuMs: after.cpuMs - before.cpuMs });
        if (taken)
          findings.add({
            kind: 'bomb taken',
            target: 'request',
            name,
            what: 'it was put in the queue',
            bytes,
          });
      }
    for (const service of [fleet.api, worker]) await service.gauge('from now');
    let next = from;
    const lane = async () => {
      for (let index = next++; index < to && !isDead; index = next++) {
        for (const watch of Object.values(watches)) if (watch.isTime(index)) await watch.look();
        const { name, bytes } = requestOfCase(seeds, seed, index);
        const { outcome, ms } = await tryOne(name, bytes);
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        if (outcome !== 'closed, incomplete') slowestMs = Math.max(slowestMs, ms);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    if (!isDead) await watches.api.look(); // before thousands ask how theirs ended, and stay connected
    if (!isDead) await whenDrained(fleet, accepted, findings);
    await watches.worker.look();
    const memory = { api: watches.api.figures(), worker: watches.worker.figures() };
    const seconds = (performance.now() - since) / 1000;
    return { cases: to - from, outcomes, slowestMs, bombs: costs.figures(), memory, seconds };
  } finally {
    done = true;
    await fleet.close();
  }
}

/** One request once more, against an api of its own. */
export async function replayRequest(bytes: Buffer, deadlineMs: number): Promise<string> {
  const fleet = await startTarget();
  try {
    const { answer, hung } = await exchange(Number(new URL(fleet.api.address).port), bytes, deadlineMs);
    if (!answer) return hung ? 'hang' : 'closed without an answer';
    return `${answer.status} ${answer.type} ${answer.body.toString('utf8').slice(0, 500)} ${faultIn(answer, false) ?? ''}`;
  } finally {
    await fleet.close();
  }
}
