#!/usr/bin/python3
"""Schemes of other bureaus are policies, not code: written from docs/policy.schema.json alone, with figures that are
computed here with fractions.

1. A document with every member of the wider language is broken in every place: the schema and the reader agree.
2. Clauses of bureau rules and tenders as policies, each with the figures of the clause.
3. Rating schemes as policies, their figures by an own computation from the steps of docs/rating.md, many at random.
"""
import json
import random
from fractions import Fraction as F

import jsonschema

import foreign_schemes
import rating_schemes
from common import ROOT, calc, check, run, shown
from policy_proof import BANDS, PARTS, VALIDATOR, half_up, judge, money, policy, prove_broken, sheets

RATING = jsonschema.Draft202012Validator(json.loads((ROOT / "docs/rating.schema.json").read_text()))
FEE = F("98765.43")
ROUND = {"digits": 1, "mode": "half_even", "where": "each_level", "compare": "exact"}
CREDIT_BANDS = [{"grade": g, "from": f, "to": t} for g, f, t in (("A", "90", "100"), ("B", "80", "90"), ("C", "60", "80"), ("D", "0", "60"))]

WIDE = {
    "wide": policy(
        components=[{**PARTS[0], "least": {"score": "60", "final_at_most": "59"}, "aggregation": {"method": "trimmed", "trim_share": "0.1"}},
                    {**PARTS[1], "aggregation": {"method": "without_outlying", "outlying_points": "10"}}],
        scope={"score": "contract", "combine": "by_weight", "base": "contract"},
        fee={"kind": "grades", "pass_grade": "中", "most_deducted": "0.3", "most_bonus": "0.05", "amounts_to": "yuan",
             "grades": [{"from": "90", "part": "1", "up_to": "1.05"}, {"from": "60", "less": "500.00"}, {"from": "0", "part": "0.7", "less": "1.00", "more": "0.50"}]},
        lateness={"tiers": [{"from_day": 1, "rate": "0.01"}, {"from_day": 6, "rate": "0.03"}], "amount_per_day": "10", "each_document": True,
                  "documents": ["plan"], "cap": "0.1"},
        events=[{"code": "a", "title": "甲", "effect": "rate", "rate": "0.01", "of": "contract", "free_times": 1}],
        event_limits={"most_added": "5", "most_taken": "20", "most_deducted": "0.1", "most_score": "110"},
        vetoes=[{"code": "v", "title": "否决", "deduct": "0.5"}],
        credit={"method": "base", "base": "80", "mean": "by_weight", "window_years": 3, "decay": "0.8", "years": "by_jobs",
                "prior": {"weight": "2.5", "score": "75"}, "least_jobs": 2, "events": [{"code": "a", "points": "2", "adds": True, "most_times": 3}],
                "most_taken": "20", "most_added": "10", "veto": "score", "watch": {"below": "70", "drop": "10"}, "bottom_share": "0.1",
                "bottom_rounds_up": True, "rounding": ROUND, "bands": CREDIT_BANDS,
                "kind_weights": [{"kind": "ppp", "weight": "1.5"}], "drop": {"lowest": 1, "highest": 1, "when_at_least": 3},
                "grade_limits": [{"of": "job", "grade": "差", "times": 2, "at_most": "B"}, {"of": "jobs", "fewer_than": 3, "lower_by": 1}],
                "quotas": [{"grade": "A", "within_first": "0.2"}, {"grade": "B", "within_first": "0.5"}], "quotas_round_up": True},
        consequences=[{"grade": "D", "of": "year", "in_a_row": True, "times": 2, "effect": "remove", "months": 24},
                      {"grade": "差", "of": "job", "times": 2, "within_years": 2, "effect": "suspend", "months": 6}]),
    "by parts": policy(credit={"method": "jobs_and_base", "jobs_part": "0.8", "mean": "by_amount", "year_weights": ["0.6", "0.4"], "bands": CREDIT_BANDS,
                               "categories": [{"code": "c", "title": "丙", "most": "20"}],
                               "events": [{"code": "a", "rising": ["1", "2"], "category": "c"}],
                               "grade_limits": [{"of": "event", "code": "a", "times": 2, "each_time": True, "lower_by": 1}, {"of": "veto", "lower_by": 1}]},
                       consequences=[{"of": "event", "code": "a", "times": 3, "within_years": 2, "effect": "skip_round"}, {"of": "taken", "points": "12", "effect": "suspend", "months": 6}]),
    "by facts": policy(credit={"bands": CREDIT_BANDS, "watch": {"below": "70"}},
                       consequences=[{"of": "veto", "times": 1, "effect": "remove", "months": 36}, {"of": "watch", "reason": "below", "effect": "skip_year"}]),
    "by day": policy(lateness={"document_rates": {"plan": "0.001"}, "each_document": True, "rate_per_day": "0.002", "documents": ["plan", "report"]},
                     fee={"kind": "per_point", "from": "90", "rate": "0.03", "cap": "0.3", "step": "5", "started_steps_count": True}),
}


