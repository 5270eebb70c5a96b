# common.t: what is the same in every tool: --help, --version, wrong usage, descriptors that fail, completion.
. "$(dirname "$0")/../lib.sh"

input events.csv <<'END2'
user_id,event,timestamp,price
u1,view,2026-03-01 10:00:00,1
u1,pay,2026-03-01 10:05:00,2
u2,view,2026-03-02 10:00:00,
END2
printf 'user_id\nu1\n' >right.csv
echo 'buyers: event == "pay" -> thank' >rules.txt
{ echo price,y && for i in 1 2 3 4 5 6 7 8 9; do echo "$i,$((i % 4 == 0 || i > 6))"; done; } >rows.csv
ia-churn fit -q -l y -m model.json --test 0 rows.csv >/dev/null

# A command that works on events.csv (or, ia-gen, on nothing), for each tool.
works() {
	case $1 in
	ia-churn) echo "ia-churn score -m $PWD/model.json events.csv" ;;
	ia-abtest) echo 'ia-abtest -v event --control view -m price events.csv' ;;
	ia-gen) echo 'ia-gen --users 20' ;;
	ia-funnel) echo 'ia-funnel --steps view,pay events.csv' ;;
	ia-kmeans) echo 'ia-kmeans -k 1 --columns price --missing skip events.csv' ;;
	ia-join) echo "ia-join --right $PWD/right.csv events.csv" ;;
	ia-nps) echo 'ia-nps --score price events.csv' ;;
	ia-outlier) echo 'ia-outlier --column price events.csv' ;;
	ia-shard) echo 'ia-shard --only 0/1 events.csv' ;;
	ia-segment) echo "ia-segment -r $PWD/rules.txt events.csv" ;;
	*) echo "$1 events.csv" ;;
	esac
}

