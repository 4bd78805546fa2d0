-- $1: how many. Games that wait for whoever comes, and until when.
select g.id as unit, g.until as due_at
from game g
where g.state = 'open' and g.until is not null
order by g.until
limit $1
