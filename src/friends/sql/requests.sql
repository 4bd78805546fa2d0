-- $1: whose
select json_build_object('id', p.id, 'username', p.username, 'display_name', p.display_name, 'avatar', p.avatar) as person,
       r.created_at, r.incoming
from (
    (select sender as other, created_at, position, true as incoming
     from friend_request where receiver = $1 order by position desc limit 500)
    union all
    (select receiver, created_at, position, false
     from friend_request where sender = $1 order by position desc limit 500)
) r join person p on p.id = r.other
where not p.erased
order by r.position desc
