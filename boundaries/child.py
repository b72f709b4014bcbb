"""The one way to start a process: for work that is heavy, takes long or reads what may be hostile.

    said = run(work, *arguments, limits=Limits(seconds=120))    do it and return what it says
    start(work, *arguments, limits=Limits())                    let it go on by itself
    with pool(workers, prepare, *arguments) as processes: ...   many pieces of the same work
    awaited(processes.submit(work, piece))                      what one of them says of its piece
    with Twin(work) as twin: twin.ask(piece); twin.answer()     a copy of this process
    with Queue() as queue: queue.put(3); for number in queue: ...   for this process and its copies

The work is a function of a module. It and its arguments reach the process by its standard input:
nothing of a file or an address stands on a command line, in another file or in a log.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import pickle
import signal
import subprocess  # nosec B404
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from concurrent.futures import Future, ProcessPoolExecutor
    from multiprocessing.connection import Connection

Asked = TypeVar("Asked")
Said = TypeVar("Said")

_CODE = (
    "import json, sys; sys.path[:] = json.loads(sys.stdin.buffer.readline()); "
    "from boundaries.child import main; main()"
)
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "PROJ_DATA", "GDAL_DATA")
"""What a process sees of the environment where it may not see the settings and secrets."""
STANDSTILL_S = 60.0
"""Processes that have work and take no time of the processor for so long stand still: they were
stopped, or wait for what never comes."""
_LOOK_S = 1.0
"""Between two looks no more than this counts: who stood still himself saw nothing, seconds."""
_is_child = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What a process may take; None stands for no limit. On Windows `seconds` alone holds."""

    seconds: float | None = None
    """Wall-clock time, for `run`."""
    cpu_seconds: int | None = None
    memory: int | None = None
    """Bytes of address space."""
    file_bytes: int | None = None
    """Bytes of any one file that it writes; writing more fails."""
    niceness: int = 0
    """How far it gives way to others."""

    def impose(self) -> None:
        """Hold this process to them."""
        try:
            import resource  # noqa: PLC0415 - not on Windows
        except ImportError:
            return
        os.nice(self.niceness)
        if self.cpu_seconds is not None:
            resource.setrlimit(resource.RLIMIT_CPU, (self.cpu_seconds, self.cpu_seconds))
        if self.memory is not None:
            resource.setrlimit(resource.RLIMIT_AS, (self.memory, self.memory))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if self.file_bytes is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.file_bytes, self.file_bytes))


class ChildError(Exception):
    """The work did not come to its end.

    Args:
        kind: name of the exception that it raised; "slow" where it took longer than it may,
            "ended" where its process was ended: by a limit, by the system, by a fault of a library,
            or because it stood still.
        message: of the exception. It may quote what the process worked on.
    """

    def __init__(self, kind: str, message: str = "") -> None:
        super().__init__(message or kind)
        self.kind, self.message = kind, message


def run(
    work: Callable[..., object],
    *arguments: object,
    limits: Limits,
    environment: Mapping[str, str] | None = None,
) -> Any:  # noqa: ANN401 - any JSON
    """Do work in a process of its own and return what it returned, by way of JSON.

    Args:
        work: a function of a module; it returns what JSON can hold.
        arguments: that can be pickled.
        limits: what it may take.
        environment: where it is given, the process sees nothing of the environment but this and
            where programs and libraries lie.

    Raises:
        ChildError: it raised an exception, took too long or was ended. No process is left.
    """
    process = _spawned(stdout=subprocess.PIPE, env=_seen(environment))
    try:
        said, _ = process.communicate(_told(work, arguments, limits), limits.seconds)
    except subprocess.TimeoutExpired:
        raise ChildError("slow") from None
    finally:
        if process.returncode is None:
            _kill(process)
    try:
        answer = json.loads(said)
    except ValueError:  # it was ended before it had said all
        answer = {"kind": "ended"}
    if "kind" in answer:
        raise ChildError(**answer)
    return answer["said"]


