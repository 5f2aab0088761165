#!/usr/bin/python3
"""Workbooks in and out.

1. For every kind: the template is filled in two ways (the Chinese one as it comes; an English one with its columns
   shuffled, amounts in 10,000 yuan, full-width digits, numbers and dates as text or serials, blank rows, blanks around
   texts), imported into two databases, exported, and both exports say what was meant. Importing again changes nothing,
   not even a version or the audit; a changed row is refused without --update and applied with it; --dry-run writes nothing.
2. A workbook with twelve planted faults names all twelve by sheet and cell in one pass and writes nothing; the marked
   copy marks those cells and no others, and mended it goes in.
3. What is not the workbook that it says it is gets refused by name.
4. 50,000 rows go in with bounded memory and lines of progress; with one fault in the last row nothing goes in.
"""
import datetime
import io
import json
import os
import random
import re
import sqlite3
import subprocess
import tempfile
import time
import zipfile

import openpyxl

from common import ROOT, check, fail, find_binary, folder, must, run, shown
from people import BUREAU, Client, Server, add_experts, agencies_book, import_book, new_database, units_book, uscc

rng = random.Random(1953)
here = folder()
KINDS = {"agencies": "agency_list", "budget-units": "budget_unit_list", "projects": "project_list",
         "contracts": "contract_list", "score-sheets": "score_sheet_list"}
DEFINITIONS = {name: json.loads((ROOT / f"reports/{name}.json").read_text()) for name in KINDS.values()}
BOND_FORMS = [('不收取', 'none'), ('保险', 'insurance')]
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def columns_of(kind):
    """[(sheet key of the export, {key: (zh header, en header, type)})], the first sheet under 'rows'."""
    definition = DEFINITIONS[KINDS[kind]]
    pick = lambda columns: {c["key"]: (c["title"]["zh"], c["title"]["en"], c["type"]) for c in columns}
    return [("rows", pick(definition["columns"]))] + [(s["key"], pick(s["columns"])) for s in definition.get("sheets", [])]


# --- what is meant: {kind: {sheet: [rows by key]}} -----------------------------------------------------------------
def meant():
    agencies = [{"uscc": uscc(1000 + i), "name": f"云岭第{i}会计师事务所", "type": ("会计师事务所", "accounting firm"),
                 "legal_representative": f"法{i}", "registered_on": datetime.date(2010 + i, 1 + i % 12, 1 + i), "contact": f"联{i}",
                 "phone": f"0873-31{i:05d}", "email": f"a{i}@example.cn", "address": f"人民路{i}号", "status": ("正常", "active"),
                 "remark": "=1+1 不是公式" if i == 3 else None, "bureau": BUREAU} for i in range(9)]
    units = [{"code": f"10{i:04d}", "name": f"示范局{i}", "uscc": uscc(2000 + i) if i % 2 else None, "contact": "王五", "phone": None,
              "status": ("在用", "active"), "bureau": BUREAU} for i in range(7)]
    projects = [{"code": f"XM-{i:03d}", "name": f"示范项目{i}", "budget_unit": f"10{i % 7:04d}", "fiscal_year": 2026,
                 "kind": ("专项资金", "special fund"), "central": i * 123456, "provincial": 100000000 + i, "prefecture": 5, "county": 0,
                 "other": 999999999999 if i == 4 else i * 1000000, "status": ("在用", "active"), "bureau": BUREAU} for i in range(9)]
    contracts, engagements, instalments = [], [], []
    for i in range(4):
        number = f"红财〔2026〕{i:02d}号"
        fees = [1000000 + 1000 * i, 33333 + i, 1] [:i % 3 + 1]
        contracts.append({"number": number, "title": f"委托合同{i}", "agency": uscc(1000 + i), "lead_evaluator": None,
                          "policy": "honghe-2022@1", "procurement_method": ("公开招标", "open tender"), "fiscal_year": 2026,
                          "signed_on": datetime.date(2026, 2, 28), "starts_on": datetime.date(2026, 3, 1), "ends_on": datetime.date(2027, 1, 31),
                          "fee": sum(fees), "bureau": BUREAU, **new_terms(i, sum(fees))})
        for n, fee in enumerate(fees):
            engagements.append({"contract": number, "code": f"PJ{i}-{n}", "name": f"评价{i}-{n}", "budget_unit": f"10{n:04d}",
                                "project": f"XM-{i:03d}" if n == 0 else None, "object_kind": ("专项资金", "special fund"), "fee": fee,
                                "plan_due_on": datetime.date(2026, 4, 30), "report_due_on": datetime.date(2026, 9, 30),
                                "fixed_deduction": 100 if (i, n) == (1, 0) else 0, "fixed_deduction_reason": "逾期通报" if (i, n) == (1, 0) else None})
        first = sum(fees) * 3 // 10
        instalments.append({"contract": number, "sequence": 1, "name": "首付款", "due_condition": ("合同签订", "contract signed"), "due_on": None, "amount": first})
        instalments.append({"contract": number, "sequence": 2, "name": "尾款", "due_condition": ("约定日期", "agreed date"),
                            "due_on": datetime.date(2026, 12, 1), "amount": sum(fees) - first})
    return {"agencies": {"rows": agencies}, "budget-units": {"rows": units}, "projects": {"rows": projects},
            "contracts": {"rows": contracts, "engagements": engagements, "instalments": instalments},
            "score-sheets": {"rows": score_rows(contracts[0]["number"], "PJ0-0")}}


