# terminal.t: what is drawn on a terminal: tables that fit, progress lines, what is left after Ctrl-C.
. "$(dirname "$0")/../lib.sh"
needs_terminal 'terminals' || finish
export LC_ALL=C

input events.csv <<'END'
user_id,event,timestamp,price
u1,view,2026-03-01 10:00:00,1
u1,pay,2026-03-01 10:05:00,2.50
u2,view,2026-03-02 10:00:00,
END

# COMMAND on a terminal of so many columns; the terminal's line ends are taken away
on() {
	script -qec "stty cols $1; $2" /dev/null </dev/null | tr -d '\r'
}
export -f on

for width in 60 80 100; do
	holds "$width columns: no line is longer" \
		"on $width 'ia-stats events.csv' | awk 'length > $width { exit 1 } END { exit NR < 9 }'"
	holds "$width columns: nothing but ends of texts is lost" \
		"on $width 'ia-stats events.csv' | tr -s ' ' '\n' | sort -u >.narrow
		ia-stats -o table events.csv | tr -s ' ' '\n' | sort -u | comm -23 - .narrow | grep -v '^....-' >.lost; [ ! -s .lost ]"
done
holds 'the columns that say what a row is come again' \
	"on 60 'ia-stats --by event --columns price events.csv' >.parts; [ \$(grep -c '^event  *column  ' .parts) -gt 1 ] &&
	[ \$(grep -c '^event  *column  ' .parts) = \$(grep -c '^pay  *price' .parts) ]"
ia-gen --profile social --users 800 --days 30 >social.csv
come_again() { # COLUMNS COMMAND KEYS: they begin the first line of every part, and no two rows of a part have the same
	on "$1" "$2" | awk -v keys="$3" '
	/^$/ { delete seen; parts++; next }
	NR == 1 || last == "" { n = split(keys, key, " "); for (k = 1; k <= n; k++) if ($k != key[k]) exit bad = 1 }
	{ row = $1; for (k = 2; k <= n; k++) row = row " " $k; if (seen[row]++) exit bad = 1 }
	{ last = $0 } END { exit bad || parts < 1 }'
}
export -f come_again
holds 'an event and its number' "come_again 60 'ia-drivers -q social.csv' 'event at_least'"
holds 'a cohort' "come_again 28 'ia-retention --period week social.csv' 'cohort'"
holds 'a week and its days' "come_again 16 'ia-retention --stickiness social.csv' 'period days'"
holds 'a period behind a value' "come_again 28 'ia-retention --by event --lifecycle social.csv' 'event period'"
same 'as wide as it must be where it is no terminal' 'ia-stats -o table events.csv' 'COLUMNS=40 ia-stats -o table events.csv'
same 'the width by COLUMNS where the terminal has none' "on 40 'ia-stats events.csv'" \
	"script -qec 'stty cols 0; COLUMNS=40 ia-stats events.csv' /dev/null </dev/null | tr -d '\r'"
gives 'a bar a row, as long as there is room' "on 42 'ia-stats --freq event events.csv'" <<'END'
value  count   share
view       2  66.7 %  ####################
pay        1  33.3 %  ##########
END
gives 'a funnel moves together before it is cut' "on 75 'ia-funnel --steps view,pay events.csv'" <<'END'
step name users from_previous from_first dropped median_time p90_time
   1 view     2       100.0 %    100.0 %       0
   2 pay      1        50.0 %     50.0 %       1          5m       5m
END

# texts are cut, and where that is not enough rows stand in parts
long='ia-clean -o table --set note="\"a note that is long 加入购物车\"" --select user_id,note,price'
gives 'rows: a text is cut' "on 30 '$long events.csv'" <<'END'
user_id note             price
u1      a note that i...     1
u1      a note that i...  2.50
u2      a note that i...
END
gives '... with an ellipsis where there are such letters' "LC_ALL=C.UTF-8 TERM=xterm on 41 '$long events.csv'" <<'END'
user_id note                        price
u1      a note that is long 加入购…     1
u1      a note that is long 加入购…  2.50
u2      a note that is long 加入购…
END
gives '... and never where it is no terminal' "COLUMNS=30 $long events.csv" <<'END'
user_id  note                            price
u1       a note that is long 加入购物车      1
u1       a note that is long 加入购物车   2.50
u2       a note that is long 加入购物车
END
gives 'rows in parts' "on 22 '$long events.csv'" <<'END'
user_id  note
u1       a note th...
u1       a note th...
u2       a note th...

