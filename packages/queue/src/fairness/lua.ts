import { PRIORITIES } from '@jmj/contracts';
import { QUEUE_NAME } from '../names.ts';
import { BAND, SCORE_STEP } from './bands.ts';

/** No job waits longer than an analysis can be asked for; what is remembered of their order need not outlive them. */
const KEPT_SECONDS = 172_800;

/**
 * What the scripts share. `KEYS[1]` is the queue's prefix, `{…jmj}`: every key is made from it and lies in its slot of a Cluster.
 * They write BullMQ's own sets as its `promote-9.lua` and `changePriority-7.lua` do, for what must be one step cannot be several of
 * its commands.
 */
export const SHARED = `
local root = KEYS[1]
local queue = root .. ':${QUEUE_NAME}:'
local prioritized, delayed = queue .. 'prioritized', queue .. 'delayed'
local BAND, STEP = ${BAND}, ${SCORE_STEP}
local CLASSES = { ${PRIORITIES.map((name, n) => `${name} = ${n}`).join(', ')} }
local KEPT = ${KEPT_SECONDS}
local exact = function(number) return string.format('%.0f', number) end

local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function frontOf(class)
  local from = class * BAND * STEP
  return unpack(redis.call('ZRANGEBYSCORE', prioritized, exact(from), '(' .. exact(from + BAND * STEP),
    'WITHSCORES', 'LIMIT', 0, 1))
end

-- The priority for a tenant's next job: one turn after its last, and not before the turn that the class has reached.
local function place(class, tenant)
  local key = root .. ':turns:' .. class
  local known = redis.call('HMGET', key, 'reached', 'last', 'of:' .. tenant)
  local reached, last, own = tonumber(known[1]) or 1, tonumber(known[2]) or 1, tonumber(known[3]) or 0
  local _, front = frontOf(class)
  if front then
    reached = math.max(reached, math.floor(front / STEP) - class * BAND)
  else
    -- Nobody waits: all turns given so far are over. They begin anew long before they run out.
    reached, own = last, 0
    if last > BAND / 2 then reached, last = 1, 1 end
    redis.call('DEL', key)
  end
  own = math.min(math.max(reached, own + 1), BAND - 1)
  redis.call('HSET', key, 'reached', reached, 'last', math.max(last, own), 'of:' .. tenant, own)
  redis.call('EXPIRE', key, KEPT)
  return class * BAND + own
end

local function moveTo(id, priority, count)
  redis.call('HSET', queue .. id, 'priority', priority)
  redis.call('ZADD', prioritized, exact(priority * STEP + count % STEP), id)
end

-- Lets a job that BullMQ holds as delayed wait among the others; false when it is not there.
local function promote(id, priority)
  if redis.call('ZREM', delayed, id) == 0 then return false end
  redis.call('HSET', queue .. id, 'delay', 0)
  moveTo(id, priority, redis.call('INCR', queue .. 'pc'))
  redis.call('ZADD', queue .. 'marker', 0, '0')
  redis.call('XADD', queue .. 'events', 'MAXLEN', '~', 10000, '*', 'event', 'waiting', 'jobId', id, 'prev', 'delayed')
  return true
end
`;
