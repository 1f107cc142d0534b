"""Makes statistics.json with scipy and statsmodels: python make_goldens.py > statistics.json

Random cases of fixed seed; scipy 1.18.1, statsmodels 0.15.0, numpy 2.5.5.
"""

import json

import numpy as np
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower

CASES = 100
SMALL_CASES = 30
random = np.random.default_rng(20261123)


def number(value):
    return float(value) if np.isfinite(value) else None


def mcnemar_case(i):
    most = [6, 60, 2000, 100000][i % 4]
    lost, gained = int(random.integers(0, most)), int(random.integers(0, most))
    test = mcnemar([[5, lost], [gained, 7]], exact=True)
    return {"lost": lost, "gained": gained, "p": float(test.pvalue)}


def holm_case(i):
    p = random.beta(0.3, 3, size=int(random.integers(1, 40)))
    p = np.round(p, 3 if i % 2 else 8)  # with ties
    return {"p": p.tolist(), "adjusted": multipletests(p, method="holm")[1].tolist()}


def t_case(_):
    n = int(random.integers(2, 80))
    x, y = np.round(random.normal(size=n), 4), np.round(random.normal(0.1, 1.5, size=n), 4)
    test = stats.ttest_rel(x, y)
    d = x - y
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "p": float(test.pvalue),
        "effect": float(d.mean() / d.std(ddof=1)),
    }


def correlation_case(i):
    n = int(random.integers(4, 40))
    x = random.normal(size=n)
    y = random.uniform(-1.5, 1.5) * x + random.normal(size=n)
    x, y = np.round(x, 4), np.round(y, 4)
    if i % 3 == 0:
        x, y = np.round(x), np.round(y, 1)  # ties
        x[0] += 1
    pearson = stats.pearsonr(x, y)
    interval = pearson.confidence_interval(0.95)
    spearman = stats.spearmanr(x, y)
    rho = spearman.statistic
    reach = stats.norm.ppf(0.975) * np.sqrt((1 + rho**2 / 2) / (n - 3))
    return {
        "x": x.tolist(),
        "y": y.tolist(),
        "pearson": [number(v) for v in (pearson.statistic, interval.low, interval.high, pearson.pvalue)],
        "spearman": [
            number(v)
            for v in (
                rho,
                np.tanh(np.arctanh(rho) - reach),
                np.tanh(np.arctanh(rho) + reach),
                spearman.pvalue,
            )
        ],
    }


def agreement_case(i):
    tasks, variants = int(random.integers(2, 9)), int(random.integers(3, 9))
    figures = np.round(random.normal(size=(tasks, variants)) + random.normal(size=variants), 3)
    if i % 2:
        figures = np.round(figures)
    test = stats.friedmanchisquare(*figures.T)
    return {
        "figures": figures.tolist(),
        "w": number(test.statistic / (tasks * (variants - 1))),
        "p": number(test.pvalue),
    }


def power_case(_):
    effect = float(np.exp(random.uniform(np.log(0.01), np.log(2))))
    pairs = int(np.exp(random.uniform(np.log(2), np.log(5000))))
    power = TTestPower()
    return {
        "effect": effect,
        "pairs": pairs,
        "power": number(power.power(effect, pairs, 0.05)),
        "needed": number(power.solve_power(effect, alpha=0.05, power=0.8)),  # not always found
    }


def mcnemar_power_case(_):
    """The power of the exact test, by summing over all outcomes."""
    pairs = int(random.integers(200, 3000))
    discordance = random.uniform(0.02, 0.2)
    loss = min(discordance, np.sqrt(discordance / pairs) * random.uniform(1.5, 4))
    share = (discordance + loss) / (2 * discordance)
    n = np.arange(pairs + 1)
    chance = stats.binom.pmf(n, pairs, discordance)
    # most items on the rarer side for which 2 P(X <= k) <= 0.05
    k = stats.binom.ppf(0.025, n, 0.5).astype(int)
    k = np.where(2 * stats.binom.cdf(k, n, 0.5) <= 0.05, k, k - 1)
    power = (chance * (stats.binom.cdf(k, n, share) + stats.binom.sf(n - k - 1, n, share))).sum()
    return {"pairs": pairs, "discordance": discordance, "loss": loss, "power": float(power)}


def percentiles(statistic, data):
    result = stats.bootstrap(
        data, statistic, paired=True, method="percentile", n_resamples=20000, vectorized=True, rng=random
    )
    return [
        float(result.confidence_interval.low),
        float(result.confidence_interval.high),
        float(result.standard_error),
    ]


def bootstrap_case(i):
    n = int(random.integers(30, 400))
    if i % 2:
        before = (random.random(n) < 0.7).astype(float)
        own = np.where(random.random(n) < 0.1, 1 - before, before)
    else:
        before = random.gamma(2, size=n)
        own = before * random.uniform(0.9, 1.05) + random.normal(0, 0.2, size=n)
    own, before = np.round(own, 4), np.round(before, 4)
    difference = percentiles(lambda a, b, axis=-1: a.mean(axis) - b.mean(axis), (own, before))
    recovery = percentiles(lambda a, b, axis=-1: 100 * a.mean(axis) / b.mean(axis), (own, before))
    return {
        "yes_or_no": bool(i % 2),
        "own": own.tolist(),
        "before": before.tolist(),
        "difference": difference,
        "recovery": recovery,
    }


print(
    json.dumps(
        allow_nan=False,
        obj={
            "mcnemar": [mcnemar_case(i) for i in range(CASES)],
            "holm": [holm_case(i) for i in range(CASES)],
            "paired_t": [t_case(i) for i in range(SMALL_CASES)],
            "correlation": [correlation_case(i) for i in range(CASES)],
            "agreement": [agreement_case(i) for i in range(CASES)],
            "paired_t_power": [power_case(i) for i in range(CASES)],
            "mcnemar_power": [mcnemar_power_case(i) for i in range(CASES)],
            "bootstrap": [bootstrap_case(i) for i in range(SMALL_CASES)],
        }
    )
)
