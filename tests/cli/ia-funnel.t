# ia-funnel.t: answers worked out by hand, answers of others, and what must not change them.
. "$(dirname "$0")/../lib.sh"

input shop.csv <<'END'
user_id,event,timestamp,product,channel
ann,view,2026-03-01T10:00:00Z,tea,ads
ann,cart,2026-03-01T10:05:00Z,tea,
bob,view,2026-03-01T11:00:00Z,tea,seo
bob,help,2026-03-01T11:00:30Z,,
bob,view,2026-03-09T11:00:00Z,cup,ads
bob,cart,2026-03-09T11:01:00Z,cup,
cy,view,2026-03-02T09:00:00Z,cup,
ann,pay,2026-03-10T10:05:00Z,tea,
dan,pay,2026-03-02T09:00:00Z,tea,
END

gives 'a row a step' 'ia-funnel --steps view,cart,pay shop.csv' <<'END'
step,name,users,from_previous,from_first,dropped,median_time,p90_time
1,view,3,1.000000,1.000000,0,,
2,cart,2,0.666667,0.666667,1,180,276
3,pay,1,0.500000,0.333333,1,777600,777600
END
gives 'the time is from the first event to the last' 'ia-funnel --steps view,cart,pay --within 7d shop.csv | cut -d, -f2,3' <<'END'
name,users
view,3
cart,2
pay,0
END
gives 'a window that is hit exactly' 'for w in 299s 5m 301s; do ia-funnel -s view,cart --within $w shop.csv | tail -n 1 | cut -d, -f3; done' <<'END'
1
2
2
END
gives 'a funnel for each value that a user enters, none first' 'ia-funnel --steps view,cart --by channel shop.csv | cut -d, -f1-4' <<'END'
channel,step,name,users
,1,view,1
,2,cart,0
ads,1,view,2
ads,2,cart,2
seo,1,view,1
seo,2,cart,1
END
gives 'each user once, by the first start' 'ia-funnel --steps view,cart --within 7d --enter first --by channel shop.csv | cut -d, -f1-4' <<'END'
channel,step,name,users
,1,view,1
,2,cart,0
ads,1,view,1
ads,2,cart,1
seo,1,view,1
seo,2,cart,0
END
gives 'which is a question without values too' 'ia-funnel --steps view,cart --within 7d --enter first shop.csv | cut -d, -f1-3' <<'END'
step,name,users
1,view,3
2,cart,1
END
gives 'a value or period whose windows are not over says so, and what is told' \
	'ia-funnel --steps view,cart --within 1d --every day shop.csv 2>&1 | grep -v ,cart,' <<'END'
ia-funnel: 3 users are 4 in the rows: a user counts once in each period that they enter (enter: first counts each once)
ia-funnel: 1 of 3 users entered less than the window before the last event: more may come of them
day,step,name,users,from_previous,from_first,dropped,median_time,p90_time,complete
2026-03-01,1,view,2,1.000000,1.000000,0,,,1
2026-03-02,1,view,1,1.000000,1.000000,0,,,1
2026-03-09,1,view,1,1.000000,1.000000,0,,,0
END
gives 'of the first start alone all are over' \
	'ia-funnel --steps view,cart --within 2d --every week --enter first --ci shop.csv 2>&1 | grep -v ,cart, | cut -d, -f1,4,14' <<'END'
week,users,complete
2026-02-23,2,1
2026-03-02,1,1
END
gives 'the last start in it says' \
	'ia-funnel --steps view,cart --within 2d --every month shop.csv 2>&1 | grep -v ,cart, | cut -d, -f1,4,10' <<'END'
ia-funnel: 1 of 3 users entered less than the window before the last event: more may come of them
month,users,complete
2026-03,3,0
END
gives 'a session is over when its gap has passed' \
	'ia-funnel --steps view,cart --per session --session 20h --every week shop.csv 2>/dev/null | grep -v ,cart, | cut -d, -f1,4,10' <<'END'
week,users,complete
2026-02-23,2,1
2026-03-02,1,1
2026-03-09,1,1
END
gives 'without a window nothing is ever over, but one step is' \
	'for s in view,cart view; do ia-funnel -q --steps $s --every month shop.csv | sed -n 2p; done' <<'END'
