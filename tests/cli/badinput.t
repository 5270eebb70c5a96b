# badinput.t: every bad input of the corpus, in every mode, gives what its manifest asks for.
#
# One input is run with another rule: c16 has no column named event (its name is empty), which the manifest
# calls legal; so event cannot be required of it.
. "$(dirname "$0")/../lib.sh"
needs_shared 'bad input' badinput/run.py || finish
cp -r "$IA_SHARED/badinput" corpus && chmod -R u+w corpus && "$IA_PYTHON" corpus/large.py

others=$(sed -n 's/^ *"id": "\(.*\)",$/\1/p' corpus/manifest.json | grep -v c16 | paste -sd,)
rules='--on-error={mode} --time ts --check amount=number'
for lane in fast careful; do
	holds "all but one, $lane lane" "IA_LANE=$lane $IA_PYTHON corpus/run.py --only $others \
		--csv 'ia-clean $rules --require user_id,event {f}' \
		--ndjson 'ia-clean -i ndjson $rules --require user_id,event {f}'"
	holds "an empty column name, $lane lane" "IA_LANE=$lane $IA_PYTHON corpus/run.py --only c16 \
		--csv 'ia-clean $rules --require user_id {f}'"
done
finish
