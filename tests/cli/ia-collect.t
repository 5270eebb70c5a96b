# ia-collect.t: what is sent, and what is stored of it; wrong usage.
. "$(dirname "$0")/../lib.sh"

if ! ldd "$IA_BUILD/bin/ia-collect" 2>/dev/null | grep -q microhttpd; then
	fails 'without its library it says what to install' 2 'ia-collect --output d' 'built without libmicrohttpd: install it'
	finish
fi
holds 'help: 24 lines at most' '[ $(ia-collect --help | wc -l) -le 24 ]'
fails 'a folder is needed' 2 'ia-collect' 'option --output is needed: a folder'
fails 'no such option' 2 'ia-collect --outptu d' 'did you mean --output'
for wrong in '--rotate soon' '--rotate 1h,2h' '--rotate 0s' '--listen nowhere' '--listen 127.0.0.1:99999' '--trust 10.0.0.0/33' \
	'--trust somebody' '--origin shop.example' '--origin https://shop.example/' '--honour all' '--path track' '--rate -1' \
	'--request-time 0s' '--sync often' '--ip hash' '--max-batch 0' '--threads 65' '--connections 0'; do
	fails "wrong usage: $wrong" 2 "ia-collect --output d $wrong" "option ${wrong%% *}: expected"
done
: >empty
fails 'a file of keys without one' 2 'ia-collect --output d --key empty' 'expected a key a line, found none'
fails 'a file of keys that is not there' 3 'ia-collect --output d --key nothing' 'nothing'
: >file
fails 'a folder that is a file' 3 'ia-collect --output file' 'file: cannot open the folder'
fails 'a folder in no folder' 3 'ia-collect --output no/where' 'no/where: cannot open the folder'
fails 'rejects that cannot be written' 3 'ia-collect --output d --listen 127.0.0.1:0 --rejects no/where' 'no/where: cannot open'
fails 'more connections than descriptors' 2 'ulimit -Hn 1000; ulimit -n 1000; ia-collect --output d --listen 127.0.0.1:0 --connections 5000' \
	'option --connections: .*descriptors'

needs_python 'ia-collect' json http.client || finish
collect="timeout 60 $IA_PYTHON $IA_ROOT/tests/oracle/collect_forms.py"
holds "the seed's event" "$collect seed"
holds 'who sends no id: one a day, or refused' "$collect nobody"
holds 'an event, an array, a batch and lines are stored alike' "$collect shapes"
holds 'types of content' "$collect types"
holds 'gzip: members, damage, a bomb, limits on what comes out' "$collect packed"
holds 'clock skew is taken out, and the id is of no time' "$collect skew"
holds 'aliases, and names like ours' "$collect names"
holds 'bad events alone, with codes, rejects and counts that agree' "$collect bad"
holds 'limits at -1, 0 and 1' "$collect limits"
holds 'what is kept of senders: address, agent, proxies, DNT and GPC' "$collect keep"

# what ia-collect(1) shows: the command of the page, to a port that is free
if needs "the page's event by hand" curl && needs "the page's event by hand" mandoc; then
	ia-collect --output byhand --listen 127.0.0.1:0 2>told &
	for i in $(seq 50); do grep -q 'listening on' told && break; sleep 0.1; done
	port=$(sed -n 's/.*127[.]0[.]0[.]1:\([0-9]*\).*/\1/p' told | head -n 1)
	mandoc -Tutf8 "$IA_ROOT/man/man1/ia-collect.1" | col -b | sed -n '/^ *curl http/,/}.$/p' | sed "s/8080/$port/" >byhand.sh
	holds "the page's event by hand is stored" "[ \$(sh byhand.sh -s | wc -c) = 0 ] && grep -q '\"event\":\"add_to_cart\"' byhand/*.open"
	kill %1 && wait %1
fi

# from a request to a funnel
gives 'what is stored goes into a funnel' 'ia-funnel -o csv --steps e0,e1 shapes/forms/*.ndjson | cut -d, -f1-3' <<'END'
step,name,users
1,e0,1
2,e1,0
END
finish
