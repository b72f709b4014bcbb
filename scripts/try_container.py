"""Carry out the steps of a Containerfile, in order, and run what comes of it.

    python scripts/try_container.py CONTAINERFILE FOLDER

FOLDER/context is what COPY copies from. Where podman or Docker answers, it builds and runs the
image. Elsewhere the steps are carried out in FOLDER, on this machine: a path of the image
(`/opt/…`, or one below a WORKDIR or VOLUME) stands for the same path below FOLDER/root, FROM
begins a new such folder with the Python of this script, and COPY, RUN, ENV and WORKDIR do what
they say, so that a file that is not there, or a command that fails, ends it with the line. What
only root of a system can do (accounts, owners of files) is said and not done. Then CMD serves,
HEALTHCHECK has to succeed, and STOPSIGNAL to end it with 0, twice over one VOLUME, and nothing
may have been written elsewhere.

It needs the standard library alone; `scripts/try_install.sh container` runs it.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import stat
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from serve_once import TryError, answer, free_port, served, wait_until_ready

if TYPE_CHECKING:
    from collections.abc import Sequence

KEPT = re.compile(r"(?i)(PIP_|SSL_CERT|REQUESTS_CA_BUNDLE|\w*_proxy$|TZ$)")
"""Variables of this machine that the steps see: how to reach a package registry."""
BRIEF = {"PIP_QUIET": "1", "PIP_NO_COMPILE": "1"}
"""What makes the steps say less and take half the time; what is run is compiled when it is."""
REPLACED = {
    "useradd": 'echo "not done here: useradd $*"\n',
    "install": """for word do
  shift
  case $word in
    -o | -g) skip=yes ;;
    *)
      if [ -z "$skip" ]; then set -- "$@" "$word"; else echo "not done here: owner $word"; fi
      skip=
      ;;
  esac
