-- $1: who looks, or null, $2: how many, $3: before this position, $4: state, $5: kind; of the player $6 (id) or $7 (username
-- in lower case); $8: now.
-- Who waits for somebody else, or is on the other side of a block, waits for nobody here.
where ($3::bigint is null or g.created_position < $3)
  and ($4::text is null or g.state = $4)
  and ($5::text is null or g.kind = $5)
  and (($6::uuid is null and $7::text is null)
       or coalesce($6, (select w.id from person w where w.username_key = $7 and not w.erased))
          in (g.first, g.second, g.invited))
  and (g.state <> 'open'
       or (g.until is null or g.until > $8)
          and (g.invited is null or $1 in (g.first, g.invited))
          and not exists (select from person_block x where x.blocker = $1 and x.blocked = g.first)
          and not exists (select from person_block x where x.blocker = g.first and x.blocked = $1))
order by g.created_position desc
limit $2
