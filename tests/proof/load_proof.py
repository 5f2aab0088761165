#!/usr/bin/python3
"""Two hundred agencies at once: load_proof.py sqlite|mysql [seconds] [agencies]

Each agency signs in over a connection of its own and for a minute reads its lists, its contract and its results, asks for
rows of others, and hands in deliverables; eight clerks change the same few rows at the same time. Every answer is
searched for the marks of other agencies; no answer is a 5xx; every deliverable that was acknowledged is there, once, in
an unbroken row of versions; and each shared counter stands exactly at the number of changes that were acknowledged.
"""
import concurrent.futures
import re
import sys
import threading
import time

from common import PATIENCE, MariaDb, check, fail, folder, shown
from people import BUREAU, Client, Server, add_user, book, import_book, new_database, password_of, units_book, uscc

engine = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60
agencies = int(sys.argv[3]) if len(sys.argv) > 3 else 200
clerks, shared_rows = 8, 4
here = folder()
server_of_data = MariaDb() if engine == "mysql" else None
database = new_database(server_of_data.fresh() if server_of_data else f"sqlite:{here}/load.db")


def mark(number):
    return f"标记{number:04d}号"


def set_up():
    import_book(database, "agencies", book(here / "agencies.xlsx", {"第三方机构": [["统一社会信用代码", "机构名称", "机构类型"]] + [
        [uscc(n), mark(n), "会计师事务所"] for n in range(1, agencies + 1)]}))
    contracts = [["合同编号", "合同名称", "机构统一社会信用代码", "质控办法代码", "采购方式", "预算年度", "签订日期", "开始日期", "结束日期", "合同金额（元）"]]
    parts = [["合同编号", "评价项目编号", "评价项目名称", "评价对象类型", "委托业务费（元）"]]
    instalments = [["合同编号", "期次", "款项名称", "付款条件", "金额（元）"]]
    for n in range(1, agencies + 1):
        number = f"HT-{n:06d}"
        contracts.append([number, f"{mark(n)}合同", uscc(n), "honghe-2022@1", "公开招标", "2026", "2026-03-01", "2026-03-01", "2026-12-31", "100000.00"])
        parts.append([number, "PJ-1", f"{mark(n)}评价", "专项资金", "100000.00"])
        instalments.append([number, "1", "全款", "报告通过", "100000.00"])
    import_book(database, "contracts", book(here / "contracts.xlsx", {"合同": contracts, "评价项目": parts, "分期付款": instalments}))
    import_book(database, "budget-units", units_book(here / "units.xlsx", range(1, shared_rows + 1)))
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: add_user(database, f"agent{n:04d}", "agency", "--agency", uscc(n)), range(1, agencies + 1)))


class Tally:
    def __init__(self):
        self.lock, self.requests, self.statuses, self.slowest, self.problems = threading.Lock(), 0, {}, 0.0, []
        self.handed_in, self.changed, self.stale = {}, {}, 0

    def answer(self, who, method, path, answer, took):
        with self.lock:
            self.requests += 1
            self.statuses[answer.status] = self.statuses.get(answer.status, 0) + 1
            self.slowest = max(self.slowest, took)
            if answer.status >= 500:
                self.problems.append(f"{who}: {method} {path}: {answer.status} {answer.body[:200]}")

    def wrong(self, text):
        with self.lock:
            self.problems.append(text)


tally = Tally()
begin, end_at = threading.Event(), [0.0]


def timed(client, who, method, path, **more):
    began = time.monotonic()
    answer = client.send(method, path, **more) if "raw" not in more else client.raw(method, path, more["raw"], more["headers"], timeout=PATIENCE)
    tally.answer(who, method, path, answer, time.monotonic() - began)
    return answer


def agent(number, client, contract, engagement, foreign):
    """One agency: reads what is its own, tries what is not, hands in."""
    foreign_contract, foreign_engagement = foreign
    own = mark(number)
    marks = re.compile("标记\\d{4}号")
    begin.wait()
    turn = 0
    while time.monotonic() < end_at[0]:
        turn += 1
        for path in ("/api/v1/contracts", f"/api/v1/contracts/{contract}", f"/api/v1/engagements/{engagement}/results",
                     f"/api/v1/engagements/{engagement}/deliverables", "/api/v1/contracts?q=%E6%A0%87%E8%AE%B0",
                     "/api/v1/statements", "/api/v1/tasks", "/api/v1/record"):
            answer = timed(client, own, "GET", path)
            if answer.status != 200:
                tally.wrong(f"{own}: GET {path}: {answer.status} {answer.body[:200]}")
            others = set(marks.findall(answer.body.decode("utf-8", "replace"))) - {own}
            if others:
                tally.wrong(f"{own} reads of {others} at {path}")
            if path.startswith("/api/v1/contracts?") or path == "/api/v1/contracts":
                listed = answer.json
                if listed["total"] != 1 or len(listed["items"]) != 1:
                    tally.wrong(f"{own}: {path} counts {listed['total']} rows")
        for path in (f"/api/v1/contracts/{foreign_contract}", f"/api/v1/engagements/{foreign_engagement}/deliverables"):
            answer = timed(client, own, "GET", path)
            if answer.status != 404:
                tally.wrong(f"{own}: {path} of another: {answer.status}")
        pdf = b"%PDF-1.7\n1 0 obj<<>>endobj\n%" + f"{own} {turn}".encode() + b"\ntrailer<<>>\n%%EOF\n"
        headers = {"Authorization": f"Bearer {client.token}", "Content-Type": "application/pdf", "X-File-Name": "plan.pdf", "Accept": "application/json"}
        answer = timed(client, own, "POST", f"/api/v1/engagements/{engagement}/deliverables?kind=plan", raw=pdf, headers=headers)
        if answer.status == 201:
            with tally.lock:
                tally.handed_in[number] = tally.handed_in.get(number, 0) + 1
        else:
            tally.wrong(f"{own}: handing in: {answer.status} {answer.body[:300]}")
        foreign_try = timed(client, own, "POST", f"/api/v1/engagements/{foreign_engagement}/deliverables?kind=plan", raw=pdf, headers=headers)
        if foreign_try.status not in (403, 404):
            tally.wrong(f"{own} hands in for another: {foreign_try.status}")
        time.sleep(0.2)


