#!/usr/bin/python3
"""An agency's signed record at another bureau: whole, altered, signed by somebody else, expired, revoked, after new keys.

The record of the demonstration is verified without a database. Every leaf is altered, one at a time: exit 2 and its
place. What a stranger signs with his own key fits in itself and is not relied on until somebody names that key. OpenSSL
checks our signature by the commands of docs/record.md, and we check what OpenSSL signed.
"""
import base64
import json
import re
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

from common import ROOT, check, folder, must, run, shown
from forgery import altered, leaves, name_of, renewed
from people import Client, Server

here = folder()
database = f"sqlite:{here}/demo.db"
DAY = ["--day", "2024-06-01"]  # the demonstration's record is valid until January 2025
AGENCY = "agency06"


def passwords():
    accounts = json.loads((ROOT / "sql/seed/demo/accounts.json").read_text())
    rows = accounts["accounts"] if isinstance(accounts, dict) else accounts
    return {one["login"]: one["password"] for one in rows}


class Person(Client):
    """Somebody of the demonstration, with the password that is printed there."""

    def sign_in(self):
        answer = self.send("POST", "/api/v1/sessions", {"login": self.login, "password": passwords()[self.login]})
        check(answer.status in (200, 201), f"{self.login} signs in: {answer.status} {answer.body[:300]}")
        self.token = answer.json["token"]
        return self


def write(document, name):
    path = here / name
    path.write_text(json.dumps(document, ensure_ascii=False))
    return path


def expect(code, *words, says=(), silent=(), database=None, what=""):
    given, out, err = run("verify", *words, database=database)
    text = out + err
    good = given == code and all(one in text for one in says) and not any(one in text for one in silent)
    check(good, lambda: f"verify {what or words}: exit {given}, {code} with {says} and without {silent} expected in\n{text[:1500]}")


def openssl(*words):
    done = subprocess.run(["openssl", *[str(w) for w in words]], capture_output=True)
    check(done.returncode == 0, lambda: f"openssl {words}: {done.stdout.decode()}{done.stderr.decode()}")
    return done.stdout


def spoken(key):
    return " ".join(key[i:i + 8] for i in range(0, 64, 8))


def prove_leaves(record, key):
    """Every leaf of the document but the seals, each altered by itself, and what is added or taken away."""
    def judge(task):
        name, document, wanted = task
        path = write(document, f"leaf{name.replace('/', '_')}.json")
        code, out, err = run("verify", path, "--key", key, *DAY)
        path.unlink()
        named = any(re.search(re.escape(one) + r"(?![\w-])", out) for one in wanted)
        return None if code == 2 and named else f"{name} altered: exit {code}, 2 and one of {wanted} expected in\n{out[:800]}{err[:400]}"

    tasks = []
    for pointer, _ in leaves({k: v for k, v in record.items() if k != "seals"}):
        wanted = ["/signature"] if pointer[0] == "signature" else [name_of(pointer)]
        tasks.append((name_of(pointer), altered(record, pointer), wanted))
    for name, member in (("signature", "/signature"), ("digest", "/digest"), ("seals", "/seals"), ("subject", "/subject")):
        tasks.append((f"no {name}", {k: v for k, v in record.items() if k != name}, [member]))
    fewer = json.loads(json.dumps(record))
    fewer["case"]["jobs"].pop()
    tasks.append(("a job less", fewer, ["/case/jobs", "/result/jobs"]))
    tasks.append(("a note more", {**record, "note": "x"}, ["/note"]))
    with ThreadPoolExecutor(2) as pool:
        wrong = [one for one in pool.map(judge, tasks) if one]
    check(not wrong, lambda: "\n".join(wrong[:5]))
    return len(tasks)


def prove_strangers(record, key):
    """Somebody who knows the format, has openssl, and wants a better record."""
    openssl("genpkey", "-algorithm", "SM2", "-out", here / "own.pem")
    der = openssl("pkey", "-in", here / "own.pem", "-pubout", "-outform", "DER")
    (here / "own.der").write_bytes(der)
    own = openssl("dgst", "-sm3", "-r", here / "own.der").decode().split()[0]

    def signed(document, named):
        document = json.loads(json.dumps(document))
        document["case"]["jobs"][0]["name"] = "另一项目"
        document["subject"]["key"] = named
        document = renewed(document)
        (here / "digest").write_text(document["digest"])
        openssl("pkeyutl", "-sign", "-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678", "-inkey", here / "own.pem",
                "-in", here / "digest", "-out", here / "value")
        document["signature"] = {"algorithm": "SM2-SM3", "key": named, "public_key": base64.b64encode(der).decode(),
                                 "value": base64.b64encode((here / "value").read_bytes()).decode()}
        return document

    theirs = write(signed(record, own), "theirs.json")
    expect(2, theirs, *DAY, says=["/signature/key", spoken(own)], silent=["verified"], what="a stranger's own key")
    expect(2, theirs, *DAY, silent=["verified"], database=database, what="a stranger's own key, at the issuer")
    expect(2, theirs, "--key", key, *DAY, says=["/signature/key"], silent=["verified"], what="a stranger's key instead of ours")
    expect(0, theirs, "--key", own, *DAY, says=["verified"], what="what OpenSSL signed, its key named")
    expect(2, write(signed(record, key), "posing.json"), "--key", key, *DAY, says=["/signature"], silent=["verified"], what="under our name")
    kept = renewed({**record, "issued": "2023-01-01T00:00:00Z"})
    kept["signature"] = record["signature"]
    expect(2, write(kept, "kept.json"), "--key", key, *DAY, says=["/signature/value"], what="made anew under the old signature")


