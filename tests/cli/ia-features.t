# ia-features.t: rows of users, held against pandas, published tables, and against themselves.
. "$(dirname "$0")/../lib.sh"
oracle="$IA_PYTHON $IA_ROOT/tests/oracle/features.py"
compare="$IA_PYTHON $IA_ROOT/tests/oracle/features_compare.py"
real="$IA_PYTHON $IA_ROOT/tests/oracle/features_real.py"

# agrees NAME FILE OPTIONS ORACLE-OPTIONS: every cell as pandas has it
agrees() {
	holds "$1" "ia-features -o csv $3 $2 >ours.csv && $oracle $2 $4 >theirs.csv && $compare ours.csv theirs.csv"
}

# By hand; as of 2026-03-02T10:10:00Z. The score of a: 1 + 2^(-1/24) + 2^-1.
input e.csv <<'CSV'
user_id,event,timestamp,price,shop
a,view,2026-03-01T10:10:00Z,,
b,pay,2026-02-23T10:10:00Z,10.5,x
a,pay,2026-03-02T09:10:00Z,20,y
a,pay,2026-03-02T10:10:00Z,0.1,x
c,view,2026-01-01T10:10:00Z,0.1,
CSV
gives 'the columns, and a row a user as they first came' 'ia-features --half-life 1d e.csv' <<'CSV'
user_id,first_seen,last_seen,tenure_days,last_login_days,events,active_days,sessions,activity_score,purchases,purchase_frequency,avg_order_value,revenue,trend
a,2026-03-01T10:10:00Z,2026-03-02T10:10:00Z,1,0,3,2,3,2.471531941153606,2,2,10.05,20.1,4
b,2026-02-23T10:10:00Z,2026-02-23T10:10:00Z,7,7,1,1,1,0.0078125,1,1,10.5,10.5,0.5
c,2026-01-01T10:10:00Z,2026-01-01T10:10:00Z,60,60,1,1,1,8.673617379884035e-19,0,0,0,0,1
CSV
# A gap of exactly --session stays inside; an event exactly --recent old is in the span before.
gives 'limits that are hit exactly' 'ia-features --session 60m --recent 7d e.csv | cut -d, -f1,8,14' <<'CSV'
user_id,sessions,trend
a,2,4
b,1,0.5
c,1,1
CSV
gives 'what was asked for, in the order asked' \
	"ia-features --max price --count view,pay --first shop --sum price --last shop --distinct shop --mean price e.csv |
	cut -d, -f1,15-" <<'CSV'
user_id,max_price,n_view,n_pay,first_shop,sum_price,last_shop,distinct_shop,mean_price
a,20,1,2,y,20.1,x,2,10.05
b,10.5,0,1,x,10.5,x,1,10.5
c,0.1,1,0,,0.1,,0,0.1
CSV
gives 'every event, by name' "ia-features --count '*' --as-of 2026-03-01 e.csv | cut -d, -f1,15-" <<'CSV'
user_id,n_pay,n_view
b,1,0
c,0,1
CSV
gives 'names of events that come later are no columns' \
	"ia-features --count '*' --as-of 2026-02-01 --horizon 60d e.csv 2>/dev/null | cut -d, -f1,15-" <<'CSV'
user_id,n_view,is_churn
c,1,1
CSV
gives 'the horizon: from behind as-of to its end' \
	"ia-features --as-of 2026-03-01T10:10:00Z --horizon 23h --label buys=pay e.csv | cut -d, -f1,6,15-" <<'CSV'
user_id,events,is_churn,buys
a,1,0,1
b,1,1,0
c,1,1,0
CSV
gives 'purchases of one order are one' "ia-features --order shop --purchase 'price > 0' e.csv | cut -d, -f1,10,12" <<'CSV'
user_id,purchases,avg_order_value
a,2,10.05
b,1,10.5
c,1,0.1
CSV
gives 'weights' "ia-features --weight pay=4 --weight view=-1 --half-life 1d e.csv | cut -d, -f1,9" <<'CSV'
user_id,activity_score
a,7.386127764614423
b,0.03125
c,-8.673617379884035e-19
CSV
gives 'nobody' 'printf "user_id,event,timestamp,price\n" | ia-features --rfm | cut -d, -f14-' <<'CSV'
trend,r,f,m,rfm
CSV
gives 'nothing read as NDJSON' 'printf "" | ia-features -i ndjson' <<'CSV'
CSV
# Five buyers: places 0 to 4 by days since the last purchase (fewer is better), purchases, revenue; ties by id.
input five.csv <<'CSV'
user_id,event,timestamp,price
e,pay,2026-03-01,5
d,pay,2026-03-02,5
c,pay,2026-03-02,7
b,pay,2026-03-04,1
b,pay,2026-03-04,1
a,pay,2026-03-05,9
z,view,2026-03-05,
CSV
gives 'scores by quintile' 'ia-features --rfm five.csv | cut -d, -f1,15-' <<'CSV'
user_id,r,f,m,rfm
e,1,4,3,143
d,2,3,2,232
c,3,2,4,324
b,4,5,1,451
a,5,1,5,515
z,,,,
CSV

