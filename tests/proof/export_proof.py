#!/usr/bin/python3
"""Exported workbooks can be worked with: LibreOffice computes what we stored, and a full disk leaves no torn file.

Every report of the demonstration year is exported as XLSX; the stored values of all formulas are thrown away, and
LibreOffice computes them anew: every one must be what we had stored. Headers are one row, frozen and filtered; numbers
are numbers, dates are dates; what begins with = + - @ stays text in XLSX, CSV and HTML. Then exports go to a disk that is
nearly full: a clear error with exit 6 or 2, and neither a torn file nor a remainder beside it.
"""
import datetime
import json
import os
import sqlite3
import subprocess

import openpyxl

from common import ROOT, check, fail, folder, must, run, shown
from people import BUREAU, book, import_book, new_database, uscc

OF_ONE = {
    "panel": "SELECT MAX(id) FROM panel",
    "bill": "SELECT MAX(id) FROM expert_fee",
    "month": "SELECT MAX(month) FROM expert_fee WHERE confirmed_at IS NOT NULL",
    "year": "SELECT MAX(fiscal_year) FROM rating_run",
    "agency": "SELECT MAX(agency.uscc) FROM agency INNER JOIN agency_record_item ON agency_record_item.agency_id = agency.id",
}
# The machine's owner has no agency of his own, so he says whose record he means.
ALSO_OF_ONE = {"agency_record": ["agency"]}

here = folder()
database = f"sqlite:{here}/demo.db"


def reports():
    numbers = None
    for path in sorted((ROOT / "reports").glob("*.json")):
        definition = json.loads(path.read_text())
        if any(p["name"] == "contract" and p["required"] for p in definition["params"]):
            if numbers is None:
                must("export", "contract_list", "-o", here / "numbers.json", database=database)
                numbers = [row["number"] for row in json.loads((here / "numbers.json").read_text())["rows"]]
            for i, number in enumerate(numbers):
                yield definition, f"{path.stem}-{i}", ["--param", f"contract={number}"]
            continue
        required = ALSO_OF_ONE.get(path.stem, []) + [p["name"] for p in definition["params"] if p["required"]]
        for one in required:
            # Papers of one row: of the last panel, bill, month or year of ratings that there is, and the demo has all.
            rows = sqlite3.connect(here / "demo.db").execute(OF_ONE[one]).fetchone()
            check(rows[0] is not None, f"the demonstration has nothing for {path.stem}")
            yield definition, path.stem, ["--param", f"{one}={rows[0]}"]
        if not required:
            yield definition, path.stem, []


def recalculated(paths):
    """The workbooks as LibreOffice computes them, without our stored values."""
    stripped, done = here / "stripped", here / "done"
    stripped.mkdir()
    formulas = {}
    for path in paths:
        workbook = openpyxl.load_workbook(path)
        formulas[path.name] = {(s.title, c.coordinate): c.value for s in workbook for row in s.iter_rows() for c in row if c.data_type == "f"}
        workbook.save(stripped / path.name)  # openpyxl writes formulas without values
    answer = subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{here}/office", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
                             "--outdir", done, *sorted(stripped.glob("*.xlsx"))], capture_output=True, timeout=900)
    for path in paths:
        check((done / path.name).exists(), lambda: f"LibreOffice did not open {path.name}\n{answer.stdout.decode()}{answer.stderr.decode()}")
        yield path, formulas[path.name], openpyxl.load_workbook(done / path.name, data_only=True), openpyxl.load_workbook(path, data_only=True)


def same(a, b):
    if isinstance(a, (int, float)) and isinstance(b, (int, float)):
        return abs(a - b) < 0.000001
    return (a or "") == (b or "")


def prove_recalculation():
    paths, lists = [], {}
    for definition, name, params in reports():
        path = here / f"{name}.xlsx"
        must("export", definition["report"], "-o", path, *params, database=database)
        paths.append(path)
        lists[path.name] = definition
    cells = 0
    for path, formulas, theirs, ours in recalculated(paths):
        for (sheet, place), formula in formulas.items():
            computed, stored = theirs[sheet][place].value, ours[sheet][place].value
            check(same(computed, stored), f"{path.name} {sheet}!{place} {formula}: {stored!r} stored, LibreOffice computes {computed!r}")
            check(stored is not None, f"{path.name} {sheet}!{place} {formula}: no stored value")
            cells += 1
        definition = lists[path.name]
        if definition.get("layout") != "form":
            prove_list(path.name, definition, openpyxl.load_workbook(path).worksheets[0])
    check(cells > 40, f"only {cells} formulas in all exported workbooks")
    return len(paths), cells


