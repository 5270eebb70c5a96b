#!/usr/bin/python3
"""What ia-stats must say of a CSV file, by pandas, numpy, fractions and decimal.

usage: stats.py FILE [BY]		rows: [BY,]column,type,count,missing,distinct,min,max,mean,sd,p1,...,p99,top
       stats.py --compare OURS THEIRS	exit 0 if equal: texts, means and sds exactly, quantiles to 1e-12 of their size

Only what is simple to say twice: numbers, integers, times of one form, true and false, text.
"""
import csv
import datetime
import decimal
import fractions
import math
import re
import sys

import numpy as np
import pandas as pd

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$")
INTEGER = re.compile(r"[+-]?\d+$")
TIME = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d:\d\d(\.\d+)?Z?)?$")
POINTS = [0.01, 0.25, 0.5, 0.75, 0.99]


def type_of(values):
    if not values:
        return ""
    if all(INTEGER.match(v) for v in values):
        return "integer"
    if all(NUMBER.match(v) for v in values):
        return "number"
    if all(TIME.match(v) for v in values):
        return "time"
    if all(v.lower() in ("true", "false") for v in values):
        return "boolean"
    return "text"


def instants(values):
    start = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    out = []
    for value in values:
        t = datetime.datetime.fromisoformat(value.replace("Z", "+00:00"))
        if t.tzinfo is None:
            t = t.replace(tzinfo=datetime.timezone.utc)
        out.append((t - start) // datetime.timedelta(microseconds=1))
    return np.array(out)


def time_text(us):
    t = pd.Timestamp(int(round(us)), unit="us", tz="UTC")
    fraction = t.microsecond
    text = t.strftime("%Y-%m-%dT%H:%M:%S")
    if fraction % 1000:
        text += ".%06d" % fraction
    elif fraction:
        text += ".%03d" % (fraction // 1000)
    return text + "Z"


def exact_mean_sd(x):
    """Both rounded once: the mean as a fraction, the root of the variance to 60 digits."""
    n = len(x)
    x = [fractions.Fraction(v) for v in x]
    mean = sum(x) / n
    if n < 2:
        return float(mean), ""
    variance = sum((v - mean) ** 2 for v in x) / (n - 1)
    with decimal.localcontext() as context:
        context.prec = 60
        sd = (decimal.Decimal(variance.numerator) / decimal.Decimal(variance.denominator)).sqrt()
    return float(mean), float(sd)


def bytewise(v):
    return v.encode()


def describe(values, missing):
    kind = type_of(values)
    row = [kind, len(values), missing, len(set(values))]
    if not values:
        return row + [""] * 10
    if kind in ("integer", "number"):
        x = np.array([float(v) for v in values])
        order = lambda v: (float(v), bytewise(v))
        low = min(values, key=order)
        top = max(float(v) for v in values)
        high = min((v for v in values if float(v) == top), key=bytewise)
        mean, sd = exact_mean_sd(x.tolist())
        row += [low, high, repr(mean), repr(sd) if sd != "" else ""]
        row += [repr(float(q)) for q in np.quantile(x, POINTS)]
    elif kind == "time":
        t = instants(values)
        pairs = list(zip(t, values))
        low = min(pairs, key=lambda p: (p[0], bytewise(p[1])))[1]
        last = t.max()
        high = min((v for u, v in pairs if u == last), key=bytewise)
        row += [low, high, "", ""] + [time_text(q) for q in np.quantile(t, POINTS)]
    else:
        row += [min(values, key=bytewise), max(values, key=bytewise), "", ""] + [""] * 5
    counts = pd.Series(values).value_counts()
    most = min((v for v, n in counts.items() if n == counts.max()), key=bytewise)
    return row + ["%s (%d)" % (most, counts.max())]


def same(a, b, exact):
    if a == b:
        return True
    try:
        x, y = float(a), float(b)
    except ValueError:
        return False
    return x == y if exact else math.isclose(x, y, rel_tol=1e-12, abs_tol=1e-300)


def compare(ours, theirs):
    left, right = (list(csv.reader(open(f, newline=""))) for f in (ours, theirs))
    bad = 0
    if len(left) != len(right):
        print("%d rows, expected %d" % (len(left), len(right)))
        bad = 1
    for a, b in zip(left, right):
        for k, (x, y) in enumerate(zip(a, b)):
            if not same(x, y, left[0][k] in ("mean", "sd")):
                print("column %d: %s, expected %s in %s" % (k + 1, x, y, b))
                bad = 1
    return bad


def main():
    if sys.argv[1] == "--compare":
        sys.exit(compare(sys.argv[2], sys.argv[3]))
    data = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False, na_values=[])
    by = sys.argv[2] if len(sys.argv) > 2 else None
    out = csv.writer(sys.stdout, lineterminator="\n")
    head = "column,type,count,missing,distinct,min,max,mean,sd,p1,p25,p50,p75,p99,top".split(",")
    out.writerow(([by] if by else []) + head)
    groups = [(None, data)]
    if by:
        groups = [(g, data[data[by] == g]) for g in sorted(data[by].unique(), key=bytewise)]
    for name, part in groups:
        for column in data.columns:
            if column == by:
                continue
            values = [v for v in part[column] if v != ""]
            out.writerow(([name] if by else []) + [column] + describe(values, len(part) - len(values)))


main()
