"""near.py GOT WANT TOLERANCE: two CSV files are the same, numbers up to a relative TOLERANCE."""
import csv
import sys


def same(a, b, tolerance):
    if a == b:
        return True
    try:
        x, y = float(a), float(b)
    except ValueError:
        return False
    return abs(x - y) <= tolerance * max(1.0, abs(y))


got, want = ([row for row in csv.reader(open(path, newline='', encoding='utf-8'))] for path in sys.argv[1:3])
tolerance = float(sys.argv[3])
if len(got) != len(want):
    sys.exit(f'{len(got)} rows, expected {len(want)}')
for k, (a, b) in enumerate(zip(got, want)):
    if len(a) != len(b) or not all(same(x, y, tolerance) for x, y in zip(a, b)):
        sys.exit(f'row {k + 1}: {a}, expected {b}')
