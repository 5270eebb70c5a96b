#!/bin/sh
# demo.sh: a page with a button; each click arrives in a file and then in a funnel.
#
#	examples/collect/demo.sh [DIR]		files go to DIR; default: events; ends with Ctrl-C
set -eu
here=$(cd "$(dirname "$0")" && pwd)
PATH=${IA_BUILD:-$here/../../build}/bin:$PATH
export PATH
dir=${1:-events}
port=${PORT:-8000}
collector=${COLLECTOR_PORT:-8080}

ia-collect --output "$dir" --listen "127.0.0.1:$collector" --trust 127.0.0.1 --rotate 1h,256M &
collect=$!
python3 "$here/serve.py" "$port" "$collector" &
pages=$!
trap 'kill $collect $pages 2>/dev/null; wait; exit 0' INT TERM EXIT

cat <<END
Open http://127.0.0.1:$port/ (a button) or http://127.0.0.1:$port/shop.html (three steps), click, and see here
who took which step, each time that something new has come.
END
seen=
while kill -0 $collect 2>/dev/null; do
	sleep "${EVERY:-2}"
	now=$(cat "$dir"/*.ndjson "$dir"/*.ndjson.open 2>/dev/null | wc -l)
	[ "$now" -eq 0 ] || [ "$now" = "$seen" ] && continue
	seen=$now
	cat "$dir"/*.ndjson "$dir"/*.ndjson.open 2>/dev/null | ia-dedupe -k event_id |
		ia-funnel --quiet --steps view_item,add_to_cart,pay -o table || true
done
