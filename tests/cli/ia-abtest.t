# ia-abtest.t: experiments: by hand, against a brute force with scipy, against reference answers, in made-up logs with and
# without an effect; what must be said before any lift; bad input.
. "$(dirname "$0")/../lib.sh"
oracle="$IA_PYTHON $IA_ROOT/tests/oracle/abtest.py"

# 1,000 users an arm, 100 and 140 pay: z and its p as statsmodels' proportions_ztest, bounds as its newcomb.
awk 'BEGIN { print "user_id,variant,paid,money"
	for (k = 0; k < 2000; k++) print "u" k "," (k % 2 ? "new" : "control") "," (k < (k % 2 ? 280 : 200)) "," k % 7 }' >users.csv
gives 'two shares' 'ia-abtest -v variant -m paid users.csv' <<'END'
metric,variant,warning,users,mean,control_mean,difference,low,high,lift,lift_low,lift_high,p,p_adjusted,chance_to_win,loss,verdict,test
paid,control,,1000,0.1,0.1,,,,,,,,,0.00296021212,0.0399331805,control,
paid,new,,1000,0.14,0.1,0.04,0.0115153391,0.0685637491,0.4,0.0621307231,0.737869277,0.00591585107,0.00591585107,0.997039788,0.0000130208551,win,z
END
gives 'as NDJSON' "ia-abtest -v variant -m paid -o ndjson users.csv | tail -n 1 | cut -d, -f1-8,17-" <<'END'
{"metric":"paid","variant":"new","warning":null,"users":1000,"mean":0.14,"control_mean":0.1,"difference":0.04,"low":0.0115153391,"verdict":"win","test":"z"}
END
verdict() { # OPTIONS: the last row's
	echo "ia-abtest -q -o csv $* | tail -n 1 | awk -F, '{ print \$(NF - 1) \",\" \$NF }'"
}
gives 'less is better' "$(verdict -v variant -m paid --less paid users.csv)" <<<loss,z
gives 'a condition of a row' "$(verdict -v variant -m "'p=paid == 1'" users.csv)" <<<win,z
gives 'a mean' "$(verdict -v variant -m money users.csv)" <<<unclear,welch
gives 'a ratio of rows' "$(verdict -v variant -m "'r=sum(paid)/sum(money)'" users.csv)" <<<win,ratio
gives 'a quantile of rows: of so few values it cannot be told' "$(verdict -v variant -m "'q=quantile(money,0.5)'" users.csv)" <<<cannot,quantile
gives 'the other tests' "for t in z wald fisher welch; do $(verdict -v variant -m paid --test '$t' users.csv); done" <<'END'
win,z
win,wald
win,fisher
win,welch
END
gives 'fewer than five expected: exact' "$(verdict -v variant -m paid '<(sed "1n; /^u[0-9]\{1,2\},/!d" users.csv)')" <<<unclear,fisher
gives 'guardrails' "for g in 'paid>=-2%' 'paid>=0.1' 'paid>=0.03' 'paid<=1%'; do $(verdict -v variant -m paid --guardrail '"$g"' users.csv); done" <<'END'
pass,z
fail,z
not-yet,z
fail,z
END
gives 'one side' "ia-abtest -v variant -m paid --one-sided users.csv | tail -n 1 | cut -d, -f8,9,13" <<<0.0161132011,,0.00295792554
gives 'Holm over two metrics' "ia-abtest -v variant -m paid,money users.csv | awk -F, '/new/ { print (\$14 >= 2 * \$13 - 1e-9 || \$14 == \$13) }' | sort -u" <<<1
gives 'none' "ia-abtest -v variant -m paid,money --adjust none users.csv | awk -F, '/new/ { print \$13 == \$14 }' | sort -u" <<<1
gives 'segments, and whether they differ' "ia-abtest -q -v variant -m paid --by money users.csv | cut -d, -f1,3,5 | head -n 5" <<'END'
money,variant,users
,control,1000
,new,1000
0,control,143
0,new,143
END
gives 'Fieller: bounds of the lift without 0 where those of the difference have none' \
	"ia-abtest -v variant -m paid --lift-bounds fieller users.csv | tail -n 1 | cut -d, -f10-12" <<<0.4,0.102844657,0.797426803

