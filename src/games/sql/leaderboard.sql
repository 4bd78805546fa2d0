-- $1: how many, after the rating $2 and the person $3 of the one before, whose rank is $4; $5: kind.
select coalesce($4::bigint, 0) + row_number() over (order by s.rating desc, s.person desc) as rank,
       json_build_object('id', s.person, 'username', coalesce(p.username, ''), 'display_name', coalesce(p.display_name, ''),
                         'avatar', p.avatar) as person,
       round(s.rating) as rating, s.rating::text as exact, round(s.deviation) as deviation, s.points, s.wins, s.losses, s.draws, s.games
from standing s left join person p on p.id = s.person
where s.kind = $5
  and (s.rating, s.person) < (coalesce($2::text::double precision, 'infinity'),
                              coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
order by s.rating desc, s.person desc
limit $1
