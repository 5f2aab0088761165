"""A bureau with people, units, agencies, contracts, experts and open panels, made through the program's own doors:
the command line, workbooks and the API; and a server to talk to."""
import http.client
import json
import os
import re
import signal
import subprocess
import threading
import time

import openpyxl

from common import PATIENCE, bureau_day, check, fail, find_binary, free_port, must

BUREAU = "532500"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]


def uscc(number):
    """A unified social credit code with a right check character (GB 32100), from a number."""
    body = f"91532500{number:09d}"
    rest = 31 - sum(ALPHABET.index(c) * w for c, w in zip(body, WEIGHTS)) % 31
    return body + ALPHABET[rest % 31]


def password_of(login):
    return "Beweis#4060-2022"  # one for all: the program refuses passwords that hold the login


def add_user(database, login, role, *more):
    must("user", "add", login, "--role", role, *more, database=database, text=password_of(login) + "\n")


def new_database(database):
    must("migrate", database=database)
    must("bureau", "add", BUREAU, "红河州财政局", database=database)
    for login, role in (("clerk", "clerk"), ("clerk2", "clerk"), ("reviewer", "reviewer"), ("leader", "leader")):
        add_user(database, login, role, "--bureau", BUREAU)
    return database


def book(path, sheets):
    """sheets: {name: rows with the header first}."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)
    return path


def agencies_book(path, numbers, prefix="机构"):
    return book(path, {"第三方机构": [["统一社会信用代码", "机构名称", "机构类型", "地址"]] + [
        [uscc(n), f"{prefix}{n:06d}", "会计师事务所", f"蒙自市示范路{n}号"] for n in numbers]})


def units_book(path, numbers):
    return book(path, {"预算单位": [["单位编码", "单位名称"]] + [[f"U{n:06d}", f"单位{n}"] for n in numbers]})


def contracts_book(path, numbers, agency, engagements=1):
    """One contract per number, 100,000.00 yuan, in so many engagements; whoever reads it back knows what must be there."""
    contracts = [["合同编号", "合同名称", "机构统一社会信用代码", "质控办法代码", "采购方式", "预算年度", "签订日期", "开始日期", "结束日期",
                  "合同金额（元）"]]
    parts = [["合同编号", "评价项目编号", "评价项目名称", "评价对象类型", "委托业务费（元）"]]
    instalments = [["合同编号", "期次", "款项名称", "付款条件", "金额（元）"]]
    for n in numbers:
        number = f"HT-{n:06d}"
        contracts.append([number, f"合同{n}", agency, "honghe-2022@1", "公开招标", "2026", "2026-03-01", "2026-03-01", "2026-12-31", "100000.00"])
        for i in range(engagements):
            parts.append([number, f"PJ-{i + 1}", f"评价{n}-{i + 1}", "专项资金", f"{100000 / engagements:.2f}"])
        instalments += [[number, "1", "首付款", "合同签订", "30000.00"], [number, "2", "尾款", "报告通过", "70000.00"]]
    return book(path, {"合同": contracts, "评价项目": parts, "分期付款": instalments})


class Server:
    """`zhiheng serve` on a port of its own; can be killed and started again on the same port."""

    def __init__(self, database, env=None):
        self.database, self.env, self.process = database, env or {}, None
        # Somebody else may take the port between the look and the start.
        for tries in range(5):
            self.port = free_port()
            if self.start(must=tries == 4):
                return

    def start(self, must=True):
        """Begins to serve and waits until it answers; False when it ended at once and need not have begun."""
        self.begin()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                # Busy: the port or the database is another's for the moment.
                if must and self.process.returncode == 6:
                    time.sleep(0.5)
                    self.begin()
                    continue
                if not must:
                    return False
                fail(f"serve ended with {self.process.returncode}")
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    return True
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
        return fail(f"serve did not answer /healthz within {PATIENCE} s")

    def begin(self):
        # One test client asks as much as a hundred people; only the tests of the limit want it.
        environment = {**os.environ, "ZHIHENG_API_PER_SECOND": "0", "ZHIHENG_DATABASE": self.database, **self.env}
        self.log = open(f"/tmp/zhiheng-proof-serve.{os.getpid()}.log", "ab")
        self.process = subprocess.Popen([find_binary(), "serve", "--listen", f"127.0.0.1:{self.port}"], env=environment,
                                        stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        os.unlink(self.log.name) if os.path.exists(self.log.name) else None

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self, seconds=PATIENCE):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                fail(f"serve did not end within {seconds} s of SIGTERM")
        return self.process.returncode

    def memory_mib(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body) if self.body else None

    def rules(self):
        return [(p["rule"], p.get("field", "")) for p in (self.json or {}).get("problems", [])]


class Client:
    """One person at the API; one connection per thread. Raises OSError where the server went away."""

    def __init__(self, server, login=None):
        self.server, self.login, self.token, self.local = server, login, None, threading.local()
        if login:
            self.sign_in()

    def sign_in(self):
        answer = self.send("POST", "/api/v1/sessions", {"login": self.login, "password": password_of(self.login)})
        check(answer.status in (200, 201), f"{self.login} signs in: {answer.status} {answer.body[:300]}")
        self.token = answer.json["token"]
        return self

    def raw(self, method, path, body=None, headers=None, timeout=PATIENCE):
        connection = getattr(self.local, "connection", None)
        if connection is None or connection.timeout != timeout:
            connection = self.local.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=timeout)
        try:
            connection.request(method, path, body=body, headers=headers or {})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        except http.client.HTTPException as broken:
            self.local.connection = None
            connection.close()
            raise OSError(f"{type(broken).__name__}: {broken}") from broken
        except OSError:
            self.local.connection = None
            connection.close()
            raise

    def send(self, method, path, body=None, version=None, timeout=PATIENCE, **headers):
        all_headers = {"Accept": "application/json"}
        if self.token:
            all_headers["Authorization"] = f"Bearer {self.token}"
        if version is not None:
            all_headers["If-Match"] = f'"{version}"'
        data = None
        if body is not None:
            all_headers["Content-Type"] = "application/json"
            data = json.dumps(body, ensure_ascii=False).encode()
        all_headers.update({k.replace("_", "-"): v for k, v in headers.items()})
        for attempt in (0, 1):
            try:
                return self.raw(method, path, data, all_headers, timeout)
            except OSError:
                # A kept connection that the server closed meanwhile is no news for a reading request.
                if attempt or method != "GET":
                    raise

    def get(self, path):
        answer = self.send("GET", path)
        check(answer.status == 200, lambda: f"GET {path}: {answer.status} {answer.body[:300]}")
        return answer.json

    def all(self, path):
        """Every item of a list, page by page."""
        items, cursor = [], None
        while True:
            page = self.get(path + ("&" if "?" in path else "?") + "limit=200" + (f"&cursor={cursor}" if cursor else ""))
            items += page["items"]
            cursor = page.get("next")
            if not cursor:
                return items

    def make(self, path, body=None, **more):
        answer = self.send("POST", path, body, **more)
        check(answer.status in (200, 201), lambda: f"POST {path}: {answer.status} {answer.body[:600]}")
        return answer.json


def import_book(database, kind, path, expect=0, *more):
    out = must("import", kind, path, "--bureau", BUREAU, *more, database=database, expect=expect)
    return json.loads(out.splitlines()[-1] if out.strip() else "{}")


def add_experts(client, database, count):
    """Experts with accounts; answers [(id, login)]."""
    experts = []
    for i in range(1, count + 1):
        made = client.make("/api/v1/experts", {"code": f"E{i:02d}", "name": f"专家{i}", "category": "performance", "certificate_number": f"PJ-{i:02d}",
                                               "term_from": bureau_day(-400), "term_until": bureau_day(400)})
        add_user(database, f"expert{i}", "expert", "--bureau", BUREAU, "--expert", f"E{i:02d}")
        experts.append((made["id"], f"expert{i}"))
    # Who hold a certificate already are taken over by another person than who entered them.
    Client(client.server, "leader").make("/api/v1/expert-steps", {"step": "take_over", "experts": [expert[0] for expert in experts]})
    return experts
