#!/usr/bin/env bash
# run.sh BINARY PORT: serves the demonstration year until interrupted. The last lines printed are the address and one
# line per demonstration account; a second run finds the database of the first.
set -euo pipefail
binary=${1:?usage: run.sh BINARY [PORT]}
port=${2:-${PORT:-8080}}
cd "$(dirname "$0")/.."
mkdir -p var
export ZHIHENG_DATABASE=${ZHIHENG_DATABASE:-sqlite:var/zhiheng.db}

"$binary" migrate 2>>var/run.log
code=0
"$binary" demo --live >var/demo.txt 2>>var/run.log || code=$?
# 5: the database holds something already, so it is left as it is.
if [ "$code" -ne 0 ] && [ "$code" -ne 5 ]; then
  tail -n 5 var/run.log >&2
  exit "$code"
fi
# What was filled in, with the remark about the 18 of the published 20; the accounts come last.
if [ "$code" -eq 0 ]; then sed '/^$/,$d' var/demo.txt; fi

"$binary" serve --listen "127.0.0.1:$port" 2>>var/serve.log &
server=$!
trap 'kill -TERM "$server" 2>/dev/null || true; wait "$server" || true; exit 0' INT TERM

# Whether the service answers that it is ready; without curl, which a bare system lacks.
ready() {
  exec 3<>"/dev/tcp/127.0.0.1/$port" || return 1
  printf 'GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n' >&3
  local line
  read -r line <&3 || true
  exec 3>&-
  [[ $line == *" 200 "* ]]
}
for attempt in $(seq 1 300); do
  if ready 2>/dev/null; then break; fi
  if ! kill -0 "$server" 2>/dev/null || [ "$attempt" -eq 300 ]; then
    tail -n 5 var/serve.log >&2
    kill -TERM "$server" 2>/dev/null || true
    exit 1
  fi
  sleep 0.1
done
echo "http://127.0.0.1:$port/"
"$binary" demo --accounts
wait "$server"
