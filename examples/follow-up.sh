#!/usr/bin/env bash
# follow-up.sh: from a messy log to the list of users to write to: those who put something into the
# cart and did not pay within a week.
#
#	examples/follow-up.sh [LOG.csv] >follow-up.csv		default: a log made by ia-gen --messy
#
# Standard output: user_id, when they put it into the cart, why the chain ended.
set -euo pipefail
build=${IA_BUILD:-build}
[ -x "$build/bin/ia-gen" ] && PATH=$(cd "$build/bin" && pwd):$PATH

log=${1:-}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
if [ -z "$log" ]; then
	log=$dir/raw.csv
	ia-gen --users 2000 --messy >"$log"
fi

# One record an event, one form of time, no absurd durations; who orders more than five times in ten
# minutes is no customer.
ia-dedupe "$log" |
	ia-clean --fill duration=0 --range duration=..24h --time timestamp --report "$dir/report.json" |
	ia-outlier --burst pay --max 5 --per 10m --action drop-key >"$dir/clean.csv"

ia-funnel --steps register,view_item,add_to_cart,pay --within 7d --users "$dir/clean.csv" |
	ia-clean --where 'step == 3' --select user_id,time_3,stopped
