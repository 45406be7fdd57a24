import { defineScript } from '@jmj/redis';
import type { Redis } from 'ioredis';
import { queuePrefix } from '../names.ts';
import { PATIENCE_MS, STARTS_PER_TURN } from './bands.ts';
import { SHARED } from './lua.ts';

/** A job that was let out of a line has its slot kept this long, until a worker takes it, ms. */
const RESERVED_MS = 60_000;
/** Orders a line by class first, then by when the job was added (ms since 1970). */
const CLASS_STEP = 1e13;

/**
 * `ARGV`: the most at once of a tenant (0: any number), the percentage of all slots for jobs nobody waits for; then, of one job, its
 * id, class and tenant.
 */
const LANES = `${SHARED}
local tenantCap, share, id, class, tenant = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4]), ARGV[5]
local lines = root .. ':lanes:parked'
local function slotsOf(lane) return root .. ':lane:' .. lane .. ':slots' end
local function lineOf(lane) return root .. ':lane:' .. lane .. ':parked' end

local function fleetSlots()
  local total = 0
  for _, worker in ipairs(redis.call('ZRANGEBYSCORE', root .. ':fleet', now, '+inf')) do
    total = total + tonumber(string.match(worker, '%d+$'))
  end
  return total
end

local function capOf(lane)
  if lane == 'patient' then
    return share >= 100 and math.huge or math.max(1, math.floor(fleetSlots() * share / 100))
  end
  return tenantCap > 0 and tenantCap or math.huge
end

local function count(what)
  local key = root .. ':' .. what
  local counted = redis.call('INCR', key)
  redis.call('EXPIRE', key, KEPT)
  return counted
end

-- Where a job needs a slot.
local function lanesOf(class, tenant)
  local lanes = {}
  if tenantCap > 0 then lanes[#lanes + 1] = 'tenant:' .. tenant end
  if share < 100 and class > 0 then lanes[#lanes + 1] = 'patient' end
  return lanes
end

local function taken(lane)
  redis.call('ZREMRANGEBYSCORE', slotsOf(lane), '-inf', now)
  return redis.call('ZCARD', slotsOf(lane))
end

local function take(lane, id, ms)
  redis.call('ZADD', slotsOf(lane), now + ms, id)
  redis.call('PEXPIRE', slotsOf(lane), math.max(ms, ${RESERVED_MS}))
end

-- The first of the line; now and then the first of a lower class, so that a tenant's own stream does not starve its own rest.
local function nextOf(lane)
  local line = lineOf(lane)
  local first = redis.call('ZRANGE', line, 0, 0, 'WITHSCORES')
  if first[1] and redis.call('ZCARD', line) > 1 and count('lanes:turn') % ${STARTS_PER_TURN} == 0 then
    local from = (math.floor(first[2] / ${CLASS_STEP}) + 1) * ${CLASS_STEP}
    local lower = redis.call('ZRANGEBYSCORE', line, exact(from), '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
    if lower[1] then first = lower end
  end
  return first[1], tonumber(first[2])
end

-- Lets as many out of the line as there is room for, each with its slot: nobody who comes later can take it.
local function fill(lane)
  local room = capOf(lane) - taken(lane)
  while room > 0 do
    local id, rank = nextOf(lane)
    if not id then return redis.call('SREM', lines, lane) end
    redis.call('ZREM', lineOf(lane), id)
    local raw = redis.call('HGET', queue .. id, 'data')
    if raw and promote(id, place(math.floor(rank / ${CLASS_STEP}), cjson.decode(raw).tenant)) then
      take(lane, id, ${RESERVED_MS})
      room = room - 1
    end
  end
end
`;

/** `ARGV[6]`: the lease, ms; then the patience with each class, ms. Answers the lane that is full, or nothing when the job may run. */
const ADMIT = defineScript(`${LANES}
local lease, patience = tonumber(ARGV[6]), { tonumber(ARGV[7]), tonumber(ARGV[8]) }
local lanes = lanesOf(class, tenant)
for _, lane in ipairs(lanes) do
  local running = taken(lane)
  if running >= capOf(lane) and not redis.call('ZSCORE', slotsOf(lane), id) then return lane end
end
for _, lane in ipairs(lanes) do
  take(lane, id, lease)
  redis.call('ZREM', lineOf(lane), id)
end

-- The trickle: now and then the front of a lower class goes before all who wait, if it has waited long.
if class < 2 then
  local starts = count('starts:' .. class)
  if starts % ${STARTS_PER_TURN} == 0 then
    local lower = { 1, 2 }
    if class == 1 or starts % ${STARTS_PER_TURN * 5} == 0 then lower = { 2, 1 } end
    for _, candidate in ipairs(lower) do
      local aged, score = frontOf(candidate)
      local added = aged and tonumber(redis.call('HGET', queue .. aged, 'timestamp'))
      if candidate > class and added and now - added >= patience[candidate] then
        local head = redis.call('ZRANGE', prioritized, 0, 0, 'WITHSCORES')[2]
        if tonumber(head) < tonumber(score) then moveTo(aged, math.floor(head / STEP), 0) end
        break
      end
    end
  end
end
return false`);

