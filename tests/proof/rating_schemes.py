"""Rating schemes of invented bureaus, in the styles that bureaus publish, each written down from docs/policy.schema.json
and docs/rating.md alone, and each with its figures computed from the clause, not from the language. `schemes(rng, count)`
yields (name, case, wanted): wanted is None (unrated) or {"exact", "score", "grade", "effects"}."""
import math
from fractions import Fraction as F

JOB_BANDS = [{"grade": "优", "from": "90", "to": "100"}, {"grade": "良", "from": "80", "to": "90"},
             {"grade": "中", "from": "60", "to": "80"}, {"grade": "差", "from": "0", "to": "60"}]
KINDS = ["whole_department", "general_budget", "ppp"]
YEAR = 2022


def bands(*lines):
    """("A", 90), ("B", 80), ... from the best down."""
    rows, upper = [], "100"
    for grade, low in lines:
        rows.append({"grade": grade, "from": str(low), "to": upper})
        upper = str(low)
    return rows


def band(lines, score):
    return next(grade for grade, low in lines if score >= F(str(low)))


def half_up(value, digits=2):
    return F(math.floor(value * 10**digits + F(1, 2)), 10**digits)


def policy(name, credit, consequences=()):
    return {"code": name, "version": 1, "title": name, "components": [{"code": "report", "title": "报告", "weight": "1"}],
            "bands": JOB_BANDS, "fee": {"kind": "none", "pass_grade": "中"}, "vetoes": [{"code": "leak", "title": "泄密"}],
            "events": [{"code": "late", "title": "逾期", "effect": "record"}], "credit": credit, "consequences": list(consequences)}


def score(rng):
    return rng.choice(["100", "90", "89.99", "80", "60", "59.99", f"{rng.randint(40, 99)}.{rng.randint(0, 99):02d}", f"{rng.randint(70, 99)}.5"])


def jobs(rng, most=6):
    rows = []
    for i in range(rng.randint(0, most)):
        given = score(rng)
        rows.append({"code": f"J{i}", "fee": f"{rng.randint(1, 400000)}.{rng.randint(0, 99):02d}", "final_score": given,
                     "grade": band([("优", 90), ("良", 80), ("中", 60), ("差", 0)], F(given)), "kind": rng.choice(KINDS),
                     "amount": f"{rng.randint(1, 9000)}0000.00", "weight": rng.choice(["0.8", "1", "1.25", "1.5"]),
                     "vetoes": ["leak"] if rng.random() < 0.05 else []})
    return rows


def year(rng, number, codes, most=6):
    events = [{"code": rng.choice(codes + ["hearsay"]), "happened_on": f"{number}-0{rng.randint(1, 9)}-15", "count": rng.randint(1, 3), "evidence": "函"}
              for _ in range(rng.choice([0, 0, 1, 2, 4]))]
    return {"year": number, "jobs": jobs(rng, most), "events": events, "vetoes": ["leak"] if rng.random() < 0.04 else []}


def years(rng, count, codes=("late",), most=6):
    rows = [year(rng, YEAR - back, list(codes), most) for back in range(count)]
    rng.shuffle(rows)
    return rows


def by_year(rows):
    return {row["year"]: row for row in rows}


def times(row, code):
    return sum(e["count"] for e in row["events"] if e["code"] == code)


def mean(values, weights=None):
    weights = weights or [F(1)] * len(values)
    return sum(v * w for v, w in zip(values, weights)) / sum(weights)


def marks(row):
    return [F(j["final_score"]) for j in row["jobs"]]


def vetoed(row):
    return bool(row["vetoes"]) or any(j["vetoes"] for j in row["jobs"])


def outcome(exact, lines, lowest=False, digits=2, effects=()):
    shown = half_up(exact, digits)
    return {"exact": exact, "score": shown, "grade": lines[-1][0] if lowest else band(lines, shown), "effects": list(effects)}


def case(name, document, rows, **more):
    return {"case": name, "agency": "91530000MA0000001X", "year": YEAR, "policy": document, "years": rows, **more}


# --- the schemes: (policy, oracle of the rows, how a case is made) ------------------------------------------------------
STARS = [("五星", 92), ("四星", 85), ("三星", 75), ("二星", 60), ("一星", 0)]


