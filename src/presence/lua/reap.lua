-- ARGV: a name for the epoch, how many at once, pause, patience. Any node, twice a second.
local name, most, pause, patience = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
if unsettled(name, pause, patience) then return { epoch(name), '0' } end

local due = redis.call('ZRANGEBYSCORE', ONLINE, '-inf', now, 'LIMIT', 0, most)
for _, person in ipairs(due) do
  -- Nothing of theirs lasts longer: touch and leave keep this time at the end of their last entry.
  local entry = last(person)
  redis.call('DEL', at(person))
  redis.call('ZREM', ONLINE, person)
  local closed = entry and string.sub(entry, 1, 1) == '~'
  say(person, closed and 'offline grace' or 'offline reaped')
end
return { epoch(name), #due == most and '1' or '0', unpack(said) }
