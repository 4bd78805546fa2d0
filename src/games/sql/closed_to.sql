-- $1: a person. Those between whom and them is a block.
select x.blocked from person_block x where x.blocker = $1
union
select x.blocker from person_block x where x.blocked = $1
