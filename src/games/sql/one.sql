-- $1: which
where g.id = $1
