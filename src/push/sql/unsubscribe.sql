-- $1: which, $2: whose
delete from account.push_subscription where id = $1 and person = $2 returning id
