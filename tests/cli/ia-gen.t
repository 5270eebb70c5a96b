# ia-gen.t: as many rows as asked, in order, the same everywhere, and what the truth says is in them.
. "$(dirname "$0")/../lib.sh"

rows() { # COMMAND: rows of CSV without the header
	echo "$1 | tail -n +2 | wc -l | tr -d ' '"
}
gives 'rows, exactly' "$(rows 'ia-gen --events 12345')" <<<12345
gives 'hardly more than users' "$(rows 'ia-gen --users 500 --events 700')" <<<700
gives 'one user, one day' "$(rows 'ia-gen --users 1 --days 1 --events 5000')" <<<5000
gives 'many events in a day' "$(rows 'ia-gen --users 50 --days 1 --events 300000 -j 3')" <<<300000
gives 'as many users as asked' "ia-gen --users 777 | tail -n +2 | cut -d, -f1 | sort -u | wc -l | tr -d ' '" <<<777
gives 'the columns of a shop' 'ia-gen --users 10 | head -n 1' <<'X'
user_id,event,timestamp,duration,price,product_id,product_category,channel,device
X
gives 'of a social network' 'ia-gen --profile social --users 10 | head -n 1' <<'X'
user_id,event,timestamp,duration,target_id,channel,device
X
fails 'fewer events than users' 2 'ia-gen --users 10 --events 9' 'option --events: expected at least as many as users'
fails 'no users' 2 'ia-gen --users 0' 'option --users: expected 1 to'
fails 'a date that is none' 2 'ia-gen --start soon' '--start: expected a date'
fails 'a delimiter that is in values' 2 'ia-gen -d p' 'written without quotes'
fails 'a full disk' 3 'ia-gen >/dev/full' 'ia-gen: '
fails 'a truth where none can be' 3 'ia-gen --truth /nowhere/t >/dev/null' '/nowhere/t'

# The same bytes
for options in '' '--messy' '--profile social --messy' '--events 200000 --days 2 --messy -o ndjson'; do
	same "one thread or seven ($options)" "ia-gen $options -j 1" "ia-gen $options -j 7"
done
holds 'another seed, another log' '! cmp -s <(ia-gen) <(ia-gen --seed 2)'
same 'a locale changes nothing' 'LC_ALL=C ia-gen --messy --truth /dev/null' 'LC_ALL=de_DE.UTF-8 ia-gen --messy'
holds 'these bytes, on every machine' '[ "$(ia-gen --messy --users 200 | cksum)" = "1785016697 234884" ]'

# Order and form
same 'in order of time' 'ia-gen --events 50000 | tail -n +2 | cut -d, -f3' \
	'ia-gen --events 50000 | tail -n +2 | cut -d, -f3 | LC_ALL=C sort'
holds 'within the days asked for' "ia-gen --days 3 --start 2024-02-28 | tail -n +2 | cut -d, -f3 |
	awk '\$0 < \"2024-02-28T00:00:00Z\" || \$0 >= \"2024-03-02T00:00:00Z\" { exit 1 }'"
same 'CSV, TSV' 'ia-gen' "ia-gen -o tsv | tr '\t' ,"
same 'a header or none' 'ia-gen | tail -n +2' 'ia-gen --no-header'
holds 'no row twice without mess' "! ia-gen --events 200000 | sort | uniq -d | grep -q ."

# The truth
if [ -x "$IA_PYTHON" ]; then
	for options in '' '--seed 9 --users 3000' '--messy --users 3000' '--users 2000 --events 9000' \
		'--users 2000 --events 5000' '--profile social --users 3000' '--profile social --messy --users 3000'; do
		holds "the truth is in the log ($options)" "$IA_PYTHON $IA_ROOT/tests/oracle/gen.py $options"
	done
else
	skips 'the truth' "no $IA_PYTHON"
fi
finish
