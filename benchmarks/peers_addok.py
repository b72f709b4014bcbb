"""addok, installed for `peers.py` alone, told about Hungarian addresses, asked and ended.

It lives in an environment of its own below `build/`, with a redis that listens at no port but at a
socket in a folder of this run. Nothing of either is left running.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from addresses import door_number
from peers_text import folded, glued

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from boundaries.register.register import Register

HERE = Path(__file__).resolve().parent
VERSION = "1.3.2"
PATIENCE_S = 600
_CONFIG = """
REDIS = {{"unix_socket_path": {socket!r}, "indexes": {{"db": 0}}, "documents": {{"db": 1}}}}
SYNONYMS_PATHS = [{synonyms!r}]
LOG_DIR = {folder!r}
COMMON_THRESHOLD = {common}
PROCESSORS_PYPATHS = [
    "peers_text.glue", "addok.helpers.text.tokenize", "addok.helpers.text.normalize",
    "peers_text.flag_number", "addok.helpers.text.synonymize",
]
SEARCH_RESULT_PROCESSORS_PYPATHS = [
    "addok.helpers.results.match_housenumber", "peers_text.make_labels",
    "addok.helpers.results.score_by_autocomplete_distance",
    "addok.helpers.results.score_by_ngram_distance",
]
RESULTS_COLLECTORS_PYPATHS = [
    "addok.helpers.collectors.no_available_tokens_abort", "addok.helpers.collectors.only_commons",
    "addok.helpers.collectors.bucket_with_meaningful",
    "addok.helpers.collectors.reduce_with_other_commons", "addok.fuzzy.fuzzy_collector",
    "addok.helpers.collectors.extend_results_extrapoling_relations",
    "addok.helpers.collectors.extend_results_reducing_tokens",
]
FUZZY_KEY_MAP = None
FIELDS = [
    {{"key": "name", "boost": 4, "null": False}}, {{"key": "postcode"}}, {{"key": "city"}},
    {{"key": "housenumbers"}},
]
FILTERS = []
"""
"""What is not addok's own setting: numbers behind the street, labels in Hungarian order, slips of
any letter (its own map is of French keyboards), no score for importance, no filters, words of every
fourth street as common ones, and no completing of words: with it one slip is found in 63 % of the
addresses instead of 97, in three times the time."""


class MissingError(Exception):
    """addok or redis cannot be had here; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Addok:
    """A running addok that has read a town."""

    python: Path
    environment: Mapping[str, str]
    redis: str
    """The version of its redis."""
    socket: Path
    import_s: float

    def ask(self, queries: Sequence[str]) -> tuple[list[list[list[object]]], float, float]:
        """Answer queries in one process.

        Returns:
            for each query at most three [street, number or None, score]; seconds; seconds of the
            processor, those of redis included.
        """
        before = self._redis_s()
        done = subprocess.run(  # noqa: S603 - our own program
            [self.python, HERE / "peers_text.py"],
            input=json.dumps(list(queries)),
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE_S * 3,
        )
        found = json.loads(done.stdout.splitlines()[-1])
        wall, own = found["took"]
        return found["answers"], wall, own + self._redis_s() - before

    def _redis_s(self) -> float:
        told = _redis_says(self.socket, "INFO", "cpu")
        lines = dict(line.split(":", 1) for line in told.split() if ":" in line)
        return float(lines["used_cpu_sys"]) + float(lines["used_cpu_user"])


def _redis_says(socket: Path, *words: str) -> str:
    return subprocess.run(  # noqa: S603 - our own redis
        ["redis-cli", "-s", str(socket), *words],  # noqa: S607 - wherever it is installed
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout


def installed(folder: Path) -> Path:
    """Return the Python of an environment with addok, made where it is not there yet.

    Raises:
        MissingError: it cannot be installed.
    """
    python = folder / "bin" / "python"
    asked = [str(python), "-c", "import addok; print(addok.VERSION)"]
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(asked, capture_output=True, text=True, check=True)  # noqa: S603
        if done.stdout.strip() == VERSION:
            return python
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, with_pip=True)
    wanted = [str(python), "-m", "pip", "install", "--quiet", f"addok[perf]=={VERSION}"]
    done = subprocess.run(wanted, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["pip failed"])[-1]
        raise MissingError(f"addok {VERSION} cannot be installed: {last}")
    return python


