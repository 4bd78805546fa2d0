-- Games that wait for whoever comes, the first first: $1: who comes, $2: kind, $3, $4: clock, 0 for none, $5: now, $6: how many.
-- Who has only just come by play-now is met in the line.
select g.id
from game g
where g.state = 'open' and g.kind = $2 and g.invited is null and g.until > $5 and g.first <> $1
  and (g.slot is null or g.created_at < $5 - interval '2 seconds')
  and coalesce((g.control ->> 'initial_s')::integer, 0) = $3
  and coalesce((g.control ->> 'increment_s')::integer, 0) = $4
  and not exists (select from person_block x where x.blocker = $1 and x.blocked = g.first)
  and not exists (select from person_block x where x.blocker = g.first and x.blocked = $1)
order by g.created_position
limit $6
