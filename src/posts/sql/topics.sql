-- $1: ids of posts, $2: who asks. Those whose topic they may have, the topic that right rests on, and since when.
select p.id, null::text as rests_on, 0::bigint as joined
from post p
where p.id = any($1::uuid[]) and p.deleted_at is null and not p.private and $2::uuid is not null
