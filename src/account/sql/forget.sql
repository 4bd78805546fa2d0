with sessions as (
  select id from account.session where person = $1
), gone as (
  delete from account.person where id = $1
)
select id from sessions;
