-- $1: who looks, or null. To be continued by another file.
select p.id,
       json_build_object('id', p.author, 'username', coalesce(a.username, ''), 'display_name', coalesce(a.display_name, ''),
                         'avatar', a.avatar) as author,
       p.community, p.kind, p.title, p.body, p.link, p.poll, p.votes,
       coalesce((select v.options from post_vote v where v.post = p.id and v.person = $1), '{}') as voted,
       p.likes, exists (select from post_like l where l.post = p.id and l.person = $1) as liked,
       p.comments, p.created_at, p.edited_at, p.position, p.created_position, p.hot::text as hot, p.rising
from post p left join person a on a.id = p.author
where p.deleted_at is null and not p.private
  and not exists (select from person_block b where b.blocker = $1 and b.blocked = p.author)
