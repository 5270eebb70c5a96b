# ia-segment.t: groups by rules, held against a plain if and elif in Python; hold-outs against a plain XXH64.
. "$(dirname "$0")/../lib.sh"
oracle="$IA_PYTHON $IA_ROOT/tests/oracle/segment.py"

input users.csv <<'END'
user_id,revenue,trend,note
u1,1500,1.2,0010
u2,20,0.20,"b,c"
u3,,1,
u4,200,0.1,d
END
input rules.txt <<'END'
# who they are

高价值: revenue > 1000 -> 送券: "VIP" #1
"about: to leave": trend < 0.5 && note != "->"   # activity falls
else: don't care -> nothing
END
gives 'the first rule that holds' 'ia-segment -r rules.txt users.csv' <<'END'
user_id,revenue,trend,note,segment,action
u1,1500,1.2,0010,高价值,"送券: ""VIP"" #1"
u2,20,0.20,"b,c",about: to leave,
u3,,1,,don't care,nothing
u4,200,0.1,d,about: to leave,
END
gives 'to NDJSON: no action is null' 'ia-segment -r rules.txt -o ndjson users.csv | sed -n 2p' <<'END'
{"user_id":"u2","revenue":"20","trend":"0.20","note":"b,c","segment":"about: to leave","action":null}
END
input two.txt <<'END'
some: revenue > 10 -> a
many: revenue > 100 -> b
falls: trend < 0.15
END
gives '--all: a row for every rule that holds, one without where none does' 'ia-segment -r two.txt --all users.csv' <<'END'
user_id,revenue,trend,note,segment,action
u1,1500,1.2,0010,some,a
u1,1500,1.2,0010,many,b
u2,20,0.20,"b,c",some,a
u3,,1,,,
u4,200,0.1,d,some,a
u4,200,0.1,d,many,b
u4,200,0.1,d,falls,
END
echo 'else: rest' | cat two.txt - >three.txt
gives '--all: else holds where no other rule does' 'ia-segment -r three.txt -a users.csv | grep rest' <<'END'
u3,,1,,rest,
END
gives '--counts: rules in order, then rows without one' 'ia-segment -r two.txt --all --counts users.csv' <<'END'
segment,action,rows,share
some,a,3,0.750000
many,b,2,0.500000
falls,,1,0.250000
,,1,0.250000
END
gives '--counts: an empty group is there' \
	"printf 'a: revenue > 1e6\nb: true -> x\n' >few.txt; ia-segment -r few.txt -c -o ndjson users.csv" <<'END'
{"segment":"a","action":null,"rows":0,"share":0.000000}
{"segment":"b","action":"x","rows":4,"share":1.000000}
END
gives 'else: true is a segment called else' "printf 'else: true\n' | ia-segment -r /dev/stdin -c users.csv" <<'END'
segment,action,rows,share
else,,4,1.000000
END
gives 'a column that is there is written over' \
	"printf 'segment,id,action\nold,1,x\n\"o\"\"p\",2,y\n' | ia-segment -r <(echo 'a: id == 1')" <<'END'
segment,id,action
a,1,
,2,
END
gives 'in NDJSON too, wherever it comes' \
	"printf '{\"id\":1,\"segment\":{\"x\":[1]}}\n{\"action\":0,\"id\":2}\n{\"id\":3}\n' | ia-segment -r <(printf 'a: id < 3 -> b')" <<'END'
{"id":1,"segment":"a","action":"b"}
{"action":"b","id":2,"segment":"a"}
{"id":3,"segment":null,"action":null}
END
gives 'a rule sees the column as it came' "printf 'segment,id\nold,1\nnew,2\n' | ia-segment -r <(echo 'a: segment == \"old\"')" <<'END'
segment,id,action
a,1,
,2,
END
same 'a rules file with CRLF, a byte order mark, without a last line end' 'ia-segment -r rules.txt users.csv' \
	"printf '\357\273\277' >dos.txt; sed 's/\$/\r/' rules.txt | head -c -2 >>dos.txt; ia-segment -r dos.txt users.csv"
gives 'times in the time column are compared as times' \
	"printf 'who,ts\na,2026-03-01 10:00:00\nb,1772323200\n' | ia-segment -r <(echo 'x: ts < \"2026-03-01T09:00:00+01:00\"')" <<'END'
who,ts,segment,action
a,2026-03-01 10:00:00,,
b,1772323200,x,
END

# tables
gives '-o table: shares for eyes, a bar a row' 'ia-segment -r rules.txt -c -o table users.csv' <<'END'
segment          action          rows   share
高价值           送券: "VIP" #1     1  25.0 %  ████████████
about: to leave                     2  50.0 %  ████████████████████████
don't care       nothing            1  25.0 %  ████████████
END
same 'no locale changes another format' 'LC_ALL=C.UTF-8 ia-segment -r rules.txt -c users.csv' \
	'LC_ALL=C ia-segment -r rules.txt -c users.csv'
