# ia-collect-doors.t: who may send to ia-collect, how fast and how slowly. IA_SOAK=1: thousands of slow clients.
. "$(dirname "$0")/../lib.sh"
ldd "$IA_BUILD/bin/ia-collect" 2>/dev/null | grep -q microhttpd || { skips 'doors' 'built without libmicrohttpd'; finish; }
needs_python 'doors' json http.client || finish
doors="timeout 120 $IA_PYTHON $IA_ROOT/tests/oracle/collect_doors.py"

holds 'two Content-Length, Content-Length with chunked, NUL in a header' "$doors heads"
holds 'paths and methods' "$doors paths"
holds 'origins: preflight, credentials, those that are not on the list' "$doors origins"
holds 'keys' "$doors keys"
holds 'a rate for each address' "$doors rate"
holds 'connections of an address' "$doors per_address"
holds 'slow clients: others are served, descriptors stay' "$doors slow ${IA_SOAK:+3000}"
holds 'a request that does not come in time' "$doors late"
holds 'status: health, readiness, metrics' "$doors status"
holds 'sockets of the file system and of systemd' "$doors unix"
holds 'requests one behind the other on a connection' "$doors pipelined"
finish
