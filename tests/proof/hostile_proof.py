#!/usr/bin/python3
"""Bad input gets an answer and changes nothing: raw HTTP against `zhiheng serve`.

Bodies that are too large, not JSON, nested 100,000 deep, not UTF-8, with unknown fields or wrong types at every field;
requests that are not HTTP; uploads that are not what they say; two people who save the same thing; a repeated key; the
database gone and back without a restart of the server (MariaDB stopped; SQLite locked); a stop under load. After each
part the server still answers, no answer shows SQL, paths or traces, and the data is as it was.
"""
import gzip
import http.client
import io
import json
import os
import signal
import socket
import sqlite3
import subprocess
import threading
import time
import zipfile

from common import PATIENCE, MariaDb, check, folder, must, run, shown, wait_until
from people import (BUREAU, Client, Server, add_experts, add_user, agencies_book, contracts_book, import_book, new_database, uscc)

here = folder()
counts = {"requests": 0}
LEAKS = (b"SELECT ", b"INSERT INTO", b"sqlite3", b"terminate called", b"/work/", b"what():", b"std::", b".cpp")


def sound(answer, what):
    """An answer that may be shown to anybody; errors in the form of RFC 9457."""
    counts["requests"] += 1
    for leak in LEAKS:
        check(leak not in answer.body or what == "openapi", lambda: f"{what}: the answer shows {leak}: {answer.body[:400]}")
    if answer.status >= 400:
        kind = answer.headers.get("Content-Type", "")
        check(kind.startswith("application/problem+json"), f"{what}: an error of type {kind}: {answer.status} {answer.body[:200]}")
        document = answer.json
        check(document.get("status") == answer.status and document.get("problems"), lambda: f"{what}: {answer.body[:300]}")
        check(all(p["rule"] and p["text"] and "{" not in p["text"] for p in document["problems"]), lambda: f"{what}: {answer.body[:600]}")
    return answer


def expect(answer, statuses, what, rule=None, field=None):
    statuses = statuses if isinstance(statuses, tuple) else (statuses,)
    check(answer.status in statuses, lambda: f"{what}: {answer.status}, {statuses} expected: {answer.body[:500]}")
    sound(answer, what)
    if rule or field:
        check(any((rule is None or r == rule) and (field is None or f == field) for r, f in answer.rules()),
              lambda: f"{what}: {rule} at {field} expected, {answer.rules()} named")
    return answer


def post_raw(client, path, data, **headers):
    given = {"Authorization": f"Bearer {client.token}", "Content-Type": "application/json", "Accept": "application/json"}
    given.update({k.replace("_", "-"): v for k, v in headers.items()})
    return client.raw("POST", path, data, given)


GOOD = {"uscc": uscc(77), "name": "好机构", "type": "accounting_firm"}


def bodies(clerk):
    """What arrives as a body."""
    path = "/api/v1/agencies"
    expect(post_raw(clerk, path, b'{"uscc": '), 400, "half a document")
    expect(post_raw(clerk, path, b"uscc=1&name=2"), 400, "a form as JSON")
    expect(post_raw(clerk, path, b"[" * 100000 + b"]" * 100000), (400, 422), "arrays 100,000 deep")
    expect(post_raw(clerk, path, b'{"a":' * 100000 + b"1" + b"}" * 100000), (400, 422), "objects 100,000 deep")
    expect(post_raw(clerk, path, b'{"name": "\xff\xfe"}'), 400, "bytes that are no UTF-8")
    expect(post_raw(clerk, path, b'{"name": "\xed\xa0\x80"}'), 400, "a surrogate in UTF-8")
    expect(post_raw(clerk, path, b'{"name": "\\ud800"}'), (400, 422), "a lone surrogate escaped")
    expect(post_raw(clerk, path, b'{"name": "a", "name": "b"}'), (400, 422), "a member twice")
    expect(post_raw(clerk, path, b'{"name": 1e999}'), (400, 422), "a number beyond all numbers")
    expect(post_raw(clerk, path, b'{"name": NaN}'), 400, "NaN")
    expect(post_raw(clerk, path, b'\xef\xbb\xbf{"name": "x"}'), (400, 422), "a byte order mark")
    expect(post_raw(clerk, path, b""), (400, 422), "nothing")
    expect(post_raw(clerk, path, b"null"), (400, 422), "null")
    expect(post_raw(clerk, path, b"[]"), (400, 422), "an array")
    expect(post_raw(clerk, path, b'"text"'), (400, 422), "a text")
    expect(post_raw(clerk, path, json.dumps(GOOD).encode(), Content_Type="text/plain"), 415, "another media type")
    expect(post_raw(clerk, path, gzip.compress(json.dumps(GOOD).encode()), Content_Encoding="gzip"), (400, 415), "a coding we do not know")
    expect(post_raw(clerk, path, b'{"name": "' + b"x" * (20 << 20) + b'"}'), 413, "a body of 20 MiB")
    expect(post_raw(clerk, "/api/v1/sessions", b'{"login": "' + b"x" * (1 << 20) + b'"}'), 413, "a sign-in of 1 MiB")


