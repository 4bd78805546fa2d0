-- The answers to it stay.
with gone as (
    select e.comment from json_to_recordset($1::json) as e(comment uuid)
), noted as (
    insert into notification_gone (item) select comment from gone on conflict do nothing
), told as (
    delete from notification n using gone where n.item = gone.comment
)
delete from notification_liker l using gone where l.item = gone.comment
