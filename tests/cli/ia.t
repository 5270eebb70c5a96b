# ia.t: the front command: the list, running a tool, pages, descriptions, completion.
. "$(dirname "$0")/../lib.sh"

input events.csv <<'END2'
user_id,event,timestamp,price
u1,view,2026-03-01 10:00:00,1
u1,pay,2026-03-01 10:05:00,2.50
END2
tools=$(cd "$IA_ROOT/cmd" && for f in ia-*.c; do f=${f%.c}; echo "${f#ia-}"; done)

# the list
for tool in $tools; do
	holds "$tool is listed with the line of its --help" "ia | grep -qx -- \"  $tool  *\$(ia-$tool --help | sed '1s/^[^:]*: //; 1q').*\""
done
holds 'nothing else is' "[ \"\$(ia --tools | cut -f1 | sort)\" = '$(sort <<<"$tools")' ]"
holds 'in 80 columns' "ia | awk 'length > 80 { exit 1 }'"
same 'ia help alone lists too' 'ia' 'ia help'
gives 'each job once, in this order' "ia -o ndjson | sed 's/.*\"job\":\"//; s/\".*//' | uniq" <<'END2'
raw events to clean events
who the users are
what they do
what they will do
what to do about it
things to try it on
END2
gives 'as CSV' 'ia -o csv | sed -n 1,2p' <<'END2'
tool,job,line
ia-clean,raw events to clean events,"missing values, types, units, times"
END2
mkdir alone && cp "$IA_BUILD/bin/ia" "$IA_BUILD/bin/ia-stats" alone
printf '#!/bin/sh\n[ "$1" = --about ] && echo "ia-later	2	what they do	came later"\n' >alone/ia-later
printf '#!/bin/sh\necho "ia-later	2	what they do	another name"\n' >alone/ia-liar
printf '#!/bin/sh\necho hello\n' >alone/ia-hello
printf '#!/bin/sh\ncat; exit 1\n' >alone/ia-fails
chmod +x alone/ia-*
: >alone/ia-none
gives 'a tool that is added later is listed, what is no tool is not' 'alone/ia --tools' <<'END2'
stats	what is in each column, or how often each value of one is
later	came later
END2
ln -s "$PWD/alone/ia" link
same 'the tools are beside the program, not beside a link to it' 'alone/ia --tools' './link --tools'

# running
same 'runs a tool' 'ia-stats events.csv' 'ia stats events.csv'
same 'by its whole name too' 'ia-stats events.csv' 'ia ia-stats events.csv'
same 'reads standard input' 'ia-stats <events.csv' 'ia stats <events.csv'
same 'options of the tool are the tool'"'"'s' 'ia-stats --help' 'ia stats --help'
same 'a command of a tool' 'ia-churn fit --help' 'ia churn fit --help'
printf '#!/bin/sh\nfor a; do echo "<$a>"; done; exit 7\n' >alone/ia-echo && chmod +x alone/ia-echo
gives 'arguments are untouched' "alone/ia echo --help -- '' 'a  b' \$'c\nd' -x '*' || [ \$? = 7 ]" <<'END2'
<--help>
<-->
<>
<a  b>
<c
d>
<-x>
<*>
END2
holds 'so is the exit status' 'alone/ia echo; [ $? = 7 ]'
fails 'of a fault in the data' 1 "printf 'a,b\n1\n' | ia stats" '^ia-stats: '
fails 'and of wrong usage' 2 'ia stats --nonsense' '^ia-stats: unknown option'
fails 'standard output is closed: the tool says so' 3 'ia stats events.csv >&-' '^ia-stats: cannot write: standard output is closed$'
fails 'standard input is closed: the tool says so' 3 'ia stats <&-' '^ia-stats: <stdin>: cannot read: standard input is closed$'
printf '#!/bin/sh\nkill -TERM $$\n' >alone/ia-dies && chmod +x alone/ia-dies
holds 'a signal ends it as it would the tool' '(exec alone/ia dies); [ $? = 143 ]'
holds 'the tool takes the place of ia: a signal to it is one to the tool' \
	"{ ia clean --rejects aside < <(exec sleep 20) & p=\$!; sleep 0.3; kill -TERM \$p; wait \$p; [ \$? = 143 ]; } && [ -z \"\$(ls aside* 2>/dev/null)\" ]"
