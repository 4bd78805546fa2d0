-- $1: from where, $2: to where the follower goes. $3: people, $4: positions of events that may concern them. $5: conversations,
-- $6: who said something there, $7: positions. $8: seconds until it is said. A row when the follower was there.
-- Of messages of a direct conversation or a group those are told who want to hear of all and are not told that they are mentioned;
-- in a room only the mentioned are.
with hasty as (
    -- What a crash takes back it takes back whole, and the log still has the events.
    select set_config('synchronous_commit', 'off', true)
), moved as (
    update account.follower set position = $2 where name = 'push' and position = $1 returning position
), named as (
    select n.person, n.item, n.kind, n.position
    from unnest($3::uuid[], $4::bigint[]) as c(person, position)
    join notification n on n.person = c.person and n.position = c.position
), heard as (
    select m.person, c.conversation as item, 'message' as kind, c.position
    from unnest($5::uuid[], $6::uuid[], $7::bigint[]) as c(conversation, sender, position)
    join conversation v on v.id = c.conversation and v.kind <> 'room'
    join member m on m.conversation = c.conversation and m.person <> c.sender
    where not exists (
            select from conversation_level l
            where l.conversation = c.conversation and l.person = m.person and l.level <> 'all'
        )
      and not exists (select from person_block b where b.blocker = m.person and b.blocked = c.sender)
      and not exists (select from notification n where n.person = m.person and n.position = c.position)
), told as (
    select person, item, kind, max(position) as position
    from (select * from named union all select * from heard) t
    group by person, item, kind
), queued as (
    insert into account.push as p (subscription, item, kind, position, due_at, ends_at)
    select s.id, t.item, t.kind, t.position, now() + make_interval(secs => $8), now() + interval '1 hour'
    from told t join account.push_subscription s on s.person = t.person
    where exists (select from moved)
    on conflict (subscription, item, kind) do update
    set position = excluded.position, ends_at = excluded.ends_at
)
select position from moved, hasty
