-- $1: how many. Calls that ring, and when each is missed.
select id, rings_until from call where state = 'ringing' order by rings_until limit $1
