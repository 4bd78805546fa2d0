-- $1: who looks, $2: which; none when they are neither of the two. To be continued by row.sql.
with mine as (
    select * from call where id = $2 and (caller = $1 or callee = $1)
)