# What must be known first.
awk 'BEGIN { print "variant,paid"; for (k = 0; k < 2000; k++) print (k < 1150 ? "a" : "b") "," (k % 9 == 0) }' >skewed.csv
fails 'a sample ratio mismatch is told' 0 'ia-abtest -v variant -m paid skewed.csv' \
	'^ia-abtest: SAMPLE RATIO MISMATCH, p = 2e-11: do not trust any effect below; .*"a" 1150 users \(planned 50 %\), "b" 850'
gives 'before any lift, and in place of a verdict' "ia-abtest -q -v variant -m paid skewed.csv | tail -n 1 | cut -d, -f1-3,17" <<<paid,b,srm,invalid
gives 'not where it was planned so' "ia-abtest -q -v variant -m paid --split a=0.575,b=0.425 skewed.csv | tail -n 1 | cut -d, -f3,17" <<<,unclear
fails 'an arm that was not planned' 1 'ia-abtest -v variant -m paid --split a=0.5,c=0.5 --control a skewed.csv' \
	'^ia-abtest: an arm that was not planned: "b" is a value of the variant, and not in the split$'
gives 'a planned arm without users is an alarm' \
	"ia-abtest -q -v variant -m paid --split a=0.4,b=0.4,c=0.2 skewed.csv | tail -n 1 | cut -d, -f2-5,17" <<<'c,srm few-users no-spread no-lift,0,,invalid'
fails 'rows without a variant' 0 "(cat users.csv; echo x,,1,3) | ia-abtest -v variant -m paid" '^ia-abtest: 1 rows without a variant are left out$'
fails 'several rows of a user' 0 "(cat users.csv; sed '1d; 41q' users.csv) | ia-abtest -v variant -m paid" '^ia-abtest: 2 % of the users have several rows, and each counts as a user'
long='awk "BEGIN { print \"user_id,variant,y\"; for (k = 0; k < 400000; k++) print k % 300000 \",\" (k % 2 ? \"a\" : \"b\") \",\" k % 5 }"'
same 'of a sample in long inputs, the same for any number of threads' "$long | ia-abtest -v variant -m y -j 1 2>&1 | grep several" "$long | ia-abtest -v variant -m y -j 5 2>&1 | grep several"
fails 'one arm' 0 "grep -v new users.csv | ia-abtest -v variant -m paid" 'there is one arm: there is nothing to compare'
gives 'empty' "head -n 1 users.csv | ia-abtest -q -v variant -m paid | wc -l" <<<1
fails 'empty is said' 0 "head -n 1 users.csv | ia-abtest -v variant -m paid" 'nobody was exposed'
gives 'nothing read as NDJSON' 'printf "" | ia-abtest -q -i ndjson -v variant -m paid' <<'END'
END
fails 'nothing at all' 1 'ia-abtest -v variant -m paid </dev/null' 'empty-input'
fails 'which is the control?' 2 "sed 's/control/old/' users.csv | ia-abtest -v variant -m paid" \
	'^ia-abtest: option --control: which variant is it\? there are: "new", "old"$'
fails 'a control that is not there' 2 'ia-abtest -v variant -m paid --control x users.csv' 'no variant is called so; there are: "control", "new"'
fails 'text in a metric' 1 "(cat users.csv; echo x,new,1,much) | ia-abtest -v variant -m money" \
	'^ia-abtest: <stdin>:2002:9: bad-number: column "money": expected a number: "much"$'
gives 'left out with --on-error skip' "(cat users.csv; echo x,new,1,much) | ia-abtest -q --on-error skip -v variant -m money,paid | cut -d, -f2,4 | sort -u" <<'END'
control,1000
new,1000
variant,users
END
gives 'taken as missing with keep: of this metric alone' \
	"(cat users.csv; echo x,new,1,much) | ia-abtest -q --on-error keep -v variant -m money,paid | cut -d, -f1,2,4 | grep new" <<'END'
