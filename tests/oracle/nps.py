"""Net promoter scores by another way: shares as fractions, bounds as roots found by bisection, p by statistics.NormalDist.

	nps.py scores FILE SCORE BY PERIOD	the rows of ia-nps; BY, PERIOD (day, month): - for none
	nps.py compare FILE SCORE BY PERIOD A B
	nps.py cases CASES.json			rows "scores" of a file of cases, for the test to compare
"""
import csv
import json
import math
import sys
from fractions import Fraction
from statistics import NormalDist

Z = NormalDist().inv_cdf(0.975)


def root(inside, outside, holds):
    """The edge between a point where holds is true and one where it is not."""
    for _ in range(200):
        middle = (inside + outside) / 2
        inside, outside = (middle, outside) if holds(middle) else (inside, middle)
    return inside


def score(p, passive, d):
    n = p + passive + d
    if n == 0:
        return None
    m, s = float(Fraction(p - d, n)), float(Fraction(p + d, n))
    if p + d == 0:
        half = Z * math.sqrt((0.75 + 0.75) / (n + 3) / (n + 3))
        return 0.0, -100 * half, 100 * half

    def holds(x):
        return n * (x - m) ** 2 <= Z * Z * (s - x * x)

    return 100 * m, -100.0 if holds(-1.0) else 100 * root(m, -1.0, holds), 100.0 if holds(1.0) else 100 * root(m, 1.0, holds)


def kinds(path, column, by, period):
    groups = {}
    with open(path, newline='', encoding='utf-8') as f:
        for row in csv.DictReader(f):
            key = (row[by] if by != '-' else '', row['timestamp'][:{'day': 10, 'month': 7}[period]] if period != '-' else '')
            group = groups.setdefault(key, [0, 0, 0])
            if row[column] != '':
                x = int(row[column])
                group[0 if x >= 9 else 1 if x >= 7 else 2] += 1
    return {key: groups[key] for key in sorted(groups, key=lambda k: (k[0].encode(), k[1]))}


def difference(a, b):
    x, y = score(*a), score(*b)
    if x is None or y is None:
        return [x[0] if x else '', y[0] if y else '', '', '', '', '']
    d = y[0] - x[0]
    variance = sum(float(Fraction(c[0] + c[2], sum(c)) - Fraction(c[0] - c[2], sum(c)) ** 2) / sum(c) for c in (a, b))
    p = 2 * NormalDist().cdf(-abs(d) / 100 / math.sqrt(variance)) if variance > 0 else ''
    return [x[0], y[0], d, d - math.hypot(y[0] - y[1], x[2] - x[0]), d + math.hypot(y[2] - y[0], x[0] - x[1]), p]


def main():
    what, path = sys.argv[1:3]
    out = csv.writer(sys.stdout, lineterminator='\n')
    if what == 'cases':
        for case in json.load(open(path))['cases']:
            out.writerow([case['promoters'], case['passives'], case['detractors'], case['nps'], *case['wilson_like95']])
        return
    column, by, period = sys.argv[3:6]
    groups = kinds(path, column, by, period)
    if what == 'scores':
        for (value, start), c in groups.items():
            out.writerow([value] * (by != '-') + [start] * (period != '-') + [sum(c), *c, *(score(*c) or ('', '', ''))])
        return
    a, b = sys.argv[6:8]
    for start in sorted({s for (v, s) in groups if v in (a, b)}):
        pair = [groups.get((v, start), [0, 0, 0]) for v in (a, b)]
        out.writerow([start] * (period != '-') + [a, b] + difference(*pair))


main()