2026-03,1,view,3,1.000000,1.000000,0,,,0
2026-03,1,view,3,1.000000,1.000000,0,,,1
END
gives 'a user stands in the list once for each' 'ia-funnel -q --steps view,cart --within 7d --by channel --users shop.csv' <<'END'
channel,user_id,step,name,time_1,time_2,stopped
ads,ann,2,cart,2026-03-01T10:00:00Z,2026-03-01T10:05:00Z,
seo,bob,1,view,2026-03-01T11:00:00Z,,time
ads,bob,2,cart,2026-03-09T11:00:00Z,2026-03-09T11:01:00Z,
,cy,1,view,2026-03-02T09:00:00Z,,end
END
fails 'every chain of one start' 2 'ia-funnel --steps view,cart --reenter --enter first shop.csv' 'enter: first counts each user once'
gives 'and for each week, in the zone' "ia-funnel --steps view,cart --every week --tz Asia/Shanghai shop.csv | cut -d, -f1-4" <<'END'
week,step,name,users
2026-02-23,1,view,2
2026-02-23,2,cart,2
2026-03-02,1,view,1
2026-03-02,2,cart,0
2026-03-09,1,view,1
2026-03-09,2,cart,1
END
gives 'weeks from Sunday' "ia-funnel -q --steps view,cart --every week --week-start sunday shop.csv | cut -d, -f1-4" <<'END'
week,step,name,users
2026-03-01,1,view,3
2026-03-01,2,cart,2
2026-03-08,1,view,1
2026-03-08,2,cart,1
END
gives 'events behind a time are not seen' \
	'ia-funnel --steps view,cart --within 7d --every week --until 2026-03-09T11:00:30Z shop.csv 2>&1 | cut -d, -f1,4,10' <<'END'
ia-funnel: 2 events are later than --until: they are not seen
ia-funnel: 3 users are 4 in the rows: a user counts once in each period that they enter (enter: first counts each once)
ia-funnel: 1 of 3 users entered less than the window before the last event: more may come of them
week,users,complete
2026-02-23,2,1
2026-02-23,1,1
2026-03-02,1,1
2026-03-02,0,1
2026-03-09,1,0
2026-03-09,0,0
END
fails 'until no time' 2 'ia-funnel --steps view --until soon </dev/null' 'option --until: expected a time such as .*, found "soon"'
gives 'Wilson bounds, as statsmodels gives them' 'ia-funnel --steps view,cart,pay --ci shop.csv | cut -d, -f3,9-' <<'END'
users,from_previous_low,from_previous_high,from_first_low,from_first_high
3,0.438503,1.000000,0.438503,1.000000
2,0.207660,0.938508,0.207660,0.938508
1,0.094531,0.905469,0.061492,0.792340
END
gives 'users, when, and why no further' 'ia-funnel --steps view,cart,pay --within 7d --users shop.csv' <<'END'
user_id,step,name,time_1,time_2,time_3,stopped
ann,2,cart,2026-03-01T10:00:00Z,2026-03-01T10:05:00Z,,time
bob,2,cart,2026-03-09T11:00:00Z,2026-03-09T11:01:00Z,,end
cy,1,view,2026-03-02T09:00:00Z,,,end
END
gives 'the same as NDJSON: what is missing is null' 'ia-funnel --steps view,pay --users -o ndjson shop.csv | head -n 2' <<'END'
{"user_id":"ann","step":2,"name":"pay","time_1":"2026-03-01T10:00:00Z","time_2":"2026-03-10T10:05:00Z","stopped":null}
{"user_id":"bob","step":1,"name":"view","time_1":"2026-03-01T11:00:00Z","time_2":null,"stopped":"end"}
END
gives 'an exclusion between two steps, and why' \
	"ia-funnel --steps view,cart --exclude 'event == \"pay\" || event == \"help\"' --users shop.csv | cut -d, -f1,2,3,6" <<'END'
user_id,step,name,stopped
ann,2,cart,
bob,2,cart,
cy,1,view,end
END
gives 'an exclusion breaks a chain' "ia-funnel --steps view,pay --exclude cart --users shop.csv | cut -d, -f1,2,6" <<'END'
user_id,step,stopped
ann,1,excluded
bob,1,excluded
cy,1,end
END
gives 'strict: the next event is the next step' 'ia-funnel --steps view,cart --order strict --within 1h --users shop.csv | cut -d, -f1,2,6' <<'END'
user_id,step,stopped
ann,2,
bob,2,
cy,1,end
END
gives 'strict: another event came first' 'ia-funnel --steps view,pay --order strict --users shop.csv | cut -d, -f1,2,5' <<'END'
user_id,step,time_2
ann,1,
bob,1,
cy,1,
END
gives 'any order: how many did how many of the steps' 'ia-funnel --steps pay,view,cart --order any --within 8d shop.csv | cut -d, -f1-3' <<'END'
step,name,users
1,1 of 3,4
2,2 of 3,2
3,3 of 3,0
END
gives 'all steps share a value' "ia-funnel --step look=view --step 'want=event in (\"cart\", \"pay\")' --hold product shop.csv | cut -d, -f2,3" <<'END'
name,users
look,3
want,2
END
gives 'a step that may be left out: the next is compared with the one before it' \
	'ia-funnel --steps view,help,cart --optional help shop.csv | cut -d, -f2-6' <<'END'