def new_terms(i, fee):
    """What a contract says of its commission, bond, budget and dates; every other one says all of it."""
    full = i % 2 == 1
    return {"commission_type": ('部门绩效评价', 'evaluation by the department') if full else ('财政重点绩效评价', 'key evaluation by the finance bureau'),
            "principal_unit": "100005" if full else None, "fee_basis": ('总价', 'lump sum'), "bond": fee // 20 if full else 0,
            "bond_form": BOND_FORMS[full], "budget_line": "30227", "expenditure_function": "2010608", "payment_days": 45 if full else 0,
            "award_notice_on": datetime.date(2026, 2, 10) if full else None, "published_on": datetime.date(2026, 3, 2) if full else None,
            "filed_on": datetime.date(2026, 3, 5) if full else None, "procurement_number": f"KJ-{i}" if full else None}


def score_rows(contract, engagement):
    policy = json.loads((ROOT / "sql/seed/policies/honghe-2022.json").read_text())
    rows = []
    for expert in ("E01", "E02"):
        for component in policy["components"][:2]:
            if expert == "E02" and component["code"] == "report":
                rows.append({"contract": contract, "engagement": engagement, "component": "report", "expert": expert, "criterion": None, "points": None,
                             "defects": None, "reason": None, "page": None, "total": 7950, "comment": "只给总分", "bureau": BUREAU})
                continue
            for i, criterion in enumerate(component["criteria"]):
                per_defect = criterion["rule"] == "per_defect"
                most = int(criterion["points"]) * 100
                points = most - 300 if per_defect else most - 50 * (i % 4)
                rows.append({"contract": contract, "engagement": engagement, "component": component["code"], "expert": expert,
                             "criterion": criterion["code"], "points": None if per_defect else points, "defects": 3 if per_defect else None,
                             "reason": "依据不足" if points < most else None, "page": f"第{i}页" if points < most else None, "total": None,
                             "comment": None, "bureau": BUREAU, "_points": points})
    return rows


# --- spelling: the same thing as people write it --------------------------------------------------------------------
def decimal(fen):
    return f"{fen // 100}.{fen % 100:02d}"


