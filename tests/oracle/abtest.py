"""ia-abtest against a brute force in plain Python, with SciPy's distributions.

    abtest.py events OURS.csv FILE.csv KEY=VALUE...     exposures are events "seen"; metrics pay, spent, rate, slow
    abtest.py rows OURS.csv FILE.csv                    columns variant, y, flag, x
    abtest.py reference OURS-FOLDER JSON                the answers of ab_events.json
    abtest.py assign FILE.csv SALT NAME=SHARE...        is variant by the published hash, and even?
"""
import csv
import json
import math
import sys
from collections import defaultdict
from datetime import datetime, timedelta

from scipy import stats

Z = stats.norm.ppf(0.975)


def close(what, ours, want, tolerance=5e-9):
    """Nine digits are written; where there is nothing to tell, nothing is."""
    if want is None or not math.isfinite(want):
        assert ours == "", (what, ours, want)
        return
    assert ours != "", (what, ours, want)
    assert abs(float(ours) - want) <= tolerance * max(abs(want), 1e-300) + 1e-15, (what, ours, want)


def mean(v):
    return sum(v) / len(v) if v else math.nan


def cov(a, b):
    p, q = mean(a), mean(b)
    return sum((x - p) * (y - q) for x, y in zip(a, b)) / (len(a) - 1) if len(a) > 1 else math.nan


def welch(c, vc, nc, t, vt, nt):
    """difference, low, high, lift, lift_low, lift_high, p of two values with the variances of a unit"""
    a, b = vc / nc, vt / nt
    se = math.sqrt(a + b) if a + b > 0 else math.nan
    df = (a + b) ** 2 / (a * a / (nc - 1) + b * b / (nt - 1)) if se > 0 else math.nan
    k = stats.t.ppf(0.975, df)
    lift = (t - c) / abs(c) if c else math.nan
    lift_se = math.sqrt(b / c ** 2 + a * t * t / c ** 4) if c else math.nan
    if not c or Z * Z * a / c ** 2 >= 1:
        low = high = math.nan
    else:
        low, high = lift - k * lift_se, lift + k * lift_se
    return [t - c, t - c - k * se, t - c + k * se, lift, low, high, 2 * stats.t.sf(abs(t - c) / se, df)]


def wilson(x, n):
    middle, half = (x + Z * Z / 2) / (n + Z * Z), Z / (n + Z * Z) * math.sqrt(x * (n - x) / n + Z * Z / 4)
    return middle - half, middle + half


def shares(xc, nc, xt, nt):
    c, t = xc / nc, xt / nt
    row = welch(c, c * (1 - c), nc, t, t * (1 - t), nt)
    (lc, hc), (lt, ht) = wilson(xc, nc), wilson(xt, nt)
    row[1] = t - c - math.hypot(t - lt, hc - c)
    row[2] = t - c + math.hypot(ht - t, c - lc)
    pooled, n = (xc + xt) / (nc + nt), nc + nt
    expected = min(a * b / n for a in (nc, nt) for b in (xc + xt, n - xc - xt))
    if expected < 5:
        row[6] = stats.fisher_exact([[xt, nt - xt], [xc, nc - xc]])[1]
        return row, "fisher"
    row[6] = 2 * stats.norm.sf(abs(t - c) / math.sqrt(pooled * (1 - pooled) * (1 / nc + 1 / nt)))
    return row, "z"


def adjusted(yc, xc, yt, xt):
    x, y = xc + xt, yc + yt
    theta = cov(x, y) / cov(x, x) if cov(x, x) > 0 else 0
    ac = [b - theta * (a - mean(x)) for a, b in zip(xc, yc)]
    at = [b - theta * (a - mean(x)) for a, b in zip(xt, yt)]
    row = welch(mean(ac), cov(ac, ac), len(ac), mean(at), cov(at, at), len(at))
    m, r = mean(yc), mean(yt) / mean(yc)
    lift = (mean(at) - mean(ac)) / abs(m)
    se = math.sqrt((cov(at, at)) / (len(at) * m * m) +
                   (cov(yc, yc) * r * r - 2 * theta * cov(xc, yc) * r + theta ** 2 * cov(xc, xc)) / (len(ac) * m * m))
    a, b = cov(ac, ac) / len(ac), cov(at, at) / len(at)
    k = stats.t.ppf(0.975, (a + b) ** 2 / (a * a / (len(ac) - 1) + b * b / (len(at) - 1)))
    bounded = Z * Z * cov(yc, yc) / len(yc) / m ** 2 < 1
    row[3:6] = [lift, lift - k * se, lift + k * se] if bounded else [lift, math.nan, math.nan]
    return row


