# control-characters.t: U+009B, a byte 9B and U+202E of a file's name went to the terminal as they were.
. "$(dirname "$0")/../lib.sh"
for name in '\302\233' '\233' '\342\200\256'; do
	fails "a name with $name" 3 "ia-clean \"\$(printf 'x${name}2J')\"" '^ia-clean: x[?]+2J: cannot open: '
done
finish
