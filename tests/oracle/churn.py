#!/usr/bin/python3
"""ia-churn beside statsmodels, scikit-learn and XGBoost's own Python package, on real data.

usage: churn.py CHECK SHARED [SET]    SET: telco (default) or online_shoppers; in a folder where files may be written

Checks: logit encoded folds penalised balanced judged xgboost forest split reasons missing. Exit 0: they agree. Exit 77: a
package is not there. ia-churn is the one of the PATH.
"""
import io
import json
import os
import subprocess
import sys
import warnings

try:
    import numpy as np
    import pandas as pd
    import sklearn.metrics as skm
    import statsmodels.api as sm
    from sklearn.calibration import calibration_curve
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
except ImportError:
    sys.exit(77)

warnings.filterwarnings("ignore")
check, shared = sys.argv[1], sys.argv[2]
name = sys.argv[3] if len(sys.argv) > 3 else "telco"
data = os.path.join(shared, "data")
reference = json.load(open(f"{data}/reference/churn_{name}.json"))
design_path = f"{data}/reference/{name}_design.csv"
design = pd.read_csv(design_path)
features = [c for c in design.columns if c not in ("y", "fold")]


def run(*words, text=None):
    done = subprocess.run(["ia-churn", *words], input=text, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"ia-churn {' '.join(words)}: {done.stderr}")
    return done.stdout


def table(*words, text=None):
    return pd.read_csv(io.StringIO(run(*words, text=text)))


def fit(frame, *words, label="y"):
    """Without a penalty, unless words give one."""
    if "--penalty" not in words and "--method" not in words:
        words = (*words, "--penalty", "0")
    run("fit", "--quiet", "-l", label, "-m", "model.json", *words, text=frame.to_csv(index=False))


def scores(frame, *words, model="model.json"):
    return table("score", "-m", model, *words, text=frame.to_csv(index=False))


def near(what, ours, theirs, tolerance):
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    worst = np.max(np.abs(ours - theirs) / np.maximum(1, np.abs(theirs)))
    if not worst <= tolerance:
        sys.exit(f"{what}: off by {worst:.3g}: {ours.ravel()[:5]} and {theirs.ravel()[:5]}")


def coefficients():
    shown = table("show", "-m", "model.json").set_index("feature")
    return shown.loc[["(intercept)", *features]]


def facts(model="model.json"):
    return table("show", "-m", model, "--summary").set_index("name").value


def logit():
    fit(design, "--test", "0", "--exclude", "fold")
    theirs = sm.Logit(design.y, sm.add_constant(design[features].astype(float))).fit(method="newton", disp=0, tol=1e-14,
                                                                                   maxiter=100)
    ours = coefficients()
    near("coefficients", ours.coefficient, theirs.params, 1e-6)
    near("standard errors", ours.std_error, theirs.bse, 1e-6)
    near("z", ours.z, theirs.tvalues, 1e-6)
    near("p", ours.p, theirs.pvalues, 1e-6)
    near("bounds", ours[["low", "high"]], theirs.conf_int(), 1e-6)
    near("log-likelihood", float(facts().log_likelihood), theirs.llf, 1e-6)
    near("log-likelihood of the reference", float(facts().log_likelihood), reference["logit_full_standardised"]["loglik"], 1e-6)
    near("null", float(facts().null_log_likelihood), theirs.llnull, 1e-6)
    near("probabilities", scores(design).churn_probability, theirs.predict(), 1e-6)


