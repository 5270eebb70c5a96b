# driver-examples.t: the examples from events to what makes users stay; skipped where their tools are not built.
. "$(dirname "$0")/../lib.sh"
examples=$IA_ROOT/examples/retention

for tool in ia-path ia-retention ia-drivers ia-segment ia-stats; do
	command -v $tool >/dev/null || { skips 'from events to the driver' "no $tool here"; finish; }
done
holds 'find-driver runs on its own log' "$examples/find-driver.sh 2>found.err >found"
ia-gen --profile social --users 5000 --days 40 --truth truth.json >events.csv
planted=$(grep -o '"driver":{"event":"[^"]*","at_least":[0-9]*' truth.json | sed 's/.*"event":"//; s/","at_least":/,/')
gives 'and ends with the driver that was planted' "tail -n 1 found | cut -d, -f1,2" <<END
$planted
END
holds 'and warns' "grep -q 'an association, not a cause' found.err"
same 'a log that is given' "tail -n +4 found" "$examples/find-driver.sh events.csv | tail -n +2"
holds 'test-driver runs on its own log' "$examples/test-driver.sh 2>tested.err >tested"
holds 'where nobody was invited nothing is found' \
	"tail -n 1 tested | awk -F, '{ exit !(\$1 > 1500 && \$5 < 0 && \$6 > 0 && \$7 > 0.05) }'"
holds 'half of the users are invited' "grep -A 2 '^value,count' tested | awk -F, '\$1 == 0 { exit !(\$3 > 0.47 && \$3 < 0.53) }'"

# The test finds what is there: the invited of a log who come back on day 7 in one of four cases more. The lots of the
# example are those of its salt, so they are the same here.
echo 'else: new' >lots.rules
ia-clean --where 'event == "register"' --select user_id,event,timestamp events.csv |
	ia-segment -r lots.rules --holdout 50% --salt 'find friends' >lots.csv
ia-clean --time timestamp --time-out s --select user_id,event,timestamp events.csv >seconds.csv
awk -F, 'NR == FNR { if ($NF == 0) lot[$1] = 1; next } { print }
	$2 == "register" && ($1 in lot) && ++n % 4 == 0 { print $1 ",login," $3 + 7 * 86400 + 60 }' lots.csv seconds.csv >effect.csv
holds 'and where they were, the effect' \
	"$examples/test-driver.sh effect.csv | tail -n 1 | awk -F, '{ exit !(\$4 > 0.15 && \$4 < 0.3 && \$5 > 0.1) }'"
finish
