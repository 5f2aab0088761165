"""Mails to a real SMTP server (aiosmtpd): STARTTLS, sign-in, a server that is away and comes back, one that says 4xx and
then takes the mail, one that says 5xx, and headers that nobody can break into. Drives the built program on SQLite."""
import asyncio, email, email.policy, hashlib, os, pathlib, shutil, sqlite3, ssl, subprocess, sys, tempfile, time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from common import free_port
ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("ZHIHENG_BINARY", str(ROOT / "build" / "zhiheng"))
work = pathlib.Path(tempfile.mkdtemp(prefix="zhiheng-mail-"))
failures = []


def check(condition, what):
    print(("ok   " if condition else "FAIL ") + what, flush=True)
    if not condition:
        failures.append(what)


class Postbox:
    """Takes mails; `answers` are given first, one for each mail."""

    def __init__(self):
        self.mails, self.answers = [], []

    async def handle_DATA(self, server, session, envelope):
        if self.answers:
            return self.answers.pop(0)
        self.mails.append((session.ssl is not None, session.authenticated, envelope.rcpt_tos,
                           email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 taken"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == b"zhiheng" and data.password == b"geheim-7"
    return AuthResult(success=good, handled=good)


class SecureController(Controller):
    def factory(self):
        return SMTP(self.handler, require_starttls=True, auth_required=True, auth_require_tls=True, hostname="localhost",
                    authenticator=authenticate, tls_context=self.tls, enable_SMTPUTF8=False)


def serve(postbox, port):
    controller = SecureController(postbox, hostname="127.0.0.1", port=port)
    controller.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    controller.tls.load_cert_chain(work / "server.pem", work / "server.key")
    controller.start()
    return controller


def certificate():
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", work / "server.key", "-out",
                    work / "server.pem"], check=True, capture_output=True)


DATABASE = work / "mail.db"
PORT = free_port()


def configuration(password="geheim-7", ca=True):
    (work / "password").write_text(password + "\n")
    os.chmod(work / "password", 0o600)
    lines = [f"database = sqlite:{DATABASE}", "public_url = https://zhiheng.example", "smtp_host = localhost",
             f"smtp_port = {PORT}", "smtp_user = zhiheng", f"smtp_password_file = {work / 'password'}",
             "smtp_from = zhiheng@zhiheng.example"]
    if ca:
        lines.append(f"smtp_ca_file = {work / 'server.pem'}")
    (work / "zhiheng.conf").write_text("\n".join(lines) + "\n")


def zhiheng(*words):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("ZHIHENG_")}
    return subprocess.run([BINARY, *words, "--config", work / "zhiheng.conf"], capture_output=True, text=True,
                          env=environment, timeout=600)


def sql(text, *values):
    with sqlite3.connect(DATABASE, timeout=120) as rows:
        return rows.execute(text, values).fetchall()


def tick():
    """The job is due now, and so is every mail that waits."""
    sql("UPDATE job SET next_due_at = '2000-01-01 00:00:00.000', failed_in_row = 0 WHERE name = 'mail'")
    sql("UPDATE mail SET next_at = '2000-01-01 00:00:00.000' WHERE state = 'waiting'")
    done = zhiheng("tick")
    if done.returncode != 0:
        print(done.stderr)
    return sql("SELECT outcome, summary FROM job WHERE name = 'mail'")


def wait_mail(account, number, params='{"reason":"缺少第三页"}'):
    """A notice of a returned sheet and its mail, as a return would leave them."""
    key = f"proof:{number}"
    now = time.strftime("%Y-%m-%d %H:%M:%S.000", time.gmtime())
    sheet = sql("SELECT s.id FROM score_sheet s JOIN panel_member m ON m.id = s.member_id JOIN account a ON a.expert_id = "
                "s.expert_id WHERE a.id = ? AND m.recused = 0 LIMIT 1", account)[0][0]
    sql("INSERT INTO notice (account_id, kind, subject, subject_id, params, dedupe_key, way, created_at) VALUES "
        "(?, 'returned', 'score_sheet', ?, ?, ?, 'at_once', ?)", account, sheet, params, key, now)
    notice = sql("SELECT id FROM notice WHERE dedupe_key = ?", key)[0][0]
    sql("INSERT INTO mail (account_id, kind, notice_id, dedupe_key, recipient, message_id, next_at, created_at) VALUES "
        "(?, 'notice', ?, ?, 'li.ming@zhiheng.example', ?, ?, ?)", account, notice, key,
        hashlib.sha256(key.encode()).hexdigest()[:24], now, now)
    return key


