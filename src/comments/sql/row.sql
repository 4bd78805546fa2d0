-- $1: who looks, or null. To be continued by another file.
select c.id, c.post, c.parent,
       case when c.author is not null then
         json_build_object('id', c.author, 'username', coalesce(a.username, ''), 'display_name', coalesce(a.display_name, ''),
                           'avatar', a.avatar)
       end as author,
       case when hidden.blocked then '' else c.body end as body,
       c.likes, exists (select from comment_like l where l.comment = c.id and l.person = $1) as liked,
       c.created_at, c.edited_at, c.deleted, hidden.blocked, c.position, c.created_position
from comment c join post p on p.id = c.post left join person a on a.id = c.author
cross join lateral (
    select exists (select from person_block b where b.blocker = $1 and b.blocked = c.author) as blocked
) hidden
where p.deleted_at is null and not p.private
