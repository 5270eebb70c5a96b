# ia-stats.t: what is in each column, held against numpy, fractions and counting by hand.
. "$(dirname "$0")/../lib.sh"
oracle="$IA_PYTHON $IA_ROOT/tests/oracle/stats.py"

input all.csv <<'END'
whole,real,when,yes,text,none,mixed
1,1.50,2026-01-01T00:00:00Z,true,加入购物车,,1
-2,1e2,2026-01-01T00:00:10Z,False,pay,,2026-01-01
007,.5,2026-01-01 01:00:00+01:00,true,"a, b",,x
1,1.5,2026-01-01T00:00:10Z,,pay,,
END
# quantiles: numpy.quantile([-2, 1, 1, 7], ...), statistics.stdev
gives 'types, extremes as they are written, quantiles' 'ia-stats all.csv' <<'END'
column,type,count,missing,distinct,min,max,mean,sd,p1,p25,p50,p75,p99,top
whole,integer,4,0,3,-2,007,1.75,3.774917217635375,-1.91,0.25,1,2.5,6.8199999999999985,1 (2)
real,number,4,0,4,.5,1e2,25.875,49.418915069704504,0.53,1.25,1.5,26.125,97.04499999999997,.5 (1)
when,time,4,0,3,2026-01-01 01:00:00+01:00,2026-01-01T00:00:10Z,,,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,2026-01-01T00:00:05Z,2026-01-01T00:00:10Z,2026-01-01T00:00:10Z,2026-01-01T00:00:10Z (2)
yes,boolean,3,1,2,False,true,,,,,,,,true (2)
text,text,4,0,3,"a, b",加入购物车,,,,,,,,pay (2)
none,,0,4,0,,,,,,,,,,
mixed,text,3,1,3,1,x,,,,,,,,1 (1)
END
gives 'some columns, in the order asked for' 'ia-stats --columns yes,whole all.csv | cut -d, -f1-5' <<'END'
column,type,count,missing,distinct
yes,boolean,3,1,2
whole,integer,4,0,3
END
gives 'groups by their bytes; a missing one is a group' 'ia-stats --by yes --columns whole all.csv | cut -d, -f1-9' <<'END'
yes,column,type,count,missing,distinct,min,max,mean
,whole,integer,1,0,1,1,1,1
False,whole,integer,1,0,1,-2,-2,-2
true,whole,integer,2,0,2,1,007,4
END
gives 'frequencies: most frequent first, equals by their bytes' 'ia-stats --freq text all.csv' <<'END'
value,count,share
pay,2,0.500000
"a, b",1,0.250000
加入购物车,1,0.250000
END
gives 'frequencies by group' 'ia-stats --freq text --by whole all.csv' <<'END'
whole,value,count,share
-2,pay,1,1.000000
007,"a, b",1,1.000000
1,pay,1,0.500000
1,加入购物车,1,0.500000
END
gives 'only a header' 'echo a,b | ia-stats' <<'END'
column,type,count,missing,distinct,min,max,mean,sd,p1,p25,p50,p75,p99,top
a,,0,0,0,,,,,,,,,,
b,,0,0,0,,,,,,,,,,
END
gives 'one value has no sd' 'printf "a\n5\n" | ia-stats | tail -n 1' <<'END'
a,integer,1,0,1,5,5,5,,5,5,5,5,5,5 (1)
END
gives 'sums lose nothing' 'printf "a\n1e16\n1\n-1e16\n" | ia-stats | tail -n 1 | cut -d, -f8' <<'END'
0.3333333333333333
END
# by fractions.Fraction of the doubles
gives 'the mean is rounded once' 'printf "a,b,c\n0.7,0.1,1000000000000.1\n0.7,0.1,1000000000000.2\n0.7,0.1,1000000000000.3\n" | ia-stats | cut -d, -f8,9' <<'END'
mean,sd
0.7,0
0.1,0
1000000000000.2,0.10003662730029407
END
gives 'the sd of large and of tiny numbers' \
	'printf "ns,id,big,tiny\n1612069510766593024,9007199254740992,1e20,1e-200\n1612069510766593280,9007199254740994,1e20,2e-200\n1612069510766593536,9007199254740996,1e20,3e-200\n" | ia-stats | cut -d, -f9' <<'END'
sd
256
2
0
1e-200
END
gives 'times of another form' 'printf "t\n31/12/2025\n01/01/2026\n" | ia-stats --time-format %d/%m/%Y | tail -n 1' <<'END'
t,time,2,0,2,31/12/2025,01/01/2026,,,2025-12-31T00:14:24Z,2025-12-31T06:00:00Z,2025-12-31T12:00:00Z,2025-12-31T18:00:00Z,2025-12-31T23:45:36Z,01/01/2026 (1)
END
gives 'ids keep their bytes' 'printf "id\n0010\n9007199254740993\n18446744073709551616\n" | ia-stats --freq id' <<'END'
value,count,share
0010,1,0.333333
18446744073709551616,1,0.333333
9007199254740993,1,0.333333
END

