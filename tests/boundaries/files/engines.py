"""Engines that other processes can import."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from boundaries.model import Answer, Reason, VerdictKind

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass
class Engine:
    """Answers whatever it is asked; each different address takes a while."""

    identity: str = "edition 1"
    lang: str = "hu"
    seconds: float = 0.0
    town: str = ""

    def refuse(self, query: str, reason: Reason) -> tuple[Answer, str]:
        answer = replace(self.ask(query)[0], verdict=VerdictKind.UNDECIDABLE, reason=reason)
        return replace(answer, matched=None), "?"

    def __call__(self) -> Callable[[str], tuple[Answer, str]]:
        return self.ask

    def ask(self, query: str) -> tuple[Answer, str]:
        time.sleep(self.seconds)
        answer = Answer(
            query=query,
            verdict=VerdictKind.INSIDE,
            reason=Reason.DISTRICT_INSIDE,
            area="a",
            variant="v",
            edition=self.identity,
            matched=query,
        )
        return answer, "Igen."
