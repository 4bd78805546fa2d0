  -- $2: a tsquery, $3: how many, $4: before this position. The index is on every version; what counts is what a post says now.
  and p.id in (
      select v.post from post_version v where to_tsvector('simple', v.title || ' ' || v.body) @@ to_tsquery('simple', $2)
  )
  and to_tsvector('simple', p.title || ' ' || p.body) @@ to_tsquery('simple', $2)
  and p.created_position < coalesce($4, 9223372036854775807)
order by p.created_position desc
limit $3
