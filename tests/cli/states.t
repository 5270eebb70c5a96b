# states.t: --partial and --merge: the bytes of one run, however users are split and states are merged; what is cut, changed,
# doubled, missing or of another question is refused by name.
. "$(dirname "$0")/../lib.sh"

ia-gen --users 1200 --days 40 --seed 8 --messy >gen.csv
"$IA_PYTHON" - >odd.csv <<'END' # ties, few users, values that no engine should take for its own
import random
random.seed(15)
names = ["a", "b", "c", "pay", "%41", "x y"]
by = ["", "ads", "tab\there", "%09", "line\nend", "quote\"d", "é", "-1", "  "]
print("user_id,event,timestamp,channel,price")
for _ in range(3000):
    user = "u%d" % random.randrange(90)
    day = random.randrange(12)
    time = "2026-03-%02dT%02d:%02d:00Z" % (1 + day, random.randrange(24), random.randrange(0, 60, 15))
    value = random.choice(by).replace('"', '""')
    print('%s,%s,%s,"%s",%s' % (user, random.choice(names), time, value, random.choice(["", "1", "2.5", "-3", "1e3"])))
END

# parts LOG N: the folder of its parts
parts() {
	[ -d "$1.$2" ] || ia-shard -n "$2" --dir "$1.$2" "$1"
}