input all.ndjson <<'END'
{"id":"0010","n":1,"ok":true,"when":"2026-01-01T00:00:00Z"}
{"n":2.0,"id":"7","late":[1, 2],"ok":null,"when":""}
{"id":"\u0037","n":null,"b\u0063":{"x":1},"when":"2026-01-02T00:00:00Z"}
END
gives 'NDJSON: keys as they come, kinds as they are' 'ia-stats -o csv all.ndjson | cut -d, -f1-8' <<'END'
column,type,count,missing,distinct,min,max,mean
id,text,3,0,2,0010,7,
n,number,2,1,2,1,2.0,1.5
ok,boolean,1,2,1,true,true,
when,time,2,1,2,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,
late,text,1,2,1,"[1, 2]","[1
bc,text,1,2,1,"{""x"":1}","{""x"":1}",
END
gives 'NDJSON out' 'ia-stats -o ndjson --columns n all.ndjson' <<'END'
{"column":"n","type":"number","count":2,"missing":1,"distinct":2,"min":1,"max":2.0,"mean":1.5,"sd":0.7071067811865476,"p1":1.01,"p25":1.25,"p50":1.5,"p75":1.75,"p99":1.99,"top":"1 (1)"}
END
# a value is its bytes, as in every other tool
input mixed.ndjson <<'END'
{"a":5,"b":true,"c":"long enough to be kept as text","g":1}
{"a":"5","b":"true","c":["long enough to be kept as text"],"g":1}
{"a":5,"b":false,"c":"[\"long enough to be kept as text\"]","g":"1"}
{"a":"6","b":1,"c":7,"g":2}
END
gives 'a number and a string of the same bytes are one value' 'ia-stats --freq a mixed.ndjson' <<'END'
{"value":"5","count":3,"share":0.750000}
{"value":"6","count":1,"share":0.250000}
END
gives 'so are true and "true", a list and its text' 'ia-stats -o csv mixed.ndjson | cut -d, -f1-5' <<'END'
column,type,count,missing,distinct
a,text,4,0,2
b,text,4,0,3
c,text,4,0,3
g,text,4,0,2
END
gives 'in groups too' 'ia-stats --by g --columns a,b -o csv mixed.ndjson | cut -d, -f1-6' <<'END'
g,column,type,count,missing,distinct
1,a,text,3,0,1
1,b,text,3,0,2
2,a,text,1,0,1
2,b,integer,1,0,1
END
awk 'BEGIN { for (i = 0; i < 30000; i++) printf "{\"a\":%d}\n{\"a\":\"%d\"}\n", i, i + 1000 }' >mixed2.ndjson
gives 'and where they are estimated: not counted twice' \
	'ia-stats -q -S 1K -o csv mixed2.ndjson | awk -F, "NR > 1 { print (\$5 > 31000 * (1 - 4 * \$16) && \$5 < 31000 * (1 + 4 * \$16)) }"' <<'END'
1
END
gives 'no record' 'ia-stats -i ndjson -o csv </dev/null | wc -l' <<'END'
1
END

fails 'a misspelt column' 2 'ia-stats --columns whol all.csv' 'no-column.*"whole"'
fails 'a misspelt key' 2 'ia-stats --columns idd all.ndjson' 'no-column'
fails 'freq and columns' 2 'ia-stats --freq yes --columns yes all.csv' 'one of them'
fails 'an empty file' 1 'ia-stats </dev/null' 'empty-input'

ia-gen --users 3000 --seed 5 --messy >gen.csv
ia-gen --users 3000 --seed 5 --messy -o ndjson >gen.ndjson
same 'threads' 'ia-stats -j 1 gen.csv' 'ia-stats -j 8 gen.csv'
same 'threads and groups' 'ia-stats -j 1 --by event gen.csv' 'ia-stats -j 8 --by event gen.csv'
same 'from a pipe in odd pieces' 'ia-stats gen.csv' 'dd if=gen.csv bs=777 status=none | ia-stats'
same 'careful lane' 'ia-stats gen.csv' 'IA_LANE=careful ia-stats gen.csv'
same 'estimates do not depend on threads' 'ia-stats -q -S 1K -j 1 gen.csv' 'ia-stats -q -S 1K -j 7 gen.csv'
same 'nor those of groups' 'ia-stats -q -S 1K -j 1 --by channel gen.csv' 'ia-stats -q -S 1K -j 7 --by channel gen.csv'
same 'count, min, max, mean and sd stay exact' 'ia-stats gen.csv | cut -d, -f1-4,6-9' \
	'ia-stats -q -S 1K gen.csv | cut -d, -f1-4,6-9'
