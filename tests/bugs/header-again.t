# header-again.t: the header of a second file (cat a.csv b.csv, zcat *.gz) passed as a row where its quotes or its order differed.
. "$(dirname "$0")/../lib.sh"

H=user_id,event,timestamp
printf "$H\na,x,1\n\"user_id\",event,\"timestamp\"\nb,y,2\n" >quotes.csv
printf "\"user_id\",\"event\",\"timestamp\"\na,x,1\n$H\nb,y,2\n" >bare.csv
printf "$H\na,x,1\n\357\273\277\"user_id\",event,timestamp\r\nb,y,2\n" >mark.csv
printf "$H\na,x,1\n$H\nb,y,2\n" >same.csv
printf "$H\na,x,1\n\"event\",user_id,timestamp\ny,b,2\n" >order.csv
printf '"a ""b""",c\n1,2\n"a ""b""","c"\n3,4\n' >doubled.csv
for lane in fast careful; do
	export IA_LANE=$lane
	for name in quotes bare mark same; do
		fails "$lane, $name: seen" 1 "ia-stats $name.csv" \
			"^ia-stats: $name.csv:3:1: repeated-header: the header once more: give the files as operands, each has its own, or skip it by --headers skip: "
		same "$lane, $name: skipped" "ia-clean -q --headers skip $name.csv | tail -n 2" "printf 'a,x,1\nb,y,2\n'"
		holds "$lane, $name: is no record" \
			"ia-clean --on-error skip --headers skip $name.csv 2>&1 >out | grep -q '^ia-clean: 2 read, 2 written, 0 rejected, 0 altered$'"
		holds "$lane, $name: left out as a bad one" "[ \"\$(ia-clean -q --on-error skip --max-rejects 1 $name.csv | tail -n 1)\" = b,y,2 ]"
	done
	holds "$lane: a doubled quote in a name" "[ \"\$(ia-clean -q --headers skip doubled.csv | tail -n +2 | paste -sd/)\" = 1,2/3,4 ]"
	# What follows another order would be misread: fatal in every mode.
	for how in '' '--headers skip' '--on-error skip --max-rejects 99' '--on-error keep --max-rejects 99'; do
		fails "$lane: another order ${how:-alone}" 1 "ia-clean $how order.csv" \
			'^ia-clean: order.csv:3:1: repeated-header: the header once more, in another order: give the files as operands'
	done
	same "$lane: a value of two columns may be called like the other" "printf 'from,to\nto,from\n' | ia-clean" "printf 'from,to\nto,from\n'"
	same "$lane: nor is it one with a name twice" "printf 'a,b,c\na,b,b\n' | ia-clean" "printf 'a,b,c\na,b,b\n'"
	same "$lane: a name and more" "printf 'a,b,c\na,b,c1\n' | ia-clean" "printf 'a,b,c\na,b,c1\n'"
done
gzip -c quotes.csv >one.gz
same 'members of a compressed file' 'cat one.gz one.gz | ia-stats --headers skip --freq user_id -o csv' "printf 'value,count,share\na,2,0.500000\nb,2,0.500000\n'"
fails 'no such way' 2 'ia-clean --headers all same.csv' 'option --headers: '
finish
