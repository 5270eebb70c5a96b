#!/usr/bin/env python3
"""Independent answers for tests/cli/ia-funnel.t: each prints what differs and ends with 1 if anything does.

funnel.py cases FILE            the worked cases of other systems' tests ($IA_SHARED/cases/cases.json)
funnel.py logs FOLDER           the real logs against FOLDER/reference/events_*.json
funnel.py random SEED N         N random logs and option sets against funnel_brute.py, counts, times and users
funnel.py stationary SEED        users who keep coming, of whose visits 5 % buy: the same rate in every period
funnel.py sample FILE USERS     the first USERS users of an event log, every start of theirs tried
"""
import gzip
import io
import json
import os
import random
import sys

import numpy as np  # noqa: E402

import command
from command import as_csv
import funnel_brute as brute  # noqa: E402

ia = command.Command("ia-funnel")
differ, run, rows = ia.differ, ia.run, ia.rows


def case(c):
    p, want = c["parameters"], c["expected"]
    unit = "s"
    if any(isinstance(e[2], int) and e[2] > 10**11 for e in c["events"]):
        unit = "us"  # instants so late are read as microseconds
    data = as_csv([e[:3] for e in c["events"]], ["user_id", "event", "timestamp"])
    arguments = ["--steps", ",".join(p["steps"]), "--order", p["order"]]
    if p["within"] is not None:
        arguments += ["--within", "%d%s" % (p["within"], unit)]
    steps = rows(arguments, data)
    users = {u["user_id"]: u for u in rows(arguments + ["--users"], data)}
    level = {e[0]: users[e[0]]["step"] if e[0] in users else 0 for e in c["events"]}
    if "level_by_user" in want:
        differ(c["id"], level, want["level_by_user"])
    if "counts" in want:
        differ(c["id"], [s["users"] for s in steps], want["counts"])
    for k, names in want.get("users_at", {}).items():
        differ(c["id"] + " step " + k, sorted(u for u in level if level[u] >= int(k)), sorted(names))
    for k, mean in enumerate(want.get("avg_seconds", [])):
        if mean is not None:
            got = [seconds(u["time_%d" % (k + 1)]) - seconds(u["time_%d" % k]) for u in users.values() if u["step"] > k]
            differ(c["id"] + " mean time", sum(got) / len(got), mean)


def seconds(text):
    return np.datetime64(text.rstrip("Z"), "us").astype(int) / 1e6


def cases(path):
    every = [c for c in json.load(open(path))["cases"] if c["kind"] == "funnel"]
    for c in every:
        case(c)
    print("# %d cases" % len(every))


LOGS = {
    "ecom": ("ecom/ecom.csv", ["--user", "user_id"], "event"),
    "helpdesk": ("helpdesk/helpdesk.csv", ["--user", "case_id"], "event"),
    "apache_logs": ("apache_logs/apache_logs.csv", ["--user", "ip"], "path"),
    "wikiticker": ("wikiticker/wikiticker.ndjson.gz", ["--user", "user", "--time", "time"], "namespace"),
    "opensearch_logs": ("opensearch_samples/logs.ndjson.gz", ["--user", "clientip"], "extension"),
}
MODES = {"ordered": [], "direct": ["--order", "strict"], "session": ["--per", "session"]}


def logs(folder):
    n = 0
    for log, (path, options, event) in LOGS.items():
        data = open(os.path.join(folder, path), "rb").read()
        if path.endswith(".gz"):
            data = gzip.decompress(data)
        for funnel in json.load(open("%s/reference/events_%s.json" % (folder, log)))["funnels"]:
            steps = []
            for name in funnel["steps"]:
                steps += ["--step", '%s=%s == "%s"' % (name.replace("=", "_"), event, name)]
            modes = dict(MODES)
            modes.update({k: ["--within", k[7:]] for k in funnel if k.startswith("within_") and k.endswith("s")})
            for mode, more in modes.items():
                got = [r["users"] for r in rows(options + steps + more, data)]
                differ("%s %s %s" % (log, funnel["steps"], mode), got, funnel[mode])
                n += 1
    print("# %d funnels" % n)


