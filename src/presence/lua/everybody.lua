-- ARGV: a name for the epoch. Who is online, and the number of the last word that is in it.
local name = epoch(ARGV[1])
local number = redis.call('GET', '{presence}:number') or '0'
local people = redis.call('ZRANGE', ONLINE, 0, -1)
return { name, string.format('%.0f', now), number, people }
