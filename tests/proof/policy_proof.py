#!/usr/bin/python3
"""Policies as data: the schema, the reader and docs/policy.md say the same.

1. Every shipped policy is valid by docs/policy.schema.json.
2. Every place of every shipped policy is broken in a dozen ways; what the schema refuses, `zhiheng calc` refuses at a
   place under /policy, and what only the reader can see (sums, gaps, order) it refuses by the rule that the page names.
3. Documents for the usual shapes of such rules, written from docs/policy.md alone, are accepted by both and give the
   figures computed here by hand with fractions.
"""
import copy
import json
from fractions import Fraction as F

import jsonschema

from common import ROOT, calc, check, fail, shown

SCHEMA = json.loads((ROOT / "docs/policy.schema.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
SHIPPED = {p.stem: json.loads(p.read_text()) for p in sorted((ROOT / "sql/seed/policies").glob("*.json"))}
BANDS = [{"grade": "优", "from": "90", "to": "100"}, {"grade": "良", "from": "80", "to": "90"},
         {"grade": "中", "from": "60", "to": "80"}, {"grade": "差", "from": "0", "to": "60"}]
PARTS = [{"code": "plan", "title": "方案", "weight": "0.40"}, {"code": "report", "title": "报告", "weight": "0.60"}]


def case_for(policy, number=0):
    """A case that is right whatever the policy is, as far as one can tell without reading it."""
    scores = {c["code"]: "85" for c in policy.get("components", []) if isinstance(c, dict)
              and isinstance(c.get("code"), str)} if isinstance(policy, dict) and isinstance(policy.get("components"), list) else {}
    return {"case": str(number), "policy": policy, "contract": {"number": "HT", "fee": "1000.00"},
            "engagements": [{"code": "P1", "fee": "1000.00", "scores": scores}]}


def places(value, path=()):
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], path + (key,))
    elif isinstance(value, list):
        for i in range(min(len(value), 2)):  # the second item too: some rules compare with the first
            yield from places(value[i], path + (i,))


def at(document, path):
    for step in path:
        document = document[step]
    return document


def replaced(document, path, value):
    if not path:
        return value
    document = copy.deepcopy(document)
    at(document, path[:-1])[path[-1]] = value
    return document


def without(document, path):
    document = copy.deepcopy(document)
    del at(document, path[:-1])[path[-1]]
    return document


OTHERS = [None, True, 5, -1, 2.5, "", " ", "x", "８", "1e2", "-1", "0.12345", "101", [], {}, [{}], ["x"], {"x": "y"}, "长" * 600]


def broken(document):
    for path in places(document):
        for other in OTHERS:
            yield replaced(document, path, other)
        if path and isinstance(path[-1], str):
            yield without(document, path)
        here = at(document, path)
        if isinstance(here, dict):
            yield replaced(document, path, {**here, "unheard_of": "1"})
        if isinstance(here, list):
            yield replaced(document, path, here + [{}])
            if here:
                yield replaced(document, path, here + [here[0]])


def prove_shipped():
    for name, document in SHIPPED.items():
        errors = [e.message for e in VALIDATOR.iter_errors(document)]
        check(not errors, f"{name} is not valid by the schema: {errors}")
    return len(SHIPPED)


def prove_broken(originals=SHIPPED, every=1):
    documents = [d for name in originals for d in broken(originals[name])][::every]
    answers = calc([case_for(d, i) for i, d in enumerate(documents)])
    by_schema = by_reader_only = 0
    for document, answer in zip(documents, answers):
        refused = [p for p in answer.get("problems", []) if p["field"].startswith("/policy")]
        valid = VALIDATOR.is_valid(document)
        if not valid:
            by_schema += 1
            if not refused:
                error = next(VALIDATOR.iter_errors(document))
                fail(f"the schema refuses {list(error.absolute_path)} ({error.message[:200]}), the reader does not: "
                     f"{json.dumps(answer, ensure_ascii=False)[:600]}")
        elif refused:
            by_reader_only += 1
            formal = [p for p in refused if p["rule"].startswith("document.") and p["rule"] != "document.blank"]
            check(not formal, lambda: f"the reader refuses the form of what the schema accepts: {formal}")
        check(all(p["text"] for p in answer.get("problems", [])), lambda: f"a refusal without a text: {answer}")
    return len(documents), by_schema, by_reader_only


