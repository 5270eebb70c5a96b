#!/usr/bin/env bash
# by-kmeans.sh: from events to named groups with an action for each, where the data says which users are alike.
#
#	examples/segments/by-kmeans.sh [LOG.csv] >groups.csv		default: a log made by ia-gen
#
# k-means with k = 3 on standardised activity_score, purchase_frequency and avg_order_value. Clusters have numbers, not
# names, so the script looks at their means: who buys most often is high_value; of the other two, the less active are
# about to leave (or gone), the rest look around and do not buy. Standard output: user_id, cluster, segment, action.
# Standard error: the clusters, and how the groups of groups.rules fall into them: how long a user has been there is
# not among the three columns, so k-means does not see who is new.
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
fit=(-k 3 --columns 'activity_score,purchase_frequency,avg_order_value')
ia-kmeans "${fit[@]}" --summary -o table "$dir/users.csv" >&2
ia-kmeans "${fit[@]}" --summary -o csv --model "$dir/fit.json" "$dir/users.csv" >"$dir/means.csv"

awk -F, '
	NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	{ n++; cluster[n] = $at["cluster"]; active[n] = $at["activity_score"]; often[n] = $at["purchase_frequency"] }
	END {
		best = 1
		for (k = 2; k <= n; k++) if (often[k] > often[best]) best = k
		for (k = 1; k <= n; k++) if (k != best && (!least || active[k] < active[least])) least = k
		print "high_value: cluster == " cluster[best] " -> thank: early access, free delivery"
		print "about_to_leave: cluster == " cluster[least] " -> win back: what is new, a coupon"
		print "else: look_around -> an offer for the first order"
	}' "$dir/means.csv" >"$dir/named.rules"

ia-segment -r "$here/groups.rules" "$dir/users.csv" | ia-kmeans --assign "$dir/fit.json" |
	ia-stats --by cluster --freq segment -o table >&2
ia-kmeans --assign "$dir/fit.json" "$dir/users.csv" | ia-segment -r "$dir/named.rules" |
	ia-clean --select user_id,cluster,segment,action
