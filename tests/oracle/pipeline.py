#!/usr/bin/env python3
"""pipeline.py LOG.csv OUT: the whole pipeline in pandas and plain Python, written independently of ia.

Drops exact duplicates (first kept), fills missing durations with 0, drops durations over 24 hours, brings
timestamps to RFC 3339 UTC, drops every user with more than 5 pay events in some 10 minutes, then the ordered
funnel register, view_item, add_to_cart, pay within 7 days by the channel of the first step. Writes
OUT.clean.csv, OUT.funnel.csv (channel,step,users) and OUT.follow.csv (users whose furthest step is the third).
"""
import csv
import datetime
import sys

import pandas as pd

STEPS = ["register", "view_item", "add_to_cart", "pay"]


def instant(text):
    """seconds since 1970 UTC as Fraction-free microseconds"""
    text = text.strip()
    if text.lstrip("-").isdigit():
        value = int(text)
        size = abs(value)
        return value * 10**6 if size < 10**11 else value * 10**3 if size < 10**14 else value
    text = text.replace("/", "-").replace(" ", "T").replace("Z", "+00:00")
    when = datetime.datetime.fromisoformat(text)
    if when.tzinfo is None:
        when = when.replace(tzinfo=datetime.timezone.utc)
    since = when - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return (since.days * 86400 + since.seconds) * 10**6 + since.microseconds


def rfc3339(us):
    when = datetime.datetime(1970, 1, 1) + datetime.timedelta(microseconds=us)
    text = when.strftime("%Y-%m-%dT%H:%M:%S")
    if when.microsecond:
        text += (".%03d" % (when.microsecond // 1000)) if when.microsecond % 1000 == 0 else ".%06d" % when.microsecond
    return text + "Z"


def bursting(times, more_than, span):
    """more than more_than events within one span, both ends counted"""
    times = sorted(times)
    return any(times[i + more_than] - times[i] <= span for i in range(len(times) - more_than))


def furthest(events, window):
    """(level, channel of the first step of the chain that is completed first) by trying every start"""
    best = (0, None, None)
    for i, (start, _, name, channel) in enumerate(events):
        if name != STEPS[0]:
            continue
        level, last = 1, start
        for when, _, other, _ in events[i + 1:]:
            if when - start > window or level == len(STEPS):
                break
            if other == STEPS[level]:
                level, last = level + 1, when
        key = (level, -last, start)
        if best[0] == 0 or key >= (best[0], -best[1][0], best[1][1]):
            best = (level, (last, start), channel)
    return best[0], best[2]


def main():
    source, out = sys.argv[1], sys.argv[2]
    log = pd.read_csv(source, dtype=str, keep_default_na=False)
    log = log[~log.duplicated()]
    log.loc[log.duration == "", "duration"] = "0"
    log = log[pd.to_numeric(log.duration) <= 86400]
    times = log.timestamp.map(instant)
    log = log.assign(timestamp=times.map(rfc3339))
    users = {}
    for order, (user, event, us, channel) in enumerate(zip(log.user_id, log.event, times, log.channel)):
        users.setdefault(user, []).append((us, order, event, channel))
    bad = {user for user, events in users.items()
           if bursting([e[0] for e in events if e[2] == "pay"], 5, 600 * 10**6)}
    log = log[~log.user_id.isin(bad)]
    log.to_csv(out + ".clean.csv", index=False, lineterminator="\n")
    counts, follow = {}, []
    for user, events in users.items():
        if user in bad:
            continue
        level, channel = furthest(sorted(events), 7 * 86400 * 10**6)
        for k in range(level):
            counts[channel, k] = counts.get((channel, k), 0) + 1
        if level == 3:
            follow.append(user)
    with open(out + ".funnel.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        for channel in sorted({c for c, _ in counts}):
            for k, step in enumerate(STEPS):
                rows.writerow([channel, step, counts.get((channel, k), 0)])
    with open(out + ".follow.csv", "w") as file:
        file.write("".join(user + "\n" for user in sorted(follow)))


main()
