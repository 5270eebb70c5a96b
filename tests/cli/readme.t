# readme.t: the blocks of README.md, pasted one behind the other into an empty folder, do what it shows.
. "$(dirname "$0")/../lib.sh"
export LC_ALL=C.UTF-8 TERM=xterm # it shows bars of blocks
readme=$IA_ROOT/README.md
mkdir here && cd here || exit 1

# Each block to a file: 01.console, 02.sh, ...
awk -v to="$ia_dir" '/^```/ { if (on) { on = 0; close(file) } else { on = 1; sub(/```/, ""); file = sprintf("%s/%02d.%s", to, ++n, $0) } next }
	on { print >file }' "$readme"
holds 'README.md has blocks, all of a kind that is run' '[ -s ../01.console ] && ls .. | grep -q "[.]sh$" && ! ls ..| grep -E "^[0-9]+[.]" | grep -vE "[.](sh|console)$"'
: >../before.sh # what was pasted so far, for what it sets in the shell
for block in ../[0-9]*; do
	name=${block#../}
	case $block in
	*.sh)
		holds "$name: $(grep -m 1 '^[a-z]' "$block")" "set -e; $(cat "$block")"
		grep '^set ' "$block" >>../before.sh
		;;
	*.console)
		sed -n 's/^\$ //p' "$block" >../command
		grep -v '^\$ ' "$block" >../shown
		holds "$name: one command" "[ \$(wc -l <../command) = 1 ] && [ -s ../shown ]"
		gives "$name: $(cut -c 1-60 ../command)" "$(cat ../before.sh ../command)" <../shown
		;;
	esac
done
holds 'what they leave behind is not empty' 'for f in *; do [ -s "$f" ] || exit 1; done'

# commands of the source tree, between the lines
for target in $(grep -o '`make [a-z ]*\|^    make [a-z ]*' "$readme" | sed 's/^[` ]*make//' | tr ' ' '\n' | sort -u); do
	holds "make $target is a goal of the Makefile" "grep -qE '^([a-z]+ )*$target( [a-z]+)*:' '$IA_ROOT/Makefile'"
done
for page in $(grep -o '`man [0-9 ]*[a-z-]*`' "$readme" | tr -d '`' | awk '{ print $NF }' | sort -u); do
	holds "man $page: there is such a page" "ls '$IA_ROOT'/man/man?/$page.?"
done
for file in $(grep -oE '`(man|examples|lib|cmd|tests)/[^` ]*`' "$readme" | tr -d '`' | sort -u); do
	holds "$file is there" "[ -e '$IA_ROOT/$file' ]"
done
finish
