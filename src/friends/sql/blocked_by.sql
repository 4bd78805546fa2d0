-- $1: people. Whom they have blocked.
select blocker as by, blocked as person
from person_block
where blocker = any($1::uuid[])
