#!/usr/bin/python3
"""Holds ia-dedupe against a plain definition of clusters, on random logs in CSV and NDJSON.

usage: dedupe.py [ROUNDS] [SEED]        ia-dedupe is found by PATH
"""
import json
import os
import random
import subprocess
import sys
import tempfile

COLUMNS = ["id", "event", "t", "note"]
NOTES = ["", "x", "a,b", 'say "hi"', "two\nlines", "加入购物车", "0010", "10", " x"]


def run(args, data, env=None):
    done = subprocess.run(["ia-dedupe"] + args, input=data, capture_output=True,
                          env={**os.environ, **(env or {})}, timeout=60)
    if done.returncode != 0:
        raise SystemExit(f"ia-dedupe {args}: exit {done.returncode}: {done.stderr.decode()}")
    return done.stdout


def csv_field(text, rng):
    if any(c in text for c in ',"\n') or rng.random() < 0.3:
        return '"' + text.replace('"', '""') + '"'
    return text


def json_text(text, rng):
    if text and rng.random() < 0.2:
        return '"' + "".join(f"\\u{ord(c):04x}" for c in text) + '"'
    return json.dumps(text, ensure_ascii=rng.random() < 0.3)


def json_value(value, rng):
    """The source of a value: text, ("number", source), None, dict or list."""
    blank = " " * rng.randrange(2)
    if value is None:
        return "null"
    if isinstance(value, tuple):
        return value[1]
    if isinstance(value, str):
        return json_text(value, rng)
    if isinstance(value, list):
        return "[" + blank + ("," + blank).join(json_value(v, rng) for v in value) + "]"
    members = list(value.items())
    rng.shuffle(members)
    return "{" + blank + ("," + blank).join(
        f"{json_text(k, rng)}:{blank}{json_value(v, rng)}" for k, v in members) + blank + "}"


def as_key(value):
    """What -k compares: missing is one thing, anything else its bytes."""
    if value is None or value == "":
        return ("text", "")
    if isinstance(value, tuple):
        return ("text", value[1])
    if isinstance(value, str):
        return ("text", value)
    return ("json", json.dumps(value, sort_keys=True))


def as_whole(value):
    return json.dumps(value, sort_keys=True)


def make_csv(rng, n):
    records = []
    for _ in range(n):
        values = [f"u{rng.randrange(4)}", rng.choice(["view", "pay"]), str(1700000000 + rng.randrange(60)),
                  rng.choice(NOTES)]
        records.append((",".join(csv_field(v, rng) for v in values), values,
                        [as_key(v) for v in values], as_whole(values)))
    return ",".join(COLUMNS) + "\n", records


def make_ndjson(rng, n):
    records = []
    for _ in range(n):
        values = [rng.choice([f"u{rng.randrange(3)}", ("number", "7"), "7"]), rng.choice(["view", "pay"]),
                  str(1700000000 + rng.randrange(60)),
                  rng.choice(NOTES + [None, ("number", "1"), ("number", "1.0"), "1", {"a": ["b", None], "c": "d"},
                                      {"c": "d", "a": ["b", None]}, ["b", {}]])]
        record = dict(zip(COLUMNS, values))
        if rng.random() < 0.1:
            del record["note"]
            values[3] = None
        whole = json.dumps(record, sort_keys=True)
        if rng.random() < 0.5:
            text = json.dumps({k: v for k, v in record.items()}, ensure_ascii=False, separators=(",", ":")) \
                if all(isinstance(v, str) for v in record.values()) else json_value(record, rng)
        else:
            text = json_value(record, rng)
        records.append((text, values, [as_key(v) for v in values], whole))
    return "", records


def clusters_of(keys, times, within):
    """Lists of the numbers of records."""
    newest, out = {}, []
    for i, key in enumerate(keys):
        old = newest.get(key)
        if all(k == ("text", "") for k in key) and isinstance(key, tuple):
            out.append([i])  # no key: equal to nothing
        elif old is None or (within is not None and abs(times[i] - times[old[0]]) > within):
            newest[key] = [i]
            out.append(newest[key])
        else:
            old.append(i)
    return out


