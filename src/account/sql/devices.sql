-- $1: person
select id, agent, address, created_at, last_seen_at
from account.session
where person = $1 and revoked_at is null and expires_at > now()
order by last_seen_at desc, id