def stars(rng):
    """青岚区: stars; each year by fee, the last three years count 0.6, 0.3 and 0.1 of those that there are."""
    rows = years(rng, rng.randint(1, 4))
    document = policy("stars", {"mean": "by_fee", "year_weights": ["0.6", "0.3", "0.1"], "bands": bands(*STARS)})
    share = {YEAR: F(6, 10), YEAR - 1: F(3, 10), YEAR - 2: F(1, 10)}
    seen = [(mean(marks(r), [F(j["fee"]) for j in r["jobs"]]), share[n]) for n, r in by_year(rows).items() if n in share and r["jobs"]]
    if not seen:
        return case("stars", document, rows), None
    return case("stars", document, rows), outcome(mean(*map(list, zip(*seen))), STARS, vetoed(by_year(rows)[YEAR]))


LETTERS = [("AAA", 95), ("AA", 90), ("A", 80), ("B", 70), ("C", 60), ("D", 0)]


def deducted_by_parts(rng):
    """云川市: 100 points in four parts, each emptied by its own faults; praise up to 5; rated by events even without jobs."""
    parts = {"quality": 40, "time": 20, "duty": 30, "file": 10}
    faults = {"wrong": ("quality", "6.5"), "copied": ("quality", "25"), "late": ("time", "4"), "absent": ("duty", "8"), "unfiled": ("file", "5")}
    document = policy("parts", {"method": "base", "least_jobs": 0, "most_added": "5", "bands": bands(*LETTERS), "veto": "score",
                                "categories": [{"code": c, "most": str(m)} for c, m in parts.items()],
                                "events": [*({"code": c, "points": p, "category": k} for c, (k, p) in faults.items()),
                                           {"code": "praise", "points": "2", "adds": True}]})
    rows = years(rng, 1, [*faults, "praise"], 2)
    row = rows[0]
    if not row["jobs"] and not row["events"]:
        return case("parts", document, rows), None
    left = sum(max(F(0), m - sum(times(row, c) * F(p) for c, (k, p) in faults.items() if k == part)) for part, m in parts.items())
    return case("parts", document, rows), outcome(min(F(100), left + min(F(5), 2 * F(times(row, "praise")))), LETTERS)


def licence(rng):
    """渡口县: twelve points a year like a driving licence; the first lateness costs 1, the second 2, every further 4; a copied
    report 6; all twelve gone: half a year suspended; three latenesses in two years: passed over once."""
    lines = [("正常", "6.01"), ("警示", "0.01"), ("记满", 0)]
    document = policy("licence", {"method": "base", "base": "12", "least_jobs": 0, "veto": "score", "bands": bands(*lines),
                                  "events": [{"code": "late", "rising": ["1", "2", "4"]}, {"code": "copied", "points": "6"}]},
                      [{"of": "taken", "points": "12", "effect": "suspend", "months": 6}, {"of": "event", "code": "late", "times": 3, "within_years": 2, "effect": "skip_round"}])
    rows = years(rng, 2, ["late", "late", "copied"], 2)
    row, before = by_year(rows)[YEAR], by_year(rows)[YEAR - 1]
    lost = F(sum([1, 2][n] if n < 2 else 4 for n in range(times(row, "late"))) + 6 * times(row, "copied"))
    effects = (["suspend"] if lost >= 12 else []) + (["skip_round"] if times(row, "late") and times(row, "late") + times(before, "late") >= 3 else [])
    if not row["jobs"] and not row["events"]:
        return case("licence", document, rows), None
    return case("licence", document, rows), outcome(max(F(0), 12 - lost), lines, effects=effects)


GRADES = [("A", 90), ("B", 80), ("C", 60), ("D", 0)]


def quality_and_duty(rng):
    """石桥区: 80 % the mean of the jobs, 20 % daily work out of 100."""
    document = policy("duty", {"method": "jobs_and_base", "jobs_part": "0.8", "bands": bands(*GRADES), "rounding": {"digits": 1},
                               "events": [{"code": "late", "points": "7.5"}, {"code": "absent", "points": "30"}, {"code": "praise", "points": "10", "adds": True, "most_times": 2}]})
    rows = years(rng, 1, ["late", "absent", "praise"])
    row = rows[0]
    if not row["jobs"]:
        return case("duty", document, rows), None
    daily = 100 - F(15, 2) * times(row, "late") - 30 * times(row, "absent") + 10 * min(2, times(row, "praise"))
    exact = F(4, 5) * mean(marks(row)) + F(1, 5) * max(F(0), min(F(100), daily))
    return case("duty", document, rows), outcome(exact, GRADES, vetoed(row), 1)


