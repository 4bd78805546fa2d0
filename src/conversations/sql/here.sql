-- $1: ids of people. Those who are here.
select id from person where id = any($1::uuid[]) and not erased
