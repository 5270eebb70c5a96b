"""What ia-funnel counts, by trying every chain of every user: slow, plain, and apart from the program.

A log is a list of events (time in microseconds, set of step numbers, excluded, hold or None, by), in input order,
of one user, as the program would put them: by time, then input order.
"""


class Rules:
    def __init__(self, nstep, order="ordered", within=None, session=None, optional=(), hold=False, reenter=False):
        self.nstep, self.order, self.within, self.session = nstep, order, within, session
        self.optional, self.hold, self.reenter = set(optional), hold, reenter


def chains(rules, events, start, value):
    """Every chain of events at or behind place start: (level, [(place, step), ...])."""

    def fits(i, step):
        return step in events[i][1] and (not rules.hold or (value is not None and events[i][3] == value))

    def ordered(chain, level):
        for step in range(level, rules.nstep):
            for i in range(chain[-1][0] + 1 if chain else start, len(events)):
                if fits(i, step):
                    more = chain + [(i, step)]
                    yield step + 1, more
                    yield from ordered(more, step + 1)
            if step not in rules.optional:
                break

    def any_order(chain, free):
        for i in range(chain[-1][0] + 1 if chain else start, len(events)):
            for step in free:
                if fits(i, step):
                    more = chain + [(i, step)]
                    yield len(more), more
                    yield from any_order(more, [s for s in free if s != step])

    if rules.order == "any":
        yield from any_order([], list(range(rules.nstep)))
    else:
        yield from ordered([], 0)


def holds(rules, events, chain, value):
    first, last = chain[0][0], chain[-1][0]
    if rules.within is not None and events[last][0] - events[first][0] > rules.within:
        return False
    members = {i for i, _ in chain}
    for i in range(first, last + 1):
        if rules.session is not None and i > first and events[i][0] - events[i - 1][0] > rules.session:
            return False
        if i in members:
            continue
        if rules.order == "strict":
            return False
        if events[i][2] and (not rules.hold or events[i][3] is None or events[i][3] == value):
            return False
    return True


def rank(rules, level, chain):
    """Least: the user's chain."""
    head = (-level, chain[-1][0], -chain[0][0])
    if rules.order == "any":
        return head + tuple(i for i, _ in chain)
    return head + tuple(x for i, step in reversed(chain) for x in (-step, i))


def starts(rules, events):
    """Places of the events that a chain can begin with."""
    return [i for i, e in enumerate(events)
            if (e[1] if rules.order == "any" else 0 in e[1]) and (not rules.hold or e[3] is not None)]


def over(rules, events, start, last):
    """Is the window of a chain from the event at that place over when the input ends?"""
    if rules.nstep == 1 or rules.within is not None and events[start][0] + rules.within <= last:
        return True
    if rules.session is None:
        return False
    while start + 1 < len(events) and events[start + 1][0] - events[start][0] <= rules.session:
        start += 1
    return events[start][0] + rules.session <= last


def answer(rules, events, begin=None):
    """The chains that count for a user: [(level, chain, reached steps)]; begin: places that they begin at, None: all."""
    values = sorted({e[3] for e in events if e[3] is not None}) if rules.hold else [None]
    done, left, reached = [], [], set()
    for value in values:
        start = 0
        while True:
            found = [(rank(rules, n, c), n, c) for n, c in chains(rules, events, start, value)
                     if holds(rules, events, c, value) and (begin is None or c[0][0] in begin)]
            best = min(found) if found else None
            if not (rules.reenter and best and best[1] == rules.nstep):
                break
            done.append((best[1], best[2], {step for _, step in best[2]}))  # any order: all of them
            start = best[2][-1][0] + 1
        if best:
            left.append(best)
            reached |= {c[-1][1] if rules.order != "any" else n - 1 for _, n, c in found}
    done.sort(key=lambda d: d[1][-1][0])
    if left:
        best = min(left)
        reached |= {s for s in range(best[1]) if s not in rules.optional}
        done.append((best[1], best[2], reached))
    return done


def times(rules, events, chain):
    """{step or place: time} of a chain."""
    if rules.order == "any":
        return {k: events[i][0] for k, (i, _) in enumerate(chain)}
    return {step: events[i][0] for i, step in chain}
