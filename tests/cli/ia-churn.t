# ia-churn.t: models of who leaves, held against statsmodels, scikit-learn and XGBoost's own package, and cases worked
# by hand.
. "$(dirname "$0")/../lib.sh"
needs 'models, looked into' jq || finish
oracle="$IA_PYTHON $IA_ROOT/tests/oracle/churn.py"

# A model by hand: log odds 0.5 - x + 2 (c is b) - 3 (c is other) + 0.25 (x is missing); x is 1 on average, flags are 0.
# 1 / (1 + exp(-0.5)) = 0.622459331202, of 1.5 0.817574476194, of -0.5 0.377540668798, of -3.5 0.029312230751
input hand.json <<'END'
{"format": "ia-churn", "version": 1, "method": "logistic", "label": "gone", "thresholds": [0.3, 0.7],
 "training": {"rows": 10, "positives": 4, "balance": false, "seed": 42, "evaluated_on": "test", "evaluated": 2,
  "evaluation": [{"metric": "auc", "value": 0.75, "low": 0.5, "high": null}]},
 "columns": [{"name": "x", "type": "number", "fill": 1, "value": true, "missing": true},
  {"name": "c", "type": "text", "levels": ["a", "b"], "base": true, "other": true, "missing": false}],
 "model": {"intercept": 0.5, "intercept_se": 1, "coef": [-1, 0.25, 2, -3], "se": [0.5, 1, 1, null],
  "mean": [1, 0, 0, 0], "sd": [1, 1, 1, 1], "aliased": [], "separated": [], "separation": "none",
  "log_likelihood": -5, "null_log_likelihood": -6.7, "c": null, "scaled": false, "converged": true, "iterations": 5,
  "rows": 10}}
END
input rows.csv <<'END'
user_id,c,x
0010,a,0
u2,b,1.0
u3,zz,1
u4,a,1e0
u5,,1
END
round="awk -F, -v OFS=, 'NR > 1 { \$4 = sprintf(\"%.12f\", \$4) } 1'"
gives 'probability, risk and reasons, the columns in another order' \
	"ia-churn score -m hand.json --reasons 2 rows.csv 2>.said | $round" <<'END'
user_id,c,x,churn_probability,risk,reasons
0010,a,0,0.622459331202,medium,x=0 (+1.00)
u2,b,1.0,0.817574476194,high,c=b (+2.00)
u3,zz,1,0.029312230751,low,c=zz (-3.00)
u4,a,1e0,0.377540668798,medium,
u5,,1,0.377540668798,medium,
END
holds 'a level that was not seen is told' 'grep -q "1 value is no text that the fit saw in column \"c\", such as \"zz\": it counts as other" .said'
gives 'a missing value is the median, flagged' "printf 'x,c,z\n,b,\" q, \"\n  ,a,\n' |
	ia-churn score -m hand.json --reasons 9 | sed '1d; s/0[.][0-9]*,/P,/'" <<'END'
,b," q, ",P,high,c=b (+2.00); x=missing (+0.25)
  ,a,,P,medium,x=missing (+0.25)
END
gives 'other thresholds' "ia-churn score -m hand.json --thresholds 0.7,0.9 rows.csv 2>/dev/null | cut -d, -f5" <<'END'
risk
low
medium
low
low
low
END
gives 'NDJSON stays as it came' "printf '%s\n' '{\"x\":1.0,\"c\":\"a\",\"o\":{\"k\":[1]}}' '{\"c\":\"a\",\"x\":null}' |
	ia-churn score -m hand.json | sed 's/0[.][0-9]*/P/'" <<'END'
{"x":1.0,"c":"a","o":{"k":[1]},"churn_probability":P,"risk":"medium"}
{"c":"a","x":null,"churn_probability":P,"risk":"medium"}
END
select='ia-clean --select churn_probability,reasons'
same 'CSV or NDJSON' "ia-churn score -m hand.json --reasons 3 rows.csv 2>/dev/null | $select" \
	"ia-clean -o ndjson rows.csv | ia-churn score -m hand.json --reasons 3 -o csv 2>/dev/null | $select"
gives 'an earlier score is written over' \
	'printf "churn_probability,x,c\n9,1,a\n" | ia-churn score -m hand.json | sed "s/0[.][0-9]*/P/"' <<'END'
churn_probability,x,c,risk
P,1,a,medium
END
same 'held out are the same users as in ia-segment' \
	'echo "else: x" >r; ia-segment -r r --holdout 40% --salt spring rows.csv | ia-clean --select user_id,holdout' \
	'ia-churn score -q -m hand.json --holdout 40% --salt spring rows.csv | ia-clean --select user_id,holdout'
