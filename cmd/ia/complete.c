#include "ia/complete.h"

#include <stddef.h>
#include <string.h>

#define OPTIONS \
	"--output --bom --delimiter --threads --quiet --progress --no-config --help --version"

/* Behind a tool's name its own completion goes on; only what the list names is run. */
static const char bash[] =
    "# bash completion of ia\n"
    "_ia()\n{\n"
    "\tlocal word=${COMP_WORDS[COMP_CWORD]} tools tool\n\n"
    "\ttools=$(\"${COMP_WORDS[0]}\" --no-config --tools 2>/dev/null | cut -f1)\n"
    "\tif ((COMP_CWORD == 1)); then\n"
    "\t\tmapfile -t COMPREPLY < <(compgen -W \"$tools help describe config"
    " " OPTIONS "\" -- \"$word\")\n"
    "\t\treturn\n\tfi\n"
    "\ttool=${COMP_WORDS[1]#ia-}\n"
    "\tcase $tool in\n"
    "\thelp | describe)\n"
    "\t\tmapfile -t COMPREPLY < <(compgen -W \"$tools\" -- \"$word\")\n"
    "\t\treturn ;;\n"
    "\tconfig)\n"
    "\t\tmapfile -t COMPREPLY < <(compgen -W '" OPTIONS "'"
    " -- \"$word\")\n"
    "\t\treturn ;;\n"
    "\tesac\n"
    "\tgrep -qx -- \"$tool\" <<<\"$tools\" || return\n"
    "\tdeclare -F \"_ia_${tool//-/_}\" >/dev/null ||\n"
    "\t\tsource <(\"${COMP_WORDS[0]}\" \"$tool\" --completion bash)\n"
    "\tCOMP_WORDS=(\"ia-$tool\" \"${COMP_WORDS[@]:2}\")\n"
    "\tCOMP_CWORD=$((COMP_CWORD - 1))\n"
    "\t\"_ia_${tool//-/_}\"\n"
    "}\n"
    "complete -o filenames -F _ia ia\n";

static const char zsh[] = "#compdef ia\n"
			  "local -a tools\n"
			  "tools=(${${(f)\"$(_call_program tools $words[1] --no-config --tools"
			  " 2>/dev/null)\"}/$'\\t'/:})\n"
			  "if (( CURRENT == 2 )); then\n"
			  "\ttools+=('help:the page of a tool' 'describe:a tool as JSON'"
			  " 'config:what holds, and from where')\n"
			  "\t_describe tool tools\n"
			  "elif [[ $words[2] == (help|describe) ]]; then\n"
			  "\t_describe tool tools\n"
			  "elif [[ $words[2] != config ]]; then\n"
			  "\tshift words\n"
			  "\t(( CURRENT-- ))\n"
			  "\twords[1]=ia-${words[1]#ia-}\n"
			  "\t_normal\n"
			  "fi\n";

static const char fish[] =
    "# fish completion of ia\n"
    "function __ia_rest\n"
    "\tset -l words (commandline -opc)\n"
    "\tset -l last (commandline -ct)\n"
    "\tset -l line ia-(string replace -r '^ia-' '' -- $words[2])\n"
    "\ttest (count $words) -gt 2; and set line $line (string escape -- $words[3..-1])\n"
    "\tcomplete -C (string join ' ' -- $line \"$last\")\n"
    "end\n"
    "complete -c ia -n __fish_use_subcommand -f -a '(ia --no-config --tools)'\n"
    "complete -c ia -n __fish_use_subcommand -f -a help -d 'the page of a tool'\n"
    "complete -c ia -n __fish_use_subcommand -f -a describe -d 'a tool as JSON'\n"
    "complete -c ia -n __fish_use_subcommand -f -a config -d 'what holds, and from where'\n"
    "complete -c ia -n '__fish_seen_subcommand_from help describe' -f -a '(ia --no-config --tools)'\n"
    "complete -c ia -n 'not __fish_use_subcommand; and not __fish_seen_subcommand_from help"
    " describe config' -a '(__ia_rest)'\n";

bool
complete(const char *shell, struct buffer *out)
{
	static const struct {
		const char *shell, *text;
	} all[] = { { "bash", bash }, { "zsh", zsh }, { "fish", fish } };

	for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
		if (strcmp(shell, all[k].shell) != 0)
			continue;
		buffer_add(out, all[k].text, strlen(all[k].text));
		return true;
	}
	return false;
}