# Usage and data.
fails 'a horizon without as-of' 2 'ia-features --horizon 30d e.csv' 'option --horizon: needs a date to look from \(as-of\)'
fails 'a label without horizon' 2 'ia-features --as-of 2026-01-01 --label x=pay e.csv' 'option --label: needs a horizon'
fails 'a label without expression' 2 'ia-features --label x e.csv' 'NAME=EXPR'
fails 'a column twice' 2 'ia-features --sum price --sum price e.csv' 'sum_price comes twice'
fails 'a label that is a column' 2 'ia-features --as-of 2026-03-01 --horizon 1d --label trend=pay e.csv' 'trend comes twice'
fails 'a time that is none' 2 'ia-features --as-of yesterday e.csv' 'option --as-of'
fails 'a half-life of 0' 2 'ia-features --half-life 0 e.csv' 'longer than 0'
fails 'a weight that is no number' 2 'ia-features --weight pay=much e.csv' 'EVENT=NUMBER'
fails 'a column that is not there' 2 'ia-features --sum prise e.csv' 'no-column.*price'
fails 'a value that is not there, asked for' 2 'ia-features --value prise e.csv' 'no-column.*price'
fails 'all events and one of them' 2 "ia-features --count '*,pay' e.csv" 'every event already'
fails 'a number that is none' 1 'sed s/20,y/2o,y/ e.csv | ia-features' '^ia-features: <stdin>:4:28: bad-number: .*"2o"'
fails 'a number that is none, elsewhere' 1 'sed s/,,$/,x,/ e.csv | ia-features --sum price' '<stdin>:2:.*bad-number'
holds 'a value that no purchase needs is not looked at' 'sed s/,,$/,x,/ e.csv | ia-features'
fails 'bad records are told of' 0 'sed s/20,y/2o,y/ e.csv | ia-features --on-error skip --max-rejects 5' \
	'5 read, .*1 rejected \(bad-number 1\)'
fails 'no prices' 0 'cut -d, -f1-3 e.csv | ia-features' 'has a number in the column price: revenue is missing'
gives '... purchases are counted, money is missing' 'cut -d, -f1-3 e.csv | ia-features -q | cut -d, -f10-13 | head -n 2' <<'CSV'
purchases,purchase_frequency,avg_order_value,revenue
2,2,,
CSV
fails 'no purchase in the whole input' 0 'ia-features --purchase buy e.csv' 'no event is named "buy"; ia-stats --freq event lists them'
gives '... its values are missing, not 0' 'ia-features -q --purchase buy --count buy,view e.csv | cut -d, -f1,10-13,15- | head -n 2' <<'CSV'
user_id,purchases,purchase_frequency,avg_order_value,revenue,n_buy,n_view
a,,,,,,1
CSV
gives '... nor where it is an expression' "ia-features --purchase 'price > 99' e.csv | cut -d, -f10-13 | sort -u" <<'CSV'
,,,
purchases,purchase_frequency,avg_order_value,revenue
CSV
gives 'nobody yet, though later somebody does: 0' \
	'ia-features -q --as-of 2026-01-02 e.csv | cut -d, -f1,10-13' <<'CSV'
user_id,purchases,purchase_frequency,avg_order_value,revenue
c,0,0,0,0
CSV
holds '... every event beside an expression, with events to come' \
	"ia-features --count '*' --purchase 'price > 99' --as-of 2026-02-24 --horizon 1d e.csv"
fails 'a name like another' 0 'ia-features --count vieww e.csv' 'no event is named "vieww" .did you mean "view"'
holds 'names that are there are not told' '[ -z "$(ia-features --count view,pay e.csv 2>&1 >/dev/null)" ]'
# b was seen 7 days before.
gives 'only who was seen lately' 'ia-features --active 8d e.csv | cut -d, -f1' <<'CSV'
user_id
a
b
CSV
gives '... exactly that long ago is not' 'ia-features --active 7d e.csv | cut -d, -f1' <<'CSV'
user_id
a
CSV
same '... is a filter on the days since the last event' 'ia-features --active 36h --as-of 2026-03-02 --rfm e.csv' \
	"ia-features --as-of 2026-03-02 --rfm e.csv | ia-clean --where 'last_login_days < 1.5'"
