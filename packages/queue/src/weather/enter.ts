import { defineScript } from '@jmj/redis';
import { SHARED } from './lua.ts';
import { PACE } from './pace.ts';

/** Who was let look after a provider that is down has to call it within so long, ms. */
const PROBE_MS = 10_000;
/** While one asks how it is, the others wait so long, ms. */
const PROBE_LOOK_MS = 1000;

/**
 * `ARGV`: the model, the id of the call (none: it only looks), the job, its class, the tokens of the call, its lease and the longest
 * wait that is not worth a way through the queue (ms), the most calls at once of an unknown provider.
 * Answers `go` with the wait before it, or why not, for how long, and a problem code.
 */
export const ENTER = defineScript(`${SHARED}${PACE}
local id, job, class = ARGV[2], ARGV[3], tonumber(ARGV[4])
local tokens, lease, short, cold = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
if tokens == 0 then tokens = number('size') or 0 end
local size = tokens
tokens = countedFor(tokens)

local closed = read('closed')
if closed then
  local reopens = number('reopens')
  if reopens > now then
    count('held')
    return { 'down', reopens - now, closed, '' }
  end
  local prober, call = read('prober'), read('probe')
  local isProbed = (number('probes') or 0) > now or (call and redis.call('ZSCORE', flying, call))
  if isProbed and (prober ~= job or call) then
    count('held')
    return { 'down', ${PROBE_LOOK_MS}, closed, '' }
  end
end
local resting = (number('rest') or 0) - now
if resting > 0 then return queueUp(job, class, resting, tokens) end
if not read('seen') and redis.call('ZCARD', flying) >= cold then return queueUp(job, class, number('pace') or 200, tokens) end
local wait = math.max(waitFor('requests', 1), waitFor('tokens', tokens), ownWait())
if wait > short then return queueUp(job, class, wait, tokens) end

if closed then
  write('prober', job, 'probes', now + ${PROBE_MS})
  redis.call('HDEL', sky, 'probe')
end
if id == '' then return { 'go', 0, '', '' } end
if closed then write('probe', id) end
take('requests', 1)
take('tokens', tokens)
write('size', math.floor(((number('size') or size) * 7 + size) / 8))
redis.call('ZADD', flying, now + wait + lease, id)
redis.call('HSET', costs, id, table.concat({ tokens, read('requests:spent') or 0, read('tokens:spent') or 0, letGo() }, ' '))
redis.call('PEXPIRE', flying, wait + lease * 2)
redis.call('PEXPIRE', costs, wait + lease * 2)
redis.call('ZREM', line, job)
count('calls')
return { 'go', wait, '', '' }`);

/** `ARGV[1]`: the lease, ms; then models, each followed by a call of theirs. Never brings a call back. */
export const RENEW = defineScript(`
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local lease = tonumber(ARGV[1])
for n = 2, #ARGV, 2 do
  local own = KEYS[1] .. ':weather:of:' .. ARGV[n]
  redis.call('ZADD', own .. ':flying', 'XX', now + lease, ARGV[n + 1])
  redis.call('PEXPIRE', own .. ':flying', lease * 2)
  redis.call('PEXPIRE', own .. ':costs', lease * 2)
end`);
