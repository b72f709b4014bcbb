"""The form of a row of a list: what a person says that it means, with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from boundaries.language.house_numbers import Parity
from boundaries.language.names import split_type
from boundaries.workshop.row_steps import (
    Confirmed,
    Dropped,
    Named,
    Numbered,
    RowAdded,
    RowStepError,
    WordsAside,
    numbers_of,
)
from webmap.admin.forms import Choice, Form, Line, Number, Tick

if TYPE_CHECKING:
    from boundaries.model import UnreadPiece
    from boundaries.workshop.list_bench import ListLook
    from boundaries.workshop.row_steps import OfRow, RowStep, SignedBy, WorkedRow

PARITIES = tuple(one.value for one in Parity)
SAVE, CONFIRM, DROP, AS_READ, ADD, ASIDE = "save", "confirm", "drop", "as_read", "add", "aside"
_LONGEST_NUMBER = 20


class RowForm(Form):
    """One step at a row, or at words in no row."""

    seen = Number(8)
    step = Choice((SAVE, CONFIRM, DROP, AS_READ, ADD, ASIDE))
    row = Line(limit=10)
    start = Number(8)
    end = Number(8)
    name = Line()
    parity = Choice(PARITIES, needed=False)
    first = Line(limit=_LONGEST_NUMBER)
    last = Line(limit=_LONGEST_NUMBER)
    excepted = Tick()
    reason = Line(limit=500, needed=True)

    @classmethod
    def of(cls, one: WorkedRow | None) -> RowForm:
        """Return the form filled in with a row as it is meant now."""
        if one is None:
            return cls(data={"parity": Parity.WHOLE.value})
        first, last = one.row.numbers.ends
        told = {"name": one.row.street, "parity": one.row.numbers.parity.value}
        told |= {"first": first or "", "last": last or "", "row": one.key}
        return cls(data={**told, "excepted": one.row.is_excepted})

    def made(self, found: ListLook, by: SignedBy) -> tuple[RowStep, ...]:
        """Return the steps that were asked for; none where the form has faults.

        Args:
            found: the list as its sender has seen it.
            by: name and day; the reason is that of the form.
        """
        if not self.check("seen", "step", "reason", "row"):
            return ()
        signed: SignedBy = {**by, "reason": self.reason.data}
        if self.step.data in {ADD, ASIDE}:
            return self._of_words(found, signed)
        row = next((one for one in found.rows if one.key == self.row.data), None)
        if row is None or row.read is None:
            self.tell("row", self.t("workshop.fault.row_gone"))
            return ()
        this: OfRow = {"row": int(row.key), "words": row.read.words, **signed}
        if self.step.data == CONFIRM:
            return (Confirmed(**this),)
        return (Dropped(**this),) if self.step.data == DROP else self._saved(row, this)

    def _saved(self, row: WorkedRow, this: OfRow) -> tuple[RowStep, ...]:
        """Return what makes a row what the form holds."""
        if not self._is_whole():
            return ()
        steps: list[RowStep] = []
        if self.name.data != row.row.street:
            name, kind = split_type(self.name.data)
            steps.append(Named(name=name, type=kind or "", **this))
        numbers = Numbered(
            parity=Parity(self.parity.data),
            first=self.first.data,
            last=self.last.data,
            excepted=self.excepted.data,
            **this,
        )
        return (*steps, numbers)

    def _of_words(self, found: ListLook, signed: SignedBy) -> tuple[RowStep, ...]:
        """Return a row that is added, or words that are put aside."""
        piece = self._piece(found)
        if self.step.data == ASIDE:
            if piece is None:
                self.tell("row", self.t("workshop.fault.row_gone"))
                return ()
            place = piece.span
            return (WordsAside(start=place.start, end=place.end, words=piece.text, **signed),)
        if not self._is_whole():
            return ()
        name, kind = split_type(self.name.data)
        return (
            RowAdded(
                name=name,
                type=kind or "",
                parity=Parity(self.parity.data),
                first=self.first.data,
                last=self.last.data,
                excepted=self.excepted.data,
                start=0 if piece is None else piece.span.start,
                end=0 if piece is None else piece.span.end,
                words="" if piece is None else piece.text,
                **signed,
            ),
        )

    def _piece(self, found: ListLook) -> UnreadPiece | None:
        """Return the words in no row that the form is about; None of none."""
        place = (self.start.data, self.end.data)
        return next((p for p in found.unread if (p.span.start, p.span.end) == place), None)

    def _is_whole(self) -> bool:
        self.check("name", "parity", "first", "last")
        if not self.name.data:
            self.fault("name", "missing")
        if not self.parity.data:
            self.fault("parity", "missing")
        if self.faults:
            return False
        try:
            numbers_of(Parity(self.parity.data), self.first.data, self.last.data)
        except RowStepError:
            self.tell("first", self.t("workshop.fault.numbers"))
            return False
        return True
