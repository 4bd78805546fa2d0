-- $1: who looks, $2: which; none when they are not in it. To be continued by row.sql.
with mine as (
    select m.conversation, m.role, m.joined_position, m.muted, m.muted_until, coalesce(t.messages, 0) as messages,
           coalesce(t.last_position, 0) as last_position, 0::bigint as activity
    from member m left join talk t on t.conversation = m.conversation
    where m.person = $1 and m.conversation = $2
)