def encoded():
    """The file as it is, texts and all: the likelihood does not depend on which level is the base."""
    if name == "telco":
        raw = pd.read_csv(f"{data}/telco/telco.csv").drop(columns=["TotalCharges", "customerID"])
        label = "Churn"
        y = (raw[label] == "Yes").astype(int)
    else:
        raw = pd.read_csv(f"{data}/online_shoppers/online_shoppers.csv")
        label = "Revenue"
        y = raw[label].astype(int)
    fit(raw, "--test", "0", label=label)
    x = pd.get_dummies(raw.drop(columns=label), drop_first=True).astype(float)
    theirs = sm.GLM(y, sm.add_constant(x), family=sm.families.Binomial()).fit(tol=1e-14, maxiter=200)
    near("log-likelihood", float(facts().log_likelihood), theirs.llf, 1e-6)
    near("probabilities", scores(raw).churn_probability, theirs.predict(sm.add_constant(x)), 1e-6)


def by_folds(*words):
    aucs = []
    for f in sorted(design.fold.unique()):
        fit(design[design.fold != f], "--test", "0", "--exclude", "fold", *words)
        held = design[design.fold == f]
        aucs.append(skm.roc_auc_score(held.y, scores(held).churn_probability))
    return aucs


def folds():
    near("AUC by fold", by_folds(), reference["cv"]["logreg_unpenalised"]["auc_folds"], 1e-6)
    # scikit-learn's default tolerance leaves its own coefficients off by 1e-4 or so
    near("AUC by fold, C = 1", by_folds("--penalty", "1"), reference["cv"]["logreg_L2_C1"]["auc_folds"], 2e-5)
    near("AUC by fold, C = 0.01", by_folds("--penalty", "100"), reference["cv"]["logreg_L2_C0.01"]["auc_folds"], 2e-5)


def penalised():
    for penalty in (0.1, 1, 25):
        fit(design, "--test", "0", "--exclude", "fold", "--penalty", str(penalty))
        theirs = make_pipeline(StandardScaler(), LogisticRegression(C=1 / penalty, tol=1e-12, max_iter=10000, solver="newton-cg"))
        theirs.fit(design[features], design.y)
        near("probabilities", scores(design).churn_probability, theirs.predict_proba(design[features])[:, 1], 1e-6)
        near("coefficients", coefficients().coefficient[1:], theirs[1].coef_[0] / theirs[0].scale_, 1e-6)


def balanced():
    fit(design, "--test", "0", "--exclude", "fold", "--balance", "--penalty", "1")
    # --balance weighs the features' spread too; scikit-learn's pipeline does not: unpenalised, this makes no difference
    fit(design, "--test", "0", "--exclude", "fold", "--balance")
    theirs = make_pipeline(StandardScaler(), LogisticRegression(penalty="none", class_weight="balanced", tol=1e-12,
                                                                max_iter=100000, solver="newton-cg"))
    theirs.fit(design[features], design.y)
    near("probabilities", scores(design).churn_probability, theirs.predict_proba(design[features])[:, 1], 1e-5)


