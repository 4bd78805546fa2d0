-- $1: whose, $2: how many, $3: before this position
select json_build_object('id', p.id, 'username', p.username, 'display_name', p.display_name, 'avatar', p.avatar) as person,
       f.created_at, f.position as since
from friend f join person p on p.id = f.friend
where f.person = $1 and not p.erased and f.position < coalesce($3, 9223372036854775807)
order by f.position desc
limit $2
