-- $1: hash. A token that was used before gives its session away: the session ends.
update account.session s
set revoked_at = now()
from account.refresh r
where r.hash = $1 and r.used_at is not null and s.id = r.session and s.revoked_at is null
returning s.id
