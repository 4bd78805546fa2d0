-- key: standing=rated+first standing=rated+second
-- if: rated
-- Only the move that ends a game is rated.
select settle(e.rated, e.first, e.second,
              case e.outcome ->> 'winner' when 'first' then 1 when 'second' then 0 else 0.5 end, coalesce(e.points, 0))
from json_to_recordset($1::json) as e(rated text, first uuid, second uuid, points integer, outcome jsonb)
where e.rated is not null and e.first <> e.second
