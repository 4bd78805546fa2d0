-- key: remark=remark
-- after: remarks=game+actor
insert into remark (id, game, sender, body, created_at, position)
select e.remark, e.game, e.actor, e.body, e.at, e.seq
from json_to_recordset($1::json) as e(seq bigint, at timestamptz, actor uuid, remark uuid, game uuid, body text)
on conflict do nothing
