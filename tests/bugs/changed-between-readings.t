# changed-between-readings.t: a file that was written anew between two readings gave a wrong answer and exit 0.
. "$(dirname "$0")/../lib.sh"
cat >change.sh <<'END'
# COMMAND of events.csv and a pipe that holds the first reading up; CHANGE to events.csv meanwhile
set -u
rm -f pipe && mkfifo pipe
printf '%s\n' user_id,event,timestamp b,pay,2 c,view,3 c,pay,1000 c,pay,1001 >events.csv
$1 events.csv pipe &
exec 7>pipe
sleep 0.3
eval "$2"
printf '%s\n' user_id,event,timestamp e,pay,2 >&7
exec 7>&-
wait $!
END
bursts='ia-outlier --burst pay --max 1 --per 5s --action drop'
fails 'another file in its place' 3 "bash change.sh '$bursts' 'sed 2d events.csv >x && mv x events.csv'" \
	'events.csv: changed between two readings'
fails 'shorter' 3 "bash change.sh '$bursts' 'echo user_id,event,timestamp >events.csv'" 'events.csv: changed between'
fails 'other bytes, as many' 3 "bash change.sh 'ia-clean --fill event=@mode' 'sed s/view/cart/ events.csv >x; cat x >events.csv'" \
	'events.csv: changed between'
gives 'a log that grew is read as far as before' "bash change.sh '$bursts' 'echo f,pay,9 >>events.csv'" <<'END'
user_id,event,timestamp
b,pay,2
c,view,3
e,pay,2
END
gives 'one that stayed' "bash change.sh 'ia-clean --fill timestamp=@median --range timestamp=..999' true" <<'END'
user_id,event,timestamp
b,pay,2
c,view,3
e,pay,2
END
finish
