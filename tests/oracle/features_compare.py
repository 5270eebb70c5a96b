#!/usr/bin/python3
"""usage: features_compare.py OURS THEIRS: the same CSV: text the same, numbers to 1e-9 relative."""
import csv
import sys

ours, theirs = (list(csv.DictReader(open(path, newline=""))) for path in sys.argv[1:3])
if len(ours) != len(theirs) or not ours or list(ours[0]) != list(theirs[0]):
    sys.exit("%d rows and %d, columns %s and %s" % (len(ours), len(theirs), list(ours[0]) if ours else "",
                                                     list(theirs[0]) if theirs else ""))
for n, (a, b) in enumerate(zip(ours, theirs)):
    for column in a:
        x, y = a[column], b[column]
        if x == y:
            continue
        try:
            x, y = float(x), float(y)
        except ValueError:
            sys.exit("row %d (%s), %s: %r, not %r" % (n, a["user_id"], column, x, y))
        if abs(x - y) > 1e-9 * max(1e-12, abs(x), abs(y)) + 1e-300:
            sys.exit("row %d (%s), %s: %r, not %r" % (n, a["user_id"], column, x, y))
print("equal")
