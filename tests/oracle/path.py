#!/usr/bin/env python3
"""Independent answers for tests/cli/ia-path.t: each prints what differs and ends with 1 if anything does.

path.py random SEED N       N random logs and option sets against the brute force below
path.py logs FOLDER         the real logs against FOLDER/reference/events_*.json
path.py cases FILE          the worked cases of other systems' tests ($IA_SHARED/cases/cases.json)
path.py sample FILE         an event log of ia-gen, every mode, and what must add up
"""
import csv
import gzip
import io
import json
import os
import random
import re
import statistics
import sys
from collections import Counter, defaultdict

import command
from command import as_csv

ia = command.Command("ia-path")
differ, run, rows = ia.differ, ia.run, ia.texts


class Want:
    """What is asked for, as plain values; seconds for times; functions of (name, value) for expressions."""
    session, length, numbered, collapse, anywhere = 1800, None, False, False, False
    start, to, merge, mode, least, top = None, None, (), "edges", 0, None


def paths_of(events, want):
    """(user, [(name, time)], cut before, cut after) of each session that counts; events: (user, name, time, value)"""
    by_user = defaultdict(list)
    for user, name, time, value in events:
        new = next((m[0] for m in want.merge if m[1](name, value)), name)
        by_user[user].append((time, new, bool(want.start and want.start(name, value)), bool(want.to and want.to(name, value))))
    for user, mine in by_user.items():
        mine.sort(key=lambda e: e[0])
        sessions = []
        for e in mine:
            if not sessions or (want.session is not None and e[0] - sessions[-1][-1][0] > want.session):
                sessions.append([])
            sessions[-1].append(e)
        for s in sessions:
            yield from cut(user, s, want)


def cut(user, s, want):
    if want.collapse:
        runs = []
        for e in s:
            if runs and runs[-1][0][1] == e[1]:
                runs[-1].append(e)
            else:
                runs.append([e])
        s = [(r[-1][0], r[0][1], any(e[2] for e in r), any(e[3] for e in r)) for r in runs]
    if want.start:
        at = [i for i, e in enumerate(s) if e[2]]
        if not at:
            return
        s = s[at[0]:]
    if want.to:
        at = [i for i, e in enumerate(s) if e[3] and (i > 0 or not want.start)]
        if not at:
            return
        s = s[:at[0] + 1]
    p = [(e[1], e[0]) for e in s]
    n = want.length
    if want.anywhere:
        for i in range(len(p) - n + 1):
            yield user, p[i:i + n], p[i:i + n], False, False
    elif n is None or len(p) <= n:
        yield user, p, p, False, False
    elif want.to and not want.start:
        yield user, p[-n:], p, True, False
    else:
        yield user, p[:n], p, False, True


def edges_of(p, whole, before, after, want):
    """(from, to, time, steps, elapsed), and what to sort names by"""
    first, last = whole[0][1], whole[-1][1]
    name = (lambda i: (i + 1, p[i][0])) if want.numbered else (lambda i: (0, p[i][0]))
    begin = len(whole) - len(p) if before else 0

    def way(a, b):
        if want.start:
            return begin + b, p[b][1] - first
        return len(whole) - 1 - begin - a, last - p[a][1]

    yield (0, "(more)" if before else "(start)"), name(0), None, *way(0, 0)
    for i in range(1, len(p)):
        yield name(i - 1), name(i), p[i][1] - p[i - 1][1], *way(i - 1, i)
    yield name(len(p) - 1), (0, "(more)" if after else "(end)"), None, *way(len(p) - 1, len(p) - 1)


def label(node):
    return "%d_%s" % node if node[0] else node[1]


def text(x):
    """Seconds as they are written, from whole or half seconds."""
    return str(int(x)) if x == int(x) else repr(x)


def median(values):
    return text(float(statistics.median(values))) if values else ""


def share(a, b):
    return "%.6f" % (a / b)


