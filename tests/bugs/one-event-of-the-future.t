# one-event-of-the-future.t: one clock that runs ahead made every cell of a retention table complete and every user dormant,
# without a word. A warning names such an event, and --until leaves it out.
. "$(dirname "$0")/../lib.sh"

ia-gen --users 300 --days 60 --seed 3 >gen.csv
(cat gen.csv; echo 'u0001047,view_item,2099-01-01T00:00:00Z,,,,,,') >future.csv
(cat gen.csv; echo 'u0001047,view_item,1970-01-01T00:00:00Z,,,,,,') >past.csv
future='the last event is 72 years after the 99.9th percentile of times: 2099-01-01T00:00:00Z'
past='the first event is 55 years before the 0.1th percentile of times: 1970-01-01T00:00:00Z; ia-clean --where leaves it out'

warns() { # NAME, SENTENCE, COMMAND on FILE
	holds "$1: $3" "for j in 1 3; do $3 -j \$j $4 2>told >answer || exit; grep -qx 'ia-[a-z]*: $2' told || exit; done"
}
for command in 'ia-funnel -s view_item,pay' 'ia-path' 'ia-retention' 'ia-drivers'; do
	warns 'an event of 2099 is named' "$future; --until leaves it out" "$command" future.csv
	warns 'also where it comes first' "$future; --until leaves it out" "$command" '<(sed -n 1p future.csv; tail -n 1 future.csv; tail -n +2 gen.csv)'
	warns 'one of 1970' "$past" "$command" past.csv
	holds "nothing is said of a log like others, nor with -q: $command" "$command gen.csv 2>told >answer && ! grep percentile told &&
		$command -q future.csv 2>told >answer && [ ! -s told ]"
	same "--until is as if later events were not there: $command" "$command gen.csv" "$command --until 2027-01-01 future.csv"
	same "at any place: $command" "awk -F, 'NR == 1 || \$3 <= \"2026-02-01T00:00:00Z\"' gen.csv | $command" "$command --until 2026-02-01 future.csv"
	holds "they are counted: $command" "$command --until 2026-06-01 future.csv 2>told >answer &&
		grep -q '1 events are later than --until: they are not seen' told && ! grep percentile told"
done
warns 'features has a time of its own' "$future; --as-of leaves it out" ia-features future.csv
holds 'which may be given' 'ia-features --as-of 2026-02-01 future.csv 2>told >answer && [ ! -s told ]'
gives 'what the data does not reach is not over' 'ia-retention --period week --periods 9 --until 2027-01-01 -o csv future.csv 2>/dev/null | grep ^2026-02-23 | head -n 3' <<'CSV'
2026-02-23,34,0,34,1.000000,0
2026-02-23,34,1,,,0
2026-02-23,34,2,,,0
CSV
gives 'the bounds: half a year, and the length of the rest' \
	'for last in 2020-07-01 2020-07-08 2021-01-05; do printf "%s\n" user_id,event,timestamp a,x,2020-01-01 a,x,2020-01-01 a,x,2020-01-02 a,x,2020-01-02 a,x,$last |
		ia-path --until 2030-01-01 2>&1 >/dev/null; done' <<'END'
ia-path: the last event is 186 days after the 99.9th percentile of times: 2020-07-08T00:00:00Z; --until leaves it out
ia-path: the last event is 367 days after the 99.9th percentile of times: 2021-01-05T00:00:00Z; --until leaves it out
END
holds 'rejects and later events are told apart' '(cat future.csv; echo u,view_item,soon,,,,,,) >bad.csv &&
	ia-funnel -s view_item --on-error skip --until 2027-01-01 bad.csv 2>told >answer &&
	n=$(($(wc -l <gen.csv) - 1)) && grep -q ": $((n + 2)) read, $n written, 1 rejected (bad-time 1)" told'
fails 'until no time' 2 'ia-drivers --until soon </dev/null' 'option --until: expected a time such as .*, found "soon"'
finish
