"""identify.py SEED N: N random logs through ia-identify, and by looking at every row again for each."""
import csv
import io
import random
import subprocess
import sys

seed, n = int(sys.argv[1]), int(sys.argv[2])
random.seed(seed)


def told(mode, rows, device, time):
    seen = sorted((r['timestamp'], i, r['user_id']) for i, r in enumerate(rows) if r['anonymous_id'] == device and r['user_id'])
    if not seen:
        return None
    users = {u for _, _, u in seen}
    if mode == 'strict':
        return seen[0][2] if len(users) == 1 else False
    if mode == 'first':
        return seen[0][2]
    before = [s for s in seen if s[0] <= time]
    return before[-1][2] if before else seen[0][2]


def final(mode, merge, rows, aliases, start, time):
    """None: nobody."""
    users = {r['user_id'] for r in rows if r['user_id']}
    trail, here = [], start
    while True:
        who = told(mode, rows, here, time) if any(r['anonymous_id'] == here for r in rows) else None
        if who is False:
            return None
        if who:
            here = who
        if here in trail:  # a loop: whoever was seen as a user first
            return next((x for x in trail if x in users), None)
        trail.append(here)
        names = [b for a, b in aliases if a == here]
        if not names or (here in users and not merge) or (mode == 'strict' and len(set(names)) > 1):
            return here
        here = names[0]


for case in range(n):
    k = random.randint(1, 5)
    ids = [f'd{i}' for i in range(k)]
    people = [f'u{i}' for i in range(random.randint(1, 4))]
    rows = [{'user_id': random.choice(people) if random.random() < 0.4 else '',
             'anonymous_id': random.choice(ids) if random.random() < 0.85 else '',
             'event': 'e', 'timestamp': '2026-01-%02dT00:00:00Z' % random.randint(1, 9)} for _ in range(random.randint(1, 14))]
    pool = ids + people + ['x', 'y']
    aliases = [(random.choice(pool), random.choice(pool)) for _ in range(random.choice([0, 0, 1, 3, 6]))]
    mode = random.choice(['first', 'last-touch', 'strict'])
    merge = random.random() < 0.4
    with open('log.csv', 'w', encoding='utf-8') as f:
        w = csv.DictWriter(f, rows[0].keys(), lineterminator='\n')
        w.writeheader()
        w.writerows(rows)
    with open('aliases.csv', 'w', encoding='utf-8') as f:
        f.write('anonymous_id,user_id\n' + ''.join(f'{a},{b}\n' for a, b in aliases))
    options = ['-q', '--mode', mode, '--aliases', 'aliases.csv', '-j', str(random.randint(1, 3))] + ['--merge-users'] * merge
    ran = subprocess.run(['ia-identify', *options, 'log.csv'], capture_output=True, text=True)
    if ran.returncode != 0:
        sys.exit(f'seed {seed}, case {case}: {options}: {ran.stderr}')
    want = []
    for r in rows:
        who = r['user_id']
        if who and merge and any(a == who for a, _ in aliases):
            who = final(mode, merge, rows, aliases, who, '9999') or who
        elif not who and r['anonymous_id']:
            who = final(mode, merge, rows, aliases, r['anonymous_id'], r['timestamp']) or ''
            if who == r['anonymous_id']:
                who = ''
        want.append(who)
    got = [r['user_id'] for r in csv.DictReader(io.StringIO(ran.stdout))]
    if got != want:
        sys.exit(f'seed {seed}, case {case}: {options}\n{open("log.csv").read()}\n{aliases}\ngot {got}\nexpected {want}')
