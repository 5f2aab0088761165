"""Whole rules of six invented bureaus, each written down from docs/policy.md as a stranger would, with the figures that
a person computes from the clauses. `SCHEMES` yields (name, case, expected), `RATINGS` (name, rating case, expected)."""
import math
from fractions import Fraction as F

BANDS = [{"grade": "优", "from": "90", "to": "100"}, {"grade": "良", "from": "80", "to": "90"},
         {"grade": "中", "from": "60", "to": "80"}, {"grade": "差", "from": "0", "to": "60"}]


def cents(value):
    """Half up, as text with two places."""
    whole = math.floor(F(value) * 100 + F(1, 2))
    return f"{whole // 100}.{whole % 100:02d}"


def scheme(code, components, fee, **more):
    return {"code": code, "version": 1, "title": code, "components": components, "bands": BANDS, "fee": fee, **more}


def case(name, policy, engagements, **more):
    total = sum(F(e["fee"]) for e in engagements)
    return {"case": name, "policy": policy, "contract": {"number": "HT-1", "fee": cents(total), **more.pop("contract", {})},
            "engagements": engagements, **more}


def tender_clause():
    """临江区（虚构）: six dimensions of 100 points; experts 60 % (highest and lowest dropped from five on), bureau 30 %, unit
    10 %; praise 2 points a time up to 3; from 85 each started point costs 2 %; 0.5 % a working day late after two; lateness
    first; everything together at most 15 %."""
    weights = [("团队", "0.1"), ("方案", "0.2"), ("过程", "0.2"), ("报告", "0.3"), ("时效", "0.1"), ("档案", "0.1")]
    groups = [{"code": "expert", "weight": "0.6"}, {"code": "bureau", "weight": "0.3"}, {"code": "unit", "weight": "0.1"}]
    parts = [{"code": f"d{i}", "title": t, "weight": w, "groups": groups} for i, (t, w) in enumerate(weights)]
    policy = scheme("linjiang", parts, {"kind": "per_point", "from": "85", "rate": "0.02", "cap": "0.5", "started_steps_count": True,
                                        "order": ["lateness", "quality", "event", "fixed"], "most_deducted": "0.15"},
                    aggregation={"method": "trimmed", "trim_each_side": 1, "when_at_least": 5},
                    events=[{"code": "praise", "title": "表扬", "effect": "points", "adds": True, "points": "2"}], event_limits={"most_added": "3"},
                    lateness={"documents": ["d3"], "day_kind": "working", "free_days": 2, "rate_per_day": "0.005"})
    experts = ["70", "95", "81", "78.5", "84"]  # 70 and 95 drop out: 243.5 / 3
    sheets = [*({"rater": f"E{i}", "score": s} for i, s in enumerate(experts)), {"rater": "B", "group": "bureau", "score": "77"},
              {"rater": "U", "group": "unit", "score": "90"}]
    exact = F(6, 10) * F("243.5") / 3 + F(3, 10) * 77 + 9 + 3
    score = F(cents(exact))
    for days, rate_late in ((0, F(0)), (6, F("0.02")), (40, F("0.19"))):
        fee = F("88888.88")
        late = min(F(cents(fee * rate_late)), F(cents(fee * F("0.15"))))
        quality = min(F(cents(fee * F("0.02") * math.ceil(85 - score))), F(cents(fee * F("0.15"))) - late)
        wanted = [(k, cents(a)) for k, a in (("lateness", late), ("quality", quality)) if a]
        job = {"code": "P1", "fee": "88888.88", "sheets": {p["code"]: sheets for p in parts}, "days_late": {"d3": days},
               "events": [{"code": "praise", "count": 2}]}
        yield f"tender clause of 15 %, {days} days late", case("linjiang", policy, [job]), (cents(score), "良", False, wanted, "0.00")


