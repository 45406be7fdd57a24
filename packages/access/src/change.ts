import { keyTag } from '@jmj/redis';
import { z } from 'zod';
import { type KeyRecord, keyRecordSchema } from './record.ts';

/** Every key of the installation in one hash, under its id; under `REVISION` how often it was changed. */
export const keysKey = (keyPrefix: string): string => `${keyTag(keyPrefix)}:keys`;
export const keysChannel = (keyPrefix: string): string => `${keyPrefix}jmj:keys:changed`;
export const REVISION = '#revision';

/**
 * Changes one key if it is as expected, and tells every process in the same step. KEYS: the hash. ARGV: id, the record that is
 * expected ('' for none, '*' for any), the record to be ('' for none), the channel. Answers the revision, or -1.
 */
export const CHANGE = `
local now = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if ARGV[2] == '*' then
  if now == '' then return -1 end
elseif now ~= ARGV[2] then return -1 end
if ARGV[3] == '' then redis.call('HDEL', KEYS[1], ARGV[1])
else redis.call('HSET', KEYS[1], ARGV[1], ARGV[3]) end
local revision = redis.call('HINCRBY', KEYS[1], '${REVISION}', 1)
local record = ARGV[3] == '' and 'null' or ARGV[3]
redis.call('PUBLISH', ARGV[4], '{"revision":' .. revision .. ',"id":"' .. ARGV[1] .. '","record":' .. record .. '}')
return revision
`;

/** What every process is told of a change. */
const newsSchema = z.object({
  revision: z.number().int(),
  id: z.string(),
  /** `null`: it was revoked. */
  record: keyRecordSchema.nullable(),
});

function parse<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export const parseNews = (message: string): z.infer<typeof newsSchema> | undefined =>
  parse(newsSchema, message);

/** A record of a later release that this one cannot read is none: its key does not open anything here. */
export const parseRecord = (text: string): KeyRecord | undefined => parse(keyRecordSchema, text);

/** All keys, and the revision that they are of. */
export function parseAll(fields: Record<string, string>): { revision: number; records: KeyRecord[] } {
  const { [REVISION]: revision = '0', ...texts } = fields;
  const records = Object.values(texts)
    .map(parseRecord)
    .filter((it) => it !== undefined);
  return { revision: Number(revision), records };
}
