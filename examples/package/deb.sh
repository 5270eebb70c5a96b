#!/bin/sh
# deb.sh: a Debian package of what "make install" installs, built without a debian/ folder.
#	examples/package/deb.sh [FOLDER]	FOLDER/ia_VERSION_ARCHITECTURE.deb; FOLDER: build
# Needs dpkg-dev. "make deb" calls it. MAINTAINER='Name <mail>' names who built it; BUILD is the Makefile's.
set -eu
cd "$(dirname "$0")/../.."
out=${1:-build}
maintainer=${MAINTAINER:-"The ia authors <ia@users.noreply.github.com>"}
version=$(sed -n 's/^VERSION := //p' Makefile)
architecture=$(dpkg --print-architecture)
root=$out/deb/root
doc=$root/usr/share/doc/ia

rm -rf "$out/deb"
case $root in /*) ;; *) root=$PWD/$root doc=$PWD/$doc ;; esac
make -s install DESTDIR="$root" PREFIX=/usr BUILD="${BUILD:-build}"
strip --strip-unneeded "$root"/usr/bin/*
find "$root/usr/share/man" -type f -exec gzip -9n {} +
install -d "$doc" "$root/DEBIAN" "$out/deb/debian"
gzip -9nc NEWS.md >"$doc/NEWS.md.gz"
date=$(date -R -u -d "@${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}")
gzip -9nc >"$doc/changelog.gz" <<END
ia ($version) unstable; urgency=medium

  * Version $version; what is new stands in NEWS.md.

 -- $maintainer  $date
END
cat >"$doc/copyright" <<END
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: ia

Files: *
Copyright: 2026 the ia authors
License: GPL-3.0-or-later
 The full text of the license is in /usr/share/common-licenses/GPL-3.
END

# Which packages the programs' libraries come from.
printf 'Source: ia\n\nPackage: ia\nArchitecture: any\n' >"$out/deb/debian/control"
depends=$(cd "$out/deb" && dpkg-shlibdeps -O root/usr/bin/* 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
[ -n "$depends" ] || { echo "deb.sh: dpkg-shlibdeps found no package of a library" >&2; exit 1; }
chmod -R u=rwX,go=rX "$root"
cat >"$root/DEBIAN/control" <<END
Package: ia
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -sk --exclude=DEBIAN "$root" | cut -f 1)
Depends: $depends
Section: utils
Priority: optional
Description: Unix tools for interaction events: funnels, retention, churn
 Small filters that read events (a user, an event, a time) as CSV or NDJSON
 from standard input or files and answer which users there are, where they
 drop out, what brings them back and who is about to leave.
 .
 They are exact, use all processors, stay within the memory that they are
 given, and need nothing set up.
END
(cd "$root" && find usr -type f -exec md5sum {} + | LC_ALL=C sort -k 2) >"$root/DEBIAN/md5sums"
chmod 644 "$root/DEBIAN/control" "$root/DEBIAN/md5sums"
dpkg-deb --build --root-owner-group "$root" "$out/ia_${version}_$architecture.deb" >/dev/null
echo "$out/ia_${version}_$architecture.deb"
