select username, id from account.person where lower(username) = lower($1) or id::text = lower($1);
