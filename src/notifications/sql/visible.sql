from notification n
cross join lateral (
    select case n.kind when 'like' then (
        select count(*)
        from person_block b join notification_liker l on l.item = n.item and l.actor = b.blocked
        where b.blocker = n.person
    ) else 0 end as likers
) hidden
-- Without what those did whom one has blocked, nor where one is no longer.
where n.person = $1
  and n.count > hidden.likers
  and not exists (select from person_block b where b.blocker = n.person and b.blocked = n.actor)
  and (n.conversation is null
       or exists (select from member m where m.conversation = n.conversation and m.person = n.person))
