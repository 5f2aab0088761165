#!/usr/bin/python3
"""`zhiheng fee-basis` against fractions of our own: fee_oracle.py PROGRAM [CASES].

Random documents of every basis - brackets with gaps of nought per cent, without an open last one, floors and caps, halves of days,
factors with three decimals, amounts from a fen to nine thousand million yuan - are worked out here with Python's Fraction; then
documents that are no documents, each of which is refused once and by name.
"""
import json
import random
import subprocess
import sys
from fractions import Fraction

binary, cases = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 4000
rng = random.Random(20260105)


def fail(message):
    print("FAILED:", message, file=sys.stderr)
    sys.exit(1)


def yuan(fen):
    return f"{fen // 100}.{fen % 100:02d}"


def decimal(number, places):
    text = f"{number // 10**places}.{number % 10**places:0{places}d}"
    return text.rstrip("0").rstrip(".") if rng.random() < 0.5 else text


def some_fen():
    if rng.random() < 0.1:
        return rng.choice([0, 1, 5, 99, 100, 10**12 - 1, 500_000_000, 2_000_000_000])
    return rng.randint(0, 10 ** rng.randint(1, 12) - 1)


def rounded(value):
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def lump_sum(count):
    amounts = [some_fen() for _ in range(count)]
    return {"parts": [{"name": f"p{i}", "amount": yuan(a)} for i, a in enumerate(amounts)]}, [Fraction(a) for a in amounts]


def person_day(count):
    table = {f"L{i}": rng.randint(0, 10 ** rng.randint(1, 7)) for i in range(3)}
    document, exact = {"work": [], "rates": [f"{level} = {yuan(rate)}" for level, rate in table.items()]}, []
    for _ in range(count):
        level, days = f"L{rng.randrange(3)}", rng.choice([50, rng.randint(0, 100) * 50, rng.randint(0, 100_000)])
        work, rate = {"level": level, "days": decimal(days, 2)}, table[level]
        if rng.random() < 0.3:
            rate = rng.randint(0, 10 ** rng.randint(1, 7))
            work["rate"] = yuan(rate)
        document["work"].append(work)
        exact.append(Fraction(days * rate, 100))
    return document, exact


def per_item(count):
    items = [(rng.randint(0, 1000), rng.randint(0, 10 ** rng.randint(1, 8))) for _ in range(count)]
    return ({"items": [{"name": f"i{i}", "count": n, "rate": yuan(rate)} for i, (n, rate) in enumerate(items)]},
            [Fraction(n * rate) for n, rate in items])


def progressive(amount, uppers, percents, is_open, floor, cap):
    below, total = 0, Fraction(0)
    for upper, percent in zip(uppers + ([None] if is_open else []), percents):
        total += Fraction(max(0, (amount if upper is None else min(amount, upper)) - below) * percent, 1_000_000)
        below = upper
    if not is_open and amount > uppers[-1]:
        return None
    total = total if floor is None else max(total, Fraction(floor))
    return total if cap is None else min(total, Fraction(cap))


def amount_progression(count):
    uppers = sorted({rng.choice([rng.randint(1, 10**12 - 1), rng.randint(1, 10**9)]) for _ in range(rng.randint(0, 6))})
    percents = [rng.choice([0, rng.randint(0, 20_000), rng.randint(0, 1_000_000)]) for _ in range(len(uppers) + 1)]
    is_open = not uppers or rng.random() < 0.8
    lines = [f"<= {yuan(u)} = {decimal(p, 4)}%" for u, p in zip(uppers, percents)]
    lines += [f"rest = {decimal(percents[-1], 4)}%"] if is_open else []
    floor = rng.randint(0, 10**8) if rng.random() < 0.3 else None
    cap = rng.randint(floor or 0, 10**10) if rng.random() < 0.3 else None
    lines += [f"{name} = {yuan(value)}" for name, value in (("floor", floor), ("cap", cap)) if value is not None]
    amounts = [rng.choice(uppers) + rng.choice([-1, 0, 1]) if uppers and rng.random() < 0.3 else some_fen() for _ in range(count)]
    return ({"rates": lines, "projects": [{"name": f"p{i}", "amount": yuan(a)} for i, a in enumerate(amounts)]},
            [progressive(a, uppers, percents, is_open, floor, cap) for a in amounts])


