# ia-join.t: two inputs by key: by hand, as pandas.merge has it, and what is no join.
. "$(dirname "$0")/../lib.sh"

printf 'user_id,n\na,1\nb,2\nc,3\n,4\na,5\n' >left.csv
printf 'user_id,plan,level\nb,free,9\na,"pa,id",\nd,x,1\n' >right.csv
printf 'user_id,p\na,1\nb,3\na,2\n' >twice.csv
gives 'every left row, in its order' 'ia-join left.csv right.csv' <<'END'
user_id,n,plan,level
a,1,"pa,id",
b,2,free,9
c,3,,
,4,,
a,5,"pa,id",
END
same 'the left from standard input' 'ia-join left.csv right.csv' 'ia-join right.csv <left.csv'
same 'the right by name, several on the left' 'ia-join left.csv right.csv; ia-join left.csv right.csv | tail -n +2' \
	'ia-join --right right.csv left.csv left.csv'
fails 'an output that is the right side by name' 2 'ia-join --right right.csv left.csv >>right.csv' 'right reads'
same 'or -' 'ia-join left.csv right.csv' 'ia-join - right.csv <left.csv'
gives 'rows with a match' 'ia-join --inner left.csv right.csv' <<'END'
user_id,n,plan,level
a,1,"pa,id",
b,2,free,9
a,5,"pa,id",
END
gives 'rows without, as they came' 'ia-join --anti left.csv right.csv' <<'END'
user_id,n
c,3
,4
END
gives 'what the others get, and a prefix' 'ia-join --missing none --prefix r_ left.csv right.csv | head -n 4' <<'END'
user_id,n,r_plan,r_level
a,1,"pa,id",
b,2,free,9
c,3,none,none
END
gives 'columns of other names' 'sed s/user_id/id/ right.csv >named.csv; ia-join -k user_id=id --inner left.csv named.csv | head -n 2' <<'END'
user_id,n,plan,level
a,1,"pa,id",
END
gives 'the user under the name that each side has for it' 'sed s/user_id/userId/ right.csv >alias.csv; ia-join --inner left.csv alias.csv | head -n 2' <<'END'
user_id,n,plan,level
a,1,"pa,id",
END
gives 'by two columns' 'printf "a,b,x\n1,23,y\n12,3,z\n" >two.csv; printf "a,b\n12,3\n1,23\n1,2\n" | ia-join -k a,b two.csv' <<'END'
a,b,x
12,3,z
1,23,y
1,2,
END
fails 'a key twice' 1 'ia-join left.csv twice.csv' \
	'^ia-join: twice.csv:4:1: dup-key: column "user_id": expected each key once \(take the --first of them, or --all\): "a"$'
gives 'the first of them' 'ia-join --first left.csv twice.csv | cut -d, -f3 | paste -sd/' <<'END'
p/1/3///1
END
gives 'all of them' 'ia-join --all left.csv twice.csv | cut -d, -f1,3 | paste -sd/' <<'END'
user_id,p/a,1/a,2/b,3/c,/,/a,1/a,2
END
holds 'without --first where no column of theirs is asked for' 'ia-join --anti left.csv twice.csv >out && [ $(wc -l <out) = 3 ]'
gives 'keys are bytes: no number, no case, no blanks' \
	'printf "user_id,x\n1,a\n1.0,b\n01,c\n 1,d\nA,e\n" >bytes.csv; printf "user_id\n01\n1\na\n1.0\n1.00\n 1\n" | ia-join bytes.csv' <<'END'
user_id,x
01,c
1,a
a,
1.0,b
1.00,
 1,d
