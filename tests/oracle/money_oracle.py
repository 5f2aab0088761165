#!/usr/bin/python3
"""`zhiheng money` against sums of our own: Python's Decimal, a calendar read from the notices, capitals by their rules.

Thousands of random questions for each of split, words, due and balance go through one run each. The answers are computed
here in another way: tax by Decimal, capitals by a pattern that the annex of 支付结算办法 allows (noughts that end at
万 or 元 may be written or left out), due days by a list of all working days. Days that everybody knows from the notices
of the State Council stand here by hand, so that a mistake in the shipped table is found as well.
"""
import bisect
import datetime
import json
import pathlib
import random
import re
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
binary = sys.argv[1]
rng = random.Random(20260101)
LARGEST = 999_999_999_999_999


def fail(message):
    print("FAILED:", message, file=sys.stderr)
    sys.exit(1)


def ask(what, questions, code=0):
    text = "".join(json.dumps(q, ensure_ascii=False) + "\n" for q in questions)
    done = subprocess.run([binary, "money", what, "-"], input=text.encode(), capture_output=True, timeout=600)
    lines = done.stdout.decode().splitlines()
    if done.returncode != code or len(lines) != len(questions):
        fail(f"money {what}: exit {done.returncode}, {code} expected; {len(lines)} of {len(questions)} lines\n{done.stderr.decode()[:500]}")
    return [json.loads(line) for line in lines]


def expect(what, question, answer, **wanted):
    for key, value in wanted.items():
        if answer.get(key) != value:
            fail(f"money {what} {question}: {key} is {answer.get(key)!r}, {value!r} expected in {answer}")


def yuan(fen):
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def some_fen():
    """Of every size alike, with many noughts, and the ends."""
    kind = rng.random()
    if kind < 0.05:
        return rng.choice([0, 1, 5, 10, 99, 100, 105, 1000, 1005, 10000, LARGEST, LARGEST - 1, 10**12, 10**14, 10**14 + 1])
    digits = rng.randint(1, 15)
    if kind < 0.5:
        return min(LARGEST, int("".join(rng.choice("000000123456789") for _ in range(digits))))
    return rng.randint(0, 10**digits - 1)


def prove_split(count):
    rates = {"6%": "0.06", "3%": "0.03", "1%": "0.01"}
    questions = [{"gross": yuan(some_fen() * rng.choice([1, 1, 1, -1])), "rate": rng.choice(list(rates))} for _ in range(count)]
    questions = [q if q["gross"] != "-0.00" else {**q, "gross": "0.00"} for q in questions]
    for question, answer in zip(questions, ask("split", questions)):
        gross = Decimal(question["gross"])
        net = (gross / (1 + Decimal(rates[question["rate"]]))).quantize(Decimal("0.01"), ROUND_HALF_UP)
        wanted = [f"{abs(v) and v:.2f}" for v in (gross, net, gross - net)]
        expect("split", question, answer, gross=wanted[0], net=wanted[1], tax=wanted[2], rate=question["rate"])