money,new,1000
paid,new,1001
END
fails 'a number past what can be squared' 1 "(cat users.csv; echo x,new,1,1e200) | ia-abtest -v variant -m money" 'at most 1e140'
small() { # ROWS: an answer of variant,y without a NaN, and its verdict
	echo "printf '%s\n' variant,y $* | ia-abtest -q -o csv -v variant -m y >.small && ! grep -qiE 'nan|inf' .small && tail -n 1 .small | cut -d, -f3,4,13,17"
}
gives 'no spread' "$(small control,5 control,5 b,7 b,7)" <<<'few-users no-spread,2,,cannot'
gives 'one user an arm' "$(small control,5 b,7)" <<<'few-users no-spread no-lift,1,,cannot'
gives 'one user in one' "$(small control,5 control,6 b,7)" <<<'few-users no-spread,1,,cannot'
gives 'all convert' "$(small control,1 control,1 b,1 b,1)" <<<'few-users,2,1,unclear'
gives 'none converts' "$(small control,0 control,0 b,0 b,0)" <<<'few-users no-lift,2,1,unclear'
gives 'a control of 0 on average: no lift' "$(small control,-1 control,1 b,5 b,6)" <<<'few-users no-lift,2,0.0692861733,unclear'
gives 'values around 1e9 keep their spread' \
	"printf '%s\n' variant,y control,1000000001 control,1000000002 control,1000000003 control,1000000004 control,1000000005 \
	b,1000000002 b,1000000003 b,1000000004 b,1000000005 b,1000000007 | ia-abtest -q -v variant -m y | tail -n 1 | cut -d, -f7,13" <<<1.20000005,0.313751592

# Events.
input log.csv <<'END'
user_id,event,timestamp,variant,price,ms,platform
a,pay,2026-03-01T09:00:00Z,,10,,ios
a,seen,2026-03-01T10:00:00Z,control,,,ios
a,pay,2026-03-08T10:00:00Z,,20,,ios
b,pay,2026-03-01T10:00:00Z,,30,,web
b,seen,2026-03-01T10:00:00Z,new,,,web
b,pay,2026-03-08T10:00:00.000001Z,,5,,web
c,seen,2026-03-01T10:00:00Z,new,,,ios
c,seen,2026-03-02T10:00:00Z,control,,,ios
d,seen,2026-03-05T10:00:00Z,control,,,ios
d,pay,2026-03-05T10:00:01Z,,40,,ios
e,pay,2026-03-02T10:00:00Z,,99,,ios
f,seen,2026-03-02T10:00:00Z,,,,ios
g,seen,2026-03-01T10:00:00Z,new,,,web
END
mean() { # OPTIONS: users and means
	echo "ia-abtest -q -o csv -x seen -v variant $* log.csv | cut -d, -f1,2,4,5 | tail -n +2"
}
gives 'from the first exposure on, that instant included; crossovers and the unexposed are out' "$(mean -m "'pay,spent=sum(price)'")" <<'END'
pay,control,2,1
pay,new,2,0.5
spent,control,2,30
spent,new,2,17.5
END
gives 'a window is over users whose window is over, its end included' "$(mean -m "'pay,spent=sum(price)'" -w 7d)" <<'END'
pay,control,1,1
pay,new,2,0.5
spent,control,1,20
spent,new,2,15
END
gives 'counts, ratios, quantiles of the users who have a value' \
	"$(mean -m "'n=count(pay),r=sum(price)/count(pay),q=quantile(price,0.5)'")" <<'END'
n,control,2,1
n,new,2,1
r,control,2,30
r,new,2,17.5
q,control,2,30
q,new,1,17.5
END
fails 'what is left out is said' 0 'ia-abtest -x seen -v variant -m pay -w 7d log.csv' \
	'^ia-abtest: 1 of 5 exposed users \(20.0 %\) saw more than one variant: they are in no arm; more than 1 % is a fault'
fails 'windows' 0 'ia-abtest -x seen -v variant -m pay -w 7d log.csv' '^ia-abtest: 1 users are left out: their window is not over'
fails 'exposures to nothing' 0 'ia-abtest -x seen -v variant -m pay log.csv' '^ia-abtest: 1 exposures without a variant are left out$'
fails 'too early' 0 "grep 03-01 log.csv | cat <(head -n 1 log.csv) - | ia-abtest -x seen -v variant -m pay" '^ia-abtest: too early: less than 3 days'
fails 'a misspelt event' 0 'ia-abtest -x seen -v variant -m pya log.csv' 'no event is named "pya" \(did you mean "pay"\?\)'

