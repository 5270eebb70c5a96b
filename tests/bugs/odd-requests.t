# odd-requests.t: ia-gen --events 0 wrote a whole log, --by COL --columns COL nothing; --where= asked for a column.
. "$(dirname "$0")/../lib.sh"
input a.csv <<'END'
c,n
x,1
x,2
END
fails 'no events' 2 'ia-gen --events 0 | head -n 1' '^ia-gen: option --events: expected at least 1$'
gives 'exactly so many' 'ia-gen --users 2 --events 3 --no-header | wc -l | tr -d " "' <<'END'
3
END
gives 'the column of the groups, where it is asked for' 'ia-stats --by c --columns c,n a.csv | cut -d, -f1-7' <<'END'
c,column,type,count,missing,distinct,min
x,c,text,2,0,1,x
x,n,integer,2,0,2,1
END
fails 'an empty expression' 2 'ia-clean --where= a.csv' '^ia-clean: option --where: expected an expression$'
finish
