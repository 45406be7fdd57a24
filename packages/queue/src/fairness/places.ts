import type { AnalysisJob } from '@jmj/contracts';
import { defineScript } from '@jmj/redis';
import type { Redis } from 'ioredis';
import { queuePrefix } from '../names.ts';
import { classOf } from './bands.ts';
import { SHARED } from './lua.ts';

const PLACE = defineScript(`${SHARED}
return place(tonumber(ARGV[1]), ARGV[2])`);

/** Who joined a job needs no turn; unless it goes where the one who joined would have gone, and in the better class of the two. */
const JOIN = defineScript(`${SHARED}
local id, class, tenant, offered = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local function giveBack() redis.call('HINCRBY', root .. ':turns:' .. class, 'of:' .. tenant, -1) end
local raw = redis.call('HGET', queue .. id, 'data')
if not raw then return giveBack() end
local job = cjson.decode(raw)
local lane = job.lane or job.tenant
local better = class < (CLASSES[job.priority] or 0)
local current = tonumber(redis.call('HGET', queue .. id, 'priority')) or 0

local function unpark(name) return redis.call('ZREM', root .. ':lane:' .. name .. ':parked', id) == 1 end
-- It waits no longer behind its own tenant's cap, but takes a slot of whoever joined.
local unparked = (better or lane ~= tenant) and unpark('tenant:' .. lane)
unparked = (better and class == 0 and unpark('patient')) or unparked
if not (better or unparked) and current <= offered then return giveBack() end

if better then job.priority = ARGV[5] end
if unparked then job.lane = tenant end
if better or unparked then redis.call('HSET', queue .. id, 'data', cjson.encode(job)) end
if unparked then
  promote(id, offered)
elseif current <= offered then
  giveBack()
elseif redis.call('ZSCORE', prioritized, id) then
  moveTo(id, offered, redis.call('INCR', queue .. 'pc'))
else
  redis.call('HSET', queue .. id, 'priority', offered)
end`);

export interface Places {
  /** The BullMQ priority for a new job of this class and tenant: tenants of one class take turns. */
  next(job: AnalysisJob): Promise<number>;
  /** `job`, which was offered `priority`, has joined the job of that id, which then goes no later than it would have. */
  join(jobId: string, job: AnalysisJob, priority: number): Promise<void>;
}

export function createPlaces(redis: Redis, keyPrefix: string): Places {
  const keys = [queuePrefix(keyPrefix)];
  return {
    async next(job) {
      return Number(await PLACE(redis, keys, [classOf(job), job.tenant]));
    },
    async join(jobId, job, priority) {
      const { tenant, priority: name = 'live' } = job;
      await JOIN(redis, keys, [jobId, classOf(job), tenant, priority, name]);
    },
  };
}
