from game g
left join person a on a.id = g.first
left join person b on b.id = g.second
left join person c on c.id = g.invited
