import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type CallMeter, Failure, governed, Held, type JudgeTask } from '@jmj/core';
import { connectRedis, createWeather } from '@jmj/queue';
import { type OpenaiServerOptions, startOpenaiServer } from '@jmj/testing/openai-server';
import { startTestRedis } from '@jmj/testing/redis';
import { createOpenaiJudge } from '@jmj/vision';
import sharp from 'sharp';

/*
 * What a fleet gets out of a provider that tells no limits: calls a second and the share of 429s, beside the same provider without
 * refusals. Real governor, real calls; no photos are prepared, so that the provider is what limits.
 */

const WORKERS = 3;
const SLOTS = 8;
/** Jobs that wait or run; who is done is followed by another. */
const JOBS = 200;
const LATENCY_MS = 400;
/** A refusal that says no more, for one attempt of a job alone, ms: as the queue has it without a governor. */
const UNNAMED_MS = 500;
/** However long a job has to wait, the queue looks at it again so soon, ms. */
const MAX_HOLD_MS = 30_000;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    seconds: { type: 'string', default: '30' },
    learning: { type: 'string', default: '20' },
  },
});

const FREE: CallMeter = { begin: async () => undefined, end: async () => {} };

async function makeTask(): Promise<JudgeTask> {
  const [width, height] = [96, 64];
  const create = { width, height, channels: 3, background: '#aa7744' } as const;
  const jpeg = await sharp({ create }).jpeg().toBuffer();
  const plan = { width, height, detail: 'high', tokens: { min: 7, expected: 7, max: 7 } } as const;
  const photo = { jpeg, width, height, plan, original: { width, height, format: 'jpeg' } } as const;
  const asked = { tone: 'professional', language: 'fr', photoType: 'general', quality: 'standard' } as const;
  return { photo, ...asked, model: 'gpt-6-luna', tier: 'default' };
}

interface Found {
  perSecond: number;
  refused: number;
}

/** `learning`: the first so many seconds; `steady`: those after. */
async function measure(server: OpenaiServerOptions): Promise<{ learning: Found; steady: Found }> {
  const redis = await startTestRedis();
  const openai = await startOpenaiServer({ latencyMs: LATENCY_MS, ...server });
  const judge = createOpenaiJudge({ apiKey: 'sk-test', baseUrl: openai.url, timeoutMs: 30_000 });
  const task = await makeTask();
  const stop = new AbortController();
  const ready: string[] = Array.from({ length: JOBS }, () => randomUUID());
  const connections = Array.from({ length: WORKERS }, () =>
    connectRedis(redis.url, { name: 'bench', whenDown: 'wait', connectTimeoutMs: 1000, onError: () => {} }),
  );
  const fleet = connections.map((connection) =>
    createWeather({
      redis: connection,
      keyPrefix: redis.prefix,
      onChange: () => {},
      onTrouble: (error) => console.error(error),
    }),
  );

  const later = (jobId: string, ms: number) =>
    void setTimeout(() => ready.push(jobId), Math.min(ms, MAX_HOLD_MS)).unref();
  async function slot(weather: (typeof fleet)[number]): Promise<void> {
    while (!stop.signal.aborted) {
      const jobId = ready.shift();
      if (jobId === undefined) {
        await pause(5);
        continue;
      }
      const meter = governed(FREE, weather, { jobId });
      try {
        await judge.judge(task, meter, stop.signal);
        ready.push(randomUUID());
      } catch (error) {
        if (error instanceof Held) later(jobId, error.hold.ms);
        else if (error instanceof Failure) later(jobId, meter.hold()?.ms ?? UNNAMED_MS);
        else if (!stop.signal.aborted) throw error;
      }
    }
  }

  const over = (from: number, seconds: number): Found => {
    const calls = openai.calls.slice(from).filter(({ status }) => status !== undefined);
    const refused = calls.filter(({ status }) => status === 429).length;
    return { perSecond: (calls.length - refused) / seconds, refused: refused / Math.max(1, calls.length) };
  };
  const slots = fleet.flatMap((weather) => Array.from({ length: SLOTS }, () => slot(weather)));
  await pause(Number(options.learning) * 1000);
  const learning = over(0, Number(options.learning));
  const from = openai.calls.length;
  await pause(Number(options.seconds) * 1000);
  const steady = over(from, Number(options.seconds));
  stop.abort();
  await Promise.all(slots);
  for (const weather of fleet) weather.close();
  for (const connection of connections) connection.disconnect();
  await openai.close();
  await redis.close();
  return { learning, steady };
}

const refusing = (headers?: Record<string, string>): OpenaiServerOptions => ({
  chances: [{ probability: 0.2, behaviour: { kind: 'rate-limited', ...(headers && { headers }) } }],
});
const limited = (refill: 'steadily' | 'in steps', tells: 'pauses' | 'nothing'): OpenaiServerOptions => ({
  limits: { requestsPerMinute: 20, minuteMs: 2000, refill, tells },
});

const SCENES: [name: string, server: OpenaiServerOptions, most: number | undefined][] = [
  ['no refusals', {}, undefined],
  ['429 to 20 % of all, whatever the load', refusing({}), undefined],
  ['the same, with Retry-After 1.5 s', refusing(), undefined],
  ['10 a second, steadily', limited('steadily', 'nothing'), 10],
  ['the same, with Retry-After', limited('steadily', 'pauses'), 10],
  ['20 each 2 s, all at once', limited('in steps', 'nothing'), 10],
  ['the same, with Retry-After', limited('in steps', 'pauses'), 10],
];

const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
let floor = 0;
console.log(
  `first ${options.learning} s, then ${options.seconds} s: calls answered a second (of what there is), share of 429s`,
);
for (const [n, [name, server, most]] of SCENES.entries()) {
  if (n > 0 && !`${options.only || n}`.split(',').includes(`${n}`)) continue;
  const { learning, steady } = await measure(server);
  floor ||= steady.perSecond;
  const tell = ({ perSecond, refused }: Found) =>
    `${perSecond.toFixed(1).padStart(6)}/s ${percent(perSecond / (most ?? floor)).padStart(8)} ${percent(refused).padStart(8)} 429`;
  console.log(`${name.padEnd(40)} ${tell(learning)}   ${tell(steady)}`);
}
