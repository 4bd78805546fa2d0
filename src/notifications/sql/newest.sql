  and n.position < coalesce($3, 9223372036854775807)
order by n.position desc
limit $2
