# ia-path.t: answers worked out by hand, answers of others, and what must not change them.
. "$(dirname "$0")/../lib.sh"

input shop.csv <<'END'
user_id,event,timestamp,price
ann,view,2026-03-01T10:00:00Z,
ann,view,2026-03-01T10:01:00Z,
ann,cart,2026-03-01T10:05:00Z,
ann,pay,2026-03-01T10:06:00Z,20
bob,view,2026-03-01T11:00:00Z,
bob,cart,2026-03-01T11:02:00Z,
bob,view,2026-03-01T12:00:00Z,
cy,home,2026-03-02T09:00:00Z,
cy,view,2026-03-02T09:30:00Z,
cy,cart,2026-03-02T09:31:00Z,
cy,pay,2026-03-02T09:41:00Z,200
END

gives 'steps from one event to the next' 'ia-path shop.csv' <<'END'
from,to,count,users,share,median_time
(start),view,3,2,0.750000,
view,cart,3,3,0.600000,120
cart,pay,2,2,0.666667,330
pay,(end),2,2,1.000000,
(start),home,1,1,0.250000,
cart,(end),1,1,0.333333,
home,view,1,1,1.000000,1800
view,(end),1,1,0.200000,
view,view,1,1,0.200000,60
END
same '--edges says the same' 'ia-path shop.csv' 'ia-path --edges shop.csv'
gives 'a gap of exactly 30 minutes stays inside, a longer one does not' \
	'for s in 1799s 30m 1801s; do ia-path --session $s shop.csv | grep -c "^home,view"; done; true' <<'END'
0
1
1
END
gives 'the whole history as one session' 'ia-path --session none --top 2 shop.csv' <<'END'
from,to,count,users,share,median_time
view,cart,3,3,0.600000,120
(start),view,2,2,0.666667,
END
gives 'whole paths' 'ia-path --paths shop.csv' <<'END'
path,length,count,users,share,median_time
home > view > cart > pay,4,1,1,0.250000,2460
view,1,1,1,0.250000,0
view > cart,2,1,1,0.250000,120
view > view > cart > pay,4,1,1,0.250000,360
END
gives 'cut to their first events' 'ia-path --paths --length 2 shop.csv' <<'END'
path,length,count,users,share,median_time
home > view,2,1,1,0.250000,1800
view,1,1,1,0.250000,0
view > cart,2,1,1,0.250000,120
view > view,2,1,1,0.250000,60
END
gives 'so many events in a row, wherever' 'ia-path --paths --length 2 --anywhere shop.csv' <<'END'
path,length,count,users,share,median_time
view > cart,2,3,3,0.428571,120
cart > pay,2,2,2,0.285714,330
home > view,2,1,1,0.142857,1800
view > view,2,1,1,0.142857,60
END
gives 'how often each event came last' 'ia-path --dropoff shop.csv' <<'END'
event,count,last,users,share
pay,2,2,2,1.000000
cart,3,1,1,0.333333
view,5,1,1,0.200000
home,1,0,0,0.000000
END
gives 'numbered' 'ia-path --numbered --length 2 shop.csv' <<'END'
from,to,count,users,share,median_time
(start),1_view,3,2,0.750000,
2_view,(more),2,2,1.000000,
(start),1_home,1,1,0.250000,
1_home,2_view,1,1,1.000000,1800
1_view,(end),1,1,0.333333,
1_view,2_cart,1,1,0.333333,120
1_view,2_view,1,1,0.333333,60
2_cart,(end),1,1,1.000000,
END
gives 'what leads from an event: steps and time since it' 'ia-path --from cart shop.csv' <<'END'
from,to,count,users,share,median_time,median_steps,median_elapsed
(start),cart,3,3,1.000000,,0,0
cart,pay,2,2,0.666667,330,1,330
pay,(end),2,2,1.000000,,1,330
cart,(end),1,1,0.333333,,0,0
END
gives 'what leads to one: steps and time until it' 'ia-path --to pay --collapse shop.csv' <<'END'
from,to,count,users,share,median_time,median_steps,median_elapsed
cart,pay,2,2,1.000000,330,1,330
pay,(end),2,2,1.000000,,0,0
view,cart,2,2,1.000000,150,2,480
(start),home,1,1,0.500000,,3,2460
(start),view,1,1,0.500000,,2,300
home,view,1,1,1.000000,1800,3,2460
END
gives 'the last events before it' 'ia-path --to pay --length 2 shop.csv' <<'END'
from,to,count,users,share,median_time,median_steps,median_elapsed
(more),cart,2,2,1.000000,,1,330
cart,pay,2,2,1.000000,330,1,330
pay,(end),2,2,1.000000,,0,0
END
gives 'from one to another: how many steps, how long' "ia-path --from view --to 'event == \"pay\" && price > 100' --paths shop.csv" <<'END'
path,length,count,users,share,median_time
view > cart > pay,3,1,1,1.000000,660
END
gives 'repeats count once, and stand where the last is' 'ia-path --collapse shop.csv | grep -E "^view,"' <<'END'
view,cart,3,3,0.750000,120
view,(end),1,1,0.250000,
END
gives 'events get another name: the first that holds' \
	"ia-path --merge 'big=price > 100' --merge 'buy=event in (\"cart\", \"pay\")' --dropoff shop.csv" <<'END'
