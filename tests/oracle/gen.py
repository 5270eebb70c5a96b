#!/usr/bin/python3
"""Finds again, in the log that ia-gen writes, what its truth says was planted there.

usage: gen.py OPTIONS of ia-gen         ia-gen is found by PATH
"""
import collections
import datetime
import json
import subprocess
import sys
import tempfile

options = sys.argv[1:]
with tempfile.NamedTemporaryFile() as file:
    lines = subprocess.run(["ia-gen", "-o", "ndjson", "--truth", file.name] + options, capture_output=True,
                           check=True).stdout.decode().splitlines()
    truth = json.load(open(file.name))

bad = 0


def check(what, got, want):
    global bad
    if got != want:
        print(f"{what}: the log has {str(got)[:300]}, the truth says {str(want)[:300]}")
        bad = 1


def instant(text):
    if text.isdigit():
        return int(text) / (1000 if len(text) > 11 else 1)
    when = datetime.datetime.fromisoformat(text.replace("/", "-").replace("Z", "+00:00"))
    return (when if when.tzinfo else when.replace(tzinfo=datetime.timezone.utc)).timestamp()


check("rows", len(lines), truth["rows"])
distinct = list(dict.fromkeys(lines))
check("copies", len(lines) - len(distinct), truth["mess"]["copies"])
rows = [json.loads(line) for line in distinct]
check("events", len(rows), truth["events"])
shop = truth["profile"] == "shop"
users = collections.defaultdict(list)
for row in rows:
    row["at"] = instant(str(row["timestamp"]))
    users[row["user_id"]].append(row)
check("users", len(users), truth["users"])
start, end = instant(truth["start"]), instant(truth["end"])
check("rows outside the days", sum(not start <= row["at"] < end for row in rows), 0)
check("who does not begin by registering", [u for u, r in users.items() if r[0]["event"] != "register"], [])
check("who registers again", [u for u, r in users.items() if sum(x["event"] == "register" for x in r) > 1], [])

# How many users of a channel reached each step, in order, ever
steps = truth["funnel"]["steps"]
reached = collections.defaultdict(lambda: [0] * len(steps))
for history in users.values():
    step = 0
    for row in history:
        if step < len(steps) and row["event"] == steps[step]:
            step += 1
    for k in range(step):
        reached[history[0]["channel"]][k] += 1
for channel in truth["funnel"]["channels"]:
    check(f"funnel of {channel['channel']}", reached[channel["channel"]], channel["reached"])
    if truth["users"] >= 1000 and truth["events"] >= 16 * truth["users"]:
        for k, p in enumerate(channel["probability"][:1]):  # the later ones are cut off by the log's end
            n, x = channel["reached"][k], channel["reached"][k + 1]
            if abs(x - n * p) > 5 * (n * p * (1 - p)) ** 0.5 + 1:
                check(f"conversion of {channel['channel']}", x / max(n, 1), p)
check("funnel", [sum(r[k] for r in reached.values()) for k in range(len(steps))], truth["funnel"]["reached"])

check("who left", len(truth["left"]), truth["users_who_left"])
for left in truth["left"]:
    if users[left["user"]][-1]["at"] > instant(left["by"]):
        check(f"last event of {left['user']}", users[left["user"]][-1]["timestamp"], left["by"])
check("bots", len(truth["bots"]), truth["users_who_are_bots"])
for brusher in truth["brushers"]:
    begin = instant(brusher["from"])
    orders = sum(r["event"] == "pay" and r["product_id"] == brusher["item"] and 0 <= r["at"] - begin < 900
                 for r in users[brusher["user"]])
    if orders < brusher["orders"]:
        check(f"orders of {brusher['user']}", orders, brusher["orders"])


def has(row, name):
    return row.get(name) is not None


mess = truth["mess"]
check("missing durations", sum(not has(r, "duration") for r in rows), mess["missing_duration"])
check("long durations", sum((r["duration"] or 0) > 86400 for r in rows), mess["duration_over_24h"])
check("negative durations", sum((r["duration"] or 0) < 0 for r in rows), mess["negative_duration"])
check("missing channels", sum(not has(r, "channel") for r in rows), mess["missing_channel"])
forms = [str(r["timestamp"]) for r in rows]
check("slashes", sum("/" in t for t in forms), mess["time_with_slashes"])
check("blanks", sum(" " in t and "/" not in t for t in forms), mess["time_with_blank"])
check("seconds", sum(t.isdigit() and len(t) < 12 for t in forms), mess["time_in_seconds"])
check("milliseconds", sum(t.isdigit() and len(t) > 11 for t in forms), mess["time_in_milliseconds"])
check("offsets", sum("+08:00" in t for t in forms), mess["time_with_offset"])
if shop:
    items = [r for r in rows if has(r, "product_id")]
    check("missing prices", sum(not has(r, "price") for r in items), mess["missing_price"])
    check("negative prices", sum((r["price"] or 0) < 0 for r in items), mess["negative_price"])
    check("missing categories", sum(not has(r, "product_category") for r in items), mess["missing_item_detail"])
    prices = collections.defaultdict(collections.Counter)
    for r in items:
        if has(r, "price") and r["price"] > 0:
            prices[r["product_id"]][r["price"]] += 1
    usual = {item: p.most_common(1)[0][0] for item, p in prices.items() if p.most_common(1)[0][1] > 2}
    huge = sum(n for item, p in prices.items() if item in usual for price, n in p.items()
               if price > 1000 * usual[item])
    seldom = sum(sum(p.values()) for item, p in prices.items() if item not in usual)
    if not huge <= mess["huge_price"] <= huge + seldom:
        check("huge prices", huge, mess["huge_price"])

if "driver" in truth:
    driver = truth["driver"]
    count = {True: 0, False: 0}
    for history in users.values():
        early = sum(r["event"] == driver["event"] and r["at"] - history[0]["at"] < 86400 for r in history)
        count[early >= driver["at_least"]] += 1
    check("users with the driver", count[True], driver["did"]["users"])
    check("users without the driver", count[False], driver["did_not"]["users"])
    for who in ("did", "did_not"):
        n, x, p = driver[who]["users"], driver[who]["stay_7_days"], driver[who]["probability"]
        if abs(x - n * p) > 6 * (n * p * (1 - p)) ** 0.5 + 0.05 * n:
            check(f"who stays ({who})", x / n, p)
sys.exit(bad)
