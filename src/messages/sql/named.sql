-- $1: usernames in lower case, $2: the sender, who is left out, $3: the conversation; the order is the names'
select p.id
from unnest($1::text[]) with ordinality as w(name, place)
join person p on p.username_key = w.name
join member m on m.conversation = $3 and m.person = p.id
where not p.erased and p.id <> $2
  and not exists (select from person_block where blocker = p.id and blocked = $2)
  and not exists (select from person_block where blocker = $2 and blocked = p.id)
order by w.place
