# files.t: files as people have them: lists of operands, and what is no table.
. "$(dirname "$0")/../lib.sh"

header=user_id,event,timestamp
{ echo $header; echo u1,view,2026-03-01; echo u2,view,2026-03-01; } >a.csv
{ echo $header; echo u1,pay,2026-03-02; } >'b b.csv'
{ echo $header; echo u2,pay,2026-03-03; } >c.csv

# lists
same 'a name a line' "printf 'a.csv\nb b.csv\nc.csv\n' >list; ia-funnel --steps view,pay --files-from list" \
	"ia-funnel --steps view,pay a.csv 'b b.csv' c.csv"
same 'standard input' "printf 'a.csv\nb b.csv\n' | ia-stats --files-from -" "ia-stats a.csv 'b b.csv'"
same 'behind operands, with CR, blank lines and no last line end' "printf '\r\nb b.csv\r\n\nc.csv' | ia-clean a.csv --files-from=-" \
	"ia-clean a.csv 'b b.csv' c.csv"
same '-0' "printf 'a.csv\0b b.csv\0' | ia-clean -0 --files-from -" "ia-clean a.csv 'b b.csv'"
same 'find -print0' "find . -name '*.csv' -print0 | sort -z | ia-clean --null --files-from -" "ia-clean a.csv 'b b.csv' c.csv"
same '- in a list is standard input' "echo - >list; ia-clean --files-from list <a.csv" 'ia-clean a.csv'
holds 'more files than a command line has room for' \
	"mkdir many && for i in {1..3000}; do printf '%s\nu%d,view,2026-03-01\n' $header \$i >many/a-name-that-is-as-long-as-names-in-dated-folders-are-\$i.csv; done &&
	find \$PWD/many -type f | ia-stats --freq event --files-from - | grep -qx 'view,3000,1.000000'"
fails 'no such list' 3 'ia-stats --files-from none' '^ia-stats: "?none"?: cannot open: No such file'
fails 'an empty list' 2 'ia-stats --files-from /dev/null <a.csv' '^ia-stats: option --files-from: no file is named in "/dev/null"$'
fails 'an empty list on standard input' 2 "printf '\n\n' | ia-stats --files-from -" 'no file is named in <stdin>$'
fails 'NUL without -0' 2 "printf 'a.csv\0c.csv\0' | ia-stats --files-from -" 'NUL bytes between the names: give -0 too$'
fails 'standard input is the list and in it' 2 'echo - | ia-stats --files-from -' 'standard input is the list'
fails 'a file of the list that is not there' 3 'echo nothing.csv | ia-stats --files-from -' 'nothing.csv: cannot open'
fails 'where no files are read' 2 'ia-churn show --model m.json --files-from list' 'option --files-from: no files are read here'
fails 'ia-gen has none' 2 'ia-gen --files-from list' 'unknown option --files-from'

