# ia-kmeans.t: clusters, held against scikit-learn, the best known inertia, and cases worked by hand.
. "$(dirname "$0")/../lib.sh"
oracle="$IA_PYTHON $IA_ROOT/tests/oracle/kmeans.py"

# Two groups far apart: 1 2 3 and 11 13 (means 2 and 12; squares 2 and 2), and the word in the first column.
input five.csv <<'END'
id,x,note
a,1,
b,11,"has, comma"
c,2.0,
d,13,
0010,3,
END
gives 'rows pass unchanged, the largest cluster is 0' 'ia-kmeans -k 2 --columns x five.csv' <<'END'
id,x,note,cluster
a,1,,0
b,11,"has, comma",1
c,2.0,,0
d,13,,1
0010,3,,0
END
gives 'means in the units of the column' 'ia-kmeans -k 2 --columns x --summary five.csv' <<'END'
cluster,size,share,x
0,3,0.600000,2
1,2,0.400000,12
END
gives 'distances without scaling' 'ia-kmeans -k 2 --columns x --scale none --distance five.csv | sed "s/.*,//"' <<'END'
distance
1
1
0
1
1
END
# A price of 0.7 that its mean rounds in two ways is constant: the days alone tell the rows apart.
{ echo days,price; for i in 0 1 2 3 4 5 6 7 8 9; do echo "$i,0.7$([ $((i % 2)) = 1 ] || echo 000000000000001)"; done; } >noise.csv
for scale in zscore robust minmax; do
	gives "rounding is no spread: $scale" \
		"ia-kmeans -k 2 --columns days,price --scale $scale noise.csv | cut -d, -f3 | uniq -c | tr -s ' '" <<'END'
 1 cluster
 5 0
 5 1
END
done
# More than half of it is noise, one row is not: the quartiles have no distance.
holds 'the quartiles of noise' "(echo x; for i in 1 2 3 4; do echo 0.7; echo 0.7000000000000001; done; echo 5) |
	ia-kmeans -k 1 --columns x --scale robust --distance | awk -F, 'NR > 1 && \$3 > 5 { exit 1 }'"
# log(1 + 0), log(1 + 3), log(1 + 15): 0, 2 and 4 times log 2; spread as wide as the range
gives 'logarithms, then minmax' \
	'printf "x\n0\n3\n15\n0\n3\n15\n" | ia-kmeans -k 1 --columns x --log x --scale minmax --distance' <<'END'
x,cluster,distance
0,0,0.5
3,0,0
15,0,0.5
0,0,0.5
3,0,0
15,0,0.5
END
holds '--summary as a table has a bar a row' \
	'LC_ALL=C.UTF-8 ia-kmeans -k 2 --columns x --summary -o table five.csv | grep -c "█" | grep -qx 2'
gives 'NDJSON stays as it was' \
	'printf "%s\n" "{\"x\":1.0,\"a\":{\"b\":[1]}}" "{\"x\":5}" | ia-kmeans -k 2 -c x --seed 1 | sed "s/:[01]}$/:N}/"' <<'END'
{"x":1.0,"a":{"b":[1]},"cluster":N}
{"x":5,"cluster":N}
END
gives 'an earlier cluster is written over' \
	'ia-kmeans -k 2 --columns x five.csv | ia-kmeans -k 1 --columns x | tail -n 2' <<'END'
d,13,,0
0010,3,,0
END

# Missing values.
input holes.csv <<'END'
x,y
0,0
,0
10,10
NA,0
END
fails 'a missing value is an error' 1 'head -n 4 holes.csv | ia-kmeans -k 2 --columns x,y' ':3:1: bad-number: .*--missing'
fails 'a word is none' 1 'ia-kmeans -k 2 --columns x,y --missing skip holes.csv' ':5:1: bad-number: .*"NA"'
gives 'skip: no cluster' 'head -n 4 holes.csv | ia-kmeans -k 2 --columns x,y --missing skip | sed "s/[01]\$/N/"' <<'END'
x,y,cluster
0,0,N
,0,
10,10,N
END
gives 'skip: not counted' 'head -n 4 holes.csv | ia-kmeans -k 1 --columns x,y --missing skip --summary' <<'END'
cluster,size,share,x,y
0,2,1.000000,5,5
END
gives 'mean: in the place of the mean' \
	'head -n 4 holes.csv | ia-kmeans -k 1 --columns x,y --missing mean --scale none --distance | cut -d, -f3-' <<'END'
cluster,distance
0,6.009252125773315
0,3.3333333333333335
0,8.333333333333332
END
holds 'bad records are counted once' \
	'ia-kmeans -k 2 --columns x,y --missing skip --on-error skip --max-rejects 9 holes.csv 2>&1 >/dev/null |
	grep -q "4 read, 3 written, 1 rejected (bad-number 1)"'
