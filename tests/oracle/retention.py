#!/usr/bin/env python3
"""Independent answers for tests/cli/ia-retention.t: each prints what differs and ends with 1 if anything does.

retention.py cases FILE         the worked cases of other systems' tests ($IA_SHARED/cases/cases.json)
retention.py logs FOLDER        the real logs against FOLDER/reference/events_*.json
retention.py random SEED N      N random logs and option sets against retention_brute.py, every cell
"""
import csv
import datetime
import gzip
import io
import json
import os
import random
import sys

import command
from command import as_csv
import retention_brute as brute

ia = command.Command("ia-retention")
differ, run, rows = ia.differ, ia.run, ia.rows


def interval_names(p):
    at = datetime.date.fromisoformat(p["first_interval"][:10])
    names = []
    for _ in range(p["intervals"]):
        names.append(at.isoformat()[:7] if p["period"] == "month" else at.isoformat())
        if p["period"] == "month":
            at = (at + datetime.timedelta(days=31)).replace(day=1)
        else:
            at += datetime.timedelta(days=7 if p["period"] == "week" else 1)
    return names


def expression(event, conditions=None):
    parts = ['event == "%s"' % event] if event else []
    parts += ['%s == "%s"' % c for c in (conditions or {}).items()]
    return " && ".join(parts)


def case_matrix(c, by=None):
    p = c["parameters"]
    columns = sorted({k for e in c["events"] for k in e[3]})
    data = as_csv([e[:3] + [e[3].get(k, "") for k in columns] for e in c["events"]],
                  ["user_id", "event", "timestamp"] + columns)
    arguments = ["--period", p["period"], "--periods", str(p["intervals"] - 1), "--week-start", p.get("week_start", "monday")]
    arguments += ["--cohort", "first" if p["mode"] == "first_time" else "every"]
    arguments += ["--mode", "rolling" if p.get("rolling") else "exact", "--at-least", str(p.get("min_occurrences", 1))]
    if p.get("start_event") or p.get("start_filter"):
        arguments += ["--start", expression(p["start_event"], p.get("start_filter"))]
    arguments += ["--return", p["return_event"]] if p.get("return_event") else []
    arguments += ["--by", by] if by else []
    names, n = interval_names(p), p["intervals"]
    matrices = {}
    for r in rows(arguments, data):
        m = matrices.setdefault(r[by] if by else None, [[0] * n for _ in range(n)])
        if r["cohort"] in names:
            i = names.index(r["cohort"])
            m[i][0] = r["size"]
            if r["period"] > 0 and i + r["period"] < n:
                m[i][r["period"]] = r["users"] or 0
    for m in matrices.values():
        for i in range(n):
            m[i][n - i:] = [0] * i
    return matrices


def case_days(c):
    data = as_csv([e[:3] for e in c["events"]], ["user_id", "event", "timestamp"])
    days = c["parameters"]["days"]
    first = [r for r in rows(["--periods", str(len(days) - 1)], data) if r["cohort"] == days[0]]
    differ(c["id"], [r["users"] for r in first], c["expected"]["sum"])


def case_lifecycle(c):
    p = c["parameters"]
    data = as_csv([e[:3] for e in c["events"]], ["user_id", "event", "timestamp"])
    got = [r for r in rows(["--lifecycle", "--period", p["interval"]], data) if p["date_from"] <= r["period"] <= p["date_to"]]
    for key, want in c["expected"].items():
        name = {"resurrecting": "resurrected"}.get(key, key)
        differ(c["id"] + " " + key, [r[name] for r in got], [abs(x) for x in want])


def case_stickiness(c):
    data = as_csv([e[:3] for e in c["events"]], ["user_id", "event", "timestamp"])
    got = [r["user_months"] for r in rows(["--stickiness", "--period", "month"], data) if r["period"] != "all"]
    want = c["expected"]["data"]
    differ(c["id"], got, want + [0] * (31 - len(want)))