same 'rows as a table keep their values' 'ia-segment -r rules.txt -o table users.csv | sed "s/  .*//"' \
	'ia-segment -r rules.txt users.csv | cut -d, -f1'

# what is wrong is told before anything is written
input wrong.txt <<'END'
ok: revenue > 1
bad: trend > 2 && trnd < 1
END
fails 'a column that is not there, with the nearest' 2 'ia-segment -r wrong.txt users.csv' \
	'^ia-segment: wrong.txt:2:19: users.csv:1:1: no-column: no column "trnd" \(did you mean "trend"\?\)'
gives 'and nothing was written' 'ia-segment -r wrong.txt users.csv 2>.e; echo $?' <<'END'
2
END
fails 'an error of the expression, at its byte' 2 "printf '\n高: revenue >> 1\n' >w.txt; ia-segment -r w.txt users.csv" \
	'^ia-segment: w.txt:2:15: expected a value, found >: '
fails 'an unreachable rule' 2 "printf 'a: revenue > 1\nb: trend > 1 && revenue > 5\n' >w.txt; ia-segment -r w.txt users.csv" \
	'^ia-segment: w.txt:2:1: unreachable: the rule "a" in line 1 takes every row'
holds 'that --all reaches' 'ia-segment -r w.txt --all users.csv'
fails 'a rule behind else' 2 "printf 'else: a\nb: trend > 1\n' >w.txt; ia-segment -r w.txt users.csv" '^ia-segment: w.txt:2:1: unreachable'
fails 'a name twice' 2 "printf 'a: revenue>1\na: trend > 1\n' >w.txt; ia-segment -r w.txt users.csv" \
	'^ia-segment: w.txt:2:1: the name "a" stands in line 1 already'
fails 'wrong rules are told without reading standard input' 2 'timeout 10 ia-segment -r w.txt < <(exec sleep 20)' '^ia-segment: w.txt:2:1: the name'
fails 'no rules file' 3 'ia-segment -r none users.csv' '^ia-segment: none: cannot open: No such file'
fails 'a folder' 3 'ia-segment -r . users.csv' '^ia-segment: .: cannot read: Is a directory'
fails 'an empty one' 2 'ia-segment -r /dev/null users.csv' '^ia-segment: /dev/null: no rules'
fails 'a gzip file' 2 'gzip -c rules.txt >r.gz; ia-segment -r r.gz users.csv' '^ia-segment: r.gz:1:[0-9]+: expected text in UTF-8'
fails 'no rules given' 2 'ia-segment users.csv' 'give one of -r RULES and --rfm'
fails 'both' 2 'ia-segment -r rules.txt --rfm users.csv' 'give one of -r RULES and --rfm'
fails '--salt alone' 2 'ia-segment --rfm --salt x users.csv' 'option --salt: it needs a holdout'
fails 'no share' 2 'ia-segment --rfm --holdout 0.1 users.csv' 'option --holdout: expected a share such as 10%, found "0.1"'
fails 'control bytes of a rules file are not shown' 2 "printf 'a\033[31m x\n' >w.txt; ia-segment -r w.txt users.csv" '^[^[:cntrl:]]*$'

# the built-in rules
fails '--rfm needs r, f and m' 2 'ia-segment --rfm users.csv' '^ia-segment: --rfm:1:12: users.csv:1:1: no-column: no column "r"'
gives '--rfm' "printf 'id,r,f,m\n1,5,5,4\n2,3,3,3\n3,1,5,5\n4,2,2,3\n5,5,1,1\n6,1,1,1\n7,,,\n8,2,2,2\n9,1,2,2\n10,3,2,2\n11,3,1,2\n12,5,1,2\n' | ia-segment --rfm | cut -d, -f1,5" <<'END'
id,segment
1,champions
2,loyal
3,cannot_lose
4,at_risk
5,new
6,lost
7,never_bought
8,about_to_sleep
9,hibernating
10,need_attention
11,promising
12,potential_loyal
END

# hold-outs: ids of 2 to 60 bytes and more
awk 'BEGIN { for (i = 1; i <= 1000; i++) print substr("user 的 id that is longer than thirty-two bytes so that all lanes run", 1, i % 60 + 1) "|" i }' |
	iconv -c -f UTF-8 -t UTF-8 >ids
(echo user_id; sed 's/.*,.*/"&"/' ids) >ids.csv
echo 'all: true' >all.txt
same '--holdout is XXH64 of salt and id below the share' \
	"ia-segment -r all.txt --holdout 12.5% --salt 'spring 春' -o tsv ids.csv | cut -f1,4 | tail -n +2" \
	"$oracle holdout 12.5 'spring 春' <ids"
