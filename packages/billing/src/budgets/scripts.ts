import { defineScript } from '@jmj/redis';

/*
 * An account is a hash for one period of a tenant or a user: `spent` and `held` micro-dollars, `analyses` and `heldAnalyses`.
 * A hold names nobody, and has no end of its own, since what it holds would stay held: the sweeper lets go of those whose analysis is over.
 * It is a hash of one analysis: the accounts it was taken from (`tm` `td`), `micro` held in each of them, and, while a call is
 * under way, its token in `call` and its share of `micro` in `callMicro`. The account of the user (`ud`) is in a hash beside
 * it that expires within 48 h. A hold that charged a call which nobody ended is kept for an hour (`lost:<token>`): should the call
 * end after all, what it really cost is what is spent. The index is a sorted set of open holds by when to look after them.
 */
const SHARED = `
local KINDS = { 'tm', 'td', 'ud' }
local function whole(n) return string.format('%.0f', n) end
local function read(key)
  local flat, fields = redis.call('HGETALL', key), {}
  for at = 1, #flat, 2 do fields[flat[at]] = flat[at + 1] end
  return fields
end
local function readHold(hold, user)
  local fields = read(hold)
  for name, value in pairs(read(user)) do fields[name] = value end
  return fields
end
-- An account that has expired is not brought back: it would never expire again.
local function add(account, field, n)
  if n ~= 0 and redis.call('EXISTS', account) == 1 then redis.call('HINCRBY', account, field, whole(n)) end
end
local function addToAll(h, field, n)
  for _, kind in ipairs(KINDS) do if h[kind] then add(h[kind], field, n) end end
end
`;

/** KEYS: rules, hold, its user's part, index, tenants, then the accounts tm td ud. */
export const holdScript = defineScript(`${SHARED}
local rules, hold, user, index, tenants = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local holder, tenant, userHash, token = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local unknown, wanted, now, lookAt = ARGV[5] == '', tonumber(ARGV[5]) or 0, ARGV[6], ARGV[7]
local userTtl = ARGV[11]

local found = redis.call('HGET', rules, tenant) or redis.call('HGET', rules, '*')
local limits, over = {}, 'refuse'
if found then
  local decoded = cjson.decode(found)
  limits, over = decoded.limits, decoded.over
end

local h = readHold(hold, user)
local isOpen, isKnown = h.micro ~= nil, h.td ~= nil
local expireAt = {}
for at, kind in ipairs(KINDS) do
  expireAt[kind] = ARGV[7 + at]
  -- Nothing is counted of users where users are not limited.
  if not isKnown and (kind ~= 'ud' or (userHash ~= '' and limits[kind])) then h[kind] = KEYS[5 + at] end
end

local held = tonumber(h.micro or 0)
local lost = nil
if token ~= '' and h.call and h.call ~= token then lost = tonumber(h.callMicro) end
local more = math.max(0, wanted + (lost or 0) - held)
local analyses = isOpen and 0 or 1

for _, kind in ipairs(KINDS) do
  local limit = limits[kind]
  if h[kind] and limit then
    local used = redis.call('HMGET', h[kind], 'spent', 'held', 'analyses', 'heldAnalyses')
    local money = tonumber(used[1] or 0) + tonumber(used[2] or 0)
    local count = tonumber(used[3] or 0) + tonumber(used[4] or 0)
    local why = nil
    if limit.micro and unknown then why = 'unpriced'
    elseif limit.micro and more > 0 and money + more > limit.micro then why = 'usd'
    elseif limit.analyses and analyses > 0 and count + analyses > limit.analyses then why = 'analyses' end
    if why then
      local of = why == 'analyses' and limit.analyses - count or limit.micro - money
      return { 'refused', kind, why, whole(why == 'analyses' and limit.analyses or limit.micro), whole(math.max(0, of)), over }
    end
  end
end

for _, kind in ipairs(KINDS) do
  if h[kind] and not isKnown then
    redis.call('HINCRBY', h[kind], 'held', 0)
    redis.call('EXPIREAT', h[kind], expireAt[kind])
  end
end
addToAll(h, 'heldAnalyses', analyses)
addToAll(h, 'held', more - (lost or 0))
addToAll(h, 'spent', lost or 0)
redis.call('HSET', hold, 'tm', h.tm, 'td', h.td, 'tenant', tenant, 'micro', whole(held + more - (lost or 0)))
redis.call('PERSIST', hold)
if h.ud then redis.call('HSET', user, 'user', userHash, 'ud', h.ud) end
if not isKnown then redis.call('EXPIRE', user, userTtl) end
if lost then redis.call('HSET', hold, 'lost:' .. h.call, whole(lost)) end
if token ~= '' then redis.call('HSET', hold, 'call', token, 'callMicro', whole(wanted)) end
redis.call('ZADD', index, lookAt, holder)
redis.call('ZADD', tenants, now, tenant)
return { 'held', lost and whole(lost) or '' }
`);

