-- $1: sessions, $2: whose each is said to be
select c.position, asked.session,
    exists (
        select from account.session s
        where s.id = asked.session and s.person = asked.person and s.revoked_at is null and s.expires_at > now()
    )
    and not exists (
        select from person p
        where p.id = asked.person and (p.erased or (p.banned and (p.banned_until is null or p.banned_until > now())))
    ) as welcome
from checkpoint c, unnest($1::uuid[], $2::uuid[]) as asked (session, person)
