# ia-identify.t: who an anonymous visitor was: by hand, by brute force, and what cannot be.
. "$(dirname "$0")/../lib.sh"

input log.csv <<'END'
user_id,anonymous_id,event,timestamp
,d1,view,2026-01-01
u1,d1,login,2026-01-02
,d1,view,2026-01-03
u2,d1,login,2026-01-04
,d1,view,2026-01-05
,d2,view,2026-01-01
,,ping,2026-01-01
u3,d3,login,2026-01-06
,d3,view,2026-01-05
END
users() { # OPTIONS: the users of the rows, in a line
	ia-identify -q "$@" log.csv | tail -n +2 | cut -d, -f1 | tr '\n' ' '
}
export -f users
gives 'a device belongs to the first user seen on it' 'ia-identify -q log.csv' <<'END'
user_id,anonymous_id,event,timestamp
u1,d1,view,2026-01-01
u1,d1,login,2026-01-02
u1,d1,view,2026-01-03
u2,d1,login,2026-01-04
u1,d1,view,2026-01-05
,d2,view,2026-01-01
,,ping,2026-01-01
u3,d3,login,2026-01-06
u3,d3,view,2026-01-05
END
gives 'to whoever logged in last before; before all to the first' 'users --mode last-touch; echo' <<'END'
u1 u1 u1 u2 u2   u3 u3 
END
gives 'a device with two users is left alone' 'users --mode strict; echo' <<'END'
 u1  u2    u3 u3 
END
holds 'what was done is said' \
	"ia-identify log.csv 2>&1 >/dev/null | grep -qx 'ia-identify: rows that got a user: 4, that have none: 2'"
gives 'the table of links' 'ia-identify --links log.csv -o csv' <<'END'
anonymous_id,user_id,first_seen,events,conflict
d1,u1,2026-01-01T00:00:00Z,5,1
d2,,2026-01-01T00:00:00Z,1,0
d3,u3,2026-01-05T00:00:00Z,2,0
END
same 'the order of rows is no matter, times are' 'ia-identify -q log.csv | tail -n +2 | sort' \
	'{ head -n 1 log.csv; tail -n +2 log.csv | tac; } | ia-identify -q | tail -n +2 | sort'
same 'a pipe' 'ia-identify -q log.csv' 'cat log.csv | ia-identify -q'
printf 'anonymous_id,user_id,timestamp\nd2,x,2026-01-01\nx,u9,2026-01-01\n' >chain.csv
gives 'aliases are followed' 'users --aliases chain.csv; echo' <<'END'
u1 u1 u1 u2 u1 u9  u3 u3 
END
printf 'anonymous_id,user_id\nd2,x\nx,d2\n' >loop.csv
gives 'a loop without a user is nobody' 'users --aliases loop.csv; echo' <<'END'
u1 u1 u1 u2 u1   u3 u3 
END
printf '{"anonymous_id":"u2","user_id":"u1"}\n' >merge.ndjson
gives 'two users who were seen are not joined' 'users --aliases merge.ndjson; echo' <<'END'
u1 u1 u1 u2 u1   u3 u3 
END
gives 'unless it is asked for' 'users --aliases merge.ndjson --merge-users --mode last-touch; echo' <<'END'
u1 u1 u1 u1 u1   u3 u3 
END
holds 'which is said' "ia-identify --aliases merge.ndjson --merge-users log.csv 2>&1 >/dev/null | grep -q '^ia-identify: rows that got the user that theirs is an alias of: 1$'"
gives 'NDJSON: a user that is absent, null or empty' \
	"printf '%s\n' '{\"anonymous_id\":\"d\",\"t\":1,\"timestamp\":\"2026-01-01\"}' '{\"user_id\":null,\"anonymous_id\":\"d\",\"timestamp\":\"2026-01-01\"}' \
	'{\"user_id\":7,\"anonymous_id\":\"d\",\"timestamp\":\"2026-01-02\"}' | ia-identify -q" <<'END'
{"anonymous_id":"d","t":1,"timestamp":"2026-01-01","user_id":"7"}
{"user_id":"7","anonymous_id":"d","timestamp":"2026-01-01"}
{"user_id":7,"anonymous_id":"d","timestamp":"2026-01-02"}
END
gives 'no rows' "echo user_id,anonymous_id,timestamp | ia-identify -q" <<'END'
user_id,anonymous_id,timestamp
END
fails 'no device' 2 "printf 'user_id,timestamp\na,2026-01-01\n' | ia-identify" 'no column "anonymous_id"'
holds 'under another name' "sed s/anonymous_id/cookie/ log.csv >cookie.csv; ia-identify -q -a cookie cookie.csv | tail -n +2 | cmp - <(ia-identify -q log.csv | tail -n +2)"
fails 'no user' 2 "printf 'anonymous_id,timestamp\na,2026-01-01\n' | ia-identify" 'no column "user_id"'
fails 'no time' 2 "printf 'user_id,anonymous_id\na,b\n' | ia-identify" 'no column "timestamp"'
fails 'an alias file that is not there' 3 'ia-identify --aliases nowhere log.csv' 'nowhere: cannot open'
printf 'anonymous_id,who\nd2,x\n' >other.csv
fails 'or has other columns' 2 'ia-identify --aliases other.csv log.csv' 'other.csv.*no column "user_id"'
fails 'an alias without an id' 1 "printf 'anonymous_id,user_id\nd2,\n' >half.csv; ia-identify --aliases half.csv log.csv" \
	'half.csv:2:4: empty-key: column "user_id": expected an id'
fails 'more ids than memory' 3 "ia-gen --users 20000 --days 2 | sed '1s/user_id/anonymous_id/; 1s/duration/user_id/' | ia-identify -S 256K" \
	'the devices and users need more than the memory there is for them \(-S\)'
for seed in 1 2 3; do
	holds "as a brute force has it: $seed" "$IA_PYTHON $IA_ROOT/tests/oracle/identify.py $seed 60"
done
finish
