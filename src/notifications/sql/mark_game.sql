-- $1: who, $2: a game, $3: up to where. Only forward, at most to where the read side is; a row when it moved. Of a game that nothing
-- is told of there is nothing to mark.
insert into account.mark as k (person, place, up_to)
select $1, $2, least($3, position) from checkpoint
where exists (select from notification n where n.person = $1 and n.game = $2 and n.item = $2)
on conflict (person, place) do update set up_to = excluded.up_to, moved_at = now()
where k.up_to < excluded.up_to
returning k.up_to
