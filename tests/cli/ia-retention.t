# ia-retention.t: answers worked out by hand, answers of others, and what must not change them.
. "$(dirname "$0")/../lib.sh"

input app.csv <<'END'
user_id,event,timestamp,channel
ann,open,2026-03-01T10:00:00Z,ads
bob,open,2026-03-01T22:00:00Z,seo
ann,pay,2026-03-02T09:00:00Z,seo
cy,open,2026-03-02T12:00:00Z,
ann,open,2026-03-03T08:00:00Z,
END

gives 'by the day: partly reached cells say so, others are missing, all weighs complete ones' 'ia-retention --periods 2 app.csv' <<'END'
cohort,size,period,users,rate,complete
all,3,0,3,1.000000,1
all,2,1,1,0.500000,1
all,0,2,,,0
2026-03-01,2,0,2,1.000000,1
2026-03-01,2,1,1,0.500000,1
2026-03-01,2,2,1,0.500000,0
2026-03-02,1,0,1,1.000000,1
2026-03-02,1,1,0,0.000000,0
2026-03-02,1,2,,,0
END
gives 'NDJSON: what is missing is null' 'ia-retention --periods 2 -o ndjson app.csv | sed -n "3p;9p"' <<'END'
{"cohort":"all","size":0,"period":2,"users":null,"rate":null,"complete":0}
{"cohort":"2026-03-02","size":1,"period":2,"users":null,"rate":null,"complete":0}
END
gives "by each user's own 24 hours" 'ia-retention --period 24h --periods 1 app.csv' <<'END'
cohort,size,period,users,rate,complete
all,2,0,2,1.000000,1
all,0,1,,,0
2026-03-01,2,0,2,1.000000,1
2026-03-01,2,1,1,0.500000,0
2026-03-02,1,0,1,1.000000,0
2026-03-02,1,1,,,0
END
gives 'a start and a return: the start itself is none, what came before it does not count' \
	'ia-retention --start "event == \"pay\"" --return open --periods 1 app.csv' <<'END'
cohort,size,period,users,rate,complete
all,1,0,0,0.000000,1
all,0,1,,,0
2026-03-02,1,0,0,0.000000,1
2026-03-02,1,1,1,1.000000,0
END
gives 'a cohort for every period with a start' 'ia-retention --start open --cohort every --periods 2 app.csv | grep ^20' <<'END'
2026-03-01,2,0,2,1.000000,1
2026-03-01,2,1,1,0.500000,1
2026-03-01,2,2,1,0.500000,0
2026-03-02,1,0,1,1.000000,1
2026-03-02,1,1,0,0.000000,0
2026-03-02,1,2,,,0
2026-03-03,1,0,1,1.000000,0
2026-03-03,1,1,,,0
2026-03-03,1,2,,,0
END
gives 'the value at the start; a missing one first' 'ia-retention --by channel --periods 1 app.csv' <<'END'
channel,cohort,size,period,users,rate,complete
,all,1,0,1,1.000000,1
,all,0,1,,,0
,2026-03-02,1,0,1,1.000000,1
,2026-03-02,1,1,0,0.000000,0
ads,all,1,0,1,1.000000,1
ads,all,1,1,1,1.000000,1
ads,2026-03-01,1,0,1,1.000000,1
ads,2026-03-01,1,1,1,1.000000,1
seo,all,1,0,1,1.000000,1
seo,all,1,1,0,0.000000,1
seo,2026-03-01,1,0,1,1.000000,1
seo,2026-03-01,1,1,0,0.000000,1
END
gives 'wide: how many cells are over stands in the third column' 'ia-retention --matrix --periods 2 app.csv' <<'END'
cohort,size,complete,0,1,2
all,3,2,1.000000,0.500000,
2026-03-01,2,2,1.000000,0.500000,0.500000
2026-03-02,1,1,1.000000,0.000000,
END
gives 'wide, for eyes without blocks: a star where a cell is not over' 'LC_ALL=C ia-retention --matrix --periods 2 -o table app.csv' <<'END'
cohort      size  complete       0       1       2
all            3         2  1.000   0.500
of                               3       2
2026-03-01     2         2  1.000   0.500   0.500*
2026-03-02     1         1  1.000   0.000*
* not over
END
gives 'and with them: the darkest is what a rate behind period 0 surely reaches, and what they mean stands below' 'LC_ALL=C.UTF-8 TERM=xterm ia-retention --matrix --periods 2 -o table app.csv' <<'END'
cohort      size  complete       0       1       2
all            3         2  1.000█  0.500█
of                               3       2
2026-03-01     2         2  1.000█  0.500█  0.500*
2026-03-02     1         1  1.000█  0.000*
░ to 0.024, ▒ to 0.047, ▓ to 0.071, █ more; * not over
END
same 'a dumb terminal has none' 'LC_ALL=C.UTF-8 TERM=dumb ia-retention --matrix -o table app.csv' 'LC_ALL=C ia-retention --matrix -o table app.csv'
gives 'who was there when' 'ia-retention --lifecycle app.csv' <<'END'
period,new,returning,resurrected,dormant,complete
2026-03-01,2,0,0,0,1
2026-03-02,1,1,0,1,1
2026-03-03,0,1,0,1,0
END