mkdir path && printf '#!/bin/sh\necho from PATH\n' >path/ia-far && chmod +x path/ia-far
gives 'what is not beside it is found in PATH' 'PATH=$PWD/path:$PATH ia far' <<'END2'
from PATH
END2
printf '#!/bin/sh\necho from PATH\n' >path/ia-echo && chmod +x path/ia-echo
gives 'beside it comes first' 'PATH=$PWD/path:$PATH alone/ia echo x || [ $? = 7 ]' <<'END2'
<x>
END2
fails 'a tool that cannot be run' 3 'alone/ia none' '^ia: "ia-none": cannot run: Permission denied$'

# wrong words
fails 'a misspelt tool' 2 'ia funel' '^ia: there is no tool "funel"; did you mean funnel\?$'
fails 'with its whole name' 2 'ia ia-funel' '^ia: there is no tool "ia-funel"; did you mean funnel\?$'
fails 'a misspelt word of ia' 2 'ia descripe' '^ia: there is no tool "descripe"; did you mean describe\?$'
fails 'near nothing' 2 'ia xyzzyx' '^ia: there is no tool "xyzzyx"; ia alone lists them$'
fails 'a path is none' 2 'ia ../ia-stats' '^ia: there is no tool'
fails 'nothing is none' 2 "ia ''" '^ia: (there is no tool|unexpected operand)'
fails 'a long name is none' 2 "ia \$(head -c 5000 /dev/zero | tr '\\0' a)" '^ia: there is no tool "aaa'
fails 'describe of none' 2 'ia describe funel' 'did you mean funnel'
fails 'help for none' 2 'ia help funel' 'did you mean funnel'
fails 'an unknown option' 2 'ia --verzion' '^ia: unknown option --verzion; did you mean --version\?$'
fails 'an operand of config' 2 'ia config x' '^ia: unexpected operand "x"'
fails 'the list on a full disk' 3 'ia >/dev/full' '^ia: cannot write: No space left'
fails 'a description on a full disk' 3 'ia describe >/dev/full' '^ia: cannot write: No space left'

# pages
same 'help where nobody looks is --help' 'ia-funnel --help' 'ia help funnel'
same 'of a command of a tool' 'ia-churn fit --help' 'ia help churn fit'
same 'of ia' 'ia --help' 'ia help ia'
same 'of its own words' 'ia --help' 'ia help config'
if needs_terminal 'help on a terminal'; then
	mkdir bin && printf '#!/bin/sh\n[ "$1" = -w ] && exit 1\necho "man $1" | sed "s|$IA_ROOT/||"\n' >bin/man && chmod +x bin/man
	on() { script -qec "$1" /dev/null </dev/null | tr -d '\r'; }
	export -f on
	gives 'on a terminal: the page of the build tree' 'PATH=$PWD/bin:$PATH on "ia help funnel" | sed "s|.*/man/|man/|"' <<'END2'
man/man1/ia-funnel.1
END2
	gives 'of what is no tool' 'PATH=$PWD/bin:$PATH on "ia help expr" | sed "s|.*/man/|man/|"' <<'END2'
man/man7/ia-expr.7
END2
	same 'no page: --help' 'ia-stats --help' 'PATH=$PWD/bin:$PATH on "alone/ia help stats"'
	printf '#!/bin/sh\n[ "$1" = -w ] || echo "man $1"\n' >bin/man
	gives 'a page that man knows' 'PATH=$PWD/bin:$PATH on "alone/ia help stats"' <<'END2'
man ia-stats
END2
	mkdir -p share/man/man1 && : >share/man/man1/ia-stats.1.gz
	gives 'an installed page' 'PATH=$PWD/bin:$PATH on "alone/ia help stats" | sed "s|.*/man/|man/|"' <<'END2'
man/man1/ia-stats.1.gz
END2
fi

