-- $1: of which
select json_build_object('id', b.person, 'username', coalesce(a.username, ''), 'display_name', coalesce(a.display_name, ''),
                         'avatar', a.avatar) as person,
       b.until
from conversation_ban b left join person a on a.id = b.person
where b.conversation = $1
order by b.position desc
limit 500
