-- $1: a message, $2: the one it answers, $3: the conversation. Where the message is, if it was sent already; who sent the other.
select (select created_position from message where id = $1),
       (select sender from message where id = $2 and conversation = $3 and not deleted)
