-- key: game=game
-- It is over: nobody is waited for.
delete from notification n
using json_to_recordset($1::json) as e(game uuid)
where n.item = e.game
