#!/usr/bin/python3
"""Time zones as Python's zoneinfo has them, for tests/unit/base_calendar.c.

    zones.py COUNT SEED     lines of
        zone NAME
        offset UTC_SECONDS OFFSET_SECONDS       the offset at an instant
        local LOCAL_SECONDS UTC_SECONDS         of a local time (fold 0)
        period KIND WEEK_START UTC_SECONDS START_SECONDS NEXT_SECONDS
    START is the first instant whose local date is in the period that holds the instant: found by looking at
    every candidate, not by arithmetic on offsets.
"""
import datetime
import random
import sys
import zoneinfo

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1)
ALWAYS = ["America/Sao_Paulo", "Asia/Beirut", "Pacific/Apia", "Australia/Lord_Howe", "America/St_Johns",
          "Europe/Dublin", "Africa/Casablanca", "Asia/Kathmandu", "Pacific/Kwajalein", "America/Toronto",
          "Asia/Tehran", "Africa/Cairo", "America/Asuncion", "America/Havana", "Europe/London",
          "Europe/Berlin", "America/New_York", "Asia/Shanghai", "America/Nuuk", "Africa/Monrovia",
          "Europe/Amsterdam", "America/Juneau", "Asia/Manila", "Antarctica/Troll"]


def seconds(naive):
    d = naive - EPOCH
    return d.days * 86400 + d.seconds


def offset(zone, t):
    local = (EPOCH + datetime.timedelta(seconds=t)).replace(tzinfo=UTC).astimezone(zone)
    return seconds(local.replace(tzinfo=None)) - t


def period_days(kind, week_start, date):
    """First day of the period and of the next."""
    if kind == "day":
        return date, date + datetime.timedelta(1)
    if kind == "week":
        start = date - datetime.timedelta((date.isoweekday() - week_start) % 7)
        return start, start + datetime.timedelta(7)
    step = {"month": 1, "quarter": 3, "year": 12}[kind]
    start = date.replace(month=(date.month - 1) // step * step + 1, day=1)
    month = start.month + step
    return start, start.replace(year=start.year + (month > 12), month=(month - 1) % 12 + 1)


def first_instant(zone, date):
    """The first second whose local date is not before date: offsets change on whole seconds."""
    midnight = seconds(datetime.datetime(date.year, date.month, date.day))
    low, high = midnight - 93600, midnight + 93600

    def reached(t):
        return t + offset(zone, t) >= midnight

    step = 900
    t = low
    while t <= high and not reached(t):
        t += step
    below = t - step
    while t - below > 1:
        middle = (t + below) // 2
        if reached(middle):
            t = middle
        else:
            below = middle
    return t


def instants(zone, count):
    low, high = seconds(datetime.datetime(1850, 1, 1)), seconds(datetime.datetime(2500, 1, 1))
    for _ in range(count):
        yield random.randrange(low, high)
        yield random.randrange(0, 2**31)
    # Around the places where the offset changes.
    year = random.randrange(1900, 2400)
    for start in (year, 1970, random.randrange(1970, 2040), 2018, 2011):
        t = seconds(datetime.datetime(start, 1, 1))
        for _ in range(366):
            if offset(zone, t) != offset(zone, t + 86400):
                for _ in range(count // 2):
                    yield t + random.randrange(86400 * 2)
            t += 86400


def main():
    count = int(sys.argv[1])
    random.seed(int(sys.argv[2]))
    names = sorted(n for n in zoneinfo.available_timezones() if "/" in n)
    for name in sorted(set(ALWAYS + random.sample(names, 60))):
        if not name.startswith(("posix/", "right/")) and name != "build/etc/localtime":
            zone = zoneinfo.ZoneInfo(name)
            print("zone", name)
            for t in instants(zone, count):
                now = offset(zone, t)
                print("offset", t, now)
                naive = EPOCH + datetime.timedelta(seconds=t)
                print("local", t, seconds(naive.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)))
                if random.random() < 0.15:
                    kind = random.choice(["day", "day", "week", "month", "quarter", "year"])
                    week_start = random.randrange(1, 8)
                    date = (EPOCH + datetime.timedelta(seconds=t + now)).date()
                    start, following = period_days(kind, week_start, date)
                    print("period", kind, week_start, t, first_instant(zone, start),
                          first_instant(zone, following), start)


main()
