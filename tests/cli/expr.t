#!/usr/bin/env bash
# The expression language through ia-clean: against awk, from CSV and NDJSON, and its messages.
# shellcheck disable=SC2016
# shellcheck source=tests/lib.sh
. "$(dirname "$0")/../lib.sh"

awk 'BEGIN {
	srand(3); OFS = ","
	split("view cart pay refund", e, " "); split("ads seo mail", c, " ")
	print "user_id,event,price,channel,timestamp"
	for (i = 0; i < 3000; i++)
		print sprintf("%04d", int(rand() * 100)), e[1 + int(rand() * 4)],
		    rand() < .2 ? "" : int(rand() * 20000) / 100, rand() < .1 ? "" : c[1 + int(rand() * 3)],
		    sprintf("2026-03-%02dT%02d:00:00Z", 1 + int(rand() * 30), int(rand() * 24))
}' >e.csv
ia-clean -o ndjson --infer e.csv >e.ndjson

# EXPR and the same in awk; missing values compare false
agrees() {
	same "as awk: $1" "awk -F, 'NR == 1 || ($2)' e.csv" "ia-clean --where '$1' e.csv"
	same "CSV or NDJSON: $1" "ia-clean --where '$1' e.csv" "ia-clean --where '$1' -o csv e.ndjson"
	same "careful lane: $1" "ia-clean --where '$1' e.csv" "IA_LANE=careful ia-clean --where '$1' e.csv"
}
agrees 'event == "pay" && price > 100' '$2 == "pay" && $3 != "" && $3 > 100'
agrees 'event != "pay" || !(price <= 50)' '$2 != "pay" || !($3 != "" && $3 <= 50)'
agrees 'channel in ("ads", "seo")' '$4 == "ads" || $4 == "seo"'
agrees 'channel not in ("ads", "seo")' '$4 == "mail"'
agrees 'price * 2 - 10 >= 90 && price % 2 < 1' '$3 != "" && $3 * 2 - 10 >= 90 && $3 % 2 < 1'
agrees 'missing(price) && !missing(channel)' '$3 == "" && $4 != ""'
agrees 'event ~ "^(pay|ref)" && user_id !~ "[02468]$"' '$2 ~ /^(pay|ref)/ && $1 !~ /[02468]$/'
agrees 'user_id == 7 && user_id != "7"' '$1 == "0007"'
agrees 'timestamp >= "2026-03-10" && timestamp < "2026/03/10 12:00"' '$5 >= "2026-03-10" && $5 < "2026-03-10T12"'
agrees 'hour(timestamp) >= 22 || day(timestamp) == "2026-03-05"' 'substr($5, 12, 2) >= 22 || substr($5, 1, 10) == "2026-03-05"'
agrees 'upper(channel) == "SEO" && len(event) == 3' '$4 == "seo" && length($2) == 3'
agrees 'if(event == "pay", price, 0) > 50 || coalesce(price, 0) == 0' '($2 == "pay" && $3 > 50) || $3 == "" || $3 == 0'
agrees 'round(price) == 100 || min(price, 5) == price' '$3 != "" && ($3 <= 5 || ($3 >= 99.5 && $3 <= 100.5))'

input nested.ndjson <<'END'
{"event":"pay","properties":{"items":[{"price":5},{"price":7.5}],"vip":true},"a.b":1}
{"event":"pay","properties":"none","a":{"b":2}}
{"event":"pay"}
END
gives 'paths reach into objects and arrays' 'ia-clean --where "properties.items.1.price > 7 && properties.vip" --select event nested.ndjson' <<'END'
{"event":"pay"}
END
gives 'a key with the points in its name goes first' 'ia-clean --where "a.b >= 1" --set "x=a.b" --select x nested.ndjson' <<'END'
{"x":1}
{"x":2}
END
gives 'an optional column need not be there, NDJSON' 'ia-clean --where "missing(coupon) && coalesce(discount, 0) == 0" --select event nested.ndjson | wc -l | tr -d " "' <<'END'
3
END
gives 'odd names stand in backticks' 'printf "order id,2\n5,6\n" | ia-clean --where "\`order id\` < \`2\`" --rename "order id=o" --where "o == 5"' <<'END'
o,2
5,6
END
gives 'columns of a file without a header' 'printf "a,5\nb,6\n" | ia-clean --no-header --where "\`2\` > 5"' <<'END'
b,6
END
fails 'a misspelt column, with the nearest' 2 "ia-clean --where 'evnt == 1' e.csv" 'no-column: .*"evnt".*did you mean "event"'
fails 'a misspelt column, NDJSON' 2 "ia-clean --where 'evnt == 1' e.ndjson" 'no-column: .*"evnt"'
fails 'a misspelt function, with the nearest' 2 "ia-clean --where 'rond(price) > 1' e.csv" ':1: no function "rond" .did you mean round'
fails 'a single =' 2 "ia-clean --where 'event = 1' e.csv" ':7: expected ==, found ='
fails 'characters are counted, not bytes' 2 "ia-clean --where '加入 = 1' e.csv" ':4: expected =='
fails 'an empty expression' 2 "ia-clean --where '' e.csv" 'expected'
fails 'nothing equals an empty text' 2 "ia-clean --where 'channel == \"\"' e.csv" ':12: nothing equals an empty text: ask missing'
fails 'wrong grammar is told before the input is read' 2 "ia-clean --where 'price >' none.csv" ':8: expected a value, found the end'

