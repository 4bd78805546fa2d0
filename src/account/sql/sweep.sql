-- sessions that nobody can use or ask about any more, with their tokens
delete from account.session where expires_at < now() - interval '1 day' or revoked_at < now() - interval '2 days'
