#!/usr/bin/env python3
"""Instants in every form that is read without being told, against Python's datetime, zoneinfo and pandas.

usage: times.py COUNT SEED ZONE

Writes random instants in random forms, has ia-clean --time read them, and compares. Forms that pandas
knows are given to pandas.to_datetime too: what it makes of the text must be what was written.
"""
import random
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

try:
    import pandas
except ImportError:
    pandas = None

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def forms(t, local, offset):
    """Text, whole seconds only: True, local: the zone is the reader's, pandas reads it."""
    y, m, d, h, n, s = local.timetuple()[:6]
    sign = "-" if offset < timedelta(0) else "+"
    minutes = abs(offset) // timedelta(minutes=1)
    numeric = f"{sign}{minutes // 60:02}{minutes % 60:02}"
    us = (t - EPOCH) // timedelta(microseconds=1)
    return [
        (f"{y:04}-{m:02}-{d:02}T{h:02}:{n:02}:{s:02}", True),
        (f"{y:04}/{m}/{d} {h}:{n:02}:{s:02}", True),
        (f"{y:04}-{m}-{d} {h:02}:{n:02}:{s:02}", True),
        (f"{y:04}.{m}.{d} {h:02}:{n:02}:{s:02}", True),
        (f"{y:04}-{m:02}-{d:02} {h:02}:{n:02}:{s:02} {numeric}", True),
        (f"{y:04}{m:02}{d:02}T{h:02}{n:02}{s:02}", True),
        (f"{y:04}{m:02}{d:02}{h:02}{n:02}{s:02}", True),
        (f"{y}年{m}月{d}日 {h}:{n:02}:{s:02}", False),
        (f"{y}年{m:02}月{d:02}日{h}时{n:02}分{s:02}秒", False),
        (f"{us // 10**6}", False),
        (f"{us // 1000}", False),
        (f"{us}", False),
        (f"{us}000", False),
        (f"{us // 10**6:.10e}", False),
    ]


def main():
    count, seed, name = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    rng = random.Random(seed)
    zone = ZoneInfo(name)
    texts, want, peers = [], [], 0
    while len(texts) < count:
        t = EPOCH + timedelta(seconds=rng.randrange(5 * 10**8, 4 * 10**9))
        local = t.astimezone(zone)
        offset = local.utcoffset()
        back = local.replace(tzinfo=None, fold=0).replace(tzinfo=zone).astimezone(timezone.utc)
        if back != t or offset % timedelta(minutes=1):
            continue  # the second of an hour that comes twice has no text without an offset
        text, known = rng.choice(forms(t, local, offset))
        if known and pandas is not None:
            read = pandas.to_datetime(text).to_pydatetime()
            read = read.replace(tzinfo=zone) if read.tzinfo is None else read
            assert read == t, f"pandas reads {text!r} as {read}, not {t}"
            peers += 1
        texts.append(text)
        want.append(t.strftime("%Y-%m-%dT%H:%M:%SZ"))
    got = subprocess.run(["ia-clean", "--tz", name, "--time", "t"], input="t\n" + "\n".join(texts) + "\n",
                         capture_output=True, text=True, check=True).stdout.split("\n")[1:-1]
    wrong = [(x, w, g) for x, w, g in zip(texts, want, got) if w != g]
    assert len(got) == count and not wrong, wrong[:5]
    print(f"{count} times, {peers} of them by pandas too" if pandas else f"{count} times")


if __name__ == "__main__":
    main()
