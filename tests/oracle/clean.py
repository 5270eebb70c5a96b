#!/usr/bin/env python3
"""The cleaning of a messy log by pandas, for tests/cli/ia-clean.t.

clean.py make SEED N            a messy log as CSV: repeats, missing and absurd durations, times in five forms
clean.py pipeline FILE          drop duplicates, fill missing duration with 0, drop duration over 24 h, times to
                                RFC 3339 in UTC
clean.py fills FILE             price by its mean, duration by its median, channel by its mode, device by the user's
                                previous one
clean.py clip FILE              price into 10..100, then duration from seconds to minutes
clean.py where FILE             rows of pay over 50 on two channels, with total = price * 2
clean.py letters lower|upper    a line a letter: the letter, and what Python makes of it
"""
import csv
import random
import fractions
import sys


import pandas as pd  # noqa: E402


def make(seed, n):
    rng = random.Random(seed)
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["user_id", "event", "timestamp", "duration", "price", "channel", "device"])
    rows = []
    for i in range(n):
        if rows and rng.random() < 0.1:
            out.writerow(rng.choice(rows))
            continue
        t = pd.Timestamp("2026-03-01", tz="UTC") + pd.Timedelta(seconds=rng.randrange(30 * 86400))
        form = rng.randrange(5)
        if form == 0:
            when = t.strftime("%Y-%m-%dT%H:%M:%SZ")
        elif form == 1:
            when = (t + pd.Timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%S+08:00")
        elif form == 2:
            when = t.strftime("%Y/%m/%d %H:%M:%S")
        elif form == 3:
            when = str(int(t.timestamp()))
        else:
            when = str(int(t.timestamp()) * 1000)
        duration = rng.choice(["", "", f"{rng.expovariate(1 / 60):.3f}", f"{rng.expovariate(1 / 60):.1f}", "86400",
                               "86400.001", "172800", "1e6", f"{rng.randrange(100)}"])
        price = rng.choice(["", f"{rng.uniform(1, 200):.2f}", f"{rng.randrange(1, 200)}"])
        row = [f"{rng.randrange(50):04d}", rng.choice(["view_item", "add_to_cart", "pay", "加入购物车", 'say "hi", you']),
               when, duration, price, rng.choice(["ads", "seo", "mail", "mail", ""]),
               rng.choice(["ios", "web", "", ""])]
        rows.append(row)
        out.writerow(row)


def read(name):
    return pd.read_csv(name, dtype=str, keep_default_na=False)


def write(frame):
    frame.to_csv(sys.stdout, index=False, lineterminator="\n")


def instant(text):
    if text.isdigit():
        x = int(text)
        return pd.Timestamp(x, unit="s" if x < 10**11 else "ms", tz="UTC")
    t = pd.Timestamp(text.replace("/", "-"))
    return t.tz_localize("UTC") if t.tzinfo is None else t.tz_convert("UTC")


def pipeline(frame):
    frame = frame.drop_duplicates()
    frame["duration"] = frame["duration"].replace("", "0")
    frame = frame[pd.to_numeric(frame["duration"]) <= 24 * 3600]
    frame["timestamp"] = frame["timestamp"].map(lambda s: instant(s).strftime("%Y-%m-%dT%H:%M:%SZ"))
    return frame


def number(x):
    return str(int(x)) if x == int(x) else repr(float(x))


def mean(x):
    """Rounded once: pandas rounds the sum, and then the quotient."""
    return float(sum(fractions.Fraction(v) for v in x) / len(x))


def fills(frame):
    price = pd.to_numeric(frame["price"])
    duration = pd.to_numeric(frame["duration"])
    frame["price"] = frame["price"].replace("", number(mean(price.dropna())))
    frame["duration"] = frame["duration"].replace("", number(duration.median()))
    frame["channel"] = frame["channel"].replace("", frame["channel"].replace("", None).mode()[0])
    device = frame["device"].replace("", None)
    device = device.where(device.notna(), None)
    frame["device"] = device.groupby(frame["user_id"]).ffill().fillna("")
    return frame


def clip(frame):
    def cut(s):
        return s if s == "" or 10 <= float(s) <= 100 else number(min(max(float(s), 10), 100))
    frame["price"] = frame["price"].map(cut)
    frame["duration"] = frame["duration"].map(lambda s: s if s == "" else number(float(s) / 60))
    return frame


def where(frame):
    price = pd.to_numeric(frame["price"])
    frame["total"] = (price * 2).map(lambda x: "" if pd.isna(x) else number(x))
    return frame[(frame["event"] == "pay") & (price > 50) & frame["channel"].isin(["ads", "seo"])]


def letters(how):
    ranges = [(0x20, 0x22), (0x23, 0x2C), (0x2D, 0x7F), (0xA1, 0x180), (0x1A0, 0x1A2), (0x1AF, 0x1B1), (0x386, 0x3D0),
              (0x400, 0x530), (0x531, 0x557), (0x561, 0x587), (0x1E00, 0x1F00), (0xFF21, 0xFF5B), (0x4E00, 0x4E10)]
    # one letter to one letter; what Python maps to two, or beyond these ranges, stays
    stays = {"lower": {}, "upper": {"ÿ": "Ÿ"}}[how]
    for low, high in ranges:
        for code in range(low, high):
            c = chr(code)
            m = c.lower() if how == "lower" else c.upper()
            if c == "İ" and how == "lower":
                m = "i"
            if len(m) != 1 or not c.isprintable():
                m = c
            if c in "ƀƁƂ" or (0x3CF <= code <= 0x3CF):
                m = c
            print(f"{c},{stays.get(c, m)}")


if __name__ == "__main__":
    what = sys.argv[1]
    if what == "make":
        make(int(sys.argv[2]), int(sys.argv[3]))
    elif what == "letters":
        letters(sys.argv[2])
    else:
        write({"pipeline": pipeline, "fills": fills, "clip": clip, "where": where}[what](read(sys.argv[2])))
