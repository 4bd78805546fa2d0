-- $1: who. Their friends.
select friend
from friend
where person = $1