def brute(events, want):
    count, users, out, spans = Counter(), defaultdict(set), Counter(), defaultdict(lambda: ([], [], []))
    total = 0
    for user, p, whole, before, after in paths_of(events, want):
        total += 1
        if want.mode == "paths":
            key = tuple(name for name, _ in p)
            count[key] += 1
            users[key].add(user)
            spans[key][0].append(p[-1][1] - p[0][1])
            continue
        for a, b, time, steps, elapsed in edges_of(p, whole, before, after, want):
            key = (a, b)
            count[key] += 1
            users[key].add(user)
            out[a] += 1
            for k, x in enumerate((time, steps, elapsed)):
                if x is not None:
                    spans[key][k].append(x)
    if want.mode == "dropoff":
        found = [[-count[(a, (0, "(end)"))], a[0], a[1].encode(), [label(a), out[a], count[(a, (0, "(end)"))],
                 len(users[(a, (0, "(end)"))]), share(count[(a, (0, "(end)"))], out[a])]]
                 for a in out if a != (0, "(start)") and out[a] >= want.least]
    elif want.mode == "paths":
        found = [[-n, [x.encode() for x in key], [" > ".join(key), len(key), n, len(users[key]), share(n, total),
                 median(spans[key][0])]] for key, n in count.items() if n >= want.least]
    else:
        found = []
        for (a, b), n in count.items():
            row = [label(a), label(b), n, len(users[(a, b)]), share(n, out[a]), median(spans[(a, b)][0])]
            if want.start or want.to:
                row += [median(spans[(a, b)][1]), median(spans[(a, b)][2])]
            if n >= want.least:
                found.append([-n, a[0], a[1].encode(), b[1].encode(), row])
    found.sort(key=lambda f: f[:-1])
    return [[str(x) for x in f[-1]] for f in found][:want.top]


def pick(rng, names):
    """An expression and the same in Python."""
    kind = rng.randrange(4)
    a, b = rng.choice(names), rng.choice(names)
    if kind == 0:
        return a, lambda name, value: name == a
    if kind == 1:
        return 'event in ("%s", "%s")' % (a, b), lambda name, value: name in (a, b)
    v = rng.randint(0, 3)
    if kind == 2:
        return "value > %d" % v, lambda name, value: value > v
    return 'event == "%s" && value <= %d' % (a, v), lambda name, value: name == a and value <= v


def options(rng, names):
    w, c = Want(), []
    w.mode = rng.choice(["edges", "edges", "edges", "paths", "paths", "dropoff"])
    c += ["--" + w.mode] if w.mode != "edges" or rng.random() < 0.3 else []
    gap = rng.choice([None, 0, 1, 2, 5, 1800])
    w.session = gap
    c += [] if gap == 1800 else ["--session", "none" if gap is None else "%ds" % gap]
    if rng.random() < 0.4:
        w.length = rng.randint(1, 5)
        c += ["--length", str(w.length)]
        if w.mode == "paths" and rng.random() < 0.5:
            w.anywhere = True
            c.append("--anywhere")
    if rng.random() < 0.3 and w.mode != "paths":
        w.numbered = True
        c.append("--numbered")
    if rng.random() < 0.4:
        w.collapse = True
        c.append("--collapse")
    if rng.random() < 0.35:
        e, w.start = pick(rng, names)
        c += ["--from", e]
    if rng.random() < 0.35 and w.mode != "dropoff":
        e, w.to = pick(rng, names)
        c += ["--to", e]
    for k in range(rng.choice([0, 0, 0, 1, 2])):
        e, f = pick(rng, names)
        w.merge += ((rng.choice(["A", "B", "a", "zz z"]), f),)
        c += ["--merge", w.merge[-1][0] + "=" + e]
    if rng.random() < 0.2:
        w.least = rng.randint(1, 3)
        c += ["--min-count", str(w.least)]
    if rng.random() < 0.2:
        w.top = rng.randint(1, 4)
        c += ["--top", str(w.top)]
    return w, c


def random_log(rng):
    users = ["u%d" % k for k in range(rng.randint(1, 6))]
    names = ["a", "b", "ab", "a longer name than sixteen bytes", "a longer name, also more than sixteen"][:rng.randint(1, 5)]
    return [(rng.choice(users), rng.choice(names), rng.randint(0, 14), rng.randint(0, 4))
            for _ in range(rng.randint(1, 40))], names


def acyclic(links):
    left = set(links)
    while left:
        targets = {b for _, b in left}
        sources = {(a, b) for a, b in left if a not in targets}
        if not sources:
            return False
        left -= sources
    return True


def graphs(arguments, data, want, edges):
    """--sankey and --dot are the rows in another form."""
    if want.numbered:
        j = json.loads(run([a for a in arguments if a not in ("--numbered", "--edges")] + ["--sankey"], data))
        name = [n["name"] for n in j["nodes"]]
        differ("sankey %s" % arguments, [[name[x["source"]], name[x["target"]], str(x["value"])] for x in j["links"]],
               [e[:3] for e in edges])
        differ("sankey %s: names" % arguments, len(set(name)), len(name))
        differ("sankey %s: no circles" % arguments, acyclic({(x["source"], x["target"]) for x in j["links"]}), True)
    dot = run(arguments + ["--dot"], data)
    differ("dot %s" % arguments, [list(m) for m in re.findall(r'^\t"(.*)" -> "(.*)" \[label="(\d+)"', dot, re.M)],
           [e[:3] for e in edges])


