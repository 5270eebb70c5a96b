# ia-drivers.t: what goes with staying: by hand, against pandas, scipy and statsmodels, in made-up logs with a driver and
# in shuffled ones without.
. "$(dirname "$0")/../lib.sh"
oracle="$IA_PYTHON $IA_ROOT/tests/oracle/drivers.py"
shuffle="$IA_PYTHON $IA_ROOT/tests/oracle/drivers_shuffle.py"

# agrees NAME FILE OPTIONS ORACLE-OPTIONS: every cell as the oracle has it
agrees() {
	holds "$1" "ia-drivers --quiet --details -o csv $3 $2 >ours.csv && $oracle $2 ours.csv $4"
}

# a and b like something and are back on day 7, b at its very beginning; c and d view; d is back when day 7 is over, c
# likes when day 0 is. e closes the log when the day of the others is over, and is left out.
input log.csv <<'CSV'
user_id,event,timestamp
a,like,2026-03-01T10:00:00Z
a,like,2026-03-02T09:59:59.999999Z
a,back,2026-03-09T09:59:59.999999Z
b,like,2026-03-01T10:00:00Z
b,back,2026-03-08T10:00:00Z
c,view,2026-03-01T10:00:00Z
c,like,2026-03-02T10:00:00Z
d,view,2026-03-01T10:00:00Z
d,back,2026-03-09T10:00:00Z
e,like,2026-03-09T10:00:00Z
CSV
gives 'by hand' 'ia-drivers --min-users 1 log.csv | cut -d, -f1-6,9-12' <<'CSV'
event,at_least,did,did_rate,did_not_rate,difference,lift,phi,p,q
like,1,2,1.000000,0.000000,1.000000,,1.000000,0.333333,0.5
like,2,1,1.000000,0.333333,0.666667,3,0.577350,1,1
view,1,2,0.000000,1.000000,-1.000000,0,-1.000000,0.333333,0.5
CSV
fails 'who is left out is said' 0 'ia-drivers --min-users 1 log.csv' \
	'^ia-drivers: 4 users, of whom 50.0 % met the outcome; left out, .* at 2026-03-09T10:00:00Z, .*: 1$'
gives 'a microsecond earlier nobody can be judged' \
	"sed 's/^e,.*/e,like,2026-03-09T09:59:59.999999Z/; /^d,back/d' log.csv | ia-drivers --min-users 1" <<'CSV'
event,at_least,did,did_rate,did_not_rate,difference,low,high,lift,phi,p,q,adjusted
CSV
fails 'and that is said' 0 "head -n 9 log.csv | ia-drivers --min-users 1" "no user's outcome can be known yet"
# 30 of 100 and 45 of 300, all with one event: p, low, high as scipy and statsmodels have them; the odds
# ratio of the one stratum is 30 255 / (70 45).
awk 'BEGIN { print "user_id,event,timestamp"
	for (k = 0; k < 400; k++) { did = k < 100; print "u" k "," (did ? "try" : "look") ",0"
		if (did ? k < 30 : k < 145) print "u" k ",back,604800" }
	print "z,end,99999999" }' >odds.csv
gives 'a table of scipy and statsmodels' 'ia-drivers odds.csv | grep -v ^look' <<'CSV'
event,at_least,did,did_rate,did_not_rate,difference,low,high,lift,phi,p,q,adjusted
try,1,100,0.300000,0.150000,0.150000,0.057383,0.252375,2,0.166410,0.00168917,0.00168917,2.42857
CSV
gives 'details' 'ia-drivers --details odds.csv | grep -v ^look | cut -d, -f1,13,17-' <<'CSV'
event,adjusted,did_outcome,did_not,did_not_outcome
try,2.42857,30,300,45
CSV
gives 'thresholds and names that are asked for' \
	"ia-drivers --min-users 1 --at-least 2 --events like log.csv | cut -d, -f1,2,12" <<'CSV'
event,at_least,q
like,2,1
CSV
gives 'an early window of 7 days' 'ia-drivers --min-users 1 --early 7d log.csv | cut -d, -f1-4' <<'CSV'
event,at_least,did,did_rate
like,1,3,0.666667
like,2,1,1.000000
view,1,2,0.000000
CSV
gives 'an outcome that is a condition, in its horizon alone' \
	"ia-drivers --min-users 1 --outcome back --horizon 7d log.csv | cut -d, -f1-5" <<'CSV'
