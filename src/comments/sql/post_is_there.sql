-- $1: post
select exists (select from post where id = $1 and deleted_at is null and not private)
