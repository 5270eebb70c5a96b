#!/usr/bin/env bash
# Times as people have them, the same in every tool; names of roles; one doubt told.
. "$(dirname "$0")/../lib.sh"

input compact.csv <<'END'
user_id,event,date
a,view,20240131
a,pay,20240301
b,view,20240131
END
gives 'compact dates are days: funnel' 'ia-funnel --steps view,pay --within 1h -o csv compact.csv' <<'END'
step,name,users,from_previous,from_first,dropped,median_time,p90_time
1,view,2,1.000000,1.000000,0,,
2,pay,0,0.000000,0.000000,2,,
END
gives 'and retention' 'ia-retention --period month --periods 2 --matrix -o csv compact.csv' <<'END'
cohort,size,complete,0,1,2
all,2,2,1.000000,0.000000,
2024-01,2,2,1.000000,0.000000,0.500000
END
same 'as by the format' 'ia-retention --period day --periods 3 -o csv compact.csv' \
	'ia-retention --period day --periods 3 --time-format %Y%m%d -o csv compact.csv'
gives 'nothing is told of them' 'ia-funnel --steps view compact.csv 2>&1 >/dev/null' <<'END'
END

# One instant in every form, each beside a column that keeps the row.
cat >forms <<'END'
2024-03-01T06:05:00Z
2024-03-01 14:05:00+08:00
2024-03-01 14:05
2024/03/01 14:05
2024/3/1 14:05
2024/3/1 14:05:00
2024-3-1 14:05
2024.3.1 14:05
2024年3月1日 14:05
2024年3月1日14时05分
2024年03月01日 14:05:00
2024-03-01 01:05:00 -0500
20240301T060500Z
20240301 14:05
20240301140500
20240301140500.0
1709273100
1709273100.0
1.7092731e9
1709273100000
1.7092731E12
1709273100000000
1709273100000000000
END
gives 'every form by ia-clean, in a zone' \
	'(echo t; cat forms) | ia-clean --tz Asia/Shanghai --time t | sort | uniq -c | tr -s " "' <<'END'
 23 2024-03-01T06:05:00Z
 1 t
END
gives 'as numbers of JSON' \
	"grep -E '^[0-9.eE]+\$' forms | grep -v '^2024[.]' | sed 's/.*/{\"t\":&}/' | ia-clean --tz Asia/Shanghai --time t | sort -u" <<'END'
{"t":"2024-03-01T06:05:00Z"}
END
gives 'as the time of events' \
	"(echo user_id,event,timestamp; sed 's/.*/u,e,&/' forms) | ia-features --tz Asia/Shanghai --as-of 2024年3月2日 | cut -d, -f1-3,6" <<'END'
user_id,first_seen,last_seen,events
u,2024-03-01T06:05:00Z,2024-03-01T06:05:00Z,23
END
same 'seen as a time by ia-stats' \
	"(echo t; cat forms) | ia-stats --tz Asia/Shanghai -o csv | cut -d, -f2,3" \
	'printf "type,count\ntime,23\n"'
gives 'compared with a time, whatever its form' \
	"(echo timestamp; cat forms) | ia-clean --tz Asia/Shanghai --where 'timestamp == \"2024年3月1日 14:05\" && timestamp == 1709273100' | wc -l | tr -d ' '" <<'END'
24
END
gives 'checked and in a range' \
	'(echo timestamp; cat forms) | ia-clean --tz Asia/Shanghai --check timestamp=time --range timestamp=20240301..2024/3/2 | wc -l | tr -d " "' <<'END'
24
END
for as_of in 20240302 2024/3/2 2024年3月2日 2024-03-02T00:00Z 1709337600 1709337600000; do
	same "--as-of $as_of" "printf 'user_id,event,timestamp\nu,e,2024-03-01\n' | ia-features --as-of $as_of" \
		"printf 'user_id,event,timestamp\nu,e,2024-03-01\n' | ia-features --as-of 2024-03-02"
done
same '--start' 'ia-gen --users 20 --start 2024年3月1日' 'ia-gen --users 20 --start 20240301'

