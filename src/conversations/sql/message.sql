-- $1: who looks. To be continued by another file.
select m.id, m.conversation,
       json_build_object('id', m.sender, 'username', coalesce(a.username, ''), 'display_name', coalesce(a.display_name, ''),
                         'avatar', a.avatar) as sender,
       case when hidden.blocked then '' else m.body end as body,
       m.reply_to, m.mentions,
       coalesce((
         select json_agg(json_build_object('emoji', r.emoji, 'count', r.count, 'mine', r.mine) order by r.first)
         from (select emoji, count(*) as count, bool_or(person = $1) as mine, min(position) as first
               from message_reaction where message = m.id group by emoji) r
       ), '[]') as reactions,
       m.created_at, m.edited_at, m.pinned_at is not null as pinned, m.deleted, hidden.blocked, m.position, m.created_position
from message m left join person a on a.id = m.sender
cross join lateral (
    select exists (select from person_block b where b.blocker = $1 and b.blocked = m.sender) as blocked
) hidden
