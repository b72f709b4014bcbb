"""In which town an address lies that is asked of one town's area: decided here, and nowhere else.

Named: that town. Not named, and the town has such a street: assumed, and said. Another settlement
that is known: outside. Everything else is left as the town's own list answers it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ..address.street_keys import Named
from ..language.names import fold
from ..model import VerdictKind

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from ..address.query import Reading
    from ..model import Answer
    from .settlement_names import SettlementReader

S = TypeVar("S", bound=Named)


def in_its_town(
    answer: Answer,
    reading: Reading[S],
    town: str,
    area: BaseGeometry | None,
    elsewhere: SettlementReader | None = None,
) -> Answer:
    """Return the answer of a town's list with the town that was assumed, or "outside" elsewhere.

    Args:
        answer: of the list.
        reading: of the same words, among the names of the town.
        town: of the list.
        area: EOV metres; None where it has no ground.
        elsewhere: knows the other settlements; None = the bundled ones.
    """
    parsed, match = reading.parsed, reading.match
    own = parsed.town is not None and fold(parsed.town).startswith(fold(town))
    if match.street is None and not own and answer.verdict is VerdictKind.UNDECIDABLE:
        from .elsewhere import outside_elsewhere  # noqa: PLC0415 - at home none is needed

        outside = outside_elsewhere(answer, town, area, elsewhere)
        if outside is not None:
            return outside
    known = reading.refusal is None and (match.street is not None or match.homonyms)
    if not known or parsed.town is not None or parsed.postcode is not None:
        return answer
    return answer.changed(assumed_town=town)