def random_rules(rng):
    nstep = rng.randint(1, 4)
    order = rng.choice(["ordered", "ordered", "strict", "any"])
    r = brute.Rules(nstep, order, rng.choice([None, None, 0, 1, 2, 4, 7]), rng.choice([None, None, 0, 1, 2]),
                    (), rng.random() < 0.3, rng.random() < 0.25)
    if order != "any" and rng.random() < 0.3:
        r.optional = {k for k in range(1, nstep) if rng.random() < 0.4}
    return r


def random_log(rng, nstep):
    """[(user, event, second, hold, by)] in input order; with times that repeat."""
    users = ["u%d" % k for k in range(rng.randint(1, 6))]
    names = "abcd"[: rng.randint(2, 4)] + "x"
    return [(rng.choice(users), rng.choice(names), rng.randint(0, 12), rng.choice(["", "p", "q"]),
             rng.choice(["", "m", "n"])) for _ in range(rng.randint(0, 30))], names


def command(rng, rules, steps, names):
    c = []
    if rng.random() < 0.7:
        c += ["--steps", ",".join(steps)]
    else:
        for k, s in enumerate(steps):
            c += ["--step", 's%d=lower(event) == "%s"' % (k, s)]
    c += ["--order", rules.order]
    c += ["--within", "%ds" % rules.within] if rules.within is not None else []
    c += ["--per", "session", "--session", "%ds" % rules.session] if rules.session is not None else []
    c += ["--hold", "hold"] if rules.hold else []
    c += ["--reenter"] if rules.reenter else []
    label = [("s%d" % k) if c[0] == "--step" else s for k, s in enumerate(steps)]
    rules.optional = {k for k in range(1, rules.nstep) if label[k] in {label[j] for j in rules.optional}}
    if any(label[k] == label[0] for k in rules.optional):
        rules.optional = set()
    for k in rules.optional:
        c += ["--optional", label[k]]
    exclude = rng.choice(["", "", "x", names[0]])
    return c + (["--exclude", exclude] if exclude else []), exclude


def expected(rules, log, steps, exclude):
    """{user: answer}, in order of first appearance, with the user's events."""
    out = {}
    for name in dict.fromkeys(e[0] for e in log):
        mine = sorted((e for e in log if e[0] == name), key=lambda e: e[2])
        events = [(e[2] * 10**6, {k for k, s in enumerate(steps) if s == e[1]}, e[1] == exclude, e[3] or None, e[4])
                  for e in mine]
        out[name] = (brute.answer(rules, events), events)
    return out


def entries(rules, events, key, first):
    """{group: places where a chain may begin} of a user, in the order of the first ones."""
    found = {}
    for i in brute.starts(rules, events)[: 1 if first else None]:
        found.setdefault(key(events[i]), []).append(i)
    return found


def table(rules, users, key=None, first=False):
    """{group: [[users, median, p90] a step]}."""
    cells = {}
    for chains, events in users.values():
        if key:
            chains = [c for begin in entries(rules, events, key, first).values()
                      for c in brute.answer(rules, events, begin)]
        for level, chain, reached in chains:
            group = cells.setdefault(key(events[chain[0][0]]) if key else "", [[0, []] for _ in range(rules.nstep)])
            at = brute.times(rules, events, chain)
            before = None
            for k in range(rules.nstep):
                group[k][0] += k in reached
                if k in at:
                    if before is not None:
                        group[k][1].append(at[k] - before)
                    before = at[k]
    return {g: [[n] + ([round(float(np.quantile(t, p)) / 1e6, 6) for p in (0.5, 0.9)] if t else [None, None])
                for n, t in c] for g, c in cells.items()}


