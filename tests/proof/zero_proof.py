#!/usr/bin/python3
"""A score of nought and a score that nobody gave are two things everywhere: in imported workbooks, on sheets, in the
statistics of a panel as JSON and CSV, in `zhiheng reliability`, and in every exported workbook that shows scores."""
import csv
import io
import json

import openpyxl

from common import check, folder, must, run, shown
from people import BUREAU, Client, Server, add_experts, agencies_book, book, contracts_book, import_book, new_database, uscc

here = folder()
HEAD = ["合同编号", "评价项目编号", "考核方面", "专家编号", "评分项", "得分", "扣分原因", "页码", "总分"]


def sheet_rows(expert, component, points, total=None):
    """points: {criterion: text or None}."""
    if total is not None:
        return [["HT-000001", "PJ-1", component, expert, None, None, None, None, total]]
    return [["HT-000001", "PJ-1", component, expert, code, given, "依据不足", "3", None] for code, given in points.items()]


def cells_of(path, first="考核方面"):
    """The rows under the row of headers that begins with `first`, as dictionaries, of the first sheet."""
    rows = list(openpyxl.load_workbook(path, data_only=True).worksheets[0].iter_rows(values_only=True))
    at = next(i for i, row in enumerate(rows) if row[0] == first)
    return [dict(zip(rows[at], row)) for row in rows[at + 1:] if row[0] and row[1:] != (None,) * (len(row) - 1)]


def prove_import(database, rubric):
    """The same sheet with one cell empty is refused at that row; with nought in it, it is taken as nought."""
    code = rubric[0]["criterion"]
    full = {one["criterion"]: one["points"] for one in rubric}
    missing = book(here / "missing.xlsx", {"评分表": [HEAD] + sheet_rows("E01", "plan", {**full, code: None})})
    status, out, err = run("import", "score-sheets", missing, "--bureau", BUREAU, database=database)
    check(status != 0 and "0.00" not in out + err, f"a sheet without the points of {code} was taken: {out}{err}")
    check(rubric[0]["title"] in out + err or code in out + err, f"the refusal does not name {code}: {out}{err}")
    noughts = {**full, code: "0"}
    rows = sheet_rows("E01", "plan", noughts) + sheet_rows("E02", "plan", None, "0") + sheet_rows("E01", "report", None, "80")
    import_book(database, "score-sheets", book(here / "noughts.xlsx", {"评分表": [HEAD] + rows + sheet_rows("E02", "report", None, "90")}))


def prove_sheets(clerk, panel, experts, code):
    names = {str(one): f"专家{i}" for i, (one, _) in enumerate(experts, 1)}
    sheets = {(one["component"], names[str(one["expert"])]): one for one in clerk.get(f"/api/v1/panels/{panel}/score-sheets")["items"]}
    check(sheets["plan", "专家2"]["total"] == "0.00" and sheets["plan", "专家2"]["state"] == "submitted", f"{sheets['plan', '专家2']}")
    check(sheets["plan", "专家3"]["total"] in (None, ""), f"nobody's sheet has a total: {sheets['plan', '专家3']}")
    own = clerk.get(f"/api/v1/score-sheets/{sheets['plan', '专家1']['id']}")
    item = next(one for one in own["items"] if one["criterion"] == code)
    check(item["points"] == "0.00", f"{item}")


def prove_statistics(clerk, panel):
    statistics = clerk.get(f"/api/v1/panels/{panel}/statistics")
    plan = next(one for one in statistics["components"] if one["component"] == "plan")
    check(len(plan["raters"]) == 2, f"who handed in nothing is a rater: {plan['raters']}")
    values = [cell for row in plan["rows"] for cell in row]
    check(any(value == 0 for value in values if value is not None), f"no nought in {plan['rows']}")
    matrix = clerk.send("GET", f"/api/v1/panels/{panel}/matrix?component=plan").body.decode()
    lines = list(csv.reader(io.StringIO(matrix)))
    cells = [cell for line in lines[1:] for cell in line[1:]]
    check("0.000000" in cells, f"no nought in the CSV: {matrix}")
    check(cells.count("") == plan["agreement"]["missing"], f"{cells.count('')} empty cells, {plan['agreement']['missing']} missing")
    return values