gives 'everybody is held out' 'ia-churn score -q -m hand.json --holdout 100% rows.csv | cut -d, -f6 | uniq -c | sed "s/^ *//"' <<'END'
1 holdout
5 1
END
gives 'show: coefficients with what follows from them' 'ia-churn show -m hand.json | cut -d, -f1-5' <<'END'
feature,importance,coefficient,std_error,z
(intercept),,0.5,1,0.5
c other,0.48,-3,,
c=b,0.32,2,1,2
x,0.16,-1,0.5,-2
x missing,0.04,0.25,1,0.25
END
gives 'show: what it was made of' 'ia-churn show -m hand.json --summary' <<'END'
name,value
method,logistic
label,gone
rows,10
positives,4
columns,2
features,4
balance,no
seed,42
evaluated_on,test
evaluated,2
auc,0.75
medium_from,0.3
high_from,0.7
penalty,0
log_likelihood,-5
null_log_likelihood,-6.7
iterations,5
converged,yes
separated,no
END
# Scores 0.62 0.82 0.03 0.38: of four pairs three are right; at 0.5 one right of the two called, one of the two found.
printf 'gone,x,c\n0,0,a\n1,1,b\nno,1,zz\nTrue,1,a\n' >judge.csv
gives 'eval' "ia-churn eval -q -m hand.json judge.csv | cut -d, -f1,2 | grep -E '^(rows|auc|acc|larg|base|prec|recall|f1|true|false)'" <<'END'
rows,4
auc,0.75
accuracy,0.5
larger_class,0.5
base_rate,0.5
precision,0.5
recall,0.5
f1,0.5
true_positives,1
false_positives,1
false_negatives,1
true_negatives,1
END
gives 'eval at another threshold' \
	'ia-churn eval -q -m hand.json --threshold 0.1 judge.csv | grep -E "^(threshold|recall)" | cut -d, -f1,2 | sort' <<'END'
recall,1
threshold,0.1
END
gives 'eval by another label, by tenths: rows are shared out evenly' \
	'ia-churn eval -q -m hand.json -l other --deciles <(sed 1s/gone/other/ judge.csv) |
	tail -n 2 | awk -F, "{ printf \"%d,%.6g,%d\\n\", \$1, \$2, \$3 }"' <<'END'
9,0.4,0
10,0.4,0
END
gives 'eval: calibration' 'ia-churn eval -q -m hand.json --calibration judge.csv | cut -d, -f1-3,5' <<'END'
bin,rows,positives,observed
1,1,0,0
2,1,1,1
3,1,0,0
4,1,1,1
END
holds 'a table for eyes' 'ia-churn eval -q -m hand.json -o table judge.csv | grep -Eq "^auc +0.75 "'

# Values that a model cannot take.
fails 'a word in the place of a number' 1 'printf "x,c\n1,a\ntwo,a\n" | ia-churn score -m hand.json' ':3:1: bad-number: .*"two"'
fails 'a number past all' 1 'printf "x,c\n1e200,a\n" | ia-churn score -m hand.json' 'bad-number'
gives 'skip leaves it out' \
	'printf "x,c\n1,a\ntwo,a\n" | ia-churn score -q -m hand.json --max-rejects 9 --on-error skip | cut -d, -f1,4' <<'END'
x,risk
1,medium
END
gives 'keep takes it as missing' \
	'printf "x,c\ntwo,a\n" | ia-churn score -q -m hand.json --on-error keep --reasons 1 | cut -d, -f1,5' <<'END'
x,reasons
two,x=missing (+0.25)
END
fails 'a column that is not there' 2 'printf "x,d\n1,a\n" | ia-churn score -m hand.json' \
	'no-column: no column "c".*there are: "x", "d"'
fails 'no user to hold out' 2 'printf "x,c\n1,a\n" | ia-churn score -m hand.json --holdout 10%' 'no-column: .*user_id'
fails 'an empty user to hold out' 1 'printf "x,c,user_id\n1,a,\n" | ia-churn score -m hand.json --holdout 10%' 'empty-key'
fails 'a label that is none' 1 'sed s/True/maybe/ judge.csv | ia-churn eval -m hand.json' 'bad-number: .*0 or 1.*"maybe"'

# Small, one-sided and empty data.
printf 'x,c,y\n1,a,0\n2,b,1\n3,a,0\n4,b,1\n9,a,1\n' >five.csv
holds 'five rows' 'ia-churn fit -q -l y -m m.json five.csv | grep -q "^rows,2,"'
fails '... are few' 0 'ia-churn fit -l y -m m.json five.csv' 'rests on 1 row with label 1'
fails '... and told apart' 0 'ia-churn fit -l y -m m.json --penalty 0 five.csv' 'perfectly told apart by the columns .*--penalty 1'
gives '... which the penalty mends' 'ia-churn fit -l y -m m.json --test 0 five.csv 2>&1' <<'END'
metric,value,low,high
END
for method in forest xgboost; do
	if [ $method = xgboost ] && ! ia-churn fit -q -l y -m m.json --method xgboost five.csv >/dev/null 2>.err; then
		skips 'five rows, xgboost' "$(cat .err)"
		continue
	fi
	holds "five rows, $method" "ia-churn fit -q -l y -m m.json --method $method five.csv && ia-churn score -m m.json five.csv"
