-- one row at least, so that the position is always there
select c.position, p.id, p.banned_until
from checkpoint c left join person p on p.banned or p.erased