event,count,last,users,share
buy,4,2,2,0.500000
big,1,1,1,1.000000
view,5,1,1,0.200000
home,1,0,0,0.000000
END
gives 'merged with an event that has the name already' "ia-path --merge view=home --dropoff shop.csv | grep view" <<'END'
view,6,1,1,0.166667
END
gives 'only rows that count' 'ia-path --min-count 3 shop.csv' <<'END'
from,to,count,users,share,median_time
(start),view,3,2,0.750000,
view,cart,3,3,0.600000,120
END
gives 'as NDJSON: what is missing is null' 'ia-path -o ndjson --top 2 shop.csv' <<'END'
{"from":"(start)","to":"view","count":3,"users":2,"share":0.750000,"median_time":null}
{"from":"view","to":"cart","count":3,"users":3,"share":0.600000,"median_time":120}
END
gives 'for Graphviz' "ia-path --dot --top 2 --merge 'a \"b\\c=view' shop.csv" <<'END'
digraph path {
	rankdir=LR;
	node [shape=box, style=rounded];
	"(start)" -> "a \"b\\c" [label="3", penwidth=8.00];
	"a \"b\\c" -> "cart" [label="3", penwidth=8.00];
}
END
gives 'Graphviz reads &lt; as < in a label: an ampersand is written as one' \
	"printf 'user_id,event,timestamp\\nu,/?a=1&lt;=2,0\\n' | ia-path --dot --top 1 | grep -- '->'" <<'END'
	"(start)" -> "/?a=1&amp;lt;=2" [label="1", penwidth=8.00];
END
gives 'for a Sankey diagram' 'ia-path --sankey --length 2 --min-count 2 shop.csv' <<'END'
{"nodes":[
{"name":"(start)"},
{"name":"1_view"},
{"name":"2_view"},
{"name":"(more)"}],
"links":[
{"source":0,"target":1,"value":3},
{"source":2,"target":3,"value":2}]}
END
holds 'Graphviz takes it' "command -v dot >/dev/null || exit 0; ia-path --dot shop.csv | dot -Tsvg >out.svg && grep -q '<svg' out.svg"