# Clocks that are set: the gap and the fold of Berlin, 2026-03-29 and 2026-10-25.
same 'a gap and a fold, by the forms' \
	"printf 't\n2026/3/29 2:30\n20261025023000\n2026年10月25日 2:30\n' | ia-clean --tz Europe/Berlin --time t" \
	"printf 't\n2026-03-29T02:30:00\n2026-10-25T02:30:00\n2026-10-25T02:30:00\n' | ia-clean --tz Europe/Berlin --time t"

for bad in 2024-02-30 2023年2月29日 '2024-03-01 24:00' 24-3-1 2024年13月1日 2024-03 '2024-3-1 2:05 PM'; do
	fails "no time: $bad" 1 "printf 't\n$bad\n' | ia-clean --time t" ':2:1: bad-time: .*expected a time such as'
done
fails 'day or month first is refused with both' 1 "printf 'user_id,event,date\nu,e,03/04/2024 10:00\n' | ia-funnel --steps e" \
	"day or month first: --time-format '%d/%m/%Y %H:%M' or '%m/%d/%Y %H:%M': \"03/04/2024 10:00\""
fails 'a day above 12 says which' 1 "printf 't\n31.12.2024\n' | ia-clean --time t" "day first: --time-format '%d[.]%m[.]%Y'"
gives 'and that format reads it' "printf 't\n31.12.2024\n' | ia-clean --time-format '%d.%m.%Y' --time t" <<'END'
t
2024-12-31T00:00:00Z
END

if needs_python 'forms against datetime and pandas' zoneinfo; then
	for zone in UTC Asia/Shanghai America/St_Johns Europe/Berlin; do
		holds "forms against datetime and pandas: $zone" "$IA_PYTHON $IA_ROOT/tests/oracle/times.py 3000 1 $zone"
	done
fi

