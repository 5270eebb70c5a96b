# compressed.t: gzip and zstd are read as what they hold, by every way in; what is cut or damaged is never a shorter answer.
. "$(dirname "$0")/../lib.sh"
ia-gen --users 300 --days 20 --seed 5 >plain.csv
gzip -k plain.csv
rows='ia-clean --where "missing(price) || price > 20"'
same 'gzip, a file' "$rows plain.csv" "$rows plain.csv.gz"
same 'gzip, a pipe' "$rows plain.csv" "cat plain.csv.gz | $rows"
same 'gzip, redirected' "$rows plain.csv" "$rows <plain.csv.gz"
same 'a pipe that gives its first bytes one by one' 'head -n 3 plain.csv' \
	'head -n 3 plain.csv | gzip >3.gz; (head -c 1 3.gz; sleep 0.1; tail -c +2 3.gz | head -c 1; sleep 0.1; tail -c +3 3.gz) | ia-clean'
same 'beside plain files' "ia-stats --freq event plain.csv plain.csv" "ia-stats --freq event plain.csv plain.csv.gz"
same 'read twice, a file' "ia-clean --fill price=@median plain.csv" "ia-clean --fill price=@median plain.csv.gz"
same 'read twice, a pipe' "ia-clean --fill price=@median plain.csv" "cat plain.csv.gz | ia-clean --fill price=@median"
same 'keys that are looked up again' "ia-dedupe -k user_id plain.csv" "ia-dedupe -k user_id -S 1M plain.csv.gz"
same 'NDJSON' "ia-clean -o ndjson plain.csv" "ia-clean -o ndjson plain.csv | gzip | ia-clean"
same 'any number of threads' "ia-funnel --steps register,pay -j 1 plain.csv" "ia-funnel --steps register,pay -j 7 plain.csv.gz"
same 'several members' 'cat plain.csv' '(head -c 1000 plain.csv | gzip; tail -c +1001 plain.csv | gzip -1; printf "" | gzip) | ia-clean'
same 'zeros behind the end' 'cat plain.csv' '(cat plain.csv.gz; head -c 1024 /dev/zero) | ia-clean'
fails 'an empty text' 1 'printf "" | gzip | ia-stats' '^ia-stats: <stdin>:1:1: empty-input: '
fails 'something behind the end' 1 '(cat plain.csv.gz; echo more) | ia-stats' '^ia-stats: <stdin>: gzip-input: something else stands behind the compressed data$'
fails 'gzip in gzip' 1 'gzip -c plain.csv.gz | ia-stats' 'gzip-input: compressed by gzip twice; try: zcat'
fails 'an error has the place in the text' 1 "printf 'a,b\n1,2\n3\n' | gzip >short.csv.gz; ia-clean short.csv.gz" '^ia-clean: short.csv.gz:3:2: short-row: '

# cut and damaged at every byte, from a file and a pipe: an error, or (the name and time in the header) the same
printf 'user_id,event,timestamp\n' >small.csv
for i in 1 2 3 4 5 6 7 8; do printf 'u%d,view,2026-03-0%dT10:00:00Z\n' $i $i; done >>small.csv
gzip -n -k small.csv
pack() { # SUFFIX CODE, bytes that make it one
	holds "$1: cut at every byte" "
		for ((n = $3; n < \$(wc -c <small.csv.$1); n++)); do
			head -c \$n small.csv.$1 >cut.$1
			ia-stats cut.$1 >out 2>err; s=\$?
			[ \$s = 1 ] || { echo \"\$n: exit \$s\"; exit 1; }
			[ ! -s out ] || exit 1
			grep -q '$2: the data ends before' err || { cat err; exit 1; }
			head -c \$n small.csv.$1 | ia-stats >out 2>err && exit 1
		done; true"
	holds "$1: every byte turned round" "
		ia-stats small.csv >want
		for ((n = 0; n < \$(wc -c <small.csv.$1); n++)); do
			\$IA_PYTHON -c 'import sys; b = bytearray(open(sys.argv[1], \"rb\").read()); b[int(sys.argv[2])] ^= 255; open(\"bent\", \"wb\").write(b)' small.csv.$1 \$n
			ia-stats bent >out 2>err; s=\$?
			[ \$s = 1 ] || { [ \$s = 0 ] && cmp -s want out; } || { echo \"\$n: exit \$s\"; cat err; exit 1; }
		done"
}
pack gz gzip-input 2

# a bomb: 1 GB of one line is too long a line, and memory stays
head -c 1000000000 /dev/zero | tr '\0' a | gzip -1 >bomb.gz
fails 'a bomb' 1 '/usr/bin/env bash -c "ulimit -v 1500000; ia-stats -S 64M bomb.gz"' '^ia-stats: bomb.gz:1:[0-9]+: (line|field)-too-long: '
rm bomb.gz
if needs 'zstd' zstd; then
	zstd -q plain.csv small.csv
	same 'zstd, a file' "$rows plain.csv" "$rows plain.csv.zst"
	same 'zstd, a pipe' "$rows plain.csv" "cat plain.csv.zst | $rows"
	same 'zstd, read twice' "ia-clean --fill price=@median plain.csv" "ia-clean --fill price=@median plain.csv.zst"
	same 'zstd, several frames, one to be passed over' 'cat plain.csv' \
		'printf "\120\052\115\030\003\000\000\000abc" >skip; cat plain.csv.zst skip >two.zst; ia-clean two.zst'
	fails 'zstd, something behind the end' 1 '(cat plain.csv.zst; echo more) | ia-stats' 'zstd-input: something else stands behind the compressed data$'
	pack zst zstd-input 4
fi
finish
