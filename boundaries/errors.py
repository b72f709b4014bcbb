"""Faults of the domain. Expected outcomes are results, not exceptions."""

from __future__ import annotations

from dataclasses import dataclass, field


class BoundaryError(Exception):
    """Root of everything that `boundaries` raises on purpose."""


class UnknownAreaError(BoundaryError, KeyError):
    """No area has the slug that was asked for."""

    def __str__(self) -> str:
        """Return the message itself; `KeyError` would show its repr."""
        return str(self.args[0]) if self.args else ""


class EditionError(BoundaryError, ValueError):
    """A frozen edition cannot be read, or its content does not match its hash."""


class CodedError(BoundaryError, ValueError):
    """A fault that others may say in their own words.

    Args:
        message: the sentence, in English.
        code: what is wrong; empty where only the message tells.
    """

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


class CandidateError(CodedError):
    """A candidate cannot be made, found or accepted; the message says what to do."""


class RegisterError(CodedError):
    """A register or street list cannot be read; carries where."""


class FactError(BoundaryError, ValueError):
    """A fact that people put on record cannot be taken, or the record of them cannot be read."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong in a file that people write."""

    path: str
    """Where, such as `legs[3].kind`."""
    message: str
    """What is wrong and what is expected."""
    code: str = field(default="", compare=False)
    """What is wrong, for who says it in another language; empty where only the message tells."""

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class DefinitionError(BoundaryError, ValueError):
    """A definition has faults; carries all of them, not just the first."""

    def __init__(self, source: str, faults: tuple[Fault, ...]) -> None:
        self.source = source
        self.faults = faults
        lines = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(f"{source} has {len(faults)} fault(s):\n{lines}")


class DrawnLineError(BoundaryError, ValueError):
    """A line that a person supplied cannot be used; the message names the file and the fault."""


class ExportError(BoundaryError, ValueError):
    """An area cannot be written in the format or to the place that was asked for."""
