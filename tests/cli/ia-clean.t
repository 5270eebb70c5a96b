#!/usr/bin/env bash
# ia-clean: each rule by hand, relations between runs, and pandas (tests/oracle/clean.py).
# shellcheck disable=SC2016
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

input events.csv <<'END'
user_id,event,timestamp,duration,price,channel
0010,view,2026-03-01T10:00:00+08:00,12.50,,ads
0010,pay,2026/03/01 10:00,,99.90,
007,加入购物车,1772359200,86400,5,"a, ""b"""
007,pay,1772359200000,86400.5,-,seo
END
input events.ndjson <<'END'
{"user_id":9007199254740993,"event":"view","timestamp":"2026-03-01T10:00:00+08:00","duration":12.50,"price":null,"more":{"a":[1,2]}}
{"user_id":"007","event":"pay","timestamp":1772359200,"price":99.90}
END

# what no rule touches keeps its bytes
same 'no rule: the bytes of the input' 'cat events.csv' 'ia-clean events.csv'
same 'no rule, NDJSON' 'cat events.ndjson' 'ia-clean events.ndjson'

# missing values
gives 'fill with a value' 'ia-clean --fill duration=0 --select event,duration events.csv' <<'END'
event,duration
view,12.50
pay,0
加入购物车,86400
pay,86400.5
END
gives 'fill in NDJSON: a number, also where the key is absent' 'ia-clean --fill duration=0 --fill price=none --drop user_id,timestamp events.ndjson' <<'END'
{"event":"view","duration":12.50,"price":"none","more":{"a":[1,2]}}
{"event":"pay","price":99.90,"duration":0}
END
input gaps.csv <<'END'
user_id,x,c
a,1,red
b,,
a,,
b,4,blue
b,,
c,,
a,1,blue
b,3,red
END
gives 'the mean of what is there: 9 / 4' 'ia-clean --fill x=@mean --select x gaps.csv' <<'END'
x
1
2.25
2.25
4
2.25
2.25
1
3
END
gives 'the median, between the two in the middle' 'ia-clean --fill x=@median --select x gaps.csv | sort -u' <<'END'
1
2
3
4
x
END
gives 'the mode; of equally frequent values the least' 'ia-clean --fill x=@mode --fill c=@mode --select x,c gaps.csv' <<'END'
x,c
1,red
1,blue
1,blue
4,blue
1,blue
1,blue
1,blue
3,red
END
gives 'the user'\''s previous value' 'ia-clean --fill x=@previous --select user_id,x gaps.csv' <<'END'
user_id,x
a,1
b,
a,1
b,4
b,4
c,
a,1
b,3
END
same 'read twice: a pipe as a file' 'ia-clean --fill x=@mean --fill c=@mode gaps.csv' 'cat gaps.csv | ia-clean --fill x=@mean --fill c=@mode'
gives 'what is gathered is what the rules before leave' 'ia-clean --range x=2.. --fill x=@mean --fill c=@mode gaps.csv' <<'END'
user_id,x,c
b,3.5,blue
a,3.5,blue
b,4,blue
b,3.5,blue
c,3.5,blue
b,3,red
END
gives 'a rule between two means sees the first' 'ia-clean --fill x=@mean --where "x > 2" --set y=x --fill c=@mode gaps.csv' <<'END'
user_id,x,c,y
b,2.25,blue,2.25
a,2.25,blue,2.25
b,4,blue,4
b,2.25,blue,2.25
c,2.25,blue,2.25
b,3,red,3
END
gives 'nothing to take a mean of' 'printf "x,y\n,1\n" | ia-clean --fill x=@mean' <<'END'
x,y
,1
END
gives 'drop rows with missing values' 'ia-clean --drop-missing price,channel --select event events.csv' <<'END'
event
加入购物车
pay
END
gives 'words that count as missing' 'ia-clean --na -,none --drop-missing price --select event,price events.csv' <<'END'
event,price
pay,99.90
加入购物车,5
END
gives 'drop rows where anything is missing' 'ia-clean --na - --drop-missing "*" --select user_id events.csv' <<'END'
user_id
007
END
fails 'a required value is missing' 1 'ia-clean --require channel events.csv' 'events.csv:3:[0-9]+: empty-key: .*channel'
fails 'a sentence for a wrong @' 2 'ia-clean --fill x=@avg gaps.csv' '@mean, @median, @mode, @previous, found @avg'

