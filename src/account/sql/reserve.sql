-- $1: id, $2: username, $3: email, $4: password hash, $5: key, $6: fingerprint; under the lock of signing up
insert into account.person (id, username, email, password_hash, key, fingerprint, role)
select $1, $2, $3::text, $4, $5, $6,
       case when $3::text is null or exists (select from account.person where role = 'admin') then 'member' else 'admin' end
on conflict do nothing
returning id, username, email, password_hash, key, fingerprint, role, reserved_at, confirmed_at