def spelled(value, kind, english, wild, unit):
    if value is None:
        return rng.choice([None, "", "  "]) if wild else None
    if isinstance(value, tuple):
        text = value[1 if english else 0]
        return f" {text}　" if wild and rng.random() < 0.5 else text
    if isinstance(value, datetime.date):
        if not wild:
            return value
        serial = (value - datetime.date(1899, 12, 30)).days
        return rng.choice([value, datetime.datetime(value.year, value.month, value.day), f"{value.year}-{value.month}-{value.day}",
                           f"{value.year}/{value.month:02d}/{value.day:02d}", f"{value.year}年{value.month}月{value.day}日", serial,
                           value.strftime("%Y%m%d"), f" {value.isoformat()} ".translate(WIDE).replace("-", "-")])
    if kind == "money":
        if unit == 1:
            return rng.choice([value / 100, decimal(value), f"{value // 100:,}.{value % 100:02d}", decimal(value).translate(WIDE),
                               f" {decimal(value)} "]) if wild else value / 100
        text = f"{value // 1000000}.{value % 1000000:06d}".rstrip("0").rstrip(".")
        return rng.choice([text, text.translate(WIDE), float(text), text + "  "])
    if kind == "score":
        return rng.choice([value / 100, decimal(value), decimal(value).translate(WIDE)]) if wild else value / 100
    if isinstance(value, int):
        return rng.choice([value, str(value), f"{value} ", str(value).translate(WIDE), float(value)]) if wild else value
    if wild and re.fullmatch(r"[0-9A-Z]{18}", value) and rng.random() < 0.4:
        return value.translate(WIDE)
    return f"{value} " if wild and not value.startswith("=") and rng.random() < 0.4 else value


def put(cell, value):
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"  # also where the text begins with an equals sign


def fill_plain(kind, rows, path):
    """The Chinese template as it comes, with rows written under the example."""
    must("template", kind, "-o", path)
    workbook = openpyxl.load_workbook(path)
    for (key, columns), sheet in zip(columns_of(kind), workbook.worksheets):
        titles = [c.value for c in sheet[1]]
        check(titles == [c[0] for c in columns.values()], f"{kind}: the template has {titles}, the export {list(columns.values())}")
        for r, row in enumerate(rows[key], 3):
            for c, (name, (_, _, type_)) in enumerate(columns.items(), 1):
                put(sheet.cell(r, c), spelled(row[name], type_, False, False, 1))
    workbook.save(path)


def fill_wild(kind, rows, path):
    """A workbook of one's own: English headers in another order, units, blank rows, every way to write a value."""
    must("template", kind, "-o", here / "english.xlsx", "--lang", "en")
    names = [s.title for s in openpyxl.load_workbook(here / "english.xlsx").worksheets]
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for (key, columns), title in zip(columns_of(kind), names):
        sheet = workbook.create_sheet(title)
        order = list(columns)
        rng.shuffle(order)
        units = {}
        for c, name in enumerate(order, 1):
            zh, en, type_ = columns[name]
            header = rng.choice([zh, en])
            if type_ == "money":
                units[name] = rng.choice([1, 10000])
                base = re.sub(r"[（(].*[)）]$", "", header).strip()
                header = base + rng.choice({1: ["（元）", "(yuan)", "", "(元)"], 10000: ["（万元）", "(10,000 yuan)", "（万元） "]}[units[name]])
            sheet.cell(2, c).value = rng.choice([header, f" {header}", header.upper(), header + "*"])
        r = 3
        for row in rows[key]:
            r += rng.choice([0, 0, 0, 1, 2])
            for c, name in enumerate(order, 1):
                put(sheet.cell(r, c), spelled(row[name], columns[name][2], rng.random() < 0.5, True, units.get(name, 1)))
            r += 1
    workbook.save(path)


def wanted(value, type_):
    if isinstance(value, tuple):
        return value[0]
    if isinstance(value, datetime.date):
        return value.isoformat()
    if type_ in ("money", "score") and value is not None:
        return decimal(value)
    return value


def exported(database, kind):
    path = here / "export.json"
    must("export", KINDS[kind], "-o", path, database=database)
    document = json.loads(path.read_text())
    return {"rows": document} if isinstance(document, list) else document