def base_and_performance():
    """石门县（虚构）: 70 % of the fee is the base; 30 % follow the score from 60 on, below 60 they are lost. 90 and more: 2000 yuan."""
    policy = scheme("shimen", [{"code": "report", "title": "报告", "weight": "1"}],
                    {"kind": "grades", "pass_grade": "中", "grades": [{"from": "90", "part": "0.97", "up_to": "1", "more": "2000"},
                                                                     {"from": "60", "part": "0.88", "up_to": "0.97"}, {"from": "0", "part": "0.7"}]})
    for score, grade, paid in (("100", "优", F(1)), ("93.33", "优", F("0.97999")), ("80", "良", F("0.94")), ("60", "中", F("0.88")), ("59.99", "差", F("0.7"))):
        cost = cents(F("50000.01") * (1 - paid))
        yield (f"base 70, performance 30, {score}", case("shimen", policy, [{"code": "P1", "fee": "50000.01", "scores": {"report": score}}]),
               (score if "." in score else score + ".00", grade, F(score) >= 60, [("quality", cost)] if paid < 1 else [], "2000.00" if grade == "优" else "0.00"))


def ended_contract():
    """云台市（虚构）: 100 / 90 / 70 % by 85 and 70; below 60 the report goes back, redone at most 80 %, still below: nothing; more than
    30 days late: the contract ends unpaid."""
    policy = scheme("yuntai", [{"code": "report", "title": "报告", "weight": "1"}],
                    {"kind": "tiers", "tiers": [{"from": "85", "part": "1"}, {"from": "70", "part": "0.9"}, {"from": "0", "part": "0.7"}]},
                    redo={"below": "60", "pay_cap": "0.8"},
                    lateness={"documents": ["report"], "rate_per_day": "0.001", "cap": "0.05", "terminate_after": 30, "termination_unpaid": True})
    job = lambda score, **more: [{"code": "P1", "fee": "40000.00", "scores": {"report": score}, **more}]
    yield "tiers, in full", case("yuntai", policy, job("85")), ("85.00", "良", True, [], "0.00")
    yield "tiers, redone", case("yuntai", policy, job("88", redo_rounds=1)), ("88.00", "良", True, [("quality", "8000.00")], "0.00")
    yield "tiers, redone in vain", case("yuntai", policy, job("59.99", redo_rounds=1)), ("59.99", "差", False, [("quality", "40000.00")], "0.00")
    yield "30 days late", case("yuntai", policy, job("85", days_late={"report": 30})), ("85.00", "良", True, [("lateness", "1200.00")], "0.00")


def median_by_criterion():
    """白河区（虚构）: median of each criterion, added up; a report under 60 holds the whole at 59; 3000 yuan below 75."""
    criteria = [{"code": c, "title": c, "points": p} for c, p in (("1", "40"), ("2", "35"), ("3", "25"))]
    policy = scheme("baihe", [{"code": "report", "title": "报告", "weight": "0.8", "criteria": criteria, "least": {"score": "60", "final_at_most": "59"},
                               "aggregation": {"method": "median", "level": "criterion"}, "entry": "criteria"},
                              {"code": "duty", "title": "履职", "weight": "0.2"}], {"kind": "flat", "line": "75", "deduct_amount": "3000"})
    def job(rows):
        sheets = [{"rater": f"E{i}", "score": str(sum(row)), "items": [{"criterion": str(n + 1), "points": str(p), "reason": "缺"} for n, p in enumerate(row)]}
                  for i, row in enumerate(rows)]
        return [{"code": "P1", "fee": "20000.00", "sheets": {"report": sheets}, "scores": {"duty": "100"}}]
    # Medians 31, 30, 20 of three and of four (30.5, 28.5, 19.5).
    yield "median by criterion", case("baihe", policy, job([(38, 30, 20), (31, 12, 25), (10, 33, 9)])), ("84.80", "良", True, [], "0.00")
    yield ("median of four", case("baihe", policy, job([(38, 30, 20), (31, 12, 25), (10, 33, 9), (30, 27, 19)])),
           ("82.80", "良", True, [], "0.00"))
    yield ("a poor report holds the whole", case("baihe", policy, job([(20, 20, 19), (20, 20, 19), (20, 20, 19)])),
           ("59.00", "差", False, [("quality", "3000.00")], "0.00"))