# Against a brute force.
planted() { # SEED: two arms and a control of 400 users, who view, pay, are slow, before and after they see it
	awk -v seed="$1" 'BEGIN { srand(seed); print "user_id,event,timestamp,variant,price,ms,platform"
	arm[0] = "control"; arm[1] = "new"; arm[2] = "other"; os[0] = "ios"; os[1] = "web"
	for (u = 0; u < 1200; u++) { a = int(rand() * 3); p = int(rand() * 2); keen = rand(); t0 = 20 + rand() * 10
		print line(u, "seen", t0, arm[a], "", "", os[p])
		if (rand() < 0.02) print line(u, "seen", t0 + 1, arm[(a + 1) % 3], "", "", os[p])
		for (n = int(rand() * 12 * keen); n > 0; n--) { t = rand() * 40
			if (rand() < 0.5) print line(u, "view", t, "", "", int(rand() * 1000), os[p])
			else print line(u, "pay", t, "", int(rand() * 5000 * (1 + a * (t > t0))) / 100, "", os[p]) } }
	}
	function line(u, e, t, v, p, ms, os,  d, s) { s = int(t * 86400); d = int(s / 86400); s -= d * 86400
		return sprintf("u%d,%s,2026-%02d-%02dT%02d:%02d:%02dZ,%s,%s,%s,%s", u, e, 3 + int(d / 30), 1 + d % 30, int(s / 3600), int(s / 60) % 60, s % 60, v, p, ms, os) }'
}
metrics="-x seen -v variant -m 'pay,spent=sum(price),rate=sum(price)/count(view),slow=quantile(ms,0.75)'"
agrees() { # NAME OPTIONS ORACLE-OPTIONS
	holds "$1" "ia-abtest -q -o csv $metrics $2 planted.csv >ours.csv && $oracle events ours.csv planted.csv ${3-}"
}
planted 3 >planted.csv
if needs_python 'as scipy has it' scipy; then
	agrees 'as scipy has it' ''
	agrees 'with a window' '-w 7d' window=604800
	agrees 'with CUPED' --cuped cuped=1
	agrees 'winsorised' '--winsor 95%' winsor=0.95
	agrees 'with a window and CUPED' '--cuped -w 36h' 'cuped=1 window=129600'
	planted 4 >planted.csv
	agrees 'another log' ''
	awk 'BEGIN { srand(5); print "variant,flag,y,x"; for (k = 0; k < 900; k++) { x = rand() * 10
		print (rand() < 0.5 ? "control" : "b") "," (rand() < 0.3) "," x + rand() * 5 "," x } }' >rows.csv
	holds 'rows, with a column from before' "ia-abtest -q -v variant -m flag,y --pre y=x rows.csv >ours.csv && $oracle rows ours.csv rows.csv"
	seq 20000 | sed '1s/^/user_id\n/; s/^[0-9]/user-&/' >ids.csv
	holds 'assignment is the published hash, and even' \
		"ia-abtest assign --variants a=0.2,b=0.3,c=0.5 --salt 'spring 春' ids.csv >assigned.csv && $oracle assign assigned.csv 'spring 春' a=0.2 b=0.3 c=0.5"
	if needs_shared 'the answers of ab_events' data/reference/ab_events.json; then
		run="ia-abtest -q -o csv -x exposure -v variant"
		file=$IA_SHARED/data/reference/ab_events.csv
		holds 'the answers of ab_events' "mkdir -p ref; m='pay,revenue=sum(price),rate=sum(price)/count(view)'
			$run -m \"\$m\" $file >ref/plain.csv && $run -m \"\$m\" --cuped --lookback 7d $file >ref/cuped.csv &&
			$run -m pay -w 7d $file >ref/window.csv && $run -m pay --by platform $file >ref/by.csv &&
			$run -m pay --sequential $file >ref/days.csv && $run -m pay --since-exposure 10 $file >ref/since.csv &&
			$oracle reference ref $IA_SHARED/data/reference/ab_events.json"
		fails 'its crossovers' 0 "ia-abtest -x exposure -v variant -m pay $file" '76 of 3732 exposed users \(2.0 %\)'
	fi