def compare(kind, rows, database):
    document = exported(database, kind)
    for key, columns in columns_of(kind):
        want = [tuple(str(wanted(row[n], c[2])) for n, c in columns.items()) for row in rows[key]]
        got = [tuple(str(row[n]) for n in columns) for row in document[key]]
        if kind == "score-sheets":  # points of a criterion by defects are computed, a total is repeated nowhere
            place = list(columns).index
            drop = lambda row: tuple(v for i, v in enumerate(row) if i not in (place("points"), place("total"), place("comment")))
            check(sorted(map(drop, got)) == sorted(map(drop, want)), lambda: difference(kind, sorted(map(drop, want)), sorted(map(drop, got))))
            continue
        check(sorted(got) == sorted(want), lambda: difference(kind + "/" + key, sorted(want), sorted(got)))


def difference(where, want, got):
    missing = [w for w in want if w not in got][:3]
    extra = [g for g in got if g not in want][:3]
    return f"{where}: {len(want)} rows meant, {len(got)} exported\nmeant: {missing}\nexported: {extra}"


def state_of(database):
    """Every row of every table, so that 'nothing was written' means nothing; only that somebody imported may be noted."""
    with sqlite3.connect(database.removeprefix("sqlite:")) as rows:
        tables = [t for t, in rows.execute("SELECT name FROM sqlite_master WHERE type='table'") if t not in ("session", "sqlite_sequence")]
        keep = {"audit": " WHERE action <> 'import'"}
        return {t: rows.execute(f"SELECT * FROM {t}{keep.get(t, '')}").fetchall() for t in tables}


def changed_book(kind, source, target):
    """Another name in the first row of data."""
    workbook = openpyxl.load_workbook(source)
    sheet = workbook.worksheets[0]
    column = {"agencies": "机构名称", "budget-units": "单位名称", "projects": "项目名称", "contracts": "合同名称"}[kind]
    cell = next(sheet.cell(3, c.column) for c in sheet[1] if c.value == column)
    cell.value = "改过的名称"
    workbook.save(target)
    return cell.coordinate


def open_panel(database):
    server = Server(database)
    clerk = Client(server, "clerk")
    experts = add_experts(clerk, database, 2)
    contract = next(c for c in clerk.all("/api/v1/contracts") if c["number"] == "红财〔2026〕00号")
    engagement = clerk.get(f"/api/v1/contracts/{contract['id']}")["engagements"][0]["id"]
    clerk.make(f"/api/v1/engagements/{engagement}/panel", {"deadline_on": "2099-12-31", "members": [{"expert": e} for e, _ in experts]})
    server.stop()


def round_trips():
    rows = meant()
    bases = {"plain": new_database(f"sqlite:{here}/plain.db"), "wild": new_database(f"sqlite:{here}/wild.db")}
    updated = 0
    for kind in KINDS:
        for way, database in bases.items():
            if kind == "score-sheets":
                open_panel(database)
            path = here / f"{way}-{kind}.xlsx"
            (fill_plain if way == "plain" else fill_wild)(kind, rows[kind], path)
            before = state_of(database)
            import_book(database, kind, path, 0, "--dry-run")
            check(state_of(database) == before, f"{kind}: --dry-run wrote something")
            answer = import_book(database, kind, path)
            check(answer["written"] and answer["problem_count"] == 0, f"{kind}: {answer}")
            compare(kind, rows[kind], database)
            before = state_of(database)
            again = import_book(database, kind, path)
            after = state_of(database)
            check(after == before, lambda: f"{kind} {way}: importing again changed {[t for t in before if before[t] != after[t]]}")
            check(again["created"] == again["updated"] == 0 and again["unchanged"] == answer["created"], f"{kind} {way} again: {again}")
        if kind == "score-sheets":
            continue
        database = bases["plain"]
        place = changed_book(kind, here / f"plain-{kind}.xlsx", here / "changed.xlsx")
        before = state_of(database)
        code, out, err = run("import", kind, here / "changed.xlsx", "--bureau", BUREAU, database=database)
        check(code in (2, 5) and re.search(rf"{place}|[A-Z]3", out) and re.search(r"import\.(exists|contract)_differs", out),
              f"{kind}: a changed row without --update: exit {code}\n{out}{err}")
        check(state_of(database) == before, f"{kind}: a refused change wrote something")
        answer = import_book(database, kind, here / "changed.xlsx", 0, "--update")
        check(answer["updated"] == 1 and answer["created"] == 0, f"{kind}: --update: {answer}")
        check("改过的名称" in json.dumps(exported(database, kind), ensure_ascii=False), f"{kind}: --update did not change the name")
        updated += 1
    must("check", database=bases["plain"])
    must("check", database=bases["wild"])
    return bases["plain"], updated


