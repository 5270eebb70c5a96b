#!/usr/bin/python3
"""What ia-outlier must write, by pandas and numpy.

usage: outlier.py column FILE COLUMN METHOD CUTOFF ACTION [BY]
       outlier.py burst FILE EVENT MAX SECONDS ACTION [BY]

Writes the CSV that is expected. Values are compared as numbers and passed on as they came.
"""
import csv
import math
import sys

import statistics
import numpy as np
import pandas as pd


def write(rows, columns):
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(columns)
    out.writerows(rows[columns].itertuples(index=False))


def shortest(x):
    return repr(float(x))[:-2] if float(x).is_integer() else repr(float(x))


def limits(x, method, c):
    if len(x) == 0:
        return -np.inf, np.inf
    if method == "iqr":
        q1, q3 = np.quantile(x, [0.25, 0.75])
        spread = q3 - q1
        return (q1 - c * spread, q3 + c * spread) if spread > 0 else (-np.inf, np.inf)
    if method == "quantile":
        return tuple(np.quantile(x, [c, 1 - c]))
    if method == "zscore":
        centre = math.fsum(x) / len(x)
        spread = statistics.stdev(x.tolist()) if len(x) > 1 else 0
    else:
        centre = np.median(x)
        away = np.abs(x - centre)
        mad = np.median(away)
        spread = mad / 0.6745 if mad > 0 else 1.253314 * np.mean(away)
    return (centre - c * spread, centre + c * spread) if spread > 0 else (-np.inf, np.inf)


def column(data, name, method, cutoff, action, by):
    x = pd.to_numeric(data[name].replace("", np.nan)).to_numpy(dtype=float)
    keys = data[by].to_numpy() if by else np.zeros(len(data))
    low, high = np.full(len(x), -np.inf), np.full(len(x), np.inf)
    for key in set(keys):
        here = keys == key
        some = x[here]
        low[here], high[here] = limits(some[~np.isnan(some)], method, cutoff)
    below, above = x < low, x > high
    found = below | above
    columns = list(data.columns)
    if action == "drop":
        data = data[~found]
    elif action == "drop-key":
        offending = set(keys[found])
        data = data[[k not in offending for k in keys]]
    elif action == "clip":
        pulled = [shortest(l) if b else shortest(h) for l, h, b in zip(low, high, below)]
        data[name] = [p if f else v for p, f, v in zip(pulled, found, data[name])]
    else:
        side = ["%s %s %s (%s)" % (name, "below" if b else "above", shortest(l if b else h), method)
                for b, l, h in zip(below, low, high)]
        data["outlier"] = [s if f else "" for s, f in zip(side, found)]
        columns.append("outlier")
    write(data, columns)


def burst(data, event, most, seconds, action, by):
    """Brute force: for each matching row the window that begins with it."""
    time = pd.to_datetime(data["timestamp"], utc=True)
    wanted = data[data["event"] == event]
    rows, keys = set(), set()
    for key, part in wanted.groupby(by):
        when = time[part.index]
        for t in when:
            inside = part.index[(when >= t) & (when - t <= pd.Timedelta(seconds=seconds))]
            if len(inside) > most:
                rows.update(inside)
                keys.add(key)
    columns = list(data.columns)
    found = data.index.isin(rows)
    if action == "drop":
        data = data[~found]
    elif action == "drop-key":
        data = data[~data[by].isin(keys)]
    else:
        span = "%dh" % (seconds // 3600) if seconds % 3600 == 0 else "%dm" % (seconds // 60)
        text = "more than %d in %s" % (most, span)
        data["outlier"] = np.where(found, text, "")
        columns.append("outlier")
    write(data, columns)


def main():
    what, path, name, second, third, action = sys.argv[1:7]
    by = sys.argv[7] if len(sys.argv) > 7 else None
    data = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[])
    if what == "column":
        column(data, name, second, float(third), action, by)
    else:
        burst(data, name, int(second), int(third), action, by or "user_id")


main()
