# ia-dedupe.t: repeats by every definition, against a brute force and the real logs.
. "$(dirname "$0")/../lib.sh"

input log.csv <<'X'
id,event,timestamp
7,pay,2026-01-01T00:00:00Z
8,pay,2026-01-01T00:00:01Z
7,pay,2026-01-01T00:00:02Z
"7","pay",2026-01-01T00:00:00Z
7,pay,2026-01-01T00:00:03Z
X
gives 'the whole record, however it is quoted' 'ia-dedupe log.csv' <<'X'
id,event,timestamp
7,pay,2026-01-01T00:00:00Z
8,pay,2026-01-01T00:00:01Z
7,pay,2026-01-01T00:00:02Z
7,pay,2026-01-01T00:00:03Z
X
gives 'the first of a key' 'ia-dedupe -k id,event log.csv' <<'X'
id,event,timestamp
7,pay,2026-01-01T00:00:00Z
8,pay,2026-01-01T00:00:01Z
X
gives 'the last of a key' 'ia-dedupe -k id --keep last log.csv' <<'X'
id,event,timestamp
8,pay,2026-01-01T00:00:01Z
7,pay,2026-01-01T00:00:03Z
X
gives 'keys that came once' 'ia-dedupe -k id --keep none log.csv' <<'X'
id,event,timestamp
8,pay,2026-01-01T00:00:01Z
X
gives 'how often' 'ia-dedupe -k id --count log.csv' <<'X'
id,event,timestamp,count
7,pay,2026-01-01T00:00:00Z,4
8,pay,2026-01-01T00:00:01Z,1
X
gives 'a count that was there is replaced, wherever it stands' \
	"printf '{\"count\":5,\"a\":1}\n{\"a\":1,\"count\":5}\n{\"a\":2}\n' | ia-dedupe --count" <<'X'
{"count":2,"a":1}
{"a":2,"count":1}
X
gives 'only the repeats, as they came' 'ia-dedupe --duplicates log.csv' <<'X'
id,event,timestamp
"7","pay",2026-01-01T00:00:00Z
X
gives 'close in time: from the last kept one, the limit included' 'ia-dedupe -k id --within 2s log.csv' <<'X'
id,event,timestamp
7,pay,2026-01-01T00:00:00Z
8,pay,2026-01-01T00:00:01Z
7,pay,2026-01-01T00:00:03Z
X
input log.ndjson <<'X'
{"id":1,"p":{"a":1,"b":[1,2]}}
{"p": {"b": [1, 2], "a": 1}, "id": 1}
{"id":1.0,"p":{"a":1,"b":[1,2]}}
{"id":"1","p":{"a":1,"b":[1,2]}}
{"id":"\u0031","p":{"a":1,"b":[2,1]}}
{"id":"\u0031","p":{"a":1,"b":[1,2]}}
{"id":null}
{}
X
gives 'NDJSON: the whole record' 'ia-dedupe log.ndjson' <<'X'
{"id":1,"p":{"a":1,"b":[1,2]}}
{"id":1.0,"p":{"a":1,"b":[1,2]}}
{"id":"1","p":{"a":1,"b":[1,2]}}
{"id":"\u0031","p":{"a":1,"b":[2,1]}}
{"id":null}
{}
X
gives 'NDJSON: a key is its bytes, missing is missing' 'ia-dedupe -k id log.ndjson' <<'X'
{"id":1,"p":{"a":1,"b":[1,2]}}
{"id":1.0,"p":{"a":1,"b":[1,2]}}
{"id":null}
{}
X
printf 'insert_id,user_id,event\ni1,a,view\n,b,view\n,c,pay\ni1,a,view\n,d,pay\n,d,pay\n' >ids.csv
same 'rows without a key are no repeats' 'ia-dedupe -k insert_id ids.csv' 'sed 5d ids.csv'
holds 'which is said' 'ia-dedupe -k insert_id ids.csv 2>&1 >/dev/null | grep -qx "ia-dedupe: 4 rows have no value of --key: each was kept"'
for keep in 'first -S 4096' last 'none --sorted' none; do
	same "kept by --keep $keep" "ia-dedupe -k insert_id --keep $keep ids.csv | grep -c ^," 'echo 4'
