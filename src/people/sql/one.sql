-- $1: id, $2: username in lower case; one of them
select id, username, display_name, bio, avatar, joined_at, role
from person
where (id = $1 or username_key = $2) and not erased
