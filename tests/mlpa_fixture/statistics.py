"""Reference values of tests/mlpa_statistics.rs.

pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0 scikit-learn==1.9.1
python tests/mlpa_fixture/statistics.py > tests/mlpa_fixture/statistics.tsv
"""
import numpy as np
import scipy
import sklearn
import statsmodels
from scipy import odr, stats
from sklearn.metrics import roc_auc_score
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

print(f"# scipy {scipy.__version__}, statsmodels {statsmodels.__version__}, "
      f"scikit-learn {sklearn.__version__}, numpy {np.__version__}")


def show(name, *values):
    print(name, *(f"{float(v):.12g}" for v in values), sep="\t")


for k, n in [(0, 10), (10, 10), (7, 9), (81, 263), (1, 1000), (59, 60)]:
    # Clopper-Pearson: scipy.stats.binomtest(k, n).proportion_ci(method="exact")
    ci = stats.binomtest(k, n).proportion_ci(0.95, method="exact")
    sm = proportion_confint(k, n, 0.05, method="beta")
    assert abs(ci.low - np.nan_to_num(sm[0])) < 1e-9 and abs(ci.high - sm[1]) < 1e-9
    show(f"clopper_pearson_{k}_{n}", ci.low, ci.high)

tables = {
    "two": [[20, 5], [10, 15]],
    "three": [[88, 14, 18], [10, 40, 10], [2, 6, 12]],
    "four": [[9, 0, 1, 0], [2, 14, 0, 1], [0, 1, 7, 0], [0, 0, 0, 5]],
}
for name, table in tables.items():
    r = cohens_kappa(np.array(table))
    show(f"kappa_{name}", r.kappa, r.std_kappa, r.kappa_low, r.kappa_upp)

rng = np.random.default_rng(335)
x = np.round(np.concatenate([rng.normal(1, .05, 18), rng.normal(.6, .06, 10), rng.normal(1.4, .07, 5)]), 3)
y = np.round(0.03 + 0.96 * x + rng.normal(0, .04, x.size), 3)
show("x", *x)
show("y", *y)

# Bland-Altman: exact t interval of the bias, limits with the large-sample standard error
d = y - x
n, bias, sd = d.size, d.mean(), d.std(ddof=1)
t = stats.t.ppf(.975, n - 1)
z = stats.norm.ppf(.975)
se_limit = sd * np.sqrt(1 / n + z * z / (2 * (n - 1)))
show("bland_altman", bias, sd, bias - t * sd / np.sqrt(n), bias + t * sd / np.sqrt(n),
     bias - z * sd, bias + z * sd, t * se_limit)

# Deming with equal error variances is orthogonal distance regression
fit = odr.ODR(odr.RealData(x, y), odr.unilinear, beta0=[1, 0], sstol=1e-15, partol=1e-15, maxit=1000).run()
slope, intercept = fit.beta


def deming(x, y):
    sxx, syy, sxy = np.var(x), np.var(y), np.cov(x, y, ddof=0)[0, 1]
    b = (syy - sxx + np.sqrt((syy - sxx) ** 2 + 4 * sxy ** 2)) / (2 * sxy)
    return np.array([b, y.mean() - b * x.mean()])


assert np.allclose(deming(x, y), [slope, intercept], atol=1e-6)
full = deming(x, y)
pseudo = np.array([n * full - (n - 1) * deming(np.delete(x, i), np.delete(y, i)) for i in range(n)])
se = pseudo.std(axis=0, ddof=1) / np.sqrt(n)
t2 = stats.t.ppf(.975, n - 2)
show("deming", full[0], full[1], full[0] - t2 * se[0], full[0] + t2 * se[0],
     full[1] - t2 * se[1], full[1] + t2 * se[1])

# Passing-Bablok 1983, slopes by brute force; without slopes below -1 it equals scipy's Theil-Sen
s = []
for i in range(n):
    for j in range(i + 1, n):
        dx, dy = x[j] - x[i], y[j] - y[i]
        if abs(dx) < 1e-12 and abs(dy) < 1e-12:
            continue
        slope_ij = np.inf * np.sign(dy) if abs(dx) < 1e-12 else dy / dx
        if abs(slope_ij + 1) > 1e-12:
            s.append(slope_ij)
s = np.sort(np.array(s))
K, N = int((s < -1).sum()), s.size
at = lambda r: s[int(r) - 1]
b = at((N + 1) / 2 + K) if N % 2 else (at(N / 2 + K) + at(N / 2 + 1 + K)) / 2
C = z * np.sqrt(n * (n - 1) * (2 * n + 5) / 18)
m1 = round((N - C) / 2)
m2 = N - m1 + 1
lo, hi = at(m1 + K), at(m2 + K)
show("passing_bablok", b, np.median(y - b * x), lo, hi, np.median(y - hi * x), np.median(y - lo * x))

# ROC: a low ratio speaks for a deletion
score = np.round(np.concatenate([rng.normal(.62, .1, 15), rng.normal(.98, .07, 40)]), 2)
truth = np.r_[np.ones(15, int), np.zeros(40, int)]
score[3], score[20] = .9, .78
show("roc_score", *score)
show("roc_truth", *truth)
auc = roc_auc_score(truth, -score)
# DeLong: placement values
pos, neg = score[truth == 1], score[truth == 0]
psi = (pos[:, None] < neg[None, :]) + .5 * (pos[:, None] == neg[None, :])
var = psi.mean(1).var(ddof=1) / pos.size + psi.mean(0).var(ddof=1) / neg.size
show("roc", auc, np.sqrt(var), max(0, auc - z * np.sqrt(var)), min(1, auc + z * np.sqrt(var)))
