-- $1: the call
delete from account.call_seat where call = $1