user_id  price
u1           1
u1        2.50
u2
END
holds 'rows reach a terminal when they come' \
	"script -qec '{ head -n 3 events.csv; sleep 3; } | ia-clean -i csv -o table & sleep 1.5; echo now; wait' /dev/null </dev/null |
	tr -d '\r' | sed 's/.*\x1b.K//' | grep -aE '^(u1 +pay|now)' | tail -n 1 | grep -qx now"

# blocks on a terminal by its locale and name
bars() { on 60 "$* ia-stats --freq event events.csv" | grep -c '#$'; }
export -f bars
gives 'no UTF-8, no blocks' 'bars LC_ALL=C; bars LC_ALL=POSIX LC_CTYPE=C.UTF-8; bars LC_ALL= LC_CTYPE=C LANG=C.UTF-8' <<'END'
2
2
2
END
gives 'a dumb terminal has none' 'bars LC_ALL=C.UTF-8 TERM=dumb' <<'END'
2
END
holds 'and blocks with it' \
	"[ \$(bars LC_ALL=C.UTF-8 TERM=xterm)\$(bars LC_ALL= LC_CTYPE=de_DE.utf8 LANG=C TERM=xterm)\$(bars LC_ALL= LC_CTYPE= LANG=zh_CN.UTF-8 TERM=xterm) = 000 ]"

slowly() { # LINES, in so many steps of 0.3 seconds
	head -n 4 events.csv
	for ((i = 0; i < $1; i++)); do
		sleep 0.3
		echo "u3,view,2026-03-03,$i"
	done
}
export -f slowly

holds 'of several tools in a pipeline one draws at a time' \
	"on 80 'slowly 10 | ia-clean | ia-clean | ia-dedupe >all.csv' >drawn; [ \$(wc -l <all.csv) = 14 ] && grep -aq ' B/s' drawn &&
	tr '\r\033' '\n\n' <drawn | grep -aE 'B/s|waiting' | sed 's/:.*//' | uniq | sort | uniq -d >twice; [ ! -s twice ]"
holds 'Ctrl-C leaves no half line' \
	"slowly 20 | { ia-clean --progress >/dev/null 2>drawn & p=\$!; sleep 3.5; kill -TERM \$p; wait \$p; [ \$? = 143 ]; } 3<&0
	grep -aq ' B/s' drawn && tail -c 4 drawn | cmp -s - <(printf '\r\033[K')"
holds 'ia-gen: progress' \
	"ia-gen --progress --users 2000000 2>drawn | head -c 1200000000 >/dev/null; tr '\r' '\n' <drawn | grep -aqE '^ia-gen: [0-9]+ %  [0-9.]+ [MG]B/s  [0-9]+:[0-9]+ left'"
# a timer draws: nothing need come for it
holds 'a pipe that brings nothing' \
	"script -qec 'sleep 3.5 | ia-clean 2>&1 >/dev/null' /dev/null </dev/null >drawn; grep -aq 'ia-clean: waiting for input' drawn"
holds 'a pipe that stalls' \
	"on 80 '{ cat events.csv; sleep 4; } | ia-funnel --steps view,pay >/dev/null' >drawn;
	tr '\r\033' '\n\n' <drawn | grep -aqxE 'ia-funnel: 121 B( +[0-9]+ records)?  waiting for input'"
holds 'not before two seconds' \
	"on 80 '{ cat events.csv; sleep 1.2; } | ia-funnel --steps view,pay >/dev/null' >drawn; ! grep -aq ia-funnel: drawn"
holds 'nothing on standard error that is a file, nothing but rows on standard output' \
	"on 80 '{ cat events.csv; sleep 3.5; } | ia-clean -i csv 2>told' >drawn; [ ! -s told ] && cmp drawn events.csv"
holds 'rows on the same terminal are not drawn over' \
	"on 80 '{ cat events.csv; sleep 3.5; } | ia-clean -i csv' >drawn; cmp drawn events.csv"
holds 'an answer stands alone' \
	"on 80 '{ cat events.csv; sleep 3.5; } | ia-stats --freq event' | tail -n 3 | sed 's/.*\x1b.K//' | diff - <(on 80 'ia-stats --freq event events.csv')"
finish
