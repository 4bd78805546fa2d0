-- key: text=post
-- after: post=post
with edited as (
    update post p
    set title = coalesce(e.title, p.title), body = coalesce(e.body, p.body),
        edited_at = e.at, position = greatest(p.position, e.seq)
    from json_to_recordset($1::json) as e(seq bigint, at timestamptz, post uuid, title text, body text)
    where p.id = e.post
    returning p.id, e.seq, e.at, p.title, p.body
)
insert into post_version (post, position, at, title, body)
select id, seq, at, title, body from edited
