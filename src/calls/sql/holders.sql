-- $1: but this call, $2: people. The calls that have their seats, and whether they took them so long ago that they must have begun.
select distinct call, taken_at < now() - interval '30 seconds' as old
from account.call_seat
where person = any($2::uuid[]) and call <> $1
