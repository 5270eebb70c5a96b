#!/usr/bin/python3
"""Scores with labels, and what scikit-learn, statsmodels and brute force say of them; for tests/unit/learn_metrics.c.

usage: metrics.py SEED
A case is: "case ROWS WEIGHTED THRESHOLD BINS", a line "score label weight" a row, lines "NAME value low high",
ten lines "decile rows positives mean_score lift capture total_lift total_capture",
lines "bin rows positives mean_score rate low high", "end". Nothing without scikit-learn.
"""
import sys
import warnings

import numpy as np

try:
    import statsmodels.api as sm
    from scipy.special import expit, logit
    from sklearn import metrics as sk
    from sklearn.calibration import calibration_curve
    from statsmodels.stats.proportion import proportion_confint
except ImportError:
    sys.exit(0)

warnings.filterwarnings("ignore")
Z = 1.959963984540054
NAN = float("nan")


def wilson(k, n):
    return proportion_confint(k, n, method="wilson") if n > 0 else (NAN, NAN)


def share(k, n, weighted):
    low, high = (NAN, NAN) if weighted else wilson(k, n)
    return (k / n if n > 0 else NAN, low, high)


def auc(score, y, w):
    if len(set(y)) < 2:
        return NAN, NAN, NAN
    value = sk.roc_auc_score(y, score, sample_weight=w)
    if w is not None:
        return value, NAN, NAN
    ones, zeros = score[y == 1], score[y == 0]
    m, n = len(ones), len(zeros)
    beats = (ones[:, None] > zeros[None, :]) + 0.5 * (ones[:, None] == zeros[None, :])
    if m > 1 and n > 1:      # DeLong, DeLong and Clarke-Pearson 1988, as it stands there
        variance = np.var(beats.mean(1), ddof=1) / m + np.var(beats.mean(0), ddof=1) / n
    else:                    # Hanley and McNeil 1982
        q1, q2 = value / (2 - value), 2 * value ** 2 / (1 + value)
        variance = (value * (1 - value) + (m - 1) * (q1 - value ** 2) + (n - 1) * (q2 - value ** 2)) / (m * n)
    if variance < 1e-20:
        k = min(m, n)
        if value == 0.5:
            return value, value, value
        return (value, wilson(k, k)[0], 1.0) if value > 0.5 else (value, 0.0, wilson(0, k)[1])
    half = Z * np.sqrt(variance)
    return value, max(0.0, value - half), min(1.0, value + half)


def pr_auc(score, y, w):
    if y.sum() == 0:
        return NAN, NAN, NAN
    value = min(1.0, sk.average_precision_score(y, score, sample_weight=w))
    if w is not None:
        return value, NAN, NAN
    if value > 1 - 1e-14:
        return (value, *wilson(y.sum(), y.sum()))
    half = Z / np.sqrt(y.sum() * value * (1 - value))
    return value, expit(logit(value) - half), expit(logit(value) + half)


def mean(value, each, w):
    if w is not None or len(each) < 2:
        return value, NAN, NAN
    half = Z * np.std(each, ddof=1) / np.sqrt(len(each))
    return value, max(0.0, value - half), value + half


def calibration(score, y, w):
    none = ((NAN, NAN, NAN), (NAN, NAN, NAN))
    x = logit(np.clip(score, 2.0 ** -52, 1 - 2.0 ** -52))
    ones, zeros = x[y == 1], x[y == 0]
    if len(ones) == 0 or len(zeros) == 0 or x.min() == x.max():
        return none
    if ones.min() >= zeros.max() or ones.max() <= zeros.min():
        return none
    fit = sm.GLM(y, sm.add_constant(x), family=sm.families.Binomial(), freq_weights=w).fit(tol=1e-14, maxiter=200)
    both = []
    for k in (1, 0):
        b, se = fit.params[k], fit.bse[k]
        both.append((b, NAN, NAN) if w is not None else (b, b - Z * se, b + Z * se))
    return both


