"""drivers_shuffle.py LOG RUNS [OPTION ...]: how many of RUNS shuffled logs ia-drivers finds anything in (q < 0.05).

What users did on the days after their first is handed to other users at random: early behaviour and outcome then have
nothing to do with each other, while both stay what they were. Prints "reported of runs", and what it says of the log
that is not shuffled: the first row's event and at_least.
"""
import csv
import io
import random
import subprocess
import sys

import pandas as pd

DAY = 86400


def stories(path):
    """early and later parts of the users whose eighth day is over: lists of (seconds from their first event, event)"""
    log = pd.read_csv(path, usecols=["user_id", "event", "timestamp"], dtype=str)
    seconds = pd.to_datetime(log["timestamp"], utc=True).astype("int64") // 10**9
    first = seconds.groupby(log.user_id).transform("min")
    log["age"] = seconds - first
    log = log[first + 8 * DAY <= seconds.max()]
    users = [sorted(zip(u.age, u.event)) for _, u in log.groupby("user_id")]
    return ([[e for e in u if e[0] < DAY] for u in users], [[e for e in u if e[0] >= DAY] for u in users])


def rows(early, later, options):
    out = io.StringIO()
    out.write("user_id,event,timestamp\n")
    for k, part in enumerate(zip(early, later)):
        out.writelines(f"u{k},{event},{1700000000 + age}\n" for half in part for age, event in half)
    out.write(f"last,end,{1700000000 + 60 * DAY}\n")
    done = subprocess.run(["ia-drivers", "--quiet", "-o", "csv", *options], input=out.getvalue(), capture_output=True,
                          text=True, check=True)
    return list(csv.DictReader(done.stdout.splitlines()))


def main():
    early, later = stories(sys.argv[1])
    draw, reported = random.Random(1), 0
    for _ in range(int(sys.argv[2])):
        draw.shuffle(later)
        answer = rows(early, later, sys.argv[3:])
        if not answer:
            sys.exit("no comparisons")
        reported += any(float(row["q"]) < 0.05 for row in answer)
    early, later = stories(sys.argv[1])
    best = rows(early, later, sys.argv[3:])[0]
    print(f"{reported} of {sys.argv[2]}; {best['event']} {best['at_least']}")


main()
