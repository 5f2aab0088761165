#!/usr/bin/python3
"""A draw is repeated by a stranger: RFC 3797's example and random draws against another implementation; a whole draw through
the API, exported by its panel, verified offline; every altered leaf is named, also when the forger makes seals and digest anew.
"""
import hashlib
import json
import random
import sqlite3
from concurrent.futures import ThreadPoolExecutor

from common import check, fail, folder, must, run, shown
from forgery import altered, leaves, name_of, renewed, sm3
from people import BUREAU, Client, Server, add_user, agencies_book, contracts_book, new_database, uscc

here = folder()
rng = random.Random(3797)


def steps_of(hash_name, key, pool, take):
    """Sections 4 to 6 of the RFC, written by somebody else."""
    left, steps = list(range(1, pool + 1)), []
    for step in range(take):
        mark = bytes([step // 256, step % 256])
        digest = hashlib.new(hash_name, mark + key.encode() + mark).hexdigest()
        index = int(digest, 16) % len(left)
        steps.append({"step": step, "digest": digest, "remaining": len(left), "index": index, "picked": left.pop(index)})
    return steps


def prove_construction():
    key = "9319./2.5.8.10.12./9.18.26.34.41.45./"
    example = json.loads(must("draw", key, "--pool", 25, "--take", 10, "--hash", "md5"))
    check(example["picked"] == [17, 7, 2, 16, 25, 23, 8, 24, 19, 13], f"the RFC's example: {example['picked']}")
    check(example["steps"][0]["digest"].upper() == "990DD0A5692A029A98B5E01AA28F3459", "the first digest of the example")
    for _ in range(12):
        hash_name, pool = rng.choice(["sm3", "sha256", "md5"]), rng.randint(1, 700)
        take, key = rng.randint(1, pool), "".join(rng.choice("0123456789./ABC") for _ in range(rng.randint(1, 90)))
        told = json.loads(must("draw", "--pool", pool, "--take", take, "--hash", hash_name, "--", key))
        check(told["steps"] == steps_of(hash_name, key, pool, take), f"{hash_name} {key!r} {take} of {pool}")
    for words in (["k", "--pool", 0], ["k", "--pool", 65536], ["k", "--pool", 5, "--take", 6], ["k"], ["k", "--pool", 5, "--hash", "crc"]):
        code, out, err = run("draw", *words)
        check(code == 2 and err.strip() and not out, f"draw {words}: exit {code}\n{out}{err}")
    made = json.loads(must("draw", "commit", "7 3 12"))
    check(len(made["salt"]) == 64 and made["commitment"] == "sm3:" + sm3("7 3 12" + made["salt"]), f"a commitment: {made}")
    check(json.loads(must("draw", "commit", "7 3 12"))["salt"] != made["salt"], "another salt every time")
    shown("RFC 3797's example and 12 random draws with three hashes, as another implementation makes them")


def ok(answer, what):
    check(answer.status in (200, 201), lambda: f"{what}: {answer.status} {answer.body[:600]}")
    return answer.json


def made_draw(database):
    """From an empty database to a drawn panel; answers the draw."""
    new_database(database)
    must("import", "agencies", agencies_book(here / "agencies.xlsx", [1]), database=database)
    must("import", "contracts", contracts_book(here / "contracts.xlsx", [1], uscc(1)), database=database)
    add_user(database, "agency", "agency", "--agency", uscc(1))
    server = Server(database)
    clerk, agency, leader = Client(server, "clerk"), Client(server, "agency"), Client(server, "leader")
    for i in range(10):
        ok(clerk.send("POST", "/api/v1/experts", {"code": f"E{i:02d}", "name": f"被抽人{i:02d}", "employer": f"单位{i}",
                                                  "category": ["performance", "industry"][i % 2]}), "an expert")
    # How somebody comes into the library is proved elsewhere.
    with sqlite3.connect(database.removeprefix("sqlite:")) as rows:
        rows.execute("UPDATE expert SET stage = 'appointed', status = 'active'")
        rows.execute("UPDATE expert_step SET to_stage = 'appointed'")
    engagement = clerk.get("/api/v1/engagements")["items"][0]["id"]
    body = {"deadline_on": "2199-12-31", "commit_until": "2199-12-01", "reveal_until": "2199-12-02", "seats": 5}
    draw = ok(clerk.send("POST", f"/api/v1/engagements/{engagement}/draws", body), "prepared")
    path = f"/api/v1/draws/{draw['id']}"
    check(agency.send("GET", path).status == 404, "a list that is not published is not there for the agency")
    ok(clerk.send("POST", path + "/publish", {}), "published")
    values = {"clerk": "71 4 9", "agency": "Mengzi 2026", "leader": "0042"}
    people, salts = {"clerk": clerk, "agency": agency, "leader": leader}, {}
    for name, person in people.items():
        made = json.loads(must("draw", "commit", values[name]))
        salts[name] = made["salt"]
        ok(person.send("POST", path + "/commit", {"commitment": made["commitment"]}), f"{name} commits")
    seen = agency.get(path)
    check("被抽人" not in json.dumps(seen, ensure_ascii=False), "the agency reads a name")
    for name, person in people.items():
        wrong = person.send("POST", path + "/reveal", {"value": values[name] + "1", "salt": salts[name]})
        check(wrong.rules() == [("draw.commitment_differs", "/value")], f"another value: {wrong.body}")
        draw = ok(person.send("POST", path + "/reveal", {"value": values[name], "salt": salts[name]}), f"{name} reveals")
    check(draw["result"]["key"] == "4.9.71./MENGZI2026./42./", draw["result"]["key"])
    drawn = ok(clerk.send("POST", path + "/carry-out", {}), "drawn")
    server.stop()
    return drawn


def verify(document, name):
    path = here / f"{name}.json"
    path.write_text(json.dumps(document, ensure_ascii=False))
    code, out, err = run("verify", path)
    path.unlink()
    return code, out + err


def expect_refused(task):
    number, pointer, document, wanted = task
    code, out = verify(document, f"altered-{number}")
    if code != 2 or wanted not in out:
        return f"{name_of(pointer)} altered: exit {code}, {wanted!r} expected in:\n{out[:1200]}"
    return None


def main():
    prove_construction()
    database = f"sqlite:{here}/draw.db"
    drawn = made_draw(database)
    must("check", database=database)
    must("export", "draw", "--param", f"panel={drawn['panel']}", "-o", here / "draw.json", database=database)
    document = json.loads((here / "draw.json").read_text())
    check("被抽人" not in json.dumps(document, ensure_ascii=False), "names in the evidence that nobody asked for")
    code, out = verify(document, "good")
    check(code == 0 and "verified" in out, f"the draw's evidence: exit {code}\n{out}")
    check(document == renewed(document) or verify(renewed(document), "again")[0] == 0, "a digest made anew of what is true is good")
    result, people = document["result"], document["case"]["list"]["people"]
    check(result["steps"] == steps_of("sm3", result["key"], len(people), len(people)), "the steps as another implementation makes them")
    total = sum(int(one["probability"].replace(".", "")) for one in people)
    check(abs(total - 5_000_000) <= len(people), f"the probabilities add up to {total / 1e6}")
    must("export", "draw", "--param", f"panel={drawn['panel']}", "--param", "names=yes", "-o", here / "named.json", database=database)
    named = json.loads((here / "named.json").read_text())
    check(verify(named, "named")[0] == 0 and len(named["subject"]["people"]) == 10, "the evidence with names")
    for one in named["subject"]["people"]:
        check(people[one["number"] - 1]["commitment"] == "sm3:" + sm3(one["identity"] + one["salt"]), f"the name behind {one}")

    tasks = []
    for pointer, _ in leaves({key: value for key, value in document.items() if key not in ("seals", "digest")}):
        changed = altered(document, pointer)
        tasks.append((len(tasks), pointer, changed, name_of(pointer)))
        # With seals and digest of his own a forger passes where nothing else hangs on a text; nowhere in the outcome.
        if pointer[0] == "result":
            tasks.append((len(tasks), pointer, renewed(changed), name_of(pointer)))
        elif pointer[:2] == ("case", "contributions") and pointer[-1] in ("value", "salt"):
            tasks.append((len(tasks), pointer, renewed(changed), "/result/commitments/" + str(pointer[2])))
        elif pointer[:2] == ("case", "list") and rng.random() < 0.3:
            tasks.append((len(tasks), pointer, renewed(changed), "/"))
    with ThreadPoolExecutor(2) as pool:
        for wrong in pool.map(expect_refused, tasks):
            if wrong:
                fail(wrong)
    shown(f"a draw of 5 among 10 by three parties verified offline; {len(tasks)} alterations, seals and digest made anew among them, "
          "each refused with its place")


main()