def state_of(key):
    return sql("SELECT state, attempts FROM mail WHERE dedupe_key = ?", key)[0]


def main():
    certificate()
    configuration()
    made = zhiheng("demo", "--live")
    check(made.returncode == 0, "the demonstration year stands " + made.stderr[-200:])
    sql("DELETE FROM mail")
    account = sql("SELECT a.id FROM account a JOIN score_sheet s ON s.expert_id = a.expert_id JOIN panel_member m ON m.id "
                  "= s.member_id WHERE m.recused = 0 ORDER BY a.id LIMIT 1")[0][0]
    zhiheng("tick")

    key = wait_mail(account, 1)
    outcome = tick()
    check(outcome[0][0] == "failed" and "mail.down" in outcome[0][1], "a server that is away makes the job fail visibly")
    check(state_of(key) == ("waiting", 0), "and costs the mail no attempt")

    postbox = Postbox()
    server = serve(postbox, PORT)
    check(tick()[0][0] == "done" and state_of(key) == ("sent", 1), "when it is back, the mail goes out")
    check(len(postbox.mails) == 1, "once")
    secure, signed_in, recipients, mail = postbox.mails[0]
    check(secure and signed_in, "over STARTTLS, signed in")
    check(recipients == ["li.ming@zhiheng.example"], "to its one reader")
    check("质衡" in mail["Subject"] and "退回" in mail["Subject"], "the subject is Chinese: " + mail["Subject"])
    check("缺少第三页" in mail.get_content(), "and so is the text")
    check(mail["List-Unsubscribe"] == "<https://zhiheng.example/notice-wishes>", "with the place to stop it")
    check(mail["Auto-Submitted"] == "auto-generated" and mail["Message-ID"].endswith("@zhiheng.example>"), "and its marks")
    tick()
    check(len(postbox.mails) == 1, "and never again")

    key = wait_mail(account, 2)
    postbox.answers = ["451 come back later"]
    tick()
    check(state_of(key) == ("waiting", 1), "4xx is tried again")
    tick()
    check(state_of(key) == ("sent", 2) and len(postbox.mails) == 2, "and taken")

    key = wait_mail(account, 3)
    postbox.answers = ["550 no such reader"]
    tick()
    tick()
    check(state_of(key) == ("dead", 1) and len(postbox.mails) == 2, "5xx is given up")

    key = wait_mail(account, 4, '{"reason":"x\\r\\nBcc: thief@example.com\\r\\n\\r\\n.\\r\\nMAIL FROM:<a@b.cn>"}')
    tick()
    mail = postbox.mails[-1][3]
    check(postbox.mails[-1][2] == ["li.ming@zhiheng.example"] and mail["Bcc"] is None, "a text cannot become a header")
    check("thief@example.com" in mail.get_content(), "it stays a text")
    sql("UPDATE mail SET state = 'waiting', recipient = ? WHERE dedupe_key = ?", "a@b.cn>\r\nRCPT TO:<thief@x.cn", key)
    sql("UPDATE notice SET mailed_at = NULL WHERE dedupe_key = ?", key)
    count = len(postbox.mails)
    tick()
    check(len(postbox.mails) == count and state_of(key)[0] == "dead", "an address cannot become a command")

    configuration(password="wrong")
    key = wait_mail(account, 5)
    outcome = tick()
    check(outcome[0][0] == "failed" and state_of(key)[0] == "waiting", "a wrong password is the server's matter, the mail waits")
    configuration(ca=False)
    outcome = tick()
    check(outcome[0][0] == "failed" and state_of(key)[0] == "waiting", "a certificate of nobody's is not trusted")
    configuration()
    tick()
    check(state_of(key)[0] == "sent", "and with the right ones it goes out")
    server.stop()
    print(f"{len(failures)} failures")
    return 1 if failures else 0


try:
    code = main()
finally:
    shutil.rmtree(work, ignore_errors=True)
sys.exit(code)
