-- $1: how many. Games whose clock runs, and when the time of whose turn it is is up.
select g.id as unit, g.flag_at as due_at
from game g
where g.state = 'active' and g.flag_at is not null
order by g.flag_at
limit $1
