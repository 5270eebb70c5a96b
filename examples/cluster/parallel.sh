#!/usr/bin/env bash
# parallel.sh: one question on many machines, by GNU parallel over ssh (or on the cores of this one).
#
#	parallel.sh LOG.csv FOLDER >answer.csv
#
# Edit these three. Every host needs ia's programs in its PATH, of the same version, and no shell file that prints.
question=${QUESTION:-'ia-funnel --steps register,view_item,add_to_cart,pay --within 7d'}
parts=${PARTS:-16}    # some four a core
hosts=${HOSTS:-:}     # h1,h2,8/h3 (8 jobs at a time there); ":" is this machine
#
# FOLDER keeps the parts and their states: run it again after a failure, and only what is not there is done. A host that
# dies is left out, its jobs go to others. The merge says which part is missing, whatever parallel reports.
set -euo pipefail
build=${IA_BUILD:-build}
[ -x "$build/bin/ia-shard" ] && PATH=$(cd "$build/bin" && pwd):$PATH
if [ $# -ne 2 ]; then
	echo "usage: parallel.sh LOG.csv FOLDER" >&2
	exit 2
fi

[ -e "$2/manifest.json" ] || ia-shard -n "$parts" --dir "$2" "$1"
cd "$2"
send=(--transferfile '{1}' --return '{1.}.state' --cleanup)
[ "$hosts" != : ] || send=()
export PARALLEL_SSH="ssh -o BatchMode=yes -o ServerAliveInterval=5 -o ServerAliveCountMax=2"
seq -f %05.0f 0 $((parts - 1)) | while read -r part; do
	[ -e "part-$part.state" ] || echo "part-$part.csv $((10#$part))"
done | parallel --will-cite --no-run-if-empty --colsep ' ' --sshlogin "$hosts" --workdir . --retries 3 --joblog jobs.log \
	"${send[@]}" "$question -j 1 --partial --part {2}/$parts {1} >{1.}.new && mv {1.}.new {1.}.state" ||
	echo "parallel.sh: $? jobs failed; see $2/jobs.log" >&2
find . -name 'part-*.state' -print0 | sort -z | $question --merge-states --expect "$parts" --files-from - -0
