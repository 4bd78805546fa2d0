-- $1: whose, $2: which. Whether a direct conversation is hidden, and nothing was said since.
select exists (
    select from member m left join talk t on t.conversation = m.conversation
    where m.person = $1 and m.conversation = $2 and m.hidden_position >= coalesce(t.last_position, 0)
)
