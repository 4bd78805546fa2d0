-- ARGV: for each: person, choice, revision. Kept elsewhere; this only tells the nodes.
for i = 1, #ARGV, 3 do say(ARGV[i], 'chose ' .. ARGV[i + 1] .. ' ' .. ARGV[i + 2]) end
return said
