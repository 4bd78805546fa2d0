-- key: game=game
insert into game (id, kind, state, first, second, invited, until, control, rematch_of, slot, since, awaits, flag_at, ply,
                  opened_event, created_at, created_position, position)
select e.game, e.kind, case when e.second is null then 'open' else 'active' end, e.first, e.second, e.invited, e.until, e.clock,
       e.rematch_of, e.slot, e.at, coalesce(e.awaits, '{}'), e.flag_at, 0, e.id, e.at, e.seq, e.seq
from json_to_recordset($1::json) as e(seq bigint, id uuid, at timestamptz, game uuid, kind text, first uuid, second uuid,
                                      invited uuid, until timestamptz, clock jsonb, rematch_of uuid, slot bigint, awaits text[],
                                      flag_at timestamptz)
on conflict do nothing
