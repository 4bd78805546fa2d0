-- To be continued by other files.
select g.id, g.kind, g.state,
       json_build_object('id', g.first, 'username', coalesce(a.username, ''), 'display_name', coalesce(a.display_name, ''),
                         'avatar', a.avatar) as first,
       case when g.second is not null then
         json_build_object('id', g.second, 'username', coalesce(b.username, ''), 'display_name', coalesce(b.display_name, ''),
                           'avatar', b.avatar) end as second,
       case when g.invited is not null then
         json_build_object('id', g.invited, 'username', coalesce(c.username, ''), 'display_name', coalesce(c.display_name, ''),
                           'avatar', c.avatar) end as invited,
       g.until, g.control, g.clock, g.rematch_of, g.since, g.draw_offered_by, g.rematch_offered_by, g.outcome, g.created_at,
       g.created_position, g.position,
       (select n.id from game n where n.rematch_of = g.id limit 1) as rematch,