fi

# Relations.
all="-x seen -v variant -m 'pay,spent=sum(price),n=count(view),slow=quantile(ms,0.9)' --control control"
same 'one thread or eight' "ia-abtest $all --cuped -j 1 planted.csv" "ia-abtest $all --cuped -j 8 planted.csv"
same 'winsorised, one thread or eight' "ia-abtest -q -v variant -m money --winsor 70% -j 1 users.csv" "ia-abtest -q -v variant -m money --winsor 70% -j 8 users.csv"
same 'in little memory' "ia-abtest $all planted.csv" "ia-abtest $all -S 1M planted.csv"
same 'the order of users does not matter' "ia-abtest $all planted.csv" "(head -n 1 planted.csv; tail -n +2 planted.csv | sort -t, -k7,7 -s) | ia-abtest $all"
same 'a name or an expression' "ia-abtest $all planted.csv" \
	"ia-abtest -x 'lower(event) == \"seen\"' -v variant -m 'pay=event ~ \"^pay\$\",spent=sum(price * 1),n=count(event ~ \"^view\"),slow=quantile(ms,0.9)' --control control planted.csv"
same 'a sum where something holds' "ia-abtest -q -x seen -v variant -m 's=sum(if(event == \"view\", ms, 0)),r=sum(ms, lower(event) == \"view\")/count(view)' planted.csv" \
	"ia-abtest -q -x seen -v variant -m 's=sum(ms, view),r=sum(ms, view)/count(view)' planted.csv"
gives 'the same of rows' "ia-abtest -q -v variant -m 's=sum(money, paid == 1),r=sum(if(paid == 1, money, 0))' users.csv | cut -d, -f4- | sort | uniq -c | awk '{ print \$1 }'" <<<$'2\n2\n1'
same 'the last day is all days' "ia-abtest -q $all -m x=view --sequential --test z planted.csv 2>/dev/null || ia-abtest -q -o csv -x seen -v variant -m pay,n=view --sequential planted.csv | tail -n 6 | cut -d, -f2-7" \
	"ia-abtest -q -o csv -x seen -v variant -m pay,n=view planted.csv | tail -n 6 | cut -d, -f1-6"
same 'strata of one value are none' "ia-abtest -q -x seen -v variant -m 'spent=sum(price)' --strata event planted.csv | cut -d, -f1-7" \
	"ia-abtest -q -x seen -v variant -m 'spent=sum(price)' planted.csv | cut -d, -f1-7"
same 'a window of so many days since exposure' "ia-abtest -q -x seen -v variant -m pay --since-exposure 5 planted.csv | grep ^5, | cut -d, -f2-14" \
	"ia-abtest -q -x seen -v variant -m pay -w 5d planted.csv | tail -n +2 | cut -d, -f1-13"
holds 'a sequence has no chance to win' "ia-abtest -q -x seen -v variant -m pay --sequential planted.csv | awk -F, 'NR > 1 && \$16 \$17 != \"\" { bad = 1 } END { exit bad || NR < 10 }'"
holds 'p of a sequence only falls' "ia-abtest -q -x seen -v variant -m pay --sequential planted.csv | awk -F, '\$3 == \"new\" && \$14 != \"\" { if (n++ && \$14 > p) bad = 1; p = \$14 } END { exit bad || n < 5 }'"
holds 'chances add up to 1' "ia-abtest -q -x seen -v variant -m pay planted.csv | awk -F, 'NR > 1 { s += \$15 } END { exit !(s > 1 - 1e-8 && s < 1 + 1e-8) }'"
fails 'values that do not fit' 3 "ia-abtest -q -S 1K -v variant -m 'q=quantile(money,0.5)' <(for k in 1 2 3; do tail -n +\$((k > 1 ? 2 : 1)) users.csv; done)" 'more than the memory allows: give it more with -S'

