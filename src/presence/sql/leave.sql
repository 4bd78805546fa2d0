-- $1: people who just went. Whoever is invisible was not seen to go.
insert into account.seen (person)
select p.id from account.person p
where p.id = any($1::uuid[])
  and not exists (select from account.presence c where c.person = p.id and c.choice = 'invisible')
on conflict (person) do update set at = excluded.at
