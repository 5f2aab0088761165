#!/usr/bin/env bash
# Installs the Debian packages that are missing: `build` what compiling needs, `test` what the tests need besides.
set -euo pipefail

build_packages=(g++ cmake ninja-build pkg-config ccache mold make git
  libpoco-dev libmysqlcppconn-dev libmariadb-dev libsqlite3-dev libssl-dev libxlsxwriter-dev libminizip-dev libarchive-dev zlib1g-dev
  libexpat1-dev libboost-date-time-dev libctemplate-dev libsodium-dev rapidjson-dev libqrencode-dev libzxcvbn-dev libpoppler-cpp-dev libcsv-dev)
test_packages=(catch2 mariadb-server mariadb-client curl jq python3 python3-openpyxl python3-aiosmtpd python3-jsonschema chromium fonts-noto-cjk
  libreoffice-calc-nogui libreoffice-writer-nogui sqlite3 unzip clang-format wrk openssl ledger hledger)

wanted=()
for group in "$@"; do
  case "$group" in
    build) wanted+=("${build_packages[@]}") ;;
    test) wanted+=("${test_packages[@]}") ;;
    *) echo "install-packages.sh: unknown group $group" >&2; exit 2 ;;
  esac
done

# A machine may have Node.js from elsewhere, with which Debian's npm would not go together.
if ! command -v npm >/dev/null; then wanted+=(nodejs npm); fi

missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
[ "${#missing[@]}" -eq 0 ] && exit 0

echo "Installing: ${missing[*]}"
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
