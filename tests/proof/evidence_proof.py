#!/usr/bin/python3
"""A statement can be recomputed without our database, and every altered place is named.

The demonstration year is made, the number of every contract is read from an export, the statement of each is exported
as an evidence document and verified with no database at hand. Then leaves are altered by hand, one at a time: every
leaf of one document and a sample of the others, each to another value of its kind; leaves are removed, added and
swapped as well. Each time `verify` must say exit 2 and name the place.
"""
import copy
import json
import os
import random
import re
import sqlite3
import subprocess
from concurrent.futures import ThreadPoolExecutor

from common import NOWHERE, check, fail, find_binary, folder, must, run, shown

here = folder()
database = f"sqlite:{here}/demo.db"
rng = random.Random(4060)


def leaves(value, pointer=()):
    if isinstance(value, dict) and value:
        for key in value:
            yield from leaves(value[key], pointer + (key,))
    elif isinstance(value, list) and value:
        for i, item in enumerate(value):
            yield from leaves(item, pointer + (i,))
    else:
        yield pointer, value


def at(document, pointer):
    for step in pointer:
        document = document[step]
    return document


def name_of(pointer):
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in pointer)


def other(value):
    """Another value of the same kind, as a forger would write it."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, str):
        if re.fullmatch(r"\d+\.\d\d", value):
            fen = int(value.replace(".", "")) + rng.choice([-1, 1, 100])
            return f"{abs(fen) // 100}.{abs(fen) % 100:02d}"
        if re.fullmatch(r"\d+", value):
            return str(int(value) + 1)
        if re.fullmatch(r"\d{4}-\d\d-\d\d.*", value):
            return str(int(value[:4]) - 1) + value[4:]
        return value[:-1] + ("乙" if value[-1:] != "乙" else "丙") if value else "添"
    if value == [] or value is None:
        return ["添"] if value == [] else "添"
    return {"添": "1"}


def verify(path):
    environment = dict(os.environ, ZHIHENG_DATABASE=NOWHERE)
    done = subprocess.run([find_binary(), "verify", str(path)], capture_output=True, env=environment)
    return done.returncode, done.stdout.decode() + done.stderr.decode()


def write(document, name):
    path = here / name
    path.write_text(json.dumps(document, ensure_ascii=False))
    return path


def altered(document, pointer):
    copied = copy.deepcopy(document)
    parent = at(copied, pointer[:-1])
    parent[pointer[-1]] = other(parent[pointer[-1]])
    return copied


def kind_of(pointer):
    return re.sub(r"/\d+", "/n", name_of(pointer))


def expect_named(task):
    number, pointer, document, wanted = task
    path = write(document, f"altered-{number}.json")
    code, out = verify(path)
    path.unlink()
    if code != 2 or not any(re.search(re.escape(w) + r"(?![\w-])", out) for w in wanted):
        return f"{pointer} altered: exit {code}, one of {wanted} expected in:\n{out[:1500]}"
    return None


def tasks_for(document, pointers, first):
    for i, pointer in enumerate(pointers):
        yield first + i, name_of(pointer), altered(document, pointer), [name_of(pointer)]


def structural(document, first):
    """Things added, removed, swapped: what changes no leaf's text and still says something else."""
    rows = []
    def change(name, wanted, body):
        copied = copy.deepcopy(document)
        body(copied)
        if copied != document:
            rows.append((first + len(rows), name, copied, wanted))
    engagement = lambda d: d["case"]["engagements"][0]
    change("an unknown member", ["/case/note"], lambda d: d["case"].update(note="x"))
    change("a name removed", ["/case/contract/number"], lambda d: d["case"]["contract"].pop("number"))
    change("the payable removed", ["/result/statement/payable"], lambda d: d["result"]["statement"].pop("payable"))
    change("a deduction added", ["/result/engagements/0/deductions"],
           lambda d: d["result"]["engagements"][0]["deductions"].append({"kind": "fixed", "amount": "1.00"}))
    change("the seals removed", ["/seals"], lambda d: d.pop("seals", None))
    change("one seal removed", ["/case/contract/fee"], lambda d: d.get("seals", {}).pop("/case/contract/fee", None))
    change("the digest altered", ["/digest"], lambda d: d.update(digest="sm3:" + "0" * 64))
    if "sheets" in engagement(document):
        for component, sheets in engagement(document)["sheets"].items():
            if len(sheets) > 1:
                def swap(d, component=component):
                    rows_ = engagement(d)["sheets"][component]
                    rows_[0]["rater"], rows_[1]["rater"] = rows_[1]["rater"], rows_[0]["rater"]
                change(f"raters of {component} swapped", [f"/case/engagements/0/sheets/{component}/0/rater"], swap)
                change(f"a sheet of {component} removed", [f"/case/engagements/0/sheets/{component}", "/result/engagements/0"],
                       lambda d, component=component: engagement(d)["sheets"][component].pop())
    return rows


