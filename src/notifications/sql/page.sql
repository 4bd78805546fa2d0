-- $1: whose, $2: how many, $3: before this position. To be continued by visible.sql and newest.sql.
select md5(n.item::text || n.person::text || n.kind)::uuid as id, n.kind,
       case n.kind when 'like' then (
         select coalesce(json_agg(l.person order by l.position desc), '[]') from (
           select json_build_object('id', p.id, 'username', coalesce(p.username, ''), 'display_name', p.display_name,
                                    'avatar', p.avatar) as person, l.position
           from notification_liker l join person p on p.id = l.actor
           where l.item = n.item
             and not exists (select from person_block b where b.blocker = n.person and b.blocked = l.actor)
           order by l.position desc
           limit 3
         ) l
       ) else (
         select coalesce(json_agg(json_build_object('id', p.id, 'username', coalesce(p.username, ''),
                                                    'display_name', p.display_name, 'avatar', p.avatar)), '[]')
         from person p where p.id = n.actor
       ) end as actors,
       n.count - hidden.likers as count,
       json_strip_nulls(json_build_object('post', n.post, 'comment', n.comment, 'conversation', n.conversation,
                                          'message', n.message, 'game', n.game, 'call', n.call)) as about,
       coalesce((select c.body from comment c where c.id = n.comment), (select p.title from post p where p.id = n.post),
                (select m.body from message m where m.id = n.message)) as text,
       n.created_at, n.position,
       n.position > seen.up_to as unread
