-- $1: people. The topics of their conversations, and since when they are theirs.
select person, 'conversation:' || conversation, joined_position
from member
where person = any($1::uuid[])
