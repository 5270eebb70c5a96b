#!/usr/bin/env bash
# first-funnel.sh: a log of 20,000 made-up users, cleaned, and the funnel that they went through.
#
#	examples/first-funnel.sh		(or: make demo)
set -euo pipefail
build=${IA_BUILD:-build}
[ -x "$build/bin/ia-gen" ] && PATH=$(cd "$build/bin" && pwd):$PATH

show() {
	printf '\n$ %s\n' "$1"
	bash -o pipefail -c "$1"
}

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"

show 'ia-gen --users 20000 --days 60 --messy >raw.csv'
show 'head -n 3 raw.csv; wc -l <raw.csv'
show 'ia-dedupe raw.csv |
    ia-clean --fill duration=0 --range duration=..24h --time timestamp |
    ia-outlier --burst pay --max 5 --per 10m --action drop-key >clean.csv'
show 'ia-stats --freq event -o table clean.csv'
show 'ia-funnel --steps register,view_item,add_to_cart,pay --within 7d -o table clean.csv'
show 'ia-funnel --steps register,view_item,add_to_cart,pay --within 7d --by channel -o csv clean.csv |
    ia-clean --where "name == \"pay\"" --select channel,users,from_first -o csv'
