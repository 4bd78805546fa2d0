-- ARGV: node, memory, pause, patience, then for each: person, grace, reason. The person's last socket on the node is gone.
local node, memory = ARGV[1], tonumber(ARGV[2])
local wait = unsettled(node, tonumber(ARGV[3]), tonumber(ARGV[4]))
for i = 5, #ARGV, 3 do
  local person, grace, reason = ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2]
  redis.call('ZREM', at(person), node, '~' .. node)
  if grace > 0 then
    redis.call('ZADD', at(person), now + grace, '~' .. node)
    redis.call('PEXPIRE', at(person), memory)
  end
  redis.call('ZREMRANGEBYSCORE', at(person), '-inf', now)
  -- Always computed anew: what a crashed node left behind must not delay it.
  local entry, till = last(person)
  if entry and (not wait or redis.call('ZSCORE', ONLINE, person)) then
    redis.call('ZADD', ONLINE, 'XX', till, person)
  elseif entry then
    -- Redis lost that they were here: whoever shows them goes on, until the grace is over.
    redis.call('ZADD', ONLINE, till, person)
    say(person, 'online connect')
  elseif wait then
    -- Another node may have them and could not say so: the next look after the wait decides.
    redis.call('ZADD', ONLINE, 'XX', now, person)
  elseif redis.call('ZREM', ONLINE, person) == 1 then
    say(person, 'offline ' .. reason)
  end
end
return said