# Five users at one rate each: shades by quarters of the largest.
{
	echo user_id,timestamp
	for n in 1 2 3 4; do
		for u in 1 2 3 4 5 6 7 8; do
			echo "c$n-$u,2026-01-0${n}T00:00:00Z"
			[ "$u" -le $((n * 2)) ] && echo "c$n-$u,2026-01-0$((n + 1))T00:00:00Z"
		done
	done
	echo last,2026-02-01
} >shades.csv
gives 'four shades' 'LC_ALL=C.UTF-8 ia-retention --matrix --periods 2 -o table shades.csv | sed "s/ *$//" | sed -n "1,7p; \$p"' <<'END'
cohort      size  complete       0       1       2
all           33         3  1.000█  0.625█  0.000
of                              32      32      32
2026-01-01     8         3  1.000█  0.250▒  0.000
2026-01-02     8         3  1.000█  0.500▓  0.000
2026-01-03     8         3  1.000█  0.750█  0.000
2026-01-04     8         3  1.000█  1.000█  0.000
░ to 0.169, ▒ to 0.338, ▓ to 0.507, █ more; * not over
END
if needs_terminal 'on a terminal'; then
	on_terminal() { # NAME, what is written, what it is the same as
		same "on a terminal: $1" "LC_ALL=C script -qec 'stty cols 400; $2' /dev/null </dev/null | tr -d '\r'" "LC_ALL=C $3"
	}
	days() { # N: a user on each of so many days, another on the first
		echo user_id,timestamp
		echo v,2026-01-01
		for k in $(seq 0 "$(($1 - 1))"); do date -u -d "2026-01-01 + $k days" +u,%F; done
	}
	days 6 >6.csv
	days 29 >29.csv
	days 30 >30.csv
	days 183 >183.csv
	days 184 >184.csv
	on_terminal 'a matrix of the days that there are' 'ia-retention 6.csv' 'ia-retention --matrix -o table --periods 5 6.csv'
	on_terminal 'four weeks' 'ia-retention 29.csv' 'ia-retention --matrix -o table --period day 29.csv'
	on_terminal 'weeks' 'ia-retention --week-start sunday 30.csv' 'ia-retention --matrix -o table --period week --week-start sunday --periods 4 30.csv'
	on_terminal 'half a year' 'ia-retention 183.csv' 'ia-retention --matrix -o table --period week 183.csv'
	on_terminal 'months' 'ia-retention 184.csv' 'ia-retention --matrix -o table --period month --periods 6 184.csv'
	on_terminal 'returns that are counted' 'ia-retention --at-least 2 --return "user_id == \"u\"" 30.csv' \
		"ia-retention --matrix -o table --at-least 2 --return 'user_id == \"u\"' --period week --periods 4 30.csv"
	on_terminal 'a zone, and values' 'ia-retention --by user_id --tz Asia/Tokyo -o table 30.csv' \
		'ia-retention --by user_id --tz Asia/Tokyo --matrix -o table --period week --periods 4 30.csv'
	on_terminal 'what was asked for' 'ia-retention --period month 30.csv' 'ia-retention --matrix -o table --period month 30.csv'
	on_terminal 'so many periods are of days' 'ia-retention --periods 3 30.csv' 'ia-retention --matrix -o table --periods 3 30.csv'
	on_terminal 'rows for programs' 'ia-retention -o csv 30.csv' 'ia-retention 30.csv'
	on_terminal 'other forms' 'ia-retention --lifecycle 6.csv' 'ia-retention --lifecycle -o table 6.csv'
	on_terminal 'nobody' 'ia-retention -i ndjson /dev/null' 'ia-retention -i ndjson --matrix -o table /dev/null'
