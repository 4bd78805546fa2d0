-- $1: who looks, $2: which
select c.likes, exists (select from comment_like l where l.comment = c.id and l.person = $1) as liked
from comment c
where c.id = $2 and not c.deleted
