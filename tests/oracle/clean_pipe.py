#!/usr/bin/env python3
"""Rules of ia-clean in one command against the same rules as commands in a pipe.

clean_pipe.py SEED CASES	exit 0 if all are the same, byte for byte; else what differs, with the command lines

A random log as CSV or NDJSON (missing, null, absent, odd numbers, nested values), a random list of rules. The pipe
converts in its last command, and so does the one command: with --infer from CSV to NDJSON, where what is written is
what a field looks like.
"""
import csv
import difflib
import io
import json
import random
import shlex
import subprocess
import sys

TEXTS = ["", "", "", "x", "X", "Pay", "  pay ", "NA", "-", "7", "7", "12.50", "007", "+5", ".5", "5.", "-3", "1e3", "0", " 4",
         "true", "TRUE", "false", "null", "1,299.00", "12%", "2026-03-01", "2026-03-01 10:00:00+08:00", "1772359200", "a,b",
         'say "x"', "中文", "{}", "[1, 2]", "two\nlines", "9007199254740993"]
TAME = ["", "", "7", "12.50", "-3", "1e3", "0", "5", "5", "x"]
SOURCES = ["null", "null", "7", "12.50", "-3", "1e3", "0", "true", "false", '{"k": 1}', "[1, 2]", "[]", '""', '"x"', '"\\u0058"',
           '"007"', '"7"', '" pay "', '"TRUE"', '"NA"', '"null"', '"2026-03-01"', "9007199254740993", '"a,b"']
TAME_SOURCES = ["null", "7", "12.50", "-3", "1e3", "0", "5", '"5"', '"x"', "true"]
EXPRESSIONS = ["a", "b + 1", "if(missing(a), b, a)", "lower(c)", "a == b", "a * 2", "'x'", "missing(c)", "len(a)", "coalesce(a, b)",
               "concat(a, c)", "upper(a)", "round(b)", "7", "true", "min(a, b)", "a > 5 || missing(b)"]


def csv_field(rng, text):
    if any(c in text for c in ',"\n') or rng.random() < 0.05:
        return '"' + text.replace('"', '""') + '"'
    return text


def make_csv(rng, tame):
    lines = ["user_id,event,timestamp,a,b,c"]
    for k in range(rng.randrange(1, 30)):
        fields = [rng.choice("uvw"), rng.choice(["view", "pay"]), "2026-03-%02dT10:00:00Z" % (1 + k)]
        fields += [rng.choice(TAME if t else TEXTS) for t in tame]
        lines.append(",".join(csv_field(rng, f) for f in fields))
    return "\n".join(lines) + "\n"


def make_json(rng, tame):
    lines = []
    for k in range(rng.randrange(1, 30)):
        members = ['"user_id":"%s"' % rng.choice("uvw"), '"event":"%s"' % rng.choice(["view", "pay"]),
                   '"timestamp":"2026-03-%02dT10:00:00Z"' % (1 + k)]
        for name, t in zip("abc", tame):
            if k == 0 or rng.random() < 0.85:
                members.append('"%s":%s%s' % (name, rng.choice(["", " "]), rng.choice(TAME_SOURCES if t else SOURCES)))
        if k > 0 and rng.random() < 0.2:
            rng.shuffle(members)
        lines.append("{" + ",".join(members) + "}")
    return "\n".join(lines) + "\n"


def make_rule(rng, names, new):
    """A rule on one of names; what it does to the names is done."""
    c = rng.choice(names)
    kind = rng.choice(["fill"] * 8 + ["where"] * 2 + ["set"] * 3 + ["trim", "lower", "upper", "number", "range", "clip", "drop-missing",
                      "check", "require", "rename", "drop", "select", "unit", "map", "time"])
    if kind == "fill":
        return [kind, c + "=" + rng.choice(["@previous"] * 4 + ["@mean", "@median", "@mode", "@mode", "0", "x", "true", "1.50", "TRUE",
                                            "+5", "007", "1e3"])]
    if kind == "where":
        return [kind, rng.choice(["!missing(%s)", "%s > 3", "%s != 'x'", "%s == 7 || missing(%s)", "len(%s) < 3", "%s"]).replace("%s", c)]
    if kind == "set":
        target = rng.choice(names + [new])
        expression = rng.choice(EXPRESSIONS)
        for old in "abc":
            if old not in names:
                expression = "event"
        if target not in names:
            names.append(target)
        return [kind, target + "=" + expression.replace("'", '"')]
    if kind in ("range", "clip"):
        return [kind, c + "=" + rng.choice(["0..", "..10", "1..8", "-1..7.5"])]
    if kind in ("drop-missing", "require"):
        return [kind, ",".join(rng.sample(names, rng.randrange(1, 3)))] if rng.random() < 0.8 else [kind, c]
    if kind == "check":
        return [kind, c + "=" + rng.choice(["number", "integer", "boolean"])]
    if kind == "rename":
        if len(names) < 3 or new in names:
            return ["trim", c]
        names[names.index(c)] = new
        return [kind, c + "=" + new]
    if kind == "drop":
        if len(names) < 3:
            return ["trim", c]
        names.remove(c)
        return [kind, c]
    if kind == "select":
        rng.shuffle(names)
        return [kind, ",".join(["user_id", "event", "timestamp"] + names)]
    if kind == "unit":
        return [kind, c + "=" + rng.choice(["ms:s", "s:ms", "fen:yuan", "kg:g"])]
    if kind == "map":
        return [kind, c + "=" + "map.csv"]
    return [kind, c]


