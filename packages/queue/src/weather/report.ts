import type { Redis } from 'ioredis';
import { queuePrefix } from '../names.ts';

/** How one model is doing, as the fleet has seen it. */
export interface ModelWeather {
  model: string;
  /** `open`: not asked, for its `code`; `probing`: one job asks. */
  breaker: 'closed' | 'open' | 'probing';
  code?: string | undefined;
  /** Calls under way. */
  flying: number;
  /** By what the last answer told; absent where no limit is known. */
  requestsPerMinute?: number | undefined;
  tokensPerMinute?: number | undefined;
  /** Since the model was first asked; forgotten two days after it was last asked. */
  counts: { calls: number; refused: number; held: number; opened: number; paused: number };
}

function perMinute(sky: Record<string, string>, kind: 'requests' | 'tokens'): number | undefined {
  const { [`${kind}:limit`]: limit, [`${kind}:rate`]: rate, [`${kind}:window`]: window } = sky;
  if (limit === undefined) return undefined;
  const isStepped = Number(sky.stepped ?? 0) > Date.now();
  return Math.round((isStepped ? Number(limit) / Number(window) : Number(rate)) * 60_000);
}

/** Reads the weather of all models. */
export function createWeatherReport(redis: Redis, keyPrefix: string) {
  const root = `${queuePrefix(keyPrefix)}:weather`;

  async function read(model: string): Promise<ModelWeather> {
    const own = `${root}:of:${model}`;
    const [sky, flying, counted] = await Promise.all([
      redis.hgetall(`${own}:sky`),
      redis.zcount(`${own}:flying`, Date.now(), '+inf'),
      redis.hgetall(`${own}:counts`),
    ]);
    const of = (name: string): number => Number(counted[name] ?? 0);
    return {
      model,
      breaker: sky.closed === undefined ? 'closed' : sky.probe === undefined ? 'open' : 'probing',
      code: sky.closed,
      flying,
      requestsPerMinute: perMinute(sky, 'requests'),
      tokensPerMinute: perMinute(sky, 'tokens'),
      counts: {
        calls: of('calls'),
        refused: of('refused'),
        held: of('held'),
        opened: of('opened'),
        paused: of('paused'),
      },
    };
  }

  return async (): Promise<ModelWeather[]> => {
    const models = await redis.smembers(`${root}:models`);
    return Promise.all(models.sort().map(read));
  };
}
