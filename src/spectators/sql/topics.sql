-- $1: ids of games, $2: who asks for each. Who plays may not have it before it is over; players never change.
select asked.person, g.id, null::text as rests_on, 0::bigint as joined
from unnest($1::uuid[], $2::uuid[]) as asked (id, person)
join game g on g.id = asked.id
where g.state = 'finished' or (g.state = 'active' and asked.person not in (g.first, g.second))