def policy(**parts):
    document = {"code": "hand", "version": 1, "title": "手写办法", "components": PARTS, "bands": BANDS,
                "fee": {"kind": "none", "pass_grade": "良"}}
    document.update(parts)
    return {k: v for k, v in document.items() if v is not ...}


def bands(*lines):
    return [{"grade": g, "from": f, "to": t} for g, f, t in lines]


def criteria(*points):
    return [{"code": str(i), "title": f"项 {i}", "points": p} for i, p in enumerate(points)]


def meaning():
    """What only sums and comparisons show: (document, rule, place)."""
    tiers = lambda *rows: {"kind": "tiers", "tiers": [{"from": f, "part": p} for f, p in rows]}
    part = lambda **more: [{**PARTS[0], **more}, PARTS[1]]
    return [
        (policy(components=[{**PARTS[0], "weight": "0.41"}, PARTS[1]]), "policy.weights_not_one", "/components"),
        (policy(components=[{**PARTS[0], "weight": "0.3999"}, PARTS[1]]), "policy.weights_not_one", "/components"),
        (policy(components=[PARTS[0], {**PARTS[1], "code": "plan"}]), "policy.code_twice", "/components/1/code"),
        (policy(components=part(groups=[{"code": "a", "weight": "0.5"}, {"code": "b", "weight": "0.4"}])),
         "policy.group_weights_not_one", "/components/0/groups"),
        (policy(components=part(criteria=criteria("60", "39.99"))), "policy.points_not_hundred", "/components/0/criteria"),
        (policy(components=part(aggregation={"method": "trimmed", "trim_each_side": 2, "when_at_least": 4})),
         "policy.trim_leaves_nothing", "/components/0/aggregation/when_at_least"),
        (policy(bands=bands(("优", "90", "100"), ("良", "80", "89.99"), ("中", "60", "80"), ("差", "0", "60"))),
         "policy.bands_gap", "/bands"),
        (policy(bands=bands(("优", "89.99", "100"), ("良", "80", "90"), ("中", "60", "80"), ("差", "0", "60"))),
         "policy.bands_overlap", "/bands"),
        (policy(bands=bands(("优", "90", "99"), ("良", "80", "90"), ("差", "0", "80"))), "policy.bands_gap", "/bands"),
        (policy(bands=bands(("优", "90", "100"), ("良", "80", "90"), ("差", "1", "80"))), "policy.bands_gap", "/bands"),
        (policy(bands=bands(("良", "90", "90"), ("优", "0", "100"))), "policy.band_empty", "/bands/0/to"),
        (policy(fee=tiers(("80", "1"), ("90", "0.9"), ("0", "0"))), "policy.tiers_out_of_order", "/fee/tiers/1/from"),
        (policy(fee=tiers(("90", "1"), ("90", "0.9"), ("0", "0"))), "policy.tiers_out_of_order", "/fee/tiers/1/from"),
        (policy(fee=tiers(("90", "1"), ("80", "0.5"), ("0", "0.6"))), "policy.tiers_pay_more_for_less", "/fee/tiers/2/part"),
        (policy(fee=tiers(("90", "1"), ("60", "0"))), "policy.tiers_do_not_reach_nought", "/fee/tiers"),
        (policy(fee=tiers(("90", "0.99"), ("0", "0"))), "policy.no_tier_in_full", "/fee/tiers"),
        (policy(fee=tiers(("90", "1.01"), ("0", "0"))), "policy.part_over_one", "/fee/tiers/0/part"),
        (policy(fee={"kind": "base_performance", "base": "0.7", "performance": "0.2999", "pass_grade": "良"}),
         "policy.fee_parts_not_one", "/fee/performance"),
        (policy(fee={"kind": "linear", "full": "60", "zero": "90", "pass_grade": "良"}), "policy.linear_out_of_order", "/fee/zero"),
        (policy(fee={"kind": "none", "pass_grade": "甲"}), "policy.unknown_grade", "/fee/pass_grade"),
        (policy(assumed=[{"path": "/lateness/cap", "note": "x"}]), "policy.assumed_nowhere", "/assumed/0/path"),
        (policy(valid_from="2023-01-01", valid_to="2022-12-31"), "policy.valid_to_before_from", "/valid_to"),
        (policy(valid_from="2023-02-29"), None, "/valid_from"),
        (policy(scope={"score": "engagement", "base": "contract"}), "policy.base_needs_contract_score", "/scope/base"),
        (policy(vetoes=[{"code": "a", "title": "甲"}, {"code": "a", "title": "乙"}]), "policy.code_twice", "/vetoes"),
        (policy(lateness={"rate_per_day": "0.001", "documents": ["plan", "annex"]}), "component.unknown", "/lateness/documents"),
    ]


