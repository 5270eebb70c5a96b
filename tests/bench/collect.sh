#!/bin/sh
# collect.sh: requests a second that ia-collect acknowledges, with and without a sync, one event and batches of 20.
#
#	tests/bench/collect.sh [SECONDS]		needs wrk (Debian: wrk); figures are of both on one machine
set -eu
seconds=${1:-5}
PATH=${IA_BUILD:-$(dirname "$0")/../../build}/bin:$PATH
command -v wrk >/dev/null || { echo 'collect.sh: no wrk here' >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
event='{"event":"view_item","timestamp":"2026-03-01T10:00:00.123Z","userId":"u123","product_id":"p17","price":129.5}'
batch=$event
for _ in 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do batch="$batch,$event"; done
printf "wrk.method='POST'\nwrk.body='%s'\n" "$event" >"$dir/one.lua"
printf "wrk.method='POST'\nwrk.body='[%s]'\n" "$batch" >"$dir/batch.lua"
for shape in one batch; do
	for sync in batch none; do
		ia-collect --output "$dir/$shape-$sync" --listen 127.0.0.1:0 --sync $sync 2>"$dir/said" &
		collect=$!
		until url=$(grep -o 'http://[^,]*' "$dir/said"); do sleep 0.05; done
		echo "$shape, --sync $sync:"
		wrk -t1 -c128 "-d${seconds}s" --latency -s "$dir/$shape.lua" "$url" | grep -E '99%|Requests/sec|Non-2xx'
		kill $collect
		wait $collect
	done
done
