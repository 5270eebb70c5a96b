# ia-features --count '*' --horizon with a condition for --purchase: no option names an event, and rows behind
# --as-of were looked up in a table of names that was not there.
. "$(dirname "$0")/../lib.sh"

input events.csv <<'END'
user_id,event,timestamp,price
u1,view,2026-03-01 10:00:00,
u1,pay,2026-03-03 10:00:00,2.50
u1,pay,2026-03-20 10:00:00,2.50
END
gives 'no crash' "ia-features --as-of 2026-03-02 --horizon 2d --count '*' --purchase 'price > 1' events.csv | cut -d, -f 1,6,15-" <<'END'
user_id,events,is_churn,n_view
u1,1,0,1
END
finish
