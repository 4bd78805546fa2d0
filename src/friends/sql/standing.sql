-- $1: who asks, $2: about whom
select case
         when exists (select from person_block where blocker = $1 and blocked = p.id) then 'blocked'
         when exists (select from friend where person = $1 and friend = p.id) then 'friends'
         when exists (select from friend_request where sender = $1 and receiver = p.id) then 'requested'
         when exists (select from friend_request where sender = p.id and receiver = $1) then 'incoming'
         else 'none'
       end as status
from person p
where p.id = $2 and not p.erased
