# config.t: .iarc, the user's file and the environment: what holds, before what, and what is refused.
. "$(dirname "$0")/../lib.sh"

input log.csv <<'END2'
用户ID;动作;时刻
u1;看;2026-03-01 23:30
u1;付;2026-03-02 00:10
u2;看;2026-03-02 20:00Z
END2
tr ';' , <log.csv | sed '1s/.*/user_id,event,timestamp/' >plain.csv
mine=$XDG_CONFIG_HOME/ia/config
mkdir -p "${mine%/*}"

fails 'without settings the columns are not found' 2 'ia-funnel --steps 看,付 log.csv' 'no-column'
input .iarc <<'END2'
# how this folder's files are written
user = 用户ID
event=动作	# behind a blank: a comment
  time  =  "时刻"
delimiter = ;
END2
same '.iarc names the roles and the delimiter' 'ia-funnel --no-config --steps 看,付 -o ndjson plain.csv' \
	'ia-funnel --steps 看,付 -o ndjson log.csv'
fails '--no-config leaves it aside' 2 'ia-funnel --no-config --steps 看,付 log.csv' 'no-column'
fails 'IA_NO_CONFIG leaves it aside' 2 'IA_NO_CONFIG=1 ia-funnel --steps 看,付 log.csv' 'no-column'
same '... and where it is empty, it does not' 'ia-funnel --steps 看,付 log.csv' 'IA_NO_CONFIG= ia-funnel --steps 看,付 log.csv'
same 'TSV has its tab whatever the delimiter' 'tr \; "\t" <log.csv | ia-funnel -i tsv -o ndjson --steps 看,付' \
	'ia-funnel -o ndjson --steps 看,付 log.csv'
same 'in a pipeline each tool reads what the one before wrote' 'ia-funnel --steps 看,付 log.csv' \
	'ia-clean log.csv | ia-dedupe | ia-funnel --steps 看,付'
cp .iarc bom && printf '\357\273\277' | cat - bom | sed 's/$/\r/' >.iarc
same 'a byte order mark and CR LF' 'ia-funnel --no-config --steps 看,付 -o ndjson plain.csv' \
	'ia-funnel --steps 看,付 -o ndjson log.csv'

# before what: command line, environment, .iarc, the user's file
echo 'user = nobody' >.iarc
printf 'user = somebody\nevent = what\n' >"$mine"
gives 'what holds and from where' 'ia config | head -n 4' <<END2
setting,value,from
user,nobody,.iarc:1
event,what,$mine:2
time,,default
END2
gives 'the environment comes before files' 'IA_USER=env ia config | sed -n 2p' <<END2
user,env,IA_USER
END2
gives 'an empty variable is none' 'IA_USER= ia config | sed -n 2p' <<END2
user,nobody,.iarc:1
END2
gives 'ia config --no-config: the environment alone' 'IA_USER=env ia config --no-config | sed -n 2,3p' <<END2
user,env,IA_USER
event,,default
END2
gives 'as NDJSON' 'ia config -o ndjson | sed -n 2p' <<END2
{"setting":"event","value":"what","from":"$mine:2"}
END2
fails '.iarc before the user'"'"'s file' 2 'ia-funnel --steps view plain.csv' 'no-column: .*nobody'
fails 'the environment before .iarc' 2 'IA_USER=env ia-funnel --steps view plain.csv' 'no-column: .*env'
fails 'the command line before the environment' 2 'IA_USER=env ia-funnel -u cli --steps view plain.csv' 'no-column: .*cli'
fails 'the user'"'"'s file holds too' 2 'IA_USER=user_id ia-funnel --steps view plain.csv' 'no-column: .*what'
same 'the command line wins for all' 'ia-funnel --no-config --steps 看 plain.csv' 'ia-funnel -u user_id -e event --steps 看 plain.csv'
rm .iarc "$mine"
mkdir -p home/.config/ia && echo 'user = at-home' >home/.config/ia/config
gives '~/.config where XDG_CONFIG_HOME is not set' 'unset XDG_CONFIG_HOME; HOME=$PWD/home ia config | sed -n 2p' <<END2
user,at-home,$PWD/home/.config/ia/config:1
END2
gives 'a relative XDG_CONFIG_HOME does not count' 'XDG_CONFIG_HOME=home/.config HOME=$PWD/home ia config | sed -n 2p' <<END2
user,at-home,$PWD/home/.config/ia/config:1
END2
gives 'no HOME, no file' 'unset XDG_CONFIG_HOME HOME; ia config | sed -n 2p' <<END2
user,,default
END2

# each setting does what its option does
check() { # SETTING VALUE COMMAND
	echo "$1 = $2" >.iarc
	same "$1 is --$1" "$3 --no-config --$1 '$2' plain.csv" "$3 plain.csv"
	holds "... and makes a difference" "! cmp -s <($3 --no-config plain.csv) <($3 plain.csv)"
	same "... which the command line may undo" "$3 --no-config --$1 '$4' plain.csv" "$3 --$1 '$4' plain.csv"
	rm .iarc
}
check tz Asia/Shanghai 'ia-retention -q --period day' UTC
check week-start sunday 'ia-retention -q --period week' monday
check session 1h 'ia-path -q --edges' 10m
check session 1h 'ia-features -q' 10m
check session 1h 'ia-funnel -q --steps 看,付 --per session' 10m
sed -i 's/Z$//' plain.csv
check time-format '%Y-%m-%d %M:%S' 'ia-features -q --session 1s' '%Y-%m-%d %H:%M'
echo 'session = 10m' >.iarc
same 'a session holds only where sessions are counted' 'ia-funnel --no-config --steps 看,付 plain.csv' 'ia-funnel --steps 看,付 plain.csv'
same '... and not where the command line says user' 'ia-funnel --no-config --steps 看,付 plain.csv' \
	'ia-funnel --per user --steps 看,付 plain.csv'
