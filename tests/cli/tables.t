# tables.t: -o table, -o md and --bom in every tool.
. "$(dirname "$0")/../lib.sh"

input events.csv <<'END'
user_id,event,timestamp,price,note
u1,view,2026-03-01 10:00:00,1,0010
u1,pay,2026-03-01 10:05:00,2.50,"a|b, ""c"""
u2,view,2026-03-02 10:00:00,,加入购物车
END
printf 'user_id,plan\nu1,free\n' >right.csv
echo 'buyers: event == "pay" -> thank' >rules.txt
{ echo price,y && for i in 1 2 3 4 5 6 7 8 9; do echo "$i,$((i % 4 == 0 || i > 6))"; done; } >rows.csv
ia-churn fit -q -l y -m model.json --test 0 rows.csv >/dev/null

all='ia-clean events.csv
ia-dedupe events.csv
ia-join events.csv right.csv
ia-outlier --column price events.csv
ia-segment -r rules.txt events.csv
ia-churn score -q -m model.json events.csv
ia-kmeans -k 1 --columns price --missing skip events.csv
ia-features events.csv
ia-funnel --users --steps view,pay events.csv
ia-gen --users 20
ia-segment -r rules.txt --counts events.csv
ia-churn show -m model.json
ia-kmeans -k 1 --columns price --missing skip --summary events.csv
ia-funnel --steps view,pay events.csv
ia-path events.csv
ia-retention --lifecycle events.csv
ia-retention events.csv
ia-kmeans --choose 2..3 --columns price rows.csv
ia-drivers -q events.csv
ia-nps --score price --on-error keep events.csv
ia-abtest -q -v event --control view -m price events.csv
ia-stats events.csv'

while IFS= read -r command; do
	holds "a table whatever locale and terminal say: $command" \
		"for e in LC_ALL=C 'LC_ALL=C.UTF-8 TERM=xterm' 'LC_ALL=C.UTF-8 TERM=dumb COLUMNS=20' 'LC_ALL= LANG=de_DE.utf8'; do
			env \$e $command -o table | cmp - <($command -o table) || exit 1
		done && $command -o table | grep -q ."
	holds "Markdown: as many cells a row: $command" \
		"$command -o md | sed 's/\\\\|//g' | awk -F '|' 'NR == 1 { n = NF } NF != n || !/^[|] .* [|]\$/ { exit bad = 1 }
		NR == 2 && !/^([|] ---:? )+[|]\$/ { exit bad = 1 } END { exit bad || NR < 2 || n < 3 }'"
	same "as many rows as in CSV: $command" "$command -o csv | wc -l" "$command -o table | wc -l"
	same "--bom is a mark before the same CSV: $command" "printf '\357\273\277'; $command -o csv" "$command -o csv --bom"
	fails "--bom with NDJSON: $command" 2 "$command --bom -o ndjson" 'option --bom: it is for CSV; give -o csv too'
done <<<"$all"

gives 'rows: values keep their bytes' 'ia-clean -o table events.csv' <<'END'
user_id  event  timestamp            price  note
u1       view   2026-03-01 10:00:00      1  0010
u1       pay    2026-03-01 10:05:00   2.50  a|b, "c"
u2       view   2026-03-02 10:00:00         加入购物车
END
gives 'rows: Markdown' 'ia-clean -o md events.csv' <<'END'
| user_id | event | timestamp | price | note |
| --- | --- | --- | --- | --- |
| u1 | view | 2026-03-01 10:00:00 | 1 | 0010 |
| u1 | pay | 2026-03-01 10:05:00 | 2.50 | a\|b, "c" |
| u2 | view | 2026-03-02 10:00:00 |  | 加入购物车 |
END
gives 'rows that have no names' 'printf "1;a\n22;b\n" | ia-clean -d ";" --no-header -o table' <<'END'
 1  a
22  b
END
gives 'a column without a value is left out, but not what a row is' \
	"printf 'user_id,a,b\n,,1\n,,2\n' | ia-clean -o table" <<'END'
user_id  b
         1
         2
END
same 'NDJSON as a table' 'ia-clean -o table events.csv' 'ia-clean -o ndjson events.csv | ia-clean -o table'
same 'TSV as a table' 'ia-clean -o table events.csv' 'ia-clean -o tsv events.csv | ia-clean -i tsv -o table'
same 'a semicolon as well' 'ia-clean -o table events.csv' "tr , ';' <events.csv | sed 's/|b; /|b, /' | ia-clean -d ';' -o table"
holds 'the first rows decide the widths, for any number of threads' \
	"ia-gen >gen.csv && ia-clean -j 1 -o table gen.csv >one && ia-clean -j 4 -o table gen.csv | cmp - one && ia-clean -o table <gen.csv | cmp - one &&
	cat gen.csv | ia-clean -o table | cmp - one"
same 'no value of many rows is lost' "ia-clean gen.csv | tr ',' ' ' | tr -s ' ' | sed 's/ *\$//' | sort" \
	"tr -s ' ' <one | sed 's/ *\$//' | sort"
gives 'what came before a fault is written' "printf 'a,b\n1,2\n3\n' | ia-clean -o table 2>.told; grep -c short-row .told" <<'END'
a  b
1  2
1
END
gives 'an empty answer has its names' "printf 'user_id,event,timestamp\n' | ia-clean -o table; printf 'a,b\n' | ia-clean -o md" <<'END'
user_id  event  timestamp
| a | b |
| --- | --- |
END
gives 'for eyes' "printf 'user_id,event,timestamp\nu,a,2026-03-01 00:00:00\nu,b,2026-03-08 03:00:00\nv,a,2026-03-01 00:00:00\nw,a,2026-03-01 00:00:00\n' |
	ia-funnel --steps a,b -o table" <<'END'
step  name  users  from_previous  from_first  dropped  median_time  p90_time
   1  a         3        100.0 %     100.0 %        0                         ████████████████████████
   2  b         1         33.3 %      33.3 %        2        7d 3h     7d 3h  ████████
END
fails '--bom: a graph' 2 'ia-path --dot --bom events.csv' 'option --bom: it is for CSV, not for a graph'
same '--bom: NDJSON by itself' 'ia-clean -o ndjson events.csv 2>&1' 'ia-clean -o csv --bom events.csv | ia-clean -o ndjson'
finish