fails 'no time at all' 2 'ia-features --active 0s e.csv' 'option --active: longer than 0'
fails 'a horizon past the end' 0 'ia-features --as-of 2026-03-01 --horizon 30d e.csv' 'beyond what is known'

# Relations.
ia-gen --users 1200 --days 60 >log.csv
all="--count '*' --sum duration --mean price --max duration --distinct product_id --last channel --first product_id"
all="$all --rfm --as-of 2026-02-05 --horizon 10d --label buys=pay"
same 'one thread or eight' "ia-features -j 1 $all log.csv" "ia-features -j 8 $all log.csv"
same 'in little memory' "ia-features $all log.csv" "ia-features -S 1M $all log.csv"
same 'the numbers alone in little memory' "ia-features --sum price log.csv" "ia-features -S 1M --sum price log.csv"
same 'careful lane' "ia-features $all log.csv" "IA_LANE=careful ia-features $all log.csv"
same 'through a pipe' "ia-features $all log.csv" "cat log.csv | ia-features $all"
ia-gen --users 1200 --days 60 -o ndjson >log.ndjson
same 'CSV or NDJSON' "ia-features $all log.csv" "ia-features $all -o csv log.ndjson"
same 'CSV or NDJSON, as NDJSON' "ia-features --sum price -o ndjson log.csv" "ia-features --sum price log.ndjson"
input n.ndjson <<'CSV'
{"user_id":7,"event":"pay","timestamp":1772359800,"price":1.50,"a":"1.50","o":{"k":[1, 2]}}
{"user_id":7,"event":"view","timestamp":1772359801,"price":null}
CSV
gives 'JSON values stay as they came' "ia-features --last price --last a --first o n.ndjson | grep -o '\"last_p.*'" <<'CSV'
"last_price":1.50,"last_a":"1.50","first_o":{"k":[1, 2]}}
CSV
# The order of rows decides the order of users and nothing else (no two events of this log are at one instant).
(head -n 1 log.csv && tail -n +2 log.csv | sort -t, -k2,2 -k5,5) >mixed.csv
ordered="--sum price --count '*' --rfm --as-of 2026-02-05"
same 'the order of input does not matter' "ia-features $ordered log.csv | sort" "ia-features $ordered mixed.csv | sort"
same 'as-of is a filter' "ia-features $ordered log.csv" \
	"ia-clean --where 'timestamp <= \"2026-02-05\"' log.csv | ia-features $ordered"
awk -F, 'NR == 1 || $3 <= "2026-02-05T00:00:00Z"' log.csv >before.csv
awk -F, 'NR > 1 && $3 > "2026-02-05T00:00:00Z"' log.csv >after
(head -n 1 log.csv && cat after && tail -n +2 before.csv) >leak.csv
same 'no leakage: later events change no feature, wherever they stand' "ia-features $ordered before.csv" \
	"ia-features $ordered leak.csv"
same 'no leakage: with a horizon only what it adds' "ia-features $ordered before.csv" \
	"ia-features $ordered --horizon 10d leak.csv | sed 's/,[^,]*$//'"

# Against pandas.
if needs_python 'pandas has the same features' pandas; then
	agrees 'as it comes' log.csv '' ''
	agrees 'in NDJSON' log.ndjson '' ''
	agrees 'everything' log.csv "--as-of 2026-02-01T12:00:00Z --horizon 10d --label buys=pay --label 'app=device == \"ios\"' \
		--count pay,view_item --sum duration --mean duration --max price --distinct product_id --last channel \
		--first event --rfm --weight pay=5 --weight login=0.5 --login login" \
		"as_of=2026-02-01T12:00:00Z horizon=10 label=buys:'event==\"pay\"' label=app:'device==\"ios\"' \
		count=pay,view_item sum=duration mean=duration max=price distinct=product_id last=channel \
		first=event rfm= weight=pay:5 weight=login:0.5 login='event==\"login\"'"
	agrees 'days of Shanghai, orders, other spans' log.csv "--as-of 2026-02-01 --count '*' --tz Asia/Shanghai \
		--half-life 3d --recent 2d --session 10m --purchase 'event == \"pay\" && price > 50' --order product_id --rfm" \
		"as_of=2026-01-31T16:00:00 count='*' tz=Asia/Shanghai half_life=3 recent=2 session=600 \
		purchase='event==\"pay\" and _p > 50' order=product_id rfm="
	data=$IA_SHARED/data
	if needs_shared 'the shop' data/ecom/ecom.csv; then
		agrees 'the shop' "$data/ecom/ecom.csv" "--count '*' --distinct session_id --last platform \
			--purchase order_confirm --rfm" \
			"count='*' distinct=session_id last=platform purchase='event==\"order_confirm\"' rfm="
	fi
	if needs_shared 'the help desk' data/helpdesk/helpdesk.csv; then
		agrees 'the help desk' "$data/helpdesk/helpdesk.csv" "-u case_id --as-of 2012-06-01 --horizon 30d \
			--label 'closed=event == \"Closed\"' --distinct resource --count '*'" \
			"user=case_id as_of=2012-06-01 horizon=30 label=closed:'event==\"Closed\"' distinct=resource count='*'"
	fi
	if needs_shared 'edits of Wikipedia' data/wikiticker/wikiticker.ndjson.gz; then
		gzip -dc "$data/wikiticker/wikiticker.ndjson.gz" >wiki.ndjson
		agrees 'edits of Wikipedia' wiki.ndjson "-u user -e channel -t time --as-of 2015-09-12T12:00:00Z \
			--horizon 6h --sum added --max delta --mean deleted --distinct page --last page" \
			"user=user event=channel time=time as_of=2015-09-12T12:00:00Z horizon=0.25 sum=added max=delta \
			mean=deleted distinct=page last=page"
	fi
