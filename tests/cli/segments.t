# segments.t: the examples from events to named groups; each part is skipped where its tools are not built.
. "$(dirname "$0")/../lib.sh"
examples=$IA_ROOT/examples/segments

built() { # NAME TOOL...
	local name=$1 tool
	shift
	for tool; do
		command -v "$tool" >/dev/null || { skips "$name" "no $tool here"; return 1; }
	done
}

ia-gen --users 3000 --days 90 >events.csv
if built 'by-rules' ia-features ia-segment ia-clean; then
	holds 'by-rules runs on its own log' "$examples/by-rules.sh 2>own.err >own.csv"
	same 'a log that is given' 'cat own.csv' "$examples/by-rules.sh events.csv"
	gives 'four columns' 'head -n 1 own.csv' <<'END'
user_id,segment,action,holdout
END
	holds 'every user once' \
		"tail -n +2 own.csv | cut -d, -f1 | sort >got.ids; tail -n +2 events.csv | cut -d, -f1 | sort -u | cmp - got.ids"
	ia-features events.csv >users.csv
	# the rules of groups.rules, written again
	same 'the groups are those of the rules' 'cut -d, -f1,2 own.csv | tail -n +2' \
		"awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) c[\$i] = i; next }
		{ s = \"others\"; away = \$c[\"last_login_days\"] }
		\$c[\"events\"] >= 10 && (\$c[\"trend\"] < 0.5 || (away >= 7 && away < 45)) { s = \"about_to_leave\" }
		\$c[\"purchases\"] >= 3 && \$c[\"revenue\"] >= 200 && away < 14 { s = \"high_value\" }
		\$c[\"tenure_days\"] < 14 { s = \"new\" }
		{ print \$1 \",\" s }' users.csv"
	gives 'each of the three has users and an action' \
		"ia-clean --where '!missing(action)' own.csv | cut -d, -f2 | tail -n +2 | sort -u" <<'END'
about_to_leave
high_value
new
END
	gives 'the others have none' "ia-clean --where 'missing(action)' own.csv | cut -d, -f2 | tail -n +2 | sort -u" <<'END'
others
END
	holds 'one in ten is held out' \
		"ia-clean --where 'holdout == 1' own.csv | wc -l | awk '{ exit !(\$1 > 230 && \$1 < 370) }'"
	holds 'the table has a bar a row' "[ \$(grep -cE '(█|▉|▊|▋|▌|▍|▎|▏|#)\$' own.err) = 4 ]"
fi
if built 'by-kmeans' ia-features ia-kmeans ia-segment ia-stats ia-clean; then
	holds 'by-kmeans runs on its own log' "$examples/by-kmeans.sh 2>k.err >k.csv"
	same 'a log that is given, too' 'cat k.csv' "$examples/by-kmeans.sh events.csv"
	gives 'its columns' 'head -n 1 k.csv' <<'END'
user_id,cluster,segment,action
END
	gives 'three groups' 'cut -d, -f3 k.csv | tail -n +2 | sort -u' <<'END'
about_to_leave
high_value
look_around
END
	holds 'those of high value buy most often' \
		"ia-features events.csv | ia-clean --select user_id,purchases | tail -n +2 | sort >p; tail -n +2 k.csv | cut -d, -f1,3 | sort >g
		join -t, p g | awk -F, '{ n[\$3]++; sum[\$3] += \$2 } END { for (s in n) mean[s] = sum[s] / n[s]
		exit !(mean[\"high_value\"] > mean[\"look_around\"] && mean[\"high_value\"] > mean[\"about_to_leave\"]) }'"
fi
finish
