-- $1: a fresh secret, taken only if there is none yet
insert into account.setting as s (name, value) values ('secret', $1)
on conflict (name) do update set value = s.value
returning value