def both(plan, report, **more):
    return {"scores": {"plan": plan, "report": report}, **more}


def one(score, **more):
    return both(score, score, **more)


def part(value):
    return half_up(FEE * value)


def deductions(rate, kind="quality"):
    amount = part(F(rate))
    return [(kind, amount)] if amount else []


def quality_shapes():
    six = [("内控机制", "0.10"), ("准备工作", "0.10"), ("过程管理", "0.20"), ("报告质量", "0.40"), ("工作时效", "0.10"), ("档案管理", "0.10")]
    dims = [{"code": f"d{i}", "title": t, "weight": w} for i, (t, w) in enumerate(six)]
    urgent = [{"code": "urgent", "title": "紧急任务", "effect": "points", "adds": True, "points": "3", "most_times": 2}]
    grades = {"kind": "grades", "pass_grade": "中", "grades": [{"from": "90", "part": "1.05"}, {"from": "60", "part": "1"}, {"from": "0", "part": "0.8"}]}
    zhuhai = policy(components=dims, events=urgent, event_limits={"most_added": "5"}, fee=grades)
    given = ["90", "85.5", "88", "79.25", "92", "100"]
    final = half_up(sum(F(s) * F(w) for s, (_, w) in zip(given, six)) + 5)
    yield judge("six dimensions, bonus for urgent work, grades move the fee", zhuhai,
                {"scores": {f"d{i}": s for i, s in enumerate(given)}, "events": [{"code": "urgent", "count": 2}]},
                (final, "优" if final >= 90 else "良", True, [], part(F("0.05")) if final >= 90 else 0))
    weighted = policy(components=[{**c, "aggregation": {"method": "weighted"}} for c in PARTS])
    rated = [{"rater": f"E{i}", "score": s, "weight": w} for i, (s, w) in enumerate([("90", "0.5"), ("80.5", "0.3"), ("61", "0.2")])]
    mean = (F(45) + F("24.15") + F("12.2"))
    yield judge("independent experts, weighted mean", weighted, {"sheets": {"plan": rated, "report": rated[:2]}},
                (half_up(mean * F("0.4") + (F(45) + F("24.15")) / F("0.8") * F("0.6")), "良", True, [], 0))
    share = policy(components=[{**c, "aggregation": {"method": "trimmed", "trim_share": "0.2", "when_at_least": 5}} for c in PARTS])
    eleven = ["60", "61", "70", "71", "72", "73", "74", "75", "76", "99", "100"]
    yield judge("trimmed by share", share, {"sheets": {"plan": sheets(*eleven), "report": sheets("60", "80", "81", "82")}},
                (half_up(F("0.4") * F(sum((70, 71, 72, 73, 74, 75, 76)), 7) + F("0.6") * F(303, 4)), "中", False, [], 0))
    outlying = policy(components=[{**c, "aggregation": {"method": "without_outlying", "outlying_points": "10"}} for c in PARTS])
    yield judge("sheets far from the mean do not count", outlying, {"sheets": {"plan": sheets("90", "88", "86", "60"), "report": sheets("50", "100")}},
                (half_up(F("0.4") * 88 + F("0.6") * 75), "良", True, [], 0))
    tiers = {"kind": "tiers", "tiers": [{"from": "80", "part": "1"}, {"from": "60", "part": "0.9"}, {"from": "0", "part": "0.5"}]}
    least = policy(components=[{**PARTS[0], "least": {"score": "60"}}, PARTS[1]], fee=tiers)
    yield judge("a component under 60 fails", least, both("59.99", "100"), (half_up(F("0.4") * F("59.99") + 60), "差", False, deductions("0.5"), 0))
    yield judge("a component at 60 does not", least, both("60", "100"), (F(84), "良", True, [], 0))
    held = policy(components=[{**PARTS[0], "least": {"score": "60", "final_at_most": "59"}}, PARTS[1]], fee=tiers)
    yield judge("a component under 60 holds the score at 59", held, both("40", "100"), (F(59), "差", False, deductions("0.5"), 0))
    high = policy(events=[{"code": "case", "title": "入选案例", "effect": "points", "adds": True, "points": "4"}],
                  event_limits={"most_score": "110"}, fee=grades)
    yield judge("praise may lift the score to 110", high, one("99", events=[{"code": "case", "count": 2}]), (F(107), "优", True, [], part(F("0.05"))))
    yield judge("... and no further", high, one("99", events=[{"code": "case", "count": 9}]), (F(110), "优", True, [], part(F("0.05"))))
    steps = {"kind": "per_point", "from": "90", "rate": "0.03", "cap": "0.3", "step": "5"}
    for name, more, score, rate in (("each full 5 points", {"parts_of_a_point_count": False}, "79.99", "0.06"),
                                    ("each started 5 points", {"started_steps_count": True}, "79.99", "0.09"),
                                    ("parts of 5 points", {}, "79.99", F("0.03") * F("10.01") / 5),
                                    ("the cap of steps", {"started_steps_count": True}, "10", "0.3")):
        yield judge(name, policy(fee={**steps, **more}), one(score), (F(score), "中" if F(score) >= 60 else "差", False, deductions(rate), 0))
    fixed = {"kind": "grades", "pass_grade": "中", "grades": [{"from": "90", "more": "3000"}, {"from": "80", "part": "1"},
                                                             {"from": "60", "less": "5000.00"}, {"from": "0", "part": "0.5", "less": "1000"}]}
    yield judge("tiers in yuan, bonus", policy(fee=fixed), one("95"), (F(95), "优", True, [], 3000))
    yield judge("tiers in yuan, deduction", policy(fee=fixed), one("65"), (F(65), "中", True, [("quality", F(5000))], 0))
    yield judge("tiers in yuan beside a part", policy(fee=fixed), one("5"), (F(5), "差", False, [("quality", part(F("0.5")) + 1000)], 0))
    yield judge("a line with a fixed sum", policy(fee={"kind": "flat", "line": "80", "deduct_amount": "2500"}), one("79.99"),
                (F("79.99"), "中", False, [("quality", F(2500))], 0))
    slope = {"kind": "grades", "pass_grade": "中", "grades": [{"from": "90", "part": "1", "up_to": "1.1"}, {"from": "80", "part": "0.9", "up_to": "1"},
                                                             {"from": "60", "part": "0.5", "up_to": "0.8"}, {"from": "0", "part": "0"}]}
    for score, rate in (("95", F("-0.05")), ("100", F("-0.1")), ("90", F(0)), ("85.5", F("0.1") - F("0.055")), ("80", F("0.1")), ("70", F("0.35")), ("59.99", F(1))):
        grade = next(b["grade"] for b in BANDS if F(score) >= F(b["from"]))
        yield judge(f"even inside a tier, {score}", policy(fee=slope), one(score),
                    (F(score), grade, F(score) >= 60, deductions(max(rate, F(0))), part(-rate) if rate < 0 else 0))
    wuding = policy(fee={"kind": "base_performance", "base": "0.7", "performance": "0.3", "pass_grade": "中"})
    yield judge("base 70, performance 30", wuding, one("81.33"), (F("81.33"), "良", True, deductions(F("0.3") * (1 - F("0.8133"))), 0))


