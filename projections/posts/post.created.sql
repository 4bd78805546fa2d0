-- key: post=post
with created as (
    insert into post (id, author, community, kind, title, body, link, poll, votes, private, likes, comments,
                      created_at, created_position, position)
    select e.post, e.actor, e.community, e.kind, e.title, e.body, e.link, e.poll,
           case when e.poll is not null then array_fill(0, array[jsonb_array_length(e.poll -> 'options')]) end,
           coalesce(e.private, false), 0, 0, e.at, e.seq, e.seq
    from json_to_recordset($1::json) as e(seq bigint, at timestamptz, actor uuid, post uuid, community text, kind text,
                                          title text, body text, link text, poll jsonb, private boolean)
    on conflict do nothing
    returning id, created_position, created_at, title, body
)
insert into post_version (post, position, at, title, body)
select id, created_position, created_at, title, body from created
