-- key: pair=friendship blocks=by blocks=person
-- It ends a request. What the blocked did before is hidden when one reads.
with blocked as (
    select e.friendship, e.by, e.person from json_to_recordset($1::json) as e(friendship uuid, by uuid, person uuid)
), ended as (
    delete from notification n using blocked where n.item = blocked.friendship and n.kind = 'friend_request'
)
insert into notification_block (blocker, blocked)
select b.by, b.person
from blocked b
where not exists (select from notification_gone g where g.item in (b.by, b.person))
on conflict do nothing
