-- $1: a fresh key, taken only if there is none yet
insert into account.setting as s (name, value) values ('vapid', $1)
on conflict (name) do update set value = s.value
returning value
