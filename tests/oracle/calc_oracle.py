#!/usr/bin/env python3
"""An independent exact computation of the six shipped policies, compared with `zhiheng calc` field by field.

Written from the rules alone, with Python's Fraction; it reads no file of the product. Half of the run is good
cases, then good and bad ones mixed: every bad one must be refused by its rule and field, every good one be right.

usage: calc_oracle.py BINARY [CASES] [SEED]      (ZHIHENG_BINARY names the program too, and wins)
"""
import json
import os
import random
import subprocess
import sys
import threading
from fractions import Fraction as F

W = {"plan": F("0.4"), "report": F("0.6")}
POLICIES = {
    "honghe-2022": dict(weights=W, monitored=("duty", "daily")),
    "tiers-4": dict(weights={"plan": F("0.3"), "report": F("0.5"), "duty": F("0.1"), "daily": F("0.1")}),
    "base-performance": dict(weights=W),
    "per-point": dict(weights=W),
    "grade-bonus": dict(weights=W),
    "linear": dict(weights=W, groups={"expert": F("0.7"), "bureau": F("0.3")}),
}
BANDS = [(90, "优"), (80, "良"), (60, "中"), (0, "差")]
LINEAR_BANDS = [(90, "优"), (80, "良"), (70, "中"), (0, "差")]
VETOES = ["subcontracting", "false_report", "leak"]
EVENTS = ["absent_at_defence", "data_error", "returned_twice"]


def half_up(value, digits):
    """The integer of value * 10^digits, a tie going away from zero."""
    scaled = value * 10**digits
    sign = -1 if scaled < 0 else 1
    return sign * ((abs(scaled) * 2 + 1).numerator // ((abs(scaled) * 2 + 1).denominator * 2))


def decimal(hundredths):
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02d}"


def exact(value):
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def rate_text(value):
    rest, digits = value.denominator, 0
    while rest % 10 == 0 or rest % 2 == 0 or rest % 5 == 0:
        rest = rest // 10 if rest % 10 == 0 else rest // 2 if rest % 2 == 0 else rest // 5
        digits += 1
    if rest != 1:
        return exact(value)
    text = f"{value.numerator * 10**digits // value.denominator:0{digits + 1}d}"
    whole, part = (text[:-digits], text[-digits:]) if digits else (text, "")
    part = part.rstrip("0")
    return whole + ("." + part if part else "")


