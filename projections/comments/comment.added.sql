-- key: comment=comment
-- No `on conflict`, which costs a fifth: an id is used once, and a log that says otherwise deserves a dead letter.
insert into comment (id, post, parent, author, body, likes, created_at, created_position, deleted, position)
select e.comment, e.post, e.parent, e.actor, e.body, 0, e.at, e.seq, false, e.seq
from json_to_recordset($1::json) as e(seq bigint, at timestamptz, actor uuid, comment uuid, post uuid, parent uuid, body text)
