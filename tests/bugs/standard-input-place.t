# standard-input-place.t: beside other operands - opened /dev/stdin anew, so what others had read of a file came again.
. "$(dirname "$0")/../lib.sh"
input a.csv <<'END'
skipped
skipped too
u1,1
u2,
END
input b.csv <<'END'
u3,3
END
gives 'from where standard input stands' '{ read -r x; read -r x; ia-clean --no-header - b.csv; } <a.csv' <<'END'
u1,1
u2,
u3,3
END
gives 'and again from there' '{ read -r x; read -r x; ia-clean --no-header --fill 2=@mean b.csv -; } <a.csv' <<'END'
u3,3
u1,1
u2,2
END
gives 'the same by its other name' '{ read -r x; read -r x; ia-clean --no-header /dev/stdin; } <a.csv' <<'END'
u1,1
u2,
END
fails 'it is named so' 1 'ia-clean - b.csv </dev/null' '^ia-clean: <stdin>:1:1: empty-input: '
finish
