-- $1: whose, $2: people. Those of them who are friends.
select friend as person
from friend
where person = $1 and friend = any($2::uuid[])
