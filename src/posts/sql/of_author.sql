  -- $2: how many, $3: community; the author is $4 (id) or $5 (username in lower case).
  -- $6: the order, $7, $8: where to go on in it, $9: since when
  and ($3::text is null or p.community = $3)
  and p.author = coalesce($4, (select w.id from person w where w.username_key = $5 and not w.erased))
  and ($9::timestamptz is null or p.created_at >= $9)
  and (case $6 when 'hot' then p.hot when 'top' then p.likes when 'rising' then p.rising else 0 end, p.created_position)
    < (coalesce($7::text::double precision, 'infinity'), coalesce($8, 9223372036854775807))
order by case $6 when 'hot' then p.hot when 'top' then p.likes when 'rising' then p.rising else 0 end desc,
         p.created_position desc
limit $2