def lines(score, y, w, threshold):
    weight = np.ones(len(y)) if w is None else w
    clipped = np.clip(score, 2.0 ** -52, 1 - 2.0 ** -52)
    guess = (score >= threshold).astype(int)
    tn, fp, fn, tp = sk.confusion_matrix(y, guess, labels=[0, 1], sample_weight=w).ravel().astype(float)
    rows, ones, weighted = weight.sum(), weight[y == 1].sum(), w is not None
    jaccard = share(tp, tp + fp + fn, weighted)
    slope, intercept = calibration(score, y, w)
    out = {
        "rows": (rows, NAN, NAN),
        "auc": auc(score, y, w),
        "pr_auc": pr_auc(score, y, w),
        "log_loss": mean(sk.log_loss(y, score, labels=[0, 1], sample_weight=w),
                         -np.log(np.where(y == 1, clipped, 1 - clipped)), w),
        "brier": mean(np.average((score - y) ** 2, weights=w), (score - y) ** 2, w),
        "base_rate": share(ones, rows, weighted),
        "larger_class": share(max(ones, rows - ones), rows, weighted),
        "accuracy": share(tp + tn, rows, weighted),
        "precision": share(tp, tp + fp, weighted),
        "recall": share(tp, tp + fn, weighted),
        "specificity": share(tn, tn + fp, weighted),
        "f1": tuple(2 * j / (1 + j) for j in jaccard),
        "calibration_slope": slope,
        "calibration_intercept": intercept,
        "threshold": (threshold, NAN, NAN),
        "true_positives": (tp, NAN, NAN), "false_positives": (fp, NAN, NAN),
        "false_negatives": (fn, NAN, NAN), "true_negatives": (tn, NAN, NAN),
    }
    if len(set(y)) == 2:     # the names are scikit-learn's definitions
        assert np.isclose(out["accuracy"][0], sk.accuracy_score(y, guess, sample_weight=w))
        assert np.isclose(out["f1"][0], sk.f1_score(y, guess, sample_weight=w))
        assert np.isclose(out["brier"][0], sk.brier_score_loss(y, score, sample_weight=w))
    return out


def deciles(score, y, w):
    """Every row is cut in ten; pieces of equal scores all have the mean label of those rows."""
    n = len(y)
    share_of = {s: y[score == s].mean() for s in set(score)}
    pieces = sorted(((s, share_of[s]) for s in score for _ in range(10)), reverse=True)
    out, ones, seen = [], y.sum(), 0.0
    for k in range(10):
        part = pieces[k * n:(k + 1) * n]
        rows, positives = n / 10, sum(p for _, p in part) / 10
        seen += positives
        base = ones / n
        lift = positives / rows / base if ones else NAN
        out.append((rows, positives, sum(s for s, _ in part) / n, lift, positives / ones if ones else NAN,
                    seen / ((k + 1) * rows) / base if ones else NAN, seen / ones if ones else NAN))
    return out


def case(score, y, w=None, threshold=0.5, bins=10):
    print("case", len(y), int(w is not None), repr(float(threshold)), bins)
    for i in range(len(y)):
        print(repr(float(score[i])), int(y[i]), repr(1.0 if w is None else float(w[i])))
    out = lines(score, y, w, threshold)
    if w is None:
        tenths = deciles(score, y, w)
        top = tenths[0]
        if y.sum():
            low, high = wilson(top[1], y.sum())
            out["top_decile_lift"] = (top[3], 10 * low, max(top[3], min(10, len(y) / y.sum(), 10 * high)))
    for name, values in out.items():
        print(name, *(repr(float(v)) for v in values))
    if w is None:
        for tenth in tenths:
            print("decile", *(repr(float(v)) for v in tenth))
        rates, means = calibration_curve(y, score, n_bins=bins, strategy="quantile")
        edges = np.percentile(score, np.linspace(0, 1, bins + 1) * 100)
        which = np.searchsorted(edges[1:-1], score)
        sizes = [np.sum(which == k) for k in range(bins) if np.any(which == k)]
        for rows, rate, middle in zip(sizes, rates, means):
            low, high = wilson(rate * rows, rows)
            print("bin", *(repr(float(v)) for v in (rows, rate * rows, middle, rate, low, high)))
    print("end")


def main():
    random = np.random.default_rng(int(sys.argv[1]))
    for n in (1, 2, 3, 5, 10, 11, 19, 30, 101, 1000):
        for kind in range(6):
            score = random.random(n)
            if kind == 1:
                score = np.round(score, 1)
            if kind == 2:
                score = random.choice([0.0, 0.25, 0.5, 1.0], n)
            y = (random.random(n) < score).astype(int)
            if kind == 3:      # few positives
                y = (random.random(n) < 2 / n).astype(int)
            if kind == 4:      # told apart
                y = (score > np.median(score)).astype(int)
            if kind == 5:      # one label
                y = np.full(n, n % 2)
            case(score, y, threshold=random.choice([0.5, 0.25, 0.7]), bins=int(random.choice([1, 3, 10])))
            if kind < 2:
                case(score, y, w=random.random(n) + 0.1)
    case(np.full(50, 0.3), (random.random(50) < 0.3).astype(int))


main()
