-- Where the follower is, and whether any browser wants to be told.
select position, exists (select from account.push_subscription) from account.follower where name = 'push'
