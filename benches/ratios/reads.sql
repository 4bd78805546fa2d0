-- {people} people, {conversations} conversations and {each} messages in each of these, in the order in which a log would have them.
create function pg_temp.id(kind int, number bigint) returns uuid language sql immutable as
$$ select (lpad(to_hex(kind), 2, '0') || lpad(to_hex(number), 30, '0'))::uuid $$;
-- As the ids of messages are: they grow with time.
create function pg_temp.message(number bigint) returns uuid language sql immutable as
$$ select (lpad(to_hex(1732000000000 + number), 12, '0') || '7' || substr(md5(number::text), 1, 3) || '8'
           || substr(md5(number::text), 4, 15))::uuid $$;

insert into account.person (id, username, key, fingerprint, role, confirmed_at)
select pg_temp.id(1, p), 'person_' || p, pg_temp.id(1, p), 'bench', 'member', now() from generate_series(0, {people} - 1) p;

insert into person (id, username, display_name, bio, role, joined_at, banned, erased, created_position, position)
select pg_temp.id(1, p), 'person_' || p, 'Person ' || p, '', 'member', now(), false, false, 0, 0
from generate_series(0, {people} - 1) p;

insert into conversation (id, kind, name, created_at, created_position, position)
select pg_temp.id(2, c), 'group', 'Group ' || c, now(), 0, 0 from generate_series(0, {conversations} - 1) c;

insert into member (conversation, person, role, joined_at, joined_position, muted)
select pg_temp.id(2, c), pg_temp.id(1, p), 'member', now(), 0, false
from generate_series(0, {conversations} - 1) c cross join generate_series((20 - c % 20) % 20, {people} - 1, 20) p
order by hashint8(c * 7919 + p);

-- Each conversation once in a round, in an order that changes; its sender one of its hundred.
insert into message (id, conversation, sender, body, mentions, number, created_at, created_position, text_position, deleted, position)
select pg_temp.message(n), pg_temp.id(2, c), pg_temp.id(1, (20 - c % 20) % 20 + 20 * ((hashint8(n) & 2147483647) % 100)),
       'People stand about under the arches, and anyone who passes can join them for a while. ' || n,
       '{}', n / {conversations} + 1, now(), n + 1, n + 1, false, n + 1
from (select n, (n * 7919 + n / {conversations} * 1229) % {conversations} as c
      from generate_series(0, {each}::bigint * {conversations} - 1) n) m;

insert into talk (conversation, messages, last_position)
select conversation, count(*), max(created_position) from message group by conversation;

insert into last_said (person, conversation, position, number)
select sender, conversation, max(created_position), max(number) from message group by sender, conversation;

-- Somewhere in the last tenth of it, and counted as the API counts.
insert into account.mark (person, place, up_to, counted, counted_in)
select k.person, k.conversation, k.up_to, max(s.number), k.talk
from (
    select m.person, m.conversation, t.tableoid as talk,
           t.last_position * 9 / 10 + (t.last_position / 10) * (hashtext(m.conversation::text) & 1023) / 1200 as up_to
    from member m join talk t on t.conversation = m.conversation
    where m.person < pg_temp.id(1, {asking})
) k join message s on s.conversation = k.conversation and s.created_position <= k.up_to
group by k.person, k.conversation, k.up_to, k.talk;

insert into person_block (blocker, blocked, created_at, position)
select pg_temp.id(1, p), pg_temp.id(1, p + 20 * n), now(), 0
from generate_series(1, {asking} - 1, 2) p cross join generate_series(1, 3) n;