# adds_up COMMAND LOG N...: N parts give the bytes of one run, in any order, and standard error says the same
adds_up() {
	local command=$1 log=$2 n
	shift 2
	if ! $command "$log" >.want 2>.wanterr; then
		ia_not_ok "one run: $command" .wanterr
		return
	fi
	for n; do
		rm -rf state && mkdir state && parts "$log" "$n"
		for i in $(seq 0 $((n - 1))); do
			$command --partial --part "$i/$n" "$(printf '%s/part-%05d.csv' "$log.$n" "$i")" >"state/$i" || break
		done
		$command --merge-states --expect "$n" $(ls -d state/* | shuf) >.got 2>.err
		if cmp .want .got >.diff 2>&1 && diff .wanterr .err >.diff; then
			ia_ok "$n parts: $command $log"
		else
			ia_not_ok "$n parts: $command $log" .diff .err
		fi
	done
	# through a tree of what stands now
	ls state/* | shuf >.list
	split -n l/3 .list .third.
	for third in .third.*; do
		$command --merge-states --partial $(cat "$third") >"tree$third"
	done
	cat tree.third.ab tree.third.ac | $command --merge-states --partial >tree.two
	$command --merge-states --expect-rows "$(($(ia-clean --select user_id --set user_id=1 "$log" | wc -l) - 1))" tree.two tree.third.aa >.got 2>.err
	if cmp .want .got >.diff 2>&1 && diff .wanterr .err >.diff; then
		ia_ok "through a tree: $command $log"
	else
		ia_not_ok "through a tree: $command $log" .diff .err
	fi
}

funnel='ia-funnel --steps register,view_item,add_to_cart,pay'
adds_up "$funnel --within 7d" gen.csv 1 2 7 64
adds_up "$funnel" gen.csv 7
adds_up "$funnel --by channel --within 3d --ci" gen.csv 1 7 64
adds_up "$funnel --by device --every week --week-start sunday --tz America/New_York --within 12h" gen.csv 7
adds_up "$funnel --every day --per session --session 20m --within 2h" gen.csv 7
adds_up "$funnel --every month --enter first --order any" gen.csv 7
adds_up "$funnel --hold product_id --optional add_to_cart --reenter" gen.csv 7
adds_up "$funnel --exclude search --order strict --ties any --until 2026-01-20" gen.csv 7
adds_up "$funnel,veiw --by channel --within 90d" gen.csv 7
adds_up "$funnel --by channel --every day --within 2d -S 64K" gen.csv 7
adds_up 'ia-funnel --steps a,b,c,%41 --by channel --every day --within 20h' odd.csv 1 2 7 64
adds_up 'ia-funnel --step x=event~"^[ab]" --step y=price>1 --by channel --per session' odd.csv 7
adds_up 'ia-funnel --steps a' odd.csv 64

adds_up 'ia-retention' gen.csv 1 7 64
adds_up 'ia-retention --start register --return view_item --period week --by channel' gen.csv 7
adds_up 'ia-retention --period 24h --mode rolling --by device --periods 20' gen.csv 7
adds_up 'ia-retention --mode bracket --brackets 1,3,7,14,30 --matrix --cohort every' gen.csv 7
adds_up 'ia-retention --at-least 2 --period month --tz Asia/Shanghai --start login --return veiw' gen.csv 7
adds_up 'ia-retention --lifecycle --period week --by channel' gen.csv 7
adds_up 'ia-retention --stickiness --week-start sunday' gen.csv 7
adds_up 'ia-retention --by channel --start a' odd.csv 1 7 64
adds_up 'ia-retention --period 36h --cohort every' odd.csv 7
adds_up 'ia-retention --lifecycle' odd.csv 64

adds_up 'ia-path' gen.csv 1 7 64
adds_up 'ia-path --paths --top 50' gen.csv 7
adds_up 'ia-path --from login --to veiw --collapse' gen.csv 7
adds_up 'ia-path --from login --to pay --numbered --min-count 3' gen.csv 7
adds_up 'ia-path --dropoff --session none' gen.csv 7
adds_up 'ia-path --dot --merge goods=view_item,add_to_cart' gen.csv 7
adds_up 'ia-path --paths --anywhere --length 3 --session 10m -S 1M' gen.csv 7
adds_up 'ia-path --numbered --session none -S 1M' odd.csv 1 7 64
adds_up 'ia-path --paths --session none' odd.csv 7

adds_up 'ia-drivers' gen.csv 1 7 64
adds_up 'ia-drivers --outcome day:3..9 --details --early 3d' gen.csv 7
adds_up 'ia-drivers --outcome pay --early 12h --horizon 20d --start login --at-least 1,4' gen.csv 7
adds_up 'ia-drivers --outcome price>500 --events search,veiw,pay --min-users 2' gen.csv 7
adds_up 'ia-drivers --outcome day:2 --min-users 1' odd.csv 1 7 64

# a state does not depend on threads, memory or how the input comes
parts gen.csv 4
state="$funnel --by channel --every week --within 3d --partial --part 0/1"
same 'a state: threads' "$state -j 1 gen.csv" "$state -j 8 gen.csv"
same 'a state: memory' "$state gen.csv" "$state -S 64K gen.csv"
same 'a state: a pipe' "$state gen.csv" "cat gen.csv | $state"
same 'a state: NDJSON' "$state gen.csv" "ia-clean -o ndjson gen.csv | $state"
for other in 'ia-retention --by channel' 'ia-path' 'ia-drivers'; do
	same "a state of $other: threads" "$other --partial -j 1 gen.csv" "$other --partial -j 8 gen.csv"
	same "a state of $other: in a tree, whatever the order" \
		"for i in 0 1 2 3; do $other --partial --part \$i/4 gen.csv.4/part-0000\$i.csv >o\$i; done; $other --merge-states --partial o2 o0 o3" \
		"$other --merge-states --partial o3 o2 o0"
done
holds 'a state: parts of nobody' "head -n 1 gen.csv | $funnel --partial --part 1/2 >empty.state"
same 'and they add nothing' "$funnel gen.csv" \
	"$funnel --partial --part 0/2 gen.csv >full.state; $funnel --merge --expect 2 full.state empty.state"
same 'all of nobody' "head -n 1 gen.csv | $funnel" "head -n 1 gen.csv | $funnel --partial --part 0/1 | $funnel --merge --expect 1"
same 'how an option is written does not matter' "$funnel --within 7d gen.csv" \
	"$funnel --partial --part 0/1 --within 168h -S 1M -j 1 gen.csv | $funnel -w 1w --merge --expect 1 -T . -q"

# what is refused
for i in 0 1 2 3; do
	$funnel --within 7d --partial --part $i/4 gen.csv.4/part-0000$i.csv >s$i
	$funnel --within 7d --partial gen.csv.4/part-0000$i.csv >n$i
done
rows=$(($(ia-clean --select user_id gen.csv | wc -l) - 1))
merge="$funnel --within 7d --merge"
same 'states without a part' "$funnel --within 7d gen.csv" "$merge --expect-rows $rows n3 n1 n0 n2"
same 'states in one file' "$funnel --within 7d gen.csv" "cat s2 s0 s3 s1 | $merge --expect 4"
fails 'a part is missing' 3 "$merge --expect 4 s0 s3 s1" '^ia-funnel: part 2 of 4 is missing$'
fails 'two are' 3 "$merge --expect 4 s3 s1" ': parts 0, 2 of 4 are missing$'
fails 'rows are missing' 3 "$merge --expect-rows $rows n0 n3 n1" "the states are of [0-9]+ rows, expected $rows: one is missing"
fails 'none is there' 3 "$merge --expect 4 /dev/null" 'there is no state, expected those of 4 parts'
fails 'a part is there twice' 1 "$merge --expect 4 s0 s1 s2 s3 s1" '^ia-funnel: s1:[0-9]+: part 1 of 4 is there twice: also in s1$'
fails 'twice in a tree' 1 "$merge --partial s0 s1 >t; $merge --expect 4 t s2 s3 s1" 's1:[0-9]+: part 1 of 4 is there twice: also in t$'
fails 'a state without a part is there twice' 1 "$merge --expect-rows $rows n0 n1 n2 n1" '^ia-funnel: n1:[0-9]+: it is there twice: the same rows are in n1$'
fails 'also in a tree' 1 "$merge --partial n0 n1 >t; $merge --partial n2 n1 >u; $merge --expect-rows $rows t u" 'u:[0-9]+: it is there twice: the same rows are in t$'
fails 'of too many parts' 2 "$merge --expect 5 s0 s1 s2 s3" 'option --expect: 5 parts, but the states are of 4'
fails 'of another split' 2 "$funnel --within 7d --partial --part 1/2 gen.csv >other; $merge --expect 4 s0 other" 'other:[0-9]+: it is of 2 parts, and s0 of 4'
fails 'with a part and without' 2 "$merge --expect 4 s0 n1" 'n1:[0-9]+: it is of no part, and s0 of one'
fails 'the other way round' 2 "$merge --expect 4 n1 s0" 's0:[0-9]+: it is of a part, and n1 of none'
fails 'parts that nobody can name' 2 "$merge --expect 4 n0 n1 n2 n3" 'option --expect: the states are of no part'
fails 'another option' 2 "$funnel --within 8d --merge --expect 4 s0 s1 s2 s3" '^ia-funnel: s0:[0-9]+: made with another within: "604800000000" there, "691200000000" here$'
fails 'an option more' 2 "$merge --by channel --expect 4 s0 s1 s2 s3" 'made with another by: not given there, "channel" here'
fails 'an option less' 2 "$funnel --merge --expect 4 s0 s1 s2 s3" 'made with another within: "604800000000" there'
fails 'other steps' 2 "ia-funnel --steps register,pay --within 7d --merge --expect 4 s0" 'made with another steps: "register\\nview_item\\nadd_to_cart\\npay" there|another steps'
fails 'another zone' 2 "$merge --tz Asia/Tokyo --expect 4 s0" 'made with another tz: not given there, "Asia/Tokyo" here'
fails 'another tool' 2 'ia-retention --merge --expect 4 s0' '^ia-retention: s0:1: a state of ia-funnel, expected one of ia-retention$'
fails 'no state' 1 "$merge --expect 4 gen.csv" '^ia-funnel: gen.csv:1: no state'
fails 'a file that is not there' 3 "$merge --expect 4 s0 nowhere" 'nowhere: cannot open'
for version in 's/ia-state\t1/ia-state\t2/' 's/\t0\.1\.0\t/\t0.0.9\t/'; do
	sed "1$version" s0 >edited
	fails "edited: $version" 1 "$merge --expect 4 edited s1 s2 s3" 'edited:1: no state, or a damaged one'
done
fails 'a sum edited' 1 "sed '/^group/s/\t\([0-9]\)/\t1\1/2' s0 >edited; $merge --expect 4 edited s1 s2 s3" \
	'edited:[0-9]+: damaged: the line is not what was written; make the state again'
fails 'a line taken away' 1 "sed '/^group/d' s0 >edited; $merge --expect 4 edited s1 s2 s3" 'edited:[0-9]+: damaged'
fails 'its last line taken away' 1 "sed '\$d' s0 >edited; $merge --expect 4 edited s1 s2 s3" 'edited:[0-9]+: cut: it has no end'
cat >mutate.sh <<'END'
# cut at every 7th byte, and the byte there changed: each time refused, with the state's name, and nothing printed
size=$(wc -c <s0) bad=0 n=0
for at in $(seq 0 7 $((size - 1))); do
	head -c "$at" s0 >cut
	{ head -c "$at" s0; head -c $((at + 1)) s0 | tail -c 1 | tr '\000-\377' '\001-\377\000'; tail -c +$((at + 2)) s0; } >flip
	for what in cut flip; do
		"$@" $what s1 s2 s3 >out 2>err
		status=$?
		n=$((n + 1))
		case $status in 1 | 3) grep -q "$what:\|is missing" err && [ ! -s out ] && continue ;; esac
		echo "$what at $at: exit $status: $(cat err)"
		bad=1
	done
done
[ $n -gt 100 ] && exit $bad
END
holds 'cut or changed at any byte: refused by name' "bash mutate.sh ${merge/7d/7d} --expect 4"
fails 'its end went to a full disk' 3 "$funnel --partial gen.csv >/dev/full" 'No space left'
fails 'a part of bad rows' 1 "{ cat gen.csv; echo x; } | $funnel --partial" 'short-row'

fails 'how many there must be' 2 "$merge s0" 'option --merge: say how many parts there must be [(]--expect N[)] or rows'
fails 'none at all' 2 "$merge --expect 0 s0" 'option --expect: expected how many parts'
fails 'expected where nothing is merged' 2 "$funnel --expect 4 gen.csv" 'option --expect: it goes with --merge'
fails 'rows expected in a tree' 2 "$merge --partial --expect-rows 4 s0" 'option --expect-rows: it goes with --merge'
fails 'a part of what' 2 "$funnel --part 1/4 gen.csv" 'option --part: it goes with --partial'
for part in 4/4 x 1 /4 1/ 1/20000; do
	fails "no part: $part" 2 "$funnel --partial --part $part gen.csv" 'option --part: expected a part and how many there are'
done
fails 'a row a user' 2 "$funnel --users --partial gen.csv" 'option --users: rows of users are joined, not merged'
fails 'tools without it' 2 'ia-features --partial gen.csv' 'unknown option --partial'
finish
