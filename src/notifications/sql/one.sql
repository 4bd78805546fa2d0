  and n.item = $2 and n.kind = $3
  and n.position > coalesce((select up_to from account.notified where person = $1), 0)
