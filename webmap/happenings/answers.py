"""What every programme says to a look-up, as the page shows it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from boundaries.model import VerdictKind
from webmap.ask.programme_texts import sentence, state_text, title_of

from .wording import sentence as ended

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from boundaries.programmes.look_up import ProgrammeAnswer
    from boundaries.programmes.model import Programme
    from webmap.web.i18n import Texts

_ORDER = (
    VerdictKind.INSIDE,
    VerdictKind.BOUNDARY,
    VerdictKind.UNDECIDABLE,
    VerdictKind.OUTSIDE,
)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """The answer of one programme."""

    slug: str
    title: str
    verdict: VerdictKind
    word: str
    text: str
    """Verdict and reason as a sentence."""
    state: str
    variants: str
    """What the variants of the area say, where they differ; else empty."""


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """Programmes that say the same for the same reason."""

    verdict: VerdictKind
    word: str
    text: str
    rows: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeAnswers:
    """The answers of all programmes to one question."""

    groups: tuple[AnswerGroup, ...]
    """Those whose area holds the place first."""
    options: tuple[str, ...] = ()
    """Addresses in settlements that may be meant."""


def programme_answers(
    found: Sequence[ProgrammeAnswer],
    programmes: Mapping[str, Programme],
    t: Texts,
    *,
    variant_names: Mapping[tuple[str, str], str],
    with_options: bool,
) -> ProgrammeAnswers:
    """Return the answers in their order.

    Args:
        found: one for each programme.
        programmes: slug -> programme.
        t: language of the texts.
        variant_names: (slug of the area, variant) -> name of the variant.
        with_options: whether settlements that may be meant are offered; not while the page asks
            something else already.
    """
    ordered = sorted(found, key=lambda one: _ORDER.index(one.answer.verdict))
    rows = tuple(_row(one, programmes[one.programme], variant_names, t) for one in ordered)
    offered = dict.fromkeys(
        candidate.address
        for one in found
        if with_options and len(one.variants) == 1
        for candidate in one.answer.candidates
    )
    return ProgrammeAnswers(tuple(_groups(rows)), tuple(offered))


def _groups(rows: Iterable[AnswerRow]) -> Iterator[AnswerGroup]:
    """Put together what would be said in the same words, in the order of the first of each."""
    groups: dict[str, list[AnswerRow]] = {}
    for row in rows:
        groups.setdefault(row.text, []).append(row)
    for text, same in groups.items():
        yield AnswerGroup(same[0].verdict, same[0].word, text, tuple(same))


def _row(
    found: ProgrammeAnswer,
    programme: Programme,
    names: Mapping[tuple[str, str], str],
    t: Texts,
) -> AnswerRow:
    verdict = found.answer.verdict
    return AnswerRow(
        slug=found.programme,
        title=title_of(programme, t.language),
        verdict=verdict,
        word=t(f"verdict_word.{verdict}"),
        text=sentence(found, t.language),
        state=ended(state_text(found, programme, t.language)),
        variants=_variants(found, names, t),
    )


def _variants(found: ProgrammeAnswer, names: Mapping[tuple[str, str], str], t: Texts) -> str:
    """Tell that the variants of an area differ, so that one of them is not taken for all."""
    if len({one.verdict for one in found.variants}) == 1:
        return ""
    words = (
        f"{names.get((one.area, one.variant), one.variant)}: {t(f'verdict_word.{one.verdict}')}"
        for one in found.variants
    )
    return t("pages.variants_differ", answers="; ".join(words))
