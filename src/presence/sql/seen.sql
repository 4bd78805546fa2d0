-- $1: people
select person, at from account.seen where person = any($1::uuid[])
