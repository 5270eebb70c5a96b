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

# A record that has the new name alone kept it, and got it a second time from a rule behind --rename.
input b.ndjson <<'END'
{"b":1}
{"c" : 5, "z":"\u00e9"}
{"z":1}
END
gives 'only the new name: a rule sees its value' 'ia-clean --rename b=c --fill c=0 b.ndjson' <<'END'
{"c":1}
{"c" : 5, "z":"\u00e9"}
{"z":1,"c":0}
END
gives 'only the new name: set' 'ia-clean --rename b=c --set c=8 b.ndjson' <<'END'
{"c":8}
{"c" : 8, "z":"\u00e9"}
{"z":1,"c":8}
END
gives 'only the new name: where' 'ia-clean --rename b=c --where "c > 3" b.ndjson' <<'END'
{"c" : 5, "z":"\u00e9"}
END
gives 'only the new name: drop' 'ia-clean --rename b=c --drop c b.ndjson' <<'END'
{}
{"z":"\u00e9"}
{"z":1}
END
gives 'only the new name: select' 'ia-clean --rename b=c --select c,z b.ndjson' <<'END'
{"c":1}
{"c":5,"z":"\u00e9"}
{"z":1}
END
gives 'only the new name: mean' 'ia-clean --rename b=c --fill c=@mean b.ndjson' <<'END'
{"c":1}
{"c" : 5, "z":"\u00e9"}
{"z":1,"c":3}
END
gives 'only the new name: on to another' 'ia-clean --rename b=c --rename c=d b.ndjson' <<'END'
{"d":1}
{"z":"\u00e9","d":5}
{"z":1}
END
gives 'only the new name: and back' 'ia-clean --rename b=c --rename c=b --set b=2 b.ndjson' <<'END'
{"b":2}
{"z":"\u00e9","b":2}
{"z":1,"b":2}
END
gives 'from inside a value' "printf '{\"p\":{\"b\":1}}\n{\"c\":[1],\"p\":{\"a\":5}}\n' | ia-clean --rename p.b=c --fill c=0" <<'END'
{"p":{},"c":1}
{"c":[1],"p":{"a":5}}
END
for jobs in 1 8; do
	same "lanes, -j $jobs" "ia-clean -j $jobs --rename b=c --fill c=0 b.ndjson" 'IA_LANE=careful ia-clean --rename b=c --fill c=0 b.ndjson'
done
finish
