-- key: comment=comment
-- The comment's earlier events may be gone when this is replayed, so everything that is kept comes from the tombstone itself:
-- a leaf without author, text or likes, at the tombstone's place. Its answers still name it as their parent.
with gone as (
    select * from json_to_recordset($1::json) as e(seq bigint, at timestamptz, comment uuid, post uuid)
), likes as (
    delete from comment_like l using gone where l.comment = gone.comment
)
insert into comment (id, post, body, likes, created_at, created_position, deleted, position)
select gone.comment, gone.post, '', 0, gone.at, gone.seq, true, gone.seq from gone
on conflict (id) do update
set parent = null, author = null, body = '', likes = 0, created_at = excluded.created_at,
    created_position = excluded.created_position, edited_at = null, deleted = true, position = excluded.position