def limit_shapes():
    flat = {"kind": "flat", "line": "80", "deduct": "0.20", "most_deducted": "0.3"}
    late = {"rate_per_day": "0.01", "documents": ["report"]}
    yield judge("all deductions at most 30 %", policy(fee=flat, lateness=late), one("70", days_late={"report": 40}),
                (F(70), "中", False, [("quality", part(F("0.2"))), ("lateness", half_up(FEE * F("0.3")) - part(F("0.2")))], 0))
    yield judge("... but a veto costs everything", policy(fee=flat, vetoes=[{"code": "v", "title": "转包"}]), one("90", vetoes=["v"]),
                (F(90), "差", False, [("quality", FEE)], 0))
    yield judge("a veto with a part of its own", policy(vetoes=[{"code": "v", "title": "泄密", "deduct": "0.5"}]), one("90", vetoes=["v"]),
                (F(90), "差", False, deductions("0.5"), 0))
    capped = policy(fee={"kind": "grades", "pass_grade": "中", "most_bonus": "0.06", "grades": [{"from": "90", "part": "1.05"}, {"from": "0", "part": "1"}]},
                    events=[{"code": "p", "title": "表扬", "effect": "rate", "adds": True, "rate": "0.03"}])
    yield judge("all bonuses at most 6 %", capped, one("95", events=[{"code": "p"}]), (F(95), "优", True, [], part(F("0.06"))))
    whole = policy(fee={"kind": "flat", "line": "80", "deduct": "0.1", "amounts_to": "yuan"})
    yield judge("amounts in whole yuan", whole, one("70"), (F(70), "中", False, [("quality", half_up(FEE / 10, 0))], 0))
    bands = {"tiers": [{"from_day": 1, "rate": "0.01"}, {"from_day": 6, "rate": "0.03"}, {"from_day": 11, "rate": "0.05"}], "documents": ["plan", "report"]}
    for days, rate in ((0, "0"), (1, "0.01"), (5, "0.01"), (6, "0.03"), (10, "0.03"), (11, "0.05"), (99, "0.05")):
        yield judge(f"lateness tiers, {days} days", policy(lateness={**bands, "day_kind": "working"}), one("90", days_late={"plan": days}),
                    (F(90), "优", True, deductions(rate, "lateness"), 0))
    yield judge("lateness tiers by document", policy(lateness={**bands, "each_document": True, "free_days": 1}), one("90", days_late={"plan": 7, "report": 4}),
                (F(90), "优", True, deductions("0.04", "lateness"), 0))
    daily = {"tiers": [{"from_day": 1, "rate_per_day": "0.001"}, {"from_day": 11, "rate_per_day": "0.005"}], "documents": ["report"], "cap": "0.1"}
    yield judge("a daily rate that rises", policy(lateness=daily), one("90", days_late={"report": 14}), (F(90), "优", True, deductions("0.03", "lateness"), 0))
    yield judge("... capped", policy(lateness=daily), one("90", days_late={"report": 400}), (F(90), "优", True, deductions("0.1", "lateness"), 0))
    own = {"documents": ["plan", "report"], "each_document": True, "document_rates": {"plan": "0.001", "report": "0.005"}}
    yield judge("a rate of each document", policy(lateness=own), one("90", days_late={"plan": 3, "report": 4}), (F(90), "优", True, deductions("0.023", "lateness"), 0))
    sums = {"documents": ["report"], "amount_per_day": "500", "cap": "0.05"}
    yield judge("yuan per day", policy(lateness=sums), one("90", days_late={"report": 4}), (F(90), "优", True, [("lateness", F(2000))], 0))
    yield judge("yuan per day, capped", policy(lateness=sums), one("90", days_late={"report": 44}), (F(90), "优", True, [("lateness", part(F("0.05")))], 0))
    events = [{"code": "w", "title": "差错", "effect": "rate", "rate": "0.02", "free_times": 1, "most_times": 3}]
    yield judge("the first time is free", policy(events=events), one("90", events=[{"code": "w", "count": 3}]), (F(90), "优", True, deductions("0.04", "event"), 0))
    yield judge("events at most 5 % of the fee", policy(events=events, event_limits={"most_deducted": "0.05"}), one("90", events=[{"code": "w", "count": 9}]),
                (F(90), "优", True, deductions("0.05", "event"), 0))
    points = [{"code": "a", "title": "甲", "effect": "points", "points": "5"}, {"code": "b", "title": "乙", "effect": "points", "points": "4", "adds": True}]
    yield judge("points of events, limited", policy(events=points, event_limits={"most_taken": "12", "most_added": "6"}),
                one("90", events=[{"code": "a", "count": 4}, {"code": "b", "count": 2}]), (F(84), "良", True, [], 0))