def judged():
    fit(design, "--exclude", "fold", "--method", "forest", "--trees", "20")
    s, y = scores(design).churn_probability, design.y
    text = design.to_csv(index=False)
    for threshold in (0.5, 0.25):
        m = table("eval", "-m", "model.json", "--threshold", str(threshold), text=text).set_index("metric").value
        said = s >= threshold
        tn, fp, fn, tp = skm.confusion_matrix(y, said).ravel()
        near("AUC", m.auc, skm.roc_auc_score(y, s), 1e-9)
        near("PR-AUC", m.pr_auc, skm.average_precision_score(y, s), 1e-9)
        near("log loss", m.log_loss, skm.log_loss(y, s, eps=2.0**-52), 1e-9)
        near("Brier", m.brier, skm.brier_score_loss(y, s), 1e-9)
        near("accuracy", m.accuracy, skm.accuracy_score(y, said), 1e-9)
        near("precision", m.precision, skm.precision_score(y, said), 1e-9)
        near("recall", m.recall, skm.recall_score(y, said), 1e-9)
        near("F1", m.f1, skm.f1_score(y, said), 1e-9)
        near("base rate", [m.base_rate, m.larger_class], [y.mean(), max(y.mean(), 1 - y.mean())], 1e-12)
        near("confusion", [m.true_negatives, m.false_positives, m.false_negatives, m.true_positives], [tn, fp, fn, tp], 0)
    bins = table("eval", "-m", "model.json", "--calibration", text=text)
    observed, predicted = calibration_curve(y, s, n_bins=10, strategy="quantile")
    near("calibration", bins.observed, observed, 1e-9)
    near("calibration", bins.predicted, predicted, 1e-9)
    deciles = table("eval", "-m", "model.json", "--deciles", text=text)
    near("capture", [deciles.capture.sum(), deciles.positives.sum()], [1, y.sum()], 1e-9)
    order = np.sort(s)[::-1]
    if order[len(s) // 10 - 1] > order[len(s) // 10 + 1]:
        top = y[np.argsort(-s, kind="stable")[: len(s) // 10]].mean() / y.mean()
        near("lift of the first tenth", deciles.lift[0], top, 0.01)


def xgboost():
    try:
        import xgboost as xgb
    except ImportError:
        sys.exit(77)
    for ours, theirs in (([], {}), (["--depth", "6", "--trees", "100", "--rate", "0.3"], {"max_depth": 6, "eta": 0.3, "n": 100}),
                         (["--min-leaf", "20", "--depth", "5"], {"max_depth": 5, "min_child_weight": 20})):
        fit(design, "--test", "0", "--exclude", "fold", "--method", "xgboost", *ours)
        n = theirs.pop("n", 200)
        params = {"objective": "binary:logistic", "tree_method": "hist", "max_depth": 3, "eta": 0.1, "seed": 42, **theirs}
        booster = xgb.train(params, xgb.DMatrix(design[features], design.y), n)
        near("probabilities", scores(design).churn_probability, booster.predict(xgb.DMatrix(design[features])), 1e-6)
    added = booster.predict(xgb.DMatrix(design[features]), pred_contribs=True)
    check_reasons(design.head(300), lambda i, column: added[i][features.index(column)])


def reasons_of(text):
    out = {}
    for one in str(text).split("; "):
        left, _, right = one.rpartition(" (")
        out[left.split("=")[0]] = (left.split("=", 1)[1], float(right[:-1]))
    return out


def check_reasons(frame, added):
    told = scores(frame, "--reasons", "5")
    for i, row in enumerate(told.itertuples()):
        for column, (value, amount) in reasons_of(row.reasons).items():
            if abs(amount - added(i, column)) > 0.0051:
                sys.exit(f"row {i}: {column}: {amount}, not {added(i, column)}")
            if float(value) != float(frame[column].iloc[i]):
                sys.exit(f"row {i}: {column}: {value} is not the row's value")
        largest = sorted((abs(added(i, c)) for c in features), reverse=True)[:5]
        mine = [abs(a) for _, a in reasons_of(row.reasons).values()]
        if any(abs(a - b) > 0.0051 for a, b in zip(mine, largest)) or mine != sorted(mine, reverse=True):
            sys.exit(f"row {i}: not the largest: {mine} {largest}")


def reasons():
    """Coefficient times deviation, and that they add up."""
    fit(design, "--test", "0", "--exclude", "fold")
    c = coefficients().coefficient
    mean = design[features].mean()
    check_reasons(design.head(300), lambda i, f: c[f] * (design[f].iloc[i] - mean[f]))
    told = scores(design.head(300), "--reasons", str(len(features)))
    base = c["(intercept)"] + (c[features] * mean).sum()
    for row in told.itertuples():
        total = base + sum(a for _, a in reasons_of(row.reasons).values())
        if abs(total - np.log(row.churn_probability / (1 - row.churn_probability))) > 0.006 * len(features):
            sys.exit(f"reasons do not add up: {row.reasons}")


def forest():
    theirs = reference["cv"]["random_forest_500_leaf5"]["auc_mean_of_folds"]
    over = reference["cv"]["random_forest_500_leaf5"].get("over_seeds", {}).get("auc_mean_of_folds", {}).get("mean", theirs)
    ours = [np.mean(by_folds("--method", "forest", "--trees", "500", "--min-leaf", "5", "--depth", "64", "--seed", str(seed)))
            for seed in range(5)]
    if np.mean(ours) < over - 0.003:
        sys.exit(f"AUC {np.mean(ours)} over seeds {ours}, scikit-learn's {over}")


def split():
    """The evaluation is that of rows that the fit did not see: a model of the rest scores them the same."""
    frame = design.drop(columns="fold").copy()
    frame["row"] = np.arange(len(frame))
    for words in (["--seed", "7"], ["--test", "0.35"]):
        out = run("fit", "--quiet", "-l", "y", "-m", "model.json", "-x", "row", *words, text=frame.to_csv(index=False))
        told = pd.read_csv(io.StringIO(out)).set_index("metric")
        training = json.load(open("model.json"))["training"]
        share = float(words[1]) if words[0] == "--test" else 0.2
        if training["rows"] + training["evaluated"] != len(frame) or training["evaluated"] != told.value["rows"]:
            sys.exit(f"rows do not add up: {training}")
        if abs(training["evaluated"] - share * len(frame)) > 1.5:
            sys.exit(f"not the share asked for: {training}")
        positives = frame.y.sum() - training["positives"]
        near("positives", positives, told.value.base_rate * training["evaluated"], 1e-9)
        near("stratified", positives, share * frame.y.sum(), 1.0 / frame.y.sum() + 0.01)
    # labels at random: a forest that knew the rows would tell them apart
    noise = frame.assign(y=np.random.default_rng(3).permutation(frame.y))
    for words in (["--test", "0.5"], ["--folds", "3"]):
        out = run("fit", "--quiet", "-l", "y", "-m", "model.json", "--method", "forest", "--trees", "50", "-x", "row", *words,
                  text=noise.to_csv(index=False))
        told = pd.read_csv(io.StringIO(out)).set_index("metric").loc["auc"]
        seen = table("eval", "-m", "model.json", text=noise.to_csv(index=False)).set_index("metric").value.auc
        if abs(told.value - 0.5) > 0.04 or not seen > 0.6:
            sys.exit(f"the evaluation has seen its rows: {told.value} {seen}")


def missing():
    """A missing number is the median, and flagged; a missing text has its own flag."""
    frame = design[["tenure", "MonthlyCharges", "y"]].copy() if name == "telco" else design[["PageValues", "ExitRates", "y"]].copy()
    random = np.random.default_rng(5)
    columns = list(frame.columns[:2])
    frame[columns[0]] = frame[columns[0]].where(random.random(len(frame)) > 0.2)
    frame["colour"] = random.choice(["red", "blue", "green", None], len(frame), p=[0.5, 0.3, 0.1, 0.1])
    fit(frame, "--test", "0")
    x = pd.DataFrame({columns[0]: frame[columns[0]].fillna(frame[columns[0]].median()),
                      "gone": frame[columns[0]].isna().astype(float), columns[1]: frame[columns[1]],
                      "blue": (frame.colour == "blue") * 1.0, "green": (frame.colour == "green") * 1.0,
                      "none": frame.colour.isna() * 1.0})
    theirs = sm.Logit(frame.y, sm.add_constant(x)).fit(disp=0, method="newton", tol=1e-14, maxiter=100)
    near("log-likelihood", float(facts().log_likelihood), theirs.llf, 1e-6)
    shown = table("show", "-m", "model.json").set_index("feature").coefficient
    near("coefficients", shown[["(intercept)", columns[0], columns[0] + " missing", columns[1], "colour=blue", "colour=green",
                                "colour missing"]], theirs.params, 1e-6)


{f.__name__: f for f in (logit, encoded, folds, penalised, balanced, judged, xgboost, forest, split, reasons, missing)}[check]()