# the splits of a big file: the first alone has its header
ia-gen --users 300 --seed 3 >big.csv
names=$(head -n 1 big.csv)
split -n l/5 big.csv split.
whole='ia-funnel --steps register,view_item,pay --by channel'
same 'splits, by the names of their columns' "$whole big.csv" "$whole --header $names --headers skip split.a*"
same 'in the careful lane' "$whole big.csv" "IA_LANE=careful $whole --header $names --headers skip split.a*"
same 'a filter writes the names' 'cat big.csv' "tail -n +2 big.csv | ia-clean --header $names"
same 'to another format' 'ia-clean -o ndjson big.csv' "tail -n +2 big.csv | ia-clean -o ndjson --header $names"
same 'TSV, commas between the names' 'ia-clean -o tsv big.csv' "ia-clean -o tsv big.csv | tail -n +2 | ia-clean -i tsv --header $names"
gives 'an empty split has no rows' 'ia-funnel --steps a,b --header user_id,event,timestamp' <<'END'
step,name,users,from_previous,from_first,dropped,median_time,p90_time
1,a,0,,,0,,
2,b,0,,,0,,
END
gives 'names may be anything' "printf '1;2\n' | ia-clean -d ';' --header '用户 a,b\"c'" <<'END'
用户 a;"b""c"
1;2
END
fails 'a header where none is expected' 1 "ia-stats --header $names big.csv" '^ia-stats: big.csv:1:1: repeated-header: '
fails 'more fields than names' 1 "echo 1,2,3 | ia-stats --header a,b" ':1:5: long-row: 3 fields, header has 2'
fails 'a column that has no name' 2 "echo 1,2 | ia-stats --header a,b --columns c" '"c"'
fails 'names and numbers' 2 'ia-stats --no-header --header a,b big.csv' 'option --header: it names the columns, --no-header numbers them'
fails 'an empty name' 2 'ia-stats --header a,,b big.csv' 'option --header: expected names'
fails 'a name that is no UTF-8' 2 "ia-stats --header a,\$'\\xff' big.csv" 'option --header: expected names in UTF-8'
fails 'for NDJSON' 2 'ia-stats -i ndjson --header a,b big.csv' 'option --header: it is for CSV; a record of NDJSON'
fails 'what begins like NDJSON' 2 "echo '{}' | ia-stats --header a,b" 'option --header: it is for CSV, and <stdin> begins like NDJSON; if it is CSV: -i csv'
gives 'and is CSV' "printf '{},1\n' | ia-clean -i csv --header a,b" <<'END'
a,b
{},1
END

# what is no table
named() { # NAME BYTES RE: as a file and on standard input
	printf "$2" >odd
	fails "$1" 1 'ia-stats odd' "^ia-stats: odd:1:1: [a-z0-9-]+: $3"
	fails "$1, on standard input" 1 'ia-stats <odd' "^ia-stats: <stdin>:1:1: [a-z0-9-]+: "
}
named Parquet 'PAR1\025\000\025' "a Parquet file; try: duckdb -c \"copy [(]from 'odd'[)] to '/dev/stdout' [(]format csv[)]\" [|] [.]{3}$"
named PDF '%%PDF-1.7\n%%\342\343\317\323\n' 'a PDF file; .*pdftotext -layout odd - [|]'
named SQLite 'SQLite format 3\000\020\000' "an SQLite database; try: sqlite3 -csv -header odd 'select [*] from TABLE' [|]"
zip='PK\003\004\024\000\000\000\010\000\041\130\041\130abcdefghijkl\012\000\000\000'
named zip "${zip}events.csv.." 'a zip file; try: unzip -p odd [|]'
named xlsx "${zip}[Content_Types].xml" 'an Excel file; save it as CSV, or try: xlsx2csv odd [|]'
named ods "${zip}mimetypeapplication" 'an OpenDocument file; save it as CSV$'
named xls '\320\317\021\340\241\261\032\341' 'an old Excel file; save it as CSV$'
log='127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a.gif HTTP/1.0" 200 2326'
named 'common log' "$log\n" 'an access log of a web server; try: ia-import --from combined odd [|]'
named 'combined log' "$log \"http://example.com/\" \"Mozilla/4.08\"\n$log\n" 'an access log of a web server'
holds 'a log whose columns are asked for is read' "echo '$log' >odd; ia-stats -d ' ' --no-header --columns 7 --on-error keep --max-rejects 9 odd 2>/dev/null"
if needs_python 'a real xlsx' openpyxl; then
	holds 'a real xlsx' "$IA_PYTHON -c 'import openpyxl; w = openpyxl.Workbook(); w.active.append([1]); w.save(\"r.xlsx\")' &&
		! ia-stats r.xlsx 2>told && grep -q 'an Excel file' told"
fi
holds 'a real zip' "$IA_PYTHON -m zipfile -c r.zip a.csv && ! ia-stats r.zip 2>told && grep -q 'a zip file; try: unzip -p r.zip' told"
same 'a column may be called PAR, a value anything' "printf 'PAR2,x\n[10/Oct/2000:13:55:36,1\n' | ia-clean" "printf 'PAR2,x\n[10/Oct/2000:13:55:36,1\n'"
finish