fi

# u is there on days 1, 2, 4, 5, 9; v on day 1; the data ends on day 10.
input long.csv <<'END'
user_id,event,timestamp
u,a,2026-01-01T08:00:00Z
u,a,2026-01-02T08:00:00Z
u,a,2026-01-02T09:00:00Z
u,a,2026-01-04T08:00:00Z
u,a,2026-01-05T08:00:00Z
u,a,2026-01-09T08:00:00Z
v,a,2026-01-01T08:00:00Z
w,z,2026-01-10T08:00:00Z
END
first='grep ^2026-01-01 | cut -d, -f3,4,6'
gives 'rolling: then or later, behind the last period that is written too' "ia-retention --mode rolling --periods 3 long.csv | $first" <<'END'
0,2,1
1,1,1
2,1,1
3,1,1
END
gives 'brackets: 0, 1, 2-3, 4-7, 8-14, 15-30 of days behind the start' "ia-retention --mode bracket long.csv | $first" <<'END'
0,2,1
1,1,1
2-3,1,1
4-7,1,1
8-14,1,0
15-30,,0
END
gives 'brackets of our own, also as a matrix and in NDJSON' \
	"ia-retention --mode bracket --brackets 2,8 long.csv | $first; ia-retention --mode bracket --brackets 2,8 --matrix long.csv | head -n 1
	ia-retention --mode bracket --brackets 2,8 -o ndjson long.csv | sed -n 3p" <<'END'
0,2,1
1-2,1,1
3-8,1,1
cohort,size,complete,0,1-2,3-8
{"cohort":"all","size":2,"period":"3-8","users":1,"rate":0.500000,"complete":1}
END
gives 'so many return events in the period; in the bracket; rolling: in some one period' \
	"for m in exact rolling; do ia-retention --at-least 2 --mode \$m --periods 2 long.csv | $first; done
	ia-retention --at-least 2 --mode bracket --brackets 1,3,7 long.csv | $first" <<'END'
0,0,1
1,1,1
2,0,1
0,1,1
1,1,1
2,0,1
0,0,1
1,1,1
2-3,0,1
4-7,0,1
END
gives 'no period but that of the start' "ia-retention --periods 0 long.csv | $first" <<'END'
0,2,1
END
gives 'a day that ends as the last event comes is over, and not a microsecond before' \
	'for t in 2026-01-02T23:59:59.999999Z 2026-01-03T00:00:00Z; do printf "user_id,timestamp\na,2026-01-02T05:00:00Z\nb,%s\n" $t |
	ia-retention --periods 0 | grep ^2026-01-02 | cut -d, -f2,6; done' <<'END'
2,0
1,1
END
gives 'a period of 24 hours too: over at its end, for all of the cohort' \
	'for t in 2026-01-03T04:59:59.999999Z 2026-01-03T05:00:00Z; do printf "user_id,timestamp\na,2026-01-02T05:00:00Z\nc,2026-01-02T04:00:00Z\nb,%s\n" $t |
	ia-retention --period 24h --periods 1 | grep ^2026-01-02 | cut -d, -f2-6; done' <<'END'