def prove_ours(record, path, key):
    expect(0, path, "--key", key, *DAY, says=["verified", spoken(key)])
    expect(0, path, "--key", spoken(key).upper(), *DAY, says=["verified"])
    expect(2, path, *DAY, says=["/signature/key", spoken(key)], silent=["verified"], what="nobody named a key")
    expect(0, path, *DAY, says=["verified"], database=database, what="the issuer knows its keys")
    expect(2, path, "--key", "0" * 64, *DAY, says=["/signature/key"], silent=["verified"])
    expect(2, path, "--key", "12345", *DAY, silent=["verified"])
    expect(0, path, "--key", key, "--day", record["subject"]["valid_until"], says=["verified"])
    expect(5, path, "--key", key, says=["/subject/valid_until"], silent=["verified"], what="past its day")
    other = f"sqlite:{here}/other.db"
    must("migrate", database=other)
    expect(2, path, *DAY, silent=["verified"], database=other, what="another installation, that does not know the key")
    # As docs/record.md tells whoever has OpenSSL alone.
    (here / "digest").write_text(record["digest"])
    (here / "value").write_bytes(base64.b64decode(record["signature"]["value"]))
    (here / "public.der").write_bytes(base64.b64decode(record["signature"]["public_key"]))
    openssl("pkey", "-pubin", "-inform", "DER", "-in", here / "public.der", "-out", here / "key.pem")
    told = openssl("pkeyutl", "-verify", "-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678", "-pubin", "-inkey", here / "key.pem",
                   "-in", here / "digest", "-sigfile", here / "value")
    check(b"Success" in told, f"OpenSSL: {told}")
    expect(0, path, "--key", here / "key.pem", *DAY, says=["verified"])


def prove_life(key):
    """Issued, verified by its code, revoked; a new key, a backup: old records go on verifying and the key goes on signing."""
    server = Server(database)
    agency = Person(server, AGENCY)
    mine = agency.all("/api/v1/agencies")
    place = f"/api/v1/agencies/{mine[0]['id']}/issued-records"
    first = agency.make(place, {"months": 6})
    check(first["document"]["subject"]["key"] == key, "the key in use signs the next record too")
    expect(0, first["code"], says=["verified"], database=database)
    server.stop()
    must("key", "new", database=database)
    must("backup", here / "kept.backup", database=database)
    restored = f"sqlite:{here}/restored.db"
    must("restore", here / "kept.backup", database=restored)
    shutil.copy(here / "demo.db.key", here / "restored.db.key")
    check(must("key", "list", database=restored) == must("key", "list", database=database), "a restored installation has the same keys")
    server = Server(restored)
    agency = Person(server, AGENCY)
    second = agency.make(place)
    check(second["document"]["subject"]["key"] != key, "after a new key the new one signs")
    expect(0, write(second["document"], "second.json"), says=["verified"], database=database, what="signed after the restore")
    expect(0, write(first["document"], "first.json"), says=["verified"], database=restored, what="signed by the key before")
    told = agency.send("POST", f"/api/v1/issued-records/{second['id']}/revoke", {"reason": "更名"}, version=second["version"])
    check(told.status == 200, f"revoked: {told.status} {told.body[:300]}")
    expect(5, second["code"], says=["更名"], silent=["verified"], database=restored)
    server.stop()


def prove_workbook():
    """The workbook goes out and comes back: nothing is new to who exported it."""
    path = here / "record.xlsx"
    must("export", "agency_record", "-o", path, "--as", AGENCY, database=database)
    report = json.loads(must("import", "agency-record", path, "--as", AGENCY, database=database).splitlines()[-1])
    check(report["created"] == report["updated"] == 0 and report["unchanged"] > 5, f"the exported workbook, imported: {report}")
    return report["unchanged"]


def main():
    must("migrate", database=database)
    must("demo", database=database)
    server = Server(database)
    agency = Person(server, AGENCY)
    record = agency.get(f"/api/v1/issued-records/{agency.all('/api/v1/issued-records')[0]['id']}")["document"]
    server.stop()
    key = record["subject"]["key"]
    path = write(record, "record.json")
    prove_ours(record, path, key)
    altered_leaves = prove_leaves(record, key)
    prove_strangers(record, key)
    rows = prove_workbook()
    prove_life(key)
    shown(f"a signed record verified offline, by OpenSSL and after new keys and a restore; {altered_leaves} alterations each named; a stranger's "
          f"key is never taken for ours; expired and revoked told apart; {rows} rows of the agency's workbook came back unchanged")


main()