event,at_least,did,did_rate,did_not_rate
like,1,2,1.000000,0.000000
like,2,1,1.000000,0.333333
view,1,2,0.000000,1.000000
CSV
gives 'the time begins with --start' \
	"ia-drivers --min-users 1 --start view --outcome day:1 log.csv | cut -d, -f1-5" <<'CSV'
event,at_least,did,did_rate,did_not_rate
CSV
fails 'where all or none did it there is no comparison' 0 'ia-drivers --min-users 1 --start view --outcome day:1 log.csv' \
	'there is nothing to compare'
fails 'who has no such event is left out' 0 'ia-drivers --min-users 1 --start view --outcome day:1 log.csv' \
	'2 users, of whom 50.0 %.*; left out, without an event that --start means: 3$'
gives 'any of several days' "ia-drivers --min-users 1 --outcome day:6..7 log.csv | cut -d, -f1-5 | head -n 2" <<'CSV'
event,at_least,did,did_rate,did_not_rate
like,1,2,1.000000,0.000000
CSV
gives 'nobody' 'printf "user_id,event,timestamp\n" | ia-drivers | cut -d, -f1,13' <<'CSV'
event,adjusted
CSV
gives 'nothing read as NDJSON' 'printf "" | ia-drivers -i ndjson' <<'CSV'
CSV
gives 'as NDJSON' 'ia-drivers --min-users 1 -o ndjson log.csv | head -n 1 | cut -d, -f1-4,9-' <<'CSV'
{"event":"like","at_least":1,"did":2,"did_rate":1.000000,"lift":null,"phi":1.000000,"p":0.333333,"q":0.5,"adjusted":null}
CSV