# Numbers that put times where nobody was.
input serial.csv <<'END'
user_id,event,date
a,view,45352.5
a,view,45353.5
END
gives 'a spreadsheet: one warning, with the first' 'ia-funnel --steps view serial.csv 2>&1 >/dev/null' <<'END'
ia-funnel: serial.csv:2:8: column "date": "45352.5" is read as 1970-01-01T12:35:52.500Z; where that is wrong, --time-format says what it is: excel (a spreadsheet's days), s, ms, us, ns, or a format such as %Y%m%d%H
END
gives 'not where the format is given' 'ia-funnel --steps view --time-format excel serial.csv 2>&1 >/dev/null' <<'END'
END
gives 'nor with --quiet' 'ia-funnel -q --steps view serial.csv 2>&1 >/dev/null' <<'END'
END
gives 'the serials are days' 'ia-clean --time-format excel --time date serial.csv' <<'END'
user_id,event,date
a,view,2024-03-01T12:00:00Z
a,view,2024-03-02T12:00:00Z
END
gives 'and back' 'ia-clean --time date --time-out excel --time-format excel serial.csv' <<'END'
user_id,event,date
a,view,45352.5
a,view,45353.5
END
for rule in '--time date' '--check date=time' '--range date=1960-01-01..'; do
	gives "ia-clean $rule tells it too" "ia-clean $rule serial.csv 2>&1 >/dev/null | cut -d: -f2-4" <<'END'
 serial.csv:2:8
END
done
gives 'days that are not: 30 February, hour 24' \
	"printf 'user_id,event,timestamp\na,e,20240229\na,e,20240230\na,e,20240101240000\n' | ia-funnel --steps e 2>&1 >/dev/null | cut -d';' -f1" <<'END'
ia-funnel: <stdin>:3:5: column "timestamp": "20240230" is read as 1970-08-23T06:17:10Z
END
gives 'no warning: ISO, birthdays, epochs' \
	"printf 'user_id,event,timestamp\na,e,1970-01-01\na,e,19850101\na,e,1709273100\na,e,2030-01-01\n' | ia-funnel --steps e 2>&1 >/dev/null" <<'END'
END
(echo user_id,event,timestamp; for i in $(seq 1 3000); do echo "u$i,e,2024-03-01"; done; echo u,e,77; for i in $(seq 1 3000); do echo "u$i,e,78"; done) >late.csv
same 'the first, for any number of threads' 'ia-features -j1 late.csv 2>&1 >/dev/null' 'ia-features -j4 <late.csv 2>&1 >/dev/null | sed "s/<stdin>/late.csv/"'

for unit in s ms us ns; do
	same "--time-format $unit there and back" "printf 't\n1709273100\n' | ia-clean --time t --time-out $unit | ia-clean --time t --time-format $unit" \
		"printf 't\n2024-03-01T06:05:00Z\n'"
done
gives 'a unit is kept whatever the size' "printf 't\n20240301\n' | ia-clean --time t=s" <<'END'
t
1970-08-23T06:18:21Z
END
fails 'an unknown name of a format' 2 'ia-clean --time-format days --time t x' "expected a time format with % such as %Y-%m-%d, or s, ms, us, ns or excel"

# Expressions.
input iso.csv <<'END'
user_id,event,timestamp
a,pay,2020-09-13T12:26:40Z
b,pay,2024-03-09T16:00:00Z
c,pay,1600000000
d,pay,1710000000000
END
for e in 'timestamp >= 1700000000' '1700000000 <= timestamp' 'timestamp >= 1700000000000' 'timestamp > "2024-01-01"' \
	'timestamp >= 20240101' 'timestamp in (1710000000)' 'timestamp != 1600000000' '!(timestamp < 1600000000 + 1)'; do
	gives "b and d: $e" "ia-clean --where '$e' iso.csv | cut -d, -f1 | paste -sd' '" <<'END'
user_id b d
END
done
gives 'the other way round' "ia-funnel --step 'old=timestamp < 1700000000' -o csv iso.csv | tail -1" <<'END'
1,old,2,1.000000,1.000000,0,,
END
input signup.csv <<'END'
id,signup,n
1,2023-05-01,5
2,2024-05-01T10:00:00Z,50
3,1680000000,500
4,1717000000000,5000
5,20230101,50000
6,2024年6月1日,500000
7,x,5
8,,5
END
gives 'a time in quotes against any column' "ia-clean --where 'signup >= \"2024-01-01\" && signup < \"2025\"' signup.csv | cut -d, -f1 | paste -sd' '" <<'END'
id 2 4 6
END
gives 'an epoch number against times of any column' "ia-clean --where 'signup < 1704067200' signup.csv | cut -d, -f1 | paste -sd' '" <<'END'
id 1 3 5
END
gives 'small numbers stay numbers' "ia-clean --where 'n < 2024 && signup != 5' signup.csv | cut -d, -f1 | paste -sd' '" <<'END'
id 3
END
input rules <<'END'
asleep: signup < 2024-01-15 -> coupon
END
fails 'a date without quotes, any column: rules' 2 'ia-segment -r rules signup.csv' 'a date stands in quotes: "2024-01-15"'
for e in 'signup >= 2024-01-01' '2024-1-1 == n' 'signup >= 2024/01/01' 'n in (1, 2024-01-01)' 'day(2024/1/1) == "x"' \
	'n > 5 || signup < 2024-12-31' 'timestamp < 1850-01-01'; do
	fails "a date without quotes: $e" 2 "ia-clean --where '$e' signup.csv" 'a date stands in quotes: "(2024|1850)-'
done
fails '--set' 2 "ia-clean --set 'd=2024-01-01' signup.csv" 'a subtraction; a date stands in quotes'
gives 'arithmetic that is none' "ia-clean --where 'n == 100/10/2 && n < 2200-12-31 && n < 2024-13-1' signup.csv | cut -d, -f1 | paste -sd' '" <<'END'
id 1 7 8
END
gives 'a range of numbers over texts that are times' \
	"grep -v x signup.csv | ia-clean --range signup=1704067200..1800000000 | cut -d, -f1 | paste -sd' '" <<'END'
id 2 6 8
END
fails 'and over what is none' 1 'ia-clean --range signup=1704067200..1800000000 signup.csv' ':8:3: bad-time: .*: "x"'
gives 'the time column, in whatever unit' 'ia-clean --range timestamp=1700000000..20250101 iso.csv | cut -d, -f1 | paste -sd" "' <<'END'
user_id b d
END

# Stats.
gives 'days as integers have no mean' "printf 'd,n,s\n20240101,1,20240101\n20240131,2,5\n' | ia-stats -o csv | cut -d, -f1,2,6-10,14" <<'END'
column,type,min,max,mean,sd,p1,p99
d,time,20240101,20240131,,,2024-01-01T07:12:00Z,2024-01-30T16:48:00Z
n,integer,1,2,1.5,0.7071067811865476,1.01,1.99
s,integer,5,20240101,10120053,14311909.133466715,202405.96,20037700.04
END
gives 'strings of JSON too' "printf '{\"d\":\"20240101\"}\n{\"d\":20240102}\n' | ia-stats -o csv | cut -d, -f1-3" <<'END'
column,type,count
d,time,2
END

# Roles by other names.
for header in userId,event_name,time distinct_id,action,ts user_pseudo_id,event_name,event_timestamp \
	用户ID,事件,时间 customer_id,event_type,event_time User_ID,EVENT,Timestamp USERID,Action,DATE 用户id,Event_Name,TS; do
	gives "$header" "printf '$header\na,view,2024-03-01\n' | ia-funnel --steps view -o csv 2>&1 | tail -1" <<'END'
1,view,1,1.000000,1.000000,0,,
END
done
gives 'two aliases: the first, and told' "printf 'user_id,event,date,event_time\na,view,x,2024-03-01\n' | ia-funnel --steps view -o csv 2>&1" <<'END'
ia-funnel: the time is column "event_time"; if it is "date": -t
step,name,users,from_previous,from_first,dropped,median_time,p90_time
1,view,1,1.000000,1.000000,0,,
END
gives 'not where one is named, or has the default name' \
	"printf 'user_id,event,timestamp,date,ts\na,view,2024-03-01,x,x\n' | ia-funnel --steps view 2>&1 >/dev/null; printf 'user_id,event,date,ts\na,view,2024-03-01,x\n' | ia-funnel -t date --steps view 2>&1 >/dev/null" <<'END'
END
fails 'null, and what is there for it' 1 "printf '{\"user_id\":null,\"user_pseudo_id\":\"1.2\",\"event_name\":\"e\",\"event_timestamp\":1612069510766593}\n' | ia-funnel --steps e" \
	"1:12: bad-type: column \"user_id\": expected a user id; it may be in user_pseudo_id: -u user_pseudo_id, or ia-clean --set 'user_id=coalesce[(]user_id, user_pseudo_id[)]' first: null"
gives 'and that advice works' \
	"printf '{\"user_id\":null,\"user_pseudo_id\":\"1.2\",\"event\":\"e\",\"ts\":1612069510766593}\n{\"user_id\":7,\"event\":\"e\",\"ts\":1612069510766593}\n' | ia-clean --set 'user_id=coalesce(user_id, user_pseudo_id)' | ia-features | jq -r .user_id" <<'END'
1.2
7
END
for other in device_id anonymousId anonymous_id distinct_id; do
	fails "empty, beside $other" 1 "printf 'user_id,$other,event,timestamp\n,x,e,2024-03-01\n' | ia-funnel --steps e" \
		"empty-key: .*it may be in $other: -u $other"
done
fails 'an event that is null' 1 "printf '{\"user_id\":1,\"event\":null,\"event_name\":\"e\",\"timestamp\":1}\n' | ia-funnel --steps e" 'it may be in event_name: -e event_name'

# Chinese input.
gives 'durations and full-width commas' \
	"printf '用户ID,事件,时间\na,注册,2024年3月1日 9:00\na,支付,2024年3月2日 8:59\n' | ia-funnel --steps '注册，支付' --within 24小时 -o csv | cut -d, -f1-3" <<'END'
step,name,users
1,注册,1
2,支付,1
END
for d in 7天 1周 168小时 10080分钟 604800秒; do
	same "--within $d" "ia-gen --users 200 | ia-funnel --steps register,pay --within $d" \
		'ia-gen --users 200 | ia-funnel --steps register,pay --within 7d'
done
printf '\323\303\273\247ID,b\n1,2\n' >gbk.csv
printf 'id,b\n1,\326\247\270\266\n' >rows.csv
printf '{"id":"\326\247\270\266"}\n' >gbk.ndjson
for file in gbk.csv rows.csv gbk.ndjson; do
	fails "GB18030 is named with the file: $file" 1 "ia-stats $file" "iconv -f GB18030 -t UTF-8 $file"
done
gives 'and that makes it readable' 'iconv -f GB18030 -t UTF-8 gbk.csv | ia-clean --select 用户ID' <<'END'
用户ID
1
END
finish
