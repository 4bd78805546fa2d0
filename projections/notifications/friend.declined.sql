-- key: pair=friendship
delete from notification n
using json_to_recordset($1::json) as e(friendship uuid)
where n.item = e.friendship and n.kind = 'friend_request'
