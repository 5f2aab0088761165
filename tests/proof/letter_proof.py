#!/usr/bin/python3
"""Letters are documents that people's programs open, and a clerk's edited template is used or refused by name.

The demonstration year gives one letter of every kind that it has data for; LibreOffice reads them all in one start, and the
text that it sees is the text that the letter should say: no placeholder left, the figures of the result, the code. The
code of a result letter is accepted by `zhiheng verify --code` against the evidence written beside it, and an altered
evidence is refused. The templates are made again by deploy/make_letters.py to the last byte.
"""
import json
import re
import shutil
import sqlite3
import subprocess
import zipfile

from common import ROOT, check, folder, must, run, shown

here = folder()
database = f"sqlite:{here}/demo.db"
LETTERS = ROOT / "templates/letters"


def one(sql):
    row = sqlite3.connect(here / "demo.db").execute(sql).fetchone()
    return None if row is None else row[0]


def office(paths, kind, ending):
    """The files as LibreOffice reads them, in one start."""
    out = here / ending
    answer = subprocess.run(["soffice", "--headless", f"-env:UserInstallation=file://{here}/office", "--convert-to", kind, "--outdir", out, *paths],
                            capture_output=True, timeout=240)
    read = {}
    for path in paths:
        made = out / (path.stem + "." + ending)
        check(made.exists(), lambda: f"LibreOffice did not open {path.name}\n{answer.stdout.decode()}{answer.stderr.decode()}")
        read[path.stem] = made
    return read


def dump(path):
    """Every paragraph's text, for the golden text of a letter."""
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("word/document.xml").decode()
    lines = ["".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>|(?P<b><w:br/>)", p) and ["\n" if m.group(0) == "<w:br/>" else m.group(1) for m in re.finditer(r"<w:t[^>]*>([^<]*)</w:t>|<w:br/>", p)])
             for p in re.findall(r"<w:p>.*?</w:p>|<w:p/>", xml)]
    return "\n".join(lines)


def prove_templates_are_reproducible():
    again = here / "again"
    (again / "deploy").mkdir(parents=True)
    (again / "templates/letters").mkdir(parents=True)
    shutil.copy(ROOT / "deploy/make_letters.py", again / "deploy")
    subprocess.run(["/usr/bin/python3", again / "deploy/make_letters.py"], check=True)
    made = sorted((again / "templates/letters").glob("*.docx"))
    for path in made:
        ours, theirs = zipfile.ZipFile(LETTERS / path.name), zipfile.ZipFile(path)
        check(ours.namelist() == theirs.namelist() and all(ours.read(n) == theirs.read(n) for n in ours.namelist()), f"{path.name} is not what make_letters.py writes")
        must("letter", "check", LETTERS / path.name, path.stem)
    kinds = [kind["kind"] for kind in json.loads((LETTERS / "kinds.json").read_text())]
    check(sorted(kinds) == [path.stem for path in made], "every kind has a template and every template a kind")
    shown(f"{len(made)} templates are written again to the last byte and pass their own check")


def claimed():
    """A contract that was paid more than its confirmed statement leaves it."""
    return one("SELECT s.contract_id FROM statement s WHERE s.state = 'confirmed' AND s.fee_fen + s.bonus_fen - s.deduction_fen + "
               "(SELECT COALESCE(SUM(a.amount_fen), 0) FROM adjustment a WHERE a.statement_id = s.id AND a.state = 'confirmed') < "
               "(SELECT COALESCE(SUM(CASE WHEN p.kind = 'refund' THEN -p.amount_fen ELSE p.amount_fen END), 0) FROM payment p "
               "WHERE p.contract_id = s.contract_id) ORDER BY s.id LIMIT 1")


def make_all():
    must("demo", database=database)
    about = {"result": ("result", one("SELECT id FROM result WHERE state = 'current' AND deduction_fen > 0 ORDER BY id LIMIT 1")),
             "statement": ("contract", one("SELECT contract_id FROM statement WHERE confirmed_at IS NOT NULL ORDER BY id LIMIT 1")),
             "invitation": ("member", one("SELECT id FROM panel_member ORDER BY id LIMIT 1")),
             "meeting_record": ("panel", one("SELECT id FROM panel WHERE state = 'closed' ORDER BY id LIMIT 1")),
             "appointment": ("expert", one("SELECT id FROM expert WHERE stage = 'appointed' AND term_until IS NOT NULL ORDER BY id LIMIT 1")),
             "draw_record": ("draw", one("SELECT id FROM draw WHERE drawn_at IS NOT NULL ORDER BY id LIMIT 1")),
             "objection_decision": ("objection", one("SELECT id FROM objection WHERE decided_at IS NOT NULL ORDER BY id LIMIT 1")),
             "deduction_notice": ("deduction_notice", one("SELECT id FROM deduction_notice ORDER BY id LIMIT 1")),
             "claim": ("contract", claimed()),
             "expert_payroll": ("expert_fee", one("SELECT id FROM expert_fee WHERE state IN ('confirmed', 'paid') ORDER BY id LIMIT 1"))}
    letters = []
    for kind, (param, row) in about.items():
        if row is None:
            continue
        path = here / f"{kind}.docx"
        must("letter", kind, "-o", path, "--param", f"{param}={row}", database=database)
        twice = here / "twice.docx"
        must("letter", kind, "-o", twice, "--param", f"{param}={row}", database=database)
        check(path.read_bytes() == twice.read_bytes(), f"{kind} is another file the second time")
        letters.append(path)
    check({"result", "statement", "invitation", "meeting_record", "deduction_notice", "claim"} <= {path.stem for path in letters}, "the demonstration year has these letters")
    return letters, about