tools=$(cd "$IA_ROOT/cmd" && for f in ia-*.c; do echo "${f%.c}"; done)
for tool in $tools; do
	[ "$tool" = ia-collect ] && continue # no rows in, none out: ia-collect.t
	if ! command -v "$tool" >/dev/null; then
		skips "$tool" 'not built'
		continue
	fi
	command=$(works "$tool")

	holds "$tool --help" "$tool --help"
	holds "$tool --help: 80 columns" "$tool --help | awk 'length(\$0) > 80 { print; bad = 1 } END { exit bad }'"
	holds "$tool --help: has the tool's line, its usage and an example" \
		"$tool --help | grep -qx '$tool: .*' && $tool --help | grep -q '^Usage: $tool ' && $tool --help | grep -q '^Example:'"
	holds "$tool --help: nothing on standard error" "test -z \"\$($tool --help 2>&1 >/dev/null)\""
	same "$tool -h is --help" "$tool --help" "$tool -h"
	same "$tool --help comes whatever stands behind it" "$tool --help" "$tool --help --no-such-option"
	holds "$tool --version" "$tool --version | grep -qxE '$tool [0-9]+[.][0-9]+[.][0-9]+'"
	fails "$tool: an unknown option is told, with the nearest" 2 "$tool --verzion" \
		"^$tool: unknown option --verzion; did you mean --version\\?$"
	fails "$tool: an unknown option that is near nothing" 2 "$tool --xyzzyx" "^$tool: unknown option --xyzzyx; see $tool --help$"
	fails "$tool: an unknown letter" 2 "$tool -%" "^$tool: unknown option -%; see $tool --help$"
	fails "$tool: control bytes of an option are not shown" 2 "$tool --\$'\\033'[31m" '^[^[:cntrl:]]*$'
	fails "$tool: a value is missing" 2 "$tool --output" "^$tool: option --output needs a value: FORMAT$"
	fails "$tool: a letter's value is missing" 2 "$tool -o" "^$tool: option --output needs a value: FORMAT$"
	fails "$tool: a wrong value" 2 "$tool --output=xml" \
		"^$tool: option --output: expected auto, csv, tsv, ndjson, table or md, found \"xml\"$"
	fails "$tool: a value where none goes" 2 "$tool --quiet=yes" "^$tool: option --quiet takes no value$"
	fails "$tool: a wrong count" 2 "$tool -j two" "^$tool: option --threads: expected a count such as 10, found \"two\"$"
	fails "$tool: too many threads" 2 "$tool -j 100000" "^$tool: option --threads: at most 1024$"
	[ "$tool" = ia-gen ] ||
		fails "$tool: no memory" 2 "$tool -S 0" "^$tool: option --memory: expected a size such as 64M or 2G, found \"0\"$"
	fails "$tool: a delimiter of two bytes" 2 "$tool -d ::" "^$tool: option --delimiter: expected one byte"
	holds "$tool: wrong usage is told without reading standard input" \
		"timeout 10 $tool --output=xml < <(exec sleep 20) 2>.wrong; [ \$? = 2 ]"

	holds "$tool: works here" "$command"
	same "$tool: the beginning of an option's name" "$command --outp ndjson" "$command -o ndjson"
	same "$tool: = or a blank" "$command --output=ndjson" "$command --output ndjson"
	same "$tool: a letter's value behind it" "$command -ondjson" "$command -o ndjson"
	same "$tool: letters in a row" "$command -qondjson" "$command -q -o ndjson"
	same "$tool: the last of two values counts" "$command -o csv -o ndjson" "$command -o ndjson"
	first=$tool
	[ "$tool" = ia-churn ] && first='ia-churn score'
	same "$tool: options before or behind operands" "$first -o ndjson ${command#"$first"}" "$command -o ndjson"

	if [ -c /dev/full ]; then
		fails "$tool: a full disk" 3 "$command >/dev/full" "^$tool: cannot write: No space left on device$"
		fails "$tool --help: a full disk" 3 "$tool --help >/dev/full" "^$tool: cannot write: No space left on device$"
		fails "$tool --version: a full disk" 3 "$tool --version >/dev/full" "^$tool: cannot write: No space left"
	else
		skips "$tool: a full disk" 'no /dev/full here'
	fi
	fails "$tool: standard output is closed" 3 "$command >&-" "^$tool: cannot write: standard output is closed$"
	fails "$tool --help: standard output is closed" 3 "$tool --help >&-" "^$tool: cannot write"
	same "$tool: standard error is closed" "$command" "$command 2>&-"
	same "$tool: standard input is closed and not needed" "$command" "$command <&-"
	holds "$tool --help: the reader went away" "$tool --help | head -n 1 | grep -q $tool"
	holds "$tool: a reader that went away ends it quietly" \
		"(sleep 0.2; exec $command) 2>.quiet | true; [ \${PIPESTATUS[0]} = 141 ] && ! grep -q cannot .quiet"

	holds "$tool --completion bash" "$tool --completion bash >.bash && bash -n .bash && grep -q -- --help .bash"
	if needs "$tool --completion zsh" zsh; then
		holds "$tool --completion zsh" "$tool --completion zsh >.zsh && zsh -n .zsh"
	fi
	if needs "$tool --completion fish" fish; then
		holds "$tool --completion fish" "$tool --completion fish >.fish && fish -n .fish"
	fi
	fails "$tool --completion of a shell that it does not know" 2 "$tool --completion csh" \
		"expected bash, zsh or fish, found \"csh\"$"
	holds "$tool: each long option completes in bash" \
		". <($tool --completion bash); COMP_WORDS=($tool --); COMP_CWORD=1; _${tool/-/_};
		$tool --options | cut -f1 | grep -- ^-- | sort >.want; printf '%s\\n' \"\${COMPREPLY[@]}\" | sort | cmp - .want"
	holds "$tool: the choices of an option complete in bash" \
		". <($tool --completion bash); COMP_WORDS=($tool -o nd); COMP_CWORD=2; _${tool/-/_}; [ \"\${COMPREPLY[*]}\" = ndjson ]"
	holds "$tool --options: five columns, help of 60 characters at most" \
		"$tool --options | awk -F '\\t' 'NF != 5 || length(\$5) > 60 || length(\$5) == 0 { print; bad = 1 } END { exit bad }'"
done

