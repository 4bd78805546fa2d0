-- $1: which, $2: who looks, or null; none when the post is not there for them
select v.title, v.body, v.at, v.position
from post p join post_version v on v.post = p.id
where p.id = $1 and p.deleted_at is null and not p.private
  and not exists (select from person_block b where b.blocker = $2 and b.blocked = p.author)
order by v.position
