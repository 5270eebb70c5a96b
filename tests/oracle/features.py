#!/usr/bin/python3
"""The features of every user in pandas and plain Python, from the definitions in ia-features(1).

usage: features.py FILE [OPTION=VALUE ...]		writes CSV (NDJSON where FILE ends so)
Options are those of ia-features, with underscores; expressions are of pandas (DataFrame.eval), labels NAME:EXPR.
"""
import sys

import numpy as np
import pandas as pd


def arguments():
    given = {"user": "user_id", "event": "event", "time": "timestamp", "tz": "UTC", "asked": []}
    for word in sys.argv[2:]:
        name, value = word.split("=", 1)
        if name in ("count", "sum", "mean", "max", "distinct", "last", "first", "rfm", "horizon", "label"):
            given["asked"].append((name, value))
        if name == "weight":
            given.setdefault("weight", {})[value.split(":")[0]] = float(value.split(":")[1])
        else:
            given[name] = value
    return given


def read(path, o):
    if ".ndjson" in path:
        table = pd.read_json(path, lines=True, dtype=False, convert_dates=False)
        table = table.astype({c: str for c in (o["user"],) if c in table})
    else:
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    times = pd.to_datetime(table[o["time"]], utc=True)
    table["_t"] = times.to_numpy(dtype="datetime64[ns]").astype("int64") // 1000
    table["_p"] = number(table[o.get("value", "price")]) if o.get("value", "price") in table else np.nan
    table["_row"] = np.arange(len(table))
    return table


def number(column): # "" is missing
    return pd.to_numeric(column.replace("", np.nan))


def text(value):
    if isinstance(value, float):
        return repr(int(value)) if value == int(value) else repr(value)
    return str(value)


def quintiles(keys, users):
    """Score by place in the order of (key, bytes of the id)."""
    order = sorted(range(len(users)), key=lambda i: (keys[i], users[i].encode()))
    score = [0] * len(users)
    for place, i in enumerate(order):
        score[i] = 1 + 5 * place // len(users)
    return score


def stamp(us):
    digits = "seconds" if us % 10**6 == 0 else "milliseconds" if us % 1000 == 0 else "microseconds"
    return pd.Timestamp(int(us) * 1000, tz="UTC").isoformat(timespec=digits).replace("+00:00", "Z")


def session_count(times, gap):
    return 1 + int((np.diff(times) > gap).sum())