def run(commands, data):
    """Standard output of the last, whether all ended well."""
    good = True
    for command in commands:
        p = subprocess.run(["ia-clean", "-q"] + command, input=data, capture_output=True, check=False)
        if p.returncode not in (0, 1, 2):
            sys.exit("exit %d: %s: %s" % (p.returncode, shlex.join(command), p.stderr.decode()))
        good = good and p.returncode == 0
        data = p.stdout
    return data, good, p.stderr


def by_name(text):
    rows = csv.DictReader(io.StringIO(text.decode()))
    return "\n".join(json.dumps({k: v for k, v in sorted(row.items()) if v != ""}) for row in rows).encode()


def by_member(text):
    """Values as they are written; where a rule adds several keys their order is that of the columns."""
    rows = [json.loads(line, parse_int=lambda s: ["n", s], parse_float=lambda s: ["n", s]) for line in text.splitlines()]
    return "\n".join(json.dumps(row, sort_keys=True) for row in rows).encode()


def one(seed, show=False):
    rng = random.Random(seed)
    source, target = rng.choice([("csv", "csv"), ("ndjson", "ndjson"), ("csv", "ndjson"), ("ndjson", "csv")])
    tame = [rng.random() < 0.6 for _ in range(3)]
    data = (make_csv if source == "csv" else make_json)(rng, tame).encode()
    names = ["a", "b", "c"]
    rules = [make_rule(rng, names, "n%d" % k) for k in range(rng.randrange(2, 6))]
    if source != target and source == "csv":
        # --number writes 007 and 1e3 anew where the output is NDJSON, which CSV in the pipe would not
        data = data.replace(b"007", b"70").replace(b"1e3", b"100")
        rules = [[kind, value.replace("007", "70").replace("1e3", "100")] for kind, value in rules]
    if show:
        sys.stdout.write(data.decode())
        return True
    common = ["--on-error", rng.choice(["skip", "skip", "keep"]), "--max-rejects", "100%", "-i", source]
    if rng.random() < 0.3:
        common += ["--na", "NA,-"]
    last = ["-o", target] + (["--infer"] if source == "csv" and target == "ndjson" else [])
    together = common + last + [w for kind, value in rules for w in ("--" + kind, value)]
    apart = [common + ["--" + kind, value] for kind, value in rules]
    apart[-1] = apart[-1] + last
    want, good, _ = run(apart, data)
    got, well, error = run([together], data)
    if source == "ndjson" and target == "csv" and well:
        # the pipe's last command sees other first records: columns by name, those of no value at all aside
        want, got = by_name(want), by_name(got)
    if target == "ndjson" and well and want != got:
        want, got = by_member(want), by_member(got)
    if good and not well:
        want = b"(exit 0) " + want
    # a command of the pipe may refuse what the one command never sees: then there is nothing to compare
    if not good or want == got:
        return True
    print("case %d (its input: clean_pipe.py --show %d): ia-clean %s\n%s" % (seed, seed, shlex.join(together), error.decode()))
    for line in list(difflib.unified_diff(want.decode().split("\n"), got.decode().split("\n"), "pipe", "one", n=0))[:8]:
        print("  " + line)
    return False


def main():
    if sys.argv[1] == "--show":
        one(int(sys.argv[2]), True)
        return
    seed, cases = int(sys.argv[1]), int(sys.argv[2])
    with open("map.csv", "w") as f:
        f.write("7,seven\nx,\nX,8\ntrue,yes\n5,5.0\n")
    bad = [k for k in range(seed, seed + cases) if not one(k)]
    if bad:
        sys.exit("%d of %d differ: %s" % (len(bad), cases, json.dumps(bad[:50])))


main()