def prove_reliability():
    def reliability(cell):
        path = here / f"matrix{len(cell)}.csv"
        path.write_text(f"target,甲,乙,丙\n一,{cell},5,6\n二,7,3,8\n三,9,8,5\n")
        return json.loads(must("reliability", path))
    nought, missing = reliability("0"), reliability("")
    check((nought["missing"], missing["missing"]) == (0, 1), f"{nought} {missing}")
    check(nought["icc"]["1"] is not None and missing["icc"]["1"] is None, "a missing cell was filled for the correlation")
    check(nought["krippendorff"] != missing["krippendorff"], "nought and missing give the same alpha")


def prove_workbooks(database, panel, code):
    def export(report, *params):
        path = here / f"{report}.xlsx"
        must("export", report, "-o", path, *params, database=database)
        must("export", report, "-o", path.with_suffix(".csv"), *params, database=database)
        return path
    summary = cells_of(export("score_summary"), "合同编号")
    by = {(row["考核方面"], row["专家"], row["评分项"]): row for row in summary}
    plan = summary[0]["考核方面"] if summary[0]["专家"] == "专家1" else "实施方案"
    check(by[plan, "专家1", code]["得分"] == 0, f"{by[plan, '专家1', code]}")
    check(by[plan, "专家2", None]["评分表总分"] == 0, f"{by[plan, '专家2', None]}")
    check(by[plan, "专家3", None]["评分表总分"] is None and by[plan, "专家3", None]["得分"] is None, f"{by[plan, '专家3', None]}")
    listed = cells_of(export("score_sheet_list"), "合同编号")
    first = next(row for row in listed if row["专家编号"] == "E01" and row["评分项"] == code)
    second = next(row for row in listed if row["专家编号"] == "E02" and row["考核方面"] == "plan")
    check(first["得分"] == 0 and second["总分"] == 0 and second["得分"] is None, f"{first} {second}")
    check(not any(row["专家编号"] == "E03" for row in listed), "a sheet that nobody filled is in the list")
    rows = list(openpyxl.load_workbook(export("panel_statistics", "--param", f"panel={panel}"), data_only=True).worksheets[0].iter_rows(values_only=True))
    head = next(row for row in rows if row[0] == "考核方面" and row[1] == "评分项")
    place = {name: next(i for i, title in enumerate(head) if title and title.startswith(name)) for name in ("专家1", "专家2", "专家3", "平均分")}
    at = next(row for row in rows if row[1] == code)
    check([at[place[name]] for name in ("专家1", "专家2", "专家3", "平均分")] == [0, None, None, 0], f"{at}")
    total = next(row for row in rows if row[2] == "评分表总分")
    check(total[place["专家2"]] == 0 and total[place["专家3"]] is None, f"{total}")
    check(abs(total[place["平均分"]] - total[place["专家1"]] / 2) < 0.006, f"the mean counts a sheet that is not there: {total}")
    text = (here / "panel_statistics.csv").read_text(encoding="utf-8-sig")
    line = next(row for row in csv.reader(io.StringIO(text)) if row[1] == code)
    check([line[place[name]] for name in ("专家1", "专家2", "专家3", "平均分")] == ["0.00", "", "", "0.00"], f"{line}")


def main():
    database = new_database(f"sqlite:{here}/zero.db")
    import_book(database, "agencies", agencies_book(here / "agencies.xlsx", [1]))
    import_book(database, "contracts", contracts_book(here / "contracts.xlsx", [1], uscc(1)))
    server = Server(database)
    clerk = Client(server, "clerk")
    experts = add_experts(clerk, database, 3)
    engagement = clerk.all("/api/v1/engagements")[0]["id"]
    made = clerk.make(f"/api/v1/engagements/{engagement}/panel", {"deadline_on": "2099-12-31", "members": [{"expert": one} for one, _ in experts]})
    panel = made["id"]
    mine = next(one for one in clerk.get(f"/api/v1/panels/{panel}/score-sheets")["items"] if one["component"] == "plan")
    rubric = clerk.get(f"/api/v1/score-sheets/{mine['id']}")["rubric"]["criteria"]
    code = rubric[0]["criterion"]
    prove_import(database, rubric)
    prove_sheets(clerk, panel, experts, code)
    prove_statistics(clerk, panel)
    prove_reliability()
    prove_workbooks(database, panel, code)
    server.stop()
    shown("a score of 0 and a missing score stay apart: import, sheets, statistics (JSON, CSV), reliability, score_summary, "
          "score_sheet_list and panel_statistics")


main()
