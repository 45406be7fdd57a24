import { defineScript } from '@jmj/redis';
import { LONGEST_REST_MS, SHARED } from './lua.ts';
import { PACE } from './pace.ts';

/** How many answer times are kept to tell how long one has to wait for the next. */
export const TIMES_KEPT = 256;
const TIMES_TTL_SECONDS = 172_800;
/** News that nobody could be told in so long is no news, seconds. */
const NEWS_TTL_SECONDS = 86_400;
/** Pause after a refusal that names none, ms. */
export const UNNAMED_MS = 1000;

/**
 * `ARGV`: the model, the call, the job, its class; how it ended: `ok`, `aside` (says nothing), `bad`, `refused`, `account`, `canceled`
 * or `unmade`; its problem code; what the provider asks us to wait (ms, -1: nothing); limit, rest and reset (ms) of requests, then of
 * tokens (-1: not told); how long it took (ms) and in which list that is kept (none: it is not); the breaker's seconds, failures and
 * share; its first and longest pause, then the same for accounts, ms.
 * Answers why its job has to wait, for how long and with what code, and what has changed.
 */
export const LEAVE = defineScript(`${SHARED}${PACE}
local id, job, class, how, code = ARGV[2], ARGV[3], tonumber(ARGV[4]), ARGV[5], ARGV[6]
local retryAfter, latency, times = tonumber(ARGV[7]), tonumber(ARGV[14]), ARGV[15]
local seconds, minimum, share = tonumber(ARGV[16]), tonumber(ARGV[17]), tonumber(ARGV[18])
local NOTHING = { '', 0, '', '' }

local function costOf(noted) return tonumber(string.match(noted, '^%S+')) end
local noted = redis.call('HGET', costs, id) or '0 0 0 0'
local cost = costOf(noted)
local spentThen = {}
local round
spentThen.requests, spentThen.tokens, round = string.match(noted, '(%S+) (%S+) (%S+)$')
redis.call('ZREM', flying, id)
redis.call('HDEL', costs, id)
local isProbe = read('probe') == id
if isProbe then redis.call('HDEL', sky, 'probe', 'prober', 'probes') end
if how == 'unmade' then
  take('requests', -1)
  take('tokens', -cost)
  count('calls', -1)
end
if how == 'unmade' or how == 'canceled' then return NOTHING end

local before = {}
for _, kind in ipairs(KINDS) do before[kind] = levelOf(kind) end

local function inTheAir(kind)
  if kind == 'requests' then return redis.call('ZCARD', flying) end
  local sum = 0
  for _, one in ipairs(redis.call('HVALS', costs)) do sum = sum + costOf(one) end
  return sum
end

-- What comes back little by little does so at one pace, however much is used; what comes back at once does not.
local function watchPace(kind, limit, remaining, reset)
  if limit - remaining < 5 or (limit - remaining) * 1000 < limit or reset == 0 then return end
  local period, before = limit * reset / (limit - remaining), number(kind .. ':period')
  if before and (period > before * 1.5 or period < before / 1.5) then write('stepped', now + STEPPED) end
  if not before or isStepped() then write(kind .. ':period', period) end
end

local function learn(kind, limit, remaining, reset)
  if limit < 0 then return end
  local level, _, rate = levelOf(kind)
  write(kind .. ':window', math.max(reset, number(kind .. ':window') or 0))
  watchPace(kind, limit, remaining, reset)
  -- It was counted when the call came, not when the answer did.
  local full = now + reset - math.min(latency, reset)
  if isStepped() then
    full = now + reset - latency + 20 + math.ceil(number(kind .. ':window') / 50)
    if full <= now and level then return end -- of a minute that is over
  end
  if remaining < limit and reset > 0 then rate = (limit - remaining) / reset end
  rate = rate or limit / 60000
  local since = (number(kind .. ':spent') or 0) - (tonumber(spentThen[kind]) or 0)
  -- Before limits were known nothing was noted as spent.
  if not level then since = inTheAir(kind) end
  local low = remaining - inTheAir(kind)
  local high = math.max(low, remaining + (isStepped() and 0 or rate * latency) - since)
  level = level or limit
  if kind == 'tokens' then
    local factor = number('factor') or 1
    if level > high + limit / 100 then write('factor', math.min(4, factor * 1.05))
    elseif level < low then write('factor', math.max(0.25, factor * 0.98)) end
  end
  write(kind .. ':limit', limit, kind .. ':level', math.min(limit, math.max(low, math.min(high, level))), kind .. ':at', now,
    kind .. ':rate', rate, kind .. ':full', full)
end
learn('requests', tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10]))
learn('tokens', tonumber(ARGV[11]), tonumber(ARGV[12]), tonumber(ARGV[13]))
local tellsLimits = read('requests:limit') or read('tokens:limit')
if tellsLimits then write('seen', 'limits') end

if times ~= '' then
  local kept = own .. ':times:' .. times
  redis.call('LPUSH', kept, latency)
  redis.call('LTRIM', kept, 0, ${TIMES_KEPT - 1})
  redis.call('EXPIRE', kept, ${TIMES_TTL_SECONDS})
end

-- What the provider asks for is waited for behind the door, too.
local asked = how == 'bad' and math.min(retryAfter, ${LONGEST_REST_MS}) or 0

local function closeFor(first, longest)
  local pause = isProbe and math.min(longest, number('pause') * 2) or first
  local stay = math.max(pause, asked)
  write('closed', code, 'pause', pause, 'reopens', now + stay)
  return { 'down', stay, code, '' }
end

-- Who has fallen behind a closed door waits with the others.
local function waitOutside() return { 'down', math.max(250, number('reopens') - now), read('closed'), '' } end

local function news(what, about)
  redis.call('RPUSH', root .. ':news', what .. ' ' .. code .. ' ' .. model)
  redis.call('LTRIM', root .. ':news', -20, -1)
  redis.call('EXPIRE', root .. ':news', ${NEWS_TTL_SECONDS})
end

local closed = read('closed')

if how == 'account' then
  local isKnown = closed == code and not isProbe
  if isKnown then return waitOutside() end
  local answer = closeFor(tonumber(ARGV[21]), tonumber(ARGV[22]))
  redis.call('SADD', root .. ':paused', model)
  redis.call('EXPIRE', root .. ':paused', ${TIMES_TTL_SECONDS})
  if not isProbe then count('paused') end
  if redis.call('SET', root .. ':incident', code, 'NX', 'EX', ${TIMES_TTL_SECONDS}) then
    news('paused')
    answer[4] = 'paused'
  end
  redis.call('EXPIRE', root .. ':incident', ${TIMES_TTL_SECONDS})
  return answer
end

if how == 'refused' then
  count('refused')
  -- By our account there was room: what comes back does so in steps.
  local expected = (before.requests or 0) > 0 and (before.tokens or 1) > 0
  if tellsLimits and before.requests and expected and not isProbe then write('stepped', now + STEPPED) end
  if retryAfter >= 0 or tellsLimits then rest(retryAfter >= 0 and retryAfter or ${UNNAMED_MS}) end
  if not tellsLimits then refusedIn(round, latency) end
  if retryAfter >= 0 or tellsLimits then return queueUp(job, class, number('rest') - now, cost) end
  count('held')
  return { 'busy', ${UNNAMED_MS}, code, '' }
end

local second = math.floor(now / 1000)
local function tally(result)
  local key = own .. ':second:' .. second
  redis.call('HINCRBY', key, result, 1)
  redis.call('EXPIRE', key, seconds + 10)
end

if how == 'bad' then
  tally('bad')
  if closed and not isProbe then
    write('reopens', math.max(number('reopens'), now + asked))
    return waitOutside()
  end
  if closed then return closeFor(tonumber(ARGV[19]), tonumber(ARGV[20])) end
  local ok, bad, since = 0, 0, number('since') or 0
  for one = math.max(since, second - seconds), second do
    local found = redis.call('HMGET', own .. ':second:' .. one, 'ok', 'bad')
    ok, bad = ok + (tonumber(found[1]) or 0), bad + (tonumber(found[2]) or 0)
  end
  -- However far apart: few photos must not use up their attempts one by one. Of time limits one cannot tell; they may be the photo's.
  local inARow = 0
  if code == 'provider-unavailable' then
    inARow = (number('unanswered') or 0) + 1
    write('unanswered', inARow)
  end
  if inARow >= minimum or (bad >= minimum and bad >= share * (ok + bad)) then
    count('opened')
    local answer = closeFor(tonumber(ARGV[19]), tonumber(ARGV[20]))
    answer[4] = 'opened'
    return answer
  end
  if retryAfter >= 0 then
    rest(retryAfter)
    return queueUp(job, class, number('rest') - now, cost)
  end
  return NOTHING
end

if how == 'aside' then return NOTHING end
redis.call('HDEL', sky, 'unanswered')
write('seen', tellsLimits and 'limits' or 'plain', 'pace', math.floor(((number('pace') or latency) * 7 + latency) / 8))
tally('ok')
if not tellsLimits then noteAnswer() end
if not (closed and isProbe) then return NOTHING end

local function open(key) redis.call('HDEL', key, 'closed', 'pause', 'reopens', 'probe', 'prober', 'probes') end
open(sky)
write('since', second + 1)
if redis.call('SISMEMBER', root .. ':paused', model) == 0 then return { '', 0, '', 'closed' } end
-- The account is in order again, and so for all models.
for _, name in ipairs(redis.call('SMEMBERS', root .. ':paused')) do open(root .. ':of:' .. name .. ':sky') end
redis.call('DEL', root .. ':paused')
if redis.call('DEL', root .. ':incident') == 0 then return { '', 0, '', 'closed' } end
news('resumed')
return { '', 0, '', 'resumed' }`);
