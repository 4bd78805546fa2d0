-- $2: a tsquery, $3: how many, $4: before this position
where to_tsvector('simple', m.body) @@ to_tsquery('simple', $2)
  and not m.deleted and not hidden.blocked
  and m.conversation in (select conversation from member where person = $1)
  and m.created_position < coalesce($4, 9223372036854775807)
order by m.created_position desc
limit $3