holds 'an estimate says so' 'ia-stats -S 1K gen.csv 2>&1 >/dev/null | grep "timestamp.*estimate (standard error"'
holds 'an estimate says so to programs, a column that is none does not' \
	'ia-stats -q -S 1K gen.csv | awk -F, "NR == 1 { exit \$16 != \"estimate_error\" }" &&
	ia-stats -q -S 1K gen.csv | grep -q "^timestamp,.*,0\.0[0-9]*$" && ia-stats -q -S 1K gen.csv | grep -q "^event,.*[^0-9.]$" &&
	! ia-stats gen.csv | grep -q estimate_error'
awk 'BEGIN { print "g,t"; for (i = 0; i < 200000; i++) printf "g%d,v%d\n", i % 1000, i }' >groups.csv
gives 'groups of an estimate: never more distinct values than values' \
	'ia-stats -q -S 1M --by g -c t groups.csv | awk -F, "NR > 1 && (\$6 > \$4 || \$6 < 1)" | wc -l' <<'END'
0
END
# 200 values a group: the error of each is that of its own sample
gives 'the error is the group'"'"'s: all but some in 1000 lie within three of it' \
	'ia-stats -q -S 1M --by g -c t groups.csv | awk -F, "NR > 1 && (\$6 - 200) ^ 2 > (3 * 0.4 * 200) ^ 2" | wc -l; ia-stats -q -S 1M --by g -c t groups.csv |
	awk -F, "NR > 1 { n += \$17 > 0.05 && \$17 <= 1 } END { print n }"' <<'END'
0
1000
END
holds 'what is told is the worst of the groups' "ia-stats -S 1M --by g -c t groups.csv 2>&1 >/dev/null |
	grep -q '^ia-stats: column \"t\" of group \"g[0-9]*\": distinct is an estimate (standard error up to [1-9][0-9]*\.[0-9] %)'"
awk 'BEGIN { print "g,t"; for (i = 0; i < 30; i++) printf "few,7\n%d,%d\n", i, i % 5; for (i = 0; i < 100000; i++) printf "many,v%d\n", i }' >few.csv
same 'groups of one value have no error, whether it was kept or not' "ia-stats --by g few.csv | grep -v '^many'" \
	"ia-stats -q -S 1K --by g few.csv | grep -v '^many' | sed 's/,$//; s/,estimate_error$//'"
same 'the order of rows does not matter' 'ia-stats gen.csv' '(head -n 1 gen.csv; tail -n +2 gen.csv | shuf --random-source=gen.csv) | ia-stats'
same 'CSV and NDJSON agree' 'ia-stats --freq event gen.csv' 'ia-stats --freq event -o csv gen.ndjson'
same 'counted by sort and uniq' \
	'ia-stats --freq user_id gen.csv | tail -n +2 | cut -d, -f1,2 | LC_ALL=C sort' \
	'cut -d, -f1 gen.csv | tail -n +2 | LC_ALL=C sort | uniq -c | sed "s/^ *\([0-9]*\) \(.*\)/\2,\1/" | LC_ALL=C sort'

# More than 63 rows in one second, seconds that are none, and all of it twice.
{
	echo t
	for second in 00 07 08 59; do yes "2026-02-28T23:59:${second}Z" | head -n 150; done
	printf '2026-02-28T23:59:%02dZ\n' 1 2 3 9 10 11
} >many.csv
gives 'many rows in a second' 'ia-stats --freq t many.csv | head -n 6' <<'END'
value,count,share
2026-02-28T23:59:00Z,150,0.247525
2026-02-28T23:59:07Z,150,0.247525
2026-02-28T23:59:08Z,150,0.247525
2026-02-28T23:59:59Z,150,0.247525
2026-02-28T23:59:01Z,1,0.001650
END
gives 'the same in a row' 'ia-stats many.csv | tail -n 1' <<'END'
t,time,606,0,10,2026-02-28T23:59:00Z,2026-02-28T23:59:59Z,,,2026-02-28T23:59:00Z,2026-02-28T23:59:02.250Z,2026-02-28T23:59:07.500Z,2026-02-28T23:59:09.750Z,2026-02-28T23:59:59Z,2026-02-28T23:59:00Z (150)
END
gives 'days that are none make text' 'printf "t\n2026-02-30T00:00:00Z\n2026-13-01T00:00:00Z\n" | ia-stats | tail -n 1 | cut -c1-33' <<'END'
t,text,2,0,2,2026-02-30T00:00:00Z
END

