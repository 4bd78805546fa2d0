  and n.position > coalesce((select up_to from account.notified where person = $1), 0)
limit 500
