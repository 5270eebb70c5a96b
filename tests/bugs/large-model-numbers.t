# large-model-numbers.t: whole numbers past 64 bits in a model were taken for damage when it was read again.
. "$(dirname "$0")/../lib.sh"
awk 'BEGIN { print "x,y"; for (i = 0; i < 200; i++) printf "%d0000000000000%03d,%d\n", 1000 + i * 7919 % 9000, i, i % 3 == 0 }' >a.csv
for method in logistic forest; do
	holds "$method: the model that was written is read" "ia-churn fit -q --method $method -l y -m m.json a.csv >out &&
		grep -q '[0-9]\{20\}' m.json && ia-churn score -q -m m.json a.csv >out"
done
finish