# for programs
same 'describe is the tool'"'"'s own' 'ia-funnel --describe' 'ia describe funnel'
same 'of a command of a tool' 'ia-churn fit --describe' 'ia describe churn fit'
same 'of all, a line a tool' 'for t in $(ia --tools | cut -f1); do ia describe $t; done' 'ia describe'
fails 'a tool that cannot describe itself' 3 'alone/ia describe' '^ia: ia-later --describe: failed$'

# completion
holds 'bash: a tool' '. <(ia --completion bash); COMP_WORDS=(ia fu) COMP_CWORD=1; _ia; [ "${COMPREPLY[*]}" = funnel ]'
holds 'bash: words of ia' '. <(ia --completion bash); COMP_WORDS=(ia de) COMP_CWORD=1; _ia; [ "${COMPREPLY[*]}" = "dedupe describe" ]'
holds 'bash: help and a tool' '. <(ia --completion bash); COMP_WORDS=(ia help ret) COMP_CWORD=2; _ia; [ "${COMPREPLY[*]}" = retention ]'
holds 'bash: options of the tool' \
	'. <(ia --completion bash); COMP_WORDS=(ia funnel --ste) COMP_CWORD=2; _ia; [ "${COMPREPLY[*]}" = "--steps --step" ]'
holds 'bash: choices of the tool' '. <(ia --completion bash); COMP_WORDS=(ia funnel -o nd) COMP_CWORD=3; _ia; [ "${COMPREPLY[*]}" = ndjson ]'
holds 'bash: commands of a tool' '. <(ia --completion bash); COMP_WORDS=(ia churn s) COMP_CWORD=2; _ia; [ "${COMPREPLY[*]}" = "score show" ]'
holds 'bash: options of that command alone' \
	'. <(ia --completion bash); COMP_WORDS=(ia churn show --s) COMP_CWORD=3; _ia; [ "${COMPREPLY[*]}" = --summary ]'
holds 'bash: what is no tool is not run' \
	'. <(ia --completion bash); ia-zzz() { touch ran; }; COMP_WORDS=(ia zzz x) COMP_CWORD=2; _ia; [ ! -e ran ] && [ -z "${COMPREPLY[*]}" ]'
fails 'a shell that it does not know' 2 'ia --completion csh' 'expected bash, zsh or fish, found "csh"$'
if needs 'completion of zsh' zsh; then
	holds 'zsh: ia, ia-churn' 'for t in ia ia-churn; do $t --completion zsh >.zsh && zsh -n .zsh || exit 1; done'
	holds 'zsh: commands of a tool' "ia-churn --completion zsh | grep -qF \"'1:command:(fit score eval show)'\""
fi
if needs 'completion of fish' fish; then
	export HOME=$ia_dir
	fishy() { fish -c "source (ia-churn --completion fish | psub); source (ia --completion fish | psub); complete -C '$1'" | cut -f1 | grep -v '[.]'; }
	export -f fishy
	gives 'fish: a tool' 'fishy "ia fu"' <<<funnel
	gives 'fish: help and a tool' 'fishy "ia help ret"' <<<retention
	gives 'fish: a command of a tool' 'fishy "ia-churn s"' <<<$'score\nshow'
	gives 'fish: options of that command alone' 'fishy "ia-churn show --s"' <<<--summary
	gives 'fish: the same behind ia' 'fishy "ia churn show --s"' <<<--summary
fi

# installed
holds 'make install brings ia, its page and its completions' \
	"make -C '$IA_ROOT' -s BUILD='$IA_BUILD' DESTDIR=\$PWD/root PREFIX=/usr install >/dev/null 2>&1 &&
	root/usr/bin/ia stats events.csv | head -n 1 | grep -q '^column,' && [ -s root/usr/share/man/man1/ia.1 ] &&
	[ -s root/usr/share/bash-completion/completions/ia ] && [ -s root/usr/share/zsh/site-functions/_ia ] &&
	[ -s root/usr/share/fish/vendor_completions.d/ia.fish ]"
holds 'and make uninstall takes it all away' \
	"make -C '$IA_ROOT' -s BUILD='$IA_BUILD' DESTDIR=\$PWD/root PREFIX=/usr uninstall && [ -z \"\$(find root -type f)\" ]"
finish
