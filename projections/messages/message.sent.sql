-- key: message=message
-- after: talk=conversation
-- Any number of one conversation's messages share a call; the numbers go on from what the conversation has. Nothing names a
-- message before it is sent, so those of one conversation come in their order.
with sent as (
    select e.seq, e.at, e.actor, e.message, e.conversation, e.body, e.reply_to, coalesce(e.mentions, '{}') as mentions,
           coalesce(t.messages, 0) + row_number() over (partition by e.conversation order by e.seq) as number
    from json_to_recordset($1::json) as e(seq bigint, at timestamptz, actor uuid, message uuid, conversation uuid, body text,
                                          reply_to uuid, mentions uuid[])
    left join talk t on t.conversation = e.conversation
    where not exists (select from message m where m.id = e.message)
), told as (
    insert into talk as t (conversation, messages, last_position)
    select conversation, max(number), max(seq) from sent group by conversation
    on conflict (conversation) do update set messages = excluded.messages, last_position = excluded.last_position
), spoken as (
    insert into last_said as s (person, conversation, position, number)
    select distinct on (actor, conversation) actor, conversation, seq, number from sent order by actor, conversation, number desc
    on conflict (person, conversation) do update set position = excluded.position, number = excluded.number
)
insert into message (id, conversation, sender, body, reply_to, mentions, number, created_at, created_position, text_position,
                     deleted, position)
select message, conversation, actor, body, reply_to, mentions, number, at, seq, seq, false, seq
from sent