name,users,from_previous,from_first,dropped
view,3,1.000000,1.000000,0
help,1,0.333333,0.333333,2
cart,2,0.666667,0.666667,1
END

input loops.csv <<'END'
user_id,event,timestamp
u,a,0
u,b,10
u,a,1000
u,b,1020
u,a,5000
v,b,0
v,a,0
w,a,0
w,b,1800
x,a,0
x,b,1801
END
gives 'reenter: every completed chain, and what is left' 'ia-funnel --steps a,b --reenter --within 1h loops.csv | cut -d, -f3,7' <<'END'
users,median_time
6,
4,910
END
gives 'sessions: a gap of exactly 30 minutes stays' 'ia-funnel --steps a,b --per session loops.csv | cut -d, -f3' <<'END'
users
4
2
END
gives 'ties as they came, or in whichever order helps' 'for t in input any; do ia-funnel --steps a,b --ties $t loops.csv | tail -n 1 | cut -d, -f3; done' <<'END'
3
4
END
gives 'one step: everybody completes it' 'ia-funnel --steps b loops.csv' <<'END'
step,name,users,from_previous,from_first,dropped,median_time,p90_time
1,b,4,1.000000,1.000000,0,,
END
gives 'nobody: no shares' 'ia-funnel --steps x,y loops.csv' <<'END'
step,name,users,from_previous,from_first,dropped,median_time,p90_time
1,x,0,,,0,,
2,y,0,,,0,,
END
gives 'the order that the next step had' 'ia-funnel --steps b,a,b --users loops.csv | cut -d, -f1,2,7' <<'END'
user_id,step,stopped
u,3,
v,2,order
w,1,order
x,1,order
END

input ids.csv <<'END'
user_id,event,timestamp
0010,加入购物车,2026-03-01
10,加入购物车,2026-03-01
18446744073709551616,加入购物车,2026-03-01
"a,""b",加入购物车,2026-03-01
END
gives 'ids and names are bytes' 'ia-funnel --steps 加入购物车 --users ids.csv | cut -d, -f1-4' <<'END'
user_id,step,name,time_1
0010,1,加入购物车,2026-03-01T00:00:00Z
10,1,加入购物车,2026-03-01T00:00:00Z
18446744073709551616,1,加入购物车,2026-03-01T00:00:00Z
"a,""b",1,加入购物车
END
holds 'an id longer than the memory' "{ echo user_id,event,timestamp; for i in 1 2 3; do head -c 200000 /dev/zero | tr '\\0' x; echo \",a,\$i\"; done; } |
	ia-funnel -S 64K --steps a,a,a | tail -n 1 | grep -q '^3,a,1,'"

fails 'no steps' 2 'ia-funnel shop.csv' '^ia-funnel: no steps: give --steps'
fails 'steps in two ways' 2 'ia-funnel --steps a --step b=c shop.csv' 'not both'
fails 'a step without a name' 2 'ia-funnel --step view shop.csv' 'option --step: expected NAME=EXPR, found "view"'
fails 'an expression that is none, before the input is looked at' 2 "ia-funnel --step 'a=b ==' none.csv" 'expected a value'
fails 'a misspelt column: the nearest' 2 'ia-funnel --steps a --by chanel shop.csv' 'no column "chanel" \(did you mean "channel"\?\)'
fails 'an optional step that is none' 2 'ia-funnel --steps view,cart --optional crat shop.csv' 'no step is named "crat" \(did you mean "cart"\?\)'
fails 'the first step is not optional' 2 'ia-funnel --steps view,cart --optional view shop.csv' 'first step'
fails 'optional steps have an order' 2 'ia-funnel --steps view,cart --optional cart --order any shop.csv' 'any order'
fails 'a gap without sessions' 2 'ia-funnel --steps view --session 5m shop.csv' 'per session'
fails 'a column that the answer has already' 2 'sed 1s/channel/step/ shop.csv | ia-funnel --steps view --by step' 'rename it'
fails '32 steps' 2 "ia-funnel --steps \$(seq -s , 32) shop.csv" 'more than 31 steps'
fails 'a bad time: nothing is printed' 1 "(cat shop.csv; echo eve,view,soon,,) | ia-funnel --steps view,cart --users >out; s=\$?; test ! -s out && exit \$s" \
	'<stdin>:11:10: bad-time: column "timestamp": expected a time'