input ties.csv <<'END'
user_id,event,timestamp
u,b,5
u,a,5
u,c,0
END
gives 'by time, then as they came; half seconds' 'ia-path --paths ties.csv; printf "user_id,event,timestamp\nu,a,0.5\nu,b,1\nv,a,0\nv,b,1\n" | ia-path --top 1' <<'END'
path,length,count,users,share,median_time
c > b > a,3,1,1,1.000000,5
from,to,count,users,share,median_time
(start),a,2,2,1.000000,
END
gives 'no events' 'ia-path -i ndjson -o csv /dev/null; ia-path -i ndjson --sankey /dev/null; ia-path -i ndjson --dot /dev/null; ia-path --paths -i ndjson -o csv /dev/null' <<'END'
from,to,count,users,share,median_time
{"nodes":[],
"links":[]}
digraph path {
	rankdir=LR;
	node [shape=box, style=rounded];
}
path,length,count,users,share,median_time
END
gives 'nothing leads there' 'ia-path -q --from nothing shop.csv; ia-path -q --paths --length 9 --anywhere shop.csv' <<'END'
from,to,count,users,share,median_time,median_steps,median_elapsed
path,length,count,users,share,median_time
END
input names.csv <<'END'
user_id,event,timestamp
0010,加入购物车,0
0010,"a,""b",1
10,(start),0
10,加入购物车,2
END
gives 'names are bytes' 'ia-path -q names.csv' <<'END'
from,to,count,users,share,median_time
(start),(start),1,1,0.500000,
(start),加入购物车,1,1,0.500000,
(start),加入购物车,1,1,1.000000,2
"a,""b",(end),1,1,1.000000,
加入购物车,(end),1,1,0.500000,
加入购物车,"a,""b",1,1,0.500000,1
END
holds 'an event that is named as what is none: told, with the way out' \
	"ia-path --time-format s names.csv 2>told >/dev/null && grep -q \"^ia-path: an event is named \\\"(start)\\\".*--merge 'NAME=event == \\\"(start)\\\"'\" told &&
	ia-path --time-format s --merge 'begin=event == \"(start)\"' names.csv 2>told2 >/dev/null && ia-path --time-format s --paths names.csv 2>>told2 >/dev/null &&
	ia-path --time-format s --numbered names.csv 2>>told2 >/dev/null && ! [ -s told2 ]"
gives '--from and --to go by the names of the input' \
	"ia-path -q --merge 'buy=event in (\"cart\", \"pay\")' --from cart --to pay --paths shop.csv; ia-path -q --merge buy=pay --from buy --paths shop.csv" <<'END'
path,length,count,users,share,median_time
buy > buy,2,2,2,1.000000,330
path,length,count,users,share,median_time
END
holds 'a name that no event has, with the nearest' 'ia-path --from veiw shop.csv 2>unseen &&
	grep -qx "ia-path: no event is named \"veiw\" (did you mean \"view\"?); ia-stats --freq event lists them" unseen'
fails 'a long one is cut between characters' 0 "ia-path --from $(printf '加%.0s' {1..20}) shop.csv" \
	"no event is named \"$(printf '加%.0s' {1..13})\"\.\.\.; ia-stats"
holds 'the same for any number of threads, and not with --quiet' 'ia-path -j1 --to payed --merge x=none shop.csv 2>one &&
	ia-path -j7 --to payed --merge x=none shop.csv 2>seven && cmp one seven && [ "$(wc -l <one)" = 2 ] &&
	ia-path -q --to payed shop.csv 2>quiet && ! [ -s quiet ]'

