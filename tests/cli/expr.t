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
finish