def start(
    work: Callable[..., object], *arguments: object, limits: Limits, held: tuple[int, ...] = ()
) -> None:
    """Let a process of its own do work; it goes on when this process ends.

    Args:
        work: a function of a module; nobody hears what it returns.
        arguments: that can be pickled.
        limits: what it may take, but for `seconds`: nobody looks at the clock.
        held: open handles that the process has as well; not on Windows.
    """
    process = _spawned(stdout=subprocess.DEVNULL, pass_fds=held)
    told = _told(work, arguments, limits)
    threading.Thread(target=process.communicate, args=(told,), daemon=True).start()


def _spawned(**options: Any) -> subprocess.Popen[bytes]:  # noqa: ANN401 - of `Popen`
    return subprocess.Popen(  # noqa: S603  # nosec B603 - the same interpreter, fixed code
        [sys.executable, "-c", _CODE],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # What a process of ours starts in turn stays in its group, and is ended with it.
        start_new_session=not _is_child,
        **options,
    )


def _told(work: Callable[..., object], arguments: tuple[object, ...], limits: Limits) -> bytes:
    return json.dumps(sys.path).encode() + b"\n" + pickle.dumps((work, arguments, limits))


def _seen(environment: Mapping[str, str] | None) -> Mapping[str, str] | None:
    if environment is None:
        return None
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | dict(environment)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process with all that it started."""
    if _is_child or not hasattr(os, "killpg"):
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def main() -> None:
    """Do the work that stands on the standard input; its first line has been read."""
    global _is_child  # noqa: PLW0603 - it is so for the rest of the process
    _is_child = True
    work, arguments, limits = pickle.load(sys.stdin.buffer)  # noqa: S301  # nosec B301 - from our own parent
    limits.impose()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whatever the service does with it
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    try:
        said = json.dumps({"said": work(*arguments)})
    except Exception as fault:  # noqa: BLE001 - whatever it is, the parent decides what it means
        said = json.dumps({"kind": type(fault).__name__, "message": str(fault)})
    with os.fdopen(answers, "w") as out:
        out.write(said)


def pool(workers: int, prepare: Callable[..., object], *arguments: object) -> ProcessPoolExecutor:
    """Return processes for many pieces of the same work.

    Args:
        workers: how many there are.
        prepare: a function of a module that every process calls once, before its first piece.
        arguments: of `prepare`, that can be pickled.
    """
    # Whoever asks for one answer needs neither.
    import multiprocessing  # noqa: PLC0415 - see above
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - see above

    spawning = multiprocessing.get_context("spawn")
    begin = functools.partial(_begin, prepare, *arguments)
    return ProcessPoolExecutor(workers, mp_context=spawning, initializer=begin)


def awaited(piece: Future[Said]) -> Said:
    """Return what a process of a pool says of a piece of work.

    A pool of which none works for `STANDSTILL_S` while one of its pieces is waited for is ended.

    Raises:
        BrokenProcessPool: a process was ended, or all stood still.
    """
    from concurrent.futures import wait  # noqa: PLC0415 - as in `pool`
    from multiprocessing import active_children  # noqa: PLC0415 - as in `pool`

    watch = _Watch()
    while not wait((piece,), _LOOK_S).done:
        processes = active_children()
        if watch.is_still([one.pid for one in processes]):
            for one in processes:
                one.kill()
    return piece.result()


class _Watch:
    """Looks again and again whether processes that have work do any."""

    def __init__(self) -> None:
        self._spent: Sequence[object] = ()
        self._still_s, self._at = 0.0, time.monotonic()

    def is_still(self, processes: Sequence[int | None]) -> bool:
        """Tell whether none of them has done anything for long."""
        spent, now = [_spent(one) for one in processes], time.monotonic()
        self._still_s += min(now - self._at, 2 * _LOOK_S)
        if spent != self._spent:
            self._still_s = 0.0
        self._spent, self._at = spent, now
        return self._still_s >= STANDSTILL_S


def _spent(process: int | None) -> object:
    """Return what grows while a process works; where nobody can tell, what is new each time."""
    try:
        told = Path(f"/proc/{process}/stat").read_bytes()
    except OSError:
        return object()
    return told.rpartition(b")")[2].split()[11:13]


def may_have_twins() -> bool:
    """Tell whether this process can be copied: on Linux, and where no other thread runs."""
    return sys.platform == "linux" and threading.active_count() == 1


class Twin(Generic[Asked, Said]):
    """A copy of this process, with all that it holds, that does a piece of work again and again.

    A copy begins within milliseconds, where a new process reads programs and data anew. It must not
    be made where other threads run (`may_have_twins`). It ends with this process or the block.
    """

    def __init__(self, work: Callable[[Asked], Said]) -> None:
        """Make the copy.

        Args:
            work: what it does with whatever it is asked; both can be pickled.
        """
        import multiprocessing  # noqa: PLC0415 - whoever asks for one answer needs none

        copying = multiprocessing.get_context("fork")
        self._here, there = copying.Pipe()
        self._process = copying.Process(
            target=_answer_all, args=(there, self._here, work), daemon=True
        )
        self._process.start()
        there.close()

    def __enter__(self) -> Twin[Asked, Said]:
        return self

    def ask(self, piece: Asked) -> None:
        """Let it work on a piece; `answer` is to be called before the next one."""
        with contextlib.suppress(OSError), self._watched():  # where it is gone, `answer` says so
            self._here.send(piece)

    def answer(self) -> Said:
        """Return what it says of the piece.

        Raises:
            ChildError: the work failed, or the process was ended, here where it stood still.
        """
        try:
            with self._watched():
                kind, said = self._here.recv()
        except (EOFError, OSError):
            raise ChildError("ended") from None
        if kind:
            raise ChildError(kind)
        answer: Said = said
        return answer

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        """End the copy where it stands still, so that nobody waits for it for ever."""
        over = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(over,), daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    def _watch(self, over: threading.Event) -> None:
        watch = _Watch()
        while not over.wait(_LOOK_S):
            if watch.is_still([self._process.pid]):
                import logging  # noqa: PLC0415 - whoever asks for one answer needs none

                self._process.kill()
                logging.getLogger(__name__).warning("a copy of this process stood still: ended")
                return

    def __exit__(self, *_: object) -> None:
        self._here.close()
        self._process.kill()
        self._process.join()


class Queue(contextlib.ExitStack):
    """Numbers that this process puts and that it and its copies take, each of them once.

    A pipe: what one process reads no other does, and nothing is locked when one of them is ended.
    """

    def __init__(self) -> None:
        """Make an empty one, before the copies."""
        super().__init__()
        self._out, self._in = os.pipe()
        for end in (self._out, self._in):
            os.set_blocking(end, False)
            self.callback(os.close, end)

    def put(self, number: int) -> None:
        """Put a number; where some ten thousand are not taken yet, it is left out.

        Args:
            number: 0 or more, below 65,536.
        """
        with contextlib.suppress(BlockingIOError):
            os.write(self._in, number.to_bytes(_BYTES, "big"))

    def __iter__(self) -> Iterator[int]:
        """Yield the numbers that are left and that nobody else takes meanwhile."""
        while True:
            try:
                taken = os.read(self._out, _BYTES)
            except BlockingIOError:
                return
            yield int.from_bytes(taken, "big")


_BYTES = 2
"""Bytes of a number in a pipe; so few are written and read at once."""


def _answer_all(there: Connection, here: Connection, work: Callable[[Any], Any]) -> None:
    """Work on what is asked, in a copy of a process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # left to the parent
    here.close()
    while True:
        try:
            piece = there.recv()
        except EOFError:
            return  # the parent is gone
        try:
            there.send(("", work(piece)))
        except Exception as fault:  # noqa: BLE001 - a message may quote what it worked on
            there.send((type(fault).__name__, None))


def _begin(prepare: Callable[..., object], *arguments: object) -> None:
    """Make a process of a pool ready; interrupts are left to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    prepare(*arguments)


def _end_with_parent() -> None:
    """A process whose parent was killed would wait for work for ever."""
    import multiprocessing  # noqa: PLC0415 - loaded already in every process of a pool

    parent = multiprocessing.parent_process()
    with contextlib.suppress(OSError):
        if parent is not None:
            parent.join()
            os._exit(1)