/** `ARGV[6]`: the lane that was full, `ARGV[7]`: when the job was added. BullMQ holds it as delayed already. */
const PARK = defineScript(`${LANES}
local lanes = lanesOf(class, tenant)
for _, lane in ipairs(lanes) do redis.call('ZREM', slotsOf(lane), id) end
redis.call('ZADD', lineOf(ARGV[6]), exact(class * ${CLASS_STEP} + tonumber(ARGV[7])), id)
redis.call('SADD', lines, ARGV[6])
for _, key in ipairs({ lineOf(ARGV[6]), lines }) do redis.call('EXPIRE', key, KEPT) end
for _, lane in ipairs(lanes) do fill(lane) end`);

/** `ARGV[6]`: the worker's token. Whoever has lost the job's lock has lost its slots to the worker that took it over. */
const LEAVE = defineScript(`${LANES}
if redis.call('GET', queue .. id .. ':lock') ~= ARGV[6] then return end
local lanes = lanesOf(class, tenant)
for _, lane in ipairs(lanes) do redis.call('ZREM', slotsOf(lane), id) end
for _, lane in ipairs(lanes) do fill(lane) end`);

/** `ARGV[3]`: the lease, ms; then the ids of running jobs, each followed by one of its lanes. Never brings a slot back. */
const RENEW = defineScript(`${LANES}
for n = 4, #ARGV, 2 do
  redis.call('ZADD', slotsOf(ARGV[n + 1]), 'XX', now + tonumber(ARGV[3]), ARGV[n])
  redis.call('PEXPIRE', slotsOf(ARGV[n + 1]), math.max(tonumber(ARGV[3]), ${RESERVED_MS}))
end`);

/** `ARGV[3]`: this worker, `ARGV[4]`: its lease, ms; 0 when it goes. Slots whose worker went away are given to those who wait. */
const BEAT = defineScript(`${LANES}
local fleet, lease = root .. ':fleet', tonumber(ARGV[4])
redis.call('ZREMRANGEBYSCORE', fleet, '-inf', now)
if lease > 0 then
  redis.call('ZADD', fleet, now + lease, ARGV[3])
  redis.call('PEXPIRE', fleet, math.max(lease, ${RESERVED_MS}))
else
  redis.call('ZREM', fleet, ARGV[3])
end
for _, lane in ipairs(redis.call('SMEMBERS', lines)) do fill(lane) end`);

export interface LaneJob {
  id: string;
  class: number;
  /** Whose slot it takes. */
  tenant: string;
}

export interface LaneLimits {
  /** The most jobs of one tenant that run at once, fleet-wide; 0: as many as there are slots. */
  tenantConcurrency: number;
  /** Percent of the fleet's slots that jobs may take for which nobody waits. */
  patientShare: number;
}

/** The slots of tenants and of patient jobs, fleet-wide, and the lines of jobs that wait for one. */
export function createLanes(redis: Redis, keyPrefix: string, limits: LaneLimits) {
  const keys = [queuePrefix(keyPrefix)];
  const args = [limits.tenantConcurrency, limits.patientShare];
  const of = (job: LaneJob) => [...args, job.id, job.class, job.tenant];
  const patience = [PATIENCE_MS.economy, PATIENCE_MS.warm];
  return {
    lanesOf: (job: LaneJob): string[] => [
      ...(limits.tenantConcurrency > 0 ? [`tenant:${job.tenant}`] : []),
      ...(limits.patientShare < 100 && job.class > 0 ? ['patient'] : []),
    ],
    /** The lane in which there is no slot for it; nothing when it has all that it needs. */
    async admit(job: LaneJob, leaseMs: number): Promise<string | undefined> {
      return ((await ADMIT(redis, keys, [...of(job), leaseMs, ...patience])) as string | null) ?? undefined;
    },
    async park(job: LaneJob, lane: string, addedAt: number): Promise<void> {
      await PARK(redis, keys, [...of(job), lane, addedAt]);
    },
    async leave(job: LaneJob, token: string): Promise<void> {
      await LEAVE(redis, keys, [...of(job), token]);
    },
    async renew(slots: { id: string; lane: string }[], leaseMs: number): Promise<void> {
      await RENEW(redis, keys, [...args, leaseMs, ...slots.flatMap(({ id, lane }) => [id, lane])]);
    },
    async beat(worker: string, leaseMs: number): Promise<void> {
      await BEAT(redis, keys, [...args, worker, leaseMs]);
    },
  };
}

export type Lanes = ReturnType<typeof createLanes>;
