# ia-shard.t: all rows of a user in one part, by a published hash; files that appear whole or not at all.
. "$(dirname "$0")/../lib.sh"

ia-gen --users 500 --seed 4 --messy >events.csv
ia-gen --users 500 --seed 4 --messy -o ndjson >events.ndjson

# every row is somewhere, in its order
ia-shard -n 7 --dir parts events.csv || exit 1
same 'each part has the header' 'for i in 1 2 3 4 5 6 7; do head -n 1 events.csv; done' 'head -qn 1 parts/part-*.csv'
same 'no row is lost, none is new' 'tail -n +2 events.csv | sort' 'tail -qn +2 parts/part-*.csv | sort'
for i in 0 3 6; do
	same "part $i is what the filter passes on" "cat parts/part-0000$i.csv" "ia-shard --only $i/7 events.csv"
done
holds 'no user is in two parts' 'for p in parts/part-*.csv; do tail -n +2 $p | cut -d, -f1 | sort -u; done | sort | uniq -d | wc -l | grep -qx 0'
same 'one part is the log' 'cat events.csv' 'ia-shard -n 1 --dir one events.csv && cat one/part-00000.csv'
same 'the manifest is JSON that tells rows and bytes' \
	"for i in 0 1 2 3 4 5 6; do f=part-0000\$i.csv; echo \$f \$((\$(ia-stats --columns user_id -o csv parts/\$f | tail -n 1 | cut -d, -f3) + \$(ia-stats --columns user_id -o csv parts/\$f | tail -n 1 | cut -d, -f4))) \$(wc -c <parts/\$f); done" \
	"jq -r '.part[] | \"\(.file) \(.rows) \(.bytes)\"' parts/manifest.json"
gives 'what it says of the split' "jq -c 'del(.part)' parts/manifest.json" <<END
{"version":1,"hash":"xxh64","key":"user_id","parts":7,"rows":$(ia-clean events.csv --set n=1 --select n | tail -n +2 | wc -l)}
END
same 'NDJSON is split alike' \
	'for i in 0 1 2 3 4 5 6; do ia-clean --select user_id,event parts/part-0000$i.csv; done' \
	'ia-shard -n 7 --dir json events.ndjson; for i in 0 1 2 3 4 5 6; do ia-clean -o csv --select user_id,event json/part-0000$i.ndjson; done'
same 'from CSV to NDJSON' 'ia-clean -o ndjson parts/part-00002.csv' 'ia-shard -n 7 --dir other -o ndjson events.csv && cat other/part-00002.ndjson'
same 'from NDJSON to CSV, from a pipe' 'ia-shard --only 2/7 -o csv events.ndjson' \
	'cat events.ndjson | ia-shard -n 7 --dir back -o csv && cat back/part-00002.csv'

# the hash
input ids.csv <<'END'
user_id
a
"a"
u000123
9007199254740993
用户
"x ""y"",
z"
abcdefghijklmnopqrstuvwxyz0123456789
END
printf '%s\n' '{"user_id":9007199254740993}' '{"user_id":"\u7528户"}' '{"user_id":"x \"y\",\nz"}' >ids.ndjson
if needs_python 'XXH64 by another library' xxhash csv; then
	cat >hash.py <<'END'
import csv, sys, xxhash
n = int(sys.argv[1])
rows = list(csv.reader(open(sys.argv[2], newline="")))[1:]
for part in range(n):
    for row in rows:
        if xxhash.xxh64_intdigest(row[0].encode()) % n == part:
            print(part, row[0].encode())
END
	cat >read.py <<'END'
import csv, sys
for part in range(int(sys.argv[1])):
    for row in list(csv.reader(open("%s/part-%05d.csv" % (sys.argv[2], part), newline="")))[1:]:
        print(part, row[0].encode())
END
	for n in 1 2 7 64 1000; do
		same "XXH64 by another library, $n parts" "$IA_PYTHON hash.py $n ids.csv" \
			"ia-shard -n $n --dir ids$n ids.csv && $IA_PYTHON read.py $n ids$n"
	done
	same 'users of a log' "$IA_PYTHON hash.py 64 events.csv" "ia-shard -n 64 --dir p64 events.csv && $IA_PYTHON read.py 64 p64"
fi
same 'escapes of JSON are not hashed' "ia-shard --only 10/64 ids.csv | tail -n +2" "ia-shard --only 10/64 -o csv ids.ndjson | tail -n +2"
same 'a number is its source text' "echo 9007199254740993" "ia-shard --only 2/64 -o csv ids.ndjson | tail -n +2"
if python3 -c 'import duckdb' 2>/dev/null; then
	cat >duck.py <<'END'
import duckdb, sys
con = duckdb.connect()
con.execute(open(sys.argv[1]).read())
for row in con.execute("select user_id, user_hash(user_id) % 64 from read_csv('ids.csv', all_varchar=true)").fetchall():
    print(row[1], row[0].encode())
END
	same 'the macros for DuckDB' "$IA_PYTHON hash.py 64 ids.csv | sort" "python3 duck.py $IA_ROOT/examples/cluster/user-hash.sql | sort"