fails 'an empty user' 1 '(cat shop.csv; echo ,view,2026-03-01,,) | ia-funnel --steps view,cart' '<stdin>:11:1: empty-key'
fails 'no folder to spill to' 3 'ia-gen --users 6000 | ia-funnel --steps register,pay -S 64K -T /none -j 1' '/none: cannot make a temporary file'
gives 'bad records left out: skip and keep' "for m in skip keep; do (cat shop.csv; echo eve,view,soon,,; echo ,view,2026-03-01,,) |
	ia-funnel --steps view --on-error=\$m --max-rejects 100% 2>&1 | tail -n 2; done" <<'END'
1,view,3,1.000000,1.000000,0,,
ia-funnel: 11 read, 9 written, 2 rejected (empty-key 1, bad-time 1), 0 altered
1,view,3,1.000000,1.000000,0,,
ia-funnel: 11 read, 9 written, 2 rejected (empty-key 1, bad-time 1), 0 altered
END
gives 'steps that are expressions need no column of events' \
	"printf 'user_id,timestamp,page\nu,1,x\nu,2,y\n' | ia-funnel --step 'a=page == \"x\"' --step 'b=page == \"y\"' | cut -d, -f3" <<'END'
users
1
1
END

# What must not change an answer, on a log where every option has something to do.
ia-gen --users 2000 --days 40 >gen.csv
ia-gen --users 2000 --days 40 -o ndjson >gen.ndjson
steps='--steps register,view_item,add_to_cart,pay'
same_for_all() { # NAME OPTIONS
	same "$1: -j 1 and -j 8" "ia-funnel -j 1 $2 gen.csv" "ia-funnel -j 8 $2 gen.csv"
	same "$1: no memory to speak of" "ia-funnel $2 gen.csv" "ia-funnel -S 64K -j 3 $2 gen.csv"
	same "$1: CSV and NDJSON" "ia-funnel $2 gen.csv" "ia-funnel -o csv $2 gen.ndjson"
	same "$1: file and pipe" "ia-funnel $2 gen.csv" "cat gen.csv | ia-funnel $2"
	same "$1: careful lane" "ia-funnel $2 gen.csv" "IA_LANE=careful ia-funnel $2 gen.csv"
}
same_for_all 'plain' "$steps --within 7d"
same_for_all 'strict' "$steps --order strict --ci"
same_for_all 'any' "$steps --order any --within 2d --users"
same_for_all 'users' "$steps --within 7d --exclude logout --users"
same_for_all 'sessions by channel and day' "$steps --per session --by channel --every day"
same_for_all 'each week, listed' "--steps view_item,add_to_cart,pay --within 1d --every week --users --until 2026-02-01"
same_for_all 'one product, again and again' '--steps view_item,add_to_cart,pay --hold product_id --reenter'
same_for_all 'ties' "$steps --ties any --optional add_to_cart"
same 'expressions and names' "ia-funnel $steps gen.csv" "ia-funnel \$(for s in register view_item add_to_cart pay; do
	echo --step \$s=lower\(event\)==\\\"\$s\\\"; done) gen.csv"
same 'renaming users changes nothing' "ia-funnel $steps --within 1d gen.csv" "sed '2,\$s/^/other-/' gen.csv | ia-funnel $steps --within 1d"
awk -F, '!seen[$1 $3]++' gen.csv >once.csv
same 'the order of the input does not matter, without ties' "ia-funnel $steps --within 1d once.csv" \
	"(head -n 1 once.csv; tail -n +2 once.csv | sort -t , -k 4) | ia-funnel $steps --within 1d"
same 'users add up to the counts' "ia-funnel $steps gen.csv | tail -n +2 | cut -d, -f1,3" \
	"ia-funnel $steps --users gen.csv | tail -n +2 | cut -d, -f2 | awk '{ for (k = 1; k <= \$1; k++) n[k]++ } END { for (k = 1; k <= 4; k++) print k \",\" n[k] }'"

