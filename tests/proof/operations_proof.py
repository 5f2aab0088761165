#!/usr/bin/python3
"""What an administrator relies on: --check-config tells everything at once, TLS by an own certificate (1.2 and later,
HSTS, Secure cookies, plain HTTP led away, a new certificate by a reload), the figures in Prometheus' format, and a log
that is one JSON object per line whatever a client sends, without passwords or tokens.
"""
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess

from common import PATIENCE, check, find_binary, folder, free_port, run, shown, wait_until
from people import Client, new_database, password_of

here = folder()
database = new_database(f"sqlite:{here}/operations.db")
SAMPLE = re.compile(r'^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*\})? (-?[0-9]+(?:\.[0-9]+)?)$')


def certificate(name, host):
    cert, key = here / f"{name}.pem", here / f"{name}.key"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host},IP:127.0.0.1",
                    "-keyout", key, "-out", cert], check=True, capture_output=True)
    os.chmod(key, 0o600)
    return cert, key


def configuration(name, **settings):
    path = here / f"{name}.conf"
    path.write_text("".join(f"{key} = {value}\n" for key, value in settings.items()))
    return path


def check_config(path, expect):
    code, out, err = run("serve", "--check-config", "--config", path, "--lang", "en", env={"ZHIHENG_DATABASE": ""})
    check(code == expect, f"--check-config: {code}, {expect} expected: {err}")
    return err


one, one_key = certificate("one", "one.example")
two, two_key = certificate("two", "two.example")
secret = here / "token"
secret.write_text("figures-for-the-monitor\n")
secret.chmod(0o644)
taken = socket.socket()
taken.bind(("127.0.0.1", 0))
taken.listen()
bad = configuration("bad", database=database, listen=f"127.0.0.1:{taken.getsockname()[1]}", certificate_file=one, key_file=two_key, metrics_token_file=secret)
told = check_config(bad, 2)
for rule in ("server.certificate", "server.address", "setting.open_to_others"):
    check(f"[{rule}]" in told, f"--check-config does not name {rule}: {told}")
told = check_config(configuration("worse", database="mysql://nobody@127.0.0.1:1/none", listen=0, threads="many", colour="red"), 2)
check("setting.malformed" in told and "cli.config_unknown" in told and "worse.conf:3" in told, f"lines of a bad file: {told}")
told = check_config(configuration("away", database=f"sqlite:{here}/no-such.db", listen="127.0.0.1:0"), 2)
check("database.absent" in told, f"a database that is not there: {told}")
secret.chmod(0o600)

port, plain_port = free_port(), free_port()
pid_file, log = here / "pid", here / "log.jsonl"
live_cert, live_key = here / "live.pem", here / "live.key"
shutil.copy(one, live_cert)
shutil.copy(one_key, live_key)
live_key.chmod(0o600)
good = configuration("good", database=database, listen=f"127.0.0.1:{port}", redirect_listen=f"127.0.0.1:{plain_port}", certificate_file=live_cert, key_file=live_key,
                     metrics_token_file=secret, log_file=log, pid_file=pid_file, header_seconds=2)
check_config(good, 0)
environment = {k: v for k, v in os.environ.items() if not k.startswith("ZHIHENG_")}
with open(here / "serve.log", "ab") as output:
    server = subprocess.Popen([find_binary(), "serve", "--config", str(good)], stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment)
pid = lambda: int(pid_file.read_text()) if pid_file.exists() else 0
wait_until(lambda: pid() == server.pid, "the service to begin")


def trusting(cert, least=ssl.TLSVersion.TLSv1_2, most=ssl.TLSVersion.TLSv1_3):
    context = ssl.create_default_context(cafile=str(cert))
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    context.minimum_version, context.maximum_version = least, most
    return context


def over_tls(context, *requests, timeout=PATIENCE):
    """Requests one after the other on one connection; answers [(status, headers, body)]."""
    connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=timeout)
    answers = []
    for method, path, body, headers in requests:
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        answers.append((answer.status, answer.headers, answer.read()))
    connection.close()
    return answers


get = lambda path, **headers: ("GET", path, None, headers)
for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
    first, second = over_tls(trusting(one, version, version), get("/sign-in"), get("/healthz"))
    check(first[0] == second[0] == 200, "TLS answers, also twice on a connection")
check(first[1]["Strict-Transport-Security"] and "; Secure" in first[1]["Set-Cookie"], f"HSTS and Secure cookies: {first[1]}")
try:
    old = trusting(one, ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)
    over_tls(old, get("/healthz"))
    check(False, "TLS 1.1 is spoken")
except (ssl.SSLError, ConnectionError):
    pass