done
fails 'all labels the same' 1 'printf "x,y\n1,1\n2,1\n" | ia-churn fit -l y -m m.json' 'every label of the 2 rows .* is 1'
fails 'a constant column' 1 'printf "x,y\n1,0\n1,1\n" | ia-churn fit -l y -m m.json' 'left out, columns constant: "x"'
fails 'a column without values' 1 'printf "x,y\n,0\n,1\n" | ia-churn fit -l y -m m.json' 'left out, columns without a value: "x"'
fails '... beside another' 0 'printf "x,z,y\n,1,0\n,2,1\n,2,0\n" | ia-churn fit --test 0 --penalty 1 -l y -m m.json' \
	'without a value: "x"'
fails 'no rows' 1 'printf "x,y\n" | ia-churn fit -l y -m m.json' 'no rows to learn from'
fails 'nothing at all' 1 'ia-churn fit -l y -m m.json </dev/null' 'empty-input'
fails 'no label in a row' 1 'printf "x,y\n1,\n" | ia-churn fit -l y -m m.json' 'bad-number'
fails '... is left out by skip' 0 '(cat five.csv; echo 7,b,) | ia-churn fit --max-rejects 50% -l y -m m.json --on-error skip' \
	'6 read, 5 written, 1 rejected'
"$IA_PYTHON" -c '
import random
random.seed(2)
print(*("c%d" % i for i in range(10000)), "y", sep=",")
for r in range(6): print(*(random.randrange(99) for i in range(10000)), r % 2, sep=",")' >wide.csv
for words in '' '--penalty 1' '--method forest --trees 10'; do
	holds "ten thousand columns: $words" "ia-churn fit -q -l y -m m.json $words wide.csv && ia-churn score -m m.json wide.csv"
done

# Columns: what is learned from.
"$IA_PYTHON" -c '
import random
random.seed(4)
print("user_id,code,day,name,n,mixed,const,leak,late,y")
for i in range(400):
    y = random.random() < 0.3
    print("u%d" % i, random.choice("abcdefgh"[: 3 + i % 6]), "2026-01-%02dT00:%02d:%02dZ" % (i % 28 + 1, i % 60, i % 59),
          "n%d" % (i % 300), random.gauss(y, 1), "n/a" if i == 77 else i % 97, 5, 10 * y + random.random(), i // 4, int(y),
          sep=",")' >many.csv
said='ia-churn fit -l y -m m.json many.csv'
fails 'left out: constant' 0 "$said" 'constant: "const"'
fails 'left out: as good as names' 0 "$said" 'differ in most rows: .*"name"'
fails 'left out: times' 0 "$said" 'times.*: "day"'
fails 'told: a column that leaks' 0 "$said" '"leak" alone tells the label .AUC 1.0000..*--exclude'
fails 'told: words among numbers' 0 "$said" '"mixed" is taken as text: 1 of its .* such as "n/a"'
holds '... which --quiet does without' "[ -z \"\$($said --quiet 2>&1 >/dev/null)\" ]"
names="jq -c '[.columns[].name]' m.json"
gives 'the user and the label are not learned from' \
	"ia-churn fit -q -l y -m m.json -x leak,mixed many.csv >/dev/null; $names" <<'END'
["code","n","late"]
END
gives 'another user' "sed 1s/code/who/ many.csv | ia-churn fit -q -l y -u who -m m.json -x leak,mixed,user_id >/dev/null; $names" <<'END'
["n","late"]
END
gives 'columns by name' "ia-churn fit -q -l y -m m.json -c n,code many.csv >/dev/null; $names" <<'END'
["n","code"]
END
"$IA_PYTHON" -c '
import collections, csv, json
count = collections.Counter(r["code"] for r in csv.DictReader(open("many.csv")))
top = sorted(count, key=lambda k: (-count[k], k))[:3]
print(json.dumps(top, separators=(",", ":")))
print("(intercept)", "code other", *sorted("code=" + k for k in top[1:]), "feature", sep="\n")' >top
gives 'three levels, the others together; the most frequent is the base' \
	"ia-churn fit -q -l y -m m.json -c code --max-levels 3 --test 0 many.csv >/dev/null
	jq -c '.columns[0].levels' m.json; ia-churn show -m m.json | cut -d, -f1 | LC_ALL=C sort" <top
gives 'numbers among texts count by value' \
	'printf "c,y\n1,0\n1.0,1\n01,0\nx,1\nx,0\n" | ia-churn fit -q -l y -m m.json --test 0 >/dev/null
	jq -c ".columns[0].levels" m.json' <<'END'
["1","x"]
END
holds 'one late text makes a column of texts' \
	"(echo c,y; for i in \$(seq 30000); do echo \$((i % 7)),\$((i % 3 == 0)); done; echo z,1) >late.csv
	ia-churn fit -q -l y -m m.json --test 0 late.csv && jq -e '.columns[0].levels | length == 8' m.json"
same 'the order of columns does not matter' 'ia-churn fit -q -l y -m m.json -c n,code,late many.csv' \
	'ia-clean --select y,late,code,n many.csv | ia-churn fit -q -l y -m m2.json -c n,code,late'
same 'nor does the format' 'ia-churn fit -q -l y -m m.json -c n,code,late many.csv' \
	'ia-clean -o ndjson many.csv | ia-churn fit -q -l y -m m2.json -c n,code,late -o csv'

