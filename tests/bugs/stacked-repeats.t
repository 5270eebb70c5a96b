# stacked-repeats.t: a pattern of repeats behind repeats made the system's regcomp run for minutes; it is refused at once.
. "$(dirname "$0")/../lib.sh"
input events.csv <<'END'
user_id,event,timestamp
u1,pay,2026-03-01
END
IA_TIMEOUT=10
fails 'repeats behind an optional one count too' 2 \
	"ia-clean --where 'event ~ \"a+++?++++++++++++\"' events.csv" 'too large once repetitions are written out'
fails 'and behind a star' 2 \
	"ia-clean --where 'event ~ \"a++*++++++++++++\"' events.csv" 'too large once repetitions are written out'
fails 'and what may be empty, again and again' 2 \
	"ia-clean --where 'event ~ \"(((((((((a?)+)?)+)?)+)?)+)?)+\"' events.csv" 'too large once repetitions are written out'
fails 'also behind each other' 2 \
	"ia-clean --where 'event ~ \"a?+?+?+?+?+?+?+?+\"' events.csv" 'too large once repetitions are written out'
gives 'one that may be empty is taken' "ia-clean --where 'event ~ \"^(p?a?(y|z)?)+\$\"' --select event events.csv" <<'END'
event
pay
END
gives 'an ordinary pattern is taken' "ia-clean --where 'event ~ \"^p.+y?\$\"' --select event events.csv" <<'END'
event
pay
END
finish
