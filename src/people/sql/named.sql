-- $1: usernames in lower case, $2: whom to leave out; the order is the names'
select p.id
from unnest($1::text[]) with ordinality as w(name, place)
join person p on p.username_key = w.name
where not p.erased and p.id <> $2
order by w.place