fails 'a logarithm needs values above -1' 1 'printf "x\n3\n-1\n" | ia-kmeans -k 1 -c x --log x' ':3:1: bad-number: .*above -1'
fails 'numbers whose squares do not add' 1 'printf "x\n3\n1e200\n" | ia-kmeans -k 1 -c x' 'between -1e140 and 1e140'

# Little, equal and no data.
gives 'no rows: no clusters' 'printf "x\n" | ia-kmeans -k 3 -c x --summary' <<'END'
cluster,size,share,x
END
gives 'one row' 'printf "x\n7\n" | ia-kmeans -k 1 -c x' <<'END'
x,cluster
7,0
END
gives 'fewer different rows than k' 'printf "x\n7\n7\n8\n8\n8\n" | ia-kmeans -k 4 -c x 2>/dev/null' <<'END'
x,cluster
7,1
7,1
8,0
8,0
8,0
END
fails '... is told' 0 'printf "x\n7\n7\n8\n" | ia-kmeans -k 4 -c x' 'no more than 2 rows differ: 2 clusters'
gives 'a constant column says nothing' 'printf "c,x\n0.1,1\n0.1,2\n0.1,9\n" | ia-kmeans -k 2 -c c,x' <<'END'
c,x,cluster
0.1,1,0
0.1,2,0
0.1,9,1
END
gives 'all columns constant' 'printf "c\n0.1\n0.1\n0.1\n" | ia-kmeans -k 2 -c c --summary 2>/dev/null | cut -d, -f1-3' <<'END'
cluster,size,share
0,3,1.000000
END
gives 'k as many as rows' 'printf "x\n1\n2\n4\n" | ia-kmeans -k 3 -c x --scale none' <<'END'
x,cluster
1,0
2,1
4,2
END
fails 'a model of nothing' 1 'printf "x\n" | ia-kmeans -k 3 -c x --model m.json' 'no row'
holds '... is not written' '! test -e m.json'

# Wrong usage.
fails 'no k' 2 'ia-kmeans --columns x five.csv' 'give one of'
fails 'no columns' 2 'ia-kmeans -k 2 five.csv' '--columns'
fails 'a column that is not there' 2 'ia-kmeans -k 2 --columns xx five.csv' 'no-column.*"x"'
fails 'a column twice' 2 'ia-kmeans -k 2 --columns x,x five.csv' 'twice'
fails 'the logarithm of another column' 2 'ia-kmeans -k 2 --columns x --log y five.csv' '"y" is not one'
fails 'a range the wrong way round' 2 'ia-kmeans --choose 5..2 --columns x five.csv' 'such as 2..10'
fails 'k too large' 2 'ia-kmeans -k 70000 --columns x five.csv' '65535'
fails 'more than memory allows' 3 'seq 0 200000 | sed "1s/.*/x/" | ia-kmeans -k 2 -c x -S 1M' '-S'

# Models.
ia-kmeans -k 2 --columns x --model five.json five.csv >five.out
gives 'new rows go to the nearest cluster' 'printf "x,z\n4,a\n9,b\n,c\n" | ia-kmeans --assign five.json --missing skip' <<'END'
x,z,cluster
4,a,0
9,b,1
,c,
END
same 'the rows of the fit get the same' 'cat five.out' 'ia-kmeans --assign five.json five.csv'
same 'and the same summary' 'ia-kmeans -k 2 --columns x --summary five.csv' 'ia-kmeans --assign five.json --summary five.csv'
fails 'a model says its columns' 2 'ia-kmeans --assign five.json --columns x five.csv' 'not for --assign'
fails 'a CSV file is no model' 2 'ia-kmeans --assign five.csv five.csv' 'no JSON'
fails 'somebody else'"'"'s JSON' 2 'echo "{\"format\":\"other\"}" >o.json; ia-kmeans --assign o.json five.csv' 'no model of ia-kmeans'
fails 'a later version' 2 'sed "s/\"version\": 1/\"version\": 2/" five.json >o.json; ia-kmeans --assign o.json five.csv' 'version'
fails 'a model cut short' 2 'head -c 200 five.json >o.json; ia-kmeans --assign o.json five.csv' 'damaged'
fails 'a spread of nothing' 2 'sed "s/\"spread\": \[[^]]*/\"spread\": [0/" five.json >o.json; ia-kmeans --assign o.json five.csv' 'spread'
fails 'a model that is not there' 3 'ia-kmeans --assign none.json five.csv' 'cannot open'
fails 'its column is not there' 2 'printf "y\n1\n" | ia-kmeans --assign five.json' 'no-column'

