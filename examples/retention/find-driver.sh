#!/usr/bin/env bash
# find-driver.sh: from events to what goes with staying: the ways that new users take, how many come back, and what those
# who come back did on their first day.
#
#	examples/retention/find-driver.sh [LOG.csv]		default: a social app's log, made by ia-gen
#
# Standard output: the answers on the way, and at last the row to test in an experiment (see test-driver.sh): among
# those that chance hardly explains (q), the strongest that holds also among users equally active (adjusted).
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
	show 'ia-gen --profile social --users 5000 --days 40 >events.csv'
fi

printf '\nThe first steps of new users:\n'
show 'ia-path --paths --from register --length 4 --collapse --top 8 -o table events.csv'
printf '\nHow many come back, by days of 24 hours after they registered:\n'
show 'ia-retention --start register --period 24h --periods 14 -o csv events.csv |
    ia-clean --where "cohort == \"all\"" --select period,size,users,rate'
printf '\nWhat goes with coming back in the second week:\n'
show 'ia-drivers --start register --early 24h --outcome day:7..13 --details -o csv events.csv >drivers.csv'
show 'head -n 6 drivers.csv |
    ia-clean --select event,at_least,did,did_rate,did_not_rate,q,adjusted,adjusted_low'
printf '\nThe row to test:\n'
show 'ia-clean --where "q < 0.05 && phi > 0 && adjusted_low > 1" --select event,at_least,did_rate,did_not_rate drivers.csv |
    head -n 2'
