"""What ia-retention counts, from the definition, with zoneinfo: slow, plain, and apart from the program.

A log is a list of events (user, event, time in whole seconds, by), in input order. Options are a dict: period ("day",
"week", "month" or seconds), periods, sunday, mode, brackets, every, at_least, start, returns (sets of events, None:
any), by, lifecycle, stickiness, zone.
"""
import datetime
import zoneinfo


def local_date(options, time):
    return datetime.datetime.fromtimestamp(time, zoneinfo.ZoneInfo(options["zone"])).date()


def index(options, time, period=None):
    """A number for the calendar period, one more for the next one, and its name."""
    date = local_date(options, time)
    period = period or options["period"]
    if period == "month":
        return date.year * 12 + date.month - 1, "%04d-%02d" % (date.year, date.month)
    if period == "week":
        back = (date.weekday() + 1) % 7 if options["sunday"] else date.weekday()
        date -= datetime.timedelta(days=back)
        return date.toordinal() // 7, date.isoformat()
    return date.toordinal(), date.isoformat()


def name_of(options, number):
    if options["period"] == "month":
        return "%04d-%02d" % (number // 12, number % 12 + 1)
    if options["period"] == "week":
        return datetime.date.fromordinal(number * 7 + (0 if options["sunday"] else 1)).isoformat()
    return datetime.date.fromordinal(number).isoformat()


def cells_of(options):
    """[(first period, last period, label)]"""
    if options["mode"] == "bracket":
        bounds = options["brackets"] or [1, 3, 7, 14, 30]
        cells, low = [(0, 0, "0")], 1
        for b in bounds:
            cells.append((low, b, str(b) if b == low else "%d-%d" % (low, b)))
            low = b + 1
        return cells
    return [(k, k, str(k)) for k in range(options["periods"] + 1)]


def users_of(log):
    users = {}
    for event in log:
        users.setdefault(event[0], []).append(event)
    return {u: sorted(events, key=lambda e: e[2]) for u, events in users.items()}


def matches(names, event):
    return names is None or event[1] in names


def memberships(options, events):
    """The starts of a user that make a cohort: places in their events."""
    starts = [i for i, e in enumerate(events) if matches(options["start"], e)]
    if not options["every"]:
        return starts[:1]
    found = {}
    for i in starts:
        day = options["period"] if isinstance(options["period"], str) else "day"
        found.setdefault(index(options, events[i][2], day)[0], i)
    return sorted(found.values())


def returns_by_period(options, events, start):
    counts = {}
    for i, e in enumerate(events):
        if not matches(options["returns"], e):
            continue
        if isinstance(options["period"], str):
            j = index(options, e[2])[0] - index(options, events[start][2])[0]
            if j < 0 or (j == 0 and i < start):
                continue
        elif i < start:
            continue
        else:
            j = (e[2] - events[start][2]) // options["period"]
        counts[j] = counts.get(j, 0) + 1
    return counts


def is_in(options, counts, cell):
    need = options["at_least"]
    if options["mode"] == "rolling":
        return any(j >= cell[0] and n >= need for j, n in counts.items())
    return sum(n for j, n in counts.items() if cell[0] <= j <= cell[1]) >= need


def cohorts(options, log):
    """{(by, cohort): [(user's start time, {cells})]}"""
    table, cells = {}, cells_of(options)
    period = options["period"] if isinstance(options["period"], str) else "day"
    for events in users_of(log).values():
        for start in memberships(options, events):
            counts = returns_by_period(options, events, start)
            key = (events[start][3] if options["by"] else "", index(options, events[start][2], period))
            table.setdefault(key, []).append(
                (events[start][2], {k for k, c in enumerate(cells) if is_in(options, counts, c)}))
    return table


def reach(options, log, cohort, starts, cell):
    """(reached, complete)"""
    end = max(e[2] for e in log)
    if isinstance(options["period"], str):
        last = max(index(options, e[2])[0] for e in log)
        return cohort[0] + cell[0] <= last, cohort[0] + cell[1] < last
    length = options["period"]
    return (any(s + cell[0] * length <= end for s in starts),
            all(s + (cell[1] + 1) * length <= end for s in starts))


def rate(users, size):
    return "%.6f" % (users / size)


def long_rows(options, log):
    rows, table, cells = [], cohorts(options, log), cells_of(options)
    for by in sorted({key[0] for key in table}, key=lambda b: b.encode()):
        groups = sorted((key[1], members) for key, members in table.items() if key[0] == by)
        mine, sums = [], [[0, 0] for _ in cells]
        for cohort, members in groups:
            for k, cell in enumerate(cells):
                reached, complete = reach(options, log, cohort, [m[0] for m in members], cell)
                users = sum(k in m[1] for m in members)
                if complete:
                    sums[k][0] += len(members)
                    sums[k][1] += users
                mine.append([by, cohort[1], str(len(members)), cell[2], str(users) if reached else "",
                             rate(users, len(members)) if reached else "", str(int(complete))])
        for k, cell in enumerate(cells):
            size, users = sums[k]
            rows.append([by, "all", str(size), cell[2], str(users) if size else "",
                         rate(users, size) if size else "", str(int(size > 0))])
        rows += mine
    return rows


def matrix_rows(options, log):
    """The same, wide: from the long rows."""
    wide = {}
    for by, cohort, size, _, _, share, complete in long_rows(options, log):
        row = wide.setdefault((by, cohort), [by, cohort, size, 0])
        row[3] += complete == "1"
        row.append(share)
    for (by, cohort), row in wide.items():
        row[3] = str(row[3])
        if cohort == "all":
            row[2] = str(sum(int(r[2]) for key, r in wide.items() if key[0] == by and key[1] != "all"))
    return list(wide.values())


def active_of(options, events, period):
    """The first start's place and the periods in which the user was there."""
    start = memberships(dict(options, every=False), events)
    if not start:
        return None, set()
    first = index(options, events[start[0]][2], period)[0]
    counts = {}
    for e in events:
        if matches(options["returns"], e):
            p = index(options, e[2], period)[0]
            counts[p] = counts.get(p, 0) + 1
    return start[0], {first} | {p for p, n in counts.items() if p > first and n >= options["at_least"]}


def lifecycle_rows(options, log):
    last = max(index(options, e[2])[0] for e in log)
    lives = {}
    for events in users_of(log).values():
        start, active = active_of(options, events, options["period"])
        if start is not None:
            lives.setdefault(events[start][3] if options["by"] else "", []).append(active)
    rows = []
    for by in sorted(lives, key=lambda b: b.encode()):
        for p in range(min(min(a) for a in lives[by]), last + 1):
            new = sum(min(a) == p for a in lives[by])
            returning = sum(p in a and p - 1 in a for a in lives[by])
            resurrected = sum(p in a and p - 1 not in a and min(a) < p for a in lives[by])
            dormant = sum(p not in a and p - 1 in a for a in lives[by])
            rows.append([by, name_of(options, p)] + [str(x) for x in (new, returning, resurrected, dormant, int(p < last))])
    return rows


def stickiness_rows(options, log):
    last = max(index(options, e[2])[0] for e in log)
    table, rows = {}, []
    for events in users_of(log).values():
        start, days = active_of(options, events, "day")
        mine = {}
        for d in days:
            noon = datetime.datetime.fromordinal(d).replace(tzinfo=datetime.timezone.utc).timestamp()
            p = index(dict(options, zone="UTC"), noon)[0]
            mine[p] = mine.get(p, 0) + 1
        for p, n in mine.items():
            table.setdefault((events[start][3] if options["by"] else "", p), []).append(n)
    for by in sorted({key[0] for key in table}, key=lambda b: b.encode()):
        mine, whole, length, over, over_days = [], [], 0, 0, 0
        for p in sorted(key[1] for key in table if key[0] == by):
            counts = table[by, p]
            if options["period"] == "month":
                days = (datetime.date((p + 1) // 12, (p + 1) % 12 + 1, 1) - datetime.date(p // 12, p % 12 + 1, 1)).days
            else:
                days = 7
            length = max(length, days)
            whole += counts if p < last else []
            over, over_days = (over + 1, over_days + days) if p < last else (over, over_days)
            daily = "%.6f" % (sum(counts) / days / len(counts)) if p < last else ""
            for k in range(1, days + 1):
                mine.append([by, name_of(options, p), str(k), str(counts.count(k)), rate(counts.count(k), len(counts)),
                             daily, str(int(p < last))])
        daily = "%.6f" % (sum(whole) / over_days / (len(whole) / over)) if whole else ""
        for k in range(1, length + 1):
            rows.append([by, "all", str(k), str(whole.count(k)) if whole else "",
                         rate(whole.count(k), len(whole)) if whole else "", daily, str(int(bool(whole)))])
        rows += mine
    return rows
