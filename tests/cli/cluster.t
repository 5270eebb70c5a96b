# cluster.t: the scripts of examples/cluster give the bytes of one run on the engines that are here, and no answer where a
# part is lost.
. "$(dirname "$0")/../lib.sh"
scripts=$IA_ROOT/examples/cluster

ia-gen --users 600 --seed 12 >log.csv
export QUESTION='ia-funnel --steps register,view_item,add_to_cart,pay --within 7d --by channel' PARTS=6
$QUESTION log.csv >one.csv 2>/dev/null

if needs 'GNU parallel' parallel && parallel --version 2>/dev/null | grep -q 'GNU parallel'; then
	same 'GNU parallel' 'cat one.csv' "$scripts/parallel.sh log.csv work"
	same 'again: nothing is done twice' 'cat one.csv' "rm log.csv; $scripts/parallel.sh log.csv work"
	same 'a state that is gone is made again' 'cat one.csv' "rm work/part-00003.state; $scripts/parallel.sh log.csv work"
	ia-gen --users 600 --seed 12 >log.csv
	cat >fails-once <<'END'
#!/bin/sh
case " $* " in
*" 2/6 "*) [ -e seen ] || { touch seen; ia-funnel "$@" | head -c 200; exit 3; } ;;
esac
exec ia-funnel "$@"
END
	chmod +x fails-once
	same 'a job that fails in the middle is tried again' 'cat one.csv' \
		"QUESTION='$PWD/fails-once ${QUESTION#ia-funnel }' $scripts/parallel.sh log.csv work2"
	holds 'it did fail' '[ -e work2/seen ]'
	fails 'a part that cannot be answered is named' 3 \
		"rm -f work/part-0000[14].state; printf 'x\n' >>work/part-00004.csv; $scripts/parallel.sh log.csv work" 'part 4 of 6 is missing'
	fails 'a state of another question is refused' 2 "QUESTION='$QUESTION --ci' $scripts/parallel.sh log.csv work2" 'made with another ci'
else
	skips 'GNU parallel' 'another program is called parallel here'
fi

if command -v sbatch >/dev/null 2>&1 && [ "$(sinfo -h -t idle -o %D 2>/dev/null)" ]; then
	same 'Slurm' 'cat one.csv' "$scripts/slurm.sh log.csv slurm 2>/dev/null && cat slurm/answer.csv"
else
	skips 'Slurm' 'no cluster of Slurm that answers (sinfo)'
fi
if python3 -c 'import pyspark' 2>/dev/null && [ -n "${IA_TEST_SPARK:-}" ]; then
	export PYSPARK_SUBMIT_ARGS='--master local-cluster[2,1,1024] pyspark-shell'
	same 'Spark' 'cat one.csv' "python3 $scripts/spark.py $PWD/log.csv spark 2>/dev/null"
else
	skips 'Spark' 'no pyspark here, or no IA_TEST_SPARK=1 (a minute)'
fi
finish
