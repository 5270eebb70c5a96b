#!/usr/bin/env bash
# by-rules.sh: from events to named groups with an action for each, by the rules in groups.rules.
#
#	examples/segments/by-rules.sh [LOG.csv] >groups.csv		default: a log made by ia-gen
#
# Standard output: user_id, segment, action, holdout. One in ten is held out (1): leave these alone, and compare later
# what they did with what the others did. Standard error: how large the groups are.
set -euo pipefail
build=${IA_BUILD:-build}
[ -x "$build/bin/ia-gen" ] && PATH=$(cd "$build/bin" && pwd):$PATH

here=$(cd "$(dirname "$0")" && pwd)
log=${1:-}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
if [ -z "$log" ]; then
	log=$dir/events.csv
	ia-gen --users 3000 --days 90 >"$log"
fi

ia-features "$log" >"$dir/users.csv"
ia-segment -r "$here/groups.rules" --counts -o table "$dir/users.csv" >&2
ia-segment -r "$here/groups.rules" --holdout 10% --salt 'spring campaign' "$dir/users.csv" |
	ia-clean --select user_id,segment,action,holdout