# Spellings of true and false are one level; 0 and 1 are false and true where the fit knew the others.
"$IA_PYTHON" -c '
import random
random.seed(5)
print("user_id,trial,left")
for i in range(200):
    t = random.random() < 0.5
    print("u%d" % i, t, int(random.random() < (0.2 if t else 0.6)), sep=",")' >pandas.csv
sed 's/,False,/,0,/; s/,True,/,1,/' pandas.csv >numbers.csv
printf 'user_id,trial\na,True\nb,true\nc,TRUE\nd, true \ne,1\nf,1.0\ng,False\nh,FALSE\ni,0\n' >spelt.csv
printf '{"trial":%s}\n' true '"TRUE"' 1 false '"False"' 0 >spelt.ndjson
for method in logistic forest xgboost; do
	ia-churn fit -q -l left --method $method --test 0 -m flags.json pandas.csv >/dev/null 2>.err ||
		{ skips "spellings, $method" "$(cat .err)"; continue; }
	gives "spellings of true are one level: $method" \
		"ia-churn score -m flags.json spelt.csv 2>&1 | tail -n +2 | cut -d, -f3,4 | uniq -c | awk '{ print \$1 }'" <<'END'
6
3
END
	gives "... in NDJSON: $method" \
		"ia-churn score -m flags.json spelt.ndjson | jq -c .churn_probability | uniq -c | awk '{ print \$1 }'" <<'END'
3
3
END
	same "... a fit of NDJSON: $method" "ia-churn score -m flags.json spelt.csv" \
		"sed 's/.*,\(.*\),\(.*\)/{\"trial\":\1,\"left\":\2}/; 1d; s/True/true/; s/False/false/' pandas.csv |
		ia-churn fit -q -l left --method $method --test 0 -m other.json >/dev/null; ia-churn score -m other.json spelt.csv"
	same "... numbers, then words: $method" "ia-churn fit -q -l left --method $method --test 0 -m other.json numbers.csv
		ia-churn score -m other.json spelt.csv | cut -d, -f3 | uniq -c | wc -l" 'echo metric,value,low,high; echo 3'
	same "... and eval: $method" 'ia-churn eval -m flags.json pandas.csv' 'sed "s/True/TRUE/; s/False/0/" pandas.csv | ia-churn eval -m flags.json'
done
fails 'a word is no flag' 1 'sed 2s/,[01],/,2,/ numbers.csv >two.csv; ia-churn fit -q -l left --test 0 -m other.json two.csv
	ia-churn score -m other.json spelt.csv' 'bad-number: .*"True"'
sed 's/,True,/,yes,/; s/,False,/,no,/' pandas.csv >yes.csv
fails 'yes is yes' 0 'ia-churn fit -q -l left --test 0 -m other.json yes.csv; ia-churn score -m other.json spelt.csv' \
	'9 values are no text that the fit saw in column "trial", such as " true ": they count as "yes"|"no"'

# What grows with the clock is left out, at any number of levels; --columns keeps it.
"$IA_PYTHON" -c '
import random
random.seed(6)
print("user_id,day,iso,slash,month,week,quarter,holes,compact,epoch,ms,tenure_days,Account_Age,price,x,y")
for i in range(300):
    d, m = i % 28 + 1, i % 3 + 1
    print("u%d" % i, "2026-%02d-%02d" % (m, d), "2026-01-%02dT00:00:00Z" % d, "2026/03/%02d" % d, "2026-%02d" % m, "2026-W%02d" % m,
          "2026-Q%d" % m, "2026-01-%02d" % d if i % 7 else "", "202601%02d" % d, 1767225600 + 86400 * d, 1767225600000 + d, 1 + i % 40,
          i % 33, 20000000 + i * 1000 + d, random.random(), int(random.random() < 0.4), sep=",")' >clock.csv
said='ia-churn fit -l y -m m.json clock.csv'
fails 'dates are no flags' 0 "$said" 'left out, columns of times .*: "day", "iso", "slash", "month", "week" and 5 more$'
fails 'ages grow with the clock' 0 "$said" 'left out, columns that grow with the clock, .*: "tenure_days", "Account_Age"$'
gives '... what is left' "$said 2>/dev/null >&2; $names" <<'END'
["price","x"]
END
gives '... but for those that are named' "ia-churn fit -q -l y -m m.json -c month,tenure_days,epoch clock.csv >/dev/null; $names" <<'END'
["month","tenure_days","epoch"]
END
gives 'a column of rounding is constant' \
	"awk -F, -v OFS=, '{ print \$1, NR == 1 ? \"mean\" : NR % 2 ? \"0.7\" : \"0.7000000000000001\", \$15, \$16 }' clock.csv |
	ia-churn fit -l y --test 0 -m m.json 2>&1 >/dev/null; $names" <<'END'
ia-churn: left out, columns constant: "mean"
["x"]
END

# Rows that are scored beside those of the fit: 0 <= x < 100, half of them with label 1.
(echo x,c,y; for i in $(seq 0 199); do echo "$((i / 2)),$((i % 3)) ,$((i % 2))"; done) >even.csv
ia-churn fit -q -l y --test 0 -m even.json -c x even.csv >/dev/null
holds 'as in the fit: nothing is told' '[ -z "$(ia-churn score -m even.json even.csv 2>&1 >/dev/null)" ]'
fails 'beyond the fit' 0 'sed s/^9/10/ even.csv | ia-churn score -m even.json' \
	'guesses: column "x" in 20 of 200 rows .fit: 0 to 99.$'