2,0,2,1.000000,0
2,1,0,0.000000,0
2,0,2,1.000000,1
2,1,0,0.000000,0
END
gives 'a period of 24 hours holds its beginning, not its end' \
	'for t in 23:59:59.999999 24 ; do [ $t = 24 ] && t="02T00:00:00" || t="01T$t"
	printf "user_id,timestamp\na,2026-01-01T00:00:00Z\na,2026-01-%sZ\n" $t | ia-retention --period 24h --periods 1 | grep ^2026 | cut -d, -f3,4; done' <<'END'
0,1
1,
0,1
1,1
END
gives 'the week that the user knows, and months' \
	'for o in "--period week" "--period week --week-start sunday" "--period month"; do ia-retention $o --periods 1 long.csv | grep ^20 | cut -d, -f1-4; done' <<'END'
2025-12-29,2,0,2
2025-12-29,2,1,1
2026-01-05,1,0,1
2026-01-05,1,1,
2025-12-28,2,0,2
2025-12-28,2,1,1
2026-01-04,1,0,1
2026-01-04,1,1,
2026-01,3,0,3
2026-01,3,1,
END
gives 'lifecycle: empty periods too, dormant once' 'ia-retention --lifecycle long.csv | cut -d, -f1-5' <<'END'
period,new,returning,resurrected,dormant
2026-01-01,2,0,0,0
2026-01-02,0,1,0,1
2026-01-03,0,0,0,1
2026-01-04,0,0,1,0
2026-01-05,0,1,0,0
2026-01-06,0,0,0,1
2026-01-07,0,0,0,0
2026-01-08,0,0,0,0
2026-01-09,0,0,1,0
2026-01-10,1,0,0,1
END
gives 'stickiness: active days of the week, and of weeks that are over' 'ia-retention --stickiness long.csv | grep -v ",0,0.000000"' <<'END'
period,days,user_weeks,share,dau_wau,complete
all,1,1,0.500000,0.285714,1
all,3,1,0.500000,0.285714,1
2025-12-29,1,1,0.500000,0.285714,1
2025-12-29,3,1,0.500000,0.285714,1
2026-01-05,1,1,0.500000,,0
2026-01-05,2,1,0.500000,,0
END
gives 'DAU/MAU: the mean day over the month, of all that are over' 'printf "%s\n" user_id,timestamp a,2026-02-01 a,2026-02-02 b,2026-02-02 \
	a,2026-03-05 a,2026-04-01 | ia-retention --stickiness --period month | grep -E "^[^,]*,1,.*,1$"' <<'END'
all,1,2,0.666667,0.045198,1
2026-02,1,1,0.500000,0.053571,1
2026-03,1,1,1.000000,0.032258,1
END
gives 'a month has as many rows as days' 'for m in 2023-02 2024-02 2026-04 2026-05; do printf "user_id,timestamp\na,$m-03\n" | ia-retention --stickiness --period month | grep -c "^$m"; done' <<'END'
28
29
30
31
END

# Berlin's clock: 2026-03-29 has 23 hours (22:00Z is the next day), 2026-10-25 has 25.
input berlin.csv <<'END'
user_id,timestamp
spring,2026-03-28T23:00:00Z
spring,2026-03-29T21:59:59Z
spring,2026-03-29T22:00:00Z
autumn,2026-10-24T22:00:00Z
autumn,2026-10-25T22:59:59Z
autumn,2026-10-25T23:00:00Z
END
gives 'days of 23 and 25 hours are one day each' \
	'ia-retention --tz Europe/Berlin --at-least 2 --periods 1 berlin.csv | grep ^20; ia-retention --tz Europe/Berlin --at-least 1 --periods 2 berlin.csv | grep ^20' <<'END'
2026-03-29,1,0,1,1.000000,1
2026-03-29,1,1,0,0.000000,1
2026-10-25,1,0,1,1.000000,1
2026-10-25,1,1,0,0.000000,0
2026-03-29,1,0,1,1.000000,1
2026-03-29,1,1,1,1.000000,1
2026-03-29,1,2,0,0.000000,1
2026-10-25,1,0,1,1.000000,1
2026-10-25,1,1,1,1.000000,0
2026-10-25,1,2,,,0
END
# St. John's set its clock back at 00:01: behind half a minute of the 29th came an hour of the 28th again.
input newfoundland.csv <<'END'
user_id,event,timestamp
ann,a,2006-10-29T02:30:30Z
ann,a,2006-10-29T02:45:00Z
ann,a,2006-10-29T12:00:00Z
bob,a,2006-11-02T00:00:00Z
END
gives 'a clock set back over midnight: the start is the first event in time' \
	'ia-retention --tz America/St_Johns --periods 1 newfoundland.csv; ia-retention --tz America/St_Johns --lifecycle newfoundland.csv' <<'END'
