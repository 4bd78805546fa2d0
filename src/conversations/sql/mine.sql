-- $1: who looks, $2: how many, $3: with their last activity before this position. To be continued by row.sql.
with mine as (
    select m.conversation, m.role, m.joined_position, m.muted, m.muted_until, coalesce(t.messages, 0) as messages,
           coalesce(t.last_position, 0) as last_position, greatest(t.last_position, m.joined_position) as activity
    from member m left join talk t on t.conversation = m.conversation
    where m.person = $1
      and (m.hidden_position is null or t.last_position > m.hidden_position)
      and greatest(t.last_position, m.joined_position) < coalesce($3, 9223372036854775807)
    order by activity desc
    limit $2
)
