#!/usr/bin/python3
"""Files of 200 MB through the built program: brought by pieces over kill -9, sent back whole and as a zip, with bounded
memory; the same content at once by two people; and files that are not what they say."""
import hashlib
import http.client
import io
import pathlib
import re
import sys
import threading
import zipfile

from common import MariaDb, check, folder, must, shown
from people import BUREAU, Client, Server, add_user, agencies_book, contracts_book, import_book, new_database, uscc

MIB = 1 << 20
LARGEST = 200 * MIB


class Person(Client):
    def bring(self, upload, offset, piece):
        return self.raw("PATCH", f"/api/v1/uploads/{upload}?offset={offset}", piece,
                        {"Authorization": f"Bearer {self.token}", "Content-Type": "application/octet-stream",
                         "Accept": "application/json"}, 60)

    def download(self, path):
        """(length, SHA-256, first bytes) without holding the whole."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=600)
        connection.request("GET", path, headers={"Authorization": f"Bearer {self.token}"})
        answer = connection.getresponse()
        check(answer.status == 200, lambda: f"GET {path}: {answer.status} {answer.read(300)}")
        digest, length = hashlib.sha256(), 0
        while piece := answer.read(1 << 18):
            digest.update(piece)
            length += len(piece)
        check(length == int(answer.headers["Content-Length"]), "as long as was promised")
        connection.close()
        return length, digest.hexdigest(), answer.headers


def piece_of(at, size, total):
    """The bytes of a PDF that nobody keeps whole: each block is made from its place."""
    block = b"".join(hashlib.sha256(at.to_bytes(8, "big") + i.to_bytes(4, "big")).digest() for i in range(32)) * (MIB // 1024)
    piece = bytearray((block * (size // len(block) + 1))[:size])
    if at == 0:
        piece[:9] = b"%PDF-1.7\n"
    if at + size == total:
        piece[-20:] = b"\nstartxref\n0\n%%EOF\n\n"
    return bytes(piece)


def high_water_mib(server):
    text = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", text).group(1)) / 1024


def begin(person, engagement, name, size, kind="report", **more):
    person.local.connection = None  # one that was kept may have been closed while a file was made
    answer = person.send("POST", f"/api/v1/engagements/{engagement}/uploads",
                         {"kind": kind, "file_name": name, "size": size, **more})
    check(answer.status == 201, lambda: f"begin: {answer.status} {answer.body[:500]}")
    return answer.json


def large(server, agency, engagement, kills):
    upload = begin(agency, engagement, "大报告.pdf", LARGEST)
    step, at, digest, sent = upload["piece_bytes"], 0, hashlib.sha256(), 0
    while at < LARGEST:
        piece = piece_of(at, min(step, LARGEST - at), LARGEST)
        if kills and at // (64 * MIB) > sent:
            sent += 1
            # The server dies while a piece is on its way; whether it arrived is asked afterwards.
            dying = threading.Timer(0.01 * sent, server.kill)
            dying.start()
            try:
                agency.bring(upload["id"], at, piece)
            except OSError:
                pass
            dying.join()
            server.start()
            agency.sign_in()
            stands = int(agency.get(f"/api/v1/uploads/{upload['id']}")["received"])
            check(stands in (at, at + len(piece)), f"after the kill it stands at {stands}, piece began at {at}")
        answer = agency.bring(upload["id"], at, piece)
        check(answer.status == 200, lambda: f"piece at {at}: {answer.status} {answer.body[:300]}")
        check(answer.json["received"] == at + len(piece), "the piece is counted once")
        digest.update(piece)
        at += len(piece)
    version = agency.make(f"/api/v1/uploads/{upload['id']}/finish", {})
    check(version["sha256"] == digest.hexdigest(), "the server's digest is ours")
    check(version["size"] == LARGEST, "the size is ours")
    again = agency.make(f"/api/v1/uploads/{upload['id']}/finish", {})
    check(again["id"] == version["id"], "finished once more is the same version")
    return version


def hostile(agency, engagement):
    def refused(name, content, rule):
        upload = begin(agency, engagement, name, len(content))
        for at in range(0, len(content), 4 * MIB):
            answer = agency.bring(upload["id"], at, content[at:at + 4 * MIB])
            check(answer.status == 200, lambda: f"{name}: {answer.status} {answer.body[:200]}")
        answer = agency.send("POST", f"/api/v1/uploads/{upload['id']}/finish", {})
        check(answer.rules() and answer.rules()[0][0] == rule, lambda: f"{name}: {answer.status} {answer.body[:300]}, not {rule}")
        check(answer.status == 415, f"{name}: {answer.status}")

    types = ('<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
             'wordprocessingml.document.main+xml"/></Types>')

    def docx(more):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
            book.writestr("[Content_Types].xml", types)
            book.writestr("word/document.xml", "<w:document/>")
            more(book)
        return file.getvalue()

    def bomb(book):
        with book.open("word/media/a.bin", "w") as part:
            for _ in range(600):
                part.write(bytes(MIB))

    whole = docx(lambda book: book.writestr("word/a.txt", "text " * 20000))
    damaged = bytearray(whole)
    damaged[len(whole) // 2] ^= 0x55
    refused("炸弹.docx", docx(bomb), "deliverable.bomb")
    refused("损坏.docx", bytes(damaged), "deliverable.damaged")
    refused("截断.docx", whole[:-100], "deliverable.damaged")
    refused("改名.xlsx", whole, "deliverable.type_mismatch")
    refused("改名.pdf", whole, "deliverable.type_mismatch")
    refused("网页.pdf", b"<html><script>alert(1)</script></html>", "deliverable.type_mismatch")
    refused("半截.pdf", b"%PDF-1.7\n" + bytes(5000), "deliverable.cut_short")
    refused("旧版.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "deliverable.old_office")
    answer = agency.send("POST", f"/api/v1/engagements/{engagement}/uploads",
                         {"kind": "report", "file_name": "a.pdf", "size": LARGEST + 1})
    check(answer.status == 413, f"beyond the limit: {answer.status}")
    sound = begin(agency, engagement, "正常.docx", len(whole))
    agency.bring(sound["id"], 0, whole)
    agency.make(f"/api/v1/uploads/{sound['id']}/finish", {})


def at_once(people, engagements):
    """The same bytes by two people at the same time, for two engagements."""
    content = piece_of(0, 6 * MIB, 6 * MIB)
    digests = []

    def one(person, engagement):
        upload = begin(person, engagement, "同一份.pdf", len(content))
        for at in range(0, len(content), MIB):
            check(person.bring(upload["id"], at, content[at:at + MIB]).status == 200, "a piece arrives")
        digests.append(person.make(f"/api/v1/uploads/{upload['id']}/finish", {})["sha256"])

    threads = [threading.Thread(target=one, args=pair) for pair in zip(people, engagements)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    check(digests == [hashlib.sha256(content).hexdigest()] * 2, f"both came through: {digests}")


def prove(name, database, kills):
    new_database(database)
    papers = folder()
    import_book(database, "agencies", agencies_book(papers / "a.xlsx", [1, 2]))
    import_book(database, "contracts", contracts_book(papers / "c.xlsx", [1], uscc(1), engagements=2))
    for number, login in ((1, "agency"), (2, "stranger")):
        add_user(database, login, "agency", "--bureau", BUREAU, "--agency", uscc(number))
    server = Server(database)
    try:
        agency, clerk, stranger = Person(server, "agency"), Person(server, "clerk"), Person(server, "stranger")
        due = agency.get("/api/v1/due-deliverables")["items"]
        check(due, "something is due")
        engagement = due[0]["engagement"]
        version = large(server, agency, engagement, kills)
        length, digest, headers = agency.download(f"/api/v1/deliverables/{version['id']}/file")
        check((length, digest) == (LARGEST, version["sha256"]), "the download is what was handed in")
        check("attachment" in headers["Content-Disposition"], "a download is an attachment")
        _, digest, headers = clerk.download(f"/api/v1/deliverables/{version['id']}/preview")
        check(digest == version["sha256"] and "sandbox" in headers["Content-Security-Policy"], "the preview is fenced in")
        check(headers["X-Frame-Options"] == "SAMEORIGIN" and headers["X-Content-Type-Options"] == "nosniff", "and typed")
        zipped = folder() / "all.zip"
        answer = clerk.raw("GET", f"/api/v1/engagements/{engagement}/files", headers={"Authorization": f"Bearer {clerk.token}"}, timeout=600)
        check(answer.status == 200 and len(answer.body) == int(answer.headers["Content-Length"]), "the zip is whole")
        zipped.write_bytes(answer.body)
        with zipfile.ZipFile(zipped) as book:
            check(book.testzip() is None, "every sum of the zip is right")
            sums = book.read("SHA256SUMS.txt").decode()
            check(version["sha256"] in sums and any("_报告_v" in one for one in book.namelist()), f"its names: {book.namelist()}")
        check(stranger.send("GET", f"/api/v1/engagements/{engagement}/files").status == 404, "a stranger's zip")
        check(stranger.send("GET", f"/api/v1/deliverables/{version['id']}/file").status == 404, "a stranger's file")
        high = high_water_mib(server)
        check(high < 160, f"the server took {high:.0f} MiB for files of 200 MB")
        hostile(agency, engagement)
        at_once([agency, clerk], [engagement, next(one["engagement"] for one in due if one["engagement"] != engagement)])
        high = max(high, high_water_mib(server))
    finally:
        server.stop()
    must("check", database=database)
    shown(f"{name}: 200 MB came in by pieces{' over two kills' if kills else ''}, went out three ways, with {high:.0f} MiB at most; "
          "eight hostile files refused by name; one content stored once")


prove("SQLite", f"sqlite:{folder()}/upload.db", kills=True)
if "--sqlite" not in sys.argv:
    prove("MariaDB", MariaDb().fresh(), kills=True)
