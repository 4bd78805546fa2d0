-- key: game=game
update game g
set state = 'finished', outcome = e.outcome, awaits = '{}', flag_at = null, draw_offered_by = null, position = e.seq,
    clock = coalesce(g.clock, jsonb_build_object('first_ms', (g.control ->> 'initial_s')::bigint * 1000,
                                                 'second_ms', (g.control ->> 'initial_s')::bigint * 1000))
            || jsonb_build_object(e.seat || '_ms', 0)
from json_to_recordset($1::json) as e(seq bigint, game uuid, seat text, outcome jsonb)
where g.id = e.game