def prove_meaning():
    rows = meaning()
    answers = calc([case_for(d, i) for i, (d, _, _) in enumerate(rows)])
    for (document, rule, place), answer in zip(rows, answers):
        check(VALIDATOR.is_valid(document), f"the schema should leave {rule} to the reader")
        named = [(p["rule"], p["field"]) for p in answer.get("problems", [])]
        check(any((rule is None or r == rule) and f.startswith("/policy" + place) for r, f in named),
              f"{rule} at {place} expected, {named} named")
    return len(rows)


# --- the usual shapes -------------------------------------------------------------------------------------------------
def half_up(value, digits=2):
    scaled = value * 10**digits
    return F((2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator), 10**digits)


def money(value):
    value = half_up(value)
    return f"{value.numerator * 100 // value.denominator // 100}.{value.numerator * 100 // value.denominator % 100:02d}"


def judge(name, document, engagement, want, fee="98765.43"):
    """`want`: final score, grade, passed, [(kind, amount)], bonus - all computed by the caller."""
    errors = [e.message for e in VALIDATOR.iter_errors(document)]
    check(not errors, f"{name}: the schema refuses it: {errors}")
    case = {"case": name, "policy": document, "contract": {"number": "HT-1", "fee": fee, "paid": "0.00"},
            "engagements": [{"code": "P1", "fee": fee, **engagement}]}
    return case, want


def sheets(*scores, group=None):
    return [{"rater": f"{group or 'E'}{i}", **({"group": group} if group else {}), "score": s} for i, s in enumerate(scores)]