cohort,size,period,users,rate,complete
all,1,0,1,1.000000,1
all,1,1,0,0.000000,1
2006-10-29,1,0,1,1.000000,1
2006-10-29,1,1,0,0.000000,1
2006-11-01,1,0,1,1.000000,0
2006-11-01,1,1,,,0
period,new,returning,resurrected,dormant,complete
2006-10-29,1,0,0,0,1
2006-10-30,0,0,0,1,1
2006-10-31,0,0,0,0,1
2006-11-01,1,0,0,0,0
END
for what in '--period week' --lifecycle '--stickiness' '--cohort every'; do
	same "and the value of --by does not change that: $what" "ia-retention --tz America/St_Johns $what newfoundland.csv" \
		"ia-retention --tz America/St_Johns --by event $what newfoundland.csv | cut -d, -f2-"
done
gives '24 hours are 24 hours there too' 'ia-retention --tz Europe/Berlin --period 24h --at-least 2 --periods 1 berlin.csv | grep ^20 | cut -d, -f1,3,4' <<'END'
2026-03-29,0,1
2026-03-29,1,0
2026-10-25,0,0
2026-10-25,1,1
END
gives 'in UTC they are other days' 'ia-retention --periods 1 berlin.csv | grep ^20 | cut -d, -f1,3,4' <<'END'
2026-03-28,0,1
2026-03-28,1,1
2026-10-24,0,1
2026-10-24,1,1
END

# Wrong usage, before the input is waited for.
fails 'no such period' 2 'ia-retention --period days' 'option --period: expected day, week, month or a duration such as 24h, found "days"'
fails 'a period of nothing' 2 'ia-retention --period 0' 'option --period'
fails 'too long a period' 2 'ia-retention --period 40000d' 'option --period'
fails 'too many periods' 2 'ia-retention --periods 4000' 'option --periods: at most 3660'
fails 'periods too long together' 2 'ia-retention --period 36500d --periods 3000' 'option --period: so many periods of this length are too long'
fails 'brackets that do not grow' 2 'ia-retention --mode bracket --brackets 1,3,3' 'option --brackets: .*found "3"'
fails 'a bracket that is no number' 2 'ia-retention --mode bracket --brackets 1,x' 'option --brackets: .*found "x"'
fails 'a bracket of zero' 2 'ia-retention --mode bracket --brackets 0,1' 'option --brackets'
fails 'brackets without the mode' 2 'ia-retention --brackets 1,3' 'goes with --mode bracket'
fails 'brackets and periods' 2 'ia-retention --mode bracket --periods 3' 'the brackets say how far'
fails 'no such mode' 2 'ia-retention --mode unbounded' 'exact'
fails 'at least nothing' 2 'ia-retention --at-least 0' 'option --at-least: expected 1 or more'
fails 'two answers' 2 'ia-retention --lifecycle --stickiness' 'not both'
for option in --matrix '--periods 3' '--mode rolling' '--cohort every'; do
	fails "a lifecycle has no cohorts: $option" 2 "ia-retention --lifecycle $option" "option ${option%% *}: it is for cohorts"
	fails "nor has stickiness: $option" 2 "ia-retention --stickiness $option" "option ${option%% *}: it is for cohorts"
done
fails 'a lifecycle by own hours' 2 'ia-retention --lifecycle --period 24h' 'option --period: .*go by the calendar'
fails 'a first day of weeks where there are none' 2 'ia-retention --period 7d --week-start sunday app.csv' \
	"week-start: a period of a length counts from each user's start; give week"
