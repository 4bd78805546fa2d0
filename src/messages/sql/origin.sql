-- $1: which. What a message began with, and its text.
select conversation, sender, body from message where id = $1
