-- With what was said and liked under it.
with gone as (
    select e.post from json_to_recordset($1::json) as e(post uuid)
), noted as (
    insert into notification_gone (item) select post from gone on conflict do nothing
), told as (
    delete from notification n using gone where n.post = gone.post returning n.item, n.kind
)
delete from notification_liker l using told where l.item = told.item and told.kind = 'like'