def clerk(client, units):
    """Adds one to a number that stands in a row, if the row is still as it was read."""
    begin.wait()
    turn = 0
    while time.monotonic() < end_at[0]:
        turn += 1
        path = f"/api/v1/budget-units/{units[turn % len(units)]}"
        row = timed(client, "clerk", "GET", path).json
        before = int(row.get("contact") or "0")
        answer = timed(client, "clerk", "PATCH", path, body={"contact": str(before + 1)}, version=row["version"])
        with tally.lock:
            if answer.status == 200:
                tally.changed[path] = tally.changed.get(path, 0) + 1
            elif answer.status == 412:
                tally.stale += 1
            else:
                tally.problems.append(f"clerk: PATCH {path}: {answer.status} {answer.body[:300]}")
        time.sleep(0.05)


def sign_in(login):
    """Whoever comes in a crowd is told to wait for a place; so it does."""
    client = Client(server)
    for _ in range(300):
        answer = client.send("POST", "/api/v1/sessions", {"login": login, "password": password_of(login)})
        if answer.status != 429:
            break
        time.sleep(1)
    check(answer.status == 201, lambda: f"{login} signs in: {answer.status} {answer.body[:300]}")
    client.token = answer.json["token"]
    return client


set_up()
server = Server(database)
reader = Client(server, "clerk")
contracts = {row["number"]: row["id"] for row in reader.all("/api/v1/contracts")}
engagements = {}
for number, identity in contracts.items():
    engagements[number] = reader.get(f"/api/v1/contracts/{identity}")["engagements"][0]["id"]
units = [row["id"] for row in reader.all("/api/v1/budget-units")]
with concurrent.futures.ThreadPoolExecutor(3) as pool:
    clients = list(pool.map(lambda n: sign_in(f"agent{n:04d}"), range(1, agencies + 1)))
    office = list(pool.map(lambda n: sign_in("clerk" if n % 2 else "clerk2"), range(clerks)))


def guarded(body, *arguments):
    try:
        body(*arguments)
    except Exception as broken:  # a thread that ends unseen would prove nothing
        tally.wrong(f"{body.__name__} {arguments[0]}: {broken!r}")


threads = []
for n, client in enumerate(clients, 1):
    mine, other = f"HT-{n:06d}", f"HT-{n % agencies + 1:06d}"
    threads.append(threading.Thread(target=guarded, args=(agent, n, client, contracts[mine], engagements[mine], (contracts[other], engagements[other])), daemon=True))
for client in office:
    threads.append(threading.Thread(target=guarded, args=(clerk, client, units), daemon=True))
for thread in threads:
    thread.start()
end_at[0] = time.monotonic() + seconds
began = time.monotonic()
begin.set()
for thread in threads:
    thread.join(seconds + 5 * PATIENCE)
took = time.monotonic() - began
check(not any(thread.is_alive() for thread in threads), "some clients never came to an end")
check(not tally.problems, lambda: f"{len(tally.problems)} problems, first: {tally.problems[:6]}")
check(len(tally.handed_in) == agencies and len(tally.changed) == shared_rows, "not everybody wrote")
for n in range(1, agencies + 1):
    versions = sorted(int(row["revision"]) for row in (lambda found: found["items"] if isinstance(found, dict) else found)(reader.get(f"/api/v1/engagements/{engagements[f'HT-{n:06d}']}/deliverables")))
    check(versions == list(range(1, tally.handed_in[n] + 1)), lambda: f"agency {n}: {tally.handed_in[n]} acknowledged, versions {versions}")
for path, changes in tally.changed.items():
    row = reader.get(path)
    check(int(row["contact"]) == changes and int(row["version"]) == changes + 1, lambda: f"{path}: {changes} changes acknowledged, {row['contact']} counted, version {row['version']}")
server.stop()
shown(f"{engine}: {agencies} agencies and {clerks} clerks for {took:.0f} s: {tally.requests} requests ({tally.requests / took:.0f} a second, slowest {tally.slowest:.2f} s), "
      f"{sum(tally.handed_in.values())} deliverables, {sum(tally.changed.values())} changes of shared rows and {tally.stale} refused as stale; "
      f"statuses {dict(sorted(tally.statuses.items()))}; nothing of another, no 5xx, nothing lost")
