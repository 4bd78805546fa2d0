-- $1: subscription, $2: item, $3: kind, $4: seconds
update account.push set due_at = now() + make_interval(secs => $4)
where subscription = $1 and item = $2 and kind = $3