def fields(clerk):
    """Each field of a record with every wrong kind of value; unknown fields at their place, all problems together."""
    path = "/api/v1/agencies"
    expect(clerk.send("POST", path, {**GOOD, "colour": "red"}), 422, "an unknown field", None, "/colour")
    answer = expect(clerk.send("POST", path, {"uscc": "1", "type": "poet", "registered_on": "2022-02-30", "colour": 1}), 422, "many faults")
    named = {f for _, f in answer.rules()}
    check({"/uscc", "/name", "/type", "/registered_on", "/colour"} <= named, f"many faults: only {named} are named")
    texts = {}
    for language in ("zh-CN", "en"):
        answer = expect(clerk.send("POST", path, {**GOOD, "colour": "red"}, Accept_Language=language), 422, f"a refusal in {language}")
        texts[language] = answer.json["problems"][0]["text"]
    check(texts["zh-CN"] != texts["en"] and not any("\u4e00" <= c <= "\u9fff" for c in texts["en"]), f"a refusal in two languages: {texts}")
    wrong = [None, True, 5, -1, 1.5, "", " ", "x" * 5000, "\u0000", "\u202e", "８", [], {}, [{}], ["x"], {"id": 1}, 9223372036854775808]
    stems = {"/api/v1/agencies": GOOD, "/api/v1/budget-units": {"code": "B1", "name": "局"}, "/api/v1/experts": {"code": "X1", "name": "专", "category": "performance"},
             "/api/v1/projects": {"code": "P1", "name": "项", "budget_unit": "1", "fiscal_year": 2026, "kind": "special_fund", "central": "1.00"},
             "/api/v1/contracts": {"number": "N1", "title": "合", "agency": "1", "policy": "1", "procurement_method": "open_tender", "fiscal_year": 2026,
                                   "signed_on": "2026-01-01", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "fee": "1.00",
                                   "engagements": [{"code": "E", "name": "评", "object_kind": "special_fund", "fee": "1.00"}], "instalments": []}}
    for stem, good in stems.items():
        for key in good:
            for value in wrong:
                answer = sound(clerk.send("POST", stem, {**good, key: value, "never_a_field": 1}), f"{stem} {key}={value!r}"[:120])
                check(answer.status in (400, 422), lambda: f"{stem} {key}={str(value)[:40]!r}: {answer.status} {answer.body[:300]}")
    for method, place in (("GET", "/api/v1/agencies/999999"), ("GET", "/api/v1/agencies/0"), ("GET", "/api/v1/agencies/abc"), ("GET", "/api/v1/agencies/-1"),
                          ("GET", "/api/v1/agencies/99999999999999999999999"), ("GET", "/api/v1/no-such-thing"), ("POST", "/api/v1/statements/999999/confirm"),
                          ("GET", "/api/v1/agencies/1%00"), ("GET", "/api/v1/..%2f..%2fetc%2fpasswd"), ("GET", "/static/..%2f..%2fREADME.md")):
        answer = clerk.send(method, place, {} if method == "POST" else None)
        check(400 <= answer.status < 500, f"{method} {place}: {answer.status}")
        if place.startswith("/api"):
            sound(answer, place)
    for tag in ('"99999999999999999999"', '"abc"', "*", '""', "1", '"1', '"-1"', '"1","2"'):
        expect(clerk.send("PATCH", "/api/v1/agencies/1", {"name": "x"}, If_Match=tag), (400, 412, 422, 428), f"If-Match: {tag}")
    for query in ("limit=0", "limit=-1", "limit=1000000000", "limit=x", "cursor=garbage", "cursor=%FF", "sort=no_such", "sort=name;drop", "status=%27", "never=1", "q=" + "%27" * 3000):
        answer = sound(clerk.send("GET", f"/api/v1/agencies?{query}"), f"list with {query[:30]}")
        check(answer.status in (200, 400, 414, 422), f"list with {query[:40]}: {answer.status} {answer.body[:200]}")
    expect(clerk.send("DELETE", "/api/v1/agencies/1"), (400, 404, 405), "a method that is not there")


