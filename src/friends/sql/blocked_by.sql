-- $1: who. Whom they have blocked.
select blocked as person
from person_block
where blocker = $1