# ranges
gives 'range: bounds with a unit, missing values stay' 'ia-clean --range duration=..24h --select duration events.csv' <<'END'
duration
12.50
""
86400
END
gives 'range from below' 'ia-clean --na - --range price=10.. --select event,price events.csv' <<'END'
event,price
view,
pay,99.90
pay,-
END
gives 'clip' 'ia-clean --na - --clip price=10..50 --clip duration=1m.. --select price,duration events.csv' <<'END'
price,duration
,60
50,
10,86400
-,86400.5
END
gives 'the unit of the column, as --unit left it' 'ia-clean --unit duration=s:h --range duration=1d.. --select duration events.csv' <<'END'
duration
""
24
24.000138888888888
END
gives 'a range of times' 'ia-clean --range timestamp=2026-03-01T05:00:00Z.. --select event,timestamp events.csv' <<'END'
event,timestamp
pay,2026/03/01 10:00
加入购物车,1772359200
pay,1772359200000
END
fails 'a word where a number is needed' 1 'ia-clean --range price=..500 events.csv' 'events.csv:5:[0-9]+: bad-number: .*price.*"-"'
fails 'an empty range' 2 'ia-clean --range price=5..1 events.csv' 'range is empty'
fails 'a unit of another kind' 2 'ia-clean --unit duration=s:h --range duration=..5kg events.csv' 'unit of column duration is not known'
fails 'no ..' 2 'ia-clean --range price=5 events.csv' 'MIN\.\.MAX'

# times
gives 'times to RFC 3339 in UTC' 'ia-clean --time timestamp --select timestamp events.csv' <<'END'
timestamp
2026-03-01T02:00:00Z
2026-03-01T10:00:00Z
2026-03-01T10:00:00Z
2026-03-01T10:00:00Z
END
gives 'times without an offset are in --tz' 'ia-clean --tz Asia/Shanghai --time timestamp --select timestamp events.csv | sed -n 3p' <<'END'
2026-03-01T02:00:00Z
END
gives 'times to seconds, in NDJSON numbers' 'ia-clean --time timestamp --time-out s --select timestamp events.ndjson' <<'END'
{"timestamp":1772330400}
{"timestamp":1772359200}
END
gives 'to seconds, milliseconds, microseconds; fractions stay' 'printf "t\n2026-03-01T10:00:00.25Z\n1969-12-31T23:59:59.5Z\n" >f.csv; for u in s ms us; do ia-clean --time t --time-out $u f.csv | tail -n 2; done' <<'END'
1772359200.25
-0.5
1772359200250
-500
1772359200250000
-500000
END
gives 'to a format in a zone' 'ia-clean --tz Europe/Berlin --time timestamp --time-out "%d.%m.%Y %H:%M" --select timestamp events.csv | sed -n 2p' <<'END'
01.03.2026 03:00
END
gives 'by a format, and again' 'printf "when\n03/01/26 5PM\n" | ia-clean --time "when=%m/%d/%y %I%p" | ia-clean --time "when=%m/%d/%y %I%p"' <<'END'
when
2026-03-01T17:00:00Z
END
fails 'no time' 1 'ia-clean --time channel events.csv' 'events.csv:2:[0-9]+: bad-time: .*channel.*"ads"'
fails 'an event without a time' 1 'printf "timestamp,x\n,1\n" | ia-clean --time timestamp' 'bad-time'
gives 'another column may lack one' 'printf "timestamp,born\n1,\n" | ia-clean --time born' <<'END'
timestamp,born
1,
END
fails 'a wrong --time-out' 2 'ia-clean --time timestamp --time-out seconds events.csv' 'expected a time format with %'

