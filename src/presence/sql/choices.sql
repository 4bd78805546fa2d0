select person, choice, revision from account.presence
