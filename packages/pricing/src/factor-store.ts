import type { FactorNote, FactorStore, FactorSums } from './factors.ts';

/** What the store needs of a client. An ioredis 6 `Redis` or `Cluster` is one. */
export interface FactorRedis {
  eval(lua: string, keyCount: number, ...keysAndArgs: (string | number)[]): Promise<unknown>;
  hgetall(key: string): Promise<Record<string, string>>;
}

const SUMMED = ['predicted', 'counted', 'off', 'units', 'imageTokens'] as const;

/** Models beyond these are not counted: their names come with answers, from whoever is behind OPENAI_BASE_URL. */
const MAX_FIELDS = 200 * (SUMMED.length + 1);
/** Then all sums are halved: what was learned long ago fades, should the provider change its rule. */
const MEMORY_CALLS = 2000;

/**
 * KEYS: the hash. ARGV: the model, the note's sums in the order of SUMMED, worst, the most fields, the most calls.
 * A field is `model|sum`.
 */
const NOTE = `
local model = ARGV[1]
local names = {'predicted', 'counted', 'off', 'units', 'imageTokens'}
if redis.call('HEXISTS', KEYS[1], model .. '|calls') == 0 and redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[8]) then
  return 0
end
local calls = redis.call('HINCRBY', KEYS[1], model .. '|calls', 1)
for at, name in ipairs(names) do redis.call('HINCRBY', KEYS[1], model .. '|' .. name, ARGV[at + 1]) end
local worst = tonumber(redis.call('HGET', KEYS[1], model .. '|worst') or '0')
if tonumber(ARGV[7]) > worst then redis.call('HSET', KEYS[1], model .. '|worst', ARGV[7]) end
if calls >= tonumber(ARGV[9]) then
  redis.call('HSET', KEYS[1], model .. '|calls', math.floor(calls / 2))
  redis.call('HSET', KEYS[1], model .. '|worst', 0)
  for _, name in ipairs(names) do
    local sum = tonumber(redis.call('HGET', KEYS[1], model .. '|' .. name))
    redis.call('HSET', KEYS[1], model .. '|' .. name, string.format('%.0f', math.floor(sum / 2)))
  end
end
return 1`;

const nothing = (): FactorSums => ({
  calls: 0,
  predicted: 0,
  counted: 0,
  off: 0,
  worst: 0,
  units: 0,
  imageTokens: 0,
});

/** Keeps what is learned in one hash, `{jmj}:predictions`. It names models and no one, and stays. */
export function createFactorStore(redis: FactorRedis, keyPrefix = ''): FactorStore {
  const key = `${keyPrefix}{jmj}:predictions`;
  return {
    async add(model: string, note: FactorNote) {
      const sums = SUMMED.map((name) => note[name]);
      await redis.eval(NOTE, 1, key, model, ...sums, note.worst, MAX_FIELDS, MEMORY_CALLS);
    },
    async all() {
      const all = new Map<string, FactorSums>();
      for (const [field, value] of Object.entries(await redis.hgetall(key))) {
        const at = field.lastIndexOf('|');
        const model = field.slice(0, at);
        const sums = all.get(model) ?? nothing();
        const name = field.slice(at + 1);
        if (Object.hasOwn(sums, name)) all.set(model, { ...sums, [name]: Number(value) });
      }
      return all;
    },
  };
}