def cases(path):
    done = []
    for c in json.load(open(path))["cases"]:
        if c["kind"] == "retention" and "days" in c["parameters"]:
            case_days(c)
        elif c["kind"] == "retention":
            differ(c["id"], case_matrix(c)[None], c["expected"]["matrix"])
        elif c["kind"] == "retention_breakdown" and "carry the same breakdown" not in c.get("note", ""):
            differ(c["id"], case_matrix(c, c["parameters"]["breakdown"]), c["expected"]["by"])
        elif c["kind"] == "lifecycle":
            case_lifecycle(c)
        elif c["kind"] == "stickiness" and c["parameters"]["interval"] == "day":
            case_stickiness(c)
        else:
            if c["kind"] in ("retention_breakdown", "stickiness"):
                print("# not ours: %s" % c["id"])
            continue
        done.append(c["id"])
    print("# %d cases" % len(done))
    if len(done) < 15:
        sys.exit("too few cases")


LOGS = {
    "ecom": ("ecom/ecom.csv", ["--user", "user_id"]),
    "helpdesk": ("helpdesk/helpdesk.csv", ["--user", "case_id"]),
    "apache_logs": ("apache_logs/apache_logs.csv", ["--user", "ip"]),
    "wikiticker": ("wikiticker/wikiticker.ndjson.gz", ["--user", "user", "--time", "time"]),
    "opensearch_logs": ("opensearch_samples/logs.ndjson.gz", ["--user", "clientip"]),
}


def logs(folder):
    n = 0
    for log, (path, options) in LOGS.items():
        data = open(os.path.join(folder, path), "rb").read()
        if path.endswith(".gz"):
            data = gzip.decompress(data)
        want = json.load(open("%s/reference/events_%s.json" % (folder, log)))["retention"]
        for key, period in (("dayN", "day"), ("weekly", "week")):
            more = options + ["--period", period, "--periods", str(want[key][-1]["N"])]
            cells = {mode: [r for r in rows(more + ["--mode", mode], data) if r["cohort"] != "all"]
                     for mode in ("exact", "rolling")}
            for w in want[key]:
                exact, rolling = ([r for r in cells[m] if r["period"] == w["N"]] for m in ("exact", "rolling"))
                differ("%s %s %d" % (log, key, w["N"]),
                       [sum(r["users"] or 0 for r in exact), sum(r["size"] for r in exact),
                        sum(r["size"] for r in exact if r["users"] is not None), sum(r["users"] or 0 for r in rolling)],
                       [w[k] for k in ("retained", "n_all", "n_elig", "rolling")])
                n += 1
            if period == "day":
                for w in want["cohort_matrix_first_10_cohorts"]:
                    got = [r for r in cells["exact"] if r["cohort"] == w["cohort"]]
                    differ("%s %s" % (log, w["cohort"]), [got[0]["size"]] + [r["users"] or 0 for r in got],
                           [w["size"]] + w["retained_day0..14"])
                    n += 1
    print("# %d figures" % n)


# Zones, each with an instant near which its clock changes; in St John's it went back over midnight.
ZONES = [("UTC", 1774746000), ("Europe/Berlin", 1774746000), ("Europe/Berlin", 1792890000), ("America/New_York", 1772953200),
         ("Australia/Lord_Howe", 1775314800), ("America/St_Johns", 1162089060), ("Asia/Kathmandu", 1774746000),
         ("Africa/Casablanca", 1771725600), ("Pacific/Apia", 1325239200)]


def random_options(rng):
    zone, around = rng.choice(ZONES)
    o = {"zone": zone, "periods": rng.randint(0, 6), "sunday": rng.random() < 0.3, "brackets": [], "mode": "exact",
         "every": rng.random() < 0.3, "at_least": rng.choice([1, 1, 1, 2, 3]), "by": rng.random() < 0.4,
         "start": rng.choice([None, None, {"a"}, {"a", "b"}]), "returns": rng.choice([None, None, {"a"}, {"b", "c"}]),
         "answer": rng.choice(["long", "long", "long", "matrix", "lifecycle", "stickiness"])}
    o["period"] = rng.choice(["day", "day", "week", "month", 86400, 3600, 604800])
    if o["answer"] in ("long", "matrix"):
        o["mode"] = rng.choice(["exact", "exact", "rolling", "bracket"])
        if o["mode"] == "bracket" and rng.random() < 0.7:
            o["brackets"] = sorted(rng.sample(range(1, 12), rng.randint(1, 4)))
    else:
        o["every"] = False
        o["period"] = rng.choice(["week", "month"] if o["answer"] == "stickiness" else ["day", "week", "month"])
    return o, around


