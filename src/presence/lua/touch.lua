-- ARGV: node, ttl, memory, then people: each has sockets on the node. Again every third of the ttl.
local node, ttl, memory = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
for i = 4, #ARGV do
  local person = ARGV[i]
  redis.call('ZREM', at(person), '~' .. node)
  redis.call('ZADD', at(person), now + ttl, node)
  redis.call('PEXPIRE', at(person), memory)
  if redis.call('ZADD', ONLINE, now + ttl, person) == 1 then say(person, 'online connect') end
end
return said
