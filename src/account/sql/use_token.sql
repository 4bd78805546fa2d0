-- $1: hash. A token is used once, while its session lives.
update account.refresh r
set used_at = now()
from account.session s
where r.hash = $1 and r.used_at is null and s.id = r.session and s.revoked_at is null and s.expires_at > now()
returning s.id, s.person
