# rename-onto-a-key.t: --rename b=c lost, without a word, the c that a later record of NDJSON had already.
. "$(dirname "$0")/../lib.sh"
input a.ndjson <<'END'
{"b":1}
{"b":2,"c":7}
{"c":9}
END
told=':2:12: dup-key: column "c": expected a record without it'
fails 'fail' 1 'ia-clean --rename b=c a.ndjson' "$told"
for mode in skip keep; do
	gives "$mode: left out" "ia-clean --on-error=$mode --max-rejects=1 --rename b=c a.ndjson" <<'END'
{"c":1}
{"c":9}
END
	holds "$mode: counted" "ia-clean --on-error=$mode --max-rejects=1 --rename b=c a.ndjson 2>&1 >/dev/null | grep 'dup-key 1'"
done
fails 'careful lane' 1 'IA_LANE=careful ia-clean --rename b=c a.ndjson' "$told"
fails 'null is a value too' 1 "printf '{\"b\":1}\n{\"b\":2,\"c\":null}\n' | ia-clean --rename b=c" ':2:12: dup-key'
fails 'a column that --set made' 1 'ia-clean --set d=1 --rename d=c a.ndjson' 'dup-key'
fails 'a value that --fill made' 1 "printf '{\"b\":1}\n{\"c\":2}\n' | ia-clean --fill b=0 --rename b=c" 'dup-key'
gives 'dropped first: it makes way' 'ia-clean --drop c --rename b=c a.ndjson' <<'END'
{"c":1}
{"c":2}
{}
END
gives 'renamed first: both stay' "printf '{\"b\":1,\"c\":2}\n{\"c\":4,\"b\":3}\n' | ia-clean --rename c=x --rename b=c --rename x=b" <<'END'
{"c":1,"b":2}
{"b":4,"c":3}
END
gives 'not selected: it is gone' 'head -2 a.ndjson | ia-clean --select b --rename b=c' <<'END'
{"c":1}
{"c":2}
END
finish
