#!/usr/bin/env bash
# Installs the package as others might and runs tests that reach every dependency, or serves.
#   scripts/try_install.sh lowest [PYTHON]      the lowest versions that pyproject.toml allows
#   scripts/try_install.sh locked [PYTHON]      the locked versions, for another Python
#   scripts/try_install.sh tool [PYTHON]        `uv tool install` as in docs/installing.md
#   scripts/try_install.sh container [PYTHON]   the steps of deploy/Containerfile
# PYTHON is an interpreter, by default python3.11 or else python3; one that is named and not there is
# an error. Everything is made in build/install. `tool` and `container` install the files that git
# knows of, as they are now, and nothing else that lies about.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:?lowest, locked, tool or container}
python=${2:-$(command -v python3.11 || command -v python3)}
"$python" -c pass
python=$("$python" -c 'import sys; print(sys.executable)')
uv=$PWD/.venv/bin/uv
checkout=$PWD
folder=$PWD/build/install
mkdir -p "$folder"

pins() { sed 's/ \\$//; /--hash/d' "$1"; }

copy_source() { # into folder $1
  mkdir -p "$1"
  git ls-files -z --cached --others --exclude-standard | tar --null -T - -cf - | tar -xf - -C "$1"
}

try_tool() {
  local home=$folder/tool installed
  rm -rf "$home"
  mkdir -p "$home/home" "$home/elsewhere"
  copy_source "$home/source"
  export UV_CACHE_DIR UV_TOOL_DIR=$home/tools UV_TOOL_BIN_DIR=$home/bin
  UV_CACHE_DIR=$("$uv" cache dir)
  "$uv" build --quiet --wheel --python "$python" --build-constraints requirements.lock \
    --out-dir "$home/dist" "$home/source"
  cp requirements.lock "$home/dist"
  mv "$home/source" "$home/source.away" # a tool that still needs the checkout shows it
  cd "$home/elsewhere"
  export HOME=$home/home PATH=$UV_TOOL_BIN_DIR:/usr/bin:/bin
  install_tool() {
    "$uv" tool install --quiet --force --python "$python" \
      --constraints "$home/dist/requirements.lock" "$home"/dist/akcioterulet-*.whl
  }
  install_tool
  installed=$("$uv" pip freeze --quiet --python "$UV_TOOL_DIR/akcioterulet" | grep -v '^akcioterulet ' |
    grep -Fvx -f <(pins "$home/dist/requirements.lock" | sed 's/ *;.*//') || true)
  if [ -n "$installed" ]; then
    echo "try_install: not the locked versions: $installed" >&2
    exit 1
  fi
  akcioterulet --version
  akcioterulet check "Halasi út 3"
  "$python" "$checkout/scripts/serve_once.py" akcioterulet serve --port '{port}'
  export AKCIOTERULET_DATA_DIR=$HOME/data
  akcioterulet database upgrade
  akcioterulet account add "Próba Anna" --role staff --password-stdin <<<"egy hosszabb jelszó ide"
  install_tool # an upgrade is the same command; what is kept stays
  akcioterulet database status
  akcioterulet account list | grep "Próba Anna"
  "$python" "$checkout/scripts/serve_once.py" akcioterulet serve --port '{port}'
}

case $what in
  tool)
    try_tool
    exit
    ;;
  container)
    rm -rf "$folder/container"
    copy_source "$folder/container/context"
    exec "$python" scripts/try_container.py deploy/Containerfile "$folder/container"
    ;;
esac

# What runs the tests is taken as it is pinned; only what the product asks for is lowered.
grep -E '^(hypothesis|pytest|pytest-socket|pytest-xdist)==' requirements-dev.lock |
  sed 's/ .*//' >"$folder/tools.txt"
case $what in
  lowest) resolution=(--resolution lowest-direct) ;;
  locked)
    pins requirements-dev.lock >"$folder/pins.txt"
    resolution=(--constraint "$folder/pins.txt")
    ;;
  *) echo "lowest, locked, tool or container, not $what" >&2; exit 2 ;;
esac
"$uv" pip compile --quiet --python "$python" --no-header --extra geoparquet "${resolution[@]}" \
  pyproject.toml -o "$folder/versions.txt"
"$uv" venv --quiet --clear --python "$python" "$folder/venv"
"$uv" pip install --quiet --python "$folder/venv/bin/python" \
  -r "$folder/versions.txt" -r "$folder/tools.txt"
"$uv" pip install --quiet --python "$folder/venv/bin/python" --no-deps .
"$folder/venv/bin/python" --version
"$folder/venv/bin/python" -m pytest -q -p no:cacheprovider \
  tests/geo/test_overpass.py tests/store/test_store.py tests/store/test_people.py \
  tests/boundaries/export/test_exports.py tests/boundaries/register/test_register_store.py \
  tests/webmap/planner/test_downloads.py tests/webmap/maps/test_maps.py tests/webmap/admin/test_admin_venues.py \
  tests/boundaries/tables/test_published_text.py
