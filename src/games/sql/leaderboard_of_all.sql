-- $1: how many, after the points $2 and the person $3 of the one before, whose rank is $4. Ratings of different games measure
-- different things, so points decide; the rating shown is the mean of somebody's ratings, each as often as they played.
select coalesce($4::bigint, 0) + row_number() over (order by t.points desc, t.person desc) as rank,
       json_build_object('id', t.person, 'username', coalesce(p.username, ''), 'display_name', coalesce(p.display_name, ''),
                         'avatar', p.avatar) as person,
       mean.rating, t.points::text as exact, mean.deviation, t.points, t.wins, t.losses, t.draws, t.games
from standing_total t
left join person p on p.id = t.person
cross join lateral (
    select round(sum(s.rating * s.games) / sum(s.games)) as rating, round(sum(s.deviation * s.games) / sum(s.games)) as deviation
    from standing s where s.person = t.person
) mean
where (t.points, t.person) < (coalesce($2::text::bigint, 9223372036854775807),
                              coalesce($3, 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid))
order by t.points desc, t.person desc
limit $1
