# package.t: what "make deb" builds: it holds what is installed, runs where it is unpacked, and lintian finds no error.
. "$(dirname "$0")/../lib.sh"

if ! command -v dpkg-shlibdeps >/dev/null; then
	skips 'a Debian package' 'dpkg-dev is not installed'
elif [ "$(basename "$IA_BUILD")" != build ]; then
	skips 'a Debian package' 'of the usual build only'
else
	holds 'a Debian package' "'$IA_ROOT/examples/package/deb.sh' '$PWD/out' >path 2>errors && [ ! -s errors ]"
	package=$(cat path)
	holds 'is named after version and architecture' \
		'[ "$(basename "$(cat path)" .deb)" = "ia_$(ia-clean --version | cut -d " " -f 2)_$(dpkg --print-architecture)" ]'
	dpkg-deb -x "$package" unpacked
	holds 'every tool is in it, and its page' \
		'for tool in "$IA_ROOT"/cmd/*.c; do n=$(basename "$tool" .c); [ -x unpacked/usr/bin/$n ] && { [ $n = ia ] || [ -s unpacked/usr/share/man/man1/$n.1.gz ]; } || exit 1; done'
	holds 'and runs' "unpacked/usr/bin/ia-gen --users 50 | unpacked/usr/bin/ia-funnel --steps register,pay -o csv | grep -q '^2,pay,'"
	holds 'its libraries are named' "dpkg-deb -f '$package' Depends | grep -q 'libc6 .*libcsv3 .*libgsl.*libjansson4'"
	holds 'its sums are right' "dpkg-deb -e '$package' control && cd unpacked && md5sum -c --quiet ../control/md5sums"
	if command -v lintian >/dev/null; then
		holds 'lintian finds no error' "lintian --allow-root '$package' >told; ! grep '^E:' told"
	else
		skips 'lintian finds no error' 'lintian is not installed'
	fi
fi

for name in csv jansson pcre2 isa-l zstd gsl microhttpd; do # what tests/deps has for Homebrew
	holds "the formula has $name" "grep -q 'depends_on \"\(lib\)*$name\"' '$IA_ROOT/examples/package/ia.rb'"
done
holds 'the formula has the version' "grep -q \"ia-$(ia-clean --version | awk 'NR == 1 { print $2 }').tar.gz\" '$IA_ROOT/examples/package/ia.rb'"
finish