# --- twelve faults ----------------------------------------------------------------------------------------------------
FAULTS = {
    # kind: [(sheet, row counted from 0, header, value, rule or None)]
    "projects": [("项目", 0, "项目编码", None, "import.required"), ("项目", 1, "预算年度", "二〇二六", None), ("项目", 2, "预算年度", 1999, None),
                 ("项目", 3, "中央资金（元）", "12.345", None), ("项目", 4, "省级资金（元）", -5, "import.negative"), ("项目", 5, "州市资金（元）", "壹佰元", None),
                 ("项目", 6, "项目类型", "不知道", "import.not_a_choice"), ("项目", 7, "预算单位编码", "999999", None), ("项目", 8, "县级资金（元）", "1,23,4", None),
                 ("项目", 9, "其他资金（元）", "1e5", None), ("项目", 11, "项目编码", "XM-NEW-10", "import.key_twice"), ("项目", 12, "状态", "=1/0", None)],
    "contracts": [("合同", 0, "机构统一社会信用代码", uscc(1)[:-1] + ("A" if uscc(1)[-1] != "A" else "B"), None), ("合同", 1, "签订日期", "2026-02-30", None),
                  ("合同", 2, "结束日期", "去年", None), ("合同", 3, "质控办法代码", "no-such@9", None), ("合同", 4, "合同金额（元）", "100000.001", None),
                  ("合同", 5, "采购方式", "抓阄", "import.not_a_choice"), ("合同", 6, "财政部门区划代码", "999999", None),
                  ("评价项目", 7, "委托业务费（元）", "－1", None), ("评价项目", 8, "评价项目编号", " ", "import.required"),
                  ("评价项目", 9, "评价对象类型", "随便", "import.not_a_choice"), ("分期付款", 10, "合同编号", "HT-NOT-HERE", "import.contract_not_listed"), ("分期付款", 11, "金额（元）", "3万", None)],
    "agencies": [("第三方机构", 0, "统一社会信用代码", "91532500", None), ("第三方机构", 1, "统一社会信用代码", uscc(31)[:-1] + ("0" if uscc(31)[-1] != "0" else "1"), None),
                 ("第三方机构", 2, "机构名称", None, "import.required"), ("第三方机构", 3, "机构类型", "补习班", "import.not_a_choice"),
                 ("第三方机构", 4, "成立日期", "2099-01-01", "agency.registered_in_future"), ("第三方机构", 5, "成立日期", "13/13/2020", None),
                 ("第三方机构", 6, "电子邮箱", "没有", "agency.email_malformed"), ("第三方机构", 7, "机构名称", "长" * 101, None), ("第三方机构", 8, "状态", "睡觉", "import.not_a_choice"),
                 ("第三方机构", 9, "统一社会信用代码", uscc(3008), "import.key_twice"), ("第三方机构", 10, "备注", "长" * 501, None), ("第三方机构", 11, "财政部门区划代码", "110000", None)],
}


