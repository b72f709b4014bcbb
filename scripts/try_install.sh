#!/usr/bin/env bash
# Installs the package as others might and runs tests that reach every dependency.
#   scripts/try_install.sh lowest [PYTHON]   the lowest versions that pyproject.toml allows
#   scripts/try_install.sh locked [PYTHON]   the locked versions, for another Python
# PYTHON is an interpreter, by default python3.11 or else python3; one that is named and not there is
# an error. The environment is made in build/install.
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:?lowest or locked}
python=${2:-$(command -v python3.11 || command -v python3)}
"$python" -c pass
uv=$PWD/.venv/bin/uv
folder=build/install
mkdir -p "$folder"

# What runs the tests is taken as it is pinned; only what the product asks for is lowered.
grep -E '^(hypothesis|pypdfium2|pytest|pytest-socket|pytest-xdist)==' requirements-dev.lock |
  sed 's/ .*//' >"$folder/tools.txt"
case $what in
  lowest) resolution=(--resolution lowest-direct) ;;
  locked)
    sed 's/ \\$//; /--hash/d' requirements-dev.lock >"$folder/pins.txt"
    resolution=(--constraint "$folder/pins.txt")
    ;;
  *) echo "lowest or locked, not $what" >&2; exit 2 ;;
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
  tests/webmap/planner/test_downloads.py tests/webmap/maps/test_maps.py tests/webmap/admin/test_admin_venues.py
