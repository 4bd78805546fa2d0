-- $1: who looks, $2: which
select p.likes, exists (select from post_like l where l.post = p.id and l.person = $1) as liked
from post p
where p.id = $2 and p.deleted_at is null
