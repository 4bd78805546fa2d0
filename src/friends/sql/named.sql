-- $1: usernames in lower case, $2: the author, who is left out; the order is the names'
select p.id
from unnest($1::text[]) with ordinality as w(name, place)
join person p on p.username_key = w.name
where not p.erased and p.id <> $2
  and not exists (select from person_block where blocker = p.id and blocked = $2)
  and not exists (select from person_block where blocker = $2 and blocked = p.id)
order by w.place
