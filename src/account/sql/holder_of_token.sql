-- $1: hash of a personal token
select s.person, s.id
from account.token t join account.session s on s.id = t.session
where t.hash = $1 and s.revoked_at is null and s.expires_at > now()
