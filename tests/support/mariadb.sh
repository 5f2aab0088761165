#!/bin/bash
# A private MariaDB for tests: its own folder, a socket instead of a port, an account without rights on the machine.
#   mariadb.sh start DIR   prints the URL of an empty schema
#   mariadb.sh stop DIR    stops the server and removes the folder
set -euo pipefail
action=${1:?start or stop} folder=${2:?folder}

as_nobody() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; else "$@"; fi
}

start() {
  mkdir -p "$folder"
  folder=$(cd "$folder" && pwd)
  [ "$(id -u)" = 0 ] && chown nobody:nogroup "$folder"
  chmod 755 "$folder"
  cat >"$folder/my.cnf" <<CNF
[mysqld]
datadir=$folder/data
socket=$folder/s.sock
pid-file=$folder/pid
log-error=$folder/error.log
skip-networking
innodb_flush_log_at_trx_commit=2
innodb_doublewrite=0
innodb_buffer_pool_size=128M
max_allowed_packet=64M
max_connections=200
character-set-server=utf8mb4
collation-server=utf8mb4_bin
CNF
  # The defaults option must stand first, or the machine's /etc/mysql is read as well.
  as_nobody mariadb-install-db --no-defaults --datadir="$folder/data" --auth-root-authentication-method=normal \
    --skip-test-db >"$folder/install.log" 2>&1 || { cat "$folder/install.log" >&2; exit 1; }
  as_nobody mariadbd --defaults-file="$folder/my.cnf" >/dev/null 2>&1 </dev/null &
  disown
  for _ in $(seq 1800); do
    if mariadb --no-defaults -uroot --socket="$folder/s.sock" -e 'CREATE DATABASE IF NOT EXISTS zhiheng' 2>/dev/null; then
      echo "mysql://root@localhost/zhiheng?socket=$folder/s.sock"
      return
    fi
    sleep 0.1
  done
  cat "$folder/error.log" >&2
  exit 1
}

stop() {
  local pid
  pid=$(cat "$folder/pid" 2>/dev/null || true)
  if [ -n "$pid" ]; then
    kill "$pid" 2>/dev/null || true
    for _ in $(seq 300); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
    kill -9 "$pid" 2>/dev/null || true
  fi
  rm -rf "$folder"
}

case $action in
  start) start ;;
  stop) stop ;;
  *) echo "start or stop" >&2; exit 2 ;;
esac