END
printf '{"user_id":"a","z":{"q":1},"s":"x\\"y","n":1.50}\n{"user_id":7,"t":[1,2],"s":null}\n' >right.ndjson
gives 'NDJSON to CSV' 'printf "user_id,v\n7,1\na,2\n" | ia-join right.ndjson' <<'END'
user_id,v,z,s,n,t
7,1,,,,"[1,2]"
a,2,"{""q"":1}","x""y",1.50,
END
gives 'NDJSON and NDJSON' 'printf "{\"user_id\":7,\"v\":true}\n{\"v\":1,\"user_id\":\"a\"}\n" | ia-join right.ndjson' <<'END'
{"user_id":7,"v":true,"z":null,"s":null,"n":null,"t":[1,2]}
{"v":1,"user_id":"a","z":{"q":1},"s":"x\"y","n":1.50,"t":null}
END
gives 'CSV to NDJSON' 'printf "{\"user_id\":\"b\"}\n" | ia-join right.csv' <<'END'
{"user_id":"b","plan":"free","level":"9"}
END
holds 'right rows without a key are told' \
	"printf 'user_id,x\n,1\na,2\n' >unkeyed.csv; ia-join left.csv unkeyed.csv 2>&1 >/dev/null | grep -qx 'ia-join: unkeyed.csv: rows without a key, left out: 1'"
gives 'a right side of no rows' 'echo user_id,x >none.csv; ia-join left.csv none.csv | head -n 2' <<'END'
user_id,n,x
a,1,
END
gives 'no left rows' 'echo user_id,n | ia-join right.csv' <<'END'
user_id,n,plan,level
END
fails 'a name of both' 2 "printf 'user_id,n\na,1\n' >clash.csv; ia-join left.csv clash.csv" 'both sides have a column n; try: --prefix right_'
fails 'a name that a record has later' 1 "printf '{\"user_id\":\"a\"}\n{\"user_id\":\"b\",\"plan\":1}\n' | ia-join right.csv" \
	'<stdin>:2:23: dup-key: column "plan": expected a name that the right side has not'
fails 'no right side' 2 'ia-join </dev/null' 'expected two files, or one and standard input'
fails 'three' 2 'ia-join left.csv right.csv twice.csv' 'expected two files'
fails 'a right side on standard input' 2 'ia-join left.csv - <right.csv' 'the right side is a file'
fails 'a right side that is not there' 3 'ia-join left.csv nowhere.csv' 'nowhere.csv: cannot open'
fails 'a key that the left has not' 2 'ia-join -k plan left.csv right.csv' 'left.csv.* no column "plan"'
fails 'a key that the right has not' 2 'ia-join -k n left.csv right.csv' 'right.csv.* no column "n"'
fails 'bad records of the right are never left out' 1 "printf 'user_id,x\na\n' >short.csv; ia-join --on-error skip left.csv short.csv" 'short.csv:2:2: short-row'
for pair in '--inner --anti' '--first --all' '--anti --prefix x' '--anti --missing 0'; do
	fails "$pair" 2 "ia-join $pair left.csv right.csv" '^ia-join: option --(inner|first|anti): '
done
fails 'an output that is the right side' 2 'ia-join left.csv right.csv >>right.csv' 'is the input'

# past -S: values in a file, of keys alone an error
awk 'BEGIN { for (i = 0; i < 3000; i++) print i }' | sed '1i user_id' >many.csv
awk 'BEGIN { print "user_id,v"; for (i = 2999; i >= 0; i -= 2) { s = i; while (length(s) < i % 700) s = s s; print i "," s } }' >long.csv
same 'values past -S' 'ia-join many.csv long.csv' 'ia-join -S 256K many.csv long.csv'
fails 'keys past -S' 3 'ia-join -S 16K many.csv many.csv' 'many.csv: its keys alone need more than the memory there is for them'
fails 'values past -S without a folder' 3 'ia-join -S 256K -T /nowhere many.csv long.csv' '/nowhere'
for lane in fast careful; do
	same "$lane: one thread or eight" 'ia-join many.csv long.csv' "IA_LANE=$lane ia-join -j 8 many.csv long.csv"
done
if needs_python 'as pandas.merge has it' pandas; then
	for seed in 1 2; do
		holds "as pandas.merge has it: $seed" "$IA_PYTHON $IA_ROOT/tests/oracle/join.py $seed 60"
	done
fi
finish