# units
gives 'units: exact factors' 'printf "x\n1299\n" >u.csv; for u in fen:yuan ms:s g:kg kb:mb KiB:b m:h m:km lb:kg cents:euros; do ia-clean --unit x=$u u.csv | sed -n 2p; done' <<'END'
12.99
1.299
1.299
1.299
1330176
21.65
1.299
589.21648863
12.99
END
fails 'units of different things' 2 'ia-clean --unit x=g:s u.csv' 'g and s measure different things'
fails 'an unknown unit, and the nearest' 2 'ia-clean --unit x=kgg:h u.csv' 'no unit "kgg" .did you mean kg'

# numbers as people write them
input money.csv <<'END'
a
"¥1,299.00"
12%
１２３．５
"(1,299)"
$ 1 299
-€5.50
CNY 5
5元
"1,23,456"
1'299.50
99.90
5-
END
gives 'numbers with currency, groups, per cent, full-width digits' 'ia-clean --number a money.csv' <<'END'
a
1299.00
0.12
123.5
-1299
1299
-5.50
5
5
123456
1299.50
99.90
-5
END
gives 'the decimal comma' 'printf "a;b\n1.299,00 €;x\n5,5;y\n99.90;z\n" | ia-clean -d ";" --number a --decimal ,' <<'END'
a;b
1299.00;x
5.5;y
99.90;z
END
gives 'large numbers in short' 'printf "a\n1.2万\n3亿\n1.2k\n3M\n1.2万元\n(1200万)\n-2.5 K\n1.5万亿\n3千\n１．２萬\n0.00001M\n" | ia-clean --number a' <<'END'
a
12000
300000000
1200
3000000
12000
-12000000
-2500
1500000000000
3000
12000
10
END
gives 'and in NDJSON' 'printf "{\"a\":\"1.2万\"}\n{\"a\":\"99.9k\"}\n" | ia-clean --number a' <<'END'
{"a":12000}
{"a":99900}
END
for bad in 万 1万2千 3m 1kk 5%%万 k5; do
	fails "no number: $bad" 1 "printf 'a\n$bad\n' | ia-clean --number a" 'bad-number'
done
input prices.csv <<'END'
user_id,event,timestamp,金额
a,pay,2026-03-01,¥12.00
END
for command in 'ia-features --value 金额' 'ia-kmeans -k 1 --columns 金额' 'ia-outlier --column 金额' 'ia-clean --range 金额=5..' \
	'ia-clean --check 金额=number' 'ia-clean --unit 金额=yuan:fen' 'ia-clean --fill 金额=@mean'; do
	fails "names --number: $command" 1 "$command prices.csv" ':2:18: bad-number: column "金额": expected a number [(].*ia-clean --number.*: "¥12.00"'
	holds "... which helps: $command" "ia-clean --number 金额 prices.csv | $command"
done
fails 'not where there is no digit' 1 "printf 'a\nx\n' | ia-clean --check a=number" 'expected a number: "x"'
gives 'numbers in NDJSON' 'printf "{\"a\":\"1,299.50\",\"b\":7}\n{\"a\":\"007\",\"b\":\"1e3\"}\n" | ia-clean --number a --number b' <<'END'
{"a":1299.50,"b":7}
{"a":7,"b":1000}
END
fails 'groups that are not right' 1 'printf "a\n\"1,5\"\n" | ia-clean --number a' 'bad-number: .*--decimal ,'

# checks
fails 'check a number' 1 'ia-clean --check price=number events.csv' 'events.csv:5:[0-9]+: bad-number: .*price.*"-"'
fails 'check an integer' 1 'ia-clean --check duration=integer events.csv' 'events.csv:2:[0-9]+: bad-number: .*whole.*"12.50"'
fails 'check a time' 1 'ia-clean --check channel=time events.csv' 'bad-time'
fails 'check a boolean' 1 'ia-clean --check event=boolean events.csv' 'bad-type'
gives 'checked values pass unchanged; bad ones are told and left out' 'ia-clean --on-error=skip --max-rejects 9 --rejects bad.json --check price=number --select price events.csv 2>err; cat err; sed "s/.*\"code\"/\"code\"/;s/,\"message.*//" bad.json' <<'END'
price
""
99.90
5
ia-clean: 4 read, 3 written, 1 rejected (bad-number 1), 0 altered
"code":"bad-number"
END
gives 'kept: the bad value is missing' 'ia-clean --on-error=keep --check price=number --select price events.csv 2>/dev/null | tail -n 1' <<'END'
""
END

