-- $1: hash of a refresh token, used or not
select session from account.refresh where hash = $1
