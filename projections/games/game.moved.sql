-- key: move=game+ply
-- after: game=game
-- The moves of one game need not wait for each other: the last one says how the game stands.
with made as (
    select e.*
    from json_to_recordset($1::json) as e(seq bigint, at timestamptz, game uuid, seat text, ply integer, move text, text text,
                                          own jsonb, awaits text[], clock jsonb, flag_at timestamptz, draw_offered_by text,
                                          outcome jsonb)
    where exists (select from game g where g.id = e.game)
), kept as (
    insert into game_move (game, ply, seat, move, text, at, position)
    select game, ply, seat, coalesce(own -> seat ->> 'move', move), text, at, seq from made
    on conflict do nothing
), last as (
    select distinct on (game) * from made order by game, seq desc
)
update game g
set state = case when last.outcome is null then 'active' else 'finished' end, since = last.at, awaits = last.awaits,
    flag_at = last.flag_at, clock = last.clock, ply = last.ply + 1, draw_offered_by = last.draw_offered_by,
    outcome = last.outcome, position = last.seq
from last
where g.id = last.game and g.position < last.seq
