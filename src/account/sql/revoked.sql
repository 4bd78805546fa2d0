-- $1: since when
select id, revoked_at from account.session where revoked_at >= $1
