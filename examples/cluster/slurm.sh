#!/usr/bin/env bash
# slurm.sh: one question on a cluster of Slurm whose nodes share a file system.
#
#	slurm.sh LOG.csv FOLDER		both on the shared file system; the answer is FOLDER/answer.csv
#
# Edit these three. Every node needs ia's programs in its PATH, of the same version.
question=${QUESTION:-'ia-funnel --steps register,view_item,add_to_cart,pay --within 7d'}
parts=${PARTS:-16}                          # array jobs
options=${SBATCH_OPTIONS:---ntasks=1 --cpus-per-task=1} # partition, memory, account
#
# A part is split, answered and merged by three kinds of jobs. Exit status 3 (disk, memory) becomes 75, which Slurm starts
# again where slurm.conf has RequeueExit=75. The merge waits for the others however they end (afterok waits for ever
# for an array job that failed once) and counts the parts itself. Exit status: that of the merge.
set -euo pipefail
if [ $# -ne 2 ]; then
	echo "usage: slurm.sh LOG.csv FOLDER" >&2
	exit 2
fi
mkdir -p "$2"
log=$(realpath "$1") folder=$(realpath "$2")
again='|| { s=$?; [ $s -ne 3 ] || exit 75; exit $s; }'
state="$folder/part-\$(printf %05d \$SLURM_ARRAY_TASK_ID)"

submit() { # NAME, options of sbatch ...
	# shellcheck disable=SC2086 # options are words
	sbatch --parsable --requeue --job-name="$1" --output="$folder/%x.%a.log" --open-mode=append $options "${@:2}"
}
split=$(submit split --wrap "ia-shard -n $parts --dir '$folder' '$log' $again")
answer=$(submit answer --dependency="afterany:$split" --array="0-$((parts - 1))" --wrap \
	"$question -j 1 --partial --part \$SLURM_ARRAY_TASK_ID/$parts \"$state.csv\" >\"$state.\$SLURMD_NODENAME.\$\$\" $again
	mv \"$state.\$SLURMD_NODENAME.\$\$\" \"$state.state\"")
submit merge --dependency="afterany:$answer" --wait --wrap \
	"$question --merge-states --expect $parts '$folder'/part-*.state >'$folder/answer.new' && mv '$folder/answer.new' '$folder/answer.csv'" >&2
