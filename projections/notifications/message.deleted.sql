with gone as (
    select e.message from json_to_recordset($1::json) as e(message uuid)
), noted as (
    insert into notification_gone (item) select message from gone on conflict do nothing
)
delete from notification n using gone where n.item = gone.message
