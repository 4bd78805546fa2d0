          where m.conversation = c.id
          order by m.created_position desc
          limit 1
       ) l) as last_message
from mine join counted on counted.conversation = mine.conversation join conversation c on c.id = mine.conversation
order by mine.activity desc