def without_the_worst(rng):
    """南麓县: the worst job of three or more does not count; an A needs three jobs and none that is 差."""
    document = policy("worst", {"drop": {"lowest": 1, "when_at_least": 3}, "bands": bands(*GRADES), "rounding": {"digits": 2},
                                "grade_limits": [{"of": "jobs", "fewer_than": 3, "at_most": "B"}, {"of": "job", "grade": "差", "at_most": "B"}]})
    rows = years(rng, 1)
    row = rows[0]
    if not row["jobs"]:
        return case("worst", document, rows), None
    counted = sorted(marks(row))[1 if len(row["jobs"]) >= 3 else 0:]
    want = outcome(mean(counted), GRADES, vetoed(row))
    if want["grade"] == "A" and (len(row["jobs"]) < 3 or any(j["grade"] == "差" for j in row["jobs"])):
        want["grade"] = "B"
    return case("worst", document, rows), want


def money_and_kind(rng):
    """海棠市: by the money that was evaluated, whole departments half as much again, PPP twice."""
    factor = {"whole_department": F(3, 2), "ppp": F(2), "general_budget": F(1)}
    document = policy("money", {"mean": "by_amount", "kind_weights": [{"kind": "whole_department", "weight": "1.5"}, {"kind": "ppp", "weight": "2"}], "bands": bands(*GRADES)})
    rows = years(rng, 1)
    row = rows[0]
    if not row["jobs"]:
        return case("money", document, rows), None
    weights = [F(j["amount"]) * factor[j["kind"]] for j in row["jobs"]]
    return case("money", document, rows), outcome(mean(marks(row), weights), GRADES, vetoed(row))


def first_fifth(rng):
    """玉带州: A for the first fifth, B for the next three tenths, never more; the last tenth (rounded up) is left out a year."""
    document = policy("quota", {"bands": bands(*GRADES), "quotas": [{"grade": "A", "within_first": "0.2"}, {"grade": "B", "within_first": "0.5"}], "bottom_share": "0.1", "bottom_rounds_up": True},
                      [{"of": "watch", "reason": "bottom", "effect": "skip_year"}])
    rows = years(rng, 1)
    row, of = rows[0], rng.randint(1, 40)
    lower = rng.randint(0, of - 1)
    higher = rng.randint(0, of - 1 - lower)
    given = case("quota", document, rows, rank_of=of, scored_lower=lower, scored_higher=higher)
    if not row["jobs"]:
        return given, None
    want = outcome(mean(marks(row)), GRADES, vetoed(row), effects=["skip_year"] if lower < math.ceil(F(of, 10)) else [])
    if want["grade"] == "A" and higher >= of // 5:
        want["grade"] = "B"
    if want["grade"] == "B" and higher >= of // 2:
        want["grade"] = "C"
    return given, want


def by_rank_alone(rng):
    """白石市: whatever the scores are, the first fifth A, the next half B, the next fifth C, the rest D."""
    lines = [("A", "0.04"), ("B", "0.03"), ("C", "0.02"), ("D", 0)]
    document = policy("rank", {"bands": bands(*lines), "veto": "score",
                               "quotas": [{"grade": "A", "within_first": "0.2"}, {"grade": "B", "within_first": "0.7"}, {"grade": "C", "within_first": "0.9"}]})
    rows = years(rng, 1)
    of = rng.randint(1, 40)
    higher = rng.randint(0, of - 1)
    given = case("rank", document, rows, rank_of=of, scored_higher=higher)
    if not rows[0]["jobs"]:
        return given, None
    want = outcome(mean(marks(rows[0])), lines)
    want["grade"] = next(g for g, share in (("A", 2), ("B", 7), ("C", 9), ("D", 11)) if higher < math.floor(F(of * share, 10)))
    return given, want