/** KEYS: hold, its user's part, the accounts tm td ud of a call that was refused and made all the same. ARGV: token, what it cost. */
export const endCallScript = defineScript(`${SHARED}
local hold, token, cost = KEYS[1], ARGV[1], tonumber(ARGV[2])
local h = readHold(hold, KEYS[2])
local lost = h['lost:' .. token]
if h.call == token then
  local share = tonumber(h.callMicro)
  addToAll(h, 'held', -share)
  addToAll(h, 'spent', cost)
  redis.call('HSET', hold, 'micro', whole(tonumber(h.micro) - share))
  redis.call('HDEL', hold, 'call', 'callMicro')
  return 1
end
if lost then
  addToAll(h, 'spent', cost - tonumber(lost))
  redis.call('HDEL', hold, 'lost:' .. token)
  return 1
end
if #KEYS == 2 then return 0 end
for at, kind in ipairs(KINDS) do h[kind] = h[kind] or KEYS[2 + at] end
addToAll(h, 'spent', cost)
return 1
`);

/** KEYS: hold, its user's part, index. ARGV: holder, 1 when judged, 1 to leave a call under way alone, seconds. */
export const closeScript = defineScript(`${SHARED}
local hold, user, index = KEYS[1], KEYS[2], KEYS[3]
local h = readHold(hold, user)
if ARGV[3] == '1' and h.call then return 'busy' end
redis.call('ZREM', index, ARGV[1])
if not h.micro then return '' end
local lost = h.call and tonumber(h.callMicro)
addToAll(h, 'held', -tonumber(h.micro))
addToAll(h, 'heldAnalyses', -1)
if ARGV[2] == '1' then addToAll(h, 'analyses', 1) end
if lost then
  addToAll(h, 'spent', lost)
  redis.call('HSET', hold, 'lost:' .. h.call, whole(lost))
end
redis.call('HDEL', hold, 'micro', 'call', 'callMicro')
local owesAnEnd = lost ~= nil
for name in pairs(h) do if string.sub(name, 1, 5) == 'lost:' then owesAnEnd = true end end
if owesAnEnd then
  redis.call('EXPIRE', hold, ARGV[4])
  redis.call('EXPIRE', user, ARGV[4], 'LT')
else redis.call('DEL', hold, user) end
return lost and whole(lost) or ''
`);

/** KEYS: index, then the user's accounts. ARGV: what the names of holds begin with, tenant, the hash of the user. */
export const forgetScript = defineScript(`
local gone = 0
for _, holder in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local hold = ARGV[1] .. holder
  if redis.call('HGET', hold .. ':user', 'user') == ARGV[3] and redis.call('HGET', hold, 'tenant') == ARGV[2] then
    gone = gone + redis.call('DEL', hold .. ':user')
  end
end
for at = 2, #KEYS do gone = gone + redis.call('DEL', KEYS[at]) end
return gone
`);
