#!/usr/bin/env bash
# call-list.sh: from events to the list of users to call, with a reason for each.
#
#	examples/churn/call-list.sh [LOG.csv [SINCE [HORIZON]]] >list.csv	default: a log made by ia-gen
#
# What was known of each active user at SINCE and whether they had no event in the HORIZON after it makes a model; what
# is known of them at the end of the log makes tonight's scores. A tenth of the users is left alone, so that what the calls
# do can be measured. Standard output: user_id, churn_probability, risk, segment, action, reasons, the most probable
# first. Standard error: how good the model is on users that it had not seen, how many get which action.
set -euo pipefail
build=${IA_BUILD:-build}
[ -x "$build/bin/ia-gen" ] && PATH=$(cd "$build/bin" && pwd):$PATH

here=$(cd "$(dirname "$0")" && pwd)
log=${1:-}
since=${2:-2026-02-15}
horizon=${3:-14d}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
if [ -z "$log" ]; then
	log=$dir/events.csv
	ia-gen --users 5000 --days 90 >"$log"
fi

# Who has been away for long has left already: the question is about the others, then as now.
active=14d

ia-features --active "$active" --as-of "$since" --horizon "$horizon" "$log" >"$dir/then.csv"
ia-churn fit --label is_churn --method forest --model "$dir/model.json" -o table "$dir/then.csv" >&2

ia-features --active "$active" "$log" |
	ia-churn score --model "$dir/model.json" --reasons 3 --holdout 10% |
	ia-segment -r "$here/actions.rules" >"$dir/tonight.csv"
ia-stats --freq action -o table "$dir/tonight.csv" >&2

columns=user_id,churn_probability,risk,segment,action,reasons
ia-clean --where 'segment in ("call", "win_back", "falling")' --select "$columns" "$dir/tonight.csv" >"$dir/list.csv"
head -n 1 "$dir/list.csv"
tail -n +2 "$dir/list.csv" | LC_ALL=C sort -t, -k2,2gr
