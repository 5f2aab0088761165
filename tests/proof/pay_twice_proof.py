#!/usr/bin/python3
"""Nothing is paid twice, whenever the server dies: pay_twice_proof.py sqlite|mysql.

A statement is confirmed, a payment order confirmed, sent, its bank result imported, and a payment registered by hand.
At every one of these steps the server is killed (`kill -9`) at several delays after the request was sent; then the request
is repeated with the same Idempotency-Key and with a new one. Each act happens once, whatever was answered, and
`zhiheng check` finds the laws kept and the journal even.
"""
import os
import random
import sys
import threading
import time

from common import PATIENCE, MariaDb, bureau_day, check, fail, folder, must
from people import Client, Server, add_experts, agencies_book, contracts_book, import_book, new_database, uscc

rng = random.Random(20261121)
DELAYS = [0.0, 0.004, 0.03]  # before it arrives, in the midst of it, when the answer is on its way
HEAD = "支付单号,收款人,收款账号,金额,处理结果,凭证号,支付日期,失败原因\n"


class Proof:
    def __init__(self, engine):
        self.here = folder()
        self.maria = MariaDb() if engine == "mysql" else None
        self.database = self.maria.url if self.maria else f"sqlite:{self.here}/pay.db"
        new_database(self.database)
        import_book(self.database, "agencies", agencies_book(self.here / "a.xlsx", range(1, 2)))
        import_book(self.database, "contracts", contracts_book(self.here / "c.xlsx", range(1, len(DELAYS) + 1), uscc(1)))
        self.server = Server(self.database)
        self.clerk, self.reviewer = Client(self.server, "clerk"), Client(self.server, "reviewer")
        self.experts = add_experts(self.clerk, self.database, 3)
        self.people = {login: Client(self.server, login) for _, login in self.experts}
        self.kills = self.unanswered = 0
        agency = self.clerk.get("/api/v1/agencies")["items"][0]["id"]
        account = self.ok(self.clerk, "/api/v1/agency-accounts",
                          {"agency": agency, "bank_name": "示范银行", "account_name": "机构000001",
                           "account_number": "6222021234567894"})
        self.ok(self.reviewer, f"/api/v1/agency-accounts/{account['id']}/check", {})
        self.payee = account["id"]

    def ok(self, client, path, body, **more):
        answer = self.post(client, path, body, **more)
        if answer.status not in (200, 201):
            fail(f"{path}: {answer.status} {answer.body[:400]}")
        return answer.json

    def post(self, client, path, body, timeout=PATIENCE, **more):
        """A kept connection that died with the server is opened anew; the key makes the repetition harmless."""
        for attempt in range(3):
            try:
                if not isinstance(body, bytes):
                    return client.send("POST", path, body, timeout=timeout, **more)
                headers = {"Accept": "application/json", "Authorization": f"Bearer {client.token}",
                           "Content-Type": "text/csv", "Idempotency-Key": more["Idempotency_Key"]}
                return client.raw("POST", path, body, headers, timeout)
            except OSError:
                if attempt == 2:
                    raise
        return None

    def killed(self, client, path, body, delay, settled, **more):
        """Sends, kills so much later, starts again, and sends twice more; every answer but one may be a refusal."""
        key = f"{path}-{rng.random()}"

        def shoot():
            try:
                if isinstance(body, bytes):
                    headers = {"Authorization": f"Bearer {client.token}", "Content-Type": "text/csv", "Idempotency-Key": key}
                    client.raw("POST", path, body, headers, 10)
                else:
                    client.send("POST", path, body, timeout=10, Idempotency_Key=key, **more)
            except OSError:
                self.unanswered += 1

        shot = threading.Thread(target=shoot)
        shot.start()
        time.sleep(delay)
        self.server.kill()
        self.kills += 1
        shot.join()
        self.server.start()
        same = self.post(client, path, body, Idempotency_Key=key, **more)
        check(same.status in (200, 201, 409, 412), f"{path} with the same key: {same.status} {same.body[:300]}")
        other = self.post(client, path, body, Idempotency_Key=key + "-new", **more)
        check(other.status in (200, 201, 409, 412, 422), f"{path} with a new key: {other.status} {other.body[:300]}")
        settled()

    def scored(self, contract):
        engagement = self.clerk.get(f"/api/v1/contracts/{contract}")["engagements"][0]["id"]
        panel = self.ok(self.clerk, f"/api/v1/engagements/{engagement}/panel",
                        {"deadline_on": "2099-12-31", "members": [{"expert": expert} for expert, _ in self.experts]})
        for sheet in self.clerk.get(f"/api/v1/panels/{panel['id']}/score-sheets")["items"]:
            self.ok(self.people[dict(self.experts)[sheet["expert"]]], f"/api/v1/score-sheets/{sheet['id']}/submit",
                    {"total": "85.00"}, version=sheet["version"])
        self.ok(self.clerk, f"/api/v1/panels/{panel['id']}/close", {})

    def one(self, contract, number, delay):
        self.scored(contract)
        draft = self.ok(self.clerk, f"/api/v1/contracts/{contract}/statements", {})

        def state(path, wanted):
            def look():
                found = self.clerk.get(path)["state"]
                check(found == wanted, f"{path} is {found}, not {wanted}")
            return look

        statement = f"/api/v1/statements/{draft['id']}"
        self.killed(self.reviewer, statement + "/confirm", {}, delay, state(statement, "confirmed"), version=draft["version"])
        order = self.ok(self.clerk, f"/api/v1/contracts/{contract}/payment-orders",
                        {"amount": "50000", "payee": self.payee, "without_invoice": "先付后票"})
        place = f"/api/v1/payment-orders/{order['id']}"
        self.killed(self.reviewer, place + "/confirm", {}, delay, state(place, "confirmed"), version=order["version"])
        self.killed(self.clerk, "/api/v1/payment-batches", {"orders": [order["id"]]}, delay, state(place, "sent"))
        today = bureau_day()
        rows = HEAD + f"{order['number']},机构000001,7894,50000.00,成功,PZ-{number},{today},\n"
        self.killed(self.clerk, "/api/v1/bank-results", rows.encode(), delay, state(place, "paid"))
        by_hand = {"paid_on": today, "amount": "10000", "voucher_number": f"V-{number}"}

        def twice():
            found = [one["amount"] for one in self.clerk.get(f"/api/v1/contracts/{contract}/payments")["items"]]
            check(sorted(found) == ["10000.00", "50000.00"], f"contract {contract} was paid {found}")
        self.killed(self.clerk, f"/api/v1/contracts/{contract}/payments", by_hand, delay, twice)

    def run(self):
        contracts = sorted(row["id"] for row in self.clerk.all("/api/v1/contracts"))
        for number, (contract, delay) in enumerate(zip(contracts, DELAYS)):
            self.one(contract, number, delay)
        self.server.stop()
        must("check", database=self.database)
        print(f"{self.kills} kills, {self.unanswered} requests without an answer: nothing was booked twice, the laws hold")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ("sqlite", "mysql"):
        sys.exit("usage: pay_twice_proof.py sqlite|mysql")
    begun = time.monotonic()
    Proof(sys.argv[1]).run()
    print(f"{time.monotonic() - begun:.1f} s")