def half_life(rng):
    """柳林区: half the weight each two years (0.7071), years by their jobs, three imaginary jobs of 82."""
    document = policy("life", {"window_years": 5, "decay": "0.7071", "years": "by_jobs", "prior": {"weight": "3", "score": "82"}, "least_jobs": 2, "bands": bands(*GRADES)})
    rows = years(rng, rng.randint(1, 6), most=3)
    seen = [(mean(marks(r)), F("0.7071") ** (YEAR - n) * len(r["jobs"]), len(r["jobs"])) for n, r in by_year(rows).items() if n > YEAR - 5 and r["jobs"]]
    count = sum(n for _, _, n in seen)
    if count < 2:
        return case("life", document, rows), None
    exact = (count * mean([s for s, _, _ in seen], [w for _, w, _ in seen]) + 3 * F(82)) / (count + 3)
    return case("life", document, rows), outcome(exact, GRADES, vetoed(by_year(rows)[YEAR]))


def one_grade_down(rng):
    """松坪县: a veto costs one grade and three years; every second copied report another; late three times: no better than B."""
    document = policy("down", {"veto": "score", "bands": bands(*GRADES),
                               "grade_limits": [{"of": "veto", "lower_by": 1}, {"of": "event", "code": "copied", "times": 2, "each_time": True, "lower_by": 1},
                                                {"of": "event", "code": "逾期", "times": 3, "at_most": "B"}]},
                      [{"of": "veto", "effect": "remove", "months": 36}])
    rows = years(rng, 1, ["late", "copied"])
    row = rows[0]
    effects = ["remove"] if vetoed(row) else []
    if not row["jobs"]:
        return case("down", document, rows), None
    want = outcome(mean(marks(row)), GRADES, effects=effects)
    place = [g for g, _ in GRADES].index(want["grade"]) + vetoed(row) + times(row, "copied") // 2
    want["grade"] = GRADES[min(3, max(place, 1 if times(row, "late") >= 3 else 0))][0]
    return case("down", document, rows), want


def points_added(rng):
    """东湾区: everybody starts at 60 and earns 40: jobs well done, praise, help for counties, each kind with its limit."""
    gains = {"well_done": ("work", "2.5"), "praise": ("honour", "5"), "award": ("honour", "10"), "training": ("help", "1")}
    limits = {"work": 20, "honour": 15, "help": 5}
    document = policy("added", {"method": "base", "base": "60", "bands": bands(*GRADES), "categories": [{"code": c, "most": str(m)} for c, m in limits.items()],
                                "events": [*({"code": c, "points": p, "category": k, "adds": True} for c, (k, p) in gains.items()), {"code": "late", "points": "12"}]})
    rows = years(rng, 1, [*gains, "late"])
    row = rows[0]
    if not row["jobs"]:
        return case("added", document, rows), None
    earned = sum(min(F(m), sum(times(row, c) * F(p) for c, (k, p) in gains.items() if k == part)) for part, m in limits.items())
    return case("added", document, rows), outcome(max(F(0), min(F(100), 60 + earned - 12 * times(row, "late"))), GRADES, vetoed(row))


def trimmed_by_difficulty(rng):
    """清源市: difficulty 0.8 to 1.5; of five jobs and more the best and the worst are left out; whole points, the exact mean decides."""
    document = policy("difficulty", {"mean": "by_weight", "drop": {"lowest": 1, "highest": 1, "when_at_least": 5}, "bands": bands(*GRADES),
                                     "rounding": {"digits": 0, "mode": "half_even", "compare": "exact"}})
    rows = years(rng, 1, most=8)
    row = rows[0]
    if not row["jobs"]:
        return case("difficulty", document, rows), None
    listed = sorted(((F(j["final_score"]), n, F(j["weight"])) for n, j in enumerate(row["jobs"])), key=lambda each: each[:2])
    listed = listed[1:-1] if len(listed) >= 5 else listed
    exact = mean([s for s, _, _ in listed], [w for _, _, w in listed])
    floor, rest = math.floor(exact), exact - math.floor(exact)
    shown = floor + (rest > F(1, 2) or (rest == F(1, 2) and floor % 2 == 1))
    return case("difficulty", document, rows), {"exact": exact, "score": F(shown), "grade": "D" if vetoed(row) else band(GRADES, exact), "effects": []}


SCHEMES = (stars, deducted_by_parts, licence, quality_and_duty, without_the_worst, money_and_kind, first_fifth, by_rank_alone, half_life, one_grade_down,
           points_added, trimmed_by_difficulty)


def schemes(rng, count):
    for scheme in SCHEMES:
        for number in range(count):
            document, want = scheme(rng)
            yield f"{scheme.__name__} {number}", document, want