# texts
input texts.csv <<'END'
a,b
  Ünï  ,x
加入 ,X
END
gives 'trim, lower, upper' 'ia-clean --trim a --lower b --set c=b --upper a texts.csv' <<'END'
a,b,c
ÜNÏ,x,x
加入,x,x
END
input map.csv <<'END'
old,new
ads,paid
seo,"free, ""organic"""
END
gives 'map' 'ia-clean --map channel=map.csv --select channel events.csv' <<'END'
channel
paid
""
"a, ""b"""
"free, ""organic"""
END
fails 'two new values for one' 2 'printf "a,b\na,c\n" >twice.csv; ia-clean --map channel=twice.csv events.csv' 'two new values for "a"'
fails 'no such map' 3 'ia-clean --map channel=none.csv events.csv' 'none.csv'

# columns
gives 'select, rename, drop, set, each by the names so far' 'ia-clean --rename price=amount --drop channel --set "twice=amount * 2" --na - --select twice,amount --rename twice=double --where "double > 10" events.csv' <<'END'
double,amount
199.8,99.90
END
fails 'a dropped column is gone' 2 'ia-clean --drop price --range price=1.. events.csv' 'no-column: --range price=1\.\.: "price" was dropped'
fails 'a renamed column is gone' 2 'ia-clean --rename price=p --where "price > 1" events.csv' 'no-column.*price'
fails 'a name that is there' 2 'ia-clean --rename price=event events.csv' 'there already'
fails 'a misspelt column' 2 'ia-clean --fill pric=0 events.csv' 'no-column: .*did you mean "price"'
fails 'a misspelt column, NDJSON' 2 'ia-clean --range pric=0.. events.ndjson' 'no-column: .*pric'
gives 'set: numbers, texts, missing, fields as they came' 'ia-clean --set "a=duration * 2" --set "b=user_id" --set "c=concat(event, 1)" --set "price=price" --select a,b,c,price events.ndjson' <<'END'
{"a":25,"b":9007199254740993,"c":"view1","price":null}
{"a":null,"b":"007","c":"pay1","price":99.90}
END
fails 'an error points at the character' 2 'ia-clean --where "price > > 1" events.csv' 'where: expression:9: expected a value, found >'

# @previous past -S: values of any length, that grow and shrink, and more users than the table in memory has room for.
# The reference is awk's own table.
awk 'BEGIN { srand(7); print "user_id,v"; for (i = 0; i < 60000; i++) { s = ""; n = rand() < .3 ? 0 : int(rand() * rand() * 160)
	while (n-- > 0) s = s int(rand() * 10); print "u" int(rand() * 40000) "," s } }' >many.csv
awk -F, -v OFS=, '{ if ($2 == "") $2 = v[$1]; else v[$1] = $2; print }' many.csv >many.want
for memory in 256K 1M 4M 1G; do
	same "@previous in $memory" 'cat many.want' "ia-clean -S $memory --fill v=@previous many.csv"
done
fails '@previous past -S without a folder' 3 'ia-clean -S 256K -T /nowhere --fill v=@previous many.csv' '/nowhere: cannot make a temporary file'
fails '@previous past -S with a full disk' 3 'ulimit -f 100; trap "" XFSZ; ia-clean -S 256K --fill v=@previous many.csv | cat; exit ${PIPESTATUS[0]}' 'cannot write a temporary file'

# what @previous remembers of a reading that only computes is forgotten
printf 'user_id,c,p\na,,1\na,x,\nb,,3\n' >memory.csv
gives '@previous knows nothing of rows to come, whatever is read before' \
	'for rule in @mean @median @mode; do ia-clean -q --fill c=@previous --fill p=$rule memory.csv | head -n 2; cat memory.csv | ia-clean -j 1 -q --fill c=@previous --fill p=$rule | tail -n 2; done' <<'END'
