#!/usr/bin/python3
"""What XGBoost's own Python package says; for unit/learn_boost.c.

usage: boost.py SEED ROWS TREES DEPTH ETA SUBSAMPLE CHILD WEIGHT
prints rows: four values, label, probability, four contributions and the bias; nothing without XGBoost
"""
import sys

import numpy as np

try:
    import xgboost
except ImportError:
    sys.exit(0)

seed, rows, trees, depth = (int(text) for text in sys.argv[1:5])
eta, subsample, child, weight = (float(text) for text in sys.argv[5:])
random = np.random.default_rng(seed)
x = random.normal(0, 1, (rows, 4))
x[:, 2] = np.round(x[:, 2])
x[:, 3] = random.integers(0, 2, rows)
y = (x[:, 0] + x[:, 1] * x[:, 3] + random.normal(0, 1, rows) > 0.5).astype(int)
data = xgboost.DMatrix(x, y, weight=np.where(y == 1, weight, 1) if weight != 1 else None)
model = xgboost.train({"objective": "binary:logistic", "tree_method": "hist", "max_depth": depth, "eta": eta,
                       "subsample": subsample, "min_child_weight": child, "seed": seed, "nthread": 2,
                       "verbosity": 0}, data, trees)
probability = model.predict(data)
phi = model.predict(data, pred_contribs=True)
for i in range(rows):
    print(*(repr(float(v)) for v in [*x[i], y[i], probability[i], *phi[i]]))
