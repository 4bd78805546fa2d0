-- key: person=person
with gone as (
    select e.person from json_to_recordset($1::json) as e(person uuid)
), sent as (
    delete from friend_request r using gone where r.sender = gone.person
), received as (
    delete from friend_request r using gone where r.receiver = gone.person
), own as (
    delete from friend f using gone where f.person = gone.person
), of_others as (
    delete from friend f using (select f.friend as person, f.person as friend from friend f join gone on f.person = gone.person) o
    where f.person = o.person and f.friend = o.friend
), blocks as (
    delete from person_block b using gone where b.blocker = gone.person
)
delete from person_block b using gone where b.blocked = gone.person
