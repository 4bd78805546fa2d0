-- $1: id, $2: username, $3: email. Who has any of them; whoever has the name first.
select id, username, email, password_hash, key, fingerprint, role, reserved_at, confirmed_at
from account.person
where id = $1 or lower(username) = lower($2) or lower(email) = lower($3)
order by lower(username) = lower($2) desc
