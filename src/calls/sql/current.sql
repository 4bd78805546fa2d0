-- $1: who looks. The call they are in; should there be more left open, the latest. To be continued by row.sql.
with mine as (
    select * from call where (caller = $1 or callee = $1) and state <> 'ended' order by started_position desc limit 1
)