def year_of_the_agency():
    """沙洲市（虚构）: the year's score by fee decides: under 80 a fifth of each fee."""
    policy = scheme("shazhou", [{"code": "report", "title": "报告", "weight": "1"}], {"kind": "flat", "line": "80", "deduct": "0.2"},
                    scope={"score": "agency_year", "combine": "by_fee"})
    jobs = [{"code": "P1", "fee": "10000.00", "scores": {"report": "95"}}]
    for fee, other, quality in (("30000.00", "75.00", None), ("31000.00", "74.90", "2000.00")):
        year = (F(95) * 10000 + F(other) * F(fee)) / (10000 + F(fee))
        document = case("shazhou", policy, jobs, others=[{"code": "X", "fee": fee, "final_score": other}])
        yield f"the agency's year, {cents(year)}", document, ("95.00", "优", quality is None, [("quality", quality)] if quality else [], "0.00")


SCHEMES = (tender_clause, base_and_performance, ended_contract, median_by_criterion, year_of_the_agency)


def ratings():
    """青石区（虚构）: three years by fee, an older year counts 7/10 of the next; late 2 points at most three times a year, praise 3,
    together at most 5 off; two imaginary jobs of 80; D twice in a row: removed; 差 of a job twice in two years: half a year off."""
    policy = scheme("qingshi", [{"code": "report", "title": "报告", "weight": "1"}], {"kind": "none", "pass_grade": "中"},
                    credit={"mean": "by_fee", "window_years": 3, "decay": "0.7", "prior": {"weight": "2", "score": "80"}, "most_taken": "5",
                            "events": [{"code": "late", "title": "逾期", "points": "2", "most_times": 3}, {"code": "praise", "title": "表扬", "points": "3", "adds": True}],
                            "bands": [{"grade": "A", "from": "85", "to": "100"}, {"grade": "B", "from": "70", "to": "85"}, {"grade": "D", "from": "0", "to": "70"}]},
                    consequences=[{"grade": "D", "of": "year", "in_a_row": True, "times": 2, "effect": "remove"},
                                  {"grade": "差", "of": "job", "times": 2, "within_years": 2, "effect": "suspend", "months": 6}])
    job = lambda code, fee, score, grade="良": {"code": code, "fee": fee, "final_score": score, "grade": grade}
    event = lambda code, count=1: {"code": code, "happened_on": "2022-06-01", "count": count, "evidence": "函"}
    three = {"case": "qingshi", "agency": "91530000MA0000001X", "year": 2022, "policy": policy, "years": [
        {"year": 2022, "jobs": [job("A", "10000.00", "88"), job("B", "30000.00", "92")], "events": [event("late", 4), event("praise")]},
        {"year": 2021, "jobs": [job("C", "5000.00", "70")]}, {"year": 2019, "jobs": [job("Z", "1.00", "0", "差")]}]}
    # 2022: 91 - 5 + 3 = 89; 2021: 70 at 7/10; 2019 is out of the window; three jobs beside two of 80.
    mixed = (F(89) + F(7, 10) * 70) / F(17, 10)
    yield "three years and events", three, (cents((3 * mixed + 160) / 5), "B", [])
    poor = {**three, "years": [{"year": 2022, "jobs": [job("A", "1.00", "40", "差"), job("B", "1.00", "50", "差")]},
                               {"year": 2021, "jobs": [], "earlier_grade": "D", "earlier_score": "60"}]}
    yield "twice the lowest", poor, (cents((2 * F(45) + 160) / 4), "D", ["remove", "suspend"])
