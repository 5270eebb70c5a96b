#!/usr/bin/python3
"""ia-kmeans held against scikit-learn. Exit 0 where they agree, else what differs.

usage: kmeans.py make NAME ROWS COLUMNS SEED       writes a data set: blobs, uniform, grid or heavy
       kmeans.py lloyd DATA COLUMNS CENTRES MODEL LABELLED SCALE TOL MAX_ITER
       kmeans.py scores DATA COLUMNS CHOSEN LABELLED...    one labelled file for each row of CHOSEN
       kmeans.py reference FOLDER DATA SEEDS TOOL  inertia beside the best known, k by k
"""
import csv
import glob
import json
import os
import statistics
import subprocess
import sys
import tempfile
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")


def fail(text):
    print(text, file=sys.stderr)
    sys.exit(1)


def near(ours, theirs, what, relative=1e-9):
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    scale = max(1e-300, float(np.max(np.abs(theirs))))
    if ours.shape != theirs.shape or not np.all(np.abs(ours - theirs) <= relative * scale):
        fail(f"{what}: ours {ours.ravel()[:6]}, theirs {theirs.ravel()[:6]}")


def scaled(x, how):
    from sklearn.preprocessing import MinMaxScaler, RobustScaler, StandardScaler
    scaler = {"zscore": StandardScaler, "robust": RobustScaler, "minmax": MinMaxScaler}.get(how)
    return scaler().fit(x) if scaler else None


def make(name, rows, columns, seed):
    random = np.random.default_rng(seed)
    if name == "blobs":
        centres = random.normal(0, 6, (5, columns))
        x = centres[random.integers(0, 5, rows)] + random.normal(0, 1, (rows, columns))
    elif name == "uniform":
        x = random.uniform(-1, 1, (rows, columns)) * (1 + np.arange(columns))
    elif name == "normal":
        x = random.normal(0, 1, (rows, columns)) @ random.normal(0, 1, (columns, columns))
    elif name == "grid":
        x = random.integers(0, 4, (rows, columns)).astype(float)
    else:
        x = np.exp(random.normal(0, 1.5, (rows, columns))) * 10.0 ** np.arange(columns)
    pd.DataFrame(x, columns=[f"c{k}" for k in range(columns)]).to_csv(sys.stdout, index=False)


def lloyd(data, columns, centres, model, labelled, how, tol, max_iter):
    from sklearn.cluster import KMeans
    columns = columns.split(",")
    raw = pd.read_csv(data)[columns].to_numpy(float)
    start = pd.read_csv(centres)[columns].to_numpy(float)
    scaler = scaled(raw, how)
    x, start = (scaler.transform(raw), scaler.transform(start)) if scaler else (raw, start)
    theirs = KMeans(len(start), init=start, n_init=1, tol=float(tol), max_iter=int(max_iter),
                    algorithm="lloyd").fit(x)
    ours = json.load(open(model))
    order = [tuple(c["centre"]) for c in ours["clusters"]]
    sizes = np.bincount(theirs.labels_, minlength=len(start))
    # ours are numbered by size: match them with theirs by the nearest centre
    match = [int(np.argmin(((theirs.cluster_centers_ - np.array(c)) ** 2).sum(1))) for c in order]
    if sorted(match) != list(range(len(start))):
        fail(f"centres do not match: {match}")
    near(np.array(order), theirs.cluster_centers_[match], "centres")
    near(ours["inertia"], theirs.inertia_, "inertia")
    if [c["size"] for c in ours["clusters"]] != sizes[match].tolist():
        fail("sizes differ")
    labels = pd.read_csv(labelled)["cluster"].to_numpy()
    if not np.array_equal(np.array(match)[labels], theirs.labels_):
        fail(f"{(np.array(match)[labels] != theirs.labels_).sum()} labels differ")


def scores(data, columns, chosen, *labelled):
    from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score
    raw = pd.read_csv(data)[columns.split(",")].to_numpy(float)
    x = scaled(raw, "zscore").transform(raw)
    rows = list(csv.DictReader(open(chosen)))
    if len(rows) != len(labelled):
        fail("not as many rows as files")
    for row, file in zip(rows, labelled):
        label = pd.read_csv(file)["cluster"].to_numpy()
        if len(set(label)) != int(row["k"]):
            fail(f"k = {row['k']}: {len(set(label))} clusters")
        near(float(row["silhouette"]), silhouette_score(x, label), "silhouette")
        near(float(row["calinski_harabasz"]), calinski_harabasz_score(x, label), "calinski_harabasz")
        near(float(row["davies_bouldin"]), davies_bouldin_score(x, label), "davies_bouldin")
    best = max(rows, key=lambda row: float(row["silhouette"]))
    if [row["k"] for row in rows if row["best"] == "1"] != [best["k"]]:
        fail("best is not the highest silhouette")


def known(path):
    data = json.load(open(path))
    best = {}
    for key, value in data["best_known"].items():
        if key.startswith("standardised_k") and key[14:].isdigit():
            best[int(key[14:])] = value
    for key, value in data["standardised"].items():
        best[int(key)] = min(best.get(int(key), np.inf), value["best"])
    return data, best


def reference(folder, sets, seeds, tool):
    worst, failed = 0, []
    for path in sorted(glob.glob(os.path.join(folder, "kmeans_*.json"))):
        data, best = known(path)
        for k in sorted(best):
            over = []
            for seed in range(int(seeds)):
                with tempfile.TemporaryDirectory() as here:
                    model = os.path.join(here, "m.json")
                    subprocess.run([tool, "-k", str(k), "--columns", ",".join(data["columns"]), "--seed", str(seed),
                                    "--summary", "--model", model, os.path.join(sets, data["file"])],
                                   check=True, stdout=subprocess.DEVNULL)
                    over.append(json.load(open(model))["inertia"] / best[k] - 1)
            print(f"{data['dataset']} k={k} median {statistics.median(over):.6%} worst {max(over):.6%}")
            worst = max(worst, max(over))
            if max(over) > 0.01 or statistics.median(over) > 0.001:
                failed.append(f"{data['dataset']} k={k}")
    if failed or worst == 0:
        fail("over the best known: " + ", ".join(failed))


if __name__ == "__main__":
    word, arguments = sys.argv[1], sys.argv[2:]
    if word == "make":
        make(arguments[0], int(arguments[1]), int(arguments[2]), int(arguments[3]))
    else:
        {"lloyd": lloyd, "scores": scores, "reference": reference}[word](*arguments)
