from notification n
cross join lateral (
    select case n.kind when 'like' then (
        select count(*)
        from person_block b join notification_liker l on l.item = n.item and l.actor = b.blocked
        where b.blocker = n.person
    ) else 0 end as likers
) hidden
-- How far one has seen them all, or what is about this game.
cross join lateral (
    select greatest((select up_to from account.notified where person = $1),
                    (select up_to from account.mark where person = $1 and place = n.game), 0) as up_to
) seen
-- Without what those did whom one has blocked, nor where one is no longer.
where n.person = $1
  and n.count > hidden.likers
  and (n.actor is null or n.actor not in (select blocked from person_block where blocker = $1))
  and (n.conversation is null
       or exists (select from member m where m.conversation = n.conversation and m.person = n.person))
