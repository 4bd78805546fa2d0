-- $1: session, $2: person
select c.position,
    exists (
        select from account.session s
        where s.id = $1 and s.person = $2 and s.revoked_at is null and s.expires_at > now()
    )
    and not exists (
        select from person p
        where p.id = $2 and (p.erased or (p.banned and (p.banned_until is null or p.banned_until > now())))
    ) as welcome
from checkpoint c
