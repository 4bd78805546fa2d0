-- $1: ids of conversations, $2: who asks for each. Those whose topic they may have, the topic that right rests on, since when.
select m.person, m.conversation as id, 'conversation:' || m.conversation as rests_on, m.joined_position as joined
from unnest($1::uuid[], $2::uuid[]) as asked (id, person)
join member m on m.conversation = asked.id and m.person = asked.person
