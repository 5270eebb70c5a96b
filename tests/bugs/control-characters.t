# control-characters.t: U+009B, a byte 9B and U+202E of a file's name went to the terminal as they were.
. "$(dirname "$0")/../lib.sh"
for name in '\302\233' '\233' '\342\200\256'; do
	fails "a name with $name" 3 "ia-clean \"\$(printf 'x${name}2J')\"" '^ia-clean: x[?]+2J: cannot open: '
done

# Tables passed U+202E and other marks that turn the direction of text; joiners, which steer nothing, stay.
gives 'a table shows them' "printf 'name\na\342\200\256b\342\201\251\n\330\234x\357\273\277\n\342\200\215\n\363\240\200\201\n' |
	ia-stats --freq name -o table | sed 's/ .*//' | cat -v" <<'END'
value
a\xE2\x80\xAEb\xE2\x81\xA9
\xD8\x9Cx\xEF\xBB\xBF
M-bM-^@M-^M
\xF3\xA0\x80\x81
END
fails 'a message does not turn' 3 "ia-clean \"\$(printf 'x\330\2342J')\"" '^ia-clean: x[?]+2J: cannot open: '
finish
