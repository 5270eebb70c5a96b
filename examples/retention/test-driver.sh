#!/usr/bin/env bash
# test-driver.sh: does it make users stay? Draws lots, says how many users it takes, and compares by the lot.
#
#	examples/retention/test-driver.sh [LOG.csv]		default: a social app's log, made by ia-gen
#
# Half of the new users, by a hash of their id, are invited to the behaviour in question: here to find friends. That
# they were stands in the log as an event of its own, whether or not they accept. Where nobody was really invited, as
# in a log made by ia-gen, this is the test of the test: no difference may be found.
set -euo pipefail
build=${IA_BUILD:-build}
[ -x "$build/bin/ia-gen" ] && PATH=$(cd "$build/bin" && pwd):$PATH

show() {
	printf '\n$ %s\n' "$1"
	bash -o pipefail -c "$1"
}

log=${1:-}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
if [ -n "$log" ]; then
	cp "$log" "$dir/events.csv"
	cd "$dir"
else
	cd "$dir"
	show 'ia-gen --profile social --users 5000 --days 40 --seed 2 >events.csv'
fi

printf '\nThe lots: holdout 1 is left alone, 0 is invited as soon as registered.\n'
echo 'else: new -> invite to find friends' >lots.rules
show 'ia-clean --where "event == \"register\"" --select user_id,event,timestamp events.csv |
    ia-segment -r lots.rules --holdout 50% --salt "find friends" >lots.csv'
show 'ia-stats --freq holdout -o csv lots.csv'
show 'ia-clean --where "holdout == 0" --set "event=\"invited\"" --select user_id,event,timestamp lots.csv >invited.csv'

printf '\nUsers that each half needs, to tell three in a hundred more on day 7 from chance, four times in five:\n'
show 'ia-retention --start register --period 24h --periods 7 -o csv events.csv |
    ia-clean --where "cohort == \"all\" && period == 7" --select rate |
    awk "NR == 2 { r = \$1; d = 0.03; printf \"%.0f\\n\", 16 * r * (1 - r) / d ^ 2 }"'

printf '\nWhen their eighth day is over, compared by the lot:\n'
show 'ia-drivers --start register --events invited --at-least 1 --outcome day:7 -o csv events.csv invited.csv |
    ia-clean --select did,did_rate,did_not_rate,difference,low,high,p'
