#!/usr/bin/python3
"""A restart that nobody notices: hundreds of requests a second, on fresh and on kept connections, while `zhiheng serve`
is told three times by SIGHUP to put a new process in its place. No request fails, none is answered by nobody, and the
new process serves with the new configuration. A configuration that is wrong leaves the old process serving.
"""
import http.client
import json
import os
import pathlib
import signal
import subprocess
import threading
import time

from common import PATIENCE, check, find_binary, folder, free_port, shown, wait_until
from people import new_database

here = folder()
database = new_database(f"sqlite:{here}/restart.db")
port = free_port()
config = here / "zhiheng.conf"
pid_file = here / "pid"
log = here / "log.jsonl"


def configure(*lines):
    config.write_text("\n".join([f"database = {database}", f"listen = 127.0.0.1:{port}", f"pid_file = {pid_file}", f"log_file = {log}", *lines]) + "\n")


def pid():
    return int(pid_file.read_text()) if pid_file.exists() else 0


def get(path, connection=None):
    own = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    own.request("GET", path)
    answer = own.getresponse()
    body = answer.read()
    if connection is None:
        own.close()
    return answer, body


configure("threads = 16")
output = open(here / "serve.log", "ab")
first = subprocess.Popen([find_binary(), "serve", "--config", str(config)], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                         env={k: v for k, v in os.environ.items() if not k.startswith("ZHIHENG_") or k == "ZHIHENG_BINARY"})
wait_until(lambda: pid() == first.pid, "the service to begin")

stop = threading.Event()
counts, failures, guard = {"fresh": 0, "kept": 0, "closed": 0}, [], threading.Lock()


def fresh():
    """A connection per request: what waits in the accept queue must not be lost."""
    while not stop.is_set():
        try:
            answer, body = get("/healthz")
            with guard:
                counts["fresh"] += 1
                if answer.status != 200 or body != b"ok\n":
                    failures.append(("fresh", answer.status, body[:100]))
        except Exception as broken:  # any failure is what this proof is about
            with guard:
                failures.append(("fresh", repr(broken)))


def kept():
    """One connection for as long as the server keeps it; it may only end where the server said so before."""
    connection = None
    while not stop.is_set():
        connection = connection or http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            answer, body = get("/sign-in", connection)
        except Exception as broken:
            with guard:
                failures.append(("kept", repr(broken)))
            connection = None
            continue
        with guard:
            counts["kept"] += 1
            if answer.status != 200 or b"</html>" not in body:
                failures.append(("kept", answer.status, body[:100]))
        if answer.getheader("Connection", "").lower() == "close":
            with guard:
                counts["closed"] += 1
            connection.close()
            connection = None


threads = [threading.Thread(target=one, daemon=True) for one in [fresh] * 6 + [kept] * 6]
began = time.monotonic()
for thread in threads:
    thread.start()
pids = [first.pid]
for restart in range(3):
    before = sum(counts.values())
    wait_until(lambda: sum(counts.values()) > before + 200 or failures, "requests before a restart")
    configure(f"threads = {17 + restart}")
    os.kill(pids[-1], signal.SIGHUP)
    wait_until(lambda: pid() not in pids and pid() > 0, "the successor")
    pids.append(pid())
    old = pids[-2]
    if old == first.pid:
        check(first.wait(PATIENCE) == 0, f"the first process ended with {first.returncode}")
    else:
        wait_until(lambda: not pathlib.Path(f"/proc/{old}").exists() or pathlib.Path(f"/proc/{old}/stat").read_text().split()[2] == "Z", "the old process to end")
before = sum(counts.values())
wait_until(lambda: sum(counts.values()) > before + 200 or failures, "requests after the last restart")
took = time.monotonic() - began
stop.set()
for thread in threads:
    thread.join()
check(not failures, lambda: f"{len(failures)} failed, first: {failures[:5]}")
check(counts["closed"] > 0, "no kept connection was told to close: the restarts were not under load")
check(b"zhiheng_threads_most 19" in get("/metrics")[1], "the last process does not serve with the last configuration")

# A configuration that cannot work: the successor ends, the old one goes on.
config.write_text(config.read_text() + "no_such_setting = 1\n")
os.kill(pids[-1], signal.SIGHUP)
wait_until(lambda: '"event":"successor_failed"' in log.read_text(), "the refusal of the successor")
check(get("/healthz")[0].status == 200 and pid() == pids[-1], "a wrong configuration stopped the service")
os.kill(pids[-1], signal.SIGTERM)
wait_until(lambda: '"event":"stopped","pid":%d' % pids[-1] in log.read_text(), "the end")

events = [json.loads(line) for line in log.read_text().splitlines()]
check(all({"time", "level", "event"} <= set(event) for event in events), "a line of the log lacks its members")
check(sum(event["event"] == "serving" for event in events) == 4, "four processes served")
shown(f"{counts['fresh'] + counts['kept']} requests, {(counts['fresh'] + counts['kept']) / took:.0f} a second, through 3 restarts: none failed; "
      f"{counts['closed']} kept connections were told to come again; a wrong configuration left the old process serving")