user_id,c,p
a,,1
a,x,2
b,,3
user_id,c,p
a,,1
a,x,2
b,,3
user_id,c,p
a,,1
a,x,1
b,,3
END
gives 'nor of what it filled itself: on one column' \
	'printf "user_id,v\na,1\na,\na,\nb,\nb,7\n" | ia-clean -q --fill v=@previous --fill v=@mean' <<'END'
user_id,v
a,1
a,1
a,1
b,2.5
b,7
END
gives 'a number that a rule wrote into CSV is text to the next, as in a pipe' \
	'printf "a,b\n,1e3\n" | ia-clean --fill a=true --upper a --set "b=b * 2" --upper b' <<'END'
a,b
TRUE,2000
END
gives 'what had a value and lost it is null' \
	'printf "{\"a\":7,\"c\":8}\n{\"a\":7}\n" | ia-clean --set "b=a" --map b=<(echo 7,) --number c --set "c=b"' <<'END'
{"a":7,"c":null,"b":null}
{"a":7,"b":null,"c":null}
END
printf 'c,d\nx,1\n,2\n5,3\n' >word.csv
gives 'what @mean cannot read is a bad record also when it is known' \
	'for m in mean median; do ia-clean --on-error skip --max-rejects 2 --fill c=@$m word.csv 2>&1; done' <<'END'
c,d
5,2
5,3
ia-clean: 3 read, 2 written, 1 rejected (bad-number 1), 0 altered
c,d
5,2
5,3
ia-clean: 3 read, 2 written, 1 rejected (bad-number 1), 0 altered
END
gives 'or, kept, missing, and filled' 'ia-clean --on-error keep --fill c=@mean word.csv 2>&1' <<'END'
c,d
5,1
5,2
5,3
ia-clean: 3 read, 3 written, 0 rejected, 1 altered
END
if needs_python 'one command, or a command a rule' json; then
	holds 'one command, or a command a rule: the same' "$IA_PYTHON $IA_ROOT/tests/oracle/clean_pipe.py 1 150"
fi

# formats
gives 'CSV to NDJSON: strings' 'ia-clean -o ndjson --fill duration=0 --select user_id,duration events.csv | head -n 2' <<'END'
{"user_id":"0010","duration":"12.50"}
{"user_id":"0010","duration":"0"}
END
gives 'CSV to NDJSON with --infer' 'ia-clean -o ndjson --infer --fill duration=0 --select user_id,duration events.csv | head -n 2' <<'END'
{"user_id":"0010","duration":12.50}
{"user_id":"0010","duration":0}
END
# json.loads reads these as true, 5, 0.5, 5; ids and what is too large stay text
gives '--infer: numbers and booleans of spreadsheets' \
	'printf "a,b,c,d,e\nTRUE,+5,.5,5.,0010\ntrue,5,0.5,5,1e400\n" | ia-clean --infer -o ndjson' <<'END'
{"a":true,"b":5,"c":0.5,"d":5,"e":"0010"}
{"a":true,"b":5,"c":0.5,"d":5,"e":"1e400"}
END
gives '--infer: what rules write is as what they leave' \
	'printf "a,b,c\n,\" 7 \",true\nFALSE,8,no\n" | ia-clean --infer -o ndjson --fill a=TRUE --trim b --upper c' <<'END'
{"a":true,"b":7,"c":true}
{"a":false,"b":8,"c":"NO"}
END
gives 'NDJSON to CSV: nested values are JSON text' 'ia-clean -o csv --drop timestamp events.ndjson' <<'END'
user_id,event,duration,price,more
9007199254740993,view,12.50,,"{""a"":[1,2]}"
007,pay,,99.90,
END

# the account
gives 'the report' 'ia-clean --fill duration=0 --range duration=..24h --where "event != \"view\"" --report r.json events.csv >/dev/null; cat r.json' <<'END'
{"read":4,"written":2,"rejected":0,"altered":0,"rules":[
{"rule":"fill","argument":"duration=0","changed":1,"dropped":0,"bad":0},
{"rule":"range","argument":"duration=..24h","changed":0,"dropped":1,"bad":0},
{"rule":"where","argument":"event != \"view\"","changed":0,"dropped":1,"bad":0}]}
END

