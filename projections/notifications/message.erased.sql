-- key: said=conversation+actor
-- Everything its actor said in the conversation.
delete from notification n
using json_to_recordset($1::json) as e(actor uuid, conversation uuid)
where n.actor = e.actor and n.conversation = e.conversation and n.message is not null
