-- $1: who looks, or null, $2: how many, $3: opened after this position
select c.id, c.name, c.description, (select count(*) from member where conversation = c.id) as member_count,
       exists (select from member where conversation = c.id and person = $1) as joined, c.created_at, c.created_position
from conversation c
where c.kind = 'room' and c.created_position > coalesce($3, 0)
order by c.created_position
limit $2