plain = http.client.HTTPConnection("127.0.0.1", plain_port, timeout=PATIENCE)
plain.request("GET", "/contracts?q=1", headers={"Host": "zhiheng.example:80"})
moved = plain.getresponse()
check(moved.status == 308 and moved.getheader("Location") == f"https://zhiheng.example:{port}/contracts?q=1", f"plain HTTP leads to {moved.getheader('Location')}")
silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(150)]
for line in silent:
    line.sendall(b"\x16")  # the first byte of a handshake, and no more
check(over_tls(trusting(one), get("/healthz"), timeout=15)[0][0] == 200, "handshakes that never end hold up others")
for line in silent:
    line.close()
with trusting(one).wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE), server_hostname="127.0.0.1") as line:
    try:
        line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n" + b"".join(b"X%d: " % n + b"y" * 4000 + b"\r\n" for n in range(60)))
        check(line.recv(100)[:12] != b"HTTP/1.1 200", "an endless head over TLS is taken")
    except (ConnectionError, ssl.SSLError):
        pass

# The figures.
check(over_tls(trusting(one), get("/metrics"))[0][0] == 403, "/metrics without the token")
status, headers, text = over_tls(trusting(one), get("/metrics", Authorization="Bearer figures-for-the-monitor"))[0]
check(status == 200 and headers["Content-Type"].startswith("text/plain; version=0.0.4"), f"/metrics: {status}")
families, samples = {}, 0
for line in text.decode().splitlines():
    if line.startswith("# TYPE "):
        _, _, name, kind = line.split(" ")
        check(name not in families, f"{name} is declared twice")
        families[name] = kind
    elif not line.startswith("# HELP "):
        found = SAMPLE.match(line)
        check(found, f"no sample: {line}")
        base = re.sub(r"_(bucket|sum|count)$", "", found.group(1))
        check(found.group(1) in families or families.get(base) == "histogram", f"a sample without its family: {line}")
        samples += 1
for name in ("zhiheng_requests_total", "zhiheng_request_duration_seconds", "zhiheng_requests_in_flight", "zhiheng_threads_busy", "zhiheng_queue_length", "zhiheng_connections",
             "zhiheng_database_connections", "zhiheng_database_waiting", "zhiheng_database_retries_total", "zhiheng_sessions", "zhiheng_build_info", "process_resident_memory_bytes"):
    check(name in families, f"/metrics has no {name}")
judged = "by our reader"
if shutil.which("promtool"):
    done = subprocess.run(["promtool", "check", "metrics"], input=text, capture_output=True)
    check(done.returncode == 0 and not done.stdout + done.stderr, f"promtool: {done.stdout} {done.stderr}")
    judged = "by promtool and our reader"

# The log, and what must not stand in it.
evil = "/contracts/%22%7D%E2%80%A8x?token=geheim-in-der-adresse"
over_tls(trusting(one), get(evil), get("/healthz"), ("POST", "/api/v1/sessions", json.dumps({"login": "clerk", "password": password_of("clerk")}), {"Content-Type": "application/json"}))
wait_until(lambda: '"route":"session.' in log.read_text(), "the sign-in in the log")
lines = log.read_text()
events = [json.loads(line) for line in lines.splitlines()]
check(not any(word in lines for word in (password_of("clerk"), "geheim-in-der-adresse", "figures-for-the-monitor")), "a secret stands in the log")
requests = [event for event in events if event["event"] == "request"]
check(all({"time", "level", "request_id", "remote", "method", "route", "path", "status", "bytes", "ms"} <= set(event) for event in requests) and requests, "members of request lines")
check(any(event.get("rule") == "metrics.not_for_you" for event in requests), "the rule of a refusal is in the log")

# Another certificate by a reload.
shutil.copy(two, live_cert)
shutil.copy(two_key, live_key)
os.kill(server.pid, signal.SIGHUP)
wait_until(lambda: pid() not in (0, server.pid), "the successor")
check(server.wait(PATIENCE) == 0, f"the first process ended with {server.returncode}")
check(over_tls(trusting(two), get("/healthz"))[0][0] == 200, "the new certificate is not served")
plain = http.client.HTTPConnection("127.0.0.1", plain_port, timeout=PATIENCE)
plain.request("GET", "/")
check(plain.getresponse().status == 308, "the redirecting address was not handed over")
os.kill(pid(), signal.SIGTERM)
wait_until(lambda: '"event":"stopped","pid":%d' % pid() in log.read_text(), "the end")
shown(f"--check-config names all problems at once; TLS 1.2 and 1.3, not 1.1; a certificate changed by a reload; {samples} samples of {len(families)} families judged {judged}; "
      f"{len(events)} lines of log, each an object, no secret in them")