def wire(server):
    """Bytes that are no HTTP, or two requests in one."""
    def talk(data, seconds=5):
        counts["requests"] += 1
        with socket.create_connection(("127.0.0.1", server.port), timeout=seconds) as line:
            line.sendall(data)
            got = b""
            try:
                while part := line.recv(65536):
                    got += part
            except (TimeoutError, ConnectionResetError):
                pass
            return got
    head = b"POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    smuggled = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    for name, data in {"garbage": b"\x16\x03\x01\x02\x00\x01" + b"\x00" * 200, "no version": b"GET /\r\n\r\n", "an endless first line": b"GET /" + b"a" * 200000 + b" HTTP/1.1\r\n\r\n",
                       "two lengths": head + b"Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}" + smuggled,
                       "a length and chunks": head + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled,
                       "a negative length": head + b"Content-Length: -1\r\n\r\n" + smuggled, "a length beyond numbers": head + b"Content-Length: 99999999999999999999\r\n\r\n",
                       "a broken chunk": head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", "no host": b"GET /healthz HTTP/1.1\r\n\r\n",
                       "a folded header": b"GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", "5,000 headers": b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 5000 + b"\r\n",
                       }.items():
        got = talk(data, 3)
        check(got.count(b"HTTP/1.1 200") == 0 or name in ("a folded header", "5,000 headers"), lambda: f"{name}: {got[:300]}")
    # A body that was promised and never comes must not hold up others.
    idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(60)]
    for line in idle:
        line.sendall(head + b"Content-Length: 100\r\n\r\n{")
    began = time.monotonic()
    check(Client(server).raw("GET", "/healthz").status == 200 and time.monotonic() - began < 15, "60 slow bodies hold up /healthz")
    for line in idle:
        line.close()


def people(server, clerk):
    """Who may not: 401 without a session, 403 or 404 with another role, and CSRF on forms."""
    nobody = Client(server)
    expect(nobody.send("GET", "/api/v1/agencies"), 401, "nobody reads")
    expect(nobody.send("POST", "/api/v1/agencies", GOOD), 401, "nobody writes")
    nobody.token = "x" * 64
    expect(nobody.send("GET", "/api/v1/agencies"), 401, "a token of one's own making")
    for body in ({"login": "clerk", "password": "wrong"}, {"login": "no one", "password": "wrong"}, {"login": {"$ne": 1}, "password": "x"}, {"login": "clerk"}, {}):
        answer = Client(server).send("POST", "/api/v1/sessions", body)
        check(answer.status in (401, 422, 429), f"sign-in with {body}: {answer.status}")
        sound(answer, "a wrong sign-in")
    expert = Client(server, "expert1")
    for method, path in (("POST", "/api/v1/agencies"), ("POST", "/api/v1/accounts"), ("GET", "/api/v1/accounts"), ("POST", "/api/v1/statements/1/confirm"),
                         ("POST", "/api/v1/payments"), ("PUT", "/api/v1/policies/1"), ("POST", "/api/v1/imports/agencies")):
        answer = expert.send(method, path, {} if method != "GET" else None, version=1 if method == "PUT" else None)
        check(answer.status in (403, 404, 400, 415, 422) and answer.status != 200, f"an expert: {method} {path}: {answer.status} {answer.body[:200]}")
    signed_in = clerk.raw("POST", "/api/v1/agencies", json.dumps(GOOD).encode(), {"Content-Type": "application/json", "Cookie": f"zhiheng_session={clerk.token}"})
    check(signed_in.status in (401, 403), f"a cookie without its CSRF token: {signed_in.status} {signed_in.body[:200]}")


