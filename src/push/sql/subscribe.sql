-- $1: id, $2: whose, $3: their session, $4: endpoint, $5: p256dh, $6: auth. The same endpoint is the same browser, whoever uses it
-- now. Of one's browsers the latest 20 stay.
with kept as (
    insert into account.push_subscription (id, person, session, endpoint, p256dh, auth)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (id) do update
    set person = excluded.person, session = excluded.session, p256dh = excluded.p256dh, auth = excluded.auth
)
delete from account.push_subscription
where id in (
    select id from account.push_subscription where person = $2 and id <> $1 order by created_at desc, id offset 19
)
