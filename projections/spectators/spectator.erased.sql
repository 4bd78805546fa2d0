-- key: remarks=game+actor
-- Everything its actor said at the game. The remarks may be gone already when this is replayed.
delete from remark r
using json_to_recordset($1::json) as e(game uuid, actor uuid)
where r.game = e.game and r.sender = e.actor
