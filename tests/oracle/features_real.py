#!/usr/bin/python3
"""Our features of the real logs beside what is published.

usage: features_real.py cdnow OURS SUMMARY		frequency, recency, T, monetary value of each customer
       features_real.py cdnow_master OURS RFM		the same of all customers, unrounded
       features_real.py rfm OURS REFERENCE.json		quintile scores of Online Retail
"""
import csv
import json
import sys
from collections import Counter

what, ours, theirs = sys.argv[1:4]
rows = {row["user_id"]: row for row in csv.DictReader(open(ours, newline=""))}


def cdnow(row):
    """A row of ia-features over customer-days: one event and one purchase a day."""
    frequency = int(row["active_days"]) - 1
    tenure, since = float(row["tenure_days"]), float(row["last_login_days"])
    repeat = float(row["revenue"]) - float(row["first_day_value"])
    return frequency, tenure - since, tenure, repeat / frequency if frequency else 0.0


def close(x, y, room):
    return abs(x - float(y)) <= room


bad = []
if what.startswith("cdnow"):
    published = list(csv.DictReader(open(theirs, newline="")))
    ids = {str(int(user)): row for user, row in rows.items()}
    if len(published) != len(ids):
        bad.append("%d customers, not %d" % (len(ids), len(published)))
    for p in published:
        row = ids[p.get("ID") or p["customer_id"]]
        frequency, recency, tenure, money = cdnow(row)
        if what == "cdnow":        # weeks, to two places
            good = frequency == int(p["x"]) and close(recency / 7, p["t_x"], 0.00501) and \
                close(tenure / 7, p["T"], 0.00501) and close(money, p["zbar"], 0.00501)
        else:
            good = frequency == float(p["frequency"]) and recency == float(p["recency"]) and \
                tenure == float(p["T"]) and close(money, p["monetary_value"], 1e-9 * max(1, abs(money)))
        if not good:
            bad.append("%s is not %s" % ((frequency, recency, tenure, money), dict(p)))
elif what == "rfm":
    rfm = json.load(open(theirs))["rfm"]
    cells = Counter(row["rfm"] for row in rows.values())
    bad += ["%s: %d, not %d" % (cell, cells[cell], n) for cell, n in rfm["cells_top"] if cells[cell] != n]
    for user, days, orders, money, r, f, m in rfm["first5"]:
        row = rows[user]
        if [int(row["purchases"]), int(row["r"]), int(row["f"]), int(row["m"])] != [orders, r, f, m] or \
                not close(float(row["revenue"]), money, 0.005) or int(float(row["last_login_days"])) + 1 != days:
            bad.append(str(row))
    mean = sum(float(row["revenue"]) for row in rows.values()) / len(rows)
    if not close(mean, rfm["M_mean"], 1e-6) or max(int(row["purchases"]) for row in rows.values()) != rfm["F_max"]:
        bad.append("mean revenue %r, not %r" % (mean, rfm["M_mean"]))
print("\n".join(bad[:10]) or "equal")
sys.exit(bool(bad))
