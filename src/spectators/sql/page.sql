-- $1: who asks, $2: at which game, $3: how many, $4: before this position. Without those whom one has blocked, and for its players
-- only when it is over.
select r.id, r.game,
       json_build_object('id', r.sender, 'username', coalesce(p.username, ''), 'display_name', coalesce(p.display_name, ''),
                         'avatar', p.avatar) as sender,
       r.body, r.created_at, r.position
from remark r left join person p on p.id = r.sender
where r.game = $2 and r.position < coalesce($4, 9223372036854775807)
  and exists (select from game g where g.id = $2 and (g.state = 'finished' or $1 not in (g.first, g.second)))
  and not exists (select from person_block b where b.blocker = $1 and b.blocked = r.sender)
order by r.position desc
limit $3