printf 'user_id,event,timestamp\na,pay,2026-01-05\nb,view,1767225600\nc,pay,soon\n' >t.csv
fails 'a date without quotes' 2 "ia-clean --where 'timestamp >= 2026-01-31' t.csv" '^ia-clean: option --where: expression:14: without quotes this is a subtraction; a date stands in quotes: "2026-01-31": '
fails 'a date without quotes, on the left, with slashes' 2 "ia-clean --where 'event == \"pay\" && 2026/3/1 == timestamp' t.csv" ':19: without quotes this is a division; .*: "2026-03-01": '
fails 'only of the time column that was named' 2 "ia-clean -t event --where 'event < 2026-01-01' t.csv" 'a date stands in quotes'
gives 'seconds since 1970 are numbers, also computed' "ia-clean --where 'timestamp >= 1767225600 - 86400 - 1 && timestamp < 1767225601' t.csv" <<'END'
user_id,event,timestamp
b,view,1767225600
END
for op in '<' '<=' '>' '>='; do
	fails "a text that is no time behind $op" 2 "ia-clean --where 'timestamp $op \"01.01.2026\"' t.csv" 'expected a time such as "2026-01-01", found "01.01.2026": '
done
fails 'before the operator' 2 "ia-clean --where '\"soon\" < timestamp' t.csv" ':1: expected a time'
gives '== and != take any text' "ia-clean --where 'timestamp == \"soon\" && timestamp != \"later\"' t.csv" <<'END'
user_id,event,timestamp
c,pay,soon
END
gives 'a time in the form of --time-format' "printf 'timestamp\n05.01.2026\n31.12.2025\n' | ia-clean --time-format %d.%m.%Y --where 'timestamp >= \"01.01.2026\"'" <<'END'
timestamp
05.01.2026
END
gives 'other columns compare with any text' "ia-clean --where 'event > \"q\"' t.csv" <<'END'
user_id,event,timestamp
b,view,1767225600
END
fails 'a text without quotes' 2 "ia-clean --where 'event == pay' t.csv" 'no column "pay".*; a text stands in quotes: "pay"$'
fails 'in a list' 2 "ia-clean --where 'event in (\"view\", pay)' t.csv" '; a text stands in quotes: "pay"$'
fails 'a text without quotes, ia-funnel' 2 "ia-funnel --steps view,pay --exclude 'event == refund' t.csv" '; a text stands in quotes: "refund"$'
fails 'a name that is only misspelt' 2 "ia-clean --where 'evnt == \"pay\"' t.csv" 'did you mean "event".*there are: "user_id", "event", "timestamp"$'
fails '--exclude is named' 2 "ia-funnel --steps view,pay --exclude 'price >' t.csv" '^ia-funnel: option --exclude: expression:8: '
fails '--step is named' 2 "ia-funnel --step 'a=price >' --step b=pay t.csv" '^ia-funnel: option --step: expression:8: '
fails '--steps is named' 2 "ia-funnel --steps 'view,price >' t.csv" '^ia-funnel: option --steps: expression:'
fails '--burst is named' 2 "ia-outlier --burst 'event=pay' --max 3 --per 1h t.csv" '^ia-outlier: option --burst: expression:6: '
input unequal.ndjson <<'END'
{"id":1,"x":5}
{"id":2,"x":"NA"}
{"id":3,"x":7}
{"id":4,"x":true}
{"id":5,"x":[1]}
{"id":6,"x":null}
{"id":7}
END
for list in '5' '5, 7' '5, 8' '"NA"' '"NA", 5' 'true' 'true, 5' '"true"'; do
	each=
	for one in $(echo "$list" | tr -d ' ' | tr , ' '); do each="$each${each:+ && }x != $one"; done
	same "not in ($list) is unequal to each" "ia-clean --where 'x not in ($list)' unequal.ndjson" "ia-clean --where '$each' unequal.ndjson"
done
# Weeks are the same everywhere.
input weeks.csv <<'END'
user_id,event,timestamp
a,x,2024-10-20T12:00:00Z
a,x,2024-10-21T12:00:00Z
b,x,2024-10-26T12:00:00Z
END
gives 'from Sunday where that is asked for' "ia-clean -q --set 'week=week(timestamp)' --week-start sunday weeks.csv | cut -d, -f4" <<'END'
week
2024-10-20
2024-10-20
2024-10-20
END
gives 'in conditions of every tool that has them' "printf 'first: week(timestamp) == \"2024-10-20\"\n' >week.rules
	ia-segment --week-start sunday -r week.rules weeks.csv | grep -c first
	ia-segment -r week.rules weeks.csv | grep -c first
	ia-funnel --week-start sunday --step 'a=week(timestamp) == \"2024-10-20\"' weeks.csv | cut -d, -f2,3
	ia-clean -q --week-start sunday --where 'week(timestamp) == \"2024-10-20\"' weeks.csv | wc -l" <<'END'
3
0
name,users
a,2
4
END
same 'a funnel and a retention table agree' 'ia-funnel -q --week-start sunday --steps x --every week weeks.csv | tail -n +2 | cut -d, -f1,4' \
	'ia-retention --week-start sunday --period week --periods 0 weeks.csv | grep ^20 | cut -d, -f1,2'
finish