holds 'one row of a hundred, and not far' '[ -z "$((cat even.csv; echo 120,0,0) | ia-churn score -m even.json 2>&1 >/dev/null)" ]'
fails '... and far' 0 '(cat even.csv; echo 1999,0,0) | ia-churn score -m even.json' 'column "x" in 1 of 201 rows'
gives 'of a model of version 1 no range is known' "ia-churn score -m hand.json <(printf 'x,c\n1e9,a\n') 2>&1 | cut -d, -f1,2,4" <<'END'
x,c,risk
1e9,a,low
END
"$IA_PYTHON" -c '
print("x,y")
for i in range(2000): print(i % 2, int(i % 20 < (6 if i % 2 else 2)), sep=",")' >steep.csv
ia-churn fit -q -l y --test 0 -m steep.json steep.csv >/dev/null
fails 'the mean leaves the base rate' 0 "grep -v ^0 steep.csv | ia-churn score -m steep.json" \
	'mean probability of 1000 rows is 0.3, above the base rate of the fit, 0.2 .0.183 to 0.218.: these are other users'
fails '... below' 0 "grep -v ^1 steep.csv | ia-churn score -m steep.json" 'below the base rate of the fit'
holds '... of few rows it may' '[ -z "$(grep -v ^1 steep.csv | head -n 25 | ia-churn score -m steep.json 2>&1 >/dev/null)" ]'
same 'told the same by 1 or 7' 'sed s/^9/10/ even.csv | ia-churn score -j 1 -m even.json 2>&1 >/dev/null' \
	'sed s/^9/10/ even.csv | ia-churn score -j 7 -m even.json 2>&1 >/dev/null'

# Risk beside the probability: most leave, or next to nobody.
gives 'more probable than not is never low' \
	"awk -F, -v OFS=, 'NR > 1 { \$2 = 1 - \$2 } 1' steep.csv | ia-churn fit -q -l y --test 0 -m r.json >/dev/null; jq -c .thresholds[0] r.json" <<'END'
0.5
END
holds '... nor is high what is below the base rate' \
	"awk -F, -v OFS=, 'NR > 1 { \$1 = NR > 1960; \$2 = NR > 1960 } 1' steep.csv | ia-churn fit -q -l y --test 0 -m r.json
	jq -e '.thresholds[1] >= 0.02' r.json"

