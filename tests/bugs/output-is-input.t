# output-is-input.t: --rejects, a model or a report that was the input took its place, with exit 0.
. "$(dirname "$0")/../lib.sh"

printf 'a,y\n1,0\n2,1\n3,0\n9,1\n' >in.csv
cp in.csv x.csv
ln -s x.csv symbolic
ln x.csv hard
mkdir folder
ln -s .. folder/up
untouched="cmp in.csv x.csv && cmp in.csv hard && [ -L symbolic ]"

for name in x.csv ./x.csv symbolic hard folder/up/x.csv "$PWD/x.csv"; do
	fails "--rejects is the input: $name" 2 "ia-clean --rejects $name x.csv" \
		'^ia-clean: option --rejects: ".*" is the input: name another file$'
	fails "--report: $name" 2 "ia-clean --report $name x.csv" 'option --report: .* is the input'
	fails "--state: $name" 2 "ia-dedupe --state $name x.csv" 'option --state: .* is the input'
	fails "a model of ia-kmeans: $name" 2 "ia-kmeans -k 2 --columns a --model $name x.csv" 'option --model: .* is the input'
	fails "a model of ia-churn: $name" 2 "ia-churn fit -l y -m $name x.csv" 'option --model: .* is the input'
done
fails 'the second of two operands' 2 'ia-clean --rejects hard in.csv x.csv' '"hard" is the input'
fails 'standard input' 2 'ia-clean --rejects x.csv <x.csv' '"x.csv" is the input'
fails 'standard input by its sign' 2 'ia-clean --rejects x.csv in.csv - <x.csv' '"x.csv" is the input'
fails 'what a command reads beside the input' 2 'echo "s: true" >rules; ia-segment -r rules --rejects rules x.csv' \
	'option --rules: "rules" is what|option --rejects: "rules" is what --rules reads'
holds 'nothing was touched' "$untouched && [ \"\$(cat rules)\" = 's: true' ]"

printf 'a,b\n' >map
fails 'nor a list of --map' 2 'ia-clean --map a=other --map event=map --rejects map in.csv' 'option --rejects: "map" is what --map reads'
printf 'anonymous_id,user_id\nd,u\n' >aliases
fails 'nor one of several files' 2 'ia-identify -a event --aliases in.csv --aliases aliases in.csv >>aliases' 'is what --aliases reads'
fails 'nor the other side of a join' 2 'ia-join --right x.csv in.csv >>x.csv' 'is what --right reads'
holds 'nothing of them was touched' '[ "$(cat map)" = a,b ] && [ "$(wc -l <aliases)" = 2 ]'
fails 'two outputs that are one file' 2 'ia-clean --rejects x.csv --report hard in.csv' 'is what --(rejects|report) writes'
fails 'that is not there yet' 2 'ia-clean --rejects new --report folder/up/new in.csv' \
	'^ia-clean: option --rejects: "new" is what --report writes: name another file$'
holds 'nor is it now' "[ ! -e new ] && $untouched"
holds 'two names that are not there are two files' 'ia-clean --rejects new --report new2 in.csv >out && [ -e new ] && [ -e new2 ]'
holds 'an output may replace what it was' 'ia-clean --rejects new --report new2 in.csv >out'

fails 'standard output behind an operand' 2 'ia-clean x.csv >>x.csv' \
	'^ia-clean: standard output: "x.csv" is the input: write to another file, then rename it$'
fails 'behind standard input' 2 'ia-stats <x.csv >>hard' 'standard output: "<stdin>" is the input'
fails 'an answer too' 2 'ia-stats x.csv >>symbolic' 'is the input'
fails 'and an option' 2 'ia-gen --users 3 --truth t >t' 'option --truth: "t" is standard output'
fails 'by the name of the descriptor' 2 'ia-clean --rejects /dev/stdout in.csv >out' 'is standard output'
holds 'still nothing was touched' "$untouched"
holds 'devices may be both' 'ia-clean --rejects /dev/null --report /dev/null </dev/null >/dev/null -i ndjson'
holds 'pipes too' 'ia-clean --rejects /dev/stdout x.csv | cat >out && cmp out in.csv'
finish
