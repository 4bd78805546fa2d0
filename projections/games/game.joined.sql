-- key: game=game
update game g
set state = 'active', second = e.second, since = e.at, awaits = e.awaits, flag_at = e.flag_at, joined_event = e.id,
    joined_position = e.seq, position = e.seq
from json_to_recordset($1::json) as e(seq bigint, id uuid, at timestamptz, game uuid, second uuid, awaits text[],
                                      flag_at timestamptz)
where g.id = e.game
