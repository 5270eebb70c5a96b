# describe.t: what a tool says of itself to programs (--describe) is what it does: options, defaults, columns.
. "$(dirname "$0")/../lib.sh"
needs_python describe json || finish

input events.csv <<'END2'
user_id,event,timestamp,price
u1,view,2026-03-01 10:00:00,1
u1,pay,2026-03-01 10:05:00,2.50
u2,view,2026-03-02 10:00:00,7
u3,view,2026-03-03 10:00:00,7
u4,pay,2026-03-03 12:00:00,9
END2
printf 'user_id,plan\nu1,free\n' >right.csv
echo 'buyers: event == "pay" -> thank' >rules.txt
{ echo user_id,price,y && for i in 1 2 3 4 5 6 7 8 9; do echo "u$i,$i,$((i % 4 == 0 || i > 6))"; done; } >rows.csv
for i in 1 2 3 4 5; do tail -n +2 rows.csv; done >>rows.csv
ia-churn fit -q -l y -m model.json rows.csv >/dev/null
ia-gen --users 300 >log.csv
printf 'timestamp,price,s\n2026-03-01,A,9\n2026-03-01,B,3\n' >survey.csv

works() { # TOOL OPTIONS: a command line that works
	local file=$PWD/events.csv
	case $1 in
	ia) echo "ia $2" ;;
	ia-churn) case $2 in
		fit*) echo "ia-churn $2 -q -l y -m new.json rows.csv" ;;
		show*) echo "ia-churn $2 -m model.json" ;;
		score*) echo "ia-churn $2 -m model.json $file" ;;
		*) echo "ia-churn $2 -m model.json rows.csv" ;;
		esac ;;
	ia-abtest) case $2 in
		power*) echo "ia-abtest $2 --baseline 0.1 --lift 10%" ;;
		assign*) echo "ia-abtest $2 --variants a,b --salt s $file" ;;
		*) echo "ia-abtest -q -x event!=\\\"\\\" -v event --control view -m pay $2 $file" ;;
		esac ;;
	ia-gen) echo "ia-gen $2" ;;
	ia-funnel) echo "ia-funnel -q --steps view,pay $2 $file" ;;
	ia-kmeans) case $2 in *--choose*) echo "ia-kmeans -q --columns price $2 $file" ;; *) echo "ia-kmeans -q -k 2 --columns price $2 $file" ;; esac ;;
	ia-join) echo "ia-join -q $2 $file $PWD/right.csv" ;;
	ia-nps) echo "ia-nps -q --score s $2 $PWD/survey.csv" ;;
	ia-outlier) echo "ia-outlier --column price $2 $file" ;;
	ia-segment) echo "ia-segment -r rules.txt $2 $file" ;;
	ia-shard) echo "ia-shard --only 0/1 $2 $file" ;;
	ia-drivers) echo "ia-drivers -q $2 $PWD/log.csv" ;;
	*) echo "$1 -q $2 $file" ;;
	esac
}

oracle="$IA_PYTHON $IA_ROOT/tests/oracle/describe.py"
for tool in ia $(cd "$IA_ROOT/cmd" && for f in ia-*.c; do echo "${f%.c}"; done); do
	holds "$tool --describe: a JSON object in a line" "$tool --describe | $oracle options >.options && [ \$($tool --describe | wc -l) = 1 ]"
	same "$tool: its options are those of --options" "$tool --options" "$tool --describe | $oracle options"
	holds "$tool: says which columns it writes" "$tool --describe | $oracle columns \$(head -n 1 events.csv) >.columns && [ -s .columns ]"
	[ "$tool" = ia-collect ] && continue # its columns are those of the files that it writes: ia-collect.t
	while IFS='|' read -r with re; do
		command=$(works "$tool" "$with")
		holds "$tool: columns: $with" "$command >.all && head -n 1 .all | grep -E '$re'; [ \$? = 0 ] || { cat .all; false; }"
	done <.columns
done

# a default that is given changes nothing
for tool in 'ia-churn fit' 'ia-churn eval' $(cd "$IA_ROOT/cmd" && for f in ia-*.c; do echo "${f%.c}"; done); do
	case $tool in ia-churn | ia-collect) continue ;; esac
	command=${tool#ia-churn }
	[ "$command" = "$tool" ] && command=''
	$tool --describe | $oracle defaults >.defaults
	while read -r option; do
		case "${tool% *} $option" in
		'ia-churn --rate='*) continue ;; # a method that may not be built in
		'ia-funnel --session='*) with="$option --per=session" without=--per=session ;;
		'ia-retention --brackets='*) with="$option --mode=bracket" without=--mode=bracket ;;
		'ia-clean --decimal='*) with="$option --number=price" without=--number=price ;;
		'ia-drivers --horizon='*) with="$option --outcome=pay" without=--outcome=pay ;;
		'ia-features --weight='*) with="--weight=view=1" without='' ;;
		'ia-features --purchase='* | 'ia-features --value='*) with="$option" without='' ;;
		'ia-outlier --by='*) with="$option --burst=pay --max=1 --per=1d" without='--burst=pay --max=1 --per=1d' ;;
		*) with=$option without='' ;;
		esac
		same "${tool}: $option is the default" "$(works "${tool% *}" "$command $without")" "$(works "${tool% *}" "$command $with")"
	done <.defaults
done
finish
