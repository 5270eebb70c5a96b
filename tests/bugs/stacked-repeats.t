# stacked-repeats.t: patterns that made the system's regcomp run for minutes, and its regexec for ever: now they are taken,
# refused, or given up, in a time that is linear in the field.
. "$(dirname "$0")/../lib.sh"
input events.csv <<'END'
user_id,event,timestamp
u1,pay,2026-03-01
END
IA_TIMEOUT=10
fails 'repeats behind an optional one' 2 \
	"ia-clean --where 'event ~ \"a+++?++++++++++++\"' events.csv" 'nothing to repeat before'
fails 'repetitions of repetitions' 2 \
	"ia-clean --where 'event ~ \"((a{1,500}){1,500}){1,500}\"' events.csv" 'too large once repetitions are written out'
for pattern in '(((((((((a?)+)?)+)?)+)?)+)?)+y$' '^(p?a?(y|z)?)+$' '^p.+y?$'; do
	gives "$pattern is taken" "ia-clean --where 'event ~ \"$pattern\"' --select event events.csv" <<'END'
event
pay
END
done

# a million letters, and a pattern that tries each way to part them
awk 'BEGIN { s = "a"; while (length(s) < 1000000) s = s s; print "user_id,event,timestamp"; print "u1," s "!,2026-03-01" }' >long.csv
for command in 'ia-clean --where' 'ia-outlier --max 1 --per 1d --burst' 'ia-funnel --step view=pay --step' 'ia-retention --start'; do
	pattern='event ~ "(a+)+$"'
	case $command in ia-funnel*) pattern='b=event ~ "(a+)+$"' ;; esac
	fails "$command gives up and says so" 1 "$command '$pattern' long.csv" \
		'pattern "\(a\+\)\+\$": gave up on a value of [0-9]+ bytes'
done
printf 'b: event ~ "(a+)+$"\n' >rules
fails 'ia-segment too' 1 'ia-segment -r rules long.csv' 'gave up on a value of'
gives 'one that says it in one way' "ia-clean --where 'event ~ \"a+!$\"' --select user_id long.csv" <<'END'
user_id
u1
END
gives 'digits, words, characters' "ia-clean --where 'user_id ~ \"^\\w\\d$\" && event ~ \"^.{3}$\"' --select user_id events.csv" <<'END'
user_id
u1
END
finish
