-- Milliseconds by Redis' own clock: the nodes' need not agree.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