fails 'two answers' 2 'ia-path --paths --dropoff shop.csv' 'give one of --edges, --paths'
fails 'two drawings' 2 'ia-path --dot --sankey shop.csv' 'give one of'
fails 'numbered paths' 2 'ia-path --paths --numbered shop.csv' 'option --numbered'
fails 'anywhere without a length' 2 'ia-path --paths --anywhere shop.csv' '--length N'
fails 'anywhere without paths' 2 'ia-path --anywhere --length 3 shop.csv' 'goes with --paths'
fails 'drop-off where every path ends' 2 'ia-path --dropoff --to pay shop.csv' 'option --to'
fails 'no length' 2 'ia-path --length 0 shop.csv' 'option --length'
fails 'no rows' 2 'ia-path --top 0 shop.csv' 'option --top'
fails 'a session that is none' 2 'ia-path --session 30 none.csv' 'option --session: expected a duration'
fails 'a merge without a name' 2 'ia-path --merge view shop.csv' 'option --merge: expected NAME=EXPR, found "view"'
fails 'a merge that compares' 2 "ia-path --merge 'event==\"x\"' shop.csv" 'expected NAME=EXPR'
fails '31 merges' 2 "ia-path \$(for k in \$(seq 31); do echo --merge \$k=x; done) shop.csv" 'more than 30'
fails 'an expression that is none, before the input is looked at' 2 "ia-path --from 'price >' none.csv" '--from.*expected a value'
fails 'a misspelt column: the nearest' 2 "ia-path --to 'prcie > 3' shop.csv" 'no column "prcie" \(did you mean "price"\?\)'
fails 'no column of events: name it' 2 'sed 1s/event/what/ shop.csv | ia-path' 'no column "event".*-e COLUMN'
fails 'a drawing in a format' 2 'ia-path --dot -o csv shop.csv' 'option --output'
fails 'a bad time: nothing is printed' 1 "(cat shop.csv; echo eve,view,soon,) | ia-path >out; s=\$?; test ! -s out && exit \$s" \
	'<stdin>:13:10: bad-time: column "timestamp": expected a time'
fails 'an empty event' 1 '(cat shop.csv; echo eve,,2026-03-01,) | ia-path' '<stdin>:13:5: empty-key'
gives 'bad records left out' "(cat shop.csv; echo eve,view,soon,; echo eve,,2026-03-01,) |
	ia-path --on-error=skip --max-rejects 100% --top 1 2>&1" <<'END'
from,to,count,users,share,median_time
(start),view,3,2,0.750000,
ia-path: 13 read, 11 written, 2 rejected (empty-key 1, bad-time 1), 0 altered
END
fails 'no folder to spill to' 3 'ia-gen --users 3000 | ia-path -S 64K -T /none -j 1' '/none: cannot make a temporary file'
seq 60000 | awk 'BEGIN { print "user_id,event,timestamp" } { print $1 % 7000 ",event-" $1 "," $1 }' >many.csv
fails 'more names than the memory holds' 3 'ia-path -S 64K many.csv' 'different names of events take more than the memory allows: .*-S.*--merge'
seq 300000 | awk 'BEGIN { print "user_id,event,timestamp" } { print "one," $1 * 7919 % 101 "," $1 }' >one.csv
holds 'one user whose windows are many: each is counted once' "ia-path -S 64K --session none --paths --length 9 --anywhere one.csv |
	awk -F, 'NR > 1 { n++; if (\$4 != 1) exit 1; sum += \$3 } END { exit n != 101 || sum != 300000 - 8 }'"
same 'fewer with --merge' "ia-path -S 64K --merge 'all=event ~ \"^event\"' many.csv" "sed '2,\$s/event-[0-9]*/all/' many.csv | ia-path"
same 'nodes of two bytes' "ia-path --session none --paths --length 2 --anywhere many.csv | tail -n +2 | sed 's/ > /,/' | cut -d, -f1,2,4,5,7 | sort" \
	"ia-path --session none many.csv | tail -n +2 | grep -v '(' | cut -d, -f1-4,6 | sort"

