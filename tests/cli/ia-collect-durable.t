# ia-collect-durable.t: what was acknowledged is on the disk, whatever happens. IA_SOAK=1: the long forms.
. "$(dirname "$0")/../lib.sh"
ldd "$IA_BUILD/bin/ia-collect" 2>/dev/null | grep -q microhttpd || { skips 'durable' 'built without libmicrohttpd'; finish; }
needs_python 'durable' json http.client || finish
durable="timeout ${IA_SOAK:+3}600 $IA_PYTHON $IA_ROOT/tests/oracle/collect_durable.py"
long() { # SHORT LONG
	if [ -n "${IA_SOAK:-}" ]; then echo "$2"; else echo "$1"; fi
}

holds 'kill -9 under load: nothing is lost, nothing doubled, torn tails are set aside' "$durable kill $(long 6 200)"
holds 'TERM under load' "$durable term $(long 3 50)"
holds 'a request that has begun is answered' "$durable drain"
holds 'files are finished under load, and taken' "$durable rotation $(long 12 100)"
holds 'a file is finished by its age' "$durable age"
holds 'one writer a folder' "$durable lock"
holds 'a sync for each request, or none' "$durable each"
holds 'the resident set stays' "$durable memory $(long 4000 400000)"
if needs 'a sync between the write and the answer' strace && strace -o /dev/null true 2>/dev/null; then
	holds 'a sync between the write and the answer' "$durable order $(long 200 10000)"
fi
if mkdir -p tried && mount -t tmpfs none tried 2>/dev/null; then
	umount tried
	holds 'the disk is full, and is freed' "$durable full $(long 1 10)"
else
	skips 'the disk is full, and is freed' 'no rights to mount a tmpfs'
fi
if nm "$IA_BUILD/bin/ia-collect" 2>/dev/null | grep -q -e __asan_init -e __tsan_init; then
	skips 'the n-th sync fails' 'a sanitizer does not share its allocator with a preload'
elif ${CC:-cc} -shared -fPIC -O1 -o fail.so "$IA_ROOT/tests/preload/fail.c" -ldl 2>.err; then
	holds 'the n-th sync fails: 503, and it goes on' "$durable sync $(long 4 50)"
	holds 'renaming and cutting fail' "$durable trouble"
else
	skips 'the n-th sync fails' 'no preload can be built here'
fi
finish
