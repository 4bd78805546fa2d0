-- $1: how many. Calls that are on, and since when: whether the two are still there is for presence to say.
select id, accepted_at from call where state = 'on' order by accepted_at limit $1
