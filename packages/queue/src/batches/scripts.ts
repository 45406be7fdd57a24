/** A batch that has expired is not brought back to life; what is added to it goes with it. */
const ALIVE = `
local head = KEYS[1]
local left = redis.call('PTTL', head)
if left < 0 then return false end
local function lasting(key) redis.call('PEXPIRE', key, left) end
`;

/** KEYS: head, missing, arrived, ready. ARGV: hash, facts, now. Answers how many photos are missing still. */
export const ARRIVE = `${ALIVE}
local items = redis.call('HGET', KEYS[2], ARGV[1])
if items and redis.call('HGET', head, 'closed') ~= '1' then
  redis.call('HDEL', KEYS[2], ARGV[1])
  redis.call('HINCRBY', head, 'missing', -items)
  redis.call('HSET', head, 'touchedAt', ARGV[3])
  redis.call('HSET', KEYS[3], ARGV[1], ARGV[2])
  redis.call('RPUSH', KEYS[4], ARGV[1])
  lasting(KEYS[3])
  lasting(KEYS[4])
end
return redis.call('HLEN', KEYS[2])`;

/** KEYS: head, missing. ARGV: hash, now. Answers how many photos are missing still. */
export const REFUSE = `${ALIVE}
local items = redis.call('HGET', KEYS[2], ARGV[1])
if items and redis.call('HGET', head, 'closed') ~= '1' then
  redis.call('HDEL', KEYS[2], ARGV[1])
  redis.call('HINCRBY', head, 'missing', -items)
  redis.call('HSET', head, 'touchedAt', ARGV[2])
end
return redis.call('HLEN', KEYS[2])`;

/** KEYS: head. ARGV: from, to. Changes the phase if it is `from`. */
export const ENTER = `${ALIVE}
if redis.call('HGET', head, 'phase') ~= ARGV[1] then return 0 end
redis.call('HSET', head, 'phase', ARGV[2])
return 1`;

/** KEYS: head. */
export const CANCEL = `${ALIVE}
local phase = redis.call('HGET', head, 'phase')
if phase ~= 'collecting' and phase ~= 'running' then return 0 end
redis.call('HSET', head, 'phase', 'canceled', 'closed', '1')
return 1`;

/** KEYS: head, missing. Answers the hashes that were missing. */
export const CLOSE = `${ALIVE}
redis.call('HSET', head, 'closed', '1', 'missing', '0')
local hashes = redis.call('HKEYS', KEYS[2])
redis.call('DEL', KEYS[2])
return hashes`;

/** KEYS: head, ready, chunks. ARGV: the chunk as JSON without its photos, its id, how many. */
export const TAKE = `${ALIVE}
local photos = redis.call('LPOP', KEYS[2], ARGV[3])
if not photos then return false end
local json = string.gsub(ARGV[1], '"photos":%[%]', function() return '"photos":' .. cjson.encode(photos) end, 1)
redis.call('HSET', KEYS[3], ARGV[2], json)
lasting(KEYS[3])
return json`;

/** KEYS: head, ready, chunks. ARGV: the chunk as JSON, its id, then photos to put back, the last first. */
export const SAVE = `${ALIVE}
redis.call('HSET', KEYS[3], ARGV[2], ARGV[1])
lasting(KEYS[3])
for at = 3, #ARGV do redis.call('LPUSH', KEYS[2], ARGV[at]) end
if #ARGV > 2 then lasting(KEYS[2]) end
return 1`;

/** KEYS: head, pending, ended, account. ARGV: n, status, then the items. */
export const END = `${ALIVE}
if redis.call('SREM', KEYS[2], ARGV[1]) == 0 then return 0 end
local hour = math.floor(redis.call('PEXPIRETIME', head) / 3600000)
if redis.call('HINCRBY', KEYS[4], hour, 2 - #ARGV) <= 0 then redis.call('HDEL', KEYS[4], hour) end
for at = 3, #ARGV do redis.call('RPUSH', KEYS[3], ARGV[at]) end
redis.call('HINCRBY', head, ARGV[2], #ARGV - 2)
lasting(KEYS[3])
return 1`;

/** KEYS: head, paid. ARGV: n. */
export const PAY = `${ALIVE}
local first = redis.call('SADD', KEYS[2], ARGV[1])
lasting(KEYS[2])
return first`;

/** KEYS: claim. ARGV: batch, ms. */
export const CLAIM = `
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
return redis.call('GET', KEYS[1])`;

/** KEYS: claim. ARGV: batch. */
export const UNCLAIM = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0`;