def balanced(edges):
    into, out = Counter(), Counter()
    for e in edges:
        out[e[0]] += int(e[2])
        into[e[1]] += int(e[2])
    return all(into[n] == out[n] for n in set(into) | set(out) if n not in ("(start)", "(end)", "(more)"))


def random_logs(seed, n):
    rng = random.Random(seed)
    for k in range(n):
        events, names = random_log(rng)
        want, arguments = options(rng, names)
        data = as_csv(events, ["user_id", "event", "timestamp", "value"])
        if rng.random() < 0.3:
            data = "".join(json.dumps({"user_id": u, "event": e, "timestamp": t, "value": v}) + "\n"
                           for u, e, t, v in events).encode()
        more = rng.choice([[], ["-j", "1"], ["-j", "5"], ["-S", "64K"]])
        got = [list(r.values()) for r in rows(arguments + more, data)]
        differ("random %d %d %s" % (seed, k, arguments), got, brute(events, want))
        if want.mode == "edges":
            if want.top is None and not want.least:
                differ("balance %s" % arguments, balanced(got), True)
            if rng.random() < 0.2:
                graphs(arguments, data, want, got)
    print("# %d logs" % n)


def sample(path):
    data = open(path, "rb").read()
    events = [(r["user_id"], r["event"], r["timestamp"], 0) for r in csv.DictReader(io.StringIO(data.decode()))]
    import datetime
    clock = lambda t: int(datetime.datetime.fromisoformat(t.replace("Z", "+00:00")).timestamp())
    events = [(u, e, clock(t), v) for u, e, t, v in events]
    for mode, session, length, start, to, numbered in [
            ("edges", 1800, None, None, None, False), ("edges", None, None, None, None, False),
            ("edges", 1800, 4, "login", None, True), ("edges", None, 6, None, "pay", True),
            ("paths", 1800, None, None, None, False), ("paths", None, 50, None, None, False),
            ("paths", None, 3, "search", "pay", False), ("dropoff", 1800, None, None, None, False)]:
        w = Want()
        w.mode, w.session, w.length, w.numbered = mode, session, length, numbered
        w.start = start and (lambda name, value: name == start)
        w.to = to and (lambda name, value: name == to)
        c = ["--" + mode, "--session", "none" if session is None else "30m"]
        c += ["--length", str(length)] if length else []
        c += ["--from", start] if start else []
        c += ["--to", to] if to else []
        c += ["--numbered"] if numbered else []
        for more in [], ["-S", "64K", "-j", "3"]:
            got = [list(r.values()) for r in rows(c + more, data)]
            differ("sample %s" % c, got, brute(events, w))
            if mode == "edges":
                differ("sample %s balance" % c, balanced(got), True)


LOGS = {
    "ecom": ("ecom/ecom.csv", ["--user", "user_id"], "event"),
    "helpdesk": ("helpdesk/helpdesk.csv", ["--user", "case_id"], "event"),
    "apache_logs": ("apache_logs/apache_logs.csv", ["--user", "ip"], "path"),
    "wikiticker": ("wikiticker/wikiticker.ndjson.gz", ["--user", "user", "--time", "time"], "namespace"),
    "opensearch_logs": ("opensearch_samples/logs.ndjson.gz", ["--user", "clientip"], "extension"),
}
EMPTY = "(none)"  # an event has a name: the reference has empty ones too


def fill(path, data, event):
    """Gives events without a name one."""
    if ".ndjson" in path:
        lines = []
        for line in data.decode().splitlines():
            j = json.loads(line)
            j[event] = j.get(event) or EMPTY
            lines.append(json.dumps(j))
        return ("\n".join(lines) + "\n").encode()
    return data


def inner(got):
    return Counter({(r["from"], r["to"]): int(r["count"]) for r in got
                    if r["from"] not in ("(start)", "(more)") and r["to"] not in ("(end)", "(more)")})


