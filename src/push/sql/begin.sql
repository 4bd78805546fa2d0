-- $1: the log's incarnation, $2: its end. Where the follower goes on: at the end of a log it has not followed before, and what is
-- still to be said of another log is not said.
with begun as (
    insert into account.follower as f (name, incarnation, position) values ('push', $1, $2)
    on conflict (name) do update
    set incarnation = excluded.incarnation, position = excluded.position
    where f.incarnation <> excluded.incarnation
    returning position
), dropped as (
    delete from account.push where exists (select from begun)
)
select position from begun
union all
select position from account.follower where name = 'push' and not exists (select from begun)