fails 'stickiness of a day' 2 'ia-retention --stickiness --period day' 'give week or month'
fails 'a column that the answer has' 2 'ia-retention --by cohort' 'option --by: .*rename it first'
fails 'one of the matrix' 2 'ia-retention --by 4 --no-header -u 1 -t 3 --matrix app.csv' 'option --by: .*rename it first'
holds 'which the rows have not' 'ia-retention --by 4 --no-header -u 1 -t 3 --on-error skip --max-rejects 9 app.csv'
fails 'an expression that is none' 2 'ia-retention --start "price >"' 'option --start'
fails 'and in --return' 2 'ia-retention --return "(("' 'option --return'
fails 'no such column' 2 'ia-retention --by chanel app.csv' 'no-column.*channel'
fails 'no such column in an expression' 2 "ia-retention --return 'prise > 3' app.csv" 'no-column'
fails 'no column of users' 2 'ia-retention -u who app.csv' 'no-column'
fails 'a bad time' 1 'printf "user_id,timestamp\na,2026-13-01\n" | ia-retention' 'bad-time'
fails 'an empty user' 1 'printf "user_id,timestamp\n,2026-12-01\n" | ia-retention' 'empty-key'
fails 'nothing at all' 1 'ia-retention </dev/null' 'empty-input'
gives 'a header alone' 'head -n 1 app.csv | ia-retention; head -n 1 app.csv | ia-retention --matrix --periods 1
	head -n 1 app.csv | ia-retention --lifecycle; head -n 1 app.csv | ia-retention --stickiness; ia-retention -i ndjson </dev/null' <<'END'
cohort,size,period,users,rate,complete
cohort,size,complete,0,1
period,new,returning,resurrected,dormant,complete
period,days,user_weeks,share,dau_wau,complete
END
gives 'nobody who started' 'ia-retention -q --start buy app.csv' <<'END'
cohort,size,period,users,rate,complete
END
holds 'a name that no event has is told, with the nearest' 'ia-retention --start opne --return pay app.csv 2>unseen &&
	grep -qx "ia-retention: no event is named \"opne\" (did you mean \"open\"?); ia-stats --freq event lists them" unseen &&
	[ "$(wc -l <unseen)" = 1 ]'
holds 'not with --quiet, nor where every name is there' 'ia-retention -q --start opne app.csv 2>unseen &&
	ia-retention --start open --return pay app.csv 2>>unseen && [ ! -s unseen ]'
gives 'no column of events is needed without names' 'printf "user_id,timestamp\na,2026-01-01\n" | ia-retention --periods 0' <<'END'
cohort,size,period,users,rate,complete
all,0,0,,,0
2026-01-01,1,0,1,1.000000,0
END
gives 'bad records are left out, also of how far the data goes' \
	'printf "user_id,timestamp\na,2026-01-01\n,2027-01-01\na,soon\n" | ia-retention --on-error skip --max-rejects 9 --periods 0 2>account; cat account' <<'END'
cohort,size,period,users,rate,complete
all,0,0,,,0
2026-01-01,1,0,1,1.000000,0
ia-retention: 3 read, 1 written, 2 rejected (empty-key 1, bad-time 1), 0 altered
END

