-- The first slot of play-now where somebody waits, else the last that was filled, of $1: kind, $2, $3: clock, 0 for none.
select coalesce(
    (select g.slot from game g
     where g.kind = $1 and g.slot is not null and coalesce((g.control ->> 'initial_s')::integer, 0) = $2
       and coalesce((g.control ->> 'increment_s')::integer, 0) = $3 and g.state = 'open'
     order by g.slot limit 1),
    (select g.slot from game g
     where g.kind = $1 and g.slot is not null and coalesce((g.control ->> 'initial_s')::integer, 0) = $2
       and coalesce((g.control ->> 'increment_s')::integer, 0) = $3
     order by g.slot desc limit 1)
)
