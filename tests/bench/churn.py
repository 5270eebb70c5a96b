#!/usr/bin/python3
"""churn: models of who leaves by scikit-learn and XGBoost's own package, for tests/bench/run.

    churn.py make ROWS FILE.csv            rows with ten numbers and a label y
    churn.py METHOD FILE.csv               reads, keeps a fifth for the test, fits, prints the AUC on it
    churn.py score METHOD FILE.csv OUT.csv MODEL   reads, scores every row, writes the rows with their probability
    churn.py keep METHOD FILE.csv MODEL    fits on all rows and keeps the model for score

METHOD: logistic, forest, xgboost. Each gets its fastest formulation that was found: for logistic the Newton solver (a
fifth of the time of the default one), for forests both processors.
"""
import pickle
import sys

import numpy as np
import pandas as pd


def make(rows, path):
    random = np.random.default_rng(1)
    x = random.normal(size=(rows, 10))
    x[:, 3] = np.exp(x[:, 3])
    x[:, 5] = np.floor(np.abs(x[:, 5]) * 10)
    x[:, 7] = x[:, 7] * 100
    z = -1.5 + (x - x.mean(0)) / x.std(0) @ (random.normal(size=10) * 0.6) + 0.8 * (x[:, 0] * x[:, 1] > 0.5)
    data = pd.DataFrame(np.round(x, 4), columns=[f"f{k}" for k in range(10)])
    data["y"] = (random.random(rows) < 1 / (1 + np.exp(-z))).astype(int)
    data.to_csv(path, index=False)


def fitted(method, x, y):
    if method == "logistic":
        from sklearn.linear_model import LogisticRegression
        return LogisticRegression(solver="newton-cholesky").fit(x, y)
    if method == "forest":
        from sklearn.ensemble import RandomForestClassifier
        return RandomForestClassifier(100, max_depth=12, n_jobs=2, random_state=0).fit(x, y)
    import xgboost
    return xgboost.train({"objective": "binary:logistic", "tree_method": "hist", "max_depth": 3, "eta": 0.1},
                         xgboost.DMatrix(x, y), 200)


def scores(method, model, x):
    if method == "xgboost":
        import xgboost
        return model.predict(xgboost.DMatrix(x))
    return model.predict_proba(x)[:, 1]


def read(path):
    data = pd.read_csv(path)
    return data, data.drop(columns="y").to_numpy(), data.y.to_numpy()


if sys.argv[1] == "make":
    make(int(sys.argv[2]), sys.argv[3])
elif sys.argv[1] == "keep":
    _, features, labels = read(sys.argv[3])
    pickle.dump(fitted(sys.argv[2], features, labels), open(sys.argv[4], "wb"))
elif sys.argv[1] == "score":
    rows, features, _ = read(sys.argv[3])
    rows["churn_probability"] = scores(sys.argv[2], pickle.load(open(sys.argv[5], "rb")), features)
    rows.to_csv(sys.argv[4], index=False)
else:
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import train_test_split
    _, features, labels = read(sys.argv[2])
    fit_x, test_x, fit_y, test_y = train_test_split(features, labels, test_size=0.2, stratify=labels, random_state=0)
    print(roc_auc_score(test_y, scores(sys.argv[1], fitted(sys.argv[1], fit_x, fit_y), test_x)))
