-- $1: who, $2: up to where. Only forward, at most to where the read side is; a row when it moved.
insert into account.notified as k (person, up_to)
select $1, least($2, position) from checkpoint
on conflict (person) do update set up_to = excluded.up_to, moved_at = now()
where k.up_to < excluded.up_to
returning k.up_to
