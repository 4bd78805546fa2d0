-- $1: how many, $2: seconds they are one's own. What is due, with where it goes; nobody else takes it meanwhile.
with due as (
    select subscription, item, kind
    from account.push
    where due_at <= now()
    order by due_at
    limit $1
    for update skip locked
)
update account.push p
set due_at = now() + make_interval(secs => $2), attempts = p.attempts + 1
from due, account.push_subscription s, account.session t
where p.subscription = due.subscription and p.item = due.item and p.kind = due.kind
  and s.id = p.subscription and t.id = s.session
returning p.subscription, p.item, p.kind, p.position, p.attempts, p.ends_at < now() as late,
          t.revoked_at is null and t.expires_at > now()
          and not exists (
              select from person x
              where x.id = s.person and (x.erased or (x.banned and (x.banned_until is null or x.banned_until > now())))
          ) as welcome,
          s.person, s.endpoint, s.p256dh, s.auth