def one_user(user, rows, o, as_of, events):
    rows = rows.sort_values(["_t", "_row"], kind="stable")
    past, later = rows[rows._t <= as_of], rows[rows._t > as_of]
    if past.empty:
        return None
    t = past._t.to_numpy()
    day = 86400 * 10**6
    half_life, recent = (float(o.get(k, 7)) * day for k in ("half_life", "recent"))
    out = {"user_id": user}
    out["first_seen"], out["last_seen"] = stamp(t[0]), stamp(t[-1])
    out["tenure_days"] = (as_of - t[0]) / day
    login = past[past.eval(o["login"])]._t if "login" in o else past._t
    out["last_login_days"] = (as_of - login.max()) / day if len(login) else np.nan
    out["events"] = len(past)
    local = pd.to_datetime(t, unit="us", utc=True).tz_convert(o["tz"])
    out["active_days"] = len(set(local.date))
    out["sessions"] = session_count(t, float(o.get("session", 1800)) * 10**6)
    weight = past[o["event"]].map(o["weight"]).fillna(1).to_numpy() if "weight" in o else np.ones(len(past))
    out["activity_score"] = float((weight * 2.0 ** (-(as_of - t) / half_life)).sum())
    bought = past[past.eval(o["purchase"])] if "purchase" in o else past[past[o["event"]] == "pay"]
    value = number(bought[o.get("value", "price")]) if o.get("value", "price") in bought else pd.Series(dtype=float)
    orders = len(bought)
    if "order" in o:
        ids = bought[o["order"]]
        orders = ids[ids != ""].nunique() + int((ids == "").sum())
    out["purchases"] = orders
    out["purchase_frequency"] = orders / max(out["tenure_days"] / 30, 1)
    out["avg_order_value"] = float(value.sum()) / orders if orders else 0
    out["revenue"] = float(value.sum())
    last, before = int((t > as_of - recent).sum()), int(((t > as_of - 2 * recent) & (t <= as_of - recent)).sum())
    out["trend"] = (last + 1) / (before + 1)
    today = pd.Timestamp(as_of, unit="us", tz="UTC").tz_convert(o["tz"]).date()
    if len(bought):
        last_day = pd.Timestamp(int(bought._t.max()), unit="us", tz="UTC").tz_convert(o["tz"]).date()
        out["_r"] = (today - last_day).days
    if not o["_bought"]: # of which no event could tell
        out.update(purchases="", purchase_frequency="")
    if not o["_bought"] or not o["_priced"]:
        out.update(avg_order_value="", revenue="")
    if "active" in o and as_of - t[-1] >= float(o["active"]) * day:
        return None
    out["_first"] = int(past._row.min())
    for name, what in o["asked"]:
        if name == "count":
            for e in events if what == "*" else what.split(","):
                out["n_" + e] = int((past[o["event"]] == e).sum()) if e in o["_named"] else ""
        elif name in ("sum", "mean", "max"):
            x = number(past[what]).dropna()
            out[name + "_" + what] = getattr(x, name)() if name == "sum" or len(x) else np.nan
        elif name in ("distinct", "last", "first"):
            x = past[what][past[what].notna() & (past[what] != "")]
            out[name + "_" + what] = x.nunique() if name == "distinct" else "" if x.empty else \
                text(x.iloc[-1 if name == "last" else 0])
        elif name == "rfm":
            out.update(r="", f="", m="", rfm="")
        elif name == "horizon":
            later = later[later._t <= as_of + float(what) * day]
            out["is_churn"] = int(later.empty)
        elif name == "label":
            label, expression = what.split(":", 1)
            out[label] = int(later.eval(expression).any()) if len(later) else 0
    return out


def main():
    o = arguments()
    table = read(sys.argv[1], o)
    as_of = int(pd.Timestamp(o["as_of"], tz="UTC").value // 1000) if "as_of" in o else int(table._t.max())
    events = sorted(set(table[table._t <= as_of][o["event"]]), key=lambda e: e.encode()) \
        if any(k == ("count", "*") for k in o["asked"]) else []
    bought = table.eval(o["purchase"]) if "purchase" in o else table[o["event"]] == "pay"
    o.update(_named=set(table[o["event"]]), _bought=bought.any())
    bought &= table._t <= as_of
    o["_priced"] = not bought.any() or table[bought]._p.notna().any()
    horizon = [v for k, v in o["asked"] if k == "horizon"]
    if horizon:
        table = table[table._t <= as_of + float(horizon[0]) * 86400 * 10**6]
    answer = [one_user(u, rows, o, as_of, events) for u, rows in table.groupby(o["user"], sort=False)]
    answer = sorted((a for a in answer if a), key=lambda a: a["_first"])
    buyers = [a for a in answer if o["_bought"] and a["purchases"] > 0]
    if any(k == "rfm" for k, _ in o["asked"]) and buyers:
        users = [a["user_id"] for a in buyers]
        r = quintiles([a["_r"] for a in buyers], users)
        f = quintiles([a["purchases"] for a in buyers], users)
        m = quintiles([round(a["revenue"], 2) for a in buyers], users)
        for a, x, y, z in zip(buyers, r, f, m):
            a.update(r=6 - x, f=y, m=z, rfm="%d%d%d" % (6 - x, y, z))
    pd.DataFrame(answer).drop(columns=["_r", "_first"], errors="ignore").to_csv(sys.stdout, index=False)


if __name__ == "__main__":
    main()
