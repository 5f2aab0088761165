#!/usr/bin/python3
"""The ledger of the demo year: ledger, hledger and our own accounts hold the same balances, to the fen."""
import csv, io, os, re, sqlite3, subprocess, sys, tempfile

binary = os.environ.get("ZHIHENG_BINARY", "build/zhiheng")
names = {"commitment": "Budget:Commitment", "commitment_reserve": "Budget:Reserve", "fee": "Expenses:Fee",
         "bonus": "Expenses:Bonus", "quality_deduction": "Expenses:Deduction:Quality",
         "lateness_deduction": "Expenses:Deduction:Lateness", "event_deduction": "Expenses:Deduction:Event",
         "fixed_deduction": "Expenses:Deduction:Fixed", "adjustment": "Expenses:Adjustment", "paid": "Assets:Treasury",
         "retention": "Liabilities:Retention", "payable": "Liabilities:Payable",
         "recoverable": "Assets:Recoverable", "advance": "Assets:Advance"}


def run(*words):
    return subprocess.run(words, check=True, capture_output=True, text=True,
                          env={**os.environ, "LC_ALL": "C.UTF-8"}).stdout


def fen(text):
    return round(float(text.replace(" CNY", "").replace(",", "")) * 100)


def segment(text):
    keep = re.compile(r"[A-Za-z0-9._\-\u3400-\u4dbf\u4e00-\u9fff\u3014\u3015\uff08\uff09]")
    return "".join(c if keep.match(c) else "".join(f"%{b:02X}" for b in c.encode()) for c in text)


with tempfile.TemporaryDirectory() as folder:
    database, file = folder + "/demo.db", folder + "/demo.ledger"
    subprocess.run([binary, "demo", "--database", "sqlite:" + database], check=True, capture_output=True)
    run(binary, "ledger", "-o", file, "--database", "sqlite:" + database)
    ours = {}
    rows = sqlite3.connect(database)
    for account, bureau, number, amount in rows.execute(
            "SELECT e.account, b.code, c.number, SUM(e.amount_fen) FROM journal_entry e "
            "JOIN journal_transaction t ON t.id = e.transaction_id JOIN contract c ON c.id = t.contract_id "
            "JOIN bureau b ON b.id = t.bureau_id GROUP BY 1, 2, 3"):
        if amount:
            ours[f"{names[account]}:{segment(bureau)}:{segment(number)}"] = amount
    theirs = {r[0]: fen(r[1]) for r in csv.reader(io.StringIO(run(
        "hledger", "-f", file, "balance", "--flat", "--no-total", "-O", "csv"))) if r[0] != "account"}
    third = {}
    for line in run("ledger", "-f", file, "balance", "--flat", "--no-total", "--format", "%(account)\t%(display_total)\n").splitlines():
        account, amount = line.split("\t")
        third[account] = fen(amount)
    assert ours and ours == theirs, set(ours.items()) ^ set(theirs.items())
    assert ours == third, set(ours.items()) ^ set(third.items())
    # What the statements say, from their own rows.
    for number, bureau, due in rows.execute(
            "SELECT c.number, b.code, s.fee_fen + s.bonus_fen - s.deduction_fen "
            "+ COALESCE((SELECT SUM(amount_fen) FROM adjustment WHERE statement_id = s.id AND state = 'confirmed'), 0) "
            "- COALESCE((SELECT SUM(CASE kind WHEN 'payment' THEN amount_fen ELSE -amount_fen END) FROM payment "
            "WHERE contract_id = c.id), 0) FROM contract c JOIN bureau b ON b.id = c.bureau_id "
            "JOIN statement s ON s.contract_id = c.id AND s.state IN ('confirmed', 'settled')"):
        held = sum(amount for account, amount in theirs.items()
                   if account.endswith(f":{segment(bureau)}:{segment(number)}")
                   and account.split(":")[1] in ("Payable", "Retention", "Recoverable", "Advance"))
        assert -held == due, (number, held, due)
    print(f"{len(ours)} balances agree")
sys.exit(0)
