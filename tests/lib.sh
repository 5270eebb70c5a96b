# shellcheck shell=bash
# lib.sh: the words of the command-line tests. Source it first; end with finish. Prints TAP.
#
#	input FILE <<END		writes a file into the test's own folder
#	gives NAME COMMAND <<END	exit 0 and exactly this on standard output
#	fails NAME STATUS COMMAND RE	exit STATUS, standard error matches the extended RE
#	same NAME COMMAND COMMAND	both exit 0 and print the same bytes
#	holds NAME COMMAND		exit 0
#	skips NAME WHY			a test that cannot run here, said so
#	needs_python NAME MODULE..., needs_shared NAME PATH, needs NAME PROGRAM, needs_terminal NAME: false, with a skip, where it is absent
#
# Commands run in bash with pipefail. $IA_ROOT is the checkout, $IA_SHARED the folder with the real data.

set -u
IA_ROOT=${IA_ROOT:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}
IA_BUILD=${IA_BUILD:-$IA_ROOT/build}
IA_SHARED=${IA_SHARED:-$IA_ROOT/../shared}
[ -d "$IA_SHARED" ] && IA_SHARED=$(cd "$IA_SHARED" && pwd)
IA_PYTHON=${IA_PYTHON:-/usr/bin/python3}
case $IA_BUILD in /*) ;; *) IA_BUILD=$IA_ROOT/$IA_BUILD ;; esac
PATH=$IA_BUILD/bin:$PATH
export PATH IA_ROOT IA_BUILD IA_SHARED IA_PYTHON
unset IA_USER IA_EVENT IA_TIME IA_LANE IA_SIMD IA_NO_CONFIG TZ

ia_dir=$(mktemp -d "${TMPDIR:-/tmp}/ia-test.XXXXXX") || exit 1
trap 'rm -rf "$ia_dir"' EXIT
cd "$ia_dir" || exit 1
export XDG_CONFIG_HOME=$ia_dir/.config # not that of who runs the tests
ia_count=0
ia_failed=0

ia_run() { # COMMAND STDOUT STDERR
	timeout "${IA_TIMEOUT:-600}" bash -o pipefail -c "$1" >"$2" 2>"$3" </dev/null
}

ia_ok() {
	ia_count=$((ia_count + 1))
	printf 'ok %d - %s\n' "$ia_count" "$1"
}

ia_not_ok() { # NAME, FILES to show
	ia_count=$((ia_count + 1))
	ia_failed=$((ia_failed + 1))
	printf 'not ok %d - %s\n' "$ia_count" "$1"
	shift
	for ia_file; do
		[ -s "$ia_file" ] && head -c 2000 "$ia_file" | sed "s|^|# |"
	done
	return 0
}

input() {
	cat >"$1"
}

gives() {
	cat >.want
	ia_run "$2" .got .err
	local status=$?
	if [ $status -ne 0 ]; then
		ia_not_ok "$1 (exit $status: $2)" .err
	elif ! cmp -s .want .got; then
		diff .want .got >.diff
		ia_not_ok "$1 ($2)" .diff .err
	else
		ia_ok "$1"
	fi
}

fails() {
	ia_run "$3" .got .err
	local status=$?
	if [ $status -ne "$2" ]; then
		ia_not_ok "$1 (exit $status, not $2: $3)" .err
	elif ! grep -Eq -- "$4" .err; then
		echo "standard error does not match: $4" >.diff
		ia_not_ok "$1 ($3)" .diff .err
	else
		ia_ok "$1"
	fi
}

same() {
	ia_run "$2" .want .err
	local first=$?
	ia_run "$3" .got .err2
	local second=$?
	if [ $first -ne 0 ] || [ $second -ne 0 ]; then
		ia_not_ok "$1 (exit $first: $2; exit $second: $3)" .err .err2
	elif ! cmp -s .want .got; then
		diff .want .got | head -n 10 >.diff
		ia_not_ok "$1 ($2; $3)" .diff
	else
		ia_ok "$1"
	fi
}

holds() {
	ia_run "$2" .got .err
	local status=$?
	if [ $status -ne 0 ]; then
		ia_not_ok "$1 (exit $status: $2)" .err .got
	else
		ia_ok "$1"
	fi
}

skips() {
	ia_count=$((ia_count + 1))
	printf 'ok %d - %s # SKIP %s\n' "$ia_count" "$1" "$2"
}

needs() {
	command -v "$2" >/dev/null 2>&1 && return 0
	skips "$1" "no $2 here"
	return 1
}

needs_python() {
	local name=$1 modules
	shift
	modules=$(IFS=,; echo "$*")
	"$IA_PYTHON" -c "import $modules" >/dev/null 2>&1 && return 0
	skips "$name" "$IA_PYTHON has not all of: $*"
	return 1
}

needs_terminal() {
	script -qec true /dev/null </dev/null >/dev/null 2>&1 && return 0
	skips "$1" 'no program script, or no pseudo-terminals here'
	return 1
}

needs_shared() {
	[ -e "$IA_SHARED/$2" ] && return 0
	skips "$1" "no $2 in $IA_SHARED"
	return 1
}

finish() {
	printf '1..%d\n' "$ia_count"
	[ "$ia_failed" -eq 0 ]
	exit
}
