# ia-nps.t: net promoter scores: by hand, against published cases and a second way of reckoning, and what is no score.
. "$(dirname "$0")/../lib.sh"
oracle="$IA_PYTHON $IA_ROOT/tests/oracle/nps.py"
near="$IA_PYTHON $IA_ROOT/tests/oracle/near.py"

input answers.csv <<'END'
user_id,timestamp,answer,plan
a,2026-01-05,10,free
b,2026-01-06,9,free
c,2026-01-07,8,paid
d,2026-01-31,7,paid
e,2026-02-01T03:00:00Z,6,free
f,2026-02-02,0,paid
g,2026-02-03,,paid
h,2026-02-04,10,
END
gives 'by hand' 'ia-nps -q --score answer answers.csv -o csv | cut -d, -f1-5' <<'END'
answers,promoters,passives,detractors,nps
7,3,2,2,14.285714285714285
END
gives 'by a column: a missing value is a group' 'ia-nps -q --score answer --by plan answers.csv -o csv | cut -d, -f1-6' <<'END'
plan,answers,promoters,passives,detractors,nps
,1,1,0,0,100
free,3,2,0,1,33.33333333333333
paid,3,0,2,1,-33.33333333333333
END
gives 'by a period of the local calendar' \
	'ia-nps -q --score answer --every month --tz -05:00 answers.csv -o csv | cut -d, -f1-6' <<'END'
month,answers,promoters,passives,detractors,nps
2026-01,5,2,2,1,20
2026-02,2,1,0,1,0
END
gives 'weeks from Sunday' 'ia-nps -q --score answer --every week --week-start sunday answers.csv -o csv | cut -d, -f1-2' <<'END'
week,answers
2026-01-04,3
2026-01-25,1
2026-02-01,3
END
holds 'what is left out is said' \
	"ia-nps --score answer answers.csv 2>&1 >/dev/null | grep -qx 'ia-nps: rows without a score, left out: 1'"
holds 'few answers are said' \
	"ia-nps --score answer --by plan answers.csv 2>&1 >/dev/null | grep -q '^ia-nps: 3 of 3 scores stand on fewer than 30 answers: '"
gives 'all passive: the bounds have a width' "printf 's\n7\n8\n' | ia-nps -q --score s -o csv" <<'END'
answers,promoters,passives,detractors,nps,low,high
2,0,2,0,0,-48.009116763553095,48.009116763553095
END
gives 'nobody answered' "printf 's,n\n,1\n' | ia-nps -q --score s -o csv" <<'END'
answers,promoters,passives,detractors,nps,low,high
0,0,0,0,,,
END
gives 'no rows' "echo s | ia-nps --score s -o csv" <<'END'
answers,promoters,passives,detractors,nps,low,high
END
gives 'a difference with a group that has no answer that month' \
	'ia-nps -q --score answer --by plan --every month --compare free,paid answers.csv -o csv | cut -d, -f1-6,9' <<'END'
month,from,to,nps_from,nps_to,difference,p
2026-01,free,paid,100,0,-100,
2026-02,free,paid,-100,-100,0,
END
same 'NDJSON' 'ia-nps -q --score answer --by plan answers.csv -o csv' \
	'ia-clean --infer -o ndjson answers.csv | ia-nps -q --score answer --by plan -o csv'

for x in 11 -1 7.5 x 1e9 inf; do
	fails "$x is no score" 1 "printf 's\n$x\n' | ia-nps --score s" \
		'^ia-nps: <stdin>:2:1: bad-number: column "s": expected a whole number from 0 to 10'
done
fails 'nor is true' 1 "echo '{\"s\":true}' | ia-nps --score s" 'bad-number'
gives 'kept, it is a missing one' "printf 's\n9\n11\n' | ia-nps -q --on-error keep --score s -o csv | cut -d, -f1-2" <<'END'
answers,promoters
1,1
END
fails 'no column' 2 'ia-nps answers.csv' 'score: give the column of the answers'
fails 'a column that is not there' 2 'ia-nps --score nps answers.csv' 'no column "nps"'
fails 'a comparison of nothing' 2 'ia-nps --score answer --compare free,paid answers.csv' 'option --compare: needs --by'
fails 'of three' 2 'ia-nps --score answer --by plan --compare a,b,c answers.csv' 'expected two different values'
fails 'of one with itself' 2 'ia-nps --score answer --by plan --compare a,a answers.csv' 'expected two different values'
fails 'with a group that is not there' 2 'ia-nps -q --score answer --by plan --compare free,gold answers.csv' \
	'option --compare: no row has gold in column plan'
fails 'two columns of one name' 2 "ia-nps --score answer --by plan answers.csv <<<'' >/dev/null; printf 'low,s\na,1\n' | ia-nps --score s --by low" \
	'option --by: the answer has a column of that name'

# Every published case: its answers made, its score and bounds to 1e-9.
if needs_shared 'published cases' data/reference/nps_cases.json; then
	$oracle cases "$IA_SHARED/data/reference/nps_cases.json" | awk -F, '$1 + $2 + $3 <= 20000' >cases.csv
	while IFS=, read -r p n d want low high; do
		holds "a case of $p, $n and $d" "awk 'BEGIN { print \"s\"; for (i = 0; i < $p; i++) print 9 + i % 2; for (i = 0; i < $n; i++) print 7 + i % 2; \
			for (i = 0; i < $d; i++) print i % 7 }' | ia-nps -q --score s -o csv | cut -d, -f5- >got; printf 'nps,low,high\n$want,$low,$high\n' >want; $near got want 1e-9"
	done <cases.csv
	awk 'BEGIN { print "s,g"; split("70 20 10 60 25 15", c, " "); for (g = 0; g < 2; g++) for (k = 1; k <= 3; k++) for (i = 0; i < c[3 * g + k]; i++)
		print (k == 1 ? 9 : k == 2 ? 7 : 3) "," (g ? "b" : "a") }' >two.csv
	printf 'difference,low,high,p\n-15.000000000000007,-34.259428045781476,4.760761533987338,0.13118029537394263\n' >want
	holds 'the difference of two' "ia-nps -q --score s --by g --compare a,b two.csv -o csv | cut -d, -f5- >got; $near got want 1e-9"
fi

# Random surveys against the oracle.
for seed in 1 2 3 4 5 6; do
	awk -v seed=$seed 'BEGIN { srand(seed); print "user_id,timestamp,s,g"; n = int(exp(rand() * 8)) + 1; skew = rand() * 3
		for (i = 0; i < n; i++) printf "u%d,2026-%02d-%02d,%s,%s\n", i, 1 + int(rand() * 3), 1 + int(rand() * 28),
			rand() < .1 ? "" : int(11 * rand() ^ (1 / (1 + skew))), substr("abc", 1 + int(rand() * 3), 1) }' >survey.csv
	for how in '- -' 'g -' '- month' 'g day'; do
		set -- $how
		ask=
		[ "$1" != - ] && ask="--by $1"
		[ "$2" != - ] && ask="$ask --every $2"
		holds "as the oracle has it: $seed $ask" \
			"ia-nps -q --score s $ask survey.csv -o csv | tail -n +2 >got; $oracle scores survey.csv s $1 $2 >want; $near got want 1e-9"
	done
	holds "differences: $seed" "ia-nps -q --score s --by g --every month --compare b,a survey.csv -o csv | tail -n +2 >got; \
		$oracle compare survey.csv s g month b a >want; $near got want 1e-9"
done
finish