def shapes():
    fee = F("98765.43")
    both = lambda plan, report: {"scores": {"plan": plan, "report": report}}
    s = lambda plan, report: half_up(F(plan) * F("0.4") + F(report) * F("0.6"))
    four = [("plan", "0.30"), ("report", "0.50"), ("duty", "0.10"), ("daily", "0.10")]
    tiers = [{"from": "90", "part": "1"}, {"from": "80", "part": "0.95"}, {"from": "70", "part": "0.90"},
             {"from": "60", "part": "0.80"}, {"from": "0", "part": "0"}]
    a2 = policy(components=[{"code": c, "title": c, "weight": w} for c, w in four], fee={"kind": "tiers", "tiers": tiers})
    final = half_up(F("84.5") * F("0.3") + F("79.33") * F("0.5") + F(92) / 10 + F("61.07") / 10)
    yield judge("A2 tiers on four parts", a2, {"scores": {"plan": "84.5", "report": "79.33", "duty": "92", "daily": "61.07"}},
                (final, "良", False, [("quality", half_up(fee * F("0.05")))], 0))
    a3 = policy(fee={"kind": "base_performance", "base": "0.6", "performance": "0.4", "pass_grade": "中"})
    final = s("71.13", "88.88")
    yield judge("A3 base and performance 60/40", a3, both("71.13", "88.88"),
                (final, "良", True, [("quality", half_up(fee * (1 - F("0.6") - F("0.4") * final / 100)))], 0))
    a4 = {"kind": "per_point", "from": "85", "rate": "0.01", "cap": "0.20"}
    final = s("80.5", "79.25")
    yield judge("A4 per point, parts count", policy(fee=a4), both("80.5", "79.25"),
                (final, "中", False, [("quality", half_up(fee * (85 - final) / 100))], 0))
    yield judge("A4 per point, whole points", policy(fee={**a4, "parts_of_a_point_count": False}), both("80.5", "79.25"),
                (final, "中", False, [("quality", half_up(fee * F((85 - final).__floor__(), 100)))], 0))
    yield judge("A4 per point, cap", policy(fee=a4), both("10", "20.01"), (s("10", "20.01"), "差", False, [("quality", half_up(fee / 5))], 0))
    a5 = policy(fee={"kind": "linear", "full": "90", "zero": "60", "pass_grade": "良"})
    final = s("77.77", "66.66")
    yield judge("A5 linear", a5, both("77.77", "66.66"), (final, "中", False, [("quality", half_up(fee * (1 - (final - 60) / 30)))], 0))
    groups = [{"code": "expert", "weight": "0.60"}, {"code": "bureau", "weight": "0.30"}, {"code": "unit", "weight": "0.10"}]
    trim = {"method": "trimmed", "trim_each_side": 1, "when_at_least": 5}
    a6 = policy(components=[{**c, "groups": groups, "aggregation": trim} for c in PARTS])
    rated = lambda e, b, u: sheets(*e, group="expert") + sheets(*b, group="bureau") + sheets(*u, group="unit")
    plan = (F(80) + F(81) + F("85.5")) / 3 * F("0.6") + F("0.3") * (F(70) + F(71) + F(75) + F(90)) / 4 + F("0.1") * F("99.99")
    report = (F(90) + F("91.01")) / 2 * F("0.6") + F("0.3") * F(88) + F("0.1") * F(60)
    yield judge("A6 raters by group, trimmed", a6,
                {"sheets": {"plan": rated(["100", "80", "81", "85.5", "12"], ["70", "71", "75", "90"], ["99.99"]),
                            "report": rated(["90", "91.01"], ["88"], ["60"])}},
                (half_up(F("0.4") * plan + F("0.6") * report), "良", True, [], 0))
    late = {"day_kind": "working", "free_days": 2, "rate_per_day": "0.005", "cap": "0.10", "documents": ["plan", "report"],
            "terminate_after": 30}
    yield judge("A7 lateness, free days", policy(lateness=late), {**both("90", "95"), "days_late": {"plan": 5, "report": 4}},
                (F(93), "优", True, [("lateness", half_up(fee * F("0.005") * 7))], 0))
    yield judge("A7 lateness, cap", policy(lateness=late), {**both("90", "95"), "days_late": {"report": 29}},
                (F(93), "优", True, [("lateness", half_up(fee / 10))], 0))
    most = {**late, "days_add_up": False}
    yield judge("A7 lateness, the greatest counts", policy(lateness=most), {**both("90", "95"), "days_late": {"plan": 5, "report": 4}},
                (F(93), "优", True, [("lateness", half_up(fee * F("0.005") * 3))], 0))
    end = {**late, "termination_unpaid": True}
    yield judge("A7 termination", policy(lateness=end), {**both("90", "95"), "days_late": {"plan": 20, "report": 11}},
                (F(93), "优", True, [("lateness", fee)], 0))
    events = [{"code": "wrong", "title": "数据差错", "effect": "amount", "amount": "250.50", "most_times": 3},
              {"code": "lead", "title": "变更主评人", "effect": "rate", "rate": "0.05"},
              {"code": "absent", "title": "缺席", "effect": "points", "points": "2"},
              {"code": "again", "title": "二次退回", "effect": "points", "points": "5", "most_times": 1}]
    happened = [{"code": "wrong", "count": 5}, {"code": "lead", "count": 1}, {"code": "absent", "count": 2}, {"code": "again", "count": 3}]
    yield judge("A8 itemised events", policy(events=events), {**both("90", "95"), "events": happened},
                (F(84), "良", True, [("event", F("751.50")), ("event", half_up(fee * F("0.05")))], 0))
    praise = [{"code": "adopted", "title": "获批示", "effect": "points", "adds": True, "points": "5"},
              {"code": "urgent", "title": "紧急任务", "effect": "rate", "adds": True, "rate": "0.03"}]
    yield judge("A9 bonus, never above 100", policy(events=praise),
                {**both("97", "98"), "events": [{"code": "adopted", "count": 1}, {"code": "urgent", "count": 1}]},
                (F(100), "优", True, [], half_up(fee * F("0.03"))))
    yield judge("A9 bonus of a grade", policy(fee={"kind": "grades", "pass_grade": "良", "grades": [
        {"from": "95", "part": "1.1"}, {"from": "60", "part": "1"}, {"from": "0", "part": "0.85"}]}), both("97", "98"),
        (F("97.60"), "优", True, [], half_up(fee / 10)))
    redo = {"most_rounds": 2, "below": "60", "pay_cap": "0.85", "failed_unpaid": True}
    flat = {"kind": "flat", "line": "80", "deduct": "0.10"}
    yield judge("A10 rework passed", policy(fee=flat, redo=redo), {**both("90", "90"), "redo_rounds": 1},
                (F(90), "优", True, [("quality", half_up(fee * F("0.15")))], 0))
    yield judge("A10 rework failed", policy(fee=flat, redo=redo), {**both("59.99", "59.99"), "redo_rounds": 2},
                (F("59.99"), "差", False, [("quality", fee)], 0))
    whole = {"score": "contract", "base": "contract"}
    yield judge("A10 rework passed, judged by contract", policy(fee=flat, redo=redo, scope=whole), {**both("70", "70"), "redo_rounds": 1},
                (F(70), "中", False, [("quality", half_up(fee * F("0.15")))], 0))
    vetoes = [{"code": "leak", "title": "泄密"}, {"code": "false", "title": "虚假报告", "zero_score": True}]
    yield judge("A11 veto", policy(fee=flat, vetoes=vetoes), {**both("90", "90"), "vetoes": ["leak"], "fixed_deduction": "9.99"},
                (F(90), "差", False, [("quality", fee)], 0))
    yield judge("A11 veto, nought", policy(fee=flat, vetoes=vetoes), {**both("90", "90"), "vetoes": ["false"]},
                (F(0), "差", False, [("quality", fee)], 0))
    duty = [*PARTS, {"code": "duty", "title": "履职", "mode": "veto", "veto_below": "60"}]
    yield judge("A11 veto by a component", policy(fee=flat, components=duty), {"scores": {"plan": "90", "report": "90", "duty": "59.99"}},
                (F(90), "差", False, [("quality", fee)], 0))
    a12 = policy(fee=flat, rounding={"digits": 1, "mode": "down", "compare": "exact"}, scope={"score": "agency_year", "combine": "by_fee"},
                 consequences=[{"grade": "差", "times": 2, "within_years": 2, "effect": "remove", "months": 36}])
    yield judge("A12 forced out of the framework", a12, both("79.99", "79.99"), (F("79.9"), "中", False, [("quality", half_up(fee / 10))], 0))