# options of tools that read rows
for tool in $tools; do
	command -v "$tool" >/dev/null || continue
	case $tool in ia-gen | ia-collect) continue ;; esac
	command=$(works "$tool")
	bare=${command% events.csv}

	same "$tool: a file or standard input" "$command" "$bare <events.csv"
	same "$tool: - is standard input" "$command" "$bare - <events.csv"
	same "$tool: behind -- all is an operand" "$command" "$bare -- events.csv"
	fails "$tool: standard input is closed" 3 "$bare <&-" "^$tool: <stdin>: cannot read: standard input is closed$"
	fails "$tool: no such file" 3 "$bare none.csv" "^$tool: none.csv: cannot (open|read): No such file or directory$"
	fails "$tool: a folder" 3 "$bare /tmp" "^$tool: /tmp: .*directory$"
	fails "$tool: no such zone" 2 "$command --tz Mars/Olympus" "^$tool: option --tz: .*Mars/Olympus"
	fails "$tool: a wrong time format" 2 "$command --time-format %Q" "^$tool: option --time-format: "
	fails "$tool: a wrong share" 2 "$command --max-rejects many" "^$tool: option --max-rejects: expected .*\"many\"$"
	fails "$tool: a wrong size" 2 "$command -S lots" "^$tool: option --memory: expected a size such as 64M"
	fails "$tool: a wrong mode" 2 "$command --on-error ignore" "expected fail, skip or keep, found \"ignore\"$"
	fails "$tool: a folder for the rejects that is not there" 3 "$command --rejects none/r" "^$tool: none/r: cannot write: No such"
	fails "$tool: TSV with another delimiter" 2 "$command -i tsv -d ';'" "^$tool: option --delimiter: "

	printf 'user_id,event,timestamp,price\nu1,view,2026-03-01,1\nu1,pay\nu1,pay,2026-03-02,2\n' >short.csv
	fails "$tool: a short row" 1 "$bare short.csv" "^$tool: short.csv:3:[0-9]+: short-row: "
	holds "$tool: a short row is left out, accounted for and kept aside" \
		"$bare --on-error skip --max-rejects 1 --rejects r.ndjson short.csv 2>.account &&
		grep -qx '$tool: 3 read, [0-2] written, 1 rejected (short-row 1), 0 altered' .account &&
		[ \$(wc -l <r.ndjson) = 1 ] && grep -q '\"code\":\"short-row\"' r.ndjson && grep -q '\"line\":3' r.ndjson"
	holds "$tool: a short row is filled up and accounted for" \
		"$bare --on-error keep --max-rejects 1 short.csv 2>.account; grep -qE '^$tool: 3 read, [0-3] written, [01] rejected.* altered$' .account"
	holds "$tool: --quiet: no account" "$bare --on-error skip --max-rejects 1 --quiet short.csv 2>.account && [ ! -s .account ]"
	fails "$tool: more rejects than allowed" 1 "$bare --on-error skip --max-rejects 0 short.csv" "^$tool: "
	holds "$tool: no progress where standard error is no terminal" "$command 2>.progress; ! grep -aq -e 'B/s' -e waiting .progress"
	holds "$tool: nothing half-written is left" "$bare --rejects aside none.csv 2>.err2; [ -z \"\$(ls aside* 2>&1 | grep -v 'No such')\" ]"

	holds "$tool: ended by a signal, it leaves no half-written file" \
		"mkdir -p ended && cd ended && { $bare --rejects aside < <(exec sleep 20) & p=\$!; } &&
		for i in 1 2 3 4 5 6 7 8 9 10; do [ -n \"\$(ls)\" ] && break; sleep 0.1; done; ls >../during
		kill -TERM \$p; wait \$p; [ \$? = 143 ] && [ -z \"\$(ls)\" ] && grep -q '^aside[.].*[.]tmp$' ../during"
	tr , ';' <events.csv >semicolons.csv
	same "$tool: -d" "$command -o ndjson" "$bare -o ndjson -d ';' semicolons.csv"
	sed 's/user_id/who/; s/event/what/; s/timestamp/when/' events.csv >renamed.csv
	case $tool in
	ia-funnel | ia-path)
		same "$tool: -u -e -t" "$command" "$bare -u who -e what -t when renamed.csv"
		same "$tool: IA_USER, IA_EVENT, IA_TIME" "$command" "IA_USER=who IA_EVENT=what IA_TIME=when $bare renamed.csv"
		sed 's/user_id/userId/; s/event/event_name/; s/timestamp/ts/' events.csv >aliases.csv
		same "$tool: names that are well known" "$command" "$bare aliases.csv"
		fails "$tool: a column that is not there" 2 "$bare -u nobody events.csv" "no-column: .*\"?nobody\"?.*user_id"
		;;
	esac
done

if command -v ia-clean >/dev/null; then
	holds 'a column that is not there is told with the nearest' \
		"! ia-clean --drop prise events.csv 2>.err3 && grep -q 'no-column: .*\"price\"' .err3"
	holds '--progress after two seconds, erased at the end' \
		"{ head -n 3 events.csv; for i in 1 2 3 4 5 6 7 8 9; do sleep 0.3; printf 'u3,pay,2026-03-03,%s\n' \$i; done; } |
		ia-clean --progress 2>.progress >/dev/null && grep -aqE '[0-9] B/s  [0-9]+ records|waiting for input' .progress && tail -c 4 .progress | grep -aq \$'\r'"
	holds '--quiet: no progress' \
		"{ head -n 3 events.csv; sleep 2.3; printf 'u3,pay,2026-03-03,1\n'; } | ia-clean --progress --quiet 2>.progress >/dev/null &&
		[ ! -s .progress ]"
	holds 'a filter passes on what came before a fault' \
		"printf 'a,b\n1,2\n3\n' >half.csv; ia-clean half.csv >half.out; [ \$? = 1 ] && printf 'a,b\n1,2\n' | cmp - half.out"
fi
if command -v ia-stats >/dev/null; then
	needs_terminal 'a table on a terminal' && holds 'a table on a terminal' \
		"COLUMNS=80 script -qec 'ia-stats events.csv' /dev/null </dev/null | tr -d '\r' | grep -qE '^column +type +count'"
	holds 'an answer prints nothing where the input is bad' \
		"printf 'user_id,event,timestamp\nu,e,2026-03-01\nu\n' >half.csv; ia-stats half.csv >half.out; [ \$? = 1 ] && [ ! -s half.out ]"
	same 'a column is aligned for wide letters' \
		"printf 'event\n加入购物车\n加入购物车\npay\n' | ia-stats --freq event -o table | sed -n 2p | sed 's/加入购物车/0123456789/'" \
		"printf 'event\n0123456789\n0123456789\npay\n' | ia-stats --freq event -o table | sed -n 2p"
fi

if command -v ia-clean >/dev/null; then
	for wrong in jsno:ndjson json:ndjson tvs:tsv tabel:table; do
		fails "a misspelt choice is told with the nearest: ${wrong%:*}" 2 "ia-clean -o ${wrong%:*} events.csv" \
			"^ia-clean: option --output: expected .*, found \"${wrong%:*}\"; did you mean ${wrong#*:}\\?$"
	done
fi

# what is typed or pasted in place of hyphens, quotes and commas
for wrong in -steps -steps=a -within; do
	fails "one hyphen before a long name: $wrong" 2 "ia-funnel ${wrong%=*} a,b events.csv" \
		"^ia-funnel: option ${wrong%=*}: did you mean -${wrong%=*}\\?$"
done
same 'a letter with its value stays one' 'ia-stats -fevent events.csv' 'ia-stats -f event events.csv'
for dash in '\342\200\224' '\342\200\223' '\342\210\222'; do
	fails "a dash of another kind" 2 "ia-stats \"\$(printf '${dash}freq')\" event events.csv" \
		'^ia-stats: ".*freq" begins with a dash that is no hyphen'
done
fails 'curly quotes' 2 "ia-clean --where 'event == “pay”' events.csv" 'expression:10: quotes are straight here'
fails 'curly single quotes' 2 "ia-clean --where \"event == ‘pay’\" events.csv" 'expression:10: quotes are straight here'
fails 'a wide comma in one name' 2 "ia-stats --by 'user_id，event' events.csv" 'no-column: .*between names stands a plain comma'
same 'a wide comma' "ia-clean --select 'user_id，event' events.csv" 'ia-clean --select user_id,event events.csv'
printf 'user_id,event,timestamp\nu,pay,3/1/26\n' >dates.csv
for command in 'ia-clean --time timestamp' 'ia-funnel --steps pay' 'ia-clean --check timestamp=time'; do
	fails "a time of another form: $command" 1 "$command dates.csv" 'bad-time: .* --time-format .%d/%m/%y. or .%m/%d/%y.: "3/1/26"$'
	holds "... can be read: $command" "$command --time-format %m/%d/%y dates.csv"
done
finish
