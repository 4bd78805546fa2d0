-- $1: person, $2: their choice, $3: whether they are seen to leave by it
with chosen as (
    insert into account.presence as held (person, choice)
    select id, $2 from account.person where id = $1
    on conflict (person) do update set choice = excluded.choice, revision = held.revision + 1
    returning person, revision
), seen as (
    insert into account.seen (person)
    select person from chosen where $3
    on conflict (person) do update set at = excluded.at
)
select revision from chosen
