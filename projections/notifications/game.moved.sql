-- key: game=game
-- after: blocks=actor
-- Whose turn it is now is told, whose it was is not any more; over, it is nobody's.
with awaited as (
    select e.seq, e.at, e.actor, e.game, t.person
    from json_to_recordset($1::json) as e(seq bigint, at timestamptz, actor uuid, game uuid, first uuid, second uuid, awaits text[])
    cross join lateral (
        select e.first as person where 'first' = any(e.awaits)
        union all
        select e.second where 'second' = any(e.awaits)
    ) t
    where t.person <> e.actor
), done as (
    delete from notification n
    using json_to_recordset($1::json) as e(game uuid)
    where n.item = e.game
      and not exists (select from awaited a where a.game = n.item and a.person = n.person and n.kind = 'game_turn')
)
insert into notification as n (item, person, kind, actor, count, game, created_at, position)
select a.game, a.person, 'game_turn', a.actor, 1, a.game, a.at, a.seq
from awaited a
where not exists (select from notification_gone g where g.item in (a.actor, a.person))
  and not exists (select from notification_block b where b.blocker = a.actor and b.blocked = a.person)
  and not exists (select from notification_block b where b.blocker = a.person and b.blocked = a.actor)
on conflict (item, person, kind) do update
set actor = excluded.actor, created_at = excluded.created_at, position = excluded.position
