-- $1: pattern of the beginning in lower case, $2: after that username, $3: how many
select id, username, display_name, bio, avatar, joined_at
from person
where not erased
  and (username_key like $1 or display_key like $1 or display_key like '% ' || $1)
  and username_key > coalesce($2, '')
order by username_key
limit $3