def prove_office(letters):
    texts = office(letters, "txt:Text (encoded):UTF8", "txt")
    for path in letters:
        text = texts[path.stem].read_text(encoding="utf-8-sig")
        check("{{" not in text and "}}" not in text, f"{path.stem}: a placeholder is left\n{text}")
        for line in dump(path).splitlines():
            check(line.strip() in text, f"{path.stem}: LibreOffice does not show {line!r}")
    shown(f"LibreOffice reads {len(letters)} letters: {', '.join(path.stem for path in letters)}")


def prove_code(about):
    row = about["result"][1]
    evidence = here / "result.json"
    must("letter", "result", "-o", here / "r.docx", "--param", f"result={row}", "--evidence", evidence, database=database)
    text = dump(here / "r.docx")
    code = re.search(r"ZH(-[0-9A-F]{4}){4}", text).group(0)
    figures = sqlite3.connect(here / "demo.db").execute("SELECT final_score, deduction_fen, grade FROM result WHERE id = ?", (row,)).fetchone()
    check(f"{figures[0] / 100:.2f}" in text and f"{figures[1] / 100:,.2f}" in text and figures[2] in text, "the letter says the result")
    for name, expert_code in sqlite3.connect(here / "demo.db").execute("SELECT name, code FROM expert"):
        check(name not in text and name not in evidence.read_text(), f"the letter names {name}")
        check(f'"{expert_code}"' not in evidence.read_text(), f"the evidence names {expert_code}")
    check("verified" in must("verify", evidence, "--code", code), "the code is that of the evidence")
    document = json.loads(evidence.read_text())
    document["result"]["engagements"][0]["final_score"] = "99.99"
    evidence.write_text(json.dumps(document, ensure_ascii=False))
    refused = run("verify", evidence, "--code", code)
    check(refused[0] == 2 and "final_score" in refused[1], "an altered evidence is refused")
    shown(f"the code {code} of a letter is accepted with its evidence and refused when a figure is altered")


def prove_money(about):
    """What is deducted and what is to be paid back: the amounts of the rows, in figures and in capitals, and a code that holds."""
    rows = sqlite3.connect(here / "demo.db")
    deducted = rows.execute("SELECT deduction_fen FROM deduction_notice WHERE id = ?", (about["deduction_notice"][1],)).fetchone()[0]
    recoverable = rows.execute("SELECT recoverable_fen FROM statement WHERE contract_id = ? AND state = 'confirmed'", (about["claim"][1],)).fetchone()[0]
    for kind, fen in (("deduction_notice", deducted), ("claim", recoverable)):
        evidence, path = here / f"{kind}.json", here / f"{kind}.docx"
        must("letter", kind, "-o", path, "--param", "=".join(str(part) for part in about[kind]), "--evidence", evidence, database=database)
        text = dump(path)
        check(f"{fen / 100:,.2f}元" in text and "人民币" in text and "质量扣费" in text, f"{kind} says its amount and its clause\n{text}")
        code = re.search(r"ZH(-[0-9A-F]{4}){4}", text).group(0)
        check("verified" in must("verify", evidence, "--code", code), f"the code of {kind} is that of its evidence")
        for (name,) in rows.execute("SELECT name FROM expert"):
            check(name not in text and name not in evidence.read_text(), f"{kind} names {name}")
    shown("the deduction notice and the claim carry their amounts, clauses and codes that hold")


def prove_edited(about):
    edited = here / "letters"
    edited.mkdir()
    row = about["result"][1]
    template = here / "t.docx"
    must("letter", "template", "result", "-o", template, database=database)

    def change(old, new):
        with zipfile.ZipFile(template) as source, zipfile.ZipFile(edited / "result.docx", "w") as target:
            for name in source.namelist():
                body = source.read(name).decode()
                if name == "word/document.xml":
                    check(old in body, f"the template has {old}")
                    body = body.replace(old, new, 1)
                target.writestr(name, body)

    words = ("letter", "result", "-o", here / "e.docx", "--param", f"result={row}")
    folder_of = {"ZHIHENG_LETTERS_FOLDER": str(edited)}
    change("第三方机构评价质量考核结果告知书", "考核结果通知（改）")
    must("letter", "check", edited / "result.docx", "result")
    must(*words, database=database, env=folder_of)
    check("考核结果通知（改）" in dump(here / "e.docx"), "the edited template is used")
    change("{{综合得分}}", "{{综合分}}")
    answer = run("letter", "check", edited / "result.docx", "result", "--lang", "zh")
    check(answer[0] == 2 and "综合分" in answer[2] and "综合得分" in answer[2], f"the check names what is wrong: {answer}")
    check(run(*words, database=database, env=folder_of)[0] != 0, "a wrong template makes no letter")
    shown("an edited template is used; a wrong one is refused with every problem and its place")


prove_templates_are_reproducible()
letters, about = make_all()
prove_office(letters)
prove_code(about)
prove_money(about)
prove_edited(about)
