-- $1: people. Each with each of their friends.
select person, friend
from friend
where person = any($1::uuid[])