def component(policy, sheets):
    scores = [F(s["score"]) for s in sheets]
    if policy == "grade-bonus":
        ordered = sorted(scores)
        n = len(ordered)
        return ordered[n // 2] if n % 2 else (ordered[n // 2 - 1] + ordered[n // 2]) / 2
    if policy == "tiers-4" and len(scores) >= 5:
        ordered = sorted(scores)[1:-1]
        return sum(ordered) / len(ordered)
    if policy == "linear":
        total = F(0)
        for group, weight in POLICIES[policy]["groups"].items():
            members = [F(s["score"]) for s in sheets if s.get("group", "expert") == group]
            total += weight * sum(members) / len(members)
        return total
    return sum(scores) / len(scores)


def quality(policy, s):
    """(part of the fee withheld, negative for a bonus; passed)"""
    grade = next(g for f, g in (LINEAR_BANDS if policy == "linear" else BANDS) if s >= f)
    good = grade in "优良"
    if policy == "honghe-2022":
        return (F(0) if s >= 80 else F("0.1")), s >= 80, grade
    if policy == "tiers-4":
        part = next(p for f, p in [(90, F(1)), (80, F("0.95")), (70, F("0.9")), (60, F("0.8")), (0, F(0))] if s >= f)
        return 1 - part, s >= 90, grade
    if policy == "base-performance":
        return 1 - (F("0.7") + F("0.3") * s / 100), good, grade
    if policy == "per-point":
        return max(F(0), min(F("0.2"), (85 - s) * F("0.01"))), s >= 85, grade
    if policy == "grade-bonus":
        part = next(p for f, p in [(90, F("1.05")), (80, F(1)), (60, F(1)), (0, F("0.9"))] if s >= f)
        return 1 - part, good, grade
    return min(F(1), max(F(0), 1 - (s - 60) / 30)), good, grade


DIGITS = "零壹贰叁肆伍陆柒捌玖"


def capitals(fen):
    yuan, jiao, cents = fen // 100, fen // 10 % 10, fen % 10
    if fen == 0:
        return "人民币零元整"
    text, pending = "", False
    sections = []
    rest = yuan
    while rest:
        sections.append(rest % 10000)
        rest //= 10000
    names = ["", "万", "亿", "万亿"]
    for i in range(len(sections) - 1, -1, -1):
        section = sections[i]
        if section == 0:
            pending = bool(text)
            continue
        if text and (section < 1000):
            pending = True
        elif section >= 1000 and sections[i + 1:] and all(x != 0 for x in sections[i + 1:i + 2]):
            pending = False
        if pending and text:
            text += "零"
        pending = False
        part, gap = "", False
        for unit, size in (("仟", 1000), ("佰", 100), ("拾", 10), ("", 1)):
            digit = section // size % 10
            if digit:
                part += ("零" if gap and part else "") + DIGITS[digit] + unit
                gap = False
            else:
                gap = True
        text += part + names[i]
    if yuan:
        text += "元"
    if jiao == 0 and cents == 0:
        return "人民币" + text + "整"
    if jiao:
        text += ("零" if yuan and yuan % 10 == 0 else "") + DIGITS[jiao] + "角"
    elif yuan:
        text += "零"
    return "人民币" + text + (DIGITS[cents] + "分" if cents else "整")


def fen(text):
    return int(F(text) * 100)


def expected(case):
    code = case["policy"].split("@")[0]
    policy = POLICIES[code]
    engagements, fee_sum, bonus_sum, deduction_sum = [], 0, 0, 0
    for e in case["engagements"]:
        parts = {}
        for name in list(policy["weights"]) + list(policy.get("monitored", ())):
            if name in e.get("sheets", {}):
                parts[name] = component(code, e["sheets"][name])
            elif name in e.get("scores", {}):
                parts[name] = F(e["scores"][name])
        final = sum(w * parts[name] for name, w in policy["weights"].items())
        printed = half_up(final, 2)
        s = F(printed, 100)
        rate, passed, grade = quality(code, s)
        fee = fen(e["fee"])
        bonus, wanted = 0, []
        if e.get("vetoes"):
            grade, passed, rate = "差", False, F(1)
            wanted.append(("quality", rate, fee))
        elif rate < 0:
            bonus = half_up(F(fee) * -rate, 0)
        else:
            wanted.append(("quality", rate, half_up(F(fee) * rate, 0)))
        if code == "tiers-4":
            days = sum(e.get("days_late", {}).get(d, 0) for d in ("plan", "report"))
            late = min(F("0.05"), days * F("0.001"))
            wanted.append(("lateness", late, half_up(F(fee) * late, 0)))
        wanted.append(("fixed", None, fen(e.get("fixed_deduction", "0"))))
        left, deductions = fee, []
        for kind, r, amount in wanted:
            amount = min(amount, left)
            left -= amount
            if amount:
                row = {"kind": kind, "base": decimal(fee), "amount": decimal(amount)}
                if r is not None:
                    row["rate"] = rate_text(r)
                deductions.append(row)
        engagements.append({
            "code": e["code"],
            "components": {n: {"score": decimal(half_up(v, 2)), "exact": exact(v)} for n, v in parts.items()},
            "final_score": decimal(printed), "final_score_exact": exact(final), "grade": grade, "passed": passed,
            "deductions": deductions, "bonus": decimal(bonus)})
        fee_sum += fee
        bonus_sum += bonus
        deduction_sum += fee - left
    paid = fen(case["contract"].get("paid", "0"))
    net = fee_sum + bonus_sum - deduction_sum
    payable = max(0, net - paid)
    return {"case": case["case"], "policy": code + "@1", "engagements": engagements,
            "statement": {"fee": decimal(fee_sum), "bonus": decimal(bonus_sum), "deduction": decimal(deduction_sum),
                          "paid": decimal(paid), "payable": decimal(payable), "recoverable": decimal(max(0, paid - net)),
                          "payable_in_words": capitals(payable)}}


def compare(want, got, path=""):
    if isinstance(want, dict):
        for key, value in want.items():
            if key == "bonus" and "/engagements/" in path and value == "0.00" and key not in got:
                continue
            if not isinstance(got, dict) or key not in got:
                return f"{path}/{key} missing"
            found = compare(value, got[key], f"{path}/{key}")
            if found:
                return found
        extra = set(got) - set(want) - {"steps", "dropped"}
        return f"{path} has {extra}" if extra else None
    if isinstance(want, list):
        if len(want) != len(got):
            return f"{path}: {len(want)} expected, {len(got)} found"
        for i, (a, b) in enumerate(zip(want, got)):
            found = compare(a, b, f"{path}/{i}")
            if found:
                return found
        return None
    return None if want == got else f"{path}: {want!r} expected, {got!r} found"


def random_score(rng):
    kind = rng.random()
    if kind < 0.3:
        return str(rng.randint(0, 100))
    if kind < 0.6:
        return f"{rng.randint(60, 99)}.{rng.choice(['5', '50', '99', '01', '00'])}"
    if kind < 0.8:
        return decimal(rng.choice([8000, 7999, 8001, 9000, 8999, 6000, 5999, 8500, 7000]))
    return decimal(rng.randint(0, 10000))


def random_amount(rng):
    return decimal(rng.choice([rng.randint(0, 99), rng.randint(0, 10**6), rng.randint(10**6, 10**8),
                               rng.randint(10**9, 10**12), rng.randint(0, 500) * 1000000]))


def random_engagement(rng, code, policy, number):
    e = {"code": f"PJ-{number:02d}", "fee": random_amount(rng), "sheets": {}, "scores": {}}
    for name in policy["weights"]:
        if rng.random() < 0.8:
            count = rng.choice([1, 2, 3, 4, 5, 6, 7, 9])
            groups = ["expert"] * count
            if code == "linear":
                groups = ["expert", "bureau"] + [rng.choice(["expert", "bureau"]) for _ in range(count)]
            sheets = []
            for i, group in enumerate(groups):
                sheet = {"rater": f"E{i:02d}", "score": random_score(rng)}
                if group != "expert" or rng.random() < 0.5:
                    sheet["group"] = group
                sheets.append(sheet)
            rng.shuffle(sheets)
            e["sheets"][name] = sheets
        else:
            e["scores"][name] = random_score(rng)
    for name in policy.get("monitored", ()):
        if rng.random() < 0.4:
            e["scores"][name] = random_score(rng)
    if rng.random() < 0.6:
        e["days_late"] = {d: rng.choice([0, 0, 1, 3, 20, 40, 70]) for d in ("plan", "report")}
    if rng.random() < 0.2:
        e["events"] = [{"code": rng.choice(EVENTS), "count": rng.randint(1, 3)}]
    if rng.random() < 0.4:
        e["fixed_deduction"] = random_amount(rng)
    e["vetoes"] = rng.sample(VETOES, rng.randint(1, 2)) if rng.random() < 0.08 else []
    return e


def random_case(rng, number):
    code = rng.choice(list(POLICIES))
    engagements = [random_engagement(rng, code, POLICIES[code], i) for i in range(rng.choice([1, 1, 1, 2, 3, 5]))]
    fee = sum(fen(e["fee"]) for e in engagements)
    return {"case": f"第 {number} 号", "policy": code if rng.random() < 0.5 else code + "@1",
            "contract": {"number": f"HT-{number}", "fee": decimal(fee),
                         "paid": decimal(rng.choice([0, fee // 3, fee, fee * 95 // 100, rng.randint(0, fee + 1)]))},
            "engagements": engagements}


def first_sheets(case):
    for i, e in enumerate(case["engagements"]):
        for name in e["sheets"]:
            return i, name, e["sheets"][name]
    return None


def spoil(rng, case):
    """Breaks one thing; answers the rule and the field that must be named, or None when the case has no such place."""
    found = first_sheets(case)
    kind = rng.randrange(22)
    e0 = case["engagements"][0]
    if kind <= 9:
        if not found:
            return None
        i, name, sheets = found
        at = f"/engagements/{i}/sheets/{name}"
        if kind == 0:
            sheets[0]["score"] = "80.123"
            return "number.too_many_decimals", at + "/0/score"
        if kind == 1:
            sheets[0]["score"] = rng.choice(["1e2", "8E1"])
            return "number.exponent", at + "/0/score"
        if kind == 2:
            sheets[0]["score"] = rng.choice(["-5", "+80"])
            return "number.signed", at + "/0/score"
        if kind == 3:
            sheets[0]["score"] = rng.choice([80.5, 80])
            return "number.not_a_string", at + "/0/score"
        if kind == 4:
            sheets[0]["score"] = rng.choice(["", " "])
            return "number.blank", at + "/0/score"
        if kind == 5:
            sheets[0]["score"] = "８０"
            return "number.full_width", at + "/0/score"
        if kind == 6:
            sheets[0]["score"] = rng.choice(["100.01", "250"])
            return "score.out_of_range", at + "/0/score"
        if kind == 7:
            sheets.append(dict(sheets[0]))
            return "sheets.rater_twice", f"{at}/{len(sheets) - 1}/rater"
        if kind == 8:
            sheets.clear()
            return "sheets.empty", at
        sheets[0]["remark"] = "x"
        return "document.unknown_member", at + "/0/remark"
    if kind == 10:
        e0["fee"] = "-1.00"
        return "number.signed", "/engagements/0/fee"
    if kind == 11:
        e0["days_late"] = {"plan": -1}
        return "document.out_of_range", "/engagements/0/days_late/plan"
    if kind == 12:
        e0["scores"]["style"] = "80"
        return "component.unknown", "/engagements/0/scores/style"
    if kind == 13:
        e0["events"] = [{"code": "no_such_event", "count": 1}]
        return "event.unknown", "/engagements/0/events/0/code"
    if kind == 14:
        e0["vetoes"] = ["no_such_veto"]
        return "veto.unknown", "/engagements/0/vetoes/0"
    if kind == 15:
        case["contract"]["fee"] = decimal(fen(case["contract"]["fee"]) + 1)
        return "engagement.fees_differ", "/engagements"
    if kind == 16:
        case["engagements"].append(json.loads(json.dumps(e0)))
        case["contract"]["fee"] = decimal(fen(case["contract"]["fee"]) + fen(e0["fee"]))
        return "engagement.code_twice", f"/engagements/{len(case['engagements']) - 1}/code"
    if kind == 17:
        if not found:
            return None
        i, name, _ = found
        case["engagements"][i]["scores"][name] = "80"
        return "component.both", f"/engagements/{i}/scores/{name}"
    if kind == 18:
        name = next(iter(POLICIES[case["policy"].split("@")[0]]["weights"]))
        e0["sheets"].pop(name, None)
        e0["scores"].pop(name, None)
        return "component.neither", f"/engagements/0/sheets/{name}"
    if kind == 19:
        case["policy"] = "no-such-policy"
        return "policy.unknown", "/policy"
    if kind == 20:
        case["contract"]["paid"] = rng.choice([12.5, 3])
        return "number.not_a_string", "/contract/paid"
    del case["contract"]["fee"]
    return "document.missing_member", "/contract/fee"


def run(binary, lines):
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" if not isinstance(line, str) else line + "\n" for line in lines)
    done = subprocess.run([binary, "calc", "-"], input=text.encode(), capture_output=True)
    return done.returncode, done.stdout.decode().splitlines(), done.stderr.decode()


def talk(binary, case):
    """A program at the other end of a pipe gets each answer before it sends the next case; one case over many lines,
    with a byte order mark, is one document."""
    peer = subprocess.Popen([binary, "calc", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    alarm = threading.Timer(20, peer.kill)
    alarm.start()
    for _ in range(3):
        peer.stdin.write((json.dumps(case, ensure_ascii=False) + "\n").encode())
        peer.stdin.flush()
        line = peer.stdout.readline()
        if not line or compare(expected(case), json.loads(line)):
            fail("a case down a pipe was not answered at once")
    peer.stdin.close()
    if peer.wait(timeout=300) != 0:
        fail("the conversation did not end well")
    alarm.cancel()
    pretty = b"\xef\xbb\xbf" + json.dumps(case, ensure_ascii=False, indent=2).encode()
    done = subprocess.run([binary, "calc", "-"], input=pretty, capture_output=True, timeout=300)
    if done.returncode != 0 or compare(expected(case), json.loads(done.stdout)):
        fail("one case over many lines is one document")


def fail(message):
    print("FAILED:", message)
    sys.exit(1)


def main():
    binary = os.environ.get("ZHIHENG_BINARY") or sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 20000
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 20221231
    rng = random.Random(seed)
    cases = [random_case(rng, i) for i in range(count)]
    talk(binary, cases[0])
    code, lines, errors = run(binary, cases)
    if code != 0 or len(lines) != count:
        fail(f"exit {code}, {len(lines)} of {count} lines {errors}")
    for case, line in zip(cases, lines):
        wrong = compare(expected(case), json.loads(line))
        if wrong:
            fail(f"{wrong}\n{json.dumps(case, ensure_ascii=False)}\n{line}")

    mixed, wants = [], []
    for i in range(count // 10):
        case = random_case(rng, i)
        want = None
        if rng.random() < 0.5:
            want = spoil(rng, case)
        mixed.append(case)
        wants.append(want)
        if i % 200 == 7:
            mixed.append('{"case": "破损", "policy": ')
            wants.append(("json.malformed", ""))
    code, lines, errors = run(binary, mixed)
    if code != 2 or len(lines) != len(mixed):
        fail(f"exit {code}, {len(lines)} of {len(mixed)} lines {errors}")
    refused = 0
    for case, want, line in zip(mixed, wants, lines):
        got = json.loads(line)
        if want:
            refused += 1
            named = [(p["rule"], p["field"]) for p in got.get("problems", [])]
            if want not in named or not all(p["text"] for p in got["problems"]):
                fail(f"{want} expected, {named} named\n{json.dumps(case, ensure_ascii=False)}")
        else:
            wrong = compare(expected(case), got)
            if wrong:
                fail(f"{wrong}\n{json.dumps(case, ensure_ascii=False)}\n{line}")
    print(f"shown: {count} good cases agree; of {len(mixed)} mixed ones {refused} were refused by name, the others agree")


if __name__ == "__main__":
    main()
