# infinite-numbers.t: 1e400 is no number that can be read, but --infer wrote one and --number let it pass.
. "$(dirname "$0")/../lib.sh"
input a.csv <<'END'
a
1e400
-1e308
END
gives 'what is inferred can be read again' 'ia-clean --infer -o ndjson a.csv | ia-clean' <<'END'
{"a":"1e400"}
{"a":-1e308}
END
gives 'so can what is filled in' "printf '{\"a\":null}\n' | ia-clean --fill a=1e400 | ia-clean" <<'END'
{"a":"1e400"}
END
fails 'it is no number for --number' 1 'ia-clean --number a a.csv' ':2:1: bad-number: column "a": expected a number'
finish