def contract_shapes():
    """Two engagements; the contract's score decides."""
    fees = ["30000.00", "70000.00"]
    def case(name, document, scores, **more):
        engagements = [{"code": f"P{i}", "fee": f, "scores": {"plan": s, "report": s}, **{k: v[i] for k, v in more.items()}}
                       for i, (f, s) in enumerate(zip(fees, scores))]
        return {"case": name, "policy": document, "contract": {"number": "HT", "fee": "100000.00"}, "engagements": engagements}
    weighted = policy(scope={"score": "contract", "combine": "by_weight"}, fee={"kind": "flat", "line": "80", "deduct": "0.1"})
    yield case("weights of jobs", weighted, ["90", "75"], weight=["0.3", "0.7"]), F("79.5"), "10000.00"
    least = policy(scope={"score": "contract", "combine": "by_fee", "base": "contract"},
                   fee={"kind": "tiers", "tiers": [{"from": "90", "part": "1"}, {"from": "0", "less": "3333.33"}]})
    yield case("a sum of the contract", least, ["90", "80"]), F(83), "3333.33"
    of = policy(events=[{"code": "e", "title": "事", "effect": "rate", "rate": "0.01", "of": "contract"}])
    yield case("an event costs a part of the contract", of, ["90", "90"], events=[[{"code": "e"}], []]), None, "1000.00"


