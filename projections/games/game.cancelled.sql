-- key: game=game
update game g
set state = 'cancelled', awaits = '{}', flag_at = null, position = e.seq
from json_to_recordset($1::json) as e(seq bigint, game uuid)
where g.id = e.game
