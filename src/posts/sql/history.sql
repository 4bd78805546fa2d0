-- $1: which; none when the post is not there
select v.title, v.body, v.at, v.position
from post p join post_version v on v.post = p.id
where p.id = $1 and p.deleted_at is null and not p.private
order by v.position
