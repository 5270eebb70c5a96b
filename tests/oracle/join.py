"""join.py SEED N: N random pairs of tables through ia-join and pandas.merge, which must agree."""
import io
import json
import random
import subprocess
import sys

import pandas

seed, n = int(sys.argv[1]), int(sys.argv[2])
random.seed(seed)


def word():
    return random.choice(['a', 'b', 'c', '加', 'x,y', 'q"q', '007', '7', ' b', 'NA', 'null', 'é' * 3]) * random.choice([1, 1, 1, 2])


def table(keys, columns, rows, distinct):
    out, seen = [], set()
    for _ in range(rows):
        row = [word() for _ in keys] + [random.choice(['', word(), '1.50']) for _ in columns]
        key = tuple(row[: len(keys)])
        if not distinct or key not in seen:
            seen.add(key)
            out.append(row)
    return pandas.DataFrame(out, columns=keys + columns, dtype=str)


def write(frame, path, json_lines):
    if json_lines:
        with open(path, 'w', encoding='utf-8') as f:
            for row in frame.to_dict('records'):
                f.write(json.dumps(row, ensure_ascii=random.random() < 0.5) + '\n')
    else:
        frame.to_csv(path, index=False, lineterminator=random.choice(['\n', '\r\n']))


def read(text):
    return pandas.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


for case in range(n):
    keys = ['k', 'm'][: random.choice([1, 1, 2])]
    repeated = random.random() < 0.5
    left = table(keys, ['n', 'o'][: random.randint(0, 2)], random.randint(1, 40), False)
    right = table(keys, ['p', 'q', 'r'][: random.randint(0, 3)], random.randint(1, 40), not repeated)
    write(left, 'left', random.random() < 0.3)
    as_json = random.random() < 0.3
    write(right, 'right', as_json)
    how = random.choice(['left', 'inner', 'anti'])
    options = ['-k', ','.join(keys), '-o', 'csv', '-j', str(random.randint(1, 3))]
    first = repeated and random.random() < 0.5
    if how != 'left':
        options.append('--' + how)
    if how == 'anti':
        right = right[keys].drop_duplicates()
    elif first or not repeated:
        right = right.drop_duplicates(keys)
    # how='inner' would bring equal keys together
    merged = left.merge(right, on=keys, how='left', indicator=True)
    want = merged[merged._merge.isin({'left': ['both', 'left_only'], 'inner': ['both'], 'anti': ['left_only']}[how])]
    want = want.drop(columns='_merge')
    if how != 'anti':
        options += ['--first'] if first else ['--all'] if repeated else []
    if random.random() < 0.3:
        options += ['-S', '64K']
    ran = subprocess.run(['ia-join', '-q', *options, 'left', 'right'], capture_output=True, text=True)
    if ran.returncode != 0:
        sys.exit(f'seed {seed}, case {case}: {options}: {ran.stderr}')
    if read(ran.stdout).values.tolist() != want.fillna('').values.tolist():
        sys.exit(f'seed {seed}, case {case}: {options}\n{ran.stdout}\nexpected\n{want.to_csv(index=False)}')
