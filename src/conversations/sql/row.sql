, counted as (
    -- A marker counts from where one came in, and one's own message counts as reading.
    select mine.conversation, greatest(k.up_to, s.position, mine.joined_position) as seen
    from mine
    left join last_said s on s.person = $1 and s.conversation = mine.conversation
    left join account.mark k on k.person = $1 and k.place = mine.conversation
)
select c.id, c.kind, c.name, c.description, c.created_at, c.position, mine.role, mine.muted, mine.muted_until,
       coalesce((select level from conversation_level where conversation = c.id and person = $1), 'all') as level,
       (select count(*) from member where conversation = c.id) as member_count,
       (select coalesce(json_agg(s), '[]') from (
          select json_build_object('id', w.person, 'username', coalesce(a.username, ''),
                                   'display_name', coalesce(a.display_name, ''), 'avatar', a.avatar) as person,
                 w.role, w.joined_at, w.muted, w.muted_until
          from member w left join person a on a.id = w.person
          where w.conversation = c.id
          order by case w.role when 'owner' then 0 when 'moderator' then 1 else 2 end, w.joined_position, w.person
          limit 250
       ) s) as members,
       case when mine.last_position > counted.seen then
         mine.messages
         - coalesce((select number from message where conversation = c.id and created_position <= counted.seen
                     order by created_position desc limit 1), 0)
         - (select count(*) from person_block b join message m on m.sender = b.blocked
            where b.blocker = $1 and m.conversation = c.id and m.created_position > counted.seen)
       else 0 end as unread,
       counted.seen as read_up_to, mine.activity,
       (select row_to_json(l) from (
