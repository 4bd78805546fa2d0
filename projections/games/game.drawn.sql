-- key: game=game
update game g
set state = 'finished', outcome = e.outcome, awaits = '{}', flag_at = null, draw_offered_by = null, position = e.seq
from json_to_recordset($1::json) as e(seq bigint, game uuid, outcome jsonb)
where g.id = e.game
