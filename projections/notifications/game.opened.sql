-- key: game=game
-- after: blocks=actor
-- Somebody invited, or of a rematch whose turn it is at once.
insert into notification as n (item, person, kind, actor, count, game, created_at, position)
select e.game, t.person, t.kind, e.actor, 1, e.game, e.at, e.seq
from json_to_recordset($1::json) as e(seq bigint, at timestamptz, actor uuid, game uuid, first uuid, second uuid, invited uuid,
                                      awaits text[])
cross join lateral (
    select e.invited as person, 'game_invite' as kind where e.second is null
    union all
    select e.first, 'game_turn' where 'first' = any(e.awaits)
    union all
    select e.second, 'game_turn' where 'second' = any(e.awaits)
) t
where t.person <> e.actor
  and not exists (select from notification_gone g where g.item in (e.actor, t.person))
  and not exists (select from notification_block b where b.blocker = e.actor and b.blocked = t.person)
  and not exists (select from notification_block b where b.blocker = t.person and b.blocked = e.actor)
on conflict do nothing
