# few-rejects.t: with fewer than 100 records --on-error skip ended with exit 0 whatever was rejected.
. "$(dirname "$0")/../lib.sh"

printf 'a,b\n1\n2\n3\n' >none.csv
printf 'a,b\n1\n2,2\n3,3\n4,4\n' >one.csv
for tool in ia-clean ia-stats ia-dedupe; do
	fails "$tool: nothing accepted" 1 "$tool --on-error skip none.csv" "^$tool: none.csv: all of 3 records rejected$"
	fails "$tool: whatever is allowed" 1 "$tool --on-error skip --max-rejects 100% none.csv" 'all of 3 records rejected$'
	fails "$tool: above the share" 1 "$tool --on-error skip one.csv" '1 of 4 records rejected, --max-rejects is 10%$'
	holds "$tool: as many as are allowed" "$tool --on-error skip --max-rejects 25% one.csv >out"
	holds "$tool: or so many" "$tool --on-error skip --max-rejects 1 one.csv >out"
	holds "$tool: nothing there is nothing rejected" "echo a,b | $tool --on-error skip >out"
done
holds 'what sums up says nothing' '! ia-stats --on-error skip one.csv >out 2>/dev/null && [ ! -s out ]'

# cat a.csv b.csv of files with a byte order mark
printf '\357\273\277a,b\n1,2\n\357\273\277a,b\n3,4\n' >two.csv
for lane in fast careful; do
	fails "$lane: the header again behind a mark" 1 "IA_LANE=$lane ia-stats two.csv" \
		'two.csv:3:1: repeated-header: the header once more: give the files as operands, each has its own'
	holds "$lane: skipped" "[ \"\$(IA_LANE=$lane ia-clean -q --on-error skip --max-rejects 1 two.csv | tail -n 2 | paste -sd/)\" = 1,2/3,4 ]"
done
same 'a mark alone is text' "printf 'a,b\n1,2\n\357\273\277c,b\n' | ia-clean" "printf 'a,b\n1,2\n\357\273\277c,b\n'"
finish