done
same 'counted one by one' 'ia-dedupe -k insert_id --count ids.csv | grep ^,' "grep ^, ids.csv | sed 's/$/,1/'"
same 'dropped if asked' 'ia-dedupe -k insert_id --no-key drop ids.csv' 'head -n 2 ids.csv'
holds 'which is said too' 'ia-dedupe -k insert_id --no-key drop ids.csv 2>&1 >/dev/null | grep -q "4 rows .*: each was left out"'
same 'one value of several columns is a key' 'ia-dedupe -k insert_id,user_id ids.csv' 'sed "5d;7d" ids.csv; true'
same 'a state does not remember them' 'sed 5d ids.csv; sed 1d ids.csv | grep ^,' \
	'rm -f s; ia-dedupe --state s -k insert_id ids.csv; ia-dedupe --state s -k insert_id ids.csv | tail -n +2'
same 'NDJSON: null, absent and empty' 'printf "{\"a\":null}\n{}\n{\"a\":\"\"}\n{\"a\":null}\n" | ia-dedupe -k a' \
	'printf "{\"a\":null}\n{}\n{\"a\":\"\"}\n{\"a\":null}\n"'
fails 'dropped by what key' 2 'ia-dedupe --no-key drop ids.csv' 'no-key drop goes with --key'
printf 'b,a\n2,1\n3,1\n' >other.csv
printf 'a,b\n1,2\n' >one.csv
gives 'a further file with its columns in another order' 'ia-dedupe one.csv other.csv' <<'X'
a,b
1,2
1,3
X
gives 'keys do not run into each other' "printf 'a,b\nx,yz\nxy,z\n' | ia-dedupe -k a,b" <<'X'
a,b
x,yz
xy,z
X

# The definition, in every combination of options
if [ -x "$IA_PYTHON" ]; then
	holds 'random logs, CSV and NDJSON, all options, spilling, states' "$IA_PYTHON $IA_ROOT/tests/oracle/dedupe.py 150"
else
	skips 'random logs' "no $IA_PYTHON"
fi

# Relations
ia-gen --users 3000 --messy >messy.csv
ia-gen --users 3000 --messy -o ndjson >messy.ndjson
same 'awk agrees' 'ia-dedupe messy.csv' "awk '!seen[\$0]++' messy.csv"
same 'one thread or eight' 'ia-dedupe -j 1 messy.csv' 'ia-dedupe -j 8 messy.csv'
same 'with and without memory' 'ia-dedupe messy.csv' 'ia-dedupe -S 1M messy.csv'
same 'with hardly any memory' 'ia-dedupe -k user_id,event,timestamp --keep last messy.csv' \
	'ia-dedupe -k user_id,event,timestamp --keep last -S 8K messy.csv'
same 'counts with hardly any memory' 'ia-dedupe --count messy.csv' 'ia-dedupe --count -S 8K messy.csv'
same 'a file, a redirect' 'ia-dedupe messy.csv' 'ia-dedupe <messy.csv'
same 'a pipe' 'ia-dedupe messy.csv' 'cat messy.csv | ia-dedupe'
same 'a pipe in odd pieces' 'ia-dedupe messy.csv' 'dd if=messy.csv bs=4099 2>/dev/null | ia-dedupe -S 300K'
same 'a missing last line end' 'ia-dedupe messy.csv' "head -c -1 messy.csv | ia-dedupe"
same 'CRLF' 'ia-dedupe messy.csv' "sed 's/\$/\r/' messy.csv | ia-dedupe | tr -d '\r'"
same 'the careful lane' 'ia-dedupe messy.csv' 'IA_LANE=careful ia-dedupe messy.csv'
same 'CSV and NDJSON' 'ia-dedupe messy.csv | wc -l' '(echo; ia-dedupe messy.ndjson) | wc -l'
same 'twice is once' 'ia-dedupe messy.csv' 'ia-dedupe messy.csv | ia-dedupe'
same 'kept and dropped are all' 'sort messy.csv' '(ia-dedupe messy.csv; ia-dedupe --duplicates messy.csv | tail -n +2) | sort'
same 'sorted input needs no memory' 'sort messy.csv | ia-dedupe --no-header' \
	'sort messy.csv | ia-dedupe --no-header --sorted'
same 'every key twice' '(cat messy.csv; tail -n +2 messy.csv) | ia-dedupe' 'ia-dedupe messy.csv'
holds 'as many copies as were planted' 'ia-gen --messy --users 3000 --truth t.json >/dev/null &&
	[ "$(ia-dedupe --duplicates messy.csv | tail -n +2 | wc -l)" = "$(grep -o "copies\":[0-9]*" t.json | cut -d: -f2)" ]'