else
	skips 'the macros for DuckDB' 'no duckdb for python3 here'
fi
same 'another key' 'ia-shard --only 1/3 -u event events.csv' 'ia-shard --only 1/3 -k event events.csv'

# many parts, few descriptors, little memory, a user with a third of all rows
{ cat events.csv && for i in $(seq 2000); do echo "big,view,2026-01-01,$i,,,,,"; done; } >skewed.csv
shm=$(mktemp -d -p "$([ -w /dev/shm ] && echo /dev/shm || echo "$PWD")") # where syncing costs nothing
trap 'rm -rf "$shm" "$ia_dir"' EXIT
same '10,000 parts with 256 descriptors' 'tail -n +2 skewed.csv | sort' \
	"(ulimit -n 256; ia-shard -n 10000 --dir $shm/many -S 16M skewed.csv) && find $shm/many -name 'part-*' | xargs tail -qn +2 | sort"
holds 'all of them' "[ \$(ls $shm/many | wc -l) = 10001 ]"
same 'little memory changes nothing' 'cat parts/part-*' 'ia-shard -n 7 --dir little -S 64K events.csv; cat little/part-*'
same 'nor does one thread' 'cat parts/*' 'ia-shard -n 7 --dir thread -j 1 events.csv; cat thread/*'

# whole or not at all
left() { # FOLDER: nothing is there, also nothing hidden
	[ -z "$(ls -A "$1" 2>/dev/null)" ]
}
printf 'user_id,a\nu1,1\nu2\n' >bad.csv
fails 'bad data leaves nothing' 1 'ia-shard -n 3 --dir bad bad.csv' 'bad.csv:3:3: short-row'
holds 'really' "$(declare -f left); left bad"
fails 'a row without a user' 1 "printf 'user_id,a\n,1\n' | ia-shard -n 3 --dir bad" 'empty-key'
fails 'no input, no parts' 1 'ia-shard -n 3 --dir bad' 'empty-input'
fails 'the old parts stay' 1 'cp -r parts kept; ia-shard -n 7 --dir kept -k a bad.csv' 'short-row'
same 'as they were' 'cat parts/*' 'cat kept/*'
same 'a second run takes their place' 'ia-shard -n 7 --dir parts events.csv && ia-shard -n 7 --dir kept -k event events.csv && tail -qn +2 kept/part* | sort' \
	'tail -n +2 events.csv | sort'
fails 'not beside parts of another split' 2 'ia-shard -n 5 --dir parts events.csv' '^ia-shard: parts/part-0000[56].csv is of another split: remove it, or take another folder'
fails 'or format' 2 'ia-shard -n 7 --dir parts -o tsv events.csv' 'part-0000..csv is of another split'
holds 'a header alone gives empty parts' 'head -n 1 events.csv | ia-shard -n 3 --dir empty && cmp <(head -n 1 events.csv) empty/part-00002.csv'
holds 'without a header: parts without one' 'tail -n +2 events.csv | ia-shard -n 2 --dir none --no-header -k 1 && [ $(cat none/part-* | wc -l) = $(tail -n +2 events.csv | wc -l) ]'
holds 'interrupted it leaves nothing' "$(declare -f left)
	{ cat events.csv; sleep 1; } | ia-shard -n 3 --dir stopped & sleep 0.5; kill -TERM \$(pgrep -P \$! -x ia-shard 2>/dev/null || echo \$!); wait; left stopped"
fails 'a folder that cannot be made' 3 'ia-shard -n 3 --dir no/where events.csv' 'no/where: cannot make the folder'
if ${CC:-cc} -shared -fPIC -O1 -o fail.so "$IA_ROOT/tests/preload/fail.c" -ldl 2>.err &&
	! nm "$IA_BUILD/bin/ia-gen" 2>/dev/null | grep -q __asan_init; then
	for fault in write:2:ENOSPC write:9:EIO write:1:EIO rename:1 rename:3 rename:8; do
		fails "the system fails: $fault" 3 "IA_FAIL=$fault LD_PRELOAD=$PWD/fail.so ia-shard -n 7 --dir failed events.csv" 'cannot write'
		holds "and there is no manifest" '[ ! -e failed/manifest.json ] && [ -z "$(ls -A failed | grep ^.part-)" ]; s=$?; rm -r failed; exit $s'
	done
else
	skips 'the system fails' 'no preload here'
fi

fails 'neither folder nor part' 2 'ia-shard events.csv' '-n N and --dir DIR are needed, or --only I/N'
fails 'both' 2 'ia-shard -n 2 --only 1/2 events.csv' 'option --only: the rows of one part go to standard output'
for only in 2/2 1 a/b -1/2 0/0 /3 1/; do
	fails "no part: $only" 2 "ia-shard --only=$only events.csv" 'option --only: expected a part and how many there are'
done
fails 'too many parts' 2 'ia-shard -n 10001 --dir x events.csv' 'option --parts: at most 10000'
fails 'a table' 2 'ia-shard -n 2 --dir x -o table events.csv' 'option --output: parts are CSV, TSV or NDJSON'
fails 'a column that is not there' 2 'ia-shard -n 2 --dir x -k nobody events.csv' 'nobody'
finish