def logs(folder):
    named = lambda x: x if x else EMPTY
    for log, (path, arguments, event) in LOGS.items():
        data = open(os.path.join(folder, path), "rb").read()
        data = fill(path, gzip.decompress(data) if path.endswith(".gz") else data, event)
        want = json.load(open("%s/reference/events_%s.json" % (folder, log)))
        arguments = arguments + ["--event", event]
        for session, part in ("none", "all"), ("30m", "in_session"):
            got = rows(arguments + ["--session", session], data)
            steps, t = inner(got), want["transitions"]
            differ("%s %s distinct" % (log, part), len(steps), t[part + "_distinct"])
            differ("%s %s total" % (log, part), sum(steps.values()), t[part + "_total"])
            for a, b, n in t[part + "_top20"]:
                differ("%s %s %s > %s" % (log, part, a, b), steps[(named(a), named(b))], n)
            differ("%s %s balance" % (log, part), balanced([list(r.values()) for r in got]), True)
        begun = sum(int(r["count"]) for r in got if r["from"] == "(start)")
        differ("%s sessions" % log, begun, want["sessions_30min"]["sessions"])
        paths(log, arguments, data, want, named)
    print("# %d logs" % len(LOGS))


def paths(log, arguments, data, want, named):
    p = want["paths"]
    got = {r["path"]: int(r["count"]) for r in rows(arguments + ["--paths"], data)}
    differ("%s paths" % log, len(got), p["session_paths_distinct"])
    for name, n in p["session_paths_top20"]:
        name = " > ".join(named(x) for x in name.split(" > "))
        differ("%s path %s" % (log, name), got.get(name), n)
    three = rows(arguments + ["--paths", "--session", "none", "--length", "3", "--anywhere"], data)
    differ("%s trigrams" % log, [len(three), sum(int(r["count"]) for r in three)],
           [p["trigrams_distinct"], p["trigrams_total"]])
    got = {r["path"]: int(r["count"]) for r in three}
    for a, b, c, n in p["trigrams_top20"]:
        differ("%s %s > %s > %s" % (log, a, b, c), got.get(" > ".join(map(named, (a, b, c)))), n)
    edges = rows(arguments + ["--session", "none"], data)
    first = {r["to"]: int(r["count"]) for r in edges if r["from"] == "(start)"}
    for name, n in p["first_event_top10"]:
        differ("%s first %s" % (log, name), first.get(named(name)), n)
    last = {r["event"]: int(r["last"]) for r in rows(arguments + ["--session", "none", "--dropoff"], data)}
    for name, n in p["last_event_top10"]:
        differ("%s last %s" % (log, name), last.get(named(name)), n)


def cases(path):
    n = 0
    for c in json.load(open(path))["cases"]:
        events, p = c["events"], c["parameters"]
        if c["kind"] == "transition_matrix":
            n += 1
            by_session = p["path"] == "session"
            data = as_csv([[e[3]["session"] if by_session else e[0], e[1], e[2]] for e in events],
                          ["user_id", "event", "timestamp"])
            got = {"%s>%s" % (r["from"].replace("(start)", "path_start"), r["to"].replace("(end)", "path_end")):
                   int(r["count"]) for r in rows(["--session", "none"], data)}
            differ(c["id"], got, c["expected"]["counts"])
        elif c["kind"] == "path":
            n += 1
            posthog(c, events, p)
    print("# %d cases" % n)


def posthog(c, events, p):
    """A trailing slash is nothing there; groups are patterns with a star, sought anywhere in the name."""
    strip = lambda name: name.rstrip("/") if len(name) > 1 else name
    data = as_csv([[e[0], strip(e[1]), e[2]] for e in events], ["user_id", "event", "timestamp"])
    arguments = ["--numbered", "--collapse", "--length", str(p["step_limit"]), "--session", "%ds" % p["session_gap_seconds"]]
    arguments += ["--from", 'event == "%s"' % p["start"]] if "start" in p else []
    for g in p.get("groupings", []):
        arguments += ["--merge", '%s=event ~ "%s"' % (g, re.escape(g).replace("\\*", ".*").replace("\\", "\\\\"))]
    got = [r for r in rows(arguments, data) if "(" not in r["from"] + r["to"]]
    want = c["expected"]["edges"]
    differ(c["id"], {(r["from"], r["to"]): int(r["count"]) for r in got}, {(e["source"], e["target"]): e["value"] for e in want})
    for e in want:
        if "avg_seconds" in e:  # of one or two times the median is the mean
            time = [float(r["median_time"]) for r in got if (r["from"], r["to"]) == (e["source"], e["target"])]
            differ(c["id"] + " time", time, [e["avg_seconds"]])


if __name__ == "__main__":
    if sys.argv[1] == "random":
        random_logs(int(sys.argv[2]), int(sys.argv[3]))
    else:
        {"logs": logs, "cases": cases, "sample": sample}[sys.argv[1]](sys.argv[2])
    sys.exit(ia.wrong > 0)
