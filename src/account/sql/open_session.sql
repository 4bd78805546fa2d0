-- $1: session, $2: person, $3: agent, $4: address, $5: hash of the refresh token, $6: days it lives
with opened as (
  insert into account.session (id, person, agent, address, expires_at)
  values ($1, $2, $3, $4, now() + make_interval(days => $6))
  returning id
)
insert into account.refresh (hash, session) select $5, id from opened