def prove_contracts():
    rows = list(contract_shapes())
    for (case, score, deduction), answer in zip(rows, calc([row[0] for row in rows])):
        errors = [e.message for e in VALIDATOR.iter_errors(case["policy"])]
        check(not errors, f"{case['case']}: {errors}")
        check("statement" in answer, lambda: f"{case['case']}: {answer}")
        if score is not None:
            check(answer["overall"]["final_score"] == money(score), lambda: f"{case['case']}: {answer['overall']}")
        check(answer["statement"]["deduction"] == deduction, lambda: f"{case['case']}: {answer['statement']}")
    return len(rows)


def prove_shapes():
    rows = [*quality_shapes(), *limit_shapes()]
    for (case, (final, grade, passed, wanted, bonus)), answer in zip(rows, calc([case for case, _ in rows])):
        name = case["case"]
        check("engagements" in answer, lambda: f"{name} is refused: {answer}")
        e = answer["engagements"][0]
        want = (money(final), grade, passed, [(k, money(a)) for k, a in wanted], money(F(bonus)))
        got = (e["final_score"], e["grade"], e["passed"], [(d["kind"], d["amount"]) for d in e["deductions"]], e.get("bonus", "0.00"))
        check(want == got, lambda: f"{name}: {want} by hand, {got} answered\n" + "\n".join(e["steps"]))
        net = money(FEE + F(bonus) - sum(a for _, a in wanted))
        check(answer["statement"]["payable"] == net, lambda: f"{name}: payable {net} by hand")
    return len(rows)


def prove_foreign():
    """Whole rules of invented bureaus (foreign_schemes.py)."""
    rows = [row for made in foreign_schemes.SCHEMES for row in made()]
    for (name, case, want), answer in zip(rows, calc([case for _, case, _ in rows])):
        errors = [e.message for e in VALIDATOR.iter_errors(case["policy"])]
        check(not errors, f"{name}: {errors}")
        check("engagements" in answer, lambda: f"{name} is refused: {answer}")
        e = answer["engagements"][0]
        passed = answer["overall"]["passed"] if answer.get("overall") else e["passed"]
        got = (e["final_score"], e["grade"], passed, [(d["kind"], d["amount"]) for d in e["deductions"]], e.get("bonus", "0.00"))
        check(want == got, lambda: f"{name}: {want} by hand, {got} answered\n" + "\n".join(e["steps"]))
    rated_rows = list(foreign_schemes.ratings())
    code, out, err = run("rating", "-", text="".join(json.dumps(case, ensure_ascii=False) + "\n" for _, case, _ in rated_rows))
    check(code == 0, lambda: f"rating: exit {code} {err}\n{out}")
    for (name, case, want), line in zip(rated_rows, out.splitlines()):
        check(not list(RATING.iter_errors(case)) and not list(VALIDATOR.iter_errors(case["policy"])), f"{name}: the schema refuses it")
        got = json.loads(line)
        answered = (got.get("score"), got.get("grade"), [c["effect"] for c in got.get("consequences", [])])
        check(answered == want, lambda: f"{name}: {want} by hand, {answered} answered\n" + "\n".join(got["steps"]))
    return len(rows) + len(rated_rows)


