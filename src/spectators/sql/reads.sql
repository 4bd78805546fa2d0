-- $1: who asks, $2: at which game. Whether it has begun, and whether they play it and it is not over.
select g.state in ('active', 'finished'), coalesce(g.state <> 'finished' and $1 in (g.first, g.second), false)
from game g where g.id = $2
