-- key: pair=friendship
-- after: person=actor person=person
with accepted as (
    select e.seq, e.at, e.actor, e.person
    from json_to_recordset($1::json) as e(seq bigint, at timestamptz, actor uuid, person uuid)
), both_ways as (
    select seq, at, actor as one, person as other from accepted
    union all
    select seq, at, person, actor from accepted
), answered as (
    delete from friend_request r using both_ways where r.sender = both_ways.one and r.receiver = both_ways.other
)
insert into friend (person, friend, created_at, position)
select one, other, at, seq from both_ways
on conflict do nothing
