-- $2: of which conversation
where m.conversation = $2 and m.pinned_at is not null
  and exists (select from member w where w.conversation = $2 and w.person = $1)
order by m.pinned_at desc
limit 100