def good_rows(kind):
    if kind == "agencies":
        return {"第三方机构": [["统一社会信用代码", "机构名称", "机构类型", "成立日期", "电子邮箱", "状态", "备注", "财政部门区划代码"]] + [
            [uscc(3000 + i), f"新机构{i}", "会计师事务所", datetime.date(2015, 1, 1), "a@b.cn", "正常", "无", BUREAU] for i in range(14)]}
    if kind == "projects":
        return {"项目": [["项目编码", "项目名称", "预算单位编码", "预算年度", "项目类型", "中央资金（元）", "省级资金（元）", "州市资金（元）", "县级资金（元）", "其他资金（元）", "状态"]] + [
            [f"XM-NEW-{i}", f"新项目{i}", "100001", 2026, "专项资金", 1, 2, 3, 4, 5, "在用"] for i in range(14)]}
    contracts = [["合同编号", "合同名称", "机构统一社会信用代码", "质控办法代码", "采购方式", "预算年度", "签订日期", "开始日期", "结束日期", "合同金额（元）", "财政部门区划代码"]]
    parts = [["合同编号", "评价项目编号", "评价项目名称", "评价对象类型", "委托业务费（元）"]]
    payments = [["合同编号", "期次", "款项名称", "付款条件", "金额（元）"]]
    for i in range(14):
        contracts.append([f"HT-NEW-{i}", f"新合同{i}", uscc(1000), "honghe-2022@1", "公开招标", 2026, "2026-03-01", "2026-03-01", "2026-12-31", 100000, BUREAU])
        parts.append([f"HT-NEW-{i}", "PJ-1", f"评价{i}", "专项资金", 100000])
        payments.append([f"HT-NEW-{i}", 1, "全款", "合同签订", 100000])
    return {"合同": contracts, "评价项目": parts, "分期付款": payments}


def write_book(path, sheets):
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(row)
    workbook.save(path)


def planted(kind, path):
    """Answers {(sheet, cell): (value, rule)}; the rows around the faults are right."""
    sheets = good_rows(kind)
    places = {}
    for sheet, row, header, value, rule in FAULTS[kind]:
        column = sheets[sheet][0].index(header)
        sheets[sheet][row + 1][column] = value
        places[sheet, f"{chr(65 + column)}{row + 2}"] = (value, rule)
    # Division by nought as LibreOffice would have stored it: an error in the cell, not a text.
    write_book(path, sheets)
    if any(v == "=1/0" for v, _ in places.values()):
        with zipfile.ZipFile(path) as book:
            parts = {n: book.read(n) for n in book.namelist()}
        for name, text in parts.items():
            parts[name] = re.sub(rb'<c r="([A-Z]+\d+)"[^>]*><f>1/0</f><v\s*/?>(</v>)?</c>', rb'<c r="\1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', text)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
            for name, text in parts.items():
                book.writestr(name, text)
    return places


def twelve_faults(database):
    total = 0
    for kind in FAULTS:
        path = here / f"faults-{kind}.xlsx"
        places = planted(kind, path)
        check(len(places) == 12, f"{kind}: {len(places)} faults planted")
        before = state_of(database)
        marked = here / f"marked-{kind}.xlsx"
        code, out, err = run("import", kind, path, "--bureau", BUREAU, "--marked", marked, database=database)
        check(code == 2, f"{kind}: twelve faults: exit {code}\n{out}{err}")
        answer = json.loads(out.splitlines()[-1])
        named = {(p["sheet"], p["cell"]): p for p in answer["problems"]}
        missing = [p for p in places if p not in named]
        check(not missing, lambda: f"{kind}: not named: {[(p, places[p]) for p in missing]}\nnamed: {[(k, v['rule']) for k, v in named.items()]}")
        extra = [p for p in named if p not in places]
        check(not extra, lambda: f"{kind}: named besides: {[(p, named[p]['rule'], named[p]['text']) for p in extra]}")
        for place, (value, rule) in places.items():
            check(rule is None or named[place]["rule"] == rule, f"{kind} {place}: {rule} expected, {named[place]['rule']} named")
            check(f"{place[0]}!{place[1]}" in err and named[place]["text"], f"{kind} {place} is not told on standard error")
        check(not answer["written"] and state_of(database) == before, f"{kind}: a refused workbook wrote something")
        marks = set()
        for sheet in openpyxl.load_workbook(marked).worksheets[1:]:
            for row in sheet.iter_rows():
                marks |= {(sheet.title, c.coordinate) for c in row if c.comment}
        check(marks == set(places), f"{kind}: marked {sorted(marks)}, faults {sorted(places)}")
        total += 12
        mend(kind, marked, database)
    return total


