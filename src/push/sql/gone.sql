-- $1: a subscription that is no more
delete from account.push_subscription where id = $1
