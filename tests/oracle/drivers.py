"""drivers.py LOG OURS [KEY=VALUE ...]: is OURS (ia-drivers --details -o csv LOG) what pandas, scipy and statsmodels say?

Keys: early (hours), days=N or N..M, outcome (a pandas query) with horizon (hours), start (a pandas query), least
(users), at (thresholds), events (names, commas between). Prints nothing and ends with 0 where every cell agrees.
"""
import csv
import sys
import warnings

import numpy as np
import pandas as pd
from scipy.stats import chi2, fisher_exact
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep

warnings.filterwarnings("ignore")
HOUR = pd.Timedelta(hours=1)


def stratum(n):
    """0 to 15 each by itself, then ranges of an eighth of the power of two below them."""
    if n < 16:
        return (0, n)
    power = int(np.floor(np.log2(n)))
    return (power, n // (2 ** power // 8))


def users(log, key):
    """a row a user whose outcome is known: counts of early events by name, their number, the outcome"""
    end = log.t.max()
    if "start" in key:
        begins = log[log.eval(key["start"])].groupby("user_id").place.first()
    else:
        begins = log.groupby("user_id").place.first()
    log = log.join(begins.rename("begin"), on="user_id")
    log = log[log.place >= log.begin]
    first = log.groupby("user_id").t.first().rename("first")
    log = log.join(first, on="user_id")
    age = log.t - log["first"]
    early = float(key.get("early", 24)) * HOUR
    if "outcome" in key:
        low, high = early, early + float(key.get("horizon", 168)) * HOUR
        hit = log.eval(key["outcome"])
    else:
        days = key.get("days", "7").split("..")
        low, high = 24 * int(days[0]) * HOUR, 24 * (int(days[-1]) + 1) * HOUR
        hit = pd.Series(True, index=log.index)
    known = first[first + high <= end].index
    met = log[hit & (age >= low) & (age < high)].user_id.unique()
    before = log[(age < early) & log.user_id.isin(known)]
    counts = before.groupby(["user_id", "event"]).size().unstack(fill_value=0)
    return counts, counts.sum(axis=1), pd.Series(counts.index.isin(met), index=counts.index)


def table(did, met):
    return np.array([[(did & met).sum(), (did & ~met).sum()], [(~did & met).sum(), (~did & ~met).sum()]])


def compare(did, met, strata):
    (a, b), (c, d) = t = table(did, met)
    low, high = confint_proportions_2indep(a, a + b, c, c + d, method="newcomb", compare="diff")
    margins = float(a + b) * (c + d) * (a + c) * (b + d)
    row = {"did": a + b, "did_rate": a / (a + b), "did_not_rate": c / (c + d), "low": low, "high": high,
           "difference": a / (a + b) - c / (c + d), "p": fisher_exact(t)[1],
           "lift": a / (a + b) / (c / (c + d)) if c > 0 else np.nan,
           "phi": (float(a) * d - float(b) * c) / np.sqrt(margins) if margins > 0 else np.nan,
           "did_outcome": a, "did_not": c + d, "did_not_outcome": c}
    tables = [table(did[strata == s], met[strata == s]) for s in strata.unique()]
    # a stratum with an empty margin adds nothing, and statsmodels takes none of one user
    tables = [t for t in tables if t.sum() > 1]
    pooled = StratifiedTable(tables)
    bounds = pooled.oddsratio_pooled_confint()
    told = np.isfinite(pooled.oddsratio_pooled)
    usable = told and pooled.oddsratio_pooled > 0
    row["adjusted"] = pooled.oddsratio_pooled if told else np.nan
    row["adjusted_low"], row["adjusted_high"] = bounds if usable else (np.nan, np.nan)
    row["adjusted_p"] = chi2.sf(pooled.test_null_odds().statistic, 1)  # its own p is 1 - cdf, which is coarse
    return row


def expected(log, key):
    counts, total, met = users(log, key)
    strata = total.map(stratum).astype(str)
    names = key["events"].split(",") if "events" in key else counts.columns
    rows = {}
    for event in names:
        for n in [int(x) for x in key.get("at", "1,2,3,5,10").split(",")]:
            did = counts[event] >= n if event in counts else pd.Series(False, index=counts.index)
            least = max(1, int(key.get("least", 10)))
            if did.sum() >= least and (~did).sum() >= least:
                rows[event, n] = compare(did.values, met.values, strata)
    if rows:
        for row, q in zip(rows.values(), multipletests([r["p"] for r in rows.values()], method="fdr_bh")[1]):
            row["q"] = q
    return rows


def differs(name, ours, theirs):
    if ours == "" or not np.isfinite(theirs):
        return not (ours == "" and not np.isfinite(theirs))
    x = float(ours)
    if name in ("lift", "p", "q") or name.startswith("adjusted"):
        return abs(x - theirs) > 6e-6 * abs(theirs) + 1e-300
    return abs(x - theirs) > 5.001e-7


def main():
    key = dict(word.split("=", 1) for word in sys.argv[3:])
    log = pd.read_csv(sys.argv[1], dtype={"user_id": str, "event": str}, keep_default_na=False,
                      na_values={"price": "", "duration": ""})
    log["t"] = pd.to_datetime(log["timestamp"], utc=True)
    log = log.sort_values("t", kind="stable").reset_index(drop=True)
    log["place"] = log.index
    theirs = expected(log, key)
    with open(sys.argv[2], newline="") as file:
        ours = list(csv.DictReader(file))
    names = [(row["event"], int(row["at_least"])) for row in ours]
    if set(names) != set(theirs) or len(names) != len(theirs) or not names:
        sys.exit(f"rows differ: {set(names) ^ set(theirs)}, {len(names)} rows")
    bad = [f"{e} {n} {c}: {row[c]}, not {theirs[e, n][c]}" for row, (e, n) in zip(ours, names)
           for c in theirs[e, n] if differs(c, row[c], theirs[e, n][c])]
    phi = [theirs[n]["phi"] for n in names]
    if any(x < y - 1e-12 for x, y in zip(phi, phi[1:])):
        bad.append("not in the order of phi")
    if bad:
        sys.exit("\n".join(bad[:10]))


main()