def random_log(rng, o, around):
    """Events around a change of the clock, some on the very edges of days."""
    log, spread = [], {"day": 5, "week": 25, "month": 110}.get(o["period"], 4) * 86400
    edges = [around, around + 3600, around - 60, around + 86400 - 1]
    for _ in range(rng.choice([1, 5, 20, 40])):
        time = rng.choice(edges) if rng.random() < 0.15 else around + rng.randint(-spread, spread)
        if rng.random() < 0.15:
            time -= time % 86400
        log.append(("u%d" % rng.randint(1, rng.choice([2, 7])), rng.choice("abcd"), time, rng.choice(["", "x", "ä", "\"q,"])))
    if rng.random() < 0.5:
        log.sort(key=lambda e: e[2])
    return log


def names(rng, events):
    if len(events) == 1 and rng.random() < 0.5:
        return min(events)
    if rng.random() < 0.5:
        return "event in (%s)" % ", ".join('"%s"' % e for e in sorted(events))
    return " || ".join('lower(event) == "%s"' % e for e in sorted(events))


def command(rng, o):
    period = o["period"] if isinstance(o["period"], str) else rng.choice(["%ds" % o["period"], "%dh" % (o["period"] // 3600)])
    c = ["--tz", o["zone"], "-j", rng.choice(["1", "3"])]
    c += [] if period == "day" and rng.random() < 0.5 else ["--period", period]
    c += ["--week-start", "sunday"] if o["sunday"] and isinstance(o["period"], str) else []
    c += ["--start", names(rng, o["start"])] if o["start"] else []
    c += ["--return", names(rng, o["returns"])] if o["returns"] else []
    c += ["--at-least", str(o["at_least"])] if o["at_least"] > 1 or rng.random() < 0.2 else []
    c += ["--by", "by"] if o["by"] else []
    c += ["--cohort", "every"] if o["every"] else []
    if o["answer"] in ("lifecycle", "stickiness"):
        return c + ["--" + o["answer"]]
    c += ["--matrix"] if o["answer"] == "matrix" else []
    c += ["--mode", o["mode"]] if o["mode"] != "exact" else []
    c += ["--brackets", ",".join(map(str, o["brackets"]))] if o["brackets"] else []
    c += ["--periods", str(o["periods"])] if o["mode"] != "bracket" else []
    return c


def random_logs(seed, n):
    rng = random.Random(int(seed))
    answers = {"long": brute.long_rows, "matrix": brute.matrix_rows, "lifecycle": brute.lifecycle_rows,
               "stickiness": brute.stickiness_rows}
    for k in range(int(n)):
        o, around = random_options(rng)
        log = random_log(rng, o, around)
        want = answers[o["answer"]](o, log)
        c = command(rng, o)
        if rng.random() < 0.2:
            data = "".join(json.dumps(dict(zip(("user_id", "event", "timestamp", "by"), e))) + "\n" for e in log).encode()
        else:
            data = as_csv(log, ["user_id", "event", "timestamp", "by"])
        got = list(csv.reader(io.StringIO(run(c + ["-o", "csv"], data))))[1:]
        if not o["by"]:
            got = [[""] + r for r in got]
        if got != want:
            for g, w in zip(got + [None] * len(want), want + [None] * len(got)):
                if g != w:
                    differ("seed %s log %d %s\n%s" % (seed, k, " ".join(c), data.decode()[:1500]), g, w)
                    break
    print("# %s logs" % n)


def main():
    {"cases": cases, "logs": logs, "random": random_logs}[sys.argv[1]](*sys.argv[2:])
    sys.exit(ia.wrong > 0)


main()
