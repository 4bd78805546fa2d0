-- $2: which
where m.id = $2
  and exists (select from member w where w.conversation = m.conversation and w.person = $1)
