-- $1: whose, $2: how many, $3: before this position
select json_build_object('id', p.id, 'username', p.username, 'display_name', p.display_name, 'avatar', p.avatar) as person,
       b.created_at, b.position as since
from person_block b join person p on p.id = b.blocked
where b.blocker = $1 and not p.erased and b.position < coalesce($3, 9223372036854775807)
order by b.position desc
limit $2
