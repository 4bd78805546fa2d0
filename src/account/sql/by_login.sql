-- $1: username or e-mail address. A username has no @.
select id, username, email, password_hash, key, fingerprint, role, reserved_at, confirmed_at
from account.person
where lower(username) = lower($1) or lower(email) = lower($1)
