/** Limits and what was seen of a provider are remembered for so long, seconds. */
const KEPT_SECONDS = 172_800;
/** A provider whose limits come back in steps is remembered as such for so long, ms. */
const STEPPED_MS = 600_000;

/** However long a provider asks to be left alone, it is asked again after so long, ms. */
export const LONGEST_REST_MS = 300_000;

/**
 * What the scripts share. `KEYS[1]` is the queue's prefix, `{…jmj}`, `ARGV[1]` the model. Of a limit (`requests`, `tokens`) the fleet
 * keeps its own account, the `level`: it falls with each call let go, rises at the rate that the headers show, and is kept between
 * what an answer says was left when its call came, carried forward to now, and what it says less all that is in the air.
 */
export const SHARED = `
local model = ARGV[1]
local root = KEYS[1] .. ':weather'
local own = root .. ':of:' .. model
local sky, flying, costs, line, counts = own .. ':sky', own .. ':flying', own .. ':costs', own .. ':line', own .. ':counts'
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local KINDS = { 'requests', 'tokens' }

local function read(field) return redis.call('HGET', sky, field) or nil end
local function number(field) return tonumber(read(field)) end
local function write(...)
  redis.call('HSET', sky, ...)
  redis.call('EXPIRE', sky, ${KEPT_SECONDS})
end
local function count(what, by)
  redis.call('HINCRBY', counts, what, by or 1)
  redis.call('EXPIRE', counts, ${KEPT_SECONDS})
  redis.call('SADD', root .. ':models', model)
  redis.call('EXPIRE', root .. ':models', ${KEPT_SECONDS})
end

-- Calls whose worker went away.
for _, lost in ipairs(redis.call('ZRANGEBYSCORE', flying, '-inf', now)) do
  redis.call('ZREM', flying, lost)
  redis.call('HDEL', costs, lost)
end

local function isStepped() return (number('stepped') or 0) > now end

-- How much is left by our own account, the limit, what comes back in a ms, and when all is back; nothing where no limit is known.
local function levelOf(kind)
  local limit = number(kind .. ':limit')
  if not limit then return nil end
  local level, at, rate, full = number(kind .. ':level'), number(kind .. ':at'), number(kind .. ':rate'), number(kind .. ':full')
  if not isStepped() then return math.min(limit, level + (now - at) * rate), limit, rate, full end
  return now >= full and limit or level, limit, limit / number(kind .. ':window'), full
end

-- A fiftieth of large limits is never used: clocks, and networks, are not exact.
local function spareOf(limit) return limit >= 20 and math.ceil(limit / 50) or 0 end

local function waitFor(kind, cost)
  local level, limit, rate, full = levelOf(kind)
  if not level then return 0 end
  local spare = spareOf(limit)
  local missing = math.min(cost, limit - spare) + spare - level
  if missing <= 0 then return 0 end
  if isStepped() then return math.max(1, full - now) end
  return math.ceil(missing / rate)
end

local function take(kind, cost)
  local level, _, _, full = levelOf(kind)
  if not level then return end
  if now >= full then write(kind .. ':full', now + (number(kind .. ':window') or 60000)) end
  write(kind .. ':level', level - cost, kind .. ':at', now)
  redis.call('HINCRBYFLOAT', sky, kind .. ':spent', cost)
end

-- What the provider counts for a call, by what it was seen to count for others.
local function countedFor(tokens) return math.ceil(tokens * (number('factor') or 1)) end

-- A place in the line of those that wait: spread over the time in which there will be room, better classes before others.
local function queueUp(job, class, wait, tokens)
  local spacing = 0
  for _, kind in ipairs(KINDS) do
    local _, limit, rate = levelOf(kind)
    if limit then spacing = math.max(spacing, (kind == 'tokens' and tokens or 1) / rate) end
  end
  if spacing == 0 then spacing = number('own:rate') and 1 / number('own:rate') or (number('pace') or 200) / 10 end
  redis.call('ZREMRANGEBYSCORE', line, '-inf', now - 60000)
  local place = tonumber(redis.call('ZSCORE', line, job) or nil)
  if not place then
    place = now + wait
    for better = 0, class do place = math.max(place, number('tail:' .. better) or 0) end
    place = place + spacing
    write('tail:' .. class, place)
    redis.call('ZADD', line, place, job)
    redis.call('EXPIRE', line, ${KEPT_SECONDS})
  end
  local ms = math.ceil(math.max(wait, place - now))
  count('held')
  return { 'busy', ms, 'provider-rate-limited', '' }
end

local function rest(ms) write('rest', math.max(number('rest') or 0, now + math.min(ms, ${LONGEST_REST_MS}))) end
local STEPPED = ${STEPPED_MS}
`;
