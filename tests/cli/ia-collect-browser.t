# ia-collect-browser.t: pages in a real browser: the seed's button, ia.js, the collector down, tabs, a full localStorage.
# Needs Chromium and playwright-core (npm install playwright-core; NODE_PATH where it is not global).
. "$(dirname "$0")/../lib.sh"
ldd "$IA_BUILD/bin/ia-collect" 2>/dev/null | grep -q microhttpd || { skips 'browser' 'built without libmicrohttpd'; finish; }
if needs 'the script is well formed' node; then
	holds 'the script is well formed' "node --check $IA_ROOT/lib/serve/ia.js"
fi
holds 'the script is less than 4 KB, packed' "[ \$(gzip -9c $IA_ROOT/lib/serve/ia.js | wc -c) -lt 4096 ]"

chromium=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
if [ -z "$chromium" ]; then
	skips 'pages in a browser' 'no chromium here'
elif ! NODE_PATH=${NODE_PATH:-$(npm root -g 2>/dev/null)} node -e 'require("playwright-core")' 2>/dev/null; then
	skips 'pages in a browser' 'no playwright-core here'
else
	export NODE_PATH=${NODE_PATH:-$(npm root -g)}
	holds 'pages in a browser: nothing is lost, nothing doubled' \
		"timeout 120 node $IA_ROOT/tests/oracle/collect_browser.js $chromium $IA_ROOT"
fi

finish
