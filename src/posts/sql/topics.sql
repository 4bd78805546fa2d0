-- $1: ids of posts, $2: who asks for each. Those whose topic they may have, the topic that right rests on, and since when.
select asked.person, p.id, null::text as rests_on, 0::bigint as joined
from unnest($1::uuid[], $2::uuid[]) as asked (id, person)
join post p on p.id = asked.id
where p.deleted_at is null and not p.private
