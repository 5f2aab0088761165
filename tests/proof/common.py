"""What every proof needs: the program under test, a private folder, and one line at the end that says what was shown."""
import atexit
import datetime
import json
import os
import pathlib
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NOWHERE = "sqlite:/nonexistent/folder/none.db"


def find_binary():
    given = os.environ.get("ZHIHENG_BINARY")
    candidates = [given] if given else [ROOT / "build/zhiheng", ROOT / "build-dev/zhiheng"]
    for candidate in candidates:
        if os.access(candidate, os.X_OK):
            return str(pathlib.Path(candidate).resolve())
    fail(f"the program is not built: {', '.join(str(c) for c in candidates)}")


def fail(message):
    sys.stdout.flush()
    print("FAILED:", message, file=sys.stderr)
    sys.exit(1)


def check(condition, message):
    if not condition:
        fail(message() if callable(message) else message)


def shown(text):
    """One line about what was proved; ctest prints it with -V and on failure."""
    print("shown:", text, flush=True)


def folder():
    """A private folder that is removed however the proof ends."""
    path = tempfile.mkdtemp(prefix="zhiheng-proof.")
    os.chmod(path, 0o755)  # the private MariaDB runs as nobody
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return pathlib.Path(path)


# How long a busy machine may take over one step. Nothing waits that long where all is well.
PATIENCE = 180


def run(*words, text=None, database=None, timeout=5 * PATIENCE, env=None, cwd=None):
    """Runs the program; answers (exit code, stdout, stderr) as text."""
    environment = dict(os.environ)
    environment.pop("TEST_MYSQL_URL", None)
    environment["ZHIHENG_DATABASE"] = database or NOWHERE
    environment.update(env or {})
    done = subprocess.run([find_binary(), *[str(w) for w in words]], capture_output=True, timeout=timeout, env=environment,
                          cwd=cwd, input=text.encode() if isinstance(text, str) else text)
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def must(*words, expect=0, **options):
    code, out, err = run(*words, **options)
    if code != expect:
        fail(f"zhiheng {' '.join(str(w) for w in words)}: exit {code}, {expect} expected\n{out[-2000:]}\n{err[-3000:]}")
    return out + err if options.get("both") else out


def calc(cases):
    """Many cases through one run of `zhiheng calc -`; answers their documents in order."""
    text = "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases)
    code, out, err = run("calc", "-", text=text)
    lines = out.splitlines()
    check(code in (0, 2) and len(lines) == len(cases), lambda: f"calc: exit {code}, {len(lines)} of {len(cases)} lines\n{err}")
    return [json.loads(line) for line in lines]


class MariaDb:
    """A private server by tests/support/mariadb.sh; can be killed and started again on the same data."""

    child = None

    def __init__(self):
        self.folder = folder() / "m"
        self.url = self._sh("start").strip()
        atexit.register(self._sh, "stop")

    def _sh(self, action):
        done = subprocess.run([str(ROOT / "tests/support/mariadb.sh"), action, str(self.folder)], capture_output=True, text=True)
        if action == "start" and done.returncode != 0:
            fail(f"MariaDB did not start\n{done.stderr}")
        return done.stdout

    def pid(self):
        return int((self.folder / "pid").read_text())

    def kill(self, signal=9):
        pid = self.pid()
        os.kill(pid, signal)
        # What restart() began is our child, and stays in /proc until somebody asks how it ended.
        wait_until(lambda: (self.child and self.child.poll() is not None) or not pathlib.Path(f"/proc/{pid}").exists(), "mariadbd to end")
        self.child = None

    def restart(self):
        command = ["mariadbd", f"--defaults-file={self.folder}/my.cnf"]
        if os.geteuid() == 0:
            command = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *command]
        self.child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                      start_new_session=True)
        probe = ["mariadb", "--no-defaults", "-uroot", f"--socket={self.folder}/s.sock", "-e", "SELECT 1"]
        wait_until(lambda: subprocess.run(probe, capture_output=True).returncode == 0, "MariaDB to answer again")

    def fresh(self, name="zhiheng"):
        """Empties the schema and answers its URL."""
        probe = ["mariadb", "--no-defaults", "-uroot", f"--socket={self.folder}/s.sock", "-e",
                 f"DROP DATABASE IF EXISTS {name}; CREATE DATABASE {name}"]
        subprocess.run(probe, check=True, capture_output=True)
        return f"mysql://root@localhost/{name}?socket={self.folder}/s.sock"


def wait_until(condition, what, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    fail(f"waited {seconds} s for {what}")


def free_port():
    """A port that nobody listens on. Below those that the system gives to whoever calls out: a server that is killed and
    started again must find its own port free, though other tests talk and talk."""
    while True:
        port = random.SystemRandom().randrange(15000, 32000)
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def bureau_day(days=0):
    """A day from today, as the bureau counts days: not the day of the machine that tests."""
    now = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8)))
    return (now + datetime.timedelta(days=days)).strftime("%Y-%m-%d")
