"""Of which settlement each of the office's files of a town is: no other one's is used. Pure.

The office writes its codes of county and settlement ("03/060") into every file and every ring.
Files without them are held against the doors by what they are about.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from ..errors import Fault, RegisterError
from .office_json import DOORS_FILE, RINGS_FILE, RULES_FILE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from .register import RangeRule, Register, Thoroughfare

_PARTS = ("maz", "taz")
_FOLDER = re.compile(r"(\d{2})[/\\-](\d{3})(?:[/\\]register)?\Z", re.ASCII)
LEAST, MANY = 5, 10
"""Streets with rules, or districts, from which they tell a town, and rules do so surely."""
FEW_OWN, MANY_OWN = 0.5, 0.8
"""Least share of them that the list of doors has: 0.89 of a town's own at hand, at most 0.77 of the
streets of another one."""
_UNLIKE = "taken for another town's and not used; put the town's own file there"


def code_of(record: object) -> str:
    """Return the codes that a record carries ("03/060"), or an empty text."""
    if not isinstance(record, dict):
        return ""
    said = [one.strip() for key in _PARTS if isinstance(one := record.get(key), str)]
    return "/".join(said) if len(said) == len(_PARTS) and all(said) else ""


def code_of_folder(folder: Path) -> str:
    """Return the codes that a folder is called by, or an empty text.

    >>> from pathlib import Path
    >>> code_of_folder(Path("office/03/060")), code_of_folder(Path("kecskemet-ep2024-05251200"))
    ('03/060', '')
    """
    found = _FOLDER.search(folder.as_posix())
    return "/".join(found.groups()) if found else ""


def own_code(doors: str, others: Mapping[str, Any], folder: str) -> str:
    """Return the settlement whose folder it is; empty where nothing says it.

    Args:
        doors: code in the list of doors; empty where it has none.
        others: name of each other file -> its code.
        folder: code that the folder is called by.

    Raises:
        RegisterError: the list of doors is of another settlement than the other files.
    """
    said = Counter(code for code in others.values() if code)
    votes = said + Counter(code for code in (doors, folder) if code)
    rival = max((code for code in sorted(said) if code != doors), key=votes.__getitem__, default="")
    if doors and said[rival] > 1 and votes[rival] > votes[doors]:
        raise RegisterError(
            f"the list of doors is of settlement {doors}, the other files are of {rival}; put the "
            f"list of doors of {rival} there",
            code="register_office",
        )
    if doors or not said:
        return doors
    first, *more = sorted(said, key=lambda code: -votes[code])
    return first if not more or votes[first] > votes[more[0]] else ""


def own_documents(
    folder: Path, documents: Mapping[str, dict[str, Any]]
) -> tuple[dict[str, dict[str, Any]], str, list[Fault], list[Fault]]:
    """Return the files that may be of the town of the doors.

    Args:
        folder: whose name may be a code as well.
        documents: name of each file that was read -> what it says.

    Returns:
        The documents, the town's code (empty where nothing says it), why others are not used, and
        what is odd.

    Raises:
        RegisterError: the list of doors is of another settlement than the other files.
    """
    codes = {name: _code_of_document(one) for name, one in documents.items()}
    called, doors = code_of_folder(folder), codes.pop(DOORS_FILE, "")
    own = own_code(doors, codes, called)
    apart = {
        name: Fault(name, _another(code, own or "another one", "file"))
        for name, code in codes.items()
        if code not in {"", own} and not (own and name == RINGS_FILE)
    }
    odd = []
    if own and called and own != called:
        odd.append(Fault(DOORS_FILE, f"is of settlement {own}; its folder is called {called}"))
    kept = {name: one for name, one in documents.items() if name not in apart}
    return kept, own, list(apart.values()), odd


def _code_of_document(document: dict[str, Any]) -> str:
    """Return the code of a file; of rings, which carry it each, that of the most."""
    rings = document.get("list")
    codes = Counter(map(code_of, rings)) if isinstance(rings, list) else Counter[str]()
    most = max(sorted(codes), key=codes.__getitem__, default="")
    return code_of(document.get("data")) or most


def unlike_the_doors(
    register: Register, documents: Mapping[str, dict[str, Any]]
) -> dict[str, Fault]:
    """Return which of rules and rings carry no code and fit other doors, each with the reason."""
    found: dict[str, Fault] = {}
    bare = {name for name, one in documents.items() if not _code_of_document(one)}
    if not register.thoroughfares:
        return found
    doors = {door.district for street in register.thoroughfares for door in street.doors}
    if RULES_FILE in bare:
        rules = rules_elsewhere(register.rules, register.thoroughfares)
        told = ""
        if rules is not None:
            told = (
                f"has rules for {rules[1]:,} streets, of which the list of doors has {rules[0]:,}"
            )
        elif len(register.rules) >= LEAST and len({rule.district for rule in register.rules}) == 1:
            one = register.rules[0].district
            told = f"knows district {one} alone, the list of doors {len(doors):,}" * (
                len(doors) > 1
            )
        if told:
            found[RULES_FILE] = Fault(RULES_FILE, f"{told}; {_UNLIKE}")
    if RINGS_FILE in bare:
        rings = rings_elsewhere([district.id for district in register.districts], doors)
        if rings is not None:
            told = f"only {rings[0]:,} of {rings[1]:,} polling districts have both ring and doors"
            found[RINGS_FILE] = Fault(RINGS_FILE, f"{told}; {_UNLIKE}")
    return found


def _another(code: str, own: str, what: str) -> str:
    told = f"is of settlement {code}, the list of doors of {own}; not used"
    return f"{told}, put the {what} of {own} there"


def own_rings(rings: Sequence[Any], own: str) -> tuple[list[Any], list[Fault]]:
    """Return the rings that may be the town's, and what is said of the others."""
    codes = [code_of(ring) for ring in rings]
    kept = [ring for ring, code in zip(rings, codes, strict=True) if code in {"", own}]
    if not own or len(kept) == len(rings):
        return list(rings), []
    others = Counter(code for code in codes if code not in {"", own})
    faults = []
    for code, count in sorted(others.items()):
        told = _another(code, own, "rings")
        faults.append(Fault(RINGS_FILE, f"{count:,} of its {len(rings):,} rings: {told}"))
    return kept, faults


def rules_elsewhere(
    rules: Sequence[RangeRule], streets: Iterable[Thoroughfare]
) -> tuple[int, int] | None:
    """Return (streets that the town has, streets) where most rules are of streets it has not."""
    ruled = {(rule.name, rule.type) for rule in rules}
    known = ruled & {(street.name, street.type) for street in streets}
    least = FEW_OWN if len(ruled) < MANY else MANY_OWN
    if len(ruled) < LEAST or len(known) >= least * len(ruled):
        return None
    return len(known), len(ruled)


def rings_elsewhere(rings: Iterable[str], doors: Iterable[str]) -> tuple[int, int] | None:
    """Return (districts with both, all) where most polling districts have a ring or doors alone."""
    drawn, listed = set(rings), set(doors)
    both, every = drawn & listed, drawn | listed
    if not drawn or not listed or len(every) < LEAST or 2 * len(both) >= len(every):
        return None
    return len(both), len(every)
