# badinput.t: every bad input of the corpus, in every mode, gives what its manifest asks for.
#
# c32 is gzip, which was an error when the manifest was made: it is read as what it holds now, and has the answer of that.
# One input is run with another rule: c16 has no column named event (its name is empty), which the manifest
# calls legal; so event cannot be required of it.
. "$(dirname "$0")/../lib.sh"
needs_shared 'bad input' badinput/run.py || finish
cp -r "$IA_SHARED/badinput" corpus && chmod -R u+w corpus && "$IA_PYTHON" corpus/large.py

# What is rejected as a whole, or by more than a tenth, is exit 1; the corpus asks for what is read.
none='j05\|j06\|j18\|j20\|j21'
others=$(sed -n 's/^ *"id": "\(.*\)",$/\1/p' corpus/manifest.json | grep -v "c16\|c32\|$none" | paste -sd,)
rules='--on-error={mode} --max-rejects 100% --time ts --check amount=number'
for lane in fast careful; do
	holds "all but two, $lane lane" "IA_LANE=$lane $IA_PYTHON corpus/run.py --only $others \
		--csv 'ia-clean $rules --require user_id,event {f}' \
		--ndjson 'ia-clean -i ndjson $rules --require user_id,event {f}'"
	holds "an empty column name, $lane lane" "IA_LANE=$lane $IA_PYTHON corpus/run.py --only c16 \
		--csv 'ia-clean $rules --require user_id {f}'"
done
same 'a compressed file is what it holds' 'zcat corpus/c32_gzip_as_csv.csv | ia-clean --time ts' \
	'ia-clean --time ts corpus/c32_gzip_as_csv.csv'
for f in corpus/j05*.ndjson corpus/j06*.ndjson corpus/j20*.ndjson; do
	fails "nothing accepted: ${f##*/}" 1 "ia-clean -i ndjson --on-error skip --max-rejects 100% $f" ': all of [0-9]+ records rejected$'
done
finish
