-- $1: people, $2: ids of conversations. Those that somebody of them is in.
select distinct conversation as id
from member
where person = any($1::uuid[]) and conversation = any($2::uuid[])