def capitals(fen):
    """The pattern of all that the annex allows for this amount."""
    figures, places, groups = "零壹贰叁肆伍陆柒捌玖", ["", "拾", "佰", "仟"], ["", "万", "亿", "万"]
    whole, jiao, cent = fen // 100, fen // 10 % 10, fen % 10
    digits = [int(d) for d in str(whole)] if whole else []
    pattern, noughts, said_in_group, said_above = "", [], False, False
    for i, digit in enumerate(digits):
        place = len(digits) - 1 - i
        if digit:
            if noughts:
                # Noughts that end where 万 or 亿 stands are read or not; any others must be read, and once.
                pattern += "零?" if noughts[-1] % 4 == 0 else "零"
            pattern += figures[digit] + places[place % 4]
            noughts, said_in_group = [], True
        else:
            noughts.append(place)
        if place % 4 == 0:
            said_above = said_above or said_in_group
            if said_in_group or (place == 8 and said_above):
                pattern += groups[place // 4]
            said_in_group = False
    pattern += "元" if whole else ""
    if not jiao and not cent:
        return (pattern or "零元") + "整"
    if jiao:
        ends_in_nought = whole and whole % 10 == 0
        pattern += ("零?" if ends_in_nought else "") + figures[jiao] + "角"
    elif whole:
        pattern += "零"
    return pattern + (figures[cent] + "分" if cent else "整")


def prove_words(count):
    by_hand = {"1409.50": "壹仟肆佰零玖元伍角整", "6007.14": "陆仟零柒元壹角肆分", "16409.02": "壹万陆仟肆佰零玖元零贰分",
               "325.04": "叁佰贰拾伍元零肆分", "0.05": "伍分", "0.00": "零元整", "100000000.00": "壹亿元整", "20.00": "贰拾元整",
               "1000000000005.00": "壹万亿零伍元整", "60000.00": "陆万元整"}
    questions = [{"amount": a} for a in by_hand] + [{"amount": yuan(some_fen())} for _ in range(count)]
    for i, (question, answer) in enumerate(zip(questions, ask("words", questions))):
        words = answer.get("words", "")
        fen = int(question["amount"].replace(".", ""))
        if i < len(by_hand):
            expect("words", question, answer, words="人民币" + by_hand[question["amount"]])
        if not re.fullmatch("人民币" + capitals(fen), words):
            fail(f"money words {question}: {words} does not fit {capitals(fen)}")


class Days:
    """All working days of many years in a row, found by counting in a list."""

    def __init__(self):
        kinds, self.noticed = {}, set()
        for line in (ROOT / "sql/seed/holidays.csv").read_text().splitlines()[1:]:
            day, kind, _ = line.split(",")
            kinds[day] = kind
            if day.endswith("-01-01"):
                self.noticed.add(int(day[:4]))
        self.working = []
        day = datetime.date(2018, 12, 1)
        while day < datetime.date(2042, 1, 1):
            kind = kinds.get(day.isoformat())
            if kind == "work" or (kind is None and day.weekday() < 5):
                self.working.append(day)
            day += datetime.timedelta(1)
        self.set = set(self.working)

    def due(self, start, days, working):
        plain = start + datetime.timedelta(days)
        if working:
            due = self.working[bisect.bisect_right(self.working, start) + days - 1] if days else start
            first = start + datetime.timedelta(1)
        else:
            due, first = self.working[bisect.bisect_left(self.working, plain)], plain
        off = [first + datetime.timedelta(i) for i in range(max(0, (due - first).days))]
        return due, plain, [d.isoformat() for d in off if d not in self.set]


def prove_due(count):
    by_hand = [("2019-09-01", 30, "2019-10-08"), ("2020-01-15", 10, "2020-02-03"), ("2021-02-01", 10, "2021-02-18"),
               ("2022-01-02", 30, "2022-02-07"), ("2023-09-20", 10, "2023-10-07"), ("2024-01-31", 10, "2024-02-18"),
               ("2025-09-26", 7, "2025-10-09"), ("2025-01-20", 10, "2025-02-05"), ("2026-01-20", 30, "2026-02-24")]
    days = Days()
    questions = [{"date": d, "days": str(n)} for d, n, _ in by_hand]
    for _ in range(count):
        if rng.random() < 0.6:
            # Near the two long holidays, where days are moved.
            year = rng.randint(2019, 2026)
            start = rng.choice([datetime.date(year, 1, 5), datetime.date(year, 9, 10)]) + datetime.timedelta(rng.randint(0, 40))
        else:
            start = datetime.date(2019, 1, 1) + datetime.timedelta(rng.randint(0, 2921))
        length = rng.choice([0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 60, rng.randint(0, 400), rng.randint(0, 3650)])
        if rng.random() < 0.5 and length > 2200:
            length //= 10
        one = {"date": start.isoformat(), "days": rng.choice([length, str(length)])}
        if rng.random() < 0.4:
            one["working"] = True
        questions.append(one)
    for i, (question, answer) in enumerate(zip(questions, ask("due", questions))):
        start, length, working = datetime.date.fromisoformat(question["date"]), int(question["days"]), question.get("working", False)
        due, plain, off = days.due(start, length, working)
        if i < len(by_hand):
            expect("due", question, answer, due=by_hand[i][2])
        expect("due", question, answer, due=due.isoformat(), counted_to=plain.isoformat(), days_off=off, days=length, working=working)
        if {due.year, plain.year} <= days.noticed and start.year in days.noticed:
            expect("due", question, answer, years_without_notice=[])
        elif due.year not in days.noticed and length and due.year not in answer["years_without_notice"]:
            fail(f"money due {question}: {due.year} has no notice, and nobody is told")


def prove_balance(count):
    questions, over = [], 0
    for _ in range(count):
        fee = some_fen() // 4
        parts = {"fee": fee, "bonus": rng.choice([0, fee // 20]), "deduction": rng.choice([0, fee, rng.randint(0, fee), fee + rng.randint(0, 200)]),
                 "paid": rng.choice([0, fee, rng.randint(0, fee), fee + rng.randint(0, 99)]), "retention": rng.choice([0, 1, fee // 20, fee])}
        questions.append({k: yuan(v) for k, v in parts.items() if k == "fee" or v or rng.random() < 0.5})
    for question, answer in zip(questions, ask("balance", questions, code=2)):
        of = {k: Decimal(question.get(k, "0")) for k in ("fee", "bonus", "deduction", "paid", "retention")}
        net = of["fee"] + of["bonus"] - of["deduction"]
        if net < 0:
            over += 1
            if [p["rule"] for p in answer.get("problems", [])] != ["money.deduction_over_fee"]:
                fail(f"money balance {question}: more deducted than there is, and {answer}")
            continue
        open_sum = net - of["paid"]
        held = min(of["retention"], max(open_sum, Decimal(0)))
        expect("balance", question, answer, net=f"{net:.2f}", held=f"{held:.2f}", payable=f"{max(open_sum, Decimal(0)) - held:.2f}",
               recoverable=f"{max(-open_sum, Decimal(0)):.2f}")
        if Decimal(answer["payable"]) + Decimal(answer["held"]) - Decimal(answer["recoverable"]) != net - of["paid"]:
            fail(f"money balance {question}: payable and held less recoverable is not what is open in {answer}")
    return over


def prove_refusals():
    """What is no amount, no day, no rate: refused by name, and the other lines are answered all the same."""
    wrong = {"split": [({"gross": "1.005", "rate": "6%"}, "number.too_many_decimals"), ({"gross": "１.00", "rate": "6%"}, "number.full_width"),
                       ({"gross": "1e3", "rate": "6%"}, "number.exponent"), ({"gross": "1.00", "rate": "5%"}, "invoice.rate_unknown"),
                       ({"rate": "6%"}, "field.required"), ({"gross": "1.00", "rate": "6%", "x": 1}, "field.unknown")],
             "words": [({"amount": "-1.00"}, "number.signed"), ({"amount": "10000000000000.00"}, "number.too_large"), ({"amount": 5}, "field.wrong_type")],
             "due": [({"date": "2025-02-30", "days": 1}, "date."), ({"date": "2025-01-01", "days": 3651}, "money.days_out_of_range"),
                     ({"date": "2025-01-01", "days": -1}, "money.days_out_of_range")],
             "balance": [({"fee": "1.00", "paid": "x"}, "number.malformed")]}
    good = {"split": {"gross": "1.00", "rate": "6%"}, "words": {"amount": "1.00"}, "due": {"date": "2025-01-02", "days": 0}, "balance": {"fee": "1.00"}}
    for what, cases in wrong.items():
        *answers, last = ask(what, [question for question, _ in cases] + [good[what]], code=2)
        for (question, rule), answer in zip(cases, answers):
            if not any(p["rule"].startswith(rule) for p in answer.get("problems", [])):
                fail(f"money {what} {question}: {rule} expected in {answer}")
        if "problems" in last:
            fail(f"money {what}: the good line after the wrong ones is refused: {last}")


prove_split(4000)
prove_words(6000)
prove_due(4000)
over = prove_balance(4000)
prove_refusals()
print(f"shown: 4000 splits, 6000 amounts in capitals, 4000 due days of 2019 to 2036 and 4000 balances ({over} refused) agree with sums of our own")
