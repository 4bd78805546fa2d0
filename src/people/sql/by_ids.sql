-- $1: ids; the order is theirs
select p.id, p.username, p.display_name, p.bio, p.avatar, p.joined_at
from (select id, min(place) as place from unnest($1::uuid[]) with ordinality as w(id, place) group by id) w
join person p on p.id = w.id
where not p.erased
order by w.place
