-- $1: who. Each conversation of theirs with something unread, and how much.
with mine as (
    select m.conversation, m.joined_position, t.messages, t.last_position
    from member m join talk t on t.conversation = m.conversation
    where m.person = $1 and (m.hidden_position is null or t.last_position > m.hidden_position)
), ahead as (
    select mine.*, greatest(k.up_to, mine.joined_position) as marked
    from mine left join account.mark k on k.person = $1 and k.place = mine.conversation
    where mine.last_position > greatest(k.up_to, mine.joined_position)
), counted as (
    select ahead.*, greatest(ahead.marked, (
        select max(created_position) from message where conversation = ahead.conversation and sender = $1
    )) as seen
    from ahead
), numbered as (
    select conversation,
           messages
           - coalesce((select number from message m where m.conversation = counted.conversation and created_position <= seen
                       order by created_position desc limit 1), 0)
           - (select count(*) from person_block b join message m on m.sender = b.blocked
              where b.blocker = $1 and m.conversation = counted.conversation and m.created_position > seen) as unread
    from counted
    where last_position > seen
)
select conversation, unread from numbered where unread > 0
