-- $1: a remark. Where it is and since when, if it was made already.
select position, created_at from remark where id = $1