# The same bytes.
ia-gen --users 3000 >events.csv
columns='--columns duration,price --missing mean --log price'
same 'one thread or eight' "ia-kmeans -k 5 $columns -j 1 events.csv" "ia-kmeans -k 5 $columns -j 8 events.csv"
same 'a pipe or a file' "ia-kmeans -k 5 $columns events.csv" "cat events.csv | ia-kmeans -k 5 $columns"
same 'vectors or none' "ia-kmeans -k 5 $columns --distance events.csv" "IA_SIMD=off ia-kmeans -k 5 $columns --distance events.csv"
same 'AVX2 or the best there is' "ia-kmeans -k 7 $columns events.csv" "IA_SIMD=avx2 ia-kmeans -k 7 $columns events.csv"
same 'the careful lane' "ia-kmeans -k 5 $columns events.csv" "IA_LANE=careful ia-kmeans -k 5 $columns events.csv"
same 'CSV or NDJSON' "ia-kmeans -k 4 $columns --summary -o csv events.csv" \
	"ia-clean -o ndjson events.csv | ia-kmeans -k 4 $columns --summary -o csv"
same '--choose too' "ia-kmeans --choose 2..4 $columns -j 1 events.csv" "ia-kmeans --choose 2..4 $columns -j 8 events.csv"

if needs_python 'scikit-learn' pandas sklearn; then
	for case in 'blobs 2000 4 1 zscore 1e-4 300 8' 'blobs 9000 3 2 none 0 300 6' 'uniform 5000 2 3 minmax 1e-4 300 10' \
		'uniform 3000 5 4 robust 1e-3 7 5' 'heavy 4000 3 5 zscore 0 500 12' 'heavy 20000 2 6 none 1e-4 20 9'; do
		read -r name rows d seed how tol turns k <<<"$case"
		$oracle make "$name" "$rows" "$d" "$seed" >data.csv
		columns=$(head -n 1 data.csv)
		{ echo "$columns"; sed 1d data.csv | head -n "$k"; } >start.csv
		holds "scikit-learn from the same centres: $case" \
			"ia-kmeans --columns $columns --centres start.csv --scale $how --tol $tol --max-iter $turns \
			--model model.json data.csv >labelled.csv &&
			$oracle lloyd data.csv $columns start.csv model.json labelled.csv $how $tol $turns"
	done
	# Far away centres get no rows: the farthest row takes their place.
	$oracle make blobs 500 2 9 >data.csv
	printf 'c0,c1\n0,0\n1e4,1e4\n2e4,-2e4\n1,1\n' >start.csv
	holds 'scikit-learn from centres without rows' \
		"ia-kmeans --columns c0,c1 --centres start.csv --scale none --model model.json data.csv >labelled.csv &&
		$oracle lloyd data.csv c0,c1 start.csv model.json labelled.csv none 1e-4 300"
	$oracle make heavy 1500 3 11 >data.csv
	holds 'scores equal those of scikit-learn' \
		"ia-kmeans --choose 2..5 --columns c0,c1,c2 data.csv >chosen.csv 2>/dev/null &&
		for k in 2 3 4 5; do ia-kmeans -k \$k --columns c0,c1,c2 data.csv >label\$k.csv; done &&
		$oracle scores data.csv c0,c1,c2 chosen.csv label2.csv label3.csv label4.csv label5.csv"
	for seed in 1 2 3; do
		$oracle make uniform 800 3 $seed >uniform.csv
		$oracle make normal 800 3 $seed >normal.csv
		$oracle make blobs 800 3 $seed >blobs.csv
		fails "--choose says that uniform rows have no clusters, $seed" 0 \
			'ia-kmeans --choose 2..8 --columns c0,c1,c2 uniform.csv' 'stands out'
		fails "--choose says that normal rows have no clusters, $seed" 0 \
			'ia-kmeans --choose 2..8 --columns c0,c1,c2 normal.csv' 'stands out'
		holds "--choose finds clusters where there are some, $seed" \
			'ia-kmeans --choose 2..8 --columns c0,c1,c2 blobs.csv 2>&1 >/dev/null | (! grep .)'
	done
fi
if needs_shared 'the best known inertia' data/reference/kmeans_iris.json && needs_python 'the best known inertia' pandas sklearn; then
	IA_TIMEOUT=900 holds 'inertia within 1 % of the best known, 0.1 % in the median' \
		"$oracle reference $IA_SHARED/data/reference $IA_SHARED/data/kmeans_sets ${IA_SEEDS:-3} ia-kmeans"
fi
finish