def uploads(clerk, engagement):
    """A file that is not what its name says; the real one is taken and comes back byte for byte."""
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w/>")
    pdf = b"%PDF-1.7\n1 0 obj<<>>endobj\n" + bytes(range(256)) * 3000 + b"trailer<<>>\n%%EOF\n"
    path = f"/api/v1/engagements/{engagement}/deliverables?kind=plan"
    def send(data, name, kind="application/pdf"):
        return clerk.raw("POST", path, data, {"Authorization": f"Bearer {clerk.token}", "Content-Type": kind, "X-File-Name": name, "Accept": "application/json"}, timeout=PATIENCE)
    for what, data, name in (("a program as PDF", b"\x7fELF" + b"\0" * 500, "plan.pdf"), ("a page as PDF", b"<html><script>1</script></html>", "plan.pdf"),
                             ("a zip as PDF", book.getvalue(), "plan.pdf"), ("a PDF as document", pdf, "plan.docx"), ("nothing", b"", "plan.pdf"),
                             ("a script", b"#!/bin/sh\n", "plan.sh"), ("a page", b"<html></html>", "plan.html"), ("a path as name", pdf, "..%2F..%2Fetc%2Fpasswd"),
                             ("a name without end", pdf, "a" * 5000 + ".pdf"), ("no name", pdf, "")):
        answer = send(data, name)
        check(answer.status in (400, 413, 415, 422, 431), lambda: f"upload of {what}: {answer.status} {answer.body[:300]}")
        sound(answer, f"upload of {what}")
    answer = send(pdf, "%E6%96%B9%E6%A1%88.pdf")
    check(answer.status == 201, lambda: f"upload of a PDF: {answer.status} {answer.body[:400]}")
    back = clerk.raw("GET", f"/api/v1/deliverables/{answer.json['id']}/file", None, {"Authorization": f"Bearer {clerk.token}"})
    check(back.body == pdf, f"the file came back with {len(back.body)} of {len(pdf)} bytes")
    check("attachment" in back.headers.get("Content-Disposition", "") and back.headers.get("X-Content-Type-Options") == "nosniff", "a download is not sent as one")
    expect(clerk.raw("POST", "/api/v1/imports/agencies", b"PK\x03\x04 not really", {"Authorization": f"Bearer {clerk.token}", "X-File-Name": "a.xlsx", "Accept": "application/json",
                     "Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}), (400, 415, 422), "an import that is no workbook")


def together(server, clerk):
    """Two people save the same thing: the second is told, and what the first wrote stands."""
    made = clerk.make("/api/v1/agencies", {**GOOD, "uscc": uscc(500)})
    other = Client(server, "clerk2")
    path = f"/api/v1/agencies/{made['id']}"
    mine, theirs = clerk.get(path), other.get(path)
    body = lambda row, name: {"name": name, "type": row["type"]}
    check(clerk.send("PATCH", path, body(mine, "第一个"), version=mine["version"]).status == 200, "the first to save")
    expect(other.send("PATCH", path, body(theirs, "第二个"), version=theirs["version"]), (409, 412), "the second to save")
    expect(other.send("PATCH", path, body(theirs, "第三个")), (400, 412, 428, 422), "a change that names no version")
    check(clerk.get(path)["name"] == "第一个", "the second overwrote the first")
    outcomes, lock = [], threading.Lock()
    row = clerk.get(path)

    def save(i):
        client = Client(server, "clerk" if i % 2 else "clerk2")
        answer = client.send("PATCH", path, body(row, f"同时{i}"), version=row["version"])
        with lock:
            outcomes.append((answer.status, i))
    threads = [threading.Thread(target=save, args=(i,)) for i in range(12)]
    [t.start() for t in threads], [t.join() for t in threads]
    won = [i for status, i in outcomes if status == 200]
    check(len(won) == 1 and all(s in (200, 409, 412) for s, _ in outcomes), f"twelve saved at once: {outcomes}")
    check(clerk.get(path)["name"] == f"同时{won[0]}", "another name than the winner's stands")

    # The same key gives the same answer, at once and later; with another body it is refused.
    answers = []

    def create(_):
        answer = Client(server, "clerk").send("POST", "/api/v1/agencies", {**GOOD, "uscc": uscc(501)}, Idempotency_Key="same-key-501")
        with lock:
            answers.append(answer)
    threads = [threading.Thread(target=create, args=(i,)) for i in range(6)]
    [t.start() for t in threads], [t.join() for t in threads]
    again = clerk.send("POST", "/api/v1/agencies", {**GOOD, "uscc": uscc(501)}, Idempotency_Key="same-key-501")
    ids = {a.json["id"] for a in [*answers, again] if a.status in (200, 201)}
    check(len(ids) == 1 and again.status == 201, lambda: f"the same key: {[(a.status, a.body[:100]) for a in answers]} then {again.status}")
    check(all(a.status in (201, 409, 503) for a in answers), lambda: f"the same key at once: {[a.status for a in answers]}")
    expect(clerk.send("POST", "/api/v1/agencies", {**GOOD, "uscc": uscc(502)}, Idempotency_Key="same-key-501"), 422, "the same key with another body")
    expect(clerk.send("POST", "/api/v1/agencies", {**GOOD, "uscc": uscc(501)}), (409, 422), "the same code twice")


def still_there(server, clerk, before, what):
    check(server.process.poll() is None, f"{what}: the server ended with {server.process.poll()}")
    check(clerk.get("/api/v1/agencies?limit=1")["total"] == before, f"{what}: agencies were written")


def database_gone_mysql():
    """MariaDB is stopped under the server: 503 meanwhile, and everything works again once it is back."""
    maria = MariaDb()
    new_database(maria.url)
    server = Server(maria.url)
    clerk = Client(server, "clerk")
    check(clerk.send("GET", "/readyz").status == 200, "ready on MariaDB")
    for round_, signal_ in enumerate((signal.SIGTERM, signal.SIGKILL)):
        maria.kill(signal_)
        began = time.monotonic()
        expect(clerk.send("GET", "/api/v1/agencies"), 503, "reading while the database is gone")
        expect(clerk.send("POST", "/api/v1/agencies", {**GOOD, "uscc": uscc(600 + round_)}), 503, "writing while the database is gone")
        check(clerk.send("GET", "/readyz").status == 503, "/readyz while the database is gone")
        check(clerk.send("GET", "/healthz").status == 200, "/healthz while the database is gone")
        page = clerk.raw("GET", "/sign-in", None, {"Accept": "text/html"})
        check(page.status in (200, 503), f"a page while the database is gone: {page.status}")
        check(time.monotonic() - began < 90, f"answers took {time.monotonic() - began:.0f} s while the database was gone")
        code, _, err = run("check", database=maria.url)
        check(code == 6 and err.strip(), f"check while the database is gone: exit {code} {err[:200]}")
        maria.restart()
        end = time.monotonic() + PATIENCE
        while clerk.send("GET", "/readyz").status != 200:
            check(time.monotonic() < end, f"not ready {PATIENCE} s after the database came back")
            time.sleep(0.1)
        made = clerk.make("/api/v1/agencies", {**GOOD, "uscc": uscc(600 + round_)})
        check(clerk.get(f"/api/v1/agencies/{made['id']}")["name"] == GOOD["name"], "a write after the database came back")
    must("check", database=maria.url)
    check(server.stop() == 0, "serve did not end cleanly")


def database_held_sqlite(server, clerk, database):
    """Another program holds the SQLite file: reading goes on, writing is told to try again, and then works."""
    holder = sqlite3.connect(database.removeprefix("sqlite:"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    check(clerk.send("GET", "/api/v1/agencies").status == 200, "reading while another program writes")
    expect(clerk.send("POST", "/api/v1/agencies", {**GOOD, "uscc": uscc(700)}, timeout=PATIENCE), 503, "writing while another program holds the file")
    holder.execute("ROLLBACK")
    holder.close()
    clerk.make("/api/v1/agencies", {**GOOD, "uscc": uscc(700)})


def stop_under_load(server, database):
    """SIGTERM while twelve people write: whoever was accepted gets an answer, and what was answered is there."""
    clients = [Client(server, "clerk" if i % 2 else "clerk2") for i in range(12)]
    answered, broken, halt, lock = [], [], threading.Event(), threading.Lock()

    def work(i):
        number = 0
        while not halt.is_set():
            number += 1
            code = uscc(800000 + i * 1000 + number)
            sent = False
            try:
                client = clients[i]
                connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
                connection.connect()
                connection.request("POST", "/api/v1/agencies", json.dumps({**GOOD, "uscc": code}).encode(),
                                   {"Authorization": f"Bearer {client.token}", "Content-Type": "application/json", "Accept": "application/json"})
                sent = True
                status = connection.getresponse().status
                with lock:
                    answered.append((status, code))
                connection.close()
            except OSError as fault:
                if halt.is_set() or server.process.poll() is not None or not sent or isinstance(fault, ConnectionRefusedError):
                    return
                with lock:
                    broken.append((code, repr(fault), time.monotonic()))
                return
            except http.client.HTTPException as fault:
                with lock:
                    broken.append((code, repr(fault), time.monotonic()))
                return
    threads = [threading.Thread(target=work, args=(i,)) for i in range(12)]
    [t.start() for t in threads]
    wait_until(lambda: len(answered) > 60, "a load to stop under")
    code = server.stop()
    halt.set()
    [t.join() for t in threads]
    check(code == 0, f"serve ended with {code} on SIGTERM")
    check(len(answered) > 50 and all(s in (201, 503) for s, _ in answered), f"answers under load: {sorted({s for s, _ in answered})}, {len(answered)}")
    with sqlite3.connect(database.removeprefix("sqlite:")) as rows:
        there = {u for u, in rows.execute("SELECT uscc FROM agency")}
    lost = [c for s, c in answered if s == 201 and c not in there]
    check(not lost, f"{len(lost)} of {len(answered)} acknowledged agencies are not there after SIGTERM")
    unanswered = [c for c, _, _ in broken if c in there]
    check(not unanswered, f"{len(unanswered)} requests were carried out and never answered: {broken[:3]}")
    must("check", database=database)
    return len(answered)


def main():
    database = new_database(f"sqlite:{here}/hostile.db")
    import_book(database, "agencies", agencies_book(here / "a.xlsx", range(1, 4)))
    import_book(database, "contracts", contracts_book(here / "c.xlsx", range(1, 3), uscc(1)))
    server = Server(database)
    clerk = Client(server, "clerk")
    add_experts(clerk, database, 1)
    engagement = clerk.get("/api/v1/contracts/1")["engagements"][0]["id"]
    before = clerk.get("/api/v1/agencies?limit=1")["total"]
    for part, body in (("bodies", lambda: bodies(clerk)), ("fields", lambda: fields(clerk)), ("bytes on the wire", lambda: wire(server)),
                       ("people", lambda: people(server, clerk)), ("uploads", lambda: uploads(clerk, engagement))):
        body()
        still_there(server, clerk, before, part)
    memory = server.memory_mib()
    check(memory < 400, f"the server holds {memory:.0f} MiB after all this")
    together(server, clerk)
    database_held_sqlite(server, clerk, database)
    loaded = stop_under_load(server, database)
    database_gone_mysql()
    shown(f"{counts['requests']} hostile requests answered by name with nothing written ({memory:.0f} MiB held); of twelve who save at once one wins; "
          f"503 while the database is gone or held, recovery without restart; {loaded} writes answered around SIGTERM, none lost or left unanswered")


main()
