#!/usr/bin/python3
"""Nothing that was acknowledged is lost and nothing is half there, whatever dies: crash_proof.py sqlite|mysql.

Chains (six sheets handed in, the panel closed, the statement drawn and confirmed by another person) run through the
API while workbooks are imported at the command line, two of each at a time; `kill -9` comes at random moments to the
server, to the imports, and on MariaDB once to the database server itself. After every restart the laws of the data
hold (`zhiheng check`), every acknowledged act is read back through the API, every import is there wholly or not at
all, and what was in flight is sent again with its idempotency key and happens once.
ZHIHENG_CRASH_SECONDS sets how long each engine is stormed (40).
"""
import collections
import json
import os
import random
import subprocess
import sys
import threading
import time
from urllib.parse import quote

from common import PATIENCE, MariaDb, check, fail, find_binary, folder, must, run, shown
from people import (BUREAU, Client, Server, add_experts, agencies_book, contracts_book, import_book, new_database, uscc)

SECONDS = float(os.environ.get("ZHIHENG_CRASH_SECONDS", "40"))
BOOK_ROWS = 150
rng = random.Random(int(os.environ.get("ZHIHENG_CRASH_SEED", "20221231")))


class Storm:
    def __init__(self, engine):
        self.engine = engine
        self.here = folder()
        self.maria = MariaDb() if engine == "mysql" else None
        self.database = self.maria.url if self.maria else f"sqlite:{self.here}/crash.db"
        new_database(self.database)
        import_book(self.database, "agencies", agencies_book(self.here / "first.xlsx", range(1, 3)))
        self.server = Server(self.database)
        self.clerk = Client(self.server, "clerk")
        self.experts = add_experts(self.clerk, self.database, 3)
        self.people = {login: Client(self.server, login) for _, login in self.experts}
        self.reviewer = Client(self.server, "reviewer")
        self.lock = threading.Lock()
        self.halt = threading.Event()
        self.acknowledged = []  # (what, path, {member: value})
        self.checked = 0        # how many of them were read back after a kill
        self.in_flight = {}     # worker -> the request without an answer
        self.next_contract = 0
        self.contracts = []     # [(number, id, engagement)] that wait for a chain
        self.panels = {}        # contract number -> panel made before
        self.books = {}         # book -> {kind, acknowledged, killed}
        self.running = set()    # import processes
        self.counts = collections.Counter()

    # --- the world grows as the chains eat it ---------------------------------------------------------------
    def more_contracts(self, count=150):
        first = self.next_contract + 1
        self.next_contract += count
        path = contracts_book(self.here / "more.xlsx", range(first, first + count), uscc(1))
        import_book(self.database, "contracts", path)
        for row in self.clerk.all(f"/api/v1/contracts?q=HT-"):
            if int(row["number"].split("-")[1]) >= first and int(row["number"].split("-")[1]) < 500000:
                engagement = self.clerk.get(f"/api/v1/contracts/{row['id']}")["engagements"][0]["id"]
                self.contracts.append((row["number"], row["id"], engagement))

    # --- one person's request: acknowledged, refused for now, or without an answer -----------------------------
    def act(self, worker, client, what, path, body, version=None):
        """Sends until there is an answer, across restarts, always with the same key; answers the document."""
        key = f"{what}-{path}-{version}"
        while not self.halt.is_set():
            try:
                answer = client.send("POST", path, body, version=version, Idempotency_Key=key)
            except OSError:
                with self.lock:
                    self.counts["without an answer"] += 1
                time.sleep(0.05)
                continue
            if answer.status in (200, 201):
                if answer.headers.get("Idempotent-Replay"):
                    with self.lock:
                        self.counts["answered once more"] += 1
                return answer.json
            if answer.status == 503:
                with self.lock:
                    self.counts["told to try again"] += 1
                time.sleep(0.05)
                continue
            fail(f"{self.engine}: {what} {path} by {client.login}: {answer.status} {answer.body[:600]}")
        return None

    def note(self, what, path, members):
        with self.lock:
            self.acknowledged.append((what, path, members))
            self.counts[what] += 1

    def chain(self, worker):
        while not self.halt.is_set():
            with self.lock:
                number, contract, engagement = self.contracts.pop(0) if self.contracts else (None, None, None)
            if not number:
                time.sleep(0.05)
                continue
            members = [{"expert": expert} for expert, _ in self.experts]
            panel = self.act(worker, self.clerk, "panel", f"/api/v1/engagements/{engagement}/panel",
                             {"deadline_on": "2099-12-31", "members": members})
            if not panel:
                return
            self.note("panel", f"/api/v1/panels/{panel['id']}", {})
            try:
                sheets = self.clerk.get(f"/api/v1/panels/{panel['id']}/score-sheets")["items"]
            except (OSError, SystemExit):
                continue  # the server is away; the panel stays open
            totals = [f"{rng.randint(6000, 9999) / 100:.2f}" for _ in sheets]
            for sheet, total in zip(sheets, totals):
                login = dict(self.experts)[sheet["expert"]]
                path = f"/api/v1/score-sheets/{sheet['id']}"
                done = self.act(worker, self.people[login], "submit", path + "/submit", {"total": total}, sheet["version"])
                if not done:
                    return
                self.note("submit", path, {"total": total, "state": ("submitted", "locked")})
            if not self.act(worker, self.clerk, "close", f"/api/v1/panels/{panel['id']}/close", {}):
                return
            self.note("close", f"/api/v1/panels/{panel['id']}", {"state": ("closed",)})
            draft = self.act(worker, self.clerk, "draft", f"/api/v1/contracts/{contract}/statements", {})
            if not draft:
                return
            path = f"/api/v1/statements/{draft['id']}"
            self.note("draft", path, {"payable": draft["payable"]})
            if not self.act(worker, self.reviewer, "confirm", path + "/confirm", {}, draft["version"]):
                return
            self.note("confirm", path, {"payable": draft["payable"], "state": ("confirmed", "settled")})

    # --- imports at the command line --------------------------------------------------------------------------
    def importer(self, worker):
        number = 0
        while not self.halt.is_set():
            number += 1
            kind = "agencies" if number % 2 else "contracts"
            tag = f"{worker}{number:03d}"
            first = 500000 + worker * 200000 + number * 400
            path = self.here / f"{tag}.xlsx"
            if kind == "agencies":
                agencies_book(path, range(first, first + BOOK_ROWS), prefix=f"册{tag}家")
            else:
                contracts_book(path, range(first, first + BOOK_ROWS), uscc(1), engagements=2)
            book = {"kind": kind, "acknowledged": False, "first": first, "tag": tag}
            with self.lock:
                self.books[tag] = book
            environment = dict(os.environ, ZHIHENG_DATABASE=self.database)
            process = subprocess.Popen([find_binary(), "import", kind, str(path), "--bureau", BUREAU], env=environment,
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            with self.lock:
                self.running.add(process)
            if rng.random() < 0.5:
                try:
                    out, err = process.communicate(timeout=rng.random() * 0.6)
                except subprocess.TimeoutExpired:
                    process.kill()
                    out, err = process.communicate()
            else:
                out, err = process.communicate()
            with self.lock:
                self.running.discard(process)
                if process.returncode == 0:
                    book["acknowledged"] = True
                    self.counts["imports acknowledged"] += 1
                elif process.returncode == -9:
                    self.counts["imports killed"] += 1
                elif process.returncode == 6:
                    self.counts["imports told to try again"] += 1
                else:
                    fail(f"{self.engine}: import of {tag}: exit {process.returncode}\n{out.decode()[:500]}{err.decode()[:1500]}")
            path.unlink()
            time.sleep(rng.uniform(0.05, 0.4))

    # --- after a kill -------------------------------------------------------------------------------------------
    def laws_hold(self):
        for _ in range(200):
            code, out, err = run("check", database=self.database)
            if code != 6:
                break
            time.sleep(0.1)
        check(code == 0, lambda: f"{self.engine}: check after a kill: exit {code}\n{out[:2000]}\n{err[:1000]}")

    def read_back(self, everything=False):
        with self.lock:
            rows = self.acknowledged[0 if everything else self.checked:]
            self.checked = len(self.acknowledged)
        last = {}
        for what, path, members in rows:
            last.setdefault(path, {}).update(members)
        for path, members in last.items():
            client = self.clerk
            document = client.get(path)
            for member, value in members.items():
                good = document.get(member) in value if isinstance(value, tuple) else document.get(member) == value
                check(good, lambda: f"{self.engine}: acknowledged {path} {member} = {value}, read back {document.get(member)}")
        with self.lock:
            self.counts["read back"] += len(last)

    def imports_whole(self):
        with self.lock:
            books = [b for b in self.books.values() if not b.get("seen")]
            busy = len(self.running) > 0
        for book in books:
            if book["kind"] == "agencies":
                total = self.clerk.get("/api/v1/agencies?limit=1&q=" + quote(f"册{book['tag']}家"))["total"]
            else:
                rows = self.clerk.all(f"/api/v1/contracts?q=HT-{book['first'] // 1000:03d}")
                mine = [r for r in rows if book["first"] <= int(r["number"].split("-")[1]) < book["first"] + BOOK_ROWS]
                total = len(mine)
                if mine:
                    one = self.clerk.get(f"/api/v1/contracts/{rng.choice(mine)['id']}")
                    check(len(one["engagements"]) == 2 and len(one["instalments"]) == 2, f"{self.engine}: a contract without its parts: {one['number']}")
            if book["acknowledged"]:
                check(total == BOOK_ROWS, f"{self.engine}: import {book['tag']} was acknowledged, {total} of {BOOK_ROWS} rows are there")
            check(total in (0, BOOK_ROWS), f"{self.engine}: import {book['tag']} is partly there: {total} of {BOOK_ROWS} rows")
            if not busy or book["acknowledged"]:
                book["seen"] = True

    def kill_imports(self):
        with self.lock:
            running = list(self.running)
        for process in running:
            if rng.random() < 0.5:
                process.kill()

    def wait_ready(self, seconds=PATIENCE):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if self.clerk.send("GET", "/readyz", timeout=30).status == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        fail(f"{self.engine}: the server was not ready {seconds} s after the engine came back")

    def enough(self):
        with self.lock:
            c = self.counts
            return c["submit"] > 30 and c["confirm"] > 5 and c["imports acknowledged"] > 3 and c["server killed"] > 3

    def run(self):
        self.more_contracts()
        workers = [threading.Thread(target=self.guard, args=(self.chain, f"c{i}"), daemon=True) for i in range(2)]
        workers += [threading.Thread(target=self.guard, args=(self.importer, i), daemon=True) for i in range(2)]
        for worker in workers:
            worker.start()
        begun = time.monotonic()
        kills = 0
        # A slow machine storms longer, until something was shown.
        while not self.halt.is_set() and (time.monotonic() < begun + SECONDS or not self.enough()) and time.monotonic() < begun + 20 * SECONDS:
            time.sleep(rng.uniform(0.2, 1.5))
            if self.halt.is_set():
                break
            if self.maria and kills in (2, 5):
                self.maria.kill()
                self.counts["mariadbd killed"] += 1
                time.sleep(0.5)
                self.maria.restart()
                self.wait_ready()
            else:
                self.server.kill()
                self.kill_imports()
                self.counts["server killed"] += 1
                self.server.start()
                self.wait_ready()
            kills += 1
            self.laws_hold()
            self.read_back()
            self.imports_whole()
            if len(self.contracts) < 40:
                self.more_contracts(80)
        self.halt.set()
        for worker in workers:
            worker.join(PATIENCE)
        if self.failed:
            fail(self.failed)
        self.laws_hold()
        self.read_back(everything=True)
        self.imports_whole()
        self.evidence()
        code = self.server.stop()
        check(code == 0, f"{self.engine}: serve ended with {code} on SIGTERM")
        c = self.counts
        check(self.enough(), f"{self.engine}: too little happened to show anything: {dict(c)}")
        shown(f"{self.engine}: {c['server killed']} kills of the server, {c['imports killed']} of imports, {c['mariadbd killed']} of the "
              f"database server; {c['submit']} sheets, {c['close']} panels, {c['confirm']} confirmations, {c['imports acknowledged']} "
              f"imports acknowledged and all there ({c['without an answer']} requests lost their answer and were sent again with "
              f"their key, {c['answered once more']} of them had been carried out and got the same answer), no import partly there, check clean each time")

    failed = None

    def guard(self, body, worker):
        try:
            body(worker)
        except SystemExit:
            self.failed = f"{self.engine}: worker {worker} gave up (see above)"
            self.halt.set()
        except Exception as broken:
            self.failed = f"{self.engine}: worker {worker}: {type(broken).__name__}: {broken}"
            self.halt.set()

    def evidence(self):
        """What was confirmed under kills can still be recomputed by an outsider; and there is one of each."""
        confirmed = [path for what, path, _ in self.acknowledged if what == "confirm"]
        for path in rng.sample(confirmed, min(3, len(confirmed))):
            contract = self.clerk.get(path)["contract"]
            number = self.clerk.get(f"/api/v1/contracts/{contract}")["number"]
            out = self.here / "evidence.json"
            must("export", "statement", "--param", f"contract={number}", "-o", out, database=self.database)
            code, text, err = run("verify", out)
            check(code == 0, lambda: f"{self.engine}: evidence of {number} after kills: exit {code}\n{text}{err}")
            standing = [s for s in self.clerk.get(f"/api/v1/contracts/{contract}/statements")["items"] if s["state"] != "voided"]
            check(len(standing) == 1, f"{self.engine}: {len(standing)} statements stand for {number}")


for each in sys.argv[1:] or ["sqlite", "mysql"]:
    Storm(each).run()