# --- ratings ----------------------------------------------------------------------------------------------------------
def rounded(value, rule):
    digits, mode = rule.get("digits", 2), rule.get("mode", "half_up")
    scaled = value * 10**digits
    floor, rest = scaled.__floor__(), scaled - scaled.__floor__()
    up = rest >= F(1, 2) if mode == "half_up" else rest > F(1, 2) or (rest == F(1, 2) and floor % 2) if mode == "half_even" else mode == "up" and rest > 0
    return F(floor + bool(up), 10**digits)


def rated(credit, case):
    rule = credit.get("rounding", {})
    decay, by_jobs = F(credit.get("decay", "1")), credit.get("years") == "by_jobs"
    sums = weights = F(0)
    jobs = 0
    for year in case["years"]:
        back = case["year"] - year["year"]
        if not 0 <= back < credit.get("window_years", 1):
            continue
        n = len(year["jobs"])
        jobs += n
        alone = credit.get("method") == "base" and credit.get("least_jobs", 1) == 0 and year.get("events")
        if n == 0 and not alone:
            continue
        weight_of = {"by_fee": lambda j: F(j["fee"]), "by_weight": lambda j: F(j.get("weight", "1"))}.get(credit.get("mean"), lambda j: F(1))
        if credit.get("method") == "base":
            start = F(credit.get("base", "100"))
        else:
            total = sum(weight_of(j) for j in year["jobs"])
            start = (sum(weight_of(j) * F(j["final_score"]) for j in year["jobs"]) / total if total
                     else sum(F(j["final_score"]) for j in year["jobs"]) / n)
        moved = {True: F(0), False: F(0)}
        for event in credit.get("events", []):
            happened = sum(e.get("count", 1) for e in year.get("events", []) if e["code"] == event["code"])
            moved[event.get("adds", False)] += F(event["points"]) * min(happened, event.get("most_times", 999))
        taken = min(moved[False], F(credit.get("most_taken") or 10**9))
        added = min(moved[True], F(credit.get("most_added") or 10**9))
        score = max(F(0), min(F(100), start - taken + added))
        if rule.get("where") == "each_level":
            score = rounded(score, rule)
        weight = decay**back * (n if by_jobs else 1)
        sums, weights = sums + weight * score, weights + weight
    if weights == 0 or jobs < credit.get("least_jobs", 1):
        return None
    exact = sums / weights
    if credit.get("prior"):
        k = F(credit["prior"]["weight"])
        exact = (jobs * exact + k * F(credit["prior"]["score"])) / (jobs + k)
    score = rounded(exact, rule)
    decides = exact if rule.get("compare") == "exact" else score
    grade = next(b["grade"] for b in CREDIT_BANDS if decides >= F(b["from"]))
    vetoed = any(y["year"] == case["year"] and (y.get("vetoes") or any(j.get("vetoes") for j in y["jobs"])) for y in case["years"])
    if vetoed and credit.get("veto", "lowest") == "lowest":
        grade = "D"
    return exact, score, grade


def random_rating(rng, number):
    r = rng.random
    credit = {"bands": CREDIT_BANDS, "mean": rng.choice(["plain", "by_fee", "by_weight"]), "window_years": rng.choice([1, 2, 3, 5]),
              "decay": rng.choice(["1", "0.8", "0.5", "0.333", "0"]), "years": rng.choice(["plain", "by_jobs"])}
    if r() < 0.3:
        credit.update(method="base", base=rng.choice(["100", "80", "90.5"]), least_jobs=rng.choice([0, 1]))
    elif r() < 0.3:
        credit["least_jobs"] = rng.choice([2, 3])
    if r() < 0.4:
        credit["prior"] = {"weight": rng.choice(["2", "3.5", "0"]), "score": rng.choice(["75", "80"])}
    if r() < 0.6:
        credit["events"] = [{"code": "late", "points": rng.choice(["1", "2.5"]), "most_times": rng.choice([1, 3, 99])},
                            {"code": "praise", "title": "表扬", "points": "1.5", "adds": True}]
        if r() < 0.5:
            credit.update(most_taken="5", most_added="2")
    if r() < 0.5:
        credit["rounding"] = {"digits": rng.choice([0, 1, 2]), "mode": rng.choice(["half_up", "half_even", "down", "up"]),
                              "where": rng.choice(["final", "each_level"]), "compare": rng.choice(["printed", "exact"])}
    if r() < 0.2:
        credit["veto"] = "score"
    years = []
    for back in range(rng.randint(1, 6)):
        jobs = [{"code": f"J{i}", "fee": money(F(rng.choice([0, rng.randint(1, 10**9), 5 * 10**6]), 100)),
                 "final_score": rng.choice(["100", "90", "89.99", f"{rng.randint(0, 99)}.{rng.randint(0, 99):02d}"]),
                 "weight": rng.choice(["1", "0.25", "3"]), "vetoes": ["leak"] if r() < 0.03 else []} for i in range(rng.choice([0, 1, 1, 2, 3, 7]))]
        events = [{"code": rng.choice(["late", "praise", "other"]), "happened_on": "2022-05-01", "count": rng.randint(0, 4)} for _ in range(rng.choice([0, 0, 1, 3]))]
        years.append({"year": 2022 - back, "jobs": jobs, "events": events, "vetoes": ["x"] if r() < 0.02 else []})
    rng.shuffle(years)
    return credit, {"case": str(number), "agency": "91530000MA0000001X", "year": 2022, "policy": policy(credit=credit), "years": years}