def closed(rules, users, key, first):
    """{group: 1 where every window is over}, users that entered, entries, users with a window that is not over."""
    complete, entered, open_users = {}, [], 0
    last = max((e[0] for _, events in users.values() for e in events), default=0)
    for _, events in users.values():
        mine = {g: all(brute.over(rules, events, i, last) for i in begin)
                for g, begin in entries(rules, events, key, first).items()}
        entered += [len(mine)] if mine else []
        open_users += not all(mine.values())
        for g, is_over in mine.items():
            complete[g] = complete.get(g, 1) and int(is_over)
    return complete, len(entered), sum(entered), open_users


def groups(rules, c, data, users, what, options, name, key):
    """A funnel for each value or period: rows, complete, what is told, and the list of users."""
    for first in (False, True):
        if first and rules.reenter:
            continue
        more = options + (["--enter", "first"] if first else [])
        got, complete = {}, {}
        out = ia.call(c + more + ["-o", "ndjson"], data)
        for r in map(json.loads, out.stdout.splitlines()):
            got.setdefault(r[name] or "", []).append([r["users"], r["median_time"], r["p90_time"]])
            complete[r[name] or ""] = r["complete"]
        differ(" ".join(more) + " " + what, got, table(rules, users, key, first))
        want, n, entered, open_users = closed(rules, users, key, first)
        differ("complete " + " ".join(more) + " " + what, complete, want)
        told = out.stderr.decode()
        differ("told " + what, "%d users are %d in the rows" % (n, entered) in told, entered > n)
        limited = rules.within is not None or rules.session is not None
        differ("told late " + what, "%d of %d users entered less" % (open_users, n) in told, limited and open_users > 0)
        got = [[r["user_id"], r[name] or "", r["step"]] for r in rows(c + more + ["--users"], data)]
        want = [[user, g, level] for user, (_, events) in users.items()
                for g, begin in entries(rules, events, key, first).items()
                for level, _, _ in brute.answer(rules, events, begin)]
        differ("--users " + " ".join(more) + " " + what, sorted(got, key=str), sorted(want, key=str))


def one_random(rng):
    rules = random_rules(rng)
    log, names = random_log(rng, rules.nstep)
    steps = [rng.choice(names[:-1]) for _ in range(rules.nstep)]
    scale = rng.choice([1, 21600])
    log = [(u, e, t * scale, h, b) for u, e, t, h, b in log]
    for limit in ("within", "session"):
        if getattr(rules, limit) is not None:
            setattr(rules, limit, getattr(rules, limit) * scale)
    c, exclude = command(rng, rules, steps, names)
    for limit in ("within", "session"):
        if getattr(rules, limit) is not None:
            setattr(rules, limit, getattr(rules, limit) * 10**6)
    data = as_csv(log, ["user_id", "event", "timestamp", "hold", "by"])
    users = expected(rules, log, steps, exclude)
    want = table(rules, users)
    got = [[r["users"], r["median_time"], r["p90_time"]] for r in rows(c, data)]
    what = " ".join(c) + "\n" + data.decode()
    differ(what, got, want.get("", [[0, None, None]] * rules.nstep))
    groups(rules, c, data, users, what, ["--by", "by"], "by", lambda e: e[4])
    groups(rules, c, data, users, what, ["--every", "day"], "day", lambda e: str(np.datetime64(e[0], "us"))[:10])
    got = [[r["user_id"], r["step"]] + [r["time_%d" % (k + 1)] for k in range(rules.nstep)]
           for r in rows(c + ["--users"], data)]
    want = []
    for name, (chains, events) in users.items():
        for level, chain, _ in chains:
            at = brute.times(rules, events, chain)
            want.append([name, level] + [stamp(at[k]) if k in at else None for k in range(rules.nstep)])
    differ("--users " + what, sorted(got, key=str), sorted(want, key=str))


