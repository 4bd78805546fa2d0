-- $1: for whom, $2: how many. Of the 200 latest friends the 200 latest friends each, of the 20 latest conversations 200 people
-- each: enough to choose from.
with mine as (
    select friend from friend where person = $1 order by position desc limit 200
), talks as (
    select conversation from member where person = $1 order by joined_position desc limit 20
), known as (
    select f.friend as id, 1 as friends, 0 as conversations
    from mine cross join lateral (
        select friend from friend where person = mine.friend order by position desc limit 200
    ) f
    union all
    select w.person, 0, 1
    from talks cross join lateral (select person from member where conversation = talks.conversation limit 200) w
), counted as (
    select id, sum(friends) as friends_in_common, sum(conversations) as conversations_in_common from known group by id
)
select json_build_object('id', p.id, 'username', p.username, 'display_name', p.display_name, 'avatar', p.avatar) as person,
       t.friends_in_common, t.conversations_in_common
from counted t join person p on p.id = t.id
where p.id <> $1 and not p.erased
  and not exists (select from friend where person = $1 and friend = p.id)
  and not exists (select from friend_request where sender = $1 and receiver = p.id)
  and not exists (select from friend_request where sender = p.id and receiver = $1)
  and not exists (select from person_block where blocker = $1 and blocked = p.id)
  and not exists (select from person_block where blocker = p.id and blocked = $1)
order by t.friends_in_common desc, t.conversations_in_common desc, p.username_key
limit $2
