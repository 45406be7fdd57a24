/** A pace that was learned from refusals is forgotten without more of them after so long, ms; so is what share of calls is refused anyway. */
const KEPT_MS = 600_000;
/** Nothing is concluded from less than this; a few calls are enough for a first refusal, and for a round that takes long. */
const ROUND = { calls: 40, few: 8, refusals: 4, ms: 1000, longMs: 5000, refusalTimes: 4 } as const;
/** Below what was let pass just before nothing is refused for the load. */
const CUT = 0.9;
/** What is refused whatever the load varies: so many times as much is news, and so much more. Less than the last is forgotten. */
const NOISE = { times: 2, more: 0.05, least: 0.01 } as const;
/** However much is refused, a call is let go so often, ms; and half of what was answered lately, by an average that forgets in so long. */
const SLOWEST_MS = 2000;
const LATELY_MS = 10_000;
/** What may come at once after a pause, as time in which it would have come one by one, ms. */
const BURST_MS = 250;
/** A round without refusals lets it grow so much; well beyond the pace at which it was last refused, faster. */
const GROWTH = { usual: 1.08, far: 1.25, fast: 1.5 } as const;

/**
 * The pace of calls of a provider that tells no limits, by what it refuses. Time is cut into rounds, of 40 calls at least, and as long
 * as refusals take to arrive; a refusal counts in the round in which its call was let go. At the first one the pace is set below what
 * was let pass, and a round is tried at that. When nothing is refused any more, it was for the load; the pace then grows until the next
 * refusal. When two such rounds in turn are refused as before, it was not: calls go as they went, and such a share of refusals is no
 * news. To be put after SHARED.
 */
export const PACE = `
local function isPlain() return read('seen') == 'plain' end
local function isFresh() return (number('own:cut') or 0) + ${KEPT_MS} > now end
local function ownRate() return isPlain() and isFresh() and number('own:rate') or nil end
local function noiseOf() return isFresh() and number('own:noise') or 0 end

-- Calls that may go at once; below 0: that have been let go ahead of their time.
local function ownLevel(rate)
  local level, at = number('own:level') or 0, math.max(now, number('own:at') or 0)
  level = math.min(math.max(1, rate * ${BURST_MS}), level + (at - (number('own:at') or at)) * rate)
  write('own:level', level, 'own:at', at)
  return level
end

local function ownWait()
  local rate = ownRate()
  if not rate then return 0 end
  local level = ownLevel(rate)
  return level >= 1 and 0 or math.ceil((1 - level) / rate)
end

local function setRate(rate)
  local before = ownRate()
  local level = before and ownLevel(before) or 0
  -- After a pause they come one by one.
  write('own:rate', rate, 'own:level', math.min(0, level), 'own:at', math.max(now, number('rest') or 0))
end

local function askedByNow()
  local rate = ownRate()
  return (number('round:asked') or 0) + (rate and math.min(0, ownLevel(rate)) or 0)
end

local function roundLasted() return now - (number('round:at') or now) end

local function nextRound()
  write('last:asked', askedByNow(), 'last:no', number('round:no') or 0, 'last:ms', roundLasted())
  write('round', (number('round') or 0) + 1, 'round:at', now, 'round:asked', 0, 'round:no', 0)
end

-- Calls a ms that were let pass lately.
local function passed(withLast)
  local calls, ms = askedByNow() - (number('round:no') or 0), roundLasted()
  if withLast then calls, ms = calls + (number('last:asked') or 0) - (number('last:no') or 0), ms + (number('last:ms') or 0) end
  return math.max(0, calls) / math.max(${ROUND.ms}, ms)
end

local function answers() return (number('own:ok') or 0) * math.exp(((number('own:ok:at') or now) - now) / ${LATELY_MS}) end
local function noteAnswer()
  redis.call('HSETNX', sky, 'own:ok:from', now)
  write('own:ok', answers() + 1, 'own:ok:at', now)
end
-- In a ms, by an average that forgets.
local function answeredLately()
  local known = math.max(${ROUND.ms} * 2, now - (number('own:ok:from') or now))
  return answers() / (${LATELY_MS} * (1 - math.exp(-known / ${LATELY_MS})))
end

local function cutTo(rate, trial)
  local before = ownRate()
  rate = math.max(rate, answeredLately() / 2)
  if before then rate = math.min(before * ${CUT}, rate) end
  if trial == 1 and (number('own:trial') or 0) == 0 then write('own:was', before or '') end
  rate = math.max(1 / ${SLOWEST_MS}, rate)
  write('own:trial', trial, 'own:cut', now, 'own:low', rate)
  setRate(rate)
  nextRound()
end

local function endRound()
  local asked, no = askedByNow(), number('round:no') or 0
  local length = math.max(${ROUND.ms}, ${ROUND.refusalTimes} * (number('no:pace') or 0))
  if not read('round:at') then return nextRound() end
  local trial, rate = number('own:trial') or 0, ownRate()
  local isLong = roundLasted() > ${ROUND.longMs} and asked >= ${ROUND.few}
  local isPlainEnough = asked >= ${ROUND.calls} or isLong or (trial > 0 and no >= ${ROUND.refusals})
  if not isPlainEnough or roundLasted() < length then return end
  local share = no / math.max(1, asked)
  if trial > 0 and no == 0 then write('own:trial', 0, 'own:noise', 0)
  elseif trial == 1 or (trial == 2 and share < (number('own:share') or 0) / 2) then
    write('own:share', share)
    return cutTo(passed() * ${CUT}, 2)
  elseif trial == 2 then
    write('own:trial', 0, 'own:noise', share)
    local was = number('own:was')
    if was then setRate(was) else redis.call('HDEL', sky, 'own:rate') end
  else
    local noise = (noiseOf() * 3 + share) / 4
    write('own:noise', noiseOf() > 0 and noise > ${NOISE.least} and noise or 0)
    if rate and asked / math.max(1, roundLasted()) > rate * 0.7 then
      write('own:rate', rate * (rate > number('own:low') * ${GROWTH.far} and ${GROWTH.fast} or ${GROWTH.usual}))
    end
  end
  nextRound()
end

-- Notes a call that is let go; answers the round in which it is.
local function letGo()
  endRound()
  write('round:asked', (number('round:asked') or 0) + 1)
  if ownRate() then write('own:level', number('own:level') - 1) end
  return read('round')
end

local function refusedIn(round, latency)
  write('seen', 'plain', 'no:pace', math.floor(((number('no:pace') or latency) * 3 + latency) / 4))
  if round ~= read('round') then return end
  write('round:no', (number('round:no') or 0) + 1)
  local asked, no, trial, noise = askedByNow(), number('round:no'), number('own:trial') or 0, noiseOf()
  local share = no / math.max(1, asked)
  if trial > 0 then
    if no >= ${ROUND.refusals} and share > 0.5 and roundLasted() >= ${ROUND.ms} then cutTo(passed() * ${CUT}, 1) end
  elseif noise == 0 and asked >= ${ROUND.few} or no >= ${ROUND.refusals} and share > math.max(noise * ${NOISE.times}, noise + ${NOISE.more}) then
    -- So early it may be less than it seems.
    cutTo(math.max((ownRate() or 0) / 2, passed(true) * ${CUT}), 1)
  end
end
`;
