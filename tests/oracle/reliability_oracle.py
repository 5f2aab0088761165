#!/usr/bin/env python3
"""Agreement and trimmed means by independent exact computation, compared with the built program.

`zhiheng reliability` over random matrices, noughts and missing cells among them: Krippendorff's alpha by the coincidence
matrix, Kendall's W and the six intraclass correlations with Python's Fraction, the bounds of their intervals by a
continued fraction of the incomplete beta function. `zhiheng calc` over panels of nine marks whose highest and lowest
are left out, printed to two digits. Written from the formulas; reads no file of the product.

usage: reliability_oracle.py BINARY [PANELS] [MATRICES] [SEED]      (ZHIHENG_BINARY names the program too, and wins)
"""
import json
import math
import os
import random
import subprocess
import sys
from fractions import Fraction as F

GOOD = 2e-6  # the program prints six decimals


def fail(message):
    print("FAILED:", message)
    sys.exit(1)


def incomplete_beta(a, b, x):
    """Regularised, by Lentz's continued fraction."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log(1 - x)) / a
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1))
    h = d
    for m in range(1, 400):
        for numerator in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                          -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1 / (1 + numerator * d)
            c = 1 + numerator / c
            h *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return front * h


def f_quantile(p, d1, d2):
    low, high = 0.0, 1.0
    inside = lambda f: incomplete_beta(d1 / 2, d2 / 2, d1 * f / (d1 * f + d2))
    while inside(high) < p:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if inside(middle) < p else (low, middle)
    return (low + high) / 2


def icc(rows):
    n, k = len(rows), len(rows[0])
    none = {name: None for name in ("1", "k", "A1", "Ak", "C1", "Ck")}
    if n < 2 or k < 2 or any(v is None for row in rows for v in row) or len({v for row in rows for v in row}) < 2:
        return dict(none), dict(none)
    grand = sum(map(sum, rows)) / (n * k)
    row_means = [sum(row) / k for row in rows]
    column_means = [sum(row[j] for row in rows) / n for j in range(k)]
    ms_r = k * sum((m - grand) ** 2 for m in row_means) / (n - 1)
    ss_c = n * sum((m - grand) ** 2 for m in column_means)
    ss_e = sum((rows[i][j] - row_means[i] - column_means[j] + grand) ** 2 for i in range(n) for j in range(k))
    ms_c, ms_e, ms_w = ss_c / (k - 1), ss_e / ((n - 1) * (k - 1)), (ss_c + ss_e) / (n * (k - 1))
    ratio = lambda top, bottom: None if bottom == 0 else top / bottom
    values = {"1": ratio(ms_r - ms_w, ms_r + (k - 1) * ms_w), "k": ratio(ms_r - ms_w, ms_r),
              "A1": ratio(ms_r - ms_e, ms_r + (k - 1) * ms_e + F(k, n) * (ms_c - ms_e)),
              "Ak": ratio(ms_r - ms_e, ms_r + (ms_c - ms_e) / n),
              "C1": ratio(ms_r - ms_e, ms_r + (k - 1) * ms_e), "Ck": ratio(ms_r - ms_e, ms_r)}
    bounds = dict(none)
    if min(ms_r, ms_c, ms_e) > 0:
        for single, average, error, freedom in (("1", "k", ms_w, n * (k - 1)), ("C1", "Ck", ms_e, (n - 1) * (k - 1))):
            low = float(ms_r / error) / f_quantile(0.975, n - 1, freedom)
            high = float(ms_r / error) * f_quantile(0.975, freedom, n - 1)
            bounds[single] = [(f - 1) / (f + k - 1) for f in (low, high)]
            bounds[average] = [1 - 1 / f for f in (low, high)]
        r, c, e, m = float(values["A1"]), float(ms_c), float(ms_e), float(ms_r)
        a, b = k * r / (n * (1 - r)), 1 + k * r * (n - 1) / (n * (1 - r))
        v = (a * c + b * e) ** 2 / ((a * c) ** 2 / (k - 1) + (b * e) ** 2 / ((n - 1) * (k - 1)))
        f1, f2 = f_quantile(0.975, n - 1, v), f_quantile(0.975, v, n - 1)
        bounds["A1"] = [n * (m - f1 * e) / (f1 * (k * c + (k * n - k - n) * e) + n * m),
                        n * (f2 * m - e) / (k * c + (k * n - k - n) * e + n * f2 * m)]
        bounds["Ak"] = [k * x / (1 + (k - 1) * x) for x in bounds["A1"]]  # Spearman and Brown
    return values, bounds


def alpha(rows, ordinal):
    units = [[v for v in row if v is not None] for row in rows]
    units = [unit for unit in units if len(unit) > 1]
    values = sorted({v for unit in units for v in unit})
    if len(values) < 2:
        return None
    coincidences = {}
    for unit in units:
        for i, a in enumerate(unit):
            for j, b in enumerate(unit):
                if i != j:
                    coincidences[a, b] = coincidences.get((a, b), 0) + F(1, len(unit) - 1)
    count = {v: sum(o for (a, _), o in coincidences.items() if a == v) for v in values}

    def distance(a, b):
        if not ordinal:
            return (a - b) ** 2
        a, b = min(a, b), max(a, b)
        return (sum(count[g] for g in values if a <= g <= b) - (count[a] + count[b]) / F(2)) ** 2

    n = sum(count.values())
    observed = sum(o * distance(a, b) for (a, b), o in coincidences.items())
    expected = sum(count[a] * count[b] * distance(a, b) for a in values for b in values)
    return 1 - (n - 1) * observed / expected


def kendall(rows):
    n, m = len(rows), len(rows[0])
    if n < 2 or m < 2 or any(v is None for row in rows for v in row):
        return None
    sums, ties = [F(0)] * n, 0
    for j in range(m):
        column = [row[j] for row in rows]
        for i, v in enumerate(column):
            sums[i] += F(sum(w < v for w in column) * 2 + sum(w == v for w in column) + 1, 2)
        for v in set(column):
            ties += column.count(v) ** 3 - column.count(v)
    bottom = m * m * (n**3 - n) - m * ties
    return 12 * sum((s - F(m * (n + 1), 2)) ** 2 for s in sums) / bottom if bottom else None


def close(want, got, what, rows):
    if (want is None) != (got is None) or (want is not None and abs(float(want) - got) > GOOD * max(1, abs(float(want)))):
        fail(f"{what}: {None if want is None else float(want)} expected, {got} printed for {rows}")


def reliability(binary, text):
    return subprocess.run([binary, "reliability", "-"], input=text.encode(), capture_output=True, timeout=600)


def matrices(binary, count, rng):
    for number in range(count):
        n, k = rng.randint(2, 9), rng.randint(2, 7)
        scale = rng.choice([F(1), F(1, 2), F(1, 100)])
        most = rng.choice([2, 5, 30, 100])
        hole = rng.choice([0, 0, F(1, 5)])
        rows = [[None if rng.random() < hole else rng.randint(0, int(most / scale)) * scale for _ in range(k)] for _ in range(n)]
        text = rng.choice(["", "target"]) + "".join(f",专家{j}" for j in range(k)) + "\n"
        for i, row in enumerate(rows):
            text += f"项目{i}" + "".join("," + ("" if v is None else f"{float(v):.2f}") for v in row) + "\n"
        done = reliability(binary, ("\ufeff" if number % 5 == 0 else "") + text.replace("\n", rng.choice(["\n", "\r\n"])))
        if done.returncode != 0:
            fail(f"exit {done.returncode} {done.stderr.decode()} for {text}")
        got = json.loads(done.stdout)
        if (got["targets"], got["raters"]) != (n, k) or got["missing"] != sum(v is None for row in rows for v in row):
            fail(f"counted {got['targets']}, {got['raters']}, {got['missing']} in {text}")
        values, bounds = icc(rows)
        for name in values:
            close(values[name], got["icc"][name], "ICC " + name, text)
            if bounds[name]:
                if got["icc"]["ci95"][name] is None:
                    fail(f"no interval of ICC {name}, {bounds[name]} expected for {text}")
                for want, bound in zip(bounds[name], got["icc"]["ci95"][name]):
                    close(want, bound, "interval of ICC " + name, text)
        close(alpha(rows, False), got["krippendorff"]["interval"], "alpha, interval", text)
        close(alpha(rows, True), got["krippendorff"]["ordinal"], "alpha, ordinal", text)
        close(kendall(rows), got["kendall_w"], "W", text)
    for text, place in (("", ""), ("target,A\nx,1,2\n", "2:"), ("target,A\nx,?\n", "2:2"), ("target,A,A\nx,1,2\n", "1:3")):
        done = reliability(binary, text)
        if done.returncode != 2 or done.stdout or place not in done.stderr.decode():
            fail(f"exit {done.returncode} with {done.stderr.decode()} for {text!r}")


def half_up(value, digits):
    scaled = value * 10**digits
    return (scaled.numerator * 2 + scaled.denominator) // (scaled.denominator * 2)


def policy():
    """Judges who see one thing: one component, the highest and the lowest mark left out."""
    return {"code": "judges", "version": 1, "title": "裁判组",
            "components": [{"code": "mark", "title": "评分", "mode": "scored", "weight": "1", "entry": "total"}],
            "aggregation": {"method": "trimmed", "trim_each_side": 1, "when_at_least": 3, "quorum": 1},
            "rounding": {"digits": 2, "mode": "half_up"},
            "bands": [{"grade": "合格", "from": "60", "to": "100"}, {"grade": "不合格", "from": "0", "to": "60"}],
            "fee": {"kind": "flat", "line": "60", "deduct": "0.1"}}


def marks(binary, panels, rng):
    base = policy()
    lines, wants = [], []
    for number in range(panels):
        given = [None if rng.random() < 0.03 else rng.choice([0, rng.randint(0, 40) * 25, rng.randint(300, 1000)])
                 for _ in range(9)]
        if sum(v is not None for v in given) < 3:
            given[:3] = [0, 0, 1000]
        sheets = [{"rater": f"J{j}", "score": f"{v // 100}.{v % 100:02d}"} for j, v in enumerate(given) if v is not None]
        ordered = sorted(F(v, 100) for v in given if v is not None)[1:-1]
        want = half_up(sum(ordered) / len(ordered), 2)
        wants.append(f"{want // 100}.{want % 100:02d}")
        lines.append(json.dumps({"case": str(number), "policy": base, "contract": {"number": "1", "fee": "1.00", "paid": "0.00"},
                                 "engagements": [{"code": "1", "fee": "1.00", "sheets": {"mark": sheets}}]}))
    done = subprocess.run([binary, "calc", "-"], input="\n".join(lines).encode(), capture_output=True, timeout=900)
    answers = done.stdout.decode().splitlines()
    if done.returncode != 0 or len(answers) != panels:
        fail(f"exit {done.returncode}, {len(answers)} of {panels} answers {answers[:1]} {done.stderr[:300]}")
    for line, want in zip(answers, wants):
        got = json.loads(line)["engagements"][0]["final_score"]
        if got != want:
            fail(f"{want} expected, {got} computed: {line[:400]}")


def main():
    binary = os.environ.get("ZHIHENG_BINARY") or sys.argv[1]
    panels = int(sys.argv[2]) if len(sys.argv) > 2 else 24000
    count = int(sys.argv[3]) if len(sys.argv) > 3 else 150
    rng = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 20221107)
    matrices(binary, count, rng)
    marks(binary, panels, rng)
    print(f"shown: {count} matrices agree to six decimals; {panels} panels of nine marks agree to the hundredth")


if __name__ == "__main__":
    main()
