"""Engines that other processes can import."""

from __future__ import annotations

import time
from dataclasses import dataclass
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