def prove_list(name, definition, sheet):
    titles = [c["title"]["zh"] for c in definition["columns"]]
    header = next((r for r in range(1, 6) if [c.value for c in sheet[r]][:len(titles)] == titles), None)
    check(header == 1, f"{name}: the header row is {header}, the first row holds {[c.value for c in sheet[1]]}")
    check(sheet.freeze_panes, f"{name}: the header is not frozen")
    check(sheet.auto_filter.ref, f"{name}: no filter")
    check(not sheet.merged_cells.ranges, f"{name}: merged cells {sheet.merged_cells.ranges}")
    for i, column in enumerate(definition["columns"]):
        for row in range(2, min(sheet.max_row, 12) + 1):
            cell = sheet.cell(row, i + 1)
            if cell.value is None or cell.data_type == "f" or not sheet.cell(row, 1).value:
                continue
            if column["type"] in ("money", "score", "integer", "percent"):
                check(isinstance(cell.value, (int, float)), f"{name} {cell.coordinate}: {cell.value!r} is no number")
            elif column["type"] == "date":
                check(isinstance(cell.value, datetime.date), f"{name} {cell.coordinate}: {cell.value!r} is no date")
            elif column["type"] == "text":
                check(isinstance(cell.value, str), f"{name} {cell.coordinate}: {cell.value!r} is no text")


def prove_texts():
    """What a spreadsheet would take for a formula, and what a page would take for markup."""
    other = new_database(f"sqlite:{here}/texts.db")
    hostile = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "=HYPERLINK(\"http://x\")", "<script>alert(1)</script>", "a\"b,c d", "'=1+1"]
    rows = [["统一社会信用代码", "机构名称", "机构类型", "备注"]] + [[uscc(i), f"机构{i}", "会计师事务所", None] for i in range(len(hostile))]
    path = book(here / "hostile.xlsx", {"第三方机构": rows})
    workbook = openpyxl.load_workbook(path)
    for i, text in enumerate(hostile):
        cell = workbook.active.cell(i + 2, 4)
        cell.value, cell.data_type = text, "s"
    workbook.save(path)
    import_book(other, "agencies", path)
    must("export", "agency_list", "-o", here / "texts.xlsx", database=other)
    cells = {c.value: c.data_type for row in openpyxl.load_workbook(here / "texts.xlsx").active.iter_rows() for c in row}
    for text in hostile:
        check(cells.get(text) == "s", f"{text!r} is {cells.get(text)} in the exported workbook")
    must("export", "agency_list", "-o", here / "texts.csv", database=other)
    csv = (here / "texts.csv").read_bytes()
    check(csv.startswith(b"\xef\xbb\xbf"), "the CSV does not begin with a byte order mark")
    for line in csv.decode("utf-8-sig").replace('"', ",").splitlines():
        for field in line.split(","):
            check(not field[:1] in ("=", "+", "@") and not field.startswith("-2"), f"a field of the CSV begins with a sign: {line!r}")
    must("export", "agency_list", "-o", here / "texts.html", database=other)
    check(b"<script>alert" not in (here / "texts.html").read_bytes(), "markup of a text stands in the exported page")
    return len(hostile)


def prove_full_disk():
    """On a disk of 300 KiB with a file that fills it: nothing torn, the file that was there stays."""
    place = here / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", place], capture_output=True)
    if mounted.returncode != 0:
        # Without the right to mount: a limit on the size of files does the same to the writer.
        return prove_size_limit(place)
    try:
        must("export", "score_sheet_list", "-o", here / "whole.xlsx", database=database)
        size = (here / "whole.xlsx").stat().st_size
        (place / "fill").write_bytes(b"x" * (300 * 1024 - min(size // 2, 40960)))
        (place / "kept.xlsx").write_bytes(b"old")
        for report, name in (("score_sheet_list", "new.xlsx"), ("score_sheet_list", "kept.xlsx"), ("score_summary", "new.csv"),
                             ("score_summary", "new.html"), ("score_sheet_list", "new.json")):
            code, out, err = run("export", report, "-o", place / name, database=database)
            check(code == 6 and err.strip(), f"export of {name} to a full disk: exit {code}\n{out}{err}")
        check(sorted(os.listdir(place)) == ["fill", "kept.xlsx"], f"after failed exports: {os.listdir(place)}")
        check((place / "kept.xlsx").read_bytes() == b"old", "the file that was there is torn")
        code, out, err = run("template", "agencies", "-o", place / "t.xlsx", database=database)
        check(code == 0 or (code == 6 and not (place / "t.xlsx").exists()), f"template to a full disk: exit {code}\n{err}")
    finally:
        subprocess.run(["umount", place], check=True)
    return "a full disk"


def prove_size_limit(place):
    code, out, err = 0, "", ""
    done = subprocess.run(["bash", "-c", 'ulimit -f 8; trap "" XFSZ; exec "$@"', "-", os.environ.get("ZHIHENG_BINARY", str(ROOT / "build/zhiheng")),
                           "export", "score_sheet_list", "-o", str(place / "new.xlsx")], capture_output=True,
                          env=dict(os.environ, ZHIHENG_DATABASE=database))
    check(done.returncode in (2, 6) and done.stderr, f"export over the size limit: exit {done.returncode}\n{done.stderr.decode()}")
    check(os.listdir(place) == [], f"after a failed export: {os.listdir(place)}")
    return "a limit on file sizes"


def main():
    must("migrate", database=database)
    must("demo", database=database)
    workbooks, formulas = prove_recalculation()
    texts = prove_texts()
    disk = prove_full_disk()
    shown(f"{workbooks} exported workbooks open in LibreOffice, which computes all {formulas} formulas to our stored values; {texts} hostile "
          f"texts stay text in XLSX, CSV and HTML; {disk} ends exports with a clear error and no torn file")


main()
