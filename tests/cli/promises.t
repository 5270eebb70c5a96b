# promises.t: what every tool promises: the same bytes for any number of threads, however the input comes, whatever
# memory there is, in any locale, in both lanes, from CSV and from NDJSON.
. "$(dirname "$0")/../lib.sh"

ia-gen --users 3000 --seed 11 --messy >events.csv
ia-gen --users 3000 --seed 11 --messy -o ndjson >events.ndjson
{
	head -n 1 events.csv
	printf '%s\n' '0010,加入购物车,2026-03-01 10:00:00,1.50,99.90,"a ""b"", c",書籍,直接,ios' \
		'9007199254740993,pay,1772359200,,99.90,,,,' '18446744073709551615,pay,2026-03-01,5.,.5,"x
y",,,web'
} >ids.csv
printf '%s\n' 'big: event == "pay" && price > 100 -> thank' 'paid: channel in ("ads", "seo") && event == "pay"' \
	'looks: event ~ "^view" -> remind' 'else: others' >rules.txt

ia-clean --set 'paid=event == "pay"' events.csv |
	ia-churn fit -q -l paid -m churn.json --method forest --trees 5 --depth 6 -c price,duration,channel >/dev/null

commands=(
	'ia-clean --fill duration=0 --range duration=..24h --time timestamp'
	'ia-clean --fill price=@median'
	'ia-dedupe'
	'ia-join --first --prefix first_ --missing 0 --right events.csv'
	'ia-dedupe -k user_id,event --keep last'
	'ia-outlier --column price --action flag'
	'ia-outlier --burst pay --max 2 --per 1h --action flag'
	'ia-segment -r rules.txt --all --holdout 20%'
	'ia-segment -r rules.txt --counts'
	'ia-shard --only 3/7'
	'ia-stats'
	'ia-stats --freq event'
	'ia-stats --by channel --columns price,duration'
	'ia-funnel --steps register,view_item,add_to_cart,pay --within 7d'
	'ia-funnel --steps register,view_item,add_to_cart,pay --by channel --every week --ci'
	'ia-funnel --steps register,view_item,add_to_cart,pay --users'
	'ia-funnel --steps register,view_item,add_to_cart,pay --by channel --every week --partial'
	'ia-features --as-of 2026-02-15 --horizon 14d --count "*" --sum price --distinct product_id --last channel'
	'ia-features --rfm --mean duration --tz Europe/Berlin'
	'ia-kmeans -k 3 --columns price,duration --missing mean --summary'
	'ia-kmeans -k 4 --columns duration --scale robust --missing skip --distance --restarts 2'
	'ia-path --numbered --collapse --session none'
	'ia-path --paths --session none --length 20'
	'ia-path --from login --to pay'
	'ia-retention --start register --period week --by channel'
	'ia-retention --return view_item --period 24h --mode rolling --matrix'
	'ia-retention --lifecycle'
	'ia-drivers --outcome day:3..9 --details'
	'ia-abtest -q -x login -v channel --control ads -m "pay,spent=sum(duration),slow=quantile(duration,0.9)" --cuped --by device'
	'ia-abtest -q -x register -v channel --control ads -m "n=count(view_item)" --sequential'
	'ia-abtest -q -v channel --control ads -m duration --by device'
	'ia-churn score -q -m churn.json --reasons 2 --holdout 20%'
	'ia-nps -q --score duration --on-error keep --by channel --every week'
)
odd='python3 -c "
import os, sys
data = open(\"events.csv\", \"rb\").read()
at, n = 0, 1
while at < len(data):
    os.write(1, data[at:at + n])
    at, n = at + n, n * 7 % 65521 + 1
"'
for command in "${commands[@]}"; do
	same "one thread or eight: $command" "$command -j 1 events.csv" "$command -j 8 events.csv"
	same "a file or a redirect: $command" "$command events.csv" "$command <events.csv"
	same "a pipe in odd pieces: $command" "$command events.csv" "$odd | $command"
	case $command in # past its memory ia-stats estimates, and says so
	ia-stats*) same "with little memory: $command" "$command events.csv" "$command -S 64M events.csv" ;;
	*) same "with 1 MiB: $command" "$command events.csv" "$command -S 1M events.csv" ;;
	esac
	same "the careful lane: $command" "$command events.csv" "IA_LANE=careful $command events.csv"
	same "the careful lane, NDJSON: $command" "$command events.ndjson" "IA_LANE=careful $command events.ndjson"
	same "no vector instructions: $command" "$command events.csv" "IA_SIMD=off $command events.csv"
	same "no vector instructions, NDJSON: $command" "$command events.ndjson" "IA_SIMD=off $command events.ndjson"
	if locale -a 2>/dev/null | grep -qi '^de_DE'; then
		same "in German: $command" "LC_ALL=C $command events.csv" "LC_ALL=$(locale -a | grep -im1 '^de_DE') $command events.csv"
	else
		same "in German (no such locale: the variable alone): $command" "LC_ALL=C $command events.csv" "LC_ALL=de_DE.UTF-8 $command events.csv"
	fi
	case $command in
	*flag | *stats* | *users | *clean* | *dedupe* | *holdout* | *shard* | *distance*) ;;
	*) same "CSV or NDJSON: $command" "$command -o csv events.csv" "$command -o csv events.ndjson" ;;
	esac
done
same 'values come out as they went in' 'cat ids.csv' 'ia-clean ids.csv'
same 'in both lanes' 'cat ids.csv' 'IA_LANE=careful ia-clean ids.csv'
input nested.ndjson <<'END'
{"user_id":"0010","b":{"z":1.50,"a":[1, 2,{"x":null}]},"price":99.90,"event":"加入购物车","id":18446744073709551615}
{"event":"pay","user_id":9007199254740993,"price":1e2,"b":[]}
END
same 'nested objects, order of keys and spellings of numbers too' 'cat nested.ndjson' 'ia-clean nested.ndjson'
same 'in both lanes' 'cat nested.ndjson' 'IA_LANE=careful ia-clean nested.ndjson'
same 'a clean log stays as it is' 'ia-clean --fill duration=0 --time timestamp events.csv' \
	'ia-clean --fill duration=0 --time timestamp events.csv | ia-clean --fill duration=0 --time timestamp'
same 'CSV to NDJSON to CSV' 'ia-clean events.csv' 'ia-clean -o ndjson events.csv | ia-clean -o csv'

# a live pipe: what came before a pause is passed on
ia_run '(head -n 5 events.csv; sleep 3; tail -n +6 events.csv | head -n 3) | ia-clean | { read -r header; read -t 2 -r line && echo alive; cat >/dev/null; }' .got .err
if [ "$(cat .got)" = alive ]; then ia_ok 'a live pipe is alive'; else ia_not_ok 'a live pipe is alive' .err .got; fi
finish