# Hold-outs as ia-churn and ia-segment write them.
awk 'BEGIN { srand(7); print "user_id,risk,holdout,churned"
	for (k = 0; k < 6000; k++) { r = k % 3; h = rand() < 0.1; print "u" k "," (r == 0 ? "low" : r == 1 ? "medium" : "high") "," h "," (rand() < 0.2 * r + 0.05 - (!h && r == 2 ? 0.15 : 0)) } }' >held.csv
gives 'by risk, the effect where there is one' \
	"ia-abtest -q --holdout holdout --split holdout=0.1,treated=0.9 -m churned --less churned held.csv | awk -F, '\$3 == \"treated\" { print \$1 \",\" \$4 \",\" \$18 }'" <<'END'
,,win
high,,win
low,,unclear
medium,,unclear
END
fails 'the share that was held out has to be said' 0 'ia-abtest --holdout holdout -m churned held.csv' 'the sample ratio is not checked'
fails 'neither 0 nor 1' 1 "sed 's/,1,/,2,/' held.csv | ia-abtest --holdout holdout -m churned" '^ia-abtest: option --holdout: expected 0 or 1, found "2"$|^ia-abtest: holdout: expected 0 or 1, found "2"$'
same 'assign holds out those whom --holdout of ia-segment does' \
	"echo 'else: all' >r.txt; seq 3000 | sed '1s/^/user_id\n/' | ia-segment -r r.txt --holdout 10% --salt s | ia-clean --select user_id,holdout | sed '1d; s/,1\$/,holdout/; s/,0\$/,treated/'" \
	"seq 3000 | sed '1s/^/user_id\n/' | ia-abtest assign --variants holdout=0.1,treated=0.9 --salt s | sed 1d"
gives 'test vectors' "printf 'user_id\na\nu1\nu0000042\n张三\n' | ia-abtest assign --variants p=0.3,q=0.4,r=0.3 --salt spring" <<'END'
user_id,variant
a,r
u1,r
u0000042,q
张三,q
END
fails 'no user' 1 "printf 'user_id,x\n,1\n' | ia-abtest assign --variants a,b --salt s" 'empty-key'
gives 'or left out' "printf 'user_id,x\n,1\nu1,2\n' | ia-abtest assign -q --on-error skip --max-rejects 9 --variants a,b --salt spring" <<'END'
user_id,x,variant
u1,2,b
END

# Power: 62,462 users and 21 days as ab_cases.json; the least lift as scipy's brentq has it; a mean with CUPED.
gives 'users and days' 'ia-abtest power -q --baseline 0.05 --lift 10% --users-per-day 3000' <<'END'
baseline,lift,users_control,users_treated,users,days,power,alpha
0.05,0.1,31231,31231,62462,21,0.8,0.05
END
gives 'a ratio of arms' 'ia-abtest power --baseline 0.1 --lift 0.05 --ratio 9 | tail -n 1' <<<0.1,0.05,31535,283808,315343,,0.8,0.05
gives 'a mean, and less by what was before' "for r in 0 0.6; do ia-abtest power --baseline 3.2 --sd 5.5 --lift 2% --power 0.9 --correlation \$r | tail -n 1 | cut -d, -f3; done" <<<$'155200\n99328'
gives 'the least lift' 'ia-abtest power --baseline 0.05 --mde --users 40000 | tail -n 1 | cut -d, -f2 | cut -c1-11' <<<0.125675960
holds 'a sequence needs more' "a=\$(ia-abtest power --baseline 0.05 --lift 10% | tail -n 1 | cut -d, -f5); b=\$(ia-abtest power --baseline 0.05 --lift 10% --sequential --expected-users 60000 | tail -n 1 | cut -d, -f5); [ \$b -gt \$a ]"
holds 'one side fewer' "a=\$(ia-abtest power --baseline 0.05 --lift 10% | tail -n 1 | cut -d, -f5); b=\$(ia-abtest power --baseline 0.05 --lift 10% --one-sided | tail -n 1 | cut -d, -f5); [ \$b -lt \$a ]"