# A state
head -n 2000 messy.csv >a.csv
(head -n 1 messy.csv; sed -n '1500,$p' messy.csv) >b.csv
same 'batches that overlap, delivered twice' 'ia-dedupe messy.csv' \
	'rm -f s; (ia-dedupe --state s a.csv; ia-dedupe --state s b.csv | tail -n +2; ia-dedupe --state s a.csv | tail -n +2)'
same 'the same with hardly any memory' 'ia-dedupe messy.csv' 'rm -f s
	(ia-dedupe -S 8K --state s a.csv; ia-dedupe -S 8K --state s b.csv | tail -n +2)'
fails 'a state of other keys' 2 'ia-dedupe --state s -k user_id a.csv' 's: the state was made with other keys'
fails 'a file that is no state' 2 'ia-dedupe --state a.csv b.csv' 'a.csv: not a state of ia-dedupe'
same 'which stays as it was' 'cat a.csv' 'head -n 2000 messy.csv'
head -c -9 s >short
fails 'a state that was cut' 1 'ia-dedupe --state short a.csv' 'short: the state is cut short'
(head -c 3000 s; printf x; tail -c +3002 s) >bent
fails 'a state that was damaged' 1 'ia-dedupe --state bent a.csv' 'bent: the state is damaged'
fails 'a state where none can be' 3 'ia-dedupe --state /nowhere/s a.csv' '/nowhere/s'


# overlapping runs: each waits for the one before
ia-gen --users 500 --seed 1 >first.csv
ia-gen --users 500 --seed 2 --start 2026-03-01 >second.csv
gives 'two runs at a time: no key is lost' 'rm -f s
	for k in 1 2 3; do for f in first second; do ia-dedupe -q --state s $f.csv >$f.out & done; done; wait
	ia-dedupe --state s first.csv | wc -l; ia-dedupe --state s second.csv | wc -l' <<'X'
1
1
X
holds 'who waits says for whom' 'rm -f s; mkfifo p; ln -s s other; ia-dedupe --state s p >one.out & pid=$!
	exec 9>p; head -n 2 first.csv >&9; while ! [ -e s.lock ]; do sleep 0.1; done; sleep 0.3
	ia-dedupe --state s first.csv >two.out 2>two.err 9>&- & other=$!
	sleep 0.5; exec 9>&-; wait $pid && wait $other && grep -q "s.lock\": process $pid holds it: waiting" two.err'
gives 'a record that is late by less than the ttl is a repeat' \
	'rm -f s
	printf "timestamp,id\n1700000100,a\n" | ia-dedupe -k id --state s --ttl 60s
	printf "timestamp,id\n1700000170,b\n" | ia-dedupe -k id --state s --ttl 60s
	printf "timestamp,id\n1700000120,a\n" | ia-dedupe -k id --state s --ttl 60s' <<'X'
timestamp,id
1700000100,a
timestamp,id
1700000170,b
timestamp,id
X
fails 'a ttl without a state' 2 'ia-dedupe --ttl 1d a.csv' '--ttl goes with --state'
fails 'a state and the last' 2 'ia-dedupe --state s --keep last a.csv' '--state goes with --keep first'
fails 'a misspelt column' 2 'ia-dedupe -k user_if a.csv' 'user_id'
fails 'a time that is none' 1 'printf "timestamp,a\nx,1\n" | ia-dedupe --within 1s' 'bad-time'
gives 'nothing in, the header out' "printf 'a,b\n' | ia-dedupe --keep last" <<'X'
a,b
X
fails 'a full disk' 3 'ia-dedupe messy.csv >/dev/full' 'ia-dedupe: '
fails 'nowhere to spill' 3 'ia-dedupe -S 8K -T /nowhere messy.csv >/dev/null' '/nowhere'
holds 'the account of rows that had to wait' '
	(printf "timestamp,a\n1,1\n1,1\nx,1\n2,1\n" | ia-dedupe --count --within 0s --on-error=skip --max-rejects 1 2>&1 >/dev/null) |
	grep -q "4 read, 2 written, 1 rejected"'

# Real logs: shared/data/reference, dedupe_rows_removed
for log in ecom:user_id helpdesk:case_id; do
	needs_shared "${log%:*}" "data/${log%:*}/${log%:*}.csv" || continue
	holds "${log%:*}: exact, by key, and within 1 s to 1800 s" \
		"$IA_PYTHON $IA_ROOT/tests/oracle/dedupe_reference.py $IA_SHARED ${log%:*} ${log#*:}"
done
finish