# relations
rules='--na - --fill price=0 --range duration=..24h --time timestamp --trim channel --lower event --clip price=1..50'
same 'clean twice is clean once' "ia-clean $rules events.csv" "ia-clean $rules events.csv | ia-clean $rules"
holds 'a live pipe: what is there comes out before the input ends' '( cat events.csv; sleep 3 ) | ia-clean --fill duration=0 >live.out & sleep 1.5; test "$(wc -l <live.out)" -eq 5; ok=$?; wait; exit $ok'

if needs_python 'pandas' pandas; then
	oracle="$IA_PYTHON $IA_ROOT/tests/oracle/clean.py"
	$oracle make 7 5000 >messy.csv
	same 'pandas: fills' "$oracle fills messy.csv" 'ia-clean --fill price=@mean --fill duration=@median --fill channel=@mode --fill device=@previous messy.csv'
	same 'pandas: clip and units' "$oracle clip messy.csv" 'ia-clean --clip price=10..100 --unit duration=s:min messy.csv'
	same 'pandas: where and set' "$oracle where messy.csv" 'ia-clean --set "total=price*2" --where "event == \"pay\" && price > 50 && channel in (\"ads\",\"seo\")" messy.csv'
	if [ -x "$IA_BUILD/bin/ia-dedupe" ]; then
		same 'pandas: the pipeline of the first release' "$oracle pipeline messy.csv" 'ia-dedupe messy.csv | ia-clean --fill duration=0 --range duration=..24h --time timestamp'
	else
		skips 'pandas: the pipeline of the first release' 'no ia-dedupe'
	fi
	for how in lower upper; do
		$oracle letters $how >letters.csv
		cut -d, -f1 letters.csv >letters.in
		same "Python: $how" 'cat letters.csv' "ia-clean -i tsv --no-header --$how 1 letters.in | paste -d, letters.in -"
	done
	all='--fill duration=0 --range duration=..24h --time timestamp --time-out s --unit price=yuan:fen --upper device --set "day=day(timestamp)" --where "price > 500 || missing(price)"'
	ia-clean -o ndjson messy.csv >messy.ndjson
	same 'one thread or eight' "ia-clean -j 1 $all messy.csv" "ia-clean -j 8 $all messy.csv"
	same 'file or pipe in pieces' "ia-clean $all messy.csv" "dd bs=777 if=messy.csv 2>/dev/null | ia-clean $all"
	same 'careful lane' "ia-clean $all messy.csv" "IA_LANE=careful ia-clean $all messy.csv"
	same 'CSV or NDJSON, the same values' "ia-clean $all messy.csv" "ia-clean $all -o csv messy.ndjson"
	same 'mean, median, mode: any number of threads' 'ia-clean -j 1 --fill price=@mean --fill duration=@median --fill device=@mode messy.csv' 'ia-clean -j 8 --fill price=@mean --fill duration=@median --fill device=@mode messy.csv'
fi

for how in '--drop a,b' '--drop a --drop b' '--select a --drop a' '-o ndjson --drop b,a'; do
	fails "no column is left: $how" 2 "printf 'a,b\n1,2\n' | ia-clean $how" '^ia-clean: option --drop: it takes every column'
done
gives 'one column is left' "printf 'a,b\n1,2\n' | ia-clean --drop a,b --set c=3" <<'END'
c
3
END
gives 'an object may be empty' "printf '{\"a\":1}\n' | ia-clean --drop a" <<'END'
{}
END
gives 'no record, no column' "ia-clean -i ndjson -o csv --drop a </dev/null" </dev/null

printf 'a,b\n1,2\n' >first.csv
printf 'b,c,d\n3,4,5\n' >second.csv
printf 'a,b,c\n3,4,5\n' >third.csv
fails 'a column that a later file lacks is named' 1 'ia-clean first.csv second.csv' \
	'^ia-clean: second.csv:2:1: no-column: expected the column "a" of the first file: "3,4,5"$'
fails 'and one that it has more' 1 'ia-clean first.csv third.csv' \
	'^ia-clean: third.csv:2:1: no-column: expected no column "c", as in the first file: "3,4,5"$'
finish
