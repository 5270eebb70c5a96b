# faults.t: the system fails under every tool: exit 3, a message, nothing half-written; never 0 with lost data.
. "$(dirname "$0")/../lib.sh"

if ldd "$IA_BUILD/bin/ia-gen" 2>/dev/null | grep -Eq 'libasan|libubsan' || nm "$IA_BUILD/bin/ia-gen" 2>/dev/null | grep -q __asan_init; then
	skips 'faults' 'a sanitizer does not share its allocator with a preload'
	finish
fi
if ! ${CC:-cc} -shared -fPIC -O1 -o fail.so "$IA_ROOT/tests/preload/fail.c" -ldl 2>.err; then
	skips 'faults' 'no preload can be built here'
	finish
fi

ia-gen --events 20000 --users 500 --seed 5 >events.csv
printf 'big: price > 100 -> thank\nelse: others\n' >rules.txt
ia-clean --set 'paid=event == "pay"' events.csv >labelled.csv
ia-churn fit -q -l paid -m churn.json -c price,duration,channel labelled.csv >/dev/null
ia-funnel --steps register,view_item,pay --by channel --partial --part 0/1 events.csv >funnel.state
ia-path --partial --part 0/1 events.csv >path.state
tools=(
	'ia-clean --fill duration=0 --range duration=..24h --time timestamp events.csv'
	'ia-clean --fill duration=@median events.csv'
	'ia-clean --report report.json --fill duration=0 events.csv'
	'ia-dedupe events.csv'
	'ia-dedupe --keep last events.csv'
	'ia-dedupe -S 1M events.csv'
	'ia-clean -S 64K --fill duration=@previous events.csv'
	'ia-outlier --column price --action flag events.csv'
	'ia-join --first --prefix first_ events.csv events.csv'
	'ia-outlier --burst pay --max 2 --per 1h --action drop-key events.csv'
	'ia-segment -r rules.txt --holdout 10% events.csv'
	'ia-segment -r rules.txt --counts events.csv'
	'ia-shard --only 1/3 events.csv'
	'ia-stats events.csv'
	'ia-stats --freq event events.csv'
	'ia-funnel --steps register,view_item,pay --within 7d events.csv'
	'ia-funnel --steps register,view_item,pay --users events.csv'
	'ia-funnel --steps register,view_item,pay --within 7d --by channel --partial events.csv'
	'ia-funnel -q --steps register,view_item,pay --by channel --merge --expect 1 funnel.state'
	'ia-path --merge-states --expect 1 path.state'
	'ia-funnel --steps register,view_item,pay --users -S 128K events.csv'
	'ia-features events.csv'
	'ia-features --rfm --count "*" --last channel -S 1M events.csv'
	'ia-kmeans -k 3 --columns duration --missing skip --restarts 2 events.csv'
	'ia-kmeans -k 2 --columns price --missing mean --restarts 2 --summary --model model.json events.csv'
	'ia-path --from login events.csv'
	'ia-path --paths --session none -S 512K events.csv'
	'ia-retention --by channel events.csv'
	'ia-retention --at-least 2 -S 1M events.csv'
	'ia-drivers --quiet --outcome day:3..9 events.csv'
	'ia-drivers --quiet -S 1M events.csv'
	'ia-abtest -q -x register -v channel --control ads -m pay,view_item --sequential events.csv'
	'ia-abtest -q -v channel --control ads -m duration --winsor 99% events.csv'
	'ia-abtest assign --variants a,b --salt s events.csv'
	'ia-churn score -q -m churn.json --reasons 2 --holdout 10% events.csv'
	'ia-churn fit -q -l paid -m made.json -c price,duration,channel labelled.csv'
	'ia-churn fit -q -l paid -m made.json --method forest --trees 5 -c price,duration,channel labelled.csv'
	'ia-churn eval -q -m churn.json labelled.csv'
	'ia-churn show -m churn.json'
	'ia-nps -q --score duration --on-error keep --by channel --every day events.csv'
	'ia-gen --events 20000'
)

# fault NAME COMMAND FAIL: either exit 3 with a message, or the whole right answer.
fault() {
	eval "timeout 60 env IA_FAIL='$3' LD_PRELOAD='$PWD/fail.so' $2" >.got 2>.err </dev/null # no shell before the tool
	local status=$?
	if [ $status -eq 3 ] && [ -s .err ]; then
		return 0
	elif [ $status -eq 0 ] && cmp -s .want .got; then
		return 0
	fi
	echo "IA_FAIL=$3: exit $status" >>.err
	head -c 300 .err >>.faults
	return 1
}

for command in "${tools[@]}"; do
	eval "$command" >.want 2>/dev/null
	: >.faults
	for n in $(seq 1 25) $(seq 30 7 180); do
		fault "$command" "$command" "malloc:$n"
	done
	for n in 1 2 3 5 8; do
		fault "$command" "$command" "mmap:$n"
		fault "$command" "$command" "thread:$n"
		fault "$command" "$command" "read:$n:EIO"
		fault "$command" "$command" "read:$n:EINTR"
		fault "$command" "$command" "write:$n:ENOSPC"
		fault "$command" "$command" "write:$n+:EIO"
		fault "$command" "$command" "write:$n:EINTR"
		fault "$command" "$command" "short:$n"
	done
	if [ -s .faults ]; then
		ia_not_ok "no fault loses data: $command" .faults
	else
		ia_ok "no fault loses data: $command"
	fi
	fails "full disk: $command" 3 "$command >/dev/full" 'No space left'
	fails "closed standard output: $command" 3 "$command >&-" '.'
	case $command in *events.csv) 
		fails "input is a directory: $command" 3 "${command/events.csv//tmp}" 'directory'
		fails "input is missing: $command" 3 "${command/events.csv/nowhere.csv}" 'nowhere.csv' ;;
	esac
	ia_run "$command | head -c 1 >/dev/null; exit \${PIPESTATUS[0]}" .got .err
	status=$?
	if { [ $status -eq 141 ] || [ $status -eq 0 ]; } && [ ! -s .err ]; then
		ia_ok "a reader that leaves: $command"
	else
		ia_not_ok "a reader that leaves, exit $status: $command" .err
	fi
done

ia-gen --events 400000 --users 100000 >large.csv
fails 'no temporary folder' 3 'ia-funnel --steps register,view_item,pay -S 1M -T /nowhere large.csv' 'nowhere'
fails 'no temporary folder, features' 3 'ia-features -S 1M -T /nowhere large.csv' 'nowhere'
echo old >report.json
IA_FAIL='rename:1' LD_PRELOAD=$PWD/fail.so ia-clean --fill duration=0 --report report.json events.csv >/dev/null 2>.err
if [ "$(cat report.json)" = old ] && [ -z "$(ls | grep '\.tmp$')" ]; then
	ia_ok 'a file that cannot be put in place leaves the old one'
else
	ia_not_ok 'a file that cannot be put in place leaves the old one' .err
fi
finish
