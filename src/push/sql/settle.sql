-- $1: subscription, $2: item, $3: kind, $4: position. It was said up to there; what has come since is due now.
with said as (
    delete from account.push where subscription = $1 and item = $2 and kind = $3 and position = $4
)
update account.push set due_at = now(), attempts = 0
where subscription = $1 and item = $2 and kind = $3 and position <> $4