if needs_python 'against numpy and fractions' pandas; then
	ia-gen --users 300 --seed 5 | ia-clean --time timestamp >some.csv
	$oracle some.csv >want.csv
	ia-stats some.csv >got.csv
	holds 'every column' "$oracle --compare got.csv want.csv"
	$oracle some.csv channel >want.csv
	ia-stats --by channel some.csv >got.csv
	holds 'every column of every group' "$oracle --compare got.csv want.csv"
	ia-stats -o csv --by channel <(ia-gen --users 300 --seed 5 -o ndjson | ia-clean --time timestamp) >got.csv
	holds 'from NDJSON' "$oracle --compare got.csv want.csv"
fi

# a wrong delimiter makes one column: no fault, but hardly what was meant
printf 'a;b;c\n1;2;3\n' >semicolons.csv
printf 'a\tb\n1\t2\n' >tabs.csv
for tool in ia-stats ia-dedupe ia-clean; do
	holds "$tool: one field with semicolons in the header: a word about it" \
		"$tool semicolons.csv >/dev/null 2>.word && [ \$(wc -l <.word) = 1 ] &&
		grep -qx \"$tool: semicolons.csv:1:1: the header is one field, it looks ';'-separated: try -d ';': \\\"a;b;c\\\"\" .word"
	holds "$tool: with tabs" "$tool tabs.csv 2>&1 >/dev/null | grep -q 'it looks tab-separated: try -i tsv'"
	for quiet in "-d ';' semicolons.csv" '-q semicolons.csv' '-i tsv tabs.csv'; do
		holds "$tool: not with $quiet" "$tool $quiet >/dev/null 2>.word; [ ! -s .word ]"
	done
done
holds 'a column that is meant so is none' "printf '\"a;b\"\n1\n' | ia-stats 2>.word >/dev/null; [ ! -s .word ]"
fails 'a column that is not there: one line' 2 'ia-stats --freq b semicolons.csv' "^ia-stats: .*no-column.*try -d ';'"

# what Excel writes before the header
for mark in 'sep=;\n' 'sep=;\r\n' '"sep=;"\r\n' '\n\nsep=;\n\n' '\357\273\277sep=;\n'; do
	same "${mark//[^a-z=;\"]/} before the header" "printf '${mark}a;b,\n1;x\n2;y\n' | ia-clean" "printf 'a;b,\n1;x\n2;y\n'"
	same "${mark//[^a-z=;\"]/} --no-header, careful" \
		"printf '${mark}1;x\n2;y\n' | IA_LANE=careful ia-clean --no-header --drop 1" "printf 'x\ny\n'"
	same "${mark//[^a-z=;\"]/} read twice" "printf '${mark}a;b\n;x\n2;y\n' | ia-clean --fill a=@mean" "printf 'a;b\n2;x\n2;y\n'"
done
printf 'sep=;\na;b\n1;x\n2\n' >marked.csv
fails 'lines count from the mark' 1 'ia-clean marked.csv' '^ia-clean: marked.csv:4:2: short-row: '
same 'what -d says counts' "printf 'sep=;\na,b\n1,x\n' | ia-clean -d ," "printf 'a,b\n1,x\n'"
same 'each file has its own' "printf 'sep=;\na;b\n1;2\n' >e.csv; printf 'b,a\n4,3\n' >f.csv; ia-clean e.csv f.csv" "printf 'a;b\n1;2\n3;4\n'"
same 'a tab' "printf 'sep=\t\na\tb\n1\t2\n' | ia-clean -o ndjson" "echo '{\"a\":\"1\",\"b\":\"2\"}'"
same 'sep=;x is a header like others' "printf 'sep=;x\n1\n' | ia-clean -q" "printf 'sep=;x\n1\n'"
fails 'a mark alone' 1 "printf 'sep=;\n' | ia-clean" 'empty-input'

# other people's bytes
fails 'GB 18030' 1 "printf 'event\n\326\247\270\266\n' | ia-stats" ':2:[13]: bad-utf8: .* is not UTF-8 here [(]if it is GB18030: iconv -f GB18030 -t utf8[)]'
fails 'GB 18030 in the header' 1 "printf '\312\302\274\376,b\n1,2\n' | ia-stats" ':1:1: bad-utf8: .*iconv -f GB18030 -t utf8'
fails 'Latin-1' 1 "printf 'name\nJos\351\n' | ia-stats" 'iconv -f latin1 -t utf8'
holds 'a page of the web' "printf '<html>\n<body>\n' | ia-stats 2>&1 >/dev/null | grep -q 'looks like HTML'"
finish
