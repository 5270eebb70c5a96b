# unknown-names.t: events that options name and no row has are told, by every option of every tool.
. "$(dirname "$0")/../lib.sh"

input events.csv <<'END'
user_id,event,timestamp,price
u1,register,2026-03-01 10:00:00,
u1,view,2026-03-01 10:01:00,
u1,pay,2026-03-01 10:05:00,2.50
u2,view,2026-03-02 10:00:00,
u2,logout,2026-03-20 10:00:00,
END

# COMMAND, with WRONG in it: told for it, as a warning and with --strict as an error; not for what is there
cat >commands <<'LIST'
ia-funnel --steps view,WRONG
ia-funnel --step a=view --step b=WRONG
ia-funnel --steps view,pay --exclude WRONG
ia-path --from WRONG
ia-path --to WRONG
ia-path --merge x=WRONG
ia-retention --start WRONG
ia-retention --return WRONG
ia-drivers --outcome WRONG --horizon 1d
ia-drivers --start WRONG
ia-drivers --events WRONG
ia-features --login WRONG
ia-features --purchase WRONG
ia-features --count WRONG
ia-features --count view,WRONG
ia-features --weight WRONG=3
ia-features --horizon 1d --as-of 2026-03-02 --label l=WRONG
ia-features --rfm --count WRONG
ia-abtest -v event --control register --metric view --exposure WRONG
ia-abtest -v event --control register --exposure register --metric WRONG
ia-outlier --burst WRONG --max 1 --per 1m
ia-outlier --burst 'event in ("view", "WRONG")' --max 1 --per 1m
LIST

while IFS= read -r command; do
	wrong="${command//WRONG/logut} events.csv" right="${command//WRONG/logout} events.csv"
	holds "told: $command" "$wrong 2>.told >.out; grep -qx '${command%% *}: no event is named \"logut\" (did you mean \"logout\"?); ia-stats --freq event lists them' .told"
	holds "not told: $command" "$right 2>.told >.out; ! grep -q 'no event is named' .told"
	fails "--strict: $command" 2 "$wrong --strict" '^[a-z-]+: no event is named "logut" [(]did you mean "logout"[?][)]'
	holds "--strict, nothing before: $command" "$wrong --strict >.out 2>.told; [ ! -s .out ]"
	holds "--quiet: $command" "$wrong --quiet 2>.told >.out && [ ! -s .told ]"
	holds "no rows, nothing to tell: $command" "head -n 1 events.csv | ${command//WRONG/logut} 2>.told >.out; ! grep -q 'no event is named' .told"
done <commands

holds 'the default of --purchase is no name that was asked for' \
	"grep -v pay events.csv | ia-features 2>.told >.out && [ ! -s .told ]"
holds '... but the same name asked for is' \
	"grep -v pay events.csv | ia-features --purchase pay 2>.told >.out && grep -q 'no event is named \"pay\"' .told &&
	grep -v pay events.csv | ia-features --count pay 2>.told >.out && grep -q 'no event is named \"pay\"' .told"
holds 'an event behind the horizon is one' \
	"ia-features --as-of 2026-03-02 --horizon 1d --label l=logout events.csv 2>.told >.out; ! grep -q 'no event' .told"
holds "... with --count '*'" \
	"ia-features --as-of 2026-03-02 --count '*' --login logout events.csv 2>.told >.out; ! grep -q 'no event' .told"
holds "... and one that is not there" \
	"ia-features --count '*' --login logoff events.csv 2>.told >.out; grep -q 'no event is named .logoff. .did you mean .logout' .told"
holds 'a condition is no name' "ia-features --purchase 'event == \"view\" && price > 5' events.csv 2>.told >.out; ! grep -q 'no event' .told"
fails '--strict: revenue without a number' 2 'ia-features --purchase view --strict events.csv' 'no purchase has a number in the column price'
same '--strict where all is well' 'ia-features --count view events.csv' 'ia-features --strict --count view events.csv'
same 'for any number of threads' \
	'ia-gen | ia-features -j 1 --count vew_item 2>&1 >/dev/null' 'ia-gen | ia-features -j 7 --count vew_item 2>&1 >/dev/null'
finish
