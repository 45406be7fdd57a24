import { defineScript } from '@jmj/redis';

/**
 * All numbers are added up but `xw` (`MEASURES.worstOff`), of which the largest is kept.
 *
 * KEYS: the line, the index, the user's index, then hashes of totals, `ever` the last. ARGV: id, line, at (ms), expires at (ms),
 * oldest kept (ms), most lines, what names of lines begin with, 1 with a user, seconds of totals, most fields of a hash; then how
 * many groups: each its name, the name of what does not fit, how many numbers, those in pairs; then the fields of `ever` in pairs.
 */
export const recordScript = defineScript(`
local line, index, user = KEYS[1], KEYS[2], KEYS[3]
local id, at, most, prefix = ARGV[1], ARGV[3], tonumber(ARGV[6]), ARGV[7]
if redis.call('ZSCORE', index, id) then return 0 end
redis.call('SET', line, ARGV[2], 'PXAT', ARGV[4])
redis.call('ZADD', index, at, id)
redis.call('ZREMRANGEBYSCORE', index, '-inf', ARGV[5])
local over = redis.call('ZCARD', index) - most
if over > 0 then
  for _, old in ipairs(redis.call('ZRANGE', index, 0, over - 1)) do redis.call('DEL', prefix .. old) end
  redis.call('ZREMRANGEBYRANK', index, 0, over - 1)
end
redis.call('PEXPIREAT', index, ARGV[4])
if ARGV[8] == '1' then
  redis.call('ZADD', user, at, id)
  redis.call('ZREMRANGEBYSCORE', user, '-inf', ARGV[5])
  redis.call('PEXPIREAT', user, ARGV[4])
end
local ttl, room = ARGV[9], tonumber(ARGV[10])
local function bump(key, field, other, n)
  -- Names come from elsewhere: a hash does not grow without end.
  if redis.call('HLEN', key) >= room and redis.call('HEXISTS', key, field) == 0 then field = other end
  if string.sub(field, -3) == '|xw' then
    if tonumber(n) > tonumber(redis.call('HGET', key, field) or '0') then redis.call('HSET', key, field, n) end
  else redis.call('HINCRBY', key, field, n) end
end
local next = 12
local from = next
for key = 4, #KEYS - 1 do
  next = from
  for _ = 1, tonumber(ARGV[11]) do
    local name, other, numbers = ARGV[next], ARGV[next + 1], tonumber(ARGV[next + 2])
    next = next + 3
    for _ = 1, numbers do
      bump(KEYS[key], name .. '|' .. ARGV[next], other .. '|' .. ARGV[next], ARGV[next + 1])
      next = next + 2
    end
  end
  redis.call('EXPIRE', KEYS[key], ttl)
end
while next < #ARGV do
  bump(KEYS[#KEYS], ARGV[next], 'other', ARGV[next + 1])
  next = next + 2
end
redis.call('EXPIRE', KEYS[#KEYS], ttl)
return 1
`);

/** KEYS: index, the user's index. ARGV: what names of lines begin with. */
export const forgetScript = defineScript(`
local ids = redis.call('ZRANGE', KEYS[2], 0, -1)
for _, id in ipairs(ids) do
  redis.call('DEL', ARGV[1] .. id)
  redis.call('ZREM', KEYS[1], id)
end
redis.call('DEL', KEYS[2])
return #ids
`);
