-- Every script begins with this, after the clock.
--
-- {presence}:at:<person>   node -> until when its sockets count; ~node -> until when the grace after them lasts
-- {presence}:online        person -> when to look again
local ONLINE = '{presence}:online'
local function at(person) return '{presence}:at:' .. person end

-- Publishes a word, within the script that makes it true, so that it can be neither lost nor reordered. Its number only grows,
-- also when Redis has lost everything.
local said = {}
local function say(person, news)
  local number = math.max(tonumber(redis.call('GET', '{presence}:number') or 0) + 1, now)
  local word = string.format('%.0f %s %s', number, person, news)
  redis.call('SET', '{presence}:number', string.format('%.0f', number))
  redis.call('PUBLISH', '{presence}', word)
  said[#said + 1] = word
end

-- What Redis holds since when: another word after it was lost. `name`: a new one, in case.
local function epoch(name)
  redis.call('SET', '{presence}:epoch', string.format('%.0f', now) .. ' ' .. name, 'NX')
  return redis.call('GET', '{presence}:epoch')
end

-- The entry of a person that lasts longest, and until when.
local function last(person)
  local entry = redis.call('ZREVRANGE', at(person), 0, 0, 'WITHSCORES')
  return entry[1], tonumber(entry[2] or 0)
end

-- Whether nobody may be found gone yet: Redis was away, or every node, or everything was lost. Then whoever is somewhere else gets
-- time to be told again first.
local function unsettled(name, pause, patience)
  local began = tonumber(string.match(epoch(name), '^%d+'))
  local looked = tonumber(redis.call('GET', '{presence}:looked') or now)
  redis.call('SET', '{presence}:looked', string.format('%.0f', now))
  if now - looked > pause then redis.call('SET', '{presence}:wait', string.format('%.0f', now + patience)) end
  return began + patience > now or tonumber(redis.call('GET', '{presence}:wait') or 0) > now
end