def mend(kind, marked, database):
    """The marked copy with the right values put back goes in as it is."""
    workbook = openpyxl.load_workbook(marked)
    for name, rows in good_rows(kind).items():
        sheet = workbook[name]
        for r, row in enumerate(rows, 1):
            for c, value in enumerate(row, 1):
                sheet.cell(r, c).value = value
    workbook.save(marked)
    answer = import_book(database, kind, marked, 0)
    check(answer["written"] and answer["created"] == 14, f"{kind}: the mended copy: {answer}")


def turned(good):
    """Twenty bytes of the packed sheet are other bytes."""
    with zipfile.ZipFile(io.BytesIO(good)) as book:
        entry = next(i for i in book.infolist() if i.filename.startswith("xl/worksheets/sheet"))
    middle = entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2
    return bytes(b ^ 0x55 if middle < i < middle + 20 else b for i, b in enumerate(good))


def write_bomb(path, good):
    """A sheet of a gigabyte of blanks, written piece by piece."""
    with zipfile.ZipFile(io.BytesIO(good)) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for name in source.namelist():
            if not name.startswith("xl/worksheets/sheet"):
                target.writestr(name, source.read(name))
                continue
            with target.open(name, "w", force_zip64=True) as sheet:
                sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
                for _ in range(1024):
                    sheet.write(b" " * (1 << 20))
                sheet.write(b"</sheetData></worksheet>")


