-- $1: session, $2: person, $3: what it is for, $4: hash of the token. The token that was for the same before is good no longer.
with ended as (
  update account.session set revoked_at = now()
  where person = $2 and agent = $3 and revoked_at is null and id in (select session from account.token)
),
opened as (
  insert into account.session (id, person, agent, address, expires_at)
  values ($1, $2, $3, '', now() + interval '10 years')
  returning id
)
insert into account.token (hash, session) select $4, id from opened
