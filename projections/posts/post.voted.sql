-- key: vote=post+actor
-- after: post=post
with voted as (
    insert into post_vote as v (post, person, options)
    select e.post, e.actor, e.options
    from json_to_recordset($1::json) as e(actor uuid, post uuid, options integer[])
    where exists (select from post p where p.id = e.post)
    on conflict (post, person) do update set options = excluded.options
), changes as (
    -- what each event adds to and takes from each option; array positions count from 1, options from 0
    select e.post, o.option + 1 as slot, o.votes
    from json_to_recordset($1::json) as e(post uuid, options integer[], previous integer[])
    cross join lateral (
        select unnest(e.options) as option, 1 as votes
        union all
        select unnest(e.previous), -1
    ) o
), totals as (
    select post, slot, sum(votes)::integer as votes from changes group by post, slot
), counted as (
    select p.id, array(
        select u.votes + coalesce(t.votes, 0)
        from unnest(p.votes) with ordinality as u(votes, slot)
        left join totals t on t.post = p.id and t.slot = u.slot
        order by u.slot
    ) as votes, e.seq
    from post p
    join (
        select e.post, max(e.seq) as seq from json_to_recordset($1::json) as e(seq bigint, post uuid) group by e.post
    ) e on e.post = p.id
    where p.votes is not null
)
update post p
set votes = c.votes, position = greatest(p.position, c.seq)
from counted c
where p.id = c.id
