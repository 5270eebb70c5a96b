# pages.t: what the EXAMPLES of the man pages show is what the tools do. README.md has readme.t.
#
# In a literal block a line "$ COMMAND" is run and what stands below it must come out; a block without "$" is
# run as a script and must end well. Pages run in a folder of their own, top to bottom, with events.csv
# (ia-gen), messy.csv (ia-gen --messy), events.csv.gz and survey.csv in it.
. "$(dirname "$0")/../lib.sh"
export LC_ALL=C.UTF-8 TERM=xterm

blocks() { # FILE: the literal blocks of its examples, each line behind a tab, blocks apart by a line "--"
	mandoc -Tmarkdown "$1" | awk '/^# / { on = /EXAMPLES/ } on { sub(/^> /, "\t"); print }' |
		awk '/^\t/ { print; in_block = 1; next } in_block { print "--"; in_block = 0 }'
}

run_block() { # NAME FILE: the block is in the file
	if ! grep -q '^\$ ' "$2"; then
		holds "$1: $(head -n 1 "$2")" "$(cat "$2")"
		return
	fi
	local command='' line
	: >.expected
	while IFS= read -r line || [ -n "$line" ]; do
		case $line in
		'$ '*)
			[ -n "$command" ] && gives "$1: ${command%%$'\n'*}" "$command" <.expected
			command=${line#'$ '}
			: >.expected
			;;
		*)
			case $command in
			*\\ | *'|') command=$command$'\n'$line ;;
			*) printf '%s\n' "$line" >>.expected ;;
			esac
			;;
		esac
	done <"$2"
	[ -n "$command" ] && gives "$1: ${command%%$'\n'*}" "$command" <.expected
}

command -v mandoc >/dev/null || { skips 'pages' 'no mandoc here'; finish; }
for page in "$IA_ROOT"/man/man1/*.1 "$IA_ROOT"/man/man7/*.7; do
	name=$(basename "$page")
	mkdir -p "$ia_dir/$name" && cd "$ia_dir/$name" || exit 1
	ia-gen >events.csv && ia-gen --messy >messy.csv && gzip -k events.csv && ia-gen -o ndjson >events.ndjson
	mkdir events && printf '{"event_id":"1","user_id":"a","event":"view_item","timestamp":"2026-03-01"}\n' >events/a.ndjson
	printf "timestamp,answer,plan\\n2026-03-01,9,free\\n2026-03-02,3,paid\\n" >survey.csv
	blocks "$page" >.blocks
	: >.block
	while IFS= read -r line; do
		if [ "$line" = -- ]; then
			case $(head -n 1 .block) in
			'ia-collect '* | 'curl http'*) skips "$name: $(head -n 1 .block)" 'a server: tests/cli/ia-collect.t starts one' ;;
			*) [ -s .block ] && run_block "$name" .block ;;
			esac
			: >.block
		else
			printf '%s\n' "${line#$'\t'}" >>.block
		fi
	done < <(cat .blocks; echo --)
	cd "$ia_dir" || exit 1
done
finish