def prove_ratings(count=1000):
    rng = random.Random(20221231)
    rows = [random_rating(rng, i) for i in range(count)]
    text = "".join(json.dumps(case, ensure_ascii=False) + "\n" for _, case in rows)
    code, out, err = run("rating", "-", text=text)
    lines = out.splitlines()
    check(code == 0 and len(lines) == count, lambda: f"rating: exit {code}, {len(lines)} lines {err}\n{out[-500:]}")
    unrated = 0
    for number, ((credit, case), line) in enumerate(zip(rows, lines)):
        if number < 50:
            errors = [e.message for e in RATING.iter_errors(case)] + [e.message for e in VALIDATOR.iter_errors(case["policy"])]
            check(not errors, lambda: f"the schema refuses {errors}")
        want, got = rated(credit, case), json.loads(line)
        if want is None:
            unrated += 1
            check(not got["rated"] and "score" not in got and "grade" not in got, lambda: f"unrated expected: {line}")
            continue
        check(got["rated"], lambda: f"rated expected: {json.dumps(case, ensure_ascii=False)}\n{line}")
        exact, score, grade = want
        answered = (F(got["score_exact"]), got["score"], got["grade"])
        check(answered == (exact, money(score), grade), lambda: f"{exact} {score} {grade} by hand\n{json.dumps(case, ensure_ascii=False)}\n{line}")
    check(unrated > count // 50, "some agencies must be unrated")
    return count, unrated


def prove_schemes(count=60):
    """Whole rating schemes (rating_schemes.py), at random."""
    rows = list(rating_schemes.schemes(random.Random(20230110), count))
    code, out, err = run("rating", "-", text="".join(json.dumps(case, ensure_ascii=False) + "\n" for _, case, _ in rows))
    lines = out.splitlines()
    check(code == 0 and len(lines) == len(rows), lambda: f"rating: exit {code}, {len(lines)} lines {err}\n{out[-900:]}")
    for number, ((name, case, want), line) in enumerate(zip(rows, lines)):
        got = json.loads(line)
        if number % count < 3:
            errors = [e.message for e in RATING.iter_errors(case)] + [e.message for e in VALIDATOR.iter_errors(case["policy"])]
            check(not errors, lambda: f"{name}: the schema refuses {errors}")
        answered = {"exact": F(got["score_exact"]), "score": F(got["score"]), "grade": got["grade"],
                    "effects": [c["effect"] for c in got["consequences"]]} if got["rated"] else None
        check(answered == want, lambda: f"{name}: {want} by the clause, {answered} answered\n{json.dumps(case, ensure_ascii=False)}\n" + "\n".join(got["steps"]))
    return len(rows), len(rating_schemes.SCHEMES)


def main():
    documents, by_schema, by_reader = prove_broken(WIDE, every=3)  # every place is broken in some eight ways
    hand = prove_shapes() + prove_contracts() + prove_foreign()
    count, unrated = prove_ratings()
    cases, kinds = prove_schemes()
    shown(f"of {documents} broken documents of the wider language the schema refuses {by_schema}, and so does the reader, and {by_reader} more by "
          f"their meaning; {hand} clauses of other bureaus give their figures; {count} random ratings ({unrated} unrated) agree with fractions, and "
          f"{cases} cases of {kinds} rating schemes with their clauses")


if __name__ == "__main__":
    main()
