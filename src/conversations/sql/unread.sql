-- $1: who. Each conversation of theirs with something unread, and how much. A marker counts from where one came in, and one's own
-- message counts as reading.
with mine as materialized (
    select m.conversation, t.messages, greatest(k.up_to, m.joined_position, s.position) as seen,
           -- The messages up to there, when that is known.
           case greatest(k.up_to, m.joined_position, s.position)
             when s.position then s.number
             when k.up_to then case when k.counted_in = t.tableoid then k.counted end
           end as read
    from member m
    join talk t on t.conversation = m.conversation
    left join last_said s on s.person = $1 and s.conversation = m.conversation
    left join account.mark k on k.person = $1 and k.place = m.conversation
    where m.person = $1 and (m.hidden_position is null or t.last_position > m.hidden_position)
      and t.last_position > greatest(k.up_to, m.joined_position, s.position)
), hushed as materialized (
    -- What those whom one has blocked said after that; for each of them by itself, or the planner walks over everybody's.
    select mine.conversation, sum((
        select count(*) from message m
        where m.conversation = s.conversation and m.sender = b.blocked and m.created_position > mine.seen
    )) as messages
    from person_block b
    cross join lateral (select conversation, position from last_said where person = b.blocked offset 0) s
    join mine on mine.conversation = s.conversation and mine.seen < s.position
    where b.blocker = $1
    group by mine.conversation
), counted as materialized (
    select mine.conversation,
           mine.messages
           - coalesce(mine.read, (
               select number from message m
               where m.conversation = mine.conversation and m.created_position <= mine.seen
               order by m.created_position desc limit 1
             ), 0)
           - coalesce(hushed.messages, 0) as unread
    from mine left join hushed on hushed.conversation = mine.conversation
)
select conversation, unread::bigint as unread from counted where unread > 0
