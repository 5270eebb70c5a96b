# rejects-of-many-readings.t: --rejects held a record four times where a rule took the input to be read five times.
. "$(dirname "$0")/../lib.sh"
input a.csv <<'END'
a,b
1,2
3
,4
x,5
END
clean='ia-clean --quiet --on-error skip --max-rejects 100% --rejects bad.ndjson'
for fill in 'a=@median' 'a=@mean' 'b=@mode' 'b=@mean --set c=b --fill c=@median'; do
	gives "once each: $fill" "$clean --fill $fill --check a=number a.csv >/dev/null && ia-clean --select line bad.ndjson" <<'END'
{"line":3}
{"line":5}
END
done
gives 'from NDJSON to CSV' "printf '{\"a\":1}\n[]\n{\"a\":null}\n' | $clean --fill a=@median -o csv && ia-clean --select line bad.ndjson" <<'END'
a
1
1
{"line":2}
END
finish
