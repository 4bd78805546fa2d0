-- $1: a request's event. The game that it opened or joined, where, and which of the two.
select g.id, case when g.opened_event = $1 then g.created_position else g.joined_position end as position,
       g.opened_event = $1 as opened
from game g
where g.opened_event = $1 or g.joined_event = $1