def documents(register: Register, town: str, postcode: str) -> Iterator[dict[str, object]]:
    """Yield a town as addok's own documents: a street each, with its house numbers.

    addok wants coordinates; no query here is answered by them, so that they are all nought.
    """
    nowhere = {"lat": 0, "lon": 0}
    numbers: dict[str, dict[str, object]] = {}
    for street in register.thoroughfares:
        held = numbers.setdefault(street.full_name, {})
        held.update({door_number(d): dict(nowhere) for d in street.doors if d.number})
    for at, (name, held) in enumerate(sorted(numbers.items())):
        yield {
            "_id": str(at),
            "type": "street",
            "name": name,
            "postcode": postcode,
            "city": town,
            "importance": 0,
            "housenumbers": held,
            **nowhere,
        }


def number_key(number: str) -> str:
    """Return a house number as addok and the scan compare it."""
    return folded(glued(number))


@contextlib.contextmanager
def running(
    environment: Path, register: Register, town: str, postcode: str, synonyms: Mapping[str, str]
) -> Iterator[Addok]:
    """Start redis, let addok read a town, and end both behind the block.

    Raises:
        MissingError: addok or redis is not to be had; the message says why.
    """
    if shutil.which("redis-server") is None or shutil.which("redis-cli") is None:
        raise MissingError("redis-server and redis-cli are not installed (Debian: redis-server)")
    python = installed(environment)
    with tempfile.TemporaryDirectory(prefix="peers-") as name, _redis(Path(name)) as socket:
        folder = Path(name)
        told = folder / "synonyms.txt"
        lines = (f"{short} => {word}\n" for short, word in sorted(synonyms.items()))
        told.write_text("".join(lines), encoding="utf-8")
        config = folder / "addok.conf"
        common = len(register.thoroughfares) // 4
        text = _CONFIG.format(socket=str(socket), synonyms=str(told), folder=name, common=common)
        config.write_text(text, encoding="utf-8")
        listed = folder / "town.sjson"
        made = (f"{json.dumps(one)}\n" for one in documents(register, town, postcode))
        listed.write_text("".join(made), encoding="utf-8")
        own = {**os.environ, "ADDOK_CONFIG_MODULE": str(config), "PYTHONPATH": str(HERE)}
        began = time.perf_counter()
        for command in (["batch", str(listed)], ["ngrams"]):
            subprocess.run(  # noqa: S603 - our own environment
                [python.with_name("addok"), *command],
                env=own,
                check=True,
                capture_output=True,
                timeout=PATIENCE_S,
            )
        version = _redis_says(socket, "INFO", "server").partition("redis_version:")[2].split()[0]
        yield Addok(python, own, version, socket, time.perf_counter() - began)


@contextlib.contextmanager
def _redis(folder: Path) -> Iterator[Path]:
    """Run a redis at a socket of the folder, without a port and without files."""
    socket = folder / "redis.sock"
    command = ["redis-server", "--port", "0", "--unixsocket", str(socket), "--save", ""]
    with (folder / "redis.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - wherever it is installed
            [*command, "--appendonly", "no", "--dir", str(folder)], stdout=log, stderr=log
        )
    try:
        until = time.monotonic() + 30
        while not socket.exists():
            if process.poll() is not None or time.monotonic() > until:
                said = (folder / "redis.log").read_text(errors="replace").strip().splitlines()
                raise MissingError(f"redis does not start: {said[-1] if said else 'no word'}")
            time.sleep(0.05)
        yield socket
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        sys.stdout.flush()
