-- key: game=game
update game g
set draw_offered_by = null, position = e.seq
from json_to_recordset($1::json) as e(seq bigint, game uuid)
where g.id = e.game
