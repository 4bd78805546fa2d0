-- $1: session, $2: whose it must be; null: anybody's
update account.session set revoked_at = now()
where id = $1 and ($2::uuid is null or person = $2) and revoked_at is null and expires_at > now()
returning id
