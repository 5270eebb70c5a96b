# ia-outlier.t: absurd values and bursts, held against pandas and against counting by hand.
. "$(dirname "$0")/../lib.sh"
oracle="$IA_PYTHON $IA_ROOT/tests/oracle/outlier.py"
compare="$IA_PYTHON $IA_ROOT/tests/oracle/stats.py --compare"

# Quartiles of 1 2 3 4 5 100: 2.25 and 4.75; the fences are -1.5 and 8.5 (Tukey).
input six.csv <<'END'
id,x,note
a,1,
b,2,"has, comma"
c,3,
d,4,
e,5.0,
f,100,
g,,
END
gives 'flag is the default and says why' 'ia-outlier --column x six.csv' <<'END'
id,x,note,outlier
a,1,,
b,2,"has, comma",
c,3,,
d,4,,
e,5.0,,
f,100,,x above 8.5 (iqr)
g,,,
END
gives 'drop leaves the row out' 'ia-outlier --column x --action drop six.csv | tail -n 2' <<'END'
e,5.0,
g,,
END
gives 'clip pulls the value in' 'ia-outlier --column x --action clip six.csv | tail -n 2' <<'END'
f,8.5,
g,,
END
# |x - 3.5| = 2.5 1.5 .5 .5 1.5 96.5: MAD 1.5; 3.5 + 3.5 x 1.5 / 0.6745
gives 'mad' 'ia-outlier --column x --method mad --action clip six.csv | grep ^f | cut -c1-9' <<'END'
f,11.2835
END
input same.csv <<'END'
k,x
a,7
a,7
a,7
a,8
b,9
END
gives 'MAD 0: the mean distance takes its place; 1.253314 x 0.25 x 3' \
	'ia-outlier --column x --by k --method mad --cutoff 3 --action clip same.csv' <<'END'
k,x
a,7
a,7
a,7
a,7.9399855
b,9
END
gives 'a group without spread has no outliers' 'printf "x\n7\n7\n8\n7\n7\n" | ia-outlier --column x --action drop' <<'END'
x
7
7
8
7
7
END
gives 'drop-key drops the group' 'ia-outlier --column x --by k --method quantile --cutoff 0.25 --action drop-key same.csv' <<'END'
k,x
b,9
END

# Three pays within ten minutes: a has them at 0, 5 and 10 (hit exactly), b at 0, 5 and 10 and a bit.
input pays.csv <<'END'
user_id,event,timestamp
a,pay,2026-01-01T00:10:00Z
a,view,2026-01-01T00:01:00Z
b,pay,2026-01-01T00:00:00Z
a,pay,2026-01-01T00:00:00Z
b,pay,2026-01-01T00:05:00Z
b,pay,2026-01-01T00:10:01Z
a,pay,2026-01-01 00:05:00
a,pay,2026-01-02T00:00:00Z
END
gives 'a burst: both ends count, rows in any order' 'ia-outlier --burst pay --max 2 --per 10m pays.csv' <<'END'
user_id,event,timestamp,outlier
a,pay,2026-01-01T00:10:00Z,more than 2 in 10m
a,view,2026-01-01T00:01:00Z,
b,pay,2026-01-01T00:00:00Z,
a,pay,2026-01-01T00:00:00Z,more than 2 in 10m
b,pay,2026-01-01T00:05:00Z,
b,pay,2026-01-01T00:10:01Z,
a,pay,2026-01-01 00:05:00,more than 2 in 10m
a,pay,2026-01-02T00:00:00Z,
END
gives 'drop-key drops all that the user did' 'ia-outlier --burst pay --max 2 --per 10m --action drop-key pays.csv | cut -d, -f1' <<'END'
user_id
b
b
b
END
gives 'another key; an expression; the seventh comes exactly a day after the first' \
	'ia-outlier --burst "event != \"view\"" --by event --max 6 --per 1d --action drop pays.csv' <<'END'
user_id,event,timestamp
a,view,2026-01-01T00:01:00Z
END
gives 'a second look adds to the first' \
	'ia-outlier --burst pay --max 2 --per 10m pays.csv | ia-outlier --burst pay --max 2 --per 301s | grep "00:05:00Z\|00:05:00,"' <<'END'
b,pay,2026-01-01T00:05:00Z,
a,pay,2026-01-01 00:05:00,more than 2 in 10m
END
gives 'two reasons' \
	'ia-outlier --burst pay --max 2 --per 10m pays.csv | ia-outlier --burst pay --max 1 --per 5m | sed -n 2p' <<'END'
