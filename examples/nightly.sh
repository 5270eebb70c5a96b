#!/usr/bin/env bash
# nightly.sh: last night's funnel by channel, from cron.
#
#	15 3 * * *  /opt/ia/examples/nightly.sh /var/log/shop/events.csv /srv/reports
#
# Writes FOLDER/funnel.csv (whole or not at all) and FOLDER/rejects.ndjson, and adds a line to FOLDER/nightly.log.
# When it fails the old answer stays, the line says why, and cron mails what stood on standard error. Exit
# status: 1 and 2 want a look at the data or at this script; 3 (disk, memory) may go away by itself: the
# next run repeats it.
set -euo pipefail
export IA_NO_CONFIG=1 # the same answer in whatever folder and for whatever account it runs
build=${IA_BUILD:-build}
[ -x "$build/bin/ia-clean" ] && PATH=$(cd "$build/bin" && pwd):$PATH

if [ $# -ne 2 ]; then
	echo "usage: nightly.sh LOG.csv FOLDER" >&2
	exit 2
fi
log=$1
folder=$2
answer=$folder/funnel.csv

status=0
finish() {
	rm -f "$answer.new"
	if [ "$status" -eq 0 ]; then
		note="done, $(wc -l <"$answer") lines"
	else
		note="failed with status $status; $answer is still the old one"
	fi
	echo "$log: $note" >>"$folder/nightly.log"
}
trap finish EXIT

# A broken line now and then must not stop the night; more than one in a hundred must. The status of the
# night is that of the first tool that failed, not of those behind it that then had nothing to read.
set +e
ia-clean --on-error skip --rejects "$folder/rejects.ndjson" --max-rejects 1% \
	--fill duration=0 --range duration=..24h --time timestamp "$log" |
	ia-dedupe |
	ia-funnel --steps register,view_item,add_to_cart,pay --within 7d --by channel -o csv >"$answer.new"
for code in "${PIPESTATUS[@]}"; do
	[ "$status" -ne 0 ] || status=$code
done
[ "$status" -ne 0 ] || mv "$answer.new" "$answer" || status=3
exit "$status"