# What must not change an answer.
ia-gen --users 3000 --days 40 >gen.csv
ia-gen --users 3000 --days 40 -o ndjson >gen.ndjson
same_for_all() { # NAME OPTIONS
	same "$1: -j 1 and -j 8" "ia-path -j 1 $2 gen.csv" "ia-path -j 8 $2 gen.csv"
	same "$1: no memory to speak of" "ia-path $2 gen.csv" "ia-path -S 64K -j 3 $2 gen.csv"
	same "$1: CSV and NDJSON" "ia-path $2 -o csv gen.csv" "ia-path -o csv $2 gen.ndjson"
	same "$1: file and pipe" "ia-path $2 gen.csv" "cat gen.csv | ia-path $2"
	same "$1: careful lane" "ia-path $2 gen.csv" "IA_LANE=careful ia-path $2 gen.csv"
}
same_for_all 'edges' ''
same_for_all 'numbered, from and to' '--numbered --from login --to pay --session none'
same_for_all 'paths' '--paths'
same_for_all 'paths of the whole history' '--paths --session none --length 50'
same_for_all 'five in a row' '--paths --session none --length 5 --anywhere'
same_for_all 'the first of them' '--paths --session none --length 5 --anywhere --top 20'
same_for_all 'merged' "--merge talk='event in (\"post\", \"share\")' --merge dear='price > 50' --collapse --dropoff"
same 'the first rows are the first of all' 'ia-path --paths gen.csv | sed -n 1,31p' 'ia-path --paths --top 30 gen.csv'
same 'rows that count are those of all' "ia-path --paths gen.csv | awk -F, 'NR == 1 || \$3 >= 5'" 'ia-path --paths --min-count 5 gen.csv'
same 'expressions and names' 'ia-path --from login --to pay gen.csv' \
	"ia-path --from 'lower(event) == \"login\"' --to 'lower(event) == \"pay\"' gen.csv"
same 'merging is renaming' "ia-path --merge talk='event in (\"post\", \"share\")' gen.csv" \
	"sed -E 's/^([^,]*),(post|share),/\1,talk,/' gen.csv | ia-path"
same 'renaming users changes nothing' 'ia-path gen.csv' "sed '2,\$s/^/other-/' gen.csv | ia-path"
awk -F, '!seen[$1 $3]++' gen.csv >once.csv
same 'the order of the input does not matter, without ties' 'ia-path once.csv' \
	'(head -n 1 once.csv; tail -n +2 once.csv | sort -t , -k 4) | ia-path'
same 'what comes in goes out' "ia-path gen.csv | awk -F, 'NR > 1 && \$1 != \"(start)\" { n[\$1] += \$3 } END { for (k in n) print k, n[k] }' | sort" \
	"ia-path gen.csv | awk -F, 'NR > 1 && \$2 != \"(end)\" { n[\$2] += \$3 } END { for (k in n) print k, n[k] }' | sort"
same 'and is how often the event came' "ia-path gen.csv | awk -F, 'NR > 1 && \$2 != \"(end)\" { n[\$2] += \$3 } END { for (k in n) print k \",\" n[k] }' | sort" \
	"ia-path --dropoff gen.csv | tail -n +2 | cut -d, -f1,2 | sort"
same 'two events in a row are steps' "ia-path --paths --length 2 --anywhere gen.csv | tail -n +2 | sed 's/ > /,/' | cut -d, -f1,2,4,5,7 | sort" \
	"ia-path gen.csv | tail -n +2 | grep -v '(' | cut -d, -f1-4,6 | sort"

# Others' answers.
if needs_python 'paths by a brute force in Python' pandas; then
	holds 'random logs against a brute force in Python' "$IA_PYTHON $IA_ROOT/tests/oracle/path.py random 1 500"
	holds 'a log against the same' "$IA_PYTHON $IA_ROOT/tests/oracle/path.py sample gen.csv"
	needs_shared 'the worked cases of others' cases/cases.json &&
		holds 'the worked cases of others' "$IA_PYTHON $IA_ROOT/tests/oracle/path.py cases $IA_SHARED/cases/cases.json"
	needs_shared 'the real logs' data/reference &&
		holds 'the real logs' "$IA_PYTHON $IA_ROOT/tests/oracle/path.py logs $IA_SHARED/data"
fi
finish
