-- key: talk=conversation
-- Everything its actor said in the conversation. The messages may be gone already when this is replayed.
with gone as (
    select m.id
    from message m
    join json_to_recordset($1::json) as e(conversation uuid, actor uuid)
      on m.conversation = e.conversation and m.sender = e.actor
), versions as (
    delete from message_version v using gone where v.message = gone.id
), spoken as (
    delete from last_said s
    using json_to_recordset($1::json) as e(conversation uuid, actor uuid)
    where s.person = e.actor and s.conversation = e.conversation
), reactions as (
    delete from message_reaction r using gone where r.message = gone.id
)
delete from message m using gone where m.id = gone.id
