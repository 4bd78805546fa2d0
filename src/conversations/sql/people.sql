-- $1: ids of conversations. Each with each of its members.
select conversation as id, person
from member
where conversation = any($1::uuid[])
