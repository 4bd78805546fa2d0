-- $1: session, $2: hash of its next refresh token, $3: days it lives, $4: agent, $5: address
with seen as (
  update account.session
  set last_seen_at = now(), expires_at = now() + make_interval(days => $3), agent = $4, address = $5
  where id = $1
  returning id
)
insert into account.refresh (hash, session) select $2, id from seen