def ratio(pairs):
    a, b = [p[0] for p in pairs], [p[1] for p in pairs]
    r = mean(a) / mean(b)
    return r, (cov(a, a) - 2 * r * cov(a, b) + r * r * cov(b, b)) / mean(b) ** 2


def type7(v, q):
    h = (len(v) - 1) * q
    k = math.floor(h)
    return v[k] + (v[min(k + 1, len(v) - 1)] - v[k]) * (h - k)


def quantile(v, q):
    v, n = sorted(v), len(v)
    off = Z * math.sqrt(q * (1 - q) / n)
    if n <= Z * Z * q / (1 - q) or n <= Z * Z * (1 - q) / q:
        return type7(v, q), math.nan
    se = (type7(v, min(q + off, 1)) - type7(v, max(q - off, 0))) / (2 * Z) * math.sqrt((n - 1) / n)
    return type7(v, q), se * se * n


def compare(rows, metric, arm, users, mean_c, mean_t, row, test):
    ours = rows[metric, arm]
    assert int(ours["users"]) == users, (metric, arm, ours["users"], users)
    close((metric, "mean"), ours["mean"], mean_t)
    close((metric, "control"), ours["control_mean"], mean_c)
    for name, want in zip(("difference", "low", "high", "lift", "lift_low", "lift_high", "p"), row):
        # what is left of a difference of means that cancel; SciPy 1.10's quantiles of t are off by 3e-9
        close((metric, arm, name), ours[name], want, 2e-8)
    assert ours["test"] == test, (metric, ours["test"], test)


def read(path, key=("metric", "variant")):
    with open(path, newline="") as f:
        return {tuple(r[k] for k in key): r for r in csv.DictReader(f)}


