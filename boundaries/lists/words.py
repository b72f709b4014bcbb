"""The words that lists of streets are made of, from their file (`data/language/lists.yaml`).

Every key is folded (accents and case off), so that "PÁRATLAN", "páratlan" and "paratlan" are one.
"""

from __future__ import annotations

import re

from ..language.house_numbers import Parity
from ..language.list_files import lists_of
from ..language.names import fold
from ..language.word_lists import words

SIDES = {
    fold(word): Parity(found["side"])
    for found in lists_of("lists").values()
    if "side" in found
    for word in found["words"]
}
"""Which numbers: "páros oldal 2-48", "folyamatos 1-13"."""
SIDE_NOUNS = words("listed_side_nouns")
"""What may stand behind a side and says no more than it: "páratlan oldala", "páros házszámok"."""
NUMBER_NOUNS = words("listed_number_nouns")
"""What may stand beside a number and says no more than it: "a 3. szám", "hsz. 5"."""
NUMBER_FROM = words("listed_number_from")
NUMBER_TO = words("listed_number_to")
"""An ending that the noun behind the number carries: "a 20. számig"."""
WHOLE = words("listed_whole")
"""The whole of it, or to the end of it: "végig", "teljes hosszában", "13-tól végig"."""
TO_THE_END = words("listed_to_the_end")
FROM_THE_START = words("listed_from_the_start")
EXCEPT = words("listed_except")
EXCEPT_BEHIND = words("listed_except_behind")
"""Behind what it takes out: "a 3. szám kivételével"."""
PARCELS = words("listed_parcels")
TITLES = words("listed_name_titles")
"""What stands small before a name."""
PLACE_NOUNS = words("listed_places")
"""What says that a name is a settlement or a part of one: "Felsőtelep településrész"."""
HEADING_NOUNS = words("listed_headings")
"""What says that a line is a heading."""
SERVICE_NOUNS = words("listed_services")
"""What says, before a colon, who serves an area, where and when: "Rendelő:", "Védőnő:"."""
INSTITUTIONS = words("listed_institutions")
"""Who a list is of, with an address on the next line: "Mese Óvoda"."""
MONTHS = words("listed_months")
DAYS = words("listed_days")
TIMES = words("listed_times")
"""What may stand beside a day: "kedd 8–12 óra", "csütörtök (páratlan hét)"."""
COLUMN_NOUNS = words("listed_column_words")
"""What the headings of a table are made of; a line of them is no title of an area."""
COLUMNS: dict[str, str] = {
    fold(word): found["column"]
    for found in lists_of("lists").values()
    if "column" in found
    for word in found["words"]
}
"""Folded heading of a table -> what the column holds."""
ALL_OF_A_PLACE = words("listed_all_streets")
"""Before "utca": every street of a place, and no name."""
OPENINGS = words("listed_openings")
"""Words that open a sentence and begin no name: "Ide tartozik", "Nem tartozik ide"."""
LIMITING = frozenset(SIDES) | EXCEPT | EXCEPT_BEHIND | words("listed_limits")
"""What in a heading limits the rows under it: "Páros oldalak:"."""
TIES = words("listed_ties")
"""Verbs that tie a list to what it is of; what stands before them is a heading."""
ENDING = re.compile(r"\.?(?: ?[-–‑‐])? ?(?P<case>ig|t[óòoőõöôu]l)(?![^\W_])", re.IGNORECASE)
"""A case ending behind a number: "48-ig", "13-tól", "1.-től", "20 -ig"."""
OTHER_ENDING = re.compile(r"\.?[-–‑‐](?P<rest>[a-záéíóöőúüű]{1,6})(?![^\W_])")
