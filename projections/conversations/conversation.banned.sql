-- key: member=conversation+person
-- after: conversation=conversation
with said as (
    select e.seq, e.conversation, e.person, e.banned, e.until
    from json_to_recordset($1::json) as e(seq bigint, conversation uuid, person uuid, banned boolean, until timestamptz)
), lifted as (
    delete from conversation_ban b using said
    where b.conversation = said.conversation and b.person = said.person and not said.banned
), gone as (
    delete from member m using said
    where m.conversation = said.conversation and m.person = said.person and said.banned
)
insert into conversation_ban as b (conversation, person, until, position)
select conversation, person, until, seq from said where banned
on conflict (conversation, person) do update set until = excluded.until, position = excluded.position
