"""What the public reads is what a stranger can verify: the pages without an account, the documents behind the codes,
and `zhiheng verify` on all of them, whole and altered."""
import copy
import http.client
import json
import re

from common import ROOT, check, folder, must, run, shown
from people import Server

place = folder()
database = f"sqlite:{place}/d.db"
must("demo", database=database)
server = Server(database)


def get(path, language=None):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=180)
    connection.request("GET", path, headers={"Cookie": f"language={language}"} if language else {})
    response = connection.getresponse()
    return response.status, response.read().decode(), response.headers


def expert_names():
    records = json.loads((ROOT / "sql/seed/demo/records.json").read_text())["records"]
    return [one["body"][key] for one in records if one["stem"] == "expert" for key in ("name", "code")]


listed = json.loads(get("/api/v1/public/disclosures")[1])
check(listed["total"] == 1, f"one disclosure in the demonstration, not {listed['total']}")
one = listed["items"][0]
items, cursor = [], ""
while True:
    page = json.loads(get(f"/api/v1/public/disclosures/{one['id']}?limit=7{cursor}")[1])
    items += page["items"]
    if page["next"] is None:
        break
    cursor = f"&cursor={page['next']}"
check(len(items) == page["total"] == 18, f"18 results, page by page: {len(items)}")

hidden = expert_names()
check(len(hidden) >= 20, "the demonstration has experts")
verified = altered = 0
for item in items:
    status, text, _ = get(f"/public/codes/{item['code']}/document.json")
    check(status == 200, f"the document of {item['code']}: {status}")
    for name in hidden:
        check(f'"{name}"' not in text, f"{name} stands in the document of {item['code']}")
    file = place / f"{item['code']}.json"
    file.write_text(text)
    out = must("verify", file, "--code", item["code"])
    check(out.strip() == "verified", out)
    verified += 1
    document = json.loads(text)
    check(document["result"]["engagements"][0]["final_score"] == item["final_score"], "the list shows another score than the document")
    for pointer, value in (("/subject/agency", "别的机构"), ("/result/engagements/0/final_score", "99.99"), ("/case/policy/title", "别的办法")):
        forged = copy.deepcopy(document)
        at = forged
        *path, last = pointer.strip("/").split("/")
        for part in path:
            at = at[int(part) if part.isdigit() else part]
        at[last] = value
        (place / "forged.json").write_text(json.dumps(forged, ensure_ascii=False))
        code, out, _ = run("verify", place / "forged.json", "--code", item["code"])
        check(code == 2 and pointer in out, f"{pointer} altered: exit {code}\n{out[:500]}")
        altered += 1
    # Another item's code does not fit, however sound the document is.
    other = items[0]["code"] if item is not items[0] else items[1]["code"]
    code, out, _ = run("verify", file, "--code", other)
    check(code == 2 and item["code"] in out, f"a foreign code: exit {code} {out}")
    check(must("verify", item["code"], database=database).strip() == "verified", "a bare code is looked up")
status, text, _ = get(f"/public/disclosures/{one['id']}/document.json")
(place / "list.json").write_text(text)
check(must("verify", place / "list.json", "--code", one["code"]).strip() == "verified", "the whole list verifies")
shortened = json.loads(text)
shortened["case"]["rows"].pop()
(place / "short.json").write_text(json.dumps(shortened, ensure_ascii=False))
code, out, _ = run("verify", place / "short.json")
check(code == 2 and "/result/rows" in out, f"a shortened list: {code} {out[:300]}")

for path in ("/public", f"/public/disclosures/{one['id']}", f"/public/disclosures/{one['id']}?q=教育&sort=-final_score".replace("教育", "%E6%95%99%E8%82%B2"),
             f"/public/codes/{items[0]['code']}"):
    for language in ("zh", "en"):
        status, page, _ = get(path, language)
        check(status == 200, f"{path}: {status}")
        for name in hidden:
            check(not re.search(rf">{re.escape(name)}<", page), f"{name} stands on {path}")
check(get("/public/verify?code=ZH-0000-0000-0000-0000")[0] == 404, "an unknown code is told")
check(get("/public/disclosures/999")[0] == 404 and get("/api/v1/disclosures")[0] == 401, "the bureau's side stays closed")
code, out, err = run("verify", "ZH-0000-0000-0000-0000", database=database)
check(code == 4, f"an unknown code at the command line: exit {code}")
server.stop()
shown(f"{verified} disclosed results verified offline with their codes, {altered} altered documents named by place, no expert in any")