def some_case(number):
    basis = rng.choice([lump_sum, person_day, per_item, amount_progression])
    document, exact = basis(rng.randint(1, 6))
    document.update({"case": str(number), "basis": basis.__name__})
    factors = [rng.choice([rng.randint(500, 2000), rng.randint(0, 9999), 1000, rng.randrange(50, 300) * 10])
               for _ in range(rng.choice([0, 0, 1, 2, 3, 4]))]
    if factors:
        document["coefficients"] = [{"name": f"c{i}", "factor": decimal(f, 3)} for i, f in enumerate(factors)]
    at_cost = 0
    for name in ("travel", "experts"):
        if rng.random() < 0.3:
            amount = some_fen()
            at_cost += amount
            document[name] = yuan(amount)
    if None in exact:
        return document, None
    product = Fraction(1)
    for factor in factors:
        product *= Fraction(factor, 1000)
    work = rounded(sum(exact) * product)
    shares = [e * product for e in exact]
    whole = [s.numerator // s.denominator for s in shares]
    by_rest = sorted(range(len(shares)), key=lambda i: (whole[i] - shares[i], i))
    for i in by_rest[:work - sum(whole)]:
        whole[i] += 1
    return document, (yuan(work), [yuan(w) for w in whole], yuan(work + at_cost))


def ask(lines):
    done = subprocess.run([binary, "fee-basis", "-"], input="".join(line + "\n" for line in lines).encode(), capture_output=True, timeout=120)
    answers = done.stdout.decode().splitlines()
    if len(answers) != len(lines):
        fail(f"{len(answers)} answers to {len(lines)} documents, exit {done.returncode}: {done.stderr.decode()[:500]}")
    return [json.loads(answer) for answer in answers], done.returncode


def prove_sums():
    asked = [some_case(i) for i in range(cases)]
    too_fine = 0
    for (document, wanted), answer in zip(asked, ask([json.dumps(d, ensure_ascii=False) for d, _ in asked])[0]):
        rules = [p["rule"] for p in answer.get("problems", [])]
        if wanted is None or rules:
            # What leaves exact arithmetic is refused, never approximated; it is rare, and no amount of a real contract.
            too_fine += rules == ["fee_basis.too_fine"]
            expected = ["fee_basis.too_fine"] if wanted else ["fee_basis.amount_over_brackets"]
            if rules != expected:
                fail(f"{document}: {answer}, {wanted} expected")
        elif (answer["work"], [line["amount"] for line in answer["lines"]], answer["total"]) != wanted:
            fail(f"{document}: {wanted} expected, {answer}")
    if too_fine > cases // 100:
        fail(f"{too_fine} of {cases} documents were too fine")
    return too_fine


def prove_refusals():
    part = '{"basis":"lump_sum","parts":[{"name":"a","amount":%s}]}'
    wrong = [(part % amount, rule) for amount, rule in (
        ('"NaN"', "number.malformed"), ('"1e5"', "number.exponent"), ('"+1"', "number.signed"), ('"-1"', "number.signed"),
        ('" 1"', "number.malformed"), ('""', "number.blank"), ('"１"', "number.full_width"), ('"٣"', "number.malformed"),
        ('"1.005"', "number.too_many_decimals"), ('"1,000.00"', "number.malformed"), ('"' + "9" * 40 + '"', "number.too_large"),
        ("1", "number.not_a_string"), ("1e5", "number.not_a_string"), ("null", "document.wrong_type"), ("true", "document.wrong_type"))]
    wrong += [('{"basis":"lump_sum","basis":"per_item"}', "json.duplicate_key"), ("[]", "document.wrong_type"), ("{", "json.malformed"),
              ('{"basis":"lump_sum","parts":{}}', "document.wrong_type"), ('{"basis":"lump_sum","parts":[]}', "fee_basis.empty"),
              ('{"basis":"lump_sum"}', "document.missing_member"), ('{"basis":"by_feeling"}', "document.bad_choice"),
              ('{"basis":"amount_progression","rates":["rest = 1%","cap = 1.00","cap = 2.00"],"projects":[]}', "fee_rate.name_twice")]
    answers, code = ask([text for text, _ in wrong])
    for (text, rule), answer in zip(wrong, answers):
        rules = [p["rule"] for p in answer.get("problems", [])]
        if rule not in rules or (len(rules) > 1 and rule != "fee_rate.name_twice"):
            fail(f"{text}: {rule} expected, {answer}")
        if any("{" in p["text"] and "}" in p["text"] for p in answer["problems"]):
            fail(f"{text}: a slot of the refusal is empty: {answer}")
    if code != 2:
        fail(f"exit {code} after refusals")
    return len(wrong)


fine = prove_sums()
print(f"shown: {cases} fees agree with fractions of our own ({fine} were too fine), {prove_refusals()} documents are refused by name")
