-- $1: who, $2: of which conversation
select exists (select from member where person = $1 and conversation = $2)