# What must not change an answer.
ia-gen --users 3000 --days 40 >gen.csv
ia-gen --users 3000 --days 40 -o ndjson >gen.ndjson
(head -n 1 gen.csv; tail -n +2 gen.csv | LC_ALL=C sort -t , -k 4,4 -k 1,1) >mixed.csv
same_for_all() { # NAME OPTIONS
	same "$1: -j 1 and -j 8" "ia-retention -j 1 $2 gen.csv" "ia-retention -j 8 $2 gen.csv"
	same "$1: no memory to speak of" "ia-retention $2 gen.csv" "ia-retention -S 64K -j 3 $2 gen.csv"
	same "$1: CSV and NDJSON" "ia-retention $2 gen.csv" "ia-retention -o csv $2 gen.ndjson"
	same "$1: file and pipe" "ia-retention $2 gen.csv" "cat gen.csv | ia-retention $2"
	same "$1: careful lane" "ia-retention $2 gen.csv" "IA_LANE=careful ia-retention $2 gen.csv"
	same "$1: the order of the input" "ia-retention $2 gen.csv" "ia-retention $2 mixed.csv"
	same "$1: the names of users" "ia-retention $2 gen.csv" "sed '2,\$s/^/a-much-longer-name-of-a-user-than-fits-into-a-place-/' gen.csv | ia-retention $2"
}
same_for_all 'plain' ''
same_for_all 'a start, weeks in Berlin' '--start register --period week --tz Europe/Berlin'
same_for_all 'twice in the period, every' '--at-least 2 --cohort every --matrix'
same_for_all '24 hours, rolling, payers' '--period 24h --mode rolling --return pay'
same_for_all 'brackets by device' '--mode bracket --by device --start register --return view_item'
same_for_all 'lifecycle' '--lifecycle'
same_for_all 'stickiness' '--stickiness --period month'
sed 's/,2026-/,1966-/' gen.csv >sixties.csv
same 'before 1970, also where a thread knows nobody of a cohort' 'ia-retention --period 24h --by device -j 1 sixties.csv' \
	'ia-retention --period 24h --by device -j 8 sixties.csv'
same 'and as long ago as any time' 'ia-retention gen.csv | sed s/2026-/1966-/' 'ia-retention sixties.csv'
same 'names and expressions' 'ia-retention --start register --return pay gen.csv' \
	"ia-retention --start 'lower(event) == \"register\"' --return 'event ~ \"^pay\$\"' gen.csv"
same 'any event, said as an expression' 'ia-retention gen.csv' "ia-retention --start 'len(event) > 0' --return 'len(event) > 0' gen.csv"
ia-gen --users 9000 --days 300 --events 90000 >years.csv
for option in '' '--cohort every --start view_item' '--mode rolling --period week' '--lifecycle' '--stickiness'; do
	same "many users and periods, the events one by one: $option" "ia-retention $option years.csv" \
		"ia-retention $option --return 'len(event) > 0' years.csv"
	same "and in little memory: $option" "ia-retention $option years.csv" "ia-retention -S 1M $option years.csv"
done
same 'each value of --by as a filter' "ia-retention --start register --by channel gen.csv | grep ^ads | cut -d, -f2-4,5" \
	"ia-clean --where 'channel == \"ads\" || event != \"register\"' gen.csv | ia-retention --start register | tail -n +2 | cut -d, -f1-4"
same 'at midnight days and 24 hours are the same' "sed 's/T[0-9:]*Z/T00:00:00Z/' gen.csv | ia-retention" "sed 's/T[0-9:]*Z/T00:00:00Z/' gen.csv | ia-retention --period 24h"
holds 'cohorts add up to the users' '[ "$(ia-retention --periods 0 gen.csv | awk -F, "/^20/ { n += \$2 } END { print n }")" = "$(tail -n +2 gen.csv | cut -d, -f1 | sort -u | wc -l)" ]'
holds 'active users of a period are those returning and dormant in the next' "ia-retention --lifecycle --by device gen.csv | tail -n +2 |
	awk -F, '\$1 == by && \$4 + \$6 != active { exit 1 } { by = \$1; active = \$3 + \$4 + \$5 }'"
holds 'rolling is never below exact, and never grows' "paste -d, <(ia-retention --mode rolling gen.csv) <(ia-retention gen.csv) | grep ^20 |
	awk -F, '\$4 < \$10 || (\$3 > 0 && \$4 != \"\" && \$4 + 0 > last) { exit 1 } { last = \$4 }'"

# Others' answers.
if needs_python 'retention by a brute force in Python' pandas; then
	holds 'random logs against a brute force in Python' "$IA_PYTHON $IA_ROOT/tests/oracle/retention.py random 1 1500"
	needs_shared 'the worked cases of others' cases/cases.json &&
		holds 'the worked cases of others' "$IA_PYTHON $IA_ROOT/tests/oracle/retention.py cases $IA_SHARED/cases/cases.json"
	needs_shared 'the real logs' data/reference &&
		holds 'the real logs' "$IA_PYTHON $IA_ROOT/tests/oracle/retention.py logs $IA_SHARED/data"
fi
finish
