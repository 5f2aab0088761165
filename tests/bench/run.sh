#!/bin/bash
# `make bench`: what our work costs beside the bare work of the libraries and engines under it, all measured in this one
# run, medians of three. One line per measurement; the limits are those the product promises.
#   run.sh [BUILD]      BUILD is a release build folder (default: build)
set -euo pipefail
here=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$here/build}" && pwd)
folder=$(mktemp -d /tmp/zhiheng-bench.XXXXXX)
chmod 755 "$folder"  # the private MariaDB runs as nobody
trap '"$here/tests/support/mariadb.sh" stop "$folder/m" >/dev/null 2>&1; rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime CCACHE_NOHASHDIR=1 CCACHE_BASEDIR=$here
cmake --build "$build" --target zhiheng bench -j "$(nproc)" >"$folder/build.log" 2>&1 || { tail -30 "$folder/build.log" >&2; exit 1; }
TEST_MYSQL_URL=$("$here/tests/support/mariadb.sh" start "$folder/m")
export TEST_MYSQL_URL
# The tests' server does not wait for the disk; here both sides shall.
mariadb --no-defaults -uroot --socket="$folder/m/s.sock" -e 'SET GLOBAL innodb_flush_log_at_trx_commit = 1'

echo "load average before: $(cut -d' ' -f1-3 /proc/loadavg), $(nproc) cores; engines: SQLite, MariaDB (flush at commit: $(
  mariadb --no-defaults -uroot --socket="$folder/m/s.sock" -BNe 'select @@innodb_flush_log_at_trx_commit'))"
/usr/bin/python3 "$here/tests/bench/cases.py" 100000 >"$folder/cases.ndjson"
{
  "$build/tests/bench/calc_bench" "$build/zhiheng" "$folder/cases.ndjson"
  "$build/tests/bench/table_writer_bench" 200000
  "$build/tests/bench/import_bench" 50000
  "$build/tests/bench/table_reader_bench" 50000
  "$build/tests/bench/sheet_bench" 400
  "$build/tests/bench/statistics_bench" 10000
  "$build/tests/bench/what_if_bench" 10 500
  "$build/tests/bench/http_bench" 4
} >"$folder/lines"
/usr/bin/python3 "$here/tests/bench/table.py" <"$folder/lines"
echo "load average after: $(cut -d' ' -f1-3 /proc/loadavg); medians of 3 to 5 runs, taken in turns; cpu: the ratio of processor time"