# --- not what it says --------------------------------------------------------------------------------------------------
def impostors(database):
    good = io.BytesIO()
    workbook = openpyxl.Workbook()
    workbook.active.append(["统一社会信用代码", "机构名称", "机构类型"])
    workbook.active.append([uscc(5000), "甲", "会计师事务所"])
    workbook.save(good)
    good = good.getvalue()

    def rezipped(change):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(good)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name in source.namelist():
                text = change(name, source.read(name))
                if text is not None:
                    target.writestr(name, text)
        return out.getvalue()

    sheet = lambda name: name.startswith("xl/worksheets/sheet")
    laughs = (b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 20) for i in range(8)) + b']><worksheet><sheetData>&i;</sheetData></worksheet>')
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 2000
    files = {"a CSV renamed": "统一社会信用代码,机构名称\n1,甲\n".encode(), "a page renamed": b"<html><table><tr><td>1</td></tr></table></html>",
             "a PDF renamed": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "nothing": b"", "an old or locked workbook": ole, "a truncated one": good[:len(good) * 2 // 3],
             "one with a broken end": good[:-40], "a zip that is no workbook": rezipped(lambda n, t: t if n.startswith("docProps") else None),
             "one without its sheet": rezipped(lambda n, t: None if sheet(n) else t), "broken XML": rezipped(lambda n, t: t[:-30] if sheet(n) else t),
             "a zip bomb": b"", "billion laughs": rezipped(lambda n, t: laughs if sheet(n) else t),
             "bytes turned in the sheet": turned(good)}
    before = state_of(database)
    for name, content in files.items():
        path = here / "impostor.xlsx"
        if name == "a zip bomb":
            write_bomb(path, good)
        else:
            path.write_bytes(content)
        code, out, err, most = measured("import", "agencies", path, "--bureau", BUREAU, database=database)
        check(code == 2 and "[" in err, f"{name}: exit {code}\n{(out + err)[:600]}")
        check(most < 300, f"{name}: took {most:.0f} MiB")
    check(state_of(database) == before, "a refused workbook wrote something")
    return len(files)


# --- 50,000 rows --------------------------------------------------------------------------------------------------------
def measured(*words, database):
    """Exit code, output, messages and the highest resident memory in MiB, read from the living process: what wait()
    tells includes the memory of the Python that started it."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = subprocess.Popen([find_binary(), *map(str, words)], stdout=out, stderr=err, env=dict(os.environ, ZHIHENG_DATABASE=database))
        most = 0
        while process.poll() is None:
            with open(f"/proc/{process.pid}/status") as status:
                text = status.read()
            found = re.search(r"Name:\s+zhiheng\n(?:.*\n)*?VmHWM:\s+(\d+)", text)
            most = max(most, int(found.group(1)) / 1024 if found else 0)
            time.sleep(0.01)
        out.seek(0), err.seek(0)
        return process.returncode, out.read().decode(), err.read().decode(), most


def large_book(path, rows, spoil=False):
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("第三方机构")
    sheet.append(["统一社会信用代码", "机构名称", "机构类型", "地址", "电子邮箱", "备注"])
    for i in range(rows):
        sheet.append([uscc(100000 + i), f"大机构{i}", "会计师事务所", f"蒙自市示范路{i}号", f"a{i}@example.cn", "备注" * 10])
    if spoil:
        sheet.append(["坏代码", "坏机构", "会计师事务所", "", "", ""])
    workbook.save(path)


def fifty_thousand():
    database = new_database(f"sqlite:{here}/large.db")
    large_book(here / "spoilt.xlsx", 50000, spoil=True)
    before = state_of(database)
    code, out, err, _ = measured("import", "agencies", here / "spoilt.xlsx", "--bureau", BUREAU, "--marked", here / "m.xlsx", database=database)
    check(code == 2 and "A50002" in err, f"one fault in the last of 50,001 rows: exit {code}\n{err[-500:]}")
    check(state_of(database) == before, "one fault in the last row, and something was written")
    large_book(here / "small.xlsx", 1000)
    _, _, _, small = measured("import", "agencies", here / "small.xlsx", "--bureau", BUREAU, "--dry-run", database=database)
    large_book(here / "large.xlsx", 50000)
    code, out, err, most = measured("import", "agencies", here / "large.xlsx", "--bureau", BUREAU, database=database)
    check(code == 0 and json.loads(out.splitlines()[-1])["created"] == 50000, f"50,000 rows: exit {code}\n{out[-500:]}{err[-500:]}")
    progress = [line for line in err.splitlines() if re.search(r"\d,?000", line)]
    check(len(progress) >= 10, f"50,000 rows: {len(progress)} lines of progress\n{err[-500:]}")
    check(most < small + 64, f"50,000 rows took {most:.0f} MiB, 1,000 rows {small:.0f} MiB")
    code, out, err, again = measured("import", "agencies", here / "large.xlsx", "--bureau", BUREAU, database=database)
    check(code == 0 and json.loads(out.splitlines()[-1])["unchanged"] == 50000, f"50,000 rows again: exit {code}\n{err[-500:]}")
    check(again < small + 96, f"50,000 rows again took {again:.0f} MiB")
    return most, again, small, len(progress)


def main():
    database, updated = round_trips()
    faults = twelve_faults(database)
    refused = impostors(database)
    most, again, small, lines = fifty_thousand()
    shown(f"five kinds make the round trip in two spellings, again changes nothing, {updated} kinds update only with --update; "
          f"{faults} planted faults named and marked by cell with nothing written, the mended copies go in; {refused} impostors refused; "
          f"50,000 rows in {most:.0f} MiB (again: {again:.0f}, 1,000 rows: {small:.0f}) with {lines} lines of progress")


main()