same 'without a salt' "ia-segment -r all.txt --holdout 30% -o tsv ids.csv | cut -f1,4 | tail -n +2" "$oracle holdout 30 '' <ids"
holds 'a larger share holds out the same users and more' \
	"ia-segment -r all.txt --holdout 10% -o tsv ids.csv >small; ia-segment -r all.txt --holdout 20% -o tsv ids.csv >large
	paste small large | awk -F '\t' 'NR > 1 && \$4 > \$8 { bad = 1 } NR > 1 { a += \$4; b += \$8 } END { exit bad || a < 60 || a > 140 || b < 150 || b > 250 }'"
gives '--holdout 100%, counted' 'ia-segment -r all.txt --holdout 100% -c users.csv' <<'END'
segment,action,rows,share,holdout
all,,4,1.000000,4
END
same '-u names the user' 'ia-segment -r all.txt --holdout 50% ids.csv | tail -n +2' \
	"sed 1s/user_id/who/ ids.csv | ia-segment -r all.txt --holdout 50% -u who | tail -n +2"
fails 'a user that is missing' 1 "printf 'user_id\n\"\"\n' | ia-segment -r all.txt --holdout 5%" 'empty-key'
gives 'a user that is missing is left out' \
	"printf 'user_id,a\nx,1\n,2\n' | ia-segment -r all.txt --holdout 100% --on-error skip --max-rejects 1 2>acc; cat acc" <<'END'
user_id,a,segment,action,holdout
x,1,all,,1
ia-segment: 2 read, 1 written, 1 rejected (empty-key 1), 0 altered
END

# relations
ia-gen --users 2000 --messy >events.csv
input events.txt <<'END'
big 买家: event == "pay" && price > 100 -> thank -> now
paid: channel in ("ads", "seo") && event == "pay"
looks: event ~ "^view" || event == "add_to_cart" -> remind
else: others -> wait
END
same 'rows of a log equal if and elif' 'ia-segment -r events.txt events.csv' "$oracle groups <events.csv"
same '--all too' 'ia-segment -r events.txt --all events.csv' "$oracle groups all <events.csv"
for mode in '' '--all'; do
	same "any number of threads${mode:+, $mode}" "ia-segment $mode -j 1 -r events.txt events.csv" "ia-segment $mode -j 8 -r events.txt events.csv"
	same "a file or a pipe in pieces${mode:+, $mode}" "ia-segment $mode -r events.txt events.csv" \
		"{ head -c 3001; sleep 0.3; cat; } <events.csv | ia-segment $mode -r events.txt"
	same "the careful lane${mode:+, $mode}" "ia-segment $mode -r events.txt events.csv" "IA_LANE=careful ia-segment $mode -r events.txt events.csv"
	same "CSV or NDJSON${mode:+, $mode}" "ia-segment $mode -r events.txt -o ndjson events.csv" \
		"ia-clean -o ndjson events.csv | ia-segment $mode -r events.txt"
	same "--counts${mode:+ $mode} counts the rows that come out" \
		"ia-segment $mode -r events.txt --counts events.csv | cut -d, -f1,3 | tail -n +2 | sort" \
		"ia-segment $mode -r events.txt -o ndjson events.csv | grep -o '\"segment\":\"[^\"]*\"' | sort | uniq -c |
		sed -E 's/ *([0-9]+) \"segment\":\"(.*)\"/\\2,\\1/' | sort"
done
same '--counts for any number of threads' 'ia-segment -r events.txt -c -j 1 events.csv' 'ia-segment -r events.txt -c -j 8 events.csv'
same 'twice is once' 'ia-segment -r events.txt events.csv | ia-segment -r events.txt' 'ia-segment -r events.txt events.csv'
gives 'an empty input of NDJSON' 'ia-segment -r rules.txt -i ndjson </dev/null; ia-segment -r rules.txt -i ndjson -c -o csv </dev/null' <<'END'
segment,action,rows,share
高价值,"送券: ""VIP"" #1",0,
about: to leave,,0,
don't care,nothing,0,
END
holds 'a live pipe is passed on' \
	"mkfifo live; { printf 'a\n1\n'; sleep 3; } >live & timeout 10 ia-segment -r <(echo 'x: a == 1') <live |
	{ read -r -t 2 h && read -r -t 2 l && [ \"\$h\$l\" = a,segment,action1,x, ]; }"
gives 'two files, columns in another order' \
	"printf 'a,b\n1,2\n' >f1; printf 'b,a\n5,6\n' >f2; ia-segment -r <(echo 'x: a > 2 -> y') f1 f2" <<'END'
a,b,segment,action
1,2,,
6,5,x,y
END
fails 'JSON in an array is met with advice' 1 "printf '[\n{\"a\":1}\n]\n' | ia-segment -r <(echo 'x: a > 2')" \
	"not-object: an array, expected an object a line \(try jq -c '.\[\]'\)"
fails 'on one line too' 1 "printf ' [ {\"a\":1}]' | ia-segment -r <(echo 'x: a > 2')" 'not-object: an array'
gives 'a name in CSV may begin with a bracket' "printf '[a,b\n1,2\n' | ia-segment -r <(echo 'x: b > 2')" <<'END'
[a,b,segment,action
1,2,,
END
finish
