#!/usr/bin/env bash
# node_tools.sh FOLDER: the npm tools of the browser and API tests, as the lock file pins them; nothing to do when they
# are there already.
set -euo pipefail
folder=${1:?folder}
here=$(cd "$(dirname "$0")/../browser" && pwd)
mkdir -p "$folder"
if ! cmp -s "$here/package-lock.json" "$folder/installed"; then
  cp "$here/package.json" "$here/package-lock.json" "$folder/"
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null)
  cp "$here/package-lock.json" "$folder/installed"
fi