# Wrong usage.
while IFS='|' read -r options re; do
	fails "wrong: $options" 2 "ia-abtest $options users.csv" "^ia-abtest: .*$re"
done <<'END'
-v variant|metric: what is to be measured
-m paid|variant: which column says
-v variant -m ''|expected a name or NAME=EXPR
-v variant -m 'p='|expected a name or NAME=EXPR
-v variant -m 'a=event =='|option --metric
-v variant -m 'a=quantile(money,2)'|option --metric: expected quantile
-v variant -m 'a=quantile(money)'|option --metric: expected quantile
-v variant -m paid,paid|two are called paid
-v variant -m pai|no-column.*"pai"
-v varian -m paid|no-column
-v variant -m paid --by x|no-column
-v variant -m paid --pre x|no-column
-v variant -m paid --pre q=x|no metric is called so
-v variant -m paid --window 7d|option --window: it goes with an exposure
-v variant -m paid --since-exposure 7|option --since-exposure: it goes with an exposure
-v variant -m paid --cuped|option --cuped: rows have no events
-v variant -m paid --until 2026-03-01|option --until: it goes with --exposure
-v variant -m paid --split a=0.5|shares add up to 0.5
-v variant -m paid --split a|option --split: expected NAME=SHARE
-v variant -m paid --split a=0.5,a=0.5|stands there twice
-v variant -m paid --winsor 10|option --winsor
-v variant -m paid --winsor 20%|option --winsor
-v variant -m money --winsor 99% --sequential|option --winsor: the cap
-v variant -m 'q=quantile(money,0.5)' --sequential|a quantile has no row a day
-v variant -m 'q=quantile(money,0.5)' --pre paid|option --pre: a ratio or a quantile
-v variant -m paid --sequential --one-sided|option --one-sided
-v variant -m paid --sequential|no-column.*timestamp
-v variant -m paid --alpha 0.7|option --alpha
-v variant -m paid --guardrail paid|option --guardrail: expected
-v variant -m paid --guardrail 'x>=1'|option --guardrail: no metric is called so
-v variant -m paid --guardrail 'paid>=x'|option --guardrail: expected
-v variant -m paid --less x|option --less: no metric is called so
-v variant -m paid --strata money --by money|option --strata: it goes without
-v variant -m paid --lift-bounds fieller --one-sided|Fieller
-v variant -m paid --holdout paid|option --holdout: it stands for the variant
-v variant -m paid --baseline 0.1|option --baseline goes with ia-abtest power
-v variant -m paid --salt x|option --salt goes with
-v variant -m paid --expected-users 0|option --expected-users
-v variant -m paid --tau=-1|option --tau
END
while IFS='|' read -r options re; do
	fails "wrong: power $options" 2 "ia-abtest power $options" "^ia-abtest: .*$re"
done <<'END'
--lift 10%|option --baseline
--baseline 0.1|option --lift: which one
--baseline 0.1 --lift 0|option --lift: nothing
--baseline 0.1 --lift x|option --lift: expected
--baseline 0.6 --lift 100%|option --lift: it takes the share out
--baseline 2 --lift 10%|option --baseline: a share lies
--baseline 2 --sd 0 --lift 10%|option --sd
--baseline 0.1 --mde|option --mde: of how many
--baseline 0.1 --mde --users 10 --lift 1%|option --mde: it finds
--baseline 0.9 --mde --users 10|option --users: too few
--baseline 0.1 --lift 10% --power 1|option --power
--baseline 0.1 --lift 10% --ratio 0|option --ratio
--baseline 0.1 --lift 10% --correlation 1|option --correlation
--baseline 0.1 --lift 10% --users-per-day 0|option --users-per-day
END
while IFS='|' read -r options re; do
	fails "wrong: assign $options" 2 "ia-abtest assign $options users.csv" "^ia-abtest: .*$re"
done <<'END'
--salt x|option --variants: expected 2
--variants a,b|option --salt: each experiment
--variants a=0.5,b --salt x|option --variants: either all
--variants a=0.5,b=0.4 --salt x|add up to 0.9
--variants a,a --salt x|option --variants: twice
--variants a=x,b=0.5 --salt x|option --variants: expected NAME=SHARE
END
finish
