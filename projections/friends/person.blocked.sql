-- key: pair=friendship
-- after: person=actor person=person
-- It ends what was between the two.
with blocked as (
    select e.seq, e.at, e.actor, e.person
    from json_to_recordset($1::json) as e(seq bigint, at timestamptz, actor uuid, person uuid)
), both_ways as (
    select actor as one, person as other from blocked
    union all
    select person, actor from blocked
), requests as (
    delete from friend_request r using both_ways where r.sender = both_ways.one and r.receiver = both_ways.other
), friends as (
    delete from friend f using both_ways where f.person = both_ways.one and f.friend = both_ways.other
)
insert into person_block (blocker, blocked, created_at, position)
select actor, person, at, seq from blocked
on conflict do nothing