echo 'week-start = sunday' >.iarc
same 'a first day of weeks holds only where there are weeks' 'ia-retention --no-config --period 24h plain.csv' \
	'ia-retention --period 24h plain.csv'
holds 'a setting that a tool does not know is nothing to it' 'ia-stats plain.csv && ia-gen --users 2'
echo 'time = timestamp' >.iarc
same 'a role is not the option of that name' 'ia-clean --no-config plain.csv' 'ia-clean plain.csv'
ia-gen --users 3000 --days 60 >big.csv
printf 'memory = 1M\nthreads = 1\n' >.iarc
printf 'temp = %s\n' "$PWD/none" >"$mine"
fails 'memory, and temp of the user'"'"'s file' 3 'ia-dedupe big.csv' 'none'
same '--temp undoes it' 'ia-dedupe --no-config big.csv' "ia-dedupe -T $PWD big.csv"
rm "$mine"

# what is refused, with its place
refuses() { # NAME TEXT RE
	printf '%b' "$2" >.iarc
	fails "$1" 2 'ia-stats plain.csv' "^ia-stats: $3\$"
}
refuses 'an unknown setting, with the nearest' '\n# x\nusr = a\n' '.iarc:3: unknown setting "usr"; did you mean user\?'
refuses 'one that is near nothing' 'xyzzyx = a' '.iarc:1: unknown setting "xyzzyx"; ia config lists them all'
refuses 'no =' 'user\n' '.iarc:1: expected NAME = VALUE, found "user"'
refuses 'no value' 'user =\n' '.iarc:1: user: has no value'
refuses 'a comment is no value' 'user = # x\n' '.iarc:1: user: has no value'
refuses 'an empty value' 'user = ""\n' '.iarc:1: user: has no value'
refuses 'an open quote' 'user = "a\n' '.iarc:1: user: expected a value, or one between two quotes, found .*'
refuses 'text behind a quote' 'user = "a" b\n' '.iarc:1: user: expected a value, or one between two quotes, found .*'
refuses 'twice' 'tz = UTC\nuser = a\ntz = UTC\n' '.iarc:3: tz: stands in line 1 already'
refuses 'no zone' 'tz = Mars\n' '.iarc:1: tz: .*"Mars".*'
refuses 'a wrong choice' 'week-start = tuesday\n' '.iarc:1: week-start: expected monday or sunday, found "tuesday".*'
refuses 'no duration' 'session = long\n' '.iarc:1: session: expected a duration .*, found "long"'
refuses 'no size' 'memory = much\n' '.iarc:1: memory: expected a size .*, found "much"'
refuses 'no count' 'threads = all\n' '.iarc:1: threads: expected a count .*, found "all"'
refuses 'too many threads' 'threads = 100000\n' '.iarc:1: threads: at most 1024'
refuses 'two bytes' 'delimiter = ::\n' '.iarc:1: delimiter: expected one byte .*'
refuses 'no time format' 'time-format = %Q\n' '.iarc:1: time-format: .*'
refuses 'NUL' 'user = a\000b\n' '.iarc:1: expected UTF-8 text'
refuses 'bytes that are no text' 'tz = UTC\nuser = \377\n' '.iarc:2: expected UTF-8 text'
refuses 'control bytes are not shown' '\033[31m = a\n' '[^[:cntrl:]]*'
printf 'user = a\n' >.iarc && head -c 70000 /dev/zero | tr '\0' '#' >>.iarc
fails 'a large file' 2 'ia-stats plain.csv' '^ia-stats: [.]iarc: expected a file of at most 64 KiB'
rm .iarc && mkdir .iarc
fails 'a folder' 2 'ia-stats plain.csv' '^ia-stats: [.]iarc: expected a file'
rmdir .iarc && mkfifo .iarc
fails 'a pipe, and nobody waits for it' 2 'ia-stats plain.csv' '^ia-stats: [.]iarc: expected a file'
rm .iarc

# what a folder may not do: its file may be somebody else's
for name in output rejects state report model on-error max-rejects quiet no-header input where include map files-from; do
	echo "$name = x" >.iarc
	fails "$name is no setting" 2 'ia-stats plain.csv' '^ia-stats: [.]iarc:1: unknown setting'
done
echo "temp = $PWD" >.iarc
fails 'temp is not for a folder' 2 'ia-stats plain.csv' '^ia-stats: [.]iarc:1: temp: not in a folder'"'"'s file'
holds 'and what is wrong is no reason to write' 'ia-stats plain.csv; [ -z "$(find . -newer .iarc -type f ! -name ".*")" ]'
same '--help comes before what is wrong' 'ia-stats --no-config --help' 'ia-stats --help'
holds '--no-config: what is wrong is not read' 'ia-stats --no-config plain.csv'
rm .iarc
mkdir -p deep/er && echo 'user = nobody' >deep/.iarc
same 'folders above are not looked at' 'ia-stats plain.csv' 'cd deep/er && ia-stats ../../plain.csv'

# describe says what holds
echo 'tz = Asia/Shanghai' >.iarc
holds 'describe says what holds' 'ia-funnel --describe | grep -q '"'"'"settings":\[{"name":"tz","value":"Asia/Shanghai","from":".iarc:1"}\]'"'"
holds '... and what does not' 'ia-funnel --no-config --describe | grep -q '"'"'"settings":\[\]'"'"
finish
