-- $1: the call, $2: its people, in one order for all so that nobody waits in a circle. How many of their seats it has now.
with taken as (
    insert into account.call_seat (person, call)
    select person, $1 from unnest($2::uuid[]) as p (person) order by person
    on conflict (person) do update set call = excluded.call where call_seat.call = excluded.call
    returning person
)
select count(*) from taken
