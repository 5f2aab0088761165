#!/bin/bash
# Runs every test of a build folder with both engines at hand: starts a private MariaDB, tells the tests where it and the
# program are, and stops it however the run ends.
set -uo pipefail
build=${1:?build folder}
here=$(cd "$(dirname "$0")/.." && pwd)
build=$(cd "$build" && pwd)
folder=$(mktemp -d /tmp/zhiheng-mariadb.XXXXXX)
kept=$(mktemp -d /tmp/zhiheng-kept.XXXXXX)
trap '"$here/tests/support/mariadb.sh" stop "$folder"; rm -rf "$kept"' EXIT
trap 'exit 130' INT TERM

# Where the first test that needs the demonstration leaves it for the others (tests/browser/tools.mjs).
export ZHIHENG_TEST_KEPT=$kept
if ! TEST_MYSQL_URL=$("$here/tests/support/mariadb.sh" start "$folder"); then
  echo "tests/run.sh: the private MariaDB did not start" >&2
  exit 1
fi
export TEST_MYSQL_URL
if [ -z "${ZHIHENG_BINARY:-}" ]; then
  for program in "$here/build/zhiheng" "$build/zhiheng"; do
    [ -x "$program" ] && ZHIHENG_BINARY=$program && break
  done
fi
export ZHIHENG_BINARY=${ZHIHENG_BINARY:-$build/zhiheng}
export ZHIHENG_NODE=${ZHIHENG_NODE:-$build/browser}
if ! "$here/tests/support/node_tools.sh" "$ZHIHENG_NODE"; then
  echo "tests/run.sh: the npm tools of the browser and API tests could not be installed" >&2
  exit 1
fi
echo "engines: SQLite, MariaDB ($TEST_MYSQL_URL); program: $ZHIHENG_BINARY"
code=0
summary=$kept/ctest.txt
ctest --test-dir "$build" -j 2 --output-on-failure | tee "$summary" || code=${PIPESTATUS[0]}
# What each proof showed, a line each, because ctest hides the output of what passed; its summary stays the last word.
grep -hE '^(# )?shown:' "$build/Testing/Temporary/LastTest.log" 2>/dev/null | sed "s/^# //" || true
# A browser on a busy machine loses an event now and then. Where one or two browser tests are all that failed they are
# asked once more, alone, and the report says so; a defect fails again.
failed=$(sed -n 's/^[[:space:]]*[0-9]* - \([a-z_0-9]*\) (.*/\1/p' "$summary" | sort -u)
if [ "$code" -ne 0 ] && [ -n "$failed" ] && [ "$(wc -l <<<"$failed")" -le 2 ] && ! grep -qv '^browser_' <<<"$failed"; then
  sed -n '/tests passed, /,$p' "$summary"
  echo "asked once more, alone:" $failed
  summary=$kept/again.txt
  code=0
  ctest --test-dir "$build" --rerun-failed --output-on-failure | tee "$summary" || code=${PIPESTATUS[0]}
fi
sed -n '/tests passed, /,$p' "$summary"
exit "$code"
