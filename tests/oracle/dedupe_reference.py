#!/usr/bin/python3
"""Holds ia-dedupe against dedupe_rows_removed of shared/data/reference.

usage: dedupe_reference.py SHARED NAME USER
"""
import csv
import datetime
import io
import json
import subprocess
import sys

shared, name, user = sys.argv[1:]
want = json.load(open(f"{shared}/data/reference/events_{name}.json"))["dedupe_rows_removed"]
with open(f"{shared}/data/{name}/{name}.csv", newline="", encoding="utf-8") as f:
    rows = list(csv.DictReader(f))


def instant(row):
    text = datetime.datetime.fromisoformat(row["timestamp"])
    return text.replace(tzinfo=datetime.timezone.utc) if text.tzinfo is None else text


rows.sort(key=instant)
out = io.StringIO()
writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
writer.writeheader()
writer.writerows(rows)
key = f"{user},event"
commands = {
    "exact": [],
    "user_event_ts": ["-k", key + ",timestamp"],
    "within_1s": ["-k", key, "--within", "1s"],
    "within_10s": ["-k", key, "--within", "10s"],
    "within_60s": ["-k", key, "--within", "60s"],
    "within_1800s": ["-k", key, "--within", "1800s"],
}
bad = 0
for what, args in commands.items():
    done = subprocess.run(["ia-dedupe"] + args, input=out.getvalue().encode(), capture_output=True, check=True)
    kept = len(list(csv.reader(io.StringIO(done.stdout.decode())))) - 1
    if len(rows) - kept != want[what]:
        print(f"{name} {what}: {len(rows) - kept} rows removed, the reference says {want[what]}")
        bad = 1
sys.exit(bad)
