# examples.t: every example runs, on the project's own data and on the real log.
. "$(dirname "$0")/../lib.sh"
examples=$IA_ROOT/examples

ia_run "$examples/first-funnel.sh" .got .err
status=$?
if [ $status -eq 0 ] && grep -q 'add_to_cart' .got && grep -q 'from_first' .got; then
	ia_ok 'first-funnel ends with a funnel'
else
	ia_not_ok "first-funnel (exit $status)" .err .got
fi

ia-gen --users 2000 --messy >raw.csv
holds 'follow-up runs on its own log' "$examples/follow-up.sh >own.csv"
same 'follow-up of a log that is given' "cat own.csv" "$examples/follow-up.sh raw.csv"
gives 'follow-up has its three columns' 'head -n 1 own.csv' <<'END'
user_id,time_3,stopped
END
# who is on the list has an add_to_cart and no pay within a week after the first chain: check against awk
holds 'nobody on the list is without a cart' \
	'awk -F, "NR == FNR { if (\$2 == \"add_to_cart\") cart[\$1] = 1; next } FNR > 1 && !(\$1 in cart) { bad = 1 } END { exit bad }" raw.csv own.csv'

mkdir reports
holds 'nightly runs' "$examples/nightly.sh raw.csv reports"
gives 'nightly leaves the answer, no rejects and a line in its log' 'ls reports' <<'END'
funnel.csv
nightly.log
rejects.ndjson
END
cp reports/funnel.csv old.csv
echo 'user = nobody' >.iarc
same 'nightly is the same beside somebody'"'"'s .iarc' "$examples/nightly.sh raw.csv reports && cat reports/funnel.csv" 'cat old.csv'
rm .iarc
printf 'user_id,event\nu1,pay\n' >broken.csv
fails 'nightly fails on a log without times' 1 "$examples/nightly.sh broken.csv reports" 'no-column'
same 'and leaves the old answer' 'cat old.csv' 'cat reports/funnel.csv'
gives 'and says so in its log' "grep -c 'failed with status' reports/nightly.log" <<'END'
1
END
fails 'a log that is not there is the system, not the data' 3 "$examples/nightly.sh nowhere.csv reports" 'nowhere.csv'
gives 'and the line in the log says so' "tail -n 1 reports/nightly.log | grep -c 'failed with status 3'" <<'END'
1
END
if command -v ia-churn >/dev/null; then
	holds 'the call list runs on its own log' "$examples/churn/call-list.sh >calls.csv"
	gives 'it has its six columns' 'head -n 1 calls.csv' <<'END'
user_id,churn_probability,risk,segment,action,reasons
END
	holds 'it has users on it, the most probable first' \
		'[ "$(wc -l <calls.csv)" -gt 20 ] && tail -n +2 calls.csv | cut -d, -f2 | LC_ALL=C sort -c -gr'
	holds 'with reasons of their own' '! tail -n +2 calls.csv | cut -d, -f6 | grep -vq "^[a-z_]*=.* ([+-][0-9.]*)"'
	holds 'nobody who is left alone is called' "ia-gen --users 5000 --days 90 | ia-features >users.csv
		echo 'else: x' >r; ia-segment -r r --holdout 10% users.csv | ia-clean --where 'holdout == 1' --select user_id >alone.csv
		[ -z \"\$(grep -Fx -f <(cut -d, -f1 calls.csv | tail -n +2) alone.csv)\" ]"
fi
fails 'nightly without its operands' 2 "$examples/nightly.sh" 'usage'
finish
