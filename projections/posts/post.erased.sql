-- key: post=post
-- Its events before this may be gone when this is replayed; likes and votes stay in the log and find no post. Nothing is left
-- either way. Whoever likes, votes, comments or edits reads post=post, so none of them shares a wave with this.
with gone as (
    select e.post from json_to_recordset($1::json) as e(post uuid)
), posts as (
    delete from post p using gone where p.id = gone.post
), versions as (
    delete from post_version v using gone where v.post = gone.post
), likes as (
    delete from post_like l using gone where l.post = gone.post
)
delete from post_vote v using gone where v.post = gone.post
