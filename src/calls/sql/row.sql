select mine.id, mine.conversation,
       json_build_object('id', mine.caller, 'username', coalesce(a.username, ''), 'display_name', coalesce(a.display_name, ''),
                         'avatar', a.avatar) as "from",
       json_build_object('id', mine.callee, 'username', coalesce(b.username, ''), 'display_name', coalesce(b.display_name, ''),
                         'avatar', b.avatar) as "to",
       mine.video, mine.state, mine.started_at, mine.rings_until,
       case when mine.state = 'on' then mine.accepted_at end as accepted_at, mine.outcome, mine.seconds, mine.position
from mine left join person a on a.id = mine.caller left join person b on b.id = mine.callee