fi

# Published: CDNOW (Fader and Hardie), one row a customer and day first, so that a day is one transaction.
cdnow() { # INPUT AS-OF
	ia-clean --set 'day=concat(customer_id, " ", date)' "$1" |
		ia-features -u day -t date --purchase '!missing(value)' --value value --last customer_id --as-of "$2" |
		ia-features -u last_customer_id -t first_seen --purchase 'events > 0' --value revenue --first revenue \
			--as-of "$2" | sed '1s/first_revenue/first_day_value/'
}
if needs_shared 'CDNOW' data/cdnow/CDNOW_sample.txt; then
	folder=$IA_SHARED/data/cdnow
	awk 'BEGIN { print "customer_id,date,value" }
		{ print $2 "," substr($3, 1, 4) "-" substr($3, 5, 2) "-" substr($3, 7, 2) "," $5 }' \
		"$folder/CDNOW_sample.txt" >sample.csv
	cdnow sample.csv 1997-09-30 >cdnow.csv
	holds 'CDNOW: frequency, recency, T and monetary value as published' \
		"$real cdnow cdnow.csv $folder/cdnow_customers_summary_with_transactions.csv"
	sed '1s/dollar_value/value/' "$folder/cdnow_master.csv" >master.csv
	cdnow master.csv 1997-09-30 >cdnow.csv
	holds 'CDNOW: all customers' "$real cdnow_master cdnow.csv $IA_SHARED/data/reference/cdnow_rfm_calibration.csv"
fi
if needs_shared 'Online Retail' data/online_retail/online_retail.csv.gz; then
	gzip -dc "$IA_SHARED/data/online_retail/online_retail.csv.gz" | ia-dedupe |
		ia-clean --drop-missing CustomerID --where 'InvoiceNo !~ "^C" && Quantity > 0 && UnitPrice > 0' \
			--set 'value=Quantity * UnitPrice' >retail.csv
	retail="-u CustomerID -t InvoiceDate --purchase '!missing(InvoiceNo)' --value value --order InvoiceNo"
	holds 'Online Retail: quintiles of recency, frequency, money' "ia-features $retail --as-of 2011-12-10 --rfm \
		retail.csv >rfm.csv && $real rfm rfm.csv $IA_SHARED/data/reference/online_retail.json"
	same 'Online Retail: scores in little memory' "ia-features $retail --rfm retail.csv" \
		"ia-features $retail --rfm -S 1M retail.csv"
fi

# Bad input: refused where ia-clean refuses it, and what is skipped makes no difference.
if needs_shared 'bad input' badinput/run.py; then
	cp -r "$IA_SHARED/badinput" corpus && chmod -R u+w corpus && "$IA_PYTHON" corpus/large.py
	: >differ
	for file in corpus/[cj][0-9]*; do
		form=csv
		[ "${file##*.}" = ndjson ] && form=ndjson
		for mode in fail skip; do
			ia-clean -i $form --on-error=$mode --max-rejects 100% --time ts --require user_id,event "$file" >clean.out 2>clean.err
			echo "$file $mode $?" >>clean.status
			ia-features -i $form --on-error=$mode --max-rejects 100% -u user_id -t ts "$file" >features.out 2>features.err
			echo "$file $mode $?" >>features.status
			[ -s features.err ] && wc -l <features.err >>lines
		done
		ia-features -i $form -u user_id -t ts clean.out 2>.err | cmp -s - features.out || echo "$file" >>differ
	done
	same 'bad input: the same exit status as ia-clean' 'cat clean.status' 'cat features.status'
	holds 'bad input: a line of message for each kind of trouble' '! grep -qvx "[123]" lines'
	holds 'bad input: skipped rows make no difference' 'cat differ >&2; [ ! -s differ ]'
fi
finish