def prove_shapes():
    rows = list(shapes())
    answers = calc([case for case, _ in rows])
    for (case, (final, grade, passed, deductions, bonus)), answer in zip(rows, answers):
        name = case["case"]
        check("engagements" in answer, lambda: f"{name} is refused: {answer}")
        e, total = answer["engagements"][0], answer["statement"]
        deducted = sum(amount for _, amount in deductions)
        want = {"final_score": money(final), "grade": grade, "passed": passed,
                "deductions": [(k, money(a)) for k, a in deductions], "bonus": money(F(bonus))}
        got = {"final_score": e["final_score"], "grade": e["grade"], "passed": e["passed"],
               "deductions": [(d["kind"], d["amount"]) for d in e["deductions"]], "bonus": e.get("bonus", "0.00")}
        check(want == got, lambda: f"{name}: {want} by hand, {got} answered\n" + "\n".join(e["steps"]))
        net = money(F("98765.43") + bonus - deducted)
        check(total["payable"] == net and total["recoverable"] == "0.00", lambda: f"{name}: payable {net} by hand, {total}")
    return len(rows)


def main():
    shipped = prove_shipped()
    documents, by_schema, by_reader = prove_broken()
    rules = prove_meaning()
    hand = prove_shapes()
    shown(f"{shipped} shipped policies are valid; of {documents} broken ones the schema refuses {by_schema}, and so does the "
          f"reader under /policy, and {by_reader} more by their meaning; {rules} rules of meaning named at their place; "
          f"{hand} documents of the shapes A2-A12 give the figures computed by hand")


if __name__ == "__main__":
    main()
