#!/usr/bin/python3
"""Fits of statsmodels (no penalty) and scikit-learn (penalised) for tests/unit/learn_logistic.c.

usage: logistic.py small | wide | FOLDER     FOLDER: of telco_design.csv and online_shoppers_design.csv
A case is: "case NAME ROWS FEATURES c scaled weighted", a line "label weight x..." a row, then a line
"coef intercept ..." and, without a penalty, "se intercept ..." and "likelihood full null". Nothing without
statsmodels and scikit-learn.
"""
import os
import sys
import warnings

import numpy as np

try:
    import pandas as pd
    import statsmodels.api as sm
    from sklearn.linear_model import LogisticRegression
except ImportError:
    sys.exit(0)

warnings.filterwarnings("ignore")


def put(word, values):
    print(word, *(repr(float(v)) for v in values))


def case(name, x, y, c=np.inf, scaled=False, w=None):
    x = np.vectorize(lambda v: float(f"{v:.9g}"))(x)
    n, p = x.shape
    print("case", name, n, p, "inf" if np.isinf(c) else repr(float(c)), int(scaled), int(w is not None))
    weight = np.ones(n) if w is None else w
    for i in range(n):
        print(int(y[i]), repr(float(weight[i])), *(f"{v:.9g}" for v in x[i]))
    mean = np.average(x, axis=0, weights=weight)
    sd = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=weight))
    if not np.isinf(c):
        # scikit-learn's own scale: what it minimises is the same after a shift, which the intercept takes up
        z = (x - mean) / sd if scaled else x - mean
        fit = LogisticRegression(C=c, tol=1e-10, max_iter=1000, solver="newton-cholesky")
        fit.fit(z, y, sample_weight=weight)
        coef = fit.coef_[0] / sd if scaled else fit.coef_[0]
        put("coef", [fit.intercept_[0] - coef @ mean, *coef])
        return
    if w is None:
        fit = sm.Logit(y, sm.add_constant(x)).fit(method="newton", disp=0, tol=1e-14, maxiter=100)
        null = fit.llnull
    else:
        family = sm.families.Binomial()
        fit = sm.GLM(y, sm.add_constant(x), family=family, freq_weights=w).fit(tol=1e-14, maxiter=100)
        null = sm.GLM(y, np.ones(n), family=family, freq_weights=w).fit(tol=1e-14).llf
    put("coef", fit.params)
    put("se", fit.bse)
    put("likelihood", [fit.llf, null])


def draw(random, x, coef, intercept):
    return (random.random(len(x)) < 1 / (1 + np.exp(-(x @ coef + intercept)))).astype(int)


def small():
    random = np.random.default_rng(11)
    for n, p in ((40, 1), (300, 3), (1500, 17)):
        x = (random.normal(size=(n, p)) + random.integers(-5, 6, p) * 4.0) * 10.0 ** random.integers(-3, 4, p)
        flags = range(0, p, 3)
        x[:, flags] = random.random((n, len(flags))) < random.choice([0.06, 0.1, 0.5], len(flags))
        sd = x.std(0)
        y = draw(random, (x - x.mean(0)) / np.where(sd > 0, sd, 1), random.normal(size=p) / np.sqrt(p), -0.5)
        w = random.integers(0, 4, n).astype(float)
        case("plain", x, y)
        case("weighted", x, y, w=w)
        case("scaled", x, y, c=0.3, scaled=True)
        case("scaled_weighted", x, y, c=0.3, scaled=True, w=w)
        x = x / np.where(sd > 0, sd, 1) * 10.0 ** random.uniform(-0.5, 0.5, p)
        case("ridge", x, y, c=2.0)
        case("ridge_weighted", x, y, c=0.01, w=random.random(n))


def wide():
    random = np.random.default_rng(12)
    x = (random.random((1500, 1050)) < 0.03).astype(float)
    x[:, :20] = np.round(random.normal(size=(1500, 20)), 3)
    y = draw(random, x[:, :40], random.normal(size=40) / 2, -0.3)
    case("wide", x, y, c=0.5)
    case("at_most", x[:, :1000], y, c=0.5)


def real(folder):
    for name in ("telco", "online_shoppers"):
        path = os.path.join(folder, f"{name}_design.csv")
        if not os.path.exists(path):
            continue
        data = pd.read_csv(path)
        x, y = data.drop(columns=["y", "fold"]).to_numpy(float), data["y"].to_numpy()
        case(name, x, y)
        case(name + "_scaled", x, y, c=1.0, scaled=True)
        case(name + "_scaled_strong", x, y, c=0.01, scaled=True)


if sys.argv[1] == "small":
    small()
elif sys.argv[1] == "wide":
    wide()
else:
    real(sys.argv[1])