def stamp(us):
    return str(np.datetime64(us // 10**6, "s")) + "Z"


def random_logs(seed, n):
    rng = random.Random(seed)
    for _ in range(n):
        one_random(rng)
    print("# %d logs" % n)


def wilson(k, n, z=3.9):
    middle = (k + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * (k * (n - k) / n + z * z / 4) ** 0.5
    return middle - half, middle + half


def stationary(seed):
    rng = random.Random(seed)
    day, days, log = 86400, 182, []
    for user in range(600):
        for _ in range(rng.randint(20, 200)):
            at = 1704067200 + rng.randrange(days * day)
            log.append((user, "visit", at))
            if rng.random() < 0.05:
                log.append((user, "buy", at + rng.randrange(1, 600)))
    data = as_csv(log, ["user_id", "event", "timestamp"])
    for options in (["--every", "month"], ["--every", "week"], ["--every", "day"], ["--every", "week", "--order", "any"],
                    ["--every", "week", "--per", "session"], ["--every", "month", "--enter", "first"]):
        all_rows = rows(["--steps", "visit,buy", "--within", "10m"] + options, data)
        period = options[1]
        # whole periods: in a part of one a user has fewer visits
        part = {"month": ("2024-07",), "week": ("2024-07-01",), "day": ()}[period]
        cells = [r for r in all_rows if r["step"] == 2 and r[period] not in part and r["complete"]]
        entered = {r[period]: r["users"] for r in all_rows if r["step"] == 1}
        pooled = sum(c["users"] for c in cells) / sum(entered[c[period]] for c in cells)
        off = [c[period] for c in cells
               if not wilson(c["users"], entered[c[period]])[0] <= pooled <= wilson(c["users"], entered[c[period]])[1]]
        differ("periods away from %.4f: %s" % (pooled, options), off, [])
        if "first" in options:
            differ("one visit of each user", abs(pooled - 0.05) < 0.03, True)
    print("# %d events" % len(log))


def every_start(events, steps, within):
    """(level, times) of one user: from each start the earliest next step, then the first to end, the last to start."""
    best = (0, 0, 0, [])
    for i, (t, name) in enumerate(events):
        if name != steps[0]:
            continue
        times, k = [t], 1
        for u, other in events[i + 1:]:
            if k < len(steps) and other == steps[k] and u - t <= within:
                times.append(u)
                k += 1
        best = max(best, (k, -times[-1], i, times), key=lambda b: b[:3])
    return best


def sample(path, limit):
    steps, within = ["register", "view_item", "add_to_cart", "pay"], 7 * 86400
    users = {}
    kept = io.StringIO()
    with open(path, newline="") as f:
        kept.write(f.readline())
        for line in f:
            user, name, when = line.split(",", 3)[:3]
            if user not in users and len(users) == limit:
                continue
            users.setdefault(user, []).append((seconds(when), name))
            kept.write(line)
    best = {u: every_start(sorted(e, key=lambda x: x[0]), steps, within) for u, e in users.items()}
    want = []
    for k in range(len(steps)):
        gaps = [b[3][k] - b[3][k - 1] for b in best.values() if k > 0 and b[0] > k]
        want.append([sum(b[0] > k for b in best.values())] +
                    ([round(float(np.quantile(gaps, p)), 6) for p in (0.5, 0.9)] if gaps else [None, None]))
    got = [[r["users"], r["median_time"], r["p90_time"]]
           for r in rows(["--steps", ",".join(steps), "--within", "7d"], kept.getvalue().encode())]
    differ("sample", got, want)
    print("# %d users, %s" % (len(users), [w[0] for w in want]))


if __name__ == "__main__":
    what, rest = sys.argv[1], sys.argv[2:]
    if what == "cases":
        cases(rest[0])
    elif what == "logs":
        logs(rest[0])
    elif what == "random":
        random_logs(int(rest[0]), int(rest[1]))
    elif what == "stationary":
        stationary(int(rest[0]))
    elif what == "sample":
        sample(rest[0], int(rest[1]))
    sys.exit(ia.wrong > 0)
