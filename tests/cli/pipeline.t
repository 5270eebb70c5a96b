# pipeline.t: from a messy log to the funnel and the list of users to follow up, with the same rows as pandas gives.
. "$(dirname "$0")/../lib.sh"
needs_python 'the pipeline' pandas || finish

steps=register,view_item,add_to_cart,pay
run() { # LOG: the pipeline of the man page
	ia-dedupe "$1" |
		ia-clean --fill duration=0 --range duration=..24h --time timestamp |
		ia-outlier --burst pay --max 5 --per 10m --action drop-key >clean.csv
}
for seed in 1 2 3; do
	ia-gen --users 3000 --seed $seed --messy >raw.csv
	"$IA_PYTHON" "$IA_ROOT/tests/oracle/pipeline.py" raw.csv want || { ia_not_ok "oracle, seed $seed"; continue; }
	run raw.csv
	same "clean rows, seed $seed" 'cat want.clean.csv' 'cat clean.csv'
	same "the funnel by channel, seed $seed" 'sort want.funnel.csv' \
		"ia-funnel --steps $steps --within 7d --by channel -o csv clean.csv | ia-clean --select channel,name,users | tail -n +2 | sort"
	same "who stopped before paying, seed $seed" 'cat want.follow.csv' \
		"ia-funnel --steps $steps --within 7d --users -o csv clean.csv | ia-clean --where 'step == 3' --select user_id | tail -n +2 | sort"
	holds "the log has brushers to find, seed $seed" \
		"test \$(ia-dedupe raw.csv | ia-clean --time timestamp | ia-outlier --burst pay --max 5 --per 10m --action flag | ia-clean --where 'outlier != \"\"' | wc -l) -gt 1"
done
finish
finish
