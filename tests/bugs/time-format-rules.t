# time-format-rules.t: --range, --clip and --check refused the times that --time-format describes.
. "$(dirname "$0")/../lib.sh"
input a.csv <<'END'
id,timestamp
1,05.03.2026
2,05.02.2026
END
format="--time-format '%d.%m.%Y'"
gives '--range' "ia-clean $format --range timestamp=2026-03-01.. a.csv" <<'END'
id,timestamp
1,05.03.2026
END
gives '--clip' "ia-clean $format --clip timestamp=2026-03-01.. a.csv" <<'END'
id,timestamp
1,05.03.2026
2,2026-03-01T00:00:00Z
END
holds '--check' "ia-clean $format --check timestamp=time a.csv"
fails 'what is not in that form' 1 "echo 3,2026/03/01 | cat a.csv - | ia-clean $format --check timestamp=time" ':4:3: bad-time: '
gives 'behind --time, in the form that it left' "ia-clean $format --time timestamp --range timestamp=2026-03-01.. a.csv" <<'END'
id,timestamp
1,2026-03-05T00:00:00Z
END
finish