done
exec /usr/bin/install "$@"
""",
}
"""Program -> what stands in its place."""
KNOWN = {
    *("FROM", "COPY", "RUN", "ENV", "WORKDIR", "USER"),
    *("VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "CMD"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """An instruction."""

    line: int
    name: str
    words: str
    """What stands behind its name, continued lines joined."""


@dataclass(slots=True)
class Image:
    """What is known of a stage when its steps are done."""

    env: dict[str, str] = field(default_factory=dict)
    folder: str = "/"
    volumes: list[str] = field(default_factory=list)
    port: str = ""
    stop: str = "SIGTERM"
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)


def read_steps(text: str) -> list[Step]:
    """Return the instructions of a Containerfile.

    Raises:
        TryError: one that this does not know.
    """
    steps: list[Step] = []
    joined, begun = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#") or not (line.strip() or joined):
            continue
        begun = begun if joined else number
        joined += line.strip()
        if joined.endswith("\\"):
            joined = joined[:-1].rstrip() + " "
            continue
        name, _, words = joined.partition(" ")
        if name.upper() not in KNOWN:
            raise TryError(f"line {begun}: {name} is not known here")
        steps.append(Step(begun, name.upper(), words.strip()))
        joined = ""
    return steps


class Build:
    """The steps, carried out below a folder."""

    def __init__(self, folder: Path, steps: Sequence[Step]) -> None:
        self.folder, self.context, self.root = folder, folder / "context", folder / "root"
        self.stages: dict[str, Path] = {}
        self.stage = ""
        self.image = Image()
        own = {_top(word) for step in steps for word in _paths(step)}
        self._own = re.compile(rf"(?<![\w./-])/({'|'.join(map(re.escape, sorted(own)))})(?![\w-])")

    def below(self, text: str) -> str:
        """Return a text with paths of the image as paths below the folder."""
        return self._own.sub(lambda found: f"{self.root}{found[0]}", text)

    def env(self) -> dict[str, str]:
        """Return the variables of a process of the image."""
        kept = {name: value for name, value in os.environ.items() if KEPT.match(name)}
        base = {
            "PATH": f"{self.folder}/base:/usr/bin:/bin",
            "HOME": str(self.root / "root"),
            "TMPDIR": str(self.root / "tmp"),
            "LANG": "C.UTF-8",
            **BRIEF,
        }
        return {**kept, **base, **self.image.env}

    def run(self, step: Step) -> None:
        """Carry out one step.

        Raises:
            TryError: it cannot be; names the line.
        """
        print(f"line {step.line}: {step.name} {step.words}", flush=True)
        try:
            getattr(self, f"_{step.name.lower()}")(step.words)
        except (OSError, ValueError, LookupError) as fault:
            raise TryError(f"line {step.line}: {step.name} {step.words}: {fault}") from fault
        except subprocess.CalledProcessError as fault:
            raise TryError(
                f"line {step.line}: {step.words}: ended with {fault.returncode}"
            ) from None

    def _from(self, words: str) -> None:
        image, _, name = words.partition(" AS ")
        wanted = re.fullmatch(r"docker\.io/library/python:(\d+\.\d+)-slim-\w+", image.strip())
        here = f"{sys.version_info.major}.{sys.version_info.minor}"
        if not wanted or wanted[1] != here:
            raise ValueError(f"this stands in for the Debian image of Python {here} alone")
        if self.stage:
            self.stages[self.stage] = self.root.rename(self.folder / f"stage-{self.stage}")
        self.stage, self.image = name.strip() or "last", Image()
        for part in ("tmp", "root"):
            (self.root / part).mkdir(parents=True)
        _program(self.folder / "base/python", f'exec {shlex.quote(sys.executable)} "$@"\n')
        for name, text in REPLACED.items():
            _program(self.folder / "base" / name, text)

    def _workdir(self, words: str) -> None:
        self.image.folder = words
        self._here().mkdir(parents=True, exist_ok=True)

    def _here(self) -> Path:
        return Path(f"{self.root}{self.image.folder}")

    def _copy(self, words: str) -> None:
        *sources, target = words.split()
        home = self.context
        if sources[0].startswith("--from="):
            home = self.stages[sources.pop(0).removeprefix("--from=")]
        goal = Path(f"{self.root}{PurePosixPath(self.image.folder, target)}")
        for source in sources:
            found = home / source.lstrip("/")
            if found.is_dir():
                shutil.copytree(found, goal, symlinks=True, dirs_exist_ok=True)
            else:
                into = goal / found.name if target.endswith("/") or goal.is_dir() else goal
                into.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(found, into)

    def _run(self, words: str) -> None:
        command = ["/bin/sh", "-c", self.below(words)]
        subprocess.run(command, check=True, cwd=self._here(), env=self.env())  # noqa: S603 - a step

    def _env(self, words: str) -> None:
        before = self.env()
        for word in shlex.split(words):
            name, _, value = word.partition("=")
            value = re.sub(
                r"\$\{?(\w+)\}?", lambda found: before.get(found[1], ""), self.below(value)
            )
            self.image.env[name] = value

    def _user(self, words: str) -> None:
        print(f"not done here: everything runs as user {os.getuid()}, not as {words}")

    def _volume(self, words: str) -> None:
        self.image.volumes.append(words)
        if not Path(f"{self.root}{words}").is_dir():
            raise ValueError("there is no such folder in the image, so root would own the volume")

    def _expose(self, words: str) -> None:
        self.image.port = words

    def _stopsignal(self, words: str) -> None:
        self.image.stop = words

    def _cmd(self, words: str) -> None:
        self.image.command = json.loads(words)

    def _healthcheck(self, words: str) -> None:
        self.image.health = _command(words)

    def serve(self) -> None:
        """Run the command of the image twice, as two containers with one volume.

        Raises:
            TryError: it does not serve, is not healthy, does not stop, or writes elsewhere.
        """
        volumes = [Path(f"{self.root}{name}") for name in self.image.volumes]
        before = self._files(volumes)
        self._once(["akcioterulet", "database", "upgrade"], ["akcioterulet", "--version"])
        self._once(["akcioterulet", "database", "status"])
        if strange := self._files(volumes) ^ before:
            some = ", ".join(sorted(map(str, strange))[:5])
            raise TryError(f"besides the volume and /tmp these were written or taken away: {some}")
        for volume in volumes:
            if not any(volume.iterdir()):
                raise TryError(f"nothing was kept in {volume}")
            print(f"{volume.name}: {', '.join(sorted(path.name for path in volume.iterdir()))}")
            if stat.S_IMODE(volume.stat().st_mode) & 0o077:
                raise TryError(f"{volume} can be read by others")

    def _once(self, *inside: Sequence[str]) -> None:
        port, image = free_port(), self.image
        if image.port not in image.command:
            raise TryError(f"CMD does not serve on {image.port}, which is exposed")

        def words(given: Sequence[str]) -> list[str]:
            changed = [re.sub(rf"\b{image.port}\b", str(port), self.below(word)) for word in given]
            program = shutil.which(changed[0], path=self.env()["PATH"])
            if program is None:
                raise TryError(f"{changed[0]} is not on the PATH of the image")
            return [program, *changed[1:]]

        stop = signal.Signals[image.stop]
        with served(words(image.command), port, stop=stop, env=self.env(), cwd=self._here()):
            print(f"/ready: {answer(port)[1]}", flush=True)
            for command in (image.health, *inside):
                done = subprocess.run(  # noqa: S603 - of the image
                    words(command), env=self.env(), cwd=self._here(), check=False
                )
                if done.returncode:
                    raise TryError(f"{command} ended with {done.returncode}")
        print(f"healthy, and {image.stop} ended it with 0")

    def _files(self, volumes: Sequence[Path]) -> set[Path]:
        # In the image the service's user cannot write to /, and does without its second memory.
        memories = {path.with_name(f".{path.name}.installation.json") for path in volumes}
        apart = {self.root / "tmp", *volumes, *memories}
        return {
            path
            for path in self.root.rglob("*")
            if not apart & {path, *path.parents}
            and path.name != "__pycache__"
            and path.suffix != ".pyc"
        }


def _paths(step: Step) -> list[str]:
    """Return the paths that a step makes: its own words that are one."""
    words = step.words.removeprefix("--from=").split()
    if step.name in {"WORKDIR", "VOLUME"}:
        return words
    return [word for word in words[1:] if word.startswith("/")] if step.name == "COPY" else []


def _command(health: str) -> list[str]:
    """Return the command of a HEALTHCHECK, which is given as a list."""
    words = json.loads(health.partition("CMD ")[2])
    if not (isinstance(words, list) and all(isinstance(word, str) for word in words)):
        raise ValueError("HEALTHCHECK: a list of texts is expected")
    return words


def _top(path: str) -> str:
    return PurePosixPath(path).parts[1]


def _program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}", encoding="utf-8")
    path.chmod(0o755)


def engine() -> str | None:
    """Return the program that builds and runs images here; None where there is none."""
    for name in ("podman", "docker"):
        program = shutil.which(name)
        if program:
            told = subprocess.run([program, "info"], capture_output=True, check=False)  # noqa: S603
            if told.returncode == 0:
                return program
            print(f"{name} is here and does not answer; the steps are carried out by themselves")
    return None


def with_engine(program: str, containerfile: Path, context: Path, health: Sequence[str]) -> None:
    """Build the image and run it; `health` is the command of its HEALTHCHECK.

    Raises:
        TryError: a step failed, it is not healthy, or it does not end with 0.
    """
    name, port = "akcioterulet-try", free_port()
    form = ["--format", "docker"] if program.endswith("podman") else []

    def run(*words: str) -> str:
        command = [program, *words]
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)  # noqa: S603
        if done.returncode:
            raise TryError(f"{program} {' '.join(words)}: ended with {done.returncode}")
        return done.stdout.strip()

    run("build", *form, "-f", str(containerfile), "-t", name, str(context))
    run("run", "-d", "--name", name, "-p", f"127.0.0.1:{port}:8000", "-v", f"{name}:/data", name)
    try:
        wait_until_ready(port, lambda: run("inspect", "-f", "{{.State.Running}}", name) == "true")
        run("exec", name, "akcioterulet", "database", "upgrade")
        run("exec", name, *health)
        run("stop", "-t", "40", name)
        ended = run("inspect", "-f", "{{.State.ExitCode}}", name)
    finally:
        run("rm", "-f", name)
        run("volume", "rm", name)
    if ended != "0":
        raise TryError(f"the container ended with {ended}")


def main() -> None:
    """Build and run."""
    containerfile, folder = Path(sys.argv[1]), Path(sys.argv[2]).resolve()
    steps = read_steps(containerfile.read_text(encoding="utf-8"))
    program = engine()
    if program:
        (health,) = (step.words for step in steps if step.name == "HEALTHCHECK")
        with_engine(program, containerfile, folder / "context", _command(health))
        return
    build = Build(folder, steps)
    for step in steps:
        build.run(step)
    build.serve()


if __name__ == "__main__":
    try:
        main()
    except TryError as fault:
        sys.exit(f"try_container: {fault}")