a,pay,2026-01-01T00:10:00Z,more than 2 in 10m; more than 1 in 5m
END

input six.ndjson <<'END'
{"id":"a","x":1,"deep":{"n":[1, 2]}}
{"id":"b","x":2}
{"id":"c","x":3}
{"id":18446744073709551616,"x":4}
{"id":"e","x":5.0}
{"id":"f","x":100}
{"id":"g","x":null}
END
gives 'NDJSON: what is not touched stays' 'ia-outlier --column x six.ndjson | sed -n "1p;4p;6,7p"' <<'END'
{"id":"a","x":1,"deep":{"n":[1, 2]},"outlier":null}
{"id":18446744073709551616,"x":4,"outlier":null}
{"id":"f","x":100,"outlier":"x above 8.5 (iqr)"}
{"id":"g","x":null,"outlier":null}
END

fails 'nothing to look for' 2 'ia-outlier six.csv' 'one of --column and --burst'
fails 'both' 2 'ia-outlier --column x --burst pay six.csv' 'one of --column and --burst'
fails 'a burst of what size' 2 'ia-outlier --burst pay six.csv' '--max N and --per'
fails 'clip of a burst' 2 'ia-outlier --burst pay --max 1 --per 1m --action clip six.csv' 'clip is for --column'
fails 'drop-key needs a key' 2 'ia-outlier --column x --action drop-key six.csv' 'needs --by'
fails 'a quantile is a share' 2 'ia-outlier --column x --method quantile --cutoff 2 six.csv' 'below 0.5'
fails 'a misspelt column' 2 'ia-outlier --column X1 six.csv' 'no-column'
printf 'x\n1\nzwei\n' >bad.csv
fails 'no number' 1 'ia-outlier --column x bad.csv' 'bad.csv:3:1: bad-number.*"zwei"'
gives 'no number, kept' 'ia-outlier --column x --on-error keep --max-rejects 100% bad.csv' <<'END'
x,outlier
1,
zwei,
END

ia-gen --users 400 --seed 7 --messy | ia-dedupe | ia-clean --time timestamp >gen.csv
same 'from a pipe' 'ia-outlier --column price gen.csv' 'cat gen.csv | ia-outlier --column price'
same 'bursts from a pipe' 'ia-outlier --burst pay --max 3 --per 1h gen.csv' \
	'cat gen.csv | ia-outlier --burst pay --max 3 --per 1h'
same 'threads' 'ia-outlier -j 1 --column price --by event gen.csv' 'ia-outlier -j 8 --column price --by event gen.csv'
same 'threads, bursts' 'ia-outlier -j 1 --burst pay --max 3 --per 1h gen.csv' \
	'ia-outlier -j 8 --burst pay --max 3 --per 1h gen.csv'
same 'little memory, bursts' 'ia-outlier -S 64K --burst "event ~ \".\"" --max 5 --per 1h gen.csv' \
	'ia-outlier --burst "event ~ \".\"" --max 5 --per 1h gen.csv'
same 'drop is flag without the flagged' 'ia-outlier --burst pay --max 3 --per 1h --action drop gen.csv' \
	'ia-outlier --burst pay --max 3 --per 1h gen.csv | ia-clean --where "missing(outlier)" --drop outlier'
same 'careful lane' 'ia-outlier --column price gen.csv' 'IA_LANE=careful ia-outlier --column price gen.csv'

if needs_python 'against pandas' pandas; then
	for how in 'iqr 1.5' 'mad 3.5' 'zscore 3' 'quantile 0.01'; do
		read -r method cutoff <<<"$how"
		for action in flag drop drop-key clip; do
			$oracle column gen.csv price "$method" "$cutoff" $action channel >want.csv
			ia-outlier --column price --method "$method" --cutoff "$cutoff" --by channel \
				--action $action gen.csv >got.csv
			holds "$method, $action, by channel" "$compare got.csv want.csv"
		done
	done
	for action in flag drop drop-key; do
		$oracle burst gen.csv pay 2 86400 $action >want.csv
		same "bursts, $action" 'cat want.csv' "ia-outlier --burst pay --max 2 --per 1d --action $action gen.csv"
		ia-clean --drop-missing channel gen.csv >known.csv
		$oracle burst known.csv view_item 7 1800 $action channel >want.csv
		same "bursts by channel, $action" 'cat want.csv' \
			"ia-outlier --burst view_item --max 7 --per 30m --by channel --action $action known.csv"
	done
fi
finish