# Where the column is the same in all of a user's rows each value is a filter.
awk -F, -v OFS=, 'NR == 1 { print $0, "team"; next } { print $0, "t" substr($1, 2) % 3 }' gen.csv >team.csv
for options in '--within 7d' '--order strict' '--order any --within 1d' '--per session --exclude logout' '--ties any --optional add_to_cart' \
	'--hold product_id --reenter' '--within 3d --ci' '--enter first'; do
	same "each value of --by as a filter: $options" "ia-funnel --steps view_item,add_to_cart,pay --by team $options team.csv | tail -n +2 |
		sed 's/,[01]\$//' | cut -d, -f2-" "for t in \$(tail -n +2 team.csv | sed 's/.*,//' | sort -u); do
		(head -n 1 team.csv; grep \",\$t\$\" team.csv) | ia-funnel --steps view_item,add_to_cart,pay $options | tail -n +2; done"
done
same 'one period of all is the plain funnel' "ia-funnel --steps view_item,add_to_cart,pay gen.csv | tail -n +2 | cut -d, -f1-8" \
	"sed '1s/\$/,all/; 2,\$s/\$/,x/' gen.csv | ia-funnel --steps view_item,add_to_cart,pay --by all | tail -n +2 | cut -d, -f2-9"

# Names that no event has; what to say where a role has no column.
holds 'a step that no event is named after, with the nearest' 'ia-funnel --steps view,carts shop.csv 2>unseen &&
	grep -qx "ia-funnel: no event is named \"carts\" (did you mean \"cart\"?); ia-stats --freq event lists them" unseen &&
	[ "$(wc -l <unseen)" = 1 ]'
holds 'and one like none, and --exclude' 'ia-funnel --steps view,purchase --exclude logout shop.csv 2>unseen &&
	grep -qx "ia-funnel: no event is named \"purchase\"; ia-stats --freq event lists them" unseen &&
	grep -q "no event is named \"logout\"" unseen && [ "$(wc -l <unseen)" = 2 ]'
holds 'not with --quiet, nor where every name is there, nor without events' 'ia-funnel -q --steps view,carts shop.csv 2>unseen &&
	ia-funnel --steps view,cart,pay --exclude help shop.csv 2>>unseen &&
	ia-funnel -i ndjson --steps view,carts /dev/null 2>>unseen && [ ! -s unseen ]'
holds 'the same warning for any number of threads' 'ia-funnel -j1 --steps pay,views gen.csv >one 2>unseen &&
	ia-funnel -j7 --steps pay,views gen.csv >seven 2>unseen7 && cmp one seven && cmp unseen unseen7 && [ -s unseen ]'
printf 'who,event,timestamp\na,b,1\n' >who.csv
printf '{"who":"a","event":"b","timestamp":1}\n' >who.ndjson
fails 'no column of users: name it' 2 'ia-funnel -s view who.csv' 'no column "user_id".*; name it with -u COLUMN$'
holds 'not where it was named' '! ia-funnel -u user -s view who.csv 2>unseen && grep -q no-column unseen && ! grep -q "name it" unseen'
fails 'no key of users: name it' 1 'ia-funnel -s view who.ndjson' 'empty-key: .*no such key in this record; name the user with -u KEY'
fails 'NDJSON behind CSV' 1 'ia-funnel -s view shop.csv who.ndjson' 'it looks like NDJSON, but the first file is CSV'

# Others' answers.
if needs_python 'funnels by a brute force in Python' pandas; then
	holds 'random logs against a brute force in Python' "$IA_PYTHON $IA_ROOT/tests/oracle/funnel.py random 1 60"
	holds 'a log that never changes: the same rate in every period' "$IA_PYTHON $IA_ROOT/tests/oracle/funnel.py stationary 1"
	holds 'every start of every user' "$IA_PYTHON $IA_ROOT/tests/oracle/funnel.py sample gen.csv 2000"
	needs_shared 'the worked cases of others' cases/cases.json &&
		holds 'the worked cases of others' "$IA_PYTHON $IA_ROOT/tests/oracle/funnel.py cases $IA_SHARED/cases/cases.json"
	needs_shared 'the real logs' data/reference &&
		holds 'the real logs' "$IA_PYTHON $IA_ROOT/tests/oracle/funnel.py logs $IA_SHARED/data"
fi

same 'blanks around the names of steps are no part of them' \
	"printf 'user_id,event,timestamp\nu,a,1\nu,b,2\n' | ia-funnel --steps ' a, b ' --optional b" \
	"printf 'user_id,event,timestamp\nu,a,1\nu,b,2\n' | ia-funnel --steps a,b --optional b"
finish