def prove_verify_refuses():
    """Not evidence at all, or not readable: refused with exit 2 (4 when the file is not there), never a crash."""
    for name, text in {"array": "[]", "text": '"x"', "number": "1", "nothing": "", "broken": '{"evidence": "statement"',
                       "no kind": "{}", "kind of another type": '{"evidence": 5}', "unknown kind": '{"evidence": "poem", "version": 1}',
                       "version of another type": '{"evidence": "statement", "version": "1", "case": {}, "result": {}, "digest": ""}',
                       "version 2": '{"evidence": "statement", "version": 2, "case": {}, "result": {}, "digest": ""}',
                       "only empty parts": '{"evidence": "statement", "version": 1, "case": {}, "result": {}, "digest": ""}',
                       "parts of other types": '{"evidence": "statement", "version": 1, "case": 5, "result": [], "digest": {}}',
                       "deep": '{"evidence": "statement", "version": 1, "case": ' + "[" * 100000 + "]" * 100000 + "}",
                       "a number that no double holds": '{"evidence": "statement", "version": 1, "case": {"x": 1e999}, "result": {}, "digest": "", "seals": {}}',
                       }.items():
        path = here / "odd.json"
        path.write_text(text)
        code, out = verify(path)
        check(code == 2 and out.strip(), f"verify of {name}: exit {code}, 2 expected\n{out[:500]}")
    code, out = verify(here / "not-there.json")
    check(code == 4, f"verify of a file that is not there: exit {code}, 4 expected\n{out}")


def main():
    must("migrate", database=database)
    must("demo", database=database)
    code, out, err = run("demo", database=database)
    check(code not in (0, 1), f"demo on a database that is not empty: exit {code}, a refusal expected\n{out}{err}")
    must("check", database=database)
    must("export", "contract_list", "-o", here / "contracts.json", database=database)
    numbers = [row["number"] for row in json.loads((here / "contracts.json").read_text())["rows"]]
    check(numbers, "no contract numbers in the export of contracts")
    documents = {}
    for number in numbers:
        path = here / f"{len(documents)}.json"
        code, out, err = run("export", "statement", "--param", f"contract={number}", "-o", path, database=database)
        check(code == 0, f"export statement of {number}: exit {code}\n{out}{err}")
        documents[number] = json.loads(path.read_text())
    ratings = {}
    for agency, year in sqlite3.connect(here / "demo.db").execute(
            "SELECT DISTINCT agency.uscc, rating.fiscal_year FROM rating INNER JOIN agency ON agency.id = rating.agency_id ORDER BY 1, 2"):
        path = here / f"rating-{agency}-{year}.json"
        must("export", "rating", "--param", f"agency={agency}", "--param", f"year={year}", "-o", path, database=database)
        ratings[f"{agency} {year}"] = json.loads(path.read_text())
    check(len(ratings) > 5, f"only {len(ratings)} ratings in the demonstration")
    os.rename(here / "demo.db", here / "gone.db")
    for name, document in ratings.items():
        code, out = verify(here / f"rating-{name.replace(' ', '-')}.json")
        check(code == 0 and "verified" in out, f"verify of the rating of {name}: exit {code}\n{out}")
    for i, number in enumerate(numbers):
        code, out = verify(here / f"{i}.json")
        check(code == 0 and "verified" in out, f"verify of {number}: exit {code}\n{out}")
    prove_verify_refuses()

    # Every leaf of the document with the most kinds of leaves, and of every other one leaf of each kind.
    whole = max(numbers, key=lambda n: len({kind_of(p) for p, _ in leaves(documents[n])}))
    tasks, seen = [], set()
    for number in [whole, *[n for n in numbers if n != whole]]:
        document = documents[number]
        found = [p for p, _ in leaves(document) if p[0] not in ("seals",)]
        if number != whole:
            by_kind = {}
            for pointer in found:
                by_kind.setdefault(kind_of(pointer), []).append(pointer)
            new = [rng.choice(p) for k, p in by_kind.items() if k not in seen]
            found = new + rng.sample(found, min(4, len(found)))
        seen.update(kind_of(p) for p in found)
        tasks += list(tasks_for(document, found, len(tasks)))
        if number == whole:
            tasks += structural(document, len(tasks))
    for document in ratings.values():
        found = [p for p, _ in leaves(document) if p[0] not in ("seals",)]
        tasks += list(tasks_for(document, rng.sample(found, min(8, len(found))), len(tasks)))
    with ThreadPoolExecutor(2) as pool:
        for wrong in pool.map(expect_named, tasks):
            if wrong:
                fail(wrong)
    shown(f"{len(numbers)} statements and {len(ratings)} ratings verified without a database; {len(tasks)} alterations of {len(seen)} kinds of places "
          f"(every leaf of {whole}) each gave exit 2 and the place")


main()