def parse(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def units(path, window=None, lookback=14 * 86400, since=None):
    """user -> variant, platform, sums after the first exposure and before; and who was left out"""
    log, last = defaultdict(list), None
    with open(path, newline="") as f:
        for at, r in enumerate(csv.DictReader(f)):
            r["t"] = parse(r["timestamp"])
            last = r["t"] if last is None else max(last, r["t"])
            log[r["user_id"]].append((r["t"], at, r))
    out, crossed, open_, exposed = {}, 0, 0, 0
    for user, events in log.items():
        events.sort(key=lambda e: e[:2])
        seen = [e for e in events if e[2]["event"] == "seen" and e[2]["variant"]]
        if not seen:
            continue
        exposed += 1
        if len({e[2]["variant"] for e in seen}) > 1:
            crossed += 1
            continue
        t0, end = seen[0][0], None
        if window is not None:
            end = t0 + timedelta(seconds=window)
            if end > last:
                open_ += 1
                continue
        after = [e[2] for e in events if e[0] >= t0 and (end is None or e[0] <= end)]
        before = [e[2] for e in events if t0 - timedelta(seconds=lookback) <= e[0] < t0]
        price = lambda rows: sum(float(r["price"]) for r in rows if r["price"])
        count = lambda rows, name: sum(r["event"] == name for r in rows)
        slow = [float(r["ms"]) for r in after if r["ms"]]
        out[user] = {"variant": seen[0][2]["variant"], "platform": seen[0][2]["platform"],
                     "pay": int(count(after, "pay") > 0), "pay0": int(count(before, "pay") > 0),
                     "spent": price(after), "spent0": price(before), "pays": count(after, "pay"),
                     "rate": (price(after), count(after, "view")), "slow": mean(slow) if slow else None}
    return out, exposed, crossed, open_


def events(ours, path, given):
    options = dict(g.split("=") for g in given)
    window = float(options["window"]) if "window" in options else None
    everyone, exposed, crossed, open_ = units(path, window)
    rows = read(ours)
    of = lambda arm, what: [u[what] for u in everyone.values() if u["variant"] == arm and u[what] is not None]
    if "winsor" in options:
        values = sorted(u["spent"] for u in everyone.values() if u["spent"] != 0)
        cap = type7(values, float(options["winsor"]))
        for u in everyone.values():
            u["spent"] = min(u["spent"], cap)
    for arm in sorted({u["variant"] for u in everyone.values()} - {"control"}):
        c, t = of("control", "pay"), of(arm, "pay")
        if "cuped" in options:
            for name in ("pay", "spent"):
                row = adjusted(of("control", name), of("control", name + "0"), of(arm, name), of(arm, name + "0"))
                compare(rows, name, arm, len(of(arm, name)), mean(of("control", name)), mean(of(arm, name)), row, "cuped")
        else:
            row, test = shares(sum(c), len(c), sum(t), len(t))
            compare(rows, "pay", arm, len(t), mean(c), mean(t), row, test)
            c, t = of("control", "spent"), of(arm, "spent")
            compare(rows, "spent", arm, len(t), mean(c), mean(t),
                    welch(mean(c), cov(c, c), len(c), mean(t), cov(t, t), len(t)), "welch")
        rc, rt = ratio(of("control", "rate")), ratio(of(arm, "rate"))
        compare(rows, "rate", arm, len(t), rc[0], rt[0], welch(*rc, len(of("control", "rate")), *rt, len(of(arm, "rate"))), "ratio")
        c, t = of("control", "slow"), of(arm, "slow")
        qc, qt = quantile(c, 0.75), quantile(t, 0.75)
        compare(rows, "slow", arm, len(t), qc[0], qt[0], welch(*qc, len(c), *qt, len(t)), "quantile")


def rows_of(ours, path):
    rows = read(ours)
    with open(path, newline="") as f:
        data = list(csv.DictReader(f))
    of = lambda arm, what: [float(r[what]) for r in data if r["variant"] == arm]
    for arm in sorted({r["variant"] for r in data} - {"control"}):
        c, t = of("control", "flag"), of(arm, "flag")
        row, test = shares(int(sum(c)), len(c), int(sum(t)), len(t))
        compare(rows, "flag", arm, len(t), mean(c), mean(t), row, test)
        c, t = of("control", "y"), of(arm, "y")
        row = adjusted(c, of("control", "x"), t, of(arm, "x"))
        compare(rows, "y", arm, len(t), mean(c), mean(t), row, "cuped")


def reference(folder, path):
    want = json.load(open(path))["answers"]
    arms, new = want["arms"], want["compare"]["new"]
    plain, cuped = read(folder + "/plain.csv"), read(folder + "/cuped.csv")
    for arm in ("control", "new"):
        assert int(plain["pay", arm]["users"]) == arms[arm]["users"]
        close("payers", plain["pay", arm]["mean"], arms[arm]["payers"] / arms[arm]["users"])
        close("revenue", plain["revenue", arm]["mean"], arms[arm]["revenue_mean"])
        close("rate", plain["rate", arm]["mean"], new["revenue_per_view_ratio"]["control" if arm == "control" else "treatment"])
    assert sum(round(float(plain["pay", a]["mean"]) * arms[a]["users"]) for a in arms) == 662
    close("lift", plain["pay", "new"]["lift"], new["conversion"]["lift"])
    close("p", plain["pay", "new"]["p"], new["conversion"]["p"])
    close("difference", plain["revenue", "new"]["difference"], new["revenue_welch"]["diff"])
    close("p", plain["revenue", "new"]["p"], new["revenue_welch"]["p"])
    close("cuped", cuped["revenue", "new"]["difference"], new["revenue_cuped_pre7d"]["diff"])
    close("cuped p", cuped["revenue", "new"]["p"], new["revenue_cuped_pre7d"]["p"])
    close("rate", plain["rate", "new"]["difference"], new["revenue_per_view_ratio"]["diff"])
    half = (float(plain["rate", "new"]["high"]) - float(plain["rate", "new"]["low"])) / 2
    assert abs(half / 1.96 / new["revenue_per_view_ratio"]["se_delta"] - 1) < 1e-3
    window = read(folder + "/window.csv")
    for arm in ("control", "new"):
        w = arms[arm]["window_7d"]
        assert int(window["pay", arm]["users"]) == w["users_with_whole_window"]
        close("window", window["pay", arm]["mean"], w["payers"] / w["users_with_whole_window"])
    by = read(folder + "/by.csv", ("platform", "variant"))
    for platform, cells in new["by_platform_conversion"].items():
        for arm, (x, n) in (("control", cells["control"]), ("new", cells["treatment"])):
            assert int(by[platform, arm]["users"]) == n
            close("segment", by[platform, arm]["mean"], x / n)
    d, v = [], []
    for cells in new["by_platform_conversion"].values():
        (xc, nc), (xt, nt) = cells["control"], cells["treatment"]
        c, t = xc / nc, xt / nt
        d.append(t - c)
        v.append(c * (1 - c) / nc + t * (1 - t) / nt)
    middle = sum(a / b for a, b in zip(d, v)) / sum(1 / b for b in v)
    close("interaction", by["", "new"]["p_interaction"],
          stats.chi2.sf(sum((a - middle) ** 2 / b for a, b in zip(d, v)), len(d) - 1))
    days, since = read(folder + "/days.csv", ("day", "variant")), read(folder + "/since.csv", ("days", "variant"))
    n_star = 5000
    rho2 = (-2 * math.log(0.05) + math.log(1 - 2 * math.log(0.05))) / n_star
    least = 1
    for day, nc, xc, nt, xt in new["cumulative_day_controlusers_controlpayers_treatusers_treatpayers"]:
        for arm, x, n in (("control", xc, nc), ("new", xt, nt)):
            assert int(days[day, arm]["users"]) == n, (day, arm)
            close(day, days[day, arm]["mean"], x / n)
        c, t, n = xc / nc, xt / nt, nc + nt
        se2 = c * (1 - c) / nc + t * (1 - t) / nt
        e = rho2 * n * (t - c) ** 2 / se2 / (2 * (n * rho2 + 1)) - 0.5 * math.log(n * rho2 + 1)
        least = min(least, math.exp(-e))
        close("running p", days[day, "new"]["p"], least)
    assert len(days) == 36
    for k, nc, xc, nt, xt in new["since_exposure_days_k_controlusers_controlpayers_treatusers_treatpayers"]:
        for arm, x, n in (("control", xc, nc), ("new", xt, nt)):
            assert int(since[str(k), arm]["users"]) == n, (k, arm)
            close(k, since[str(k), arm]["mean"], x / n)


def xxh64(data):
    """XXH64, seed 0, from its specification (doc/xxhash_spec.md)"""
    p1, p2, p3, p4, p5 = (11400714785074694791, 14029467366897019727, 1609587929392839161, 9650029242287828579,
                          2870177450012600261)
    m = (1 << 64) - 1
    rot = lambda x, r: (x << r | x >> (64 - r)) & m
    one = lambda acc, lane: rot((acc + lane * p2) & m, 31) * p1 & m
    word = lambda at: int.from_bytes(data[at:at + 8], "little")
    at, n = 0, len(data)
    if n >= 32:
        acc = [(p1 + p2) & m, p2, 0, -p1 & m]
        while at + 32 <= n:
            acc = [one(a, word(at + 8 * k)) for k, a in enumerate(acc)]
            at += 32
        h = sum(rot(a, r) for a, r in zip(acc, (1, 7, 12, 18))) & m
        for a in acc:
            h = ((h ^ one(0, a)) * p1 + p4) & m
    else:
        h = p5
    h = (h + n) & m
    while at + 8 <= n:
        h = (rot(h ^ one(0, word(at)), 27) * p1 + p4) & m
        at += 8
    if at + 4 <= n:
        h = (rot(h ^ int.from_bytes(data[at:at + 4], "little") * p1 & m, 23) * p2 + p3) & m
        at += 4
    for byte in data[at:]:
        h = rot(h ^ byte * p5 & m, 11) * p1 & m
    h = (h ^ h >> 33) * p2 & m
    h = (h ^ h >> 29) * p3 & m
    return h ^ h >> 32


def assign(path, salt, variants):
    names = [(v.rsplit("=", 1)[0], float(v.rsplit("=", 1)[1])) for v in variants]
    count = defaultdict(int)
    with open(path, newline="") as f:
        for r in csv.DictReader(f):
            h, below = xxh64((salt + r["user_id"]).encode()), 0
            for name, share in names:
                below += share
                if h < below * 2.0 ** 64:
                    break
            assert r["variant"] == name, (r, name)
            count[name] += 1
    n = sum(count.values())
    p = stats.chisquare([count[k] for k, _ in names], [share * n for _, share in names])[1]
    assert p > 0.001, (p, dict(count))


def main():
    what, rest = sys.argv[1], sys.argv[2:]
    if what == "events":
        events(rest[0], rest[1], rest[2:])
    elif what == "rows":
        rows_of(*rest)
    elif what == "reference":
        reference(*rest)
    else:
        assign(rest[0], rest[1], rest[2:])


main()
