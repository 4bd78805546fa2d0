-- $1: who looks, $2: of which, $3: how many, $4: joined after this position, $5: of the same position, after this person
select json_build_object('id', w.person, 'username', coalesce(a.username, ''), 'display_name', coalesce(a.display_name, ''),
                         'avatar', a.avatar) as person,
       w.role, w.joined_at, w.muted, w.muted_until, w.joined_position, w.person as id
from member w left join person a on a.id = w.person
where w.conversation = $2
  and exists (select from member m where m.conversation = $2 and m.person = $1)
  and (w.joined_position, w.person) > (coalesce($4, 0), coalesce($5, '00000000-0000-0000-0000-000000000000'::uuid))
order by w.joined_position, w.person
limit $3
