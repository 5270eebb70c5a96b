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
fails 'says how many' 0 'ia-outlier --column x six.csv' '^ia-outlier: 1 of 7 rows .14.3 %. are outliers$'
fails '... dropped' 0 'ia-outlier --column x --action drop six.csv' '^ia-outlier: 1 of 7 rows .14.3 %. are outliers$'
fails '... none' 0 'ia-outlier --column x --cutoff 99 six.csv' '^ia-outlier: 0 of 7 rows .0 %. are outliers$'
fails '... of nothing' 0 'echo x | ia-outlier --column x' '^ia-outlier: 0 of 0 rows .0 %. are outliers$'
same '... by 1 or 7' 'ia-outlier -j 1 --column x six.csv 2>&1' 'ia-outlier -j 7 --column x six.csv 2>&1'

# Powers of two less one: log(1 + x) are 0 to 9 and 20 times log 2, quartiles 2.5 and 7.5: up to 15 log 2, 2^15 - 1.
{ echo x; for i in 0 1 2 3 4 5 6 7 8 9 20; do echo $(((1 << i) - 1)); done; } >powers.csv
gives 'logarithms' 'ia-outlier --column x --log --action clip powers.csv | tail -n 2 | sed "s/[.]9999.*/+/"' <<'END'
511
32766+
END
gives '... the reason says so' 'ia-outlier --column x --log powers.csv | tail -n 1 | sed "s/3276[67][.0-9]*/32767/"' <<'END'
1048575,x above 32767 (iqr of logarithms)
END
for method in mad zscore quantile iqr; do
	if needs_python "as of a column of logarithms: $method" math; then
		holds "as of a column of logarithms: $method" "$IA_PYTHON -c '
import math, random
random.seed(3)
print(\"x,l\")
for i in range(500):
    x = round(random.lognormvariate(3, 2))
    print(x, math.log1p(x), sep=\",\")' >logs.csv
		ia-outlier --column x --log --method $method logs.csv | awk -F, '{ print (\$3 != \"\") }' >by-x
		ia-outlier --column l --method $method logs.csv | awk -F, '{ print (\$3 != \"\") }' | diff - by-x"
	fi
done
fails 'a skewed column is told' 0 'ia-outlier --column x logs.csv' '"x" is skewed: 1.* % of its values are outliers, .*% on a log scale .--log.$'
holds '... but once it is judged so' '! ia-outlier --column x --log logs.csv 2>&1 >/dev/null | grep skewed'
holds '... nor with values below 0' '! (cat logs.csv; echo -1,0) | ia-outlier --column x 2>&1 >/dev/null | grep skewed'
holds '... nor one absurd value' '! ia-outlier --column x six.csv 2>&1 >/dev/null | grep skewed'
fails 'a value without a logarithm' 1 'printf "x\n1\n-1\n" | ia-outlier --column x --log' 'bad-number: .*above -1 for its logarithm'
gives '... kept as missing' 'printf "x\n1\n-1\n" | ia-outlier --column x --log --on-error keep -q | tail -n 1' <<'END'
-1,
END
fails 'no logarithms of bursts' 2 'ia-outlier --burst pay --max 1 --per 1m --log six.csv' '--log is for --column'

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
# Only rows that match need a key.
printf '%s\n' user_id,event,timestamp,product_id u1,register,2026-03-01T10:00:00Z, u1,pay,2026-03-01T10:01:00Z,p1 \
	u2,pay,2026-03-01T10:02:00Z,p1 >keys.csv
gives 'a row that does not match needs no key' 'ia-outlier --burst pay --max 1 --per 10m --by product_id keys.csv' <<'END'
user_id,event,timestamp,product_id,outlier
u1,register,2026-03-01T10:00:00Z,,
u1,pay,2026-03-01T10:01:00Z,p1,more than 1 in 10m
u2,pay,2026-03-01T10:02:00Z,p1,more than 1 in 10m
END
gives '... and is of no key' 'ia-outlier --burst pay --max 1 --per 10m --by product_id --action drop-key keys.csv' <<'END'
user_id,event,timestamp,product_id
u1,register,2026-03-01T10:00:00Z,
END
same '... in NDJSON' 'ia-outlier --burst pay --max 1 --per 10m --by product_id -o csv keys.csv' \
	"ia-clean -o ndjson keys.csv | sed 's/\"product_id\":\"\"/\"product_id\":null/' |
	ia-outlier --burst pay --max 1 --per 10m --by product_id -o csv"
fails 'a row that matches does' 1 'sed s/,p1/,/ keys.csv | ia-outlier --burst pay --max 1 --per 10m --by product_id' \
	':3:29: empty-key: column "product_id": expected a key, as the row matches'
fails '... or is left out' 0 '(cat keys.csv; echo u3,pay,2026-03-01T10:03:00Z,) |
	ia-outlier --burst pay --max 1 --per 10m --by product_id --on-error skip --max-rejects 50%' '4 read, 3 written, 1 rejected .empty-key 1'
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