def expect(records, keys, within, keep):
    """Of each record: None where it is dropped, else how large its cluster is."""
    verdict = [None] * len(records)
    for cluster in clusters_of(keys, [int(r[1][2]) for r in records], within):
        if keep == "first":
            verdict[cluster[0]] = len(cluster)
        elif keep == "last":
            verdict[cluster[-1]] = len(cluster)
        elif len(cluster) == 1:
            verdict[cluster[0]] = 1
    return verdict


def one(rng, number):
    form = rng.choice(["csv", "ndjson"])
    header, records = (make_csv if form == "csv" else make_ndjson)(rng, rng.randrange(1, 60))
    columns = rng.sample(range(4), rng.randrange(1, 4)) if rng.random() < 0.6 else None
    within = rng.choice([None, None, 0, 1, 5, 30])
    keep = rng.choice(["first", "last", "none"])
    is_sorted, count, duplicates = rng.random() < 0.2, rng.random() < 0.3, rng.random() < 0.2
    key = (lambda r: tuple(r[2][c] for c in columns)) if columns else (lambda r: r[3])
    if is_sorted:
        records.sort(key=lambda r: repr(key(r)))
    if duplicates:
        count = False
    args = ["-t", "t", "--keep", keep] + (["-k", ",".join(COLUMNS[c] for c in columns)] if columns else [])
    args += ["--within", f"{within}s"] if within is not None else []
    args += (["--sorted"] if is_sorted else []) + (["--count"] if count else [])
    args += ["--duplicates"] if duplicates else []
    args += rng.choice([[], ["-j", "1"], ["-j", "3"], ["-S", "4096"], ["-S", "4096", "-j", "2"], ["-S", "300000"]])
    env = rng.choice([{}, {"IA_LANE": "careful"}])
    verdict = expect(records, [key(r) for r in records], within, keep)
    data = (header + "".join(r[0] + "\n" for r in records)).encode()
    got = run(args, data, env).decode()
    want = "".join(r[0] + (f",{v}" if count else "") + "\n" for r, v in zip(records, verdict)
                   if (v is None) == duplicates)
    if count and form == "ndjson":
        lines = [json.loads(line) for line in got.splitlines()]
        kept = [(r, v) for r, v in zip(records, verdict) if v is not None]
        good = [line.pop("count") for line in lines] == [v for _, v in kept] and \
            lines == [json.loads(r[0]) for r, _ in kept]
    else:
        header = header.replace("\n", ",count\n") if count else header
        good = got == header + want
    if not good:
        sys.stdout.write(f"round {number}: ia-dedupe {' '.join(args)} {env}\n--- input\n{data.decode()}"
                         f"--- want\n{header}{want}--- got\n{got}")
        raise SystemExit(1)


def pieces(rng, number):
    """A log in pieces with --state gives what it gives whole (forgotten keys come back in another order)."""
    header, records = make_csv(rng, rng.randrange(1, 60))
    ttl = rng.choice([None, 3, 20])
    late = rng.choice([0, ttl or 0])  # a record may come so much later than its time says
    records.sort(key=lambda r: int(r[1][2]) + rng.uniform(0, late))
    args = rng.choice([[], ["-k", "id,event"], ["-k", "id"]]) + ["-t", "t"]
    args += ["--ttl", f"{ttl}s"] if ttl is not None else []
    args += ["--within", f"{rng.choice([2, 10, 50])}s"] if rng.random() < 0.3 else []
    with tempfile.TemporaryDirectory() as folder:
        text = [r[0] + "\n" for r in records]
        whole = run(args + ["--state", f"{folder}/whole"], (header + "".join(text)).encode()).decode()
        got, at = header, 0
        while at < len(text):
            to = at + rng.randrange(1, 20)
            more = rng.choice([[], ["-S", "4096"]])
            got += run(args + more + ["--state", f"{folder}/pieces"],
                       (header + "".join(text[at:to])).encode()).decode()[len(header):]
            at = to
        same_state = ttl is not None or \
            open(f"{folder}/whole", "rb").read() == open(f"{folder}/pieces", "rb").read()
    if got != whole or not same_state:
        sys.stdout.write(f"round {number}: {args}: pieces differ from the whole (states {same_state})\n"
                         f"--- whole\n{whole}--- pieces\n{got}")
        raise SystemExit(1)


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for number in range(rounds):
        one(random.Random(seed * 1000003 + number), number)
        if number % 8 == 0:
            pieces(random.Random(seed * 1000003 + number), number)


main()