# What must be said.
fails 'an association' 0 'ia-drivers odds.csv' '"try" at least 1 time goes with the outcome the most: an association, not a cause; an exp'
fails 'nothing' 0 'ia-drivers --min-users 1 log.csv' 'nothing stands out: no comparison of 3 has q < 0.05'
fails 'small cells' 0 'ia-drivers --min-users 1 log.csv' 'with a small cell, .*: 3 of 3$'
fails 'comparisons that are not made' 0 'ia-drivers log.csv' 'not made, of fewer than 10 users on one side \(--min-users\): 3$'
alike() { # EVENT OF THE FIRST HALF: all of these come back, of the others nobody
	echo user_id,event,timestamp
	for ((k = 0; k < 40; k++)); do
		((k < 20)) && echo "u$k,$1,2026-03-01" && echo "u$k,back,2026-03-08"
		((k < 20)) && [ $# = 1 ] || echo "u$k,look,2026-03-01"
	done
	echo z,back,2026-03-31
}
alike try >bound.csv
alike try also >alone.csv
fails 'odds without a bound hold among users equally active' 0 'ia-drivers --events try bound.csv' \
	'"try" at least 1 time goes with the outcome the most: an association'
fails 'what nobody equally active did otherwise' 0 'ia-drivers --events try alone.csv' \
	'goes with the outcome the most, which cannot be told among users equally active \(adjusted\): an association'
fails 'an outcome that contains the behaviour' 0 'ia-drivers --min-users 1 --outcome like --horizon 1d log.csv' \
	'the outcome itself contains "like"'
fails 'also where it is no name' 0 "ia-drivers --min-users 1 --outcome 'event ~ \"^l\"' --horizon 1d log.csv" \
	'the outcome itself contains "like": '
fails 'survivors' 0 'ia-drivers --min-users 1 --early 7d log.csv' 'who left within --early had less time'
fails 'an outcome of nobody' 0 'ia-drivers --min-users 1 --outcome bakc --horizon 1d log.csv' 'nobody met the outcome'
fails 'a misspelt outcome' 0 'ia-drivers --min-users 1 --outcome bakc --horizon 1d log.csv' \
	'no event is named "bakc" \(did you mean "back"\?\)'
fails 'a long name is cut between characters, and shows it' 0 \
	"ia-drivers --events $(printf '加%.0s' {1..20}) log.csv" \
	"no event is named \"$(printf '加%.0s' {1..13})\"\.\.\.; ia-stats"
fails 'a misspelt event' 0 'ia-drivers --events likes log.csv' 'no event is named "likes" \(did you mean "like"\?\)'
holds 'nothing with --quiet' '[ -z "$(ia-drivers --quiet odds.csv 2>&1 >/dev/null)" ]'

# Usage and data.
fails 'an outcome within the early window' 2 'ia-drivers --outcome day:0 log.csv' 'day 0 begins before the early time is over'
fails 'an early window that reaches into the outcome' 2 'ia-drivers --early 8d log.csv' 'day 7 begins before the early time'
fails 'days that are none' 2 'ia-drivers --outcome day:x log.csv' 'expected day:N or day:N\.\.M'
fails 'days backwards' 2 'ia-drivers --outcome day:9..7 log.csv' 'expected day:N or day:N\.\.M'
fails 'days without end' 2 'ia-drivers --outcome day:1..99999999999999999999 log.csv' 'expected day:N'
fails 'a horizon of days' 2 'ia-drivers --horizon 3d log.csv' 'option --horizon: goes with a condition'
fails 'a horizon of 0' 2 'ia-drivers --outcome pay --horizon 0 log.csv' 'longer than 0'
fails 'an early window of 0' 2 'ia-drivers --early 0 log.csv' 'option --early: longer than 0'
for list in '' 0 1,1 2,1 x 1,,2 1, 1.5 -1; do
	fails "thresholds that are none: $list" 2 "ia-drivers --at-least '$list' log.csv" \
		'^ia-drivers: option --at-least: expected counts that grow'
done
fails 'too many thresholds' 2 "ia-drivers --at-least $(seq -s, 1 33) log.csv" '^ia-drivers: option --at-least: more than 32'
holds '32 thresholds' "ia-drivers --at-least $(seq -s, 1 32) log.csv"
fails 'an expression that is none' 2 'ia-drivers --outcome "event ==" log.csv' 'option --outcome'
fails 'a start that is none' 2 'ia-drivers --start "(" log.csv' 'option --start'
fails 'a column that is not there' 2 'ia-drivers --outcome "evnt == 3" log.csv' 'no-column.*event'
fails 'an event column that is not there' 2 'ia-drivers -e evnt log.csv' 'no-column.*event'
fails 'a time that is none' 1 "sed s/2026-03-08T10/yesterday/ log.csv | ia-drivers" 'bad-time'
fails 'no event' 1 "sed 's/^b,like/b,/' log.csv | ia-drivers" 'empty-key'
fails 'empty' 1 'ia-drivers </dev/null' 'empty-input'
fails 'too many different events' 1 \
	'(echo user_id,event,timestamp; seq 1 16385 | sed "s/.*/u,&,&/") | ia-drivers' 'more than 16384 different events'
holds 'as many as there may be' '(echo user_id,event,timestamp; seq 1 16384 | sed "s/.*/u,&,&/") | ia-drivers'

# Relations.
ia-gen --profile social --users 4000 --days 30 --seed 7 >social.csv
ia-gen --profile social --users 4000 --days 30 --seed 7 -o ndjson >social.ndjson
some='--details --outcome day:3..9 --min-users 1'
same 'one thread or eight' "ia-drivers -j 1 $some social.csv" "ia-drivers -j 8 $some social.csv"
same 'in little memory' "ia-drivers $some social.csv" "ia-drivers -S 1M $some social.csv"
same 'careful lane' "ia-drivers $some social.csv" "IA_LANE=careful ia-drivers $some social.csv"
same 'through a pipe' "ia-drivers $some social.csv" "cat social.csv | ia-drivers $some"
same 'CSV or NDJSON' "ia-drivers $some social.csv" "ia-drivers $some -o csv social.ndjson"
(head -n 1 social.csv && tail -n +2 social.csv | sort -t, -k2,2 -k5,5) >mixed.csv
same 'the order of input does not matter' "ia-drivers $some social.csv" "ia-drivers $some mixed.csv"
same 'nor do the names of users' "ia-drivers $some social.csv" "sed '1!s/^u/other-/' social.csv | ia-drivers $some"
same 'fewer events make fewer comparisons, and their q alone differs' \
	"ia-drivers $some social.csv | grep -E '^(event|like|post),' | cut -d, -f1-11,13-" \
	"ia-drivers $some --events like,post social.csv | cut -d, -f1-11,13-"
same 'a name or an expression' "ia-drivers $some --start register --outcome like --horizon 9d social.csv" \
	"ia-drivers $some --start 'lower(event) == \"register\"' --outcome 'event ~ \"^like\$\"' --horizon 9d social.csv"
same 'events before --start are not seen' "ia-drivers $some --start add_friend social.csv" \
	"awk -F, 'NR == 1 || \$2 == \"add_friend\" { on[\$1] = 1 } { last = \$3 } \$1 in on { print \$1 \",\" \$2 \",\" \$3 }
	END { print \"z,end,\" last }' social.csv | ia-drivers $some"

# Against pandas, scipy and statsmodels.
if needs_python 'scipy and statsmodels have the same numbers' pandas scipy statsmodels; then
	ia-gen --users 2500 --days 40 --seed 3 >shop.csv
	agrees 'as it comes' social.csv '' ''
	agrees 'days, a longer early window, other thresholds, all groups' social.csv \
		'--outcome day:7..13 --early 36h --at-least 1,2,4,7,20,50 --min-users 1' 'days=7..13 early=36 at=1,2,4,7,20,50 least=1'
	agrees 'a condition, a start' shop.csv "--outcome 'event == \"pay\" && price > 50' --horizon 10d --start view_item" \
		"outcome='event==\"pay\" and price > 50' horizon=240 start='event==\"view_item\"'"
	agrees 'an event, some events' shop.csv '--outcome pay --horizon 10d --early 6h --events search,pay,view_item' \
		"outcome='event==\"pay\"' horizon=240 early=6 events=search,pay,view_item"
	ia-gen --users 2500 --days 25 --seed 5 --messy | ia-dedupe | ia-clean --time timestamp >messy.csv
	agrees 'a messy log with bots' messy.csv '--outcome day:1..3 --min-users 1' 'days=1..3 least=1'
	if needs_shared 'the shop' data/ecom/ecom.csv; then
		agrees 'the shop' "$IA_SHARED/data/ecom/ecom.csv" '--outcome day:1..14 --min-users 5' 'days=1..14 least=5'
	fi
fi

# The driver that ia-gen planted, and none where there is none.
ia-gen --profile social --users 5000 --days 40 --truth truth.json >planted.csv
planted=$(grep -o '"driver":{"event":"[^"]*","at_least":[0-9]*' truth.json | sed 's/.*"event":"//; s/","at_least":/,/')
for outcome in day:7 day:7..13 'login --horizon 14d'; do
	gives "finds $planted by $outcome" "ia-drivers --outcome $outcome planted.csv | sed -n 2p | cut -d, -f1,2" <<END
$planted
END
done
holds 'with activity held fixed, too' \
	"ia-drivers --details --outcome day:7..13 planted.csv | awk -F, 'NR == 2 { exit !(\$13 > 2 && \$14 > 1.5) }'"
# a log of users who do more or less of everything, each event drawn from all alike: all goes with coming back, and with
# activity held fixed nothing does
# (the minimal standard generator of Park and Miller: each awk has a rand of its own)
awk 'function uniform() { seed = seed * 16807 % 2147483647; return seed / 2147483647 }
	BEGIN { seed = 4; print "user_id,event,timestamp"
	for (u = 0; u < 20000; u++) { rate = exp(uniform() * 3)
		for (k = 0; k < rate; k++) print "u" u ",e" int(uniform() * 6) "," int(k * 86400 / (rate + 1))
		if (uniform() < rate / 25) print "u" u ",e0,650000" }
	print "z,e0,9999999" }' >active.csv
holds 'activity alone is no driver' \
	"ia-drivers --details --at-least 1,2,3 active.csv | awk -F, 'NR > 1 { n++; q += \$12 + 0 < 0.001; fixed += \$16 < 0.01
	off += \$13 < 0.8 || \$13 > 1.25 } END { exit !(n == 18 && q == 18 && fixed <= 1 && off == 0) }'"
fails 'and that is said' 0 'ia-drivers active.csv' 'but not among users equally active \(adjusted\)'
if needs_python 'nothing in shuffled data' pandas scipy statsmodels; then
	ia-gen --profile social --users 1500 --days 30 --seed 2 >to-shuffle.csv
	for options in '' '--outcome day:3..7'; do
		holds "at most 5 % of 200 shuffled logs report anything: $options" \
			"$shuffle to-shuffle.csv 200 $options | tee shuffled | awk '{ exit !(\$1 <= 10 && \$3 == \"200;\") }'"
		gives 'and the log itself reports the driver' 'sed "s/.*; //" shuffled' <<'END'
add_friend 3
END
	done
fi
finish
