-- $1: who, $2: people. Those of them who share a conversation with them; a block, either way, hides both.
select p.person
from unnest($2::uuid[]) as p(person)
where exists (
    select from member m join member other on other.conversation = m.conversation
    where m.person = $1 and other.person = p.person
)
and not exists (
    select from person_block b
    where (b.blocker = $1 and b.blocked = p.person) or (b.blocker = p.person and b.blocked = $1)
)