# Fitted as of one date, scored as of a later one: the mean of the predictions lies within Wilson's bounds of what came true.
backtest() { # NAME, FILE, FIRST, LATER
	ia-features -q --active 14d --horizon 14d --as-of "$3" "$2" | ia-churn fit -q -l is_churn -m later.json >/dev/null
	holds "$1" "ia-features -q --active 14d --horizon 14d --as-of $4 $2 | ia-churn score -q -m later.json -o csv |
		$IA_PYTHON -c '
import csv, sys
rows = list(csv.DictReader(sys.stdin))
n, z2 = len(rows), 1.959963984540054 ** 2
p = sum(int(r[\"is_churn\"]) for r in rows) / n
mean = sum(float(r[\"churn_probability\"]) for r in rows) / n
sys.exit(not (mean - p) ** 2 <= z2 * mean * (1 - mean) / n)'"
}
ia-gen --users 5000 --days 120 --seed 7 >log.csv
backtest 'a month and a half later: generated' log.csv 2026-03-01 2026-04-15
backtest 'two weeks later: generated' log.csv 2026-03-01 2026-03-15
if needs_shared 'six weeks later: the shop' data/ecom/ecom.csv; then
	backtest 'six weeks later: the shop' "$IA_SHARED/data/ecom/ecom.csv" 2024-04-01 2024-05-15
fi
if needs_shared 'a reason points the right way: telco' data/telco/telco.csv; then
	ia-churn fit -q -l Churn -m telco.json "$IA_SHARED/data/telco/telco.csv" >/dev/null
	gives 'a reason points the right way: telco' \
		"ia-churn score -q -m telco.json --reasons 1 $IA_SHARED/data/telco/telco.csv | sed -n 2p | sed 's/.*,//; s/[.][0-9]*)//'" <<'END'
tenure=1 (+1
END
fi

same 'the penalty is 1, held against scikit-learn below' 'ia-churn fit -q -l y -m m.json many.csv; cat m.json' \
	'ia-churn fit -q -l y -m m.json --penalty 1 many.csv; cat m.json'

# Evaluation.
fit='ia-churn fit -q -l y -m m.json -c n'
gives 'a time split learns from before and is judged on after' \
	"$fit --time-split late --test 0.25 many.csv | head -n 2; jq -c '[.training.rows, .training.evaluated_on]' m.json" <<'END'
metric,value,low,high
rows,100,,
[300,"time"]
END
same '... the model is that of the rest alone' \
	"$fit --time-split late --test 0.25 many.csv >/dev/null; ia-churn show -m m.json" \
	"head -n 301 many.csv | $fit --test 0 >/dev/null; ia-churn show -m m.json"
same '... and the figures are those of eval on the others' "$fit --time-split late --test 0.25 many.csv" \
	'(head -n 1 many.csv; tail -n 100 many.csv) | ia-churn eval -m m.json'
same 'times may be times' "$fit --time-split late many.csv" \
	"awk -F, -v OFS=, 'NR > 1 { \$9 = sprintf(\"2026-%02d-%02d\", \$9 / 28 + 1, \$9 % 28 + 1) } 1' many.csv | $fit --time-split late"
same 'the order of rows does not matter to it' "$fit --time-split late many.csv | sed -n 2,3p" \
	"(head -n 1 many.csv; tail -n +2 many.csv | sort -t, -k9,9nr) | $fit --time-split late | sed -n 2,3p"
fails 'one time only' 1 "$fit --time-split const many.csv" 'same time'
fails 'no time' 1 "$fit --time-split code many.csv" 'bad-time'
same 'folds: the model is that of all rows' "$fit --folds 4 many.csv >/dev/null; ia-churn show -m m.json" \
	"$fit --test 0 many.csv >/dev/null; ia-churn show -m m.json"
gives '... judged on all of them' "$fit --folds 4 many.csv | sed -n 2p" <<'END'
rows,400,,
END
fails 'more folds than rows of a label' 1 'ia-churn fit -l y -m m.json --folds 3 five.csv' 'option --folds: 3 .* 2 with label 0'
gives 'nothing is evaluated' "$fit --test 0 many.csv" <<'END'
metric,value,low,high
END
holds 'another seed, another test' "! cmp <($fit many.csv) <($fit --seed 1 many.csv)"
gives 'a threshold of its own' "$fit --threshold 0.2 many.csv | grep ^threshold" <<'END'
threshold,0.2,,
END
gives 'thresholds are kept' "$fit --thresholds 0.2,0.4 many.csv >/dev/null; jq -c .thresholds m.json" <<'END'
[0.2,0.4]
END
gives 'else a tenth of what was evaluated is high, two tenths are medium' \
	"$fit --time-split late --test 0.5 many.csv >/dev/null
	(head -n 1 many.csv; tail -n 200 many.csv) | ia-churn score -m m.json | cut -d, -f12 | sort | uniq -c | sed 's/^ *//'" <<'END'
20 high
140 low
40 medium
1 risk
END
holds 'accuracy never stands without the larger class' "$fit many.csv | grep -A1 ^accuracy | grep -q ^larger_class"
holds 'balanced: the classes weigh the same, so the mean probability is about a half' \
	"$fit --balance --test 0 many.csv; jq -e .training.balance m.json && ia-churn score -m m.json many.csv |
	awk -F, 'NR > 1 { s += \$11 } END { exit !(s / 400 > 0.4 && s / 400 < 0.6) }'"

# Rows of a user stay together. The label is a coin of each user, and their z is theirs alone: who knows the user knows
# the label, nobody else does.
"$IA_PYTHON" -c '
import random
random.seed(11)
print("user_id,z,x,y")
for u in range(120):
    z, y = random.random(), random.random() < 0.5
    for i in range(5): print("u%d" % u, z, random.random(), int(y), sep=",")' >users.csv
fit='ia-churn fit -q -l y -c z --method forest --min-leaf 1 --trees 50'
guesses="awk -F, '\$1 == \"auc\" { exit !(\$2 < 0.8) }'"
holds 'the test has no user of the fit' "$fit -m m.json users.csv | $guesses"
holds '... nor has a fold' "$fit -m m.json --folds 5 users.csv | $guesses"
holds '... which taken apart tell them' "$fit -m m.json --folds 5 <(sed 1s/user_id/who/ users.csv) | { ! $guesses; }"
holds '... another name' "$fit -m m.json -u who --folds 5 <(sed 1s/user_id/who/ users.csv) | $guesses"
gives '... a fifth of the users' "$fit -m m.json users.csv | sed -n 2p" <<'END'
rows,120,,
END
same '... -j 1 or 7' "$fit -m m.json -j 1 --folds 5 users.csv; cat m.json" "cat users.csv | $fit -m m.json -j 7 --folds 5; cat m.json"
awk -F, -v OFS=, 'NR > 1 { $1 = NR % 2 ? "" : "  " } 1' users.csv >nobody.csv
same 'rows of nobody stand alone' "$fit -m m.json nobody.csv" "$fit -m m.json <(sed 1s/user_id/who/ users.csv)"
same '... NDJSON, the first record of nobody' "(echo '{\"z\":0.5,\"x\":0.5,\"y\":0}'; ia-clean -o ndjson users.csv) | $fit -m m.json -o csv" \
	"sed '1a,0.5,0.5,0' users.csv | $fit -m m.json"
holds '... a second file of nobody' "$fit -m m.json users.csv <(cut -d, -f2- users.csv)"
fails 'a user column that is not there' 2 "$fit -m m.json -u user users.csv" 'no column "user"; there are: "user_id"'
printf 'user_id,x,y\na,1,1\na,2,1\na,3,0\na,4,0\n' >one.csv
fails 'one user: nothing to evaluate' 0 'ia-churn fit -l y -m m.json --penalty 1 one.csv' 'no row was kept for the evaluation'
holds '... but a model' '[ "$(ia-churn score -m m.json one.csv | grep -c -e low -e medium -e high)" = 4 ]'
fails '... and no folds' 1 'ia-churn fit -l y -m m.json --folds 2 one.csv' 'option --folds: .*rows of a user stay together'
fails 'two rows: nothing to evaluate' 0 'printf "x,y\n1,0\n2,1\n" | ia-churn fit -l y -m m.json --penalty 1' 'no row was kept'
holds '... but a model' 'ia-churn score -m m.json one.csv'

# Each method: the same bytes for any -j; every option reaches it; files that jq reads.
for method in logistic forest xgboost; do
	if ! ia-churn fit -q -l y -m "$method.json" --method $method -x leak many.csv >/dev/null 2>.err; then
		skips "$method" "$(cat .err)"
		continue
	fi
	fit="ia-churn fit -q -l y --method $method -x leak"
	same "fitted by 1 or 7: $method" "$fit -m a.json -j 1 --folds 3 many.csv; cat a.json" \
		"$fit -m a.json -j 7 --folds 3 <many.csv; cat a.json"
	same "scored by 1 or 7: $method" "ia-churn score -q -m $method.json --reasons 3 -j 1 many.csv" \
		"cat many.csv | ia-churn score -q -m $method.json --reasons 3 -j 7"
	same "the careful lane: $method" "ia-churn score -q -m $method.json --reasons 3 many.csv" \
		"IA_LANE=careful ia-churn score -q -m $method.json --reasons 3 many.csv"
	holds "jq reads it: $method" \
		"jq -e '.format == \"ia-churn\" and .method == \"$method\" and (.columns | length > 3)' $method.json"
	fails "cut short: $method" 2 "head -c 2000 $method.json >cut.json; ia-churn show -m cut.json" 'cut.json.*damaged'
	holds "it can be shown: $method" "ia-churn show -m $method.json | grep -q '^n,0'"
	case $method in
	logistic) set -- '--penalty 3' ;;
	forest) set -- '--trees 7' '--depth 2' '--min-leaf 30' '--seed 7' '--balance' ;;
	xgboost) set -- '--trees 7' '--depth 2' '--min-leaf 9' '--rate 0.5' '--balance' ;;
	esac
	$fit -m all.json --test 0 many.csv >/dev/null
	for words; do
		holds "$words reaches $method" "$fit -m b.json --test 0 $words many.csv && ! cmp <(jq .model b.json) <(jq .model all.json)"
	done
done
fails 'nowhere to write' 3 'ia-churn fit -q -l y -m /nowhere/m.json -c n many.csv' 'nowhere'
holds '... and no answer' '[ "$(ia-churn fit -q -l y -m /nowhere/m.json -c n many.csv 2>/dev/null | wc -c)" = 0 ] || false'
echo old >kept.json
fails 'bad data leaves the old model' 1 '(cat many.csv; echo 1,2) | ia-churn fit -q -l y -m kept.json' 'short-row'
gives '... as it was' 'cat kept.json' <<'END'
old
END
fails 'too little memory' 3 'ia-churn fit -q -l y -m m.json -S 1k many.csv' '-S'
fails 'too little memory for the method' 3 'ia-churn fit -q -l y -m m.json -S 40k --max-levels 300 -c n,mixed,name many.csv' '-S'
fails 'too little memory to judge' 3 'ia-churn eval -m logistic.json -S 1k many.csv' '-S'
holds 'scoring takes none' 'ia-churn score -q -m logistic.json -S 1k many.csv'
ia_run '(head -n 3 rows.csv; sleep 3; tail -n 2 rows.csv) | ia-churn score -q -m hand.json |
	{ read -r header; read -t 2 -r line && echo alive; cat >/dev/null; }' .got .err
if [ "$(cat .got)" = alive ]; then ia_ok 'a live pipe is alive'; else ia_not_ok 'a live pipe is alive' .err; fi

# Other people's and damaged models.
breaks() { # NAME JQ-FILTER RE
	fails "$1" 2 "jq '$2' hand.json >bad.json && ia-churn show -m bad.json" "bad.json.*$3"
}
breaks 'another format' '.format = "ia-kmeans"' 'no model of ia-churn'
breaks 'a newer version' '.version = 3' 'version'
breaks 'an unknown method' '.method = "magic"' 'method'
breaks 'a member too many' '.more = 1' 'members'
breaks 'a column twice' '.columns[1].name = "x"' 'same name'
breaks 'a level twice' '.columns[1].levels = ["a","a"]' 'level'
breaks 'a level that is none' '.columns[1].levels = ["a",1]' 'level'
breaks 'a type that is none' '.columns[0].type = "date"' 'type'
breaks 'a flag that is none' '.columns[0].missing = 1' 'missing'
breaks 'more features than coefficients' '.columns[1].levels = ["a","b","c"]' '.'
breaks 'a coefficient that is text' '.model.coef[0] = "1"' '.'
breaks 'thresholds the wrong way round' '.thresholds = [0.7,0.3]' 'thresholds'
breaks 'training that is not told' '.training = {}' '.'
breaks 'no columns' '.columns = []' 'columns'
breaks 'a list' '[.]' 'no model'
fails 'a model that is not there' 3 'ia-churn show -m nowhere.json' 'nowhere.json'
fails 'an empty model' 2 'ia-churn score -m /dev/null rows.csv' 'damaged'

# Wrong usage.
fails 'no command' 2 'ia-churn' 'fit.score.eval.show'
fails 'no such command' 2 'ia-churn predict' 'fit.score.eval.show'
fails 'no label' 2 'ia-churn fit -m m.json many.csv' '--label'
fails 'no model' 2 'ia-churn fit -l y many.csv' '--model'
fails 'no model to score with' 2 'ia-churn score many.csv' '--model'
fails 'an option of another command' 2 'ia-churn show -m hand.json --reasons 3' '--reasons'
fails 'show reads no rows' 2 'ia-churn show -m hand.json rows.csv' 'operand'
fails 'misspelt column' 2 'ia-churn fit -l y -m m.json -c cod many.csv' 'did you mean "code"'
fails 'misspelt label' 2 'ia-churn fit -l yy -m m.json many.csv' 'no column "yy"'
fails 'misspelt exclusion' 2 'ia-churn fit -l y -x cod -m m.json many.csv' 'did you mean "code"'
fails 'misspelt split' 2 'ia-churn fit -l y --time-split lat -m m.json many.csv' 'did you mean "late"'
fails 'the label to learn from' 2 'ia-churn fit -l y -c n,y -m m.json many.csv' 'label'
fails 'a test of everything' 2 'ia-churn fit -l y -m m.json --test 1 many.csv' '--test'
fails 'one fold' 2 'ia-churn fit -l y -m m.json --folds 1 many.csv' '--folds'
fails 'folds and a test' 2 'ia-churn fit -l y -m m.json --folds 3 --test 0.1 many.csv' '--folds and --test'
fails 'folds and time' 2 'ia-churn fit -l y -m m.json --folds 3 --time-split n many.csv' '--time-split'
fails 'time without a share' 2 'ia-churn fit -l y -m m.json --test 0 --time-split n many.csv' '--test'
fails 'no levels' 2 'ia-churn fit -l y -m m.json --max-levels 0 many.csv' '--max-levels'
fails 'trees for logistic' 2 'ia-churn fit -l y -m m.json --trees 9 many.csv' '--trees'
fails 'a penalty for a forest' 2 'ia-churn fit -l y -m m.json --method forest --penalty 1 many.csv' '--penalty'
fails 'a rate for a forest' 2 'ia-churn fit -l y -m m.json --method forest --rate 1 many.csv' '--rate'
fails 'a negative penalty' 2 'ia-churn fit -l y -m m.json --penalty=-1 many.csv' '--penalty'
fails 'no trees' 2 'ia-churn fit -l y -m m.json --method forest --trees 0 many.csv' '1 to 10,000 trees'
fails 'no depth' 2 'ia-churn fit -l y -m m.json --method forest --depth 0 many.csv' 'depth is 1'
fails 'a depth of 1000' 2 'ia-churn fit -l y -m m.json --method forest --depth 1000 many.csv' 'depth'
fails 'a threshold of 2' 2 'ia-churn fit -l y -m m.json --threshold 2 many.csv' 'threshold'
fails 'a threshold of 2 to judge by' 2 'ia-churn eval -m hand.json --threshold 2 many.csv' 'threshold'
fails 'thresholds to score by, the wrong way round' 2 'ia-churn score -m hand.json --thresholds 0.7,0.3 rows.csv' '--thresholds'
fails 'one threshold of two' 2 'ia-churn fit -l y -m m.json --thresholds 0.7 many.csv' '--thresholds'
fails 'a holdout that is no share' 2 'ia-churn score -m hand.json --holdout 3 rows.csv' '--holdout'
fails 'salt alone' 2 'ia-churn score -m hand.json --salt x rows.csv' 'option --salt: it needs a holdout'
fails 'two views at once' 2 'ia-churn eval -m hand.json --deciles --calibration judge.csv' 'give one'
fails 'rows are no table' 2 'ia-churn score -m hand.json -o table rows.csv' '--output'
holds 'help of a command names its options alone' \
	'ia-churn score --help | grep -q -- --reasons && ! ia-churn score --help | grep -q -- --folds'

# Beside the usual packages, on real data.
for set in telco online_shoppers; do
	for check in logit encoded folds penalised balanced judged xgboost split reasons missing forest; do
		needs_shared "$set: $check" "data/reference/churn_$set.json" || continue
		IA_TIMEOUT=400 ia_run "$oracle $check $IA_SHARED $set" .got .err
		case $? in
		0) ia_ok "$set: $check" ;;
		77) skips "$set: $check" 'no scikit-learn, statsmodels or xgboost' ;;
		*) ia_not_ok "$set: $check" .err ;;
		esac
	done
done
finish
