-- key: game=game
update game g
set draw_offered_by = e.seat, position = e.seq
from json_to_recordset($1::json) as e(seq bigint, game uuid, seat text)
where g.id = e.game
