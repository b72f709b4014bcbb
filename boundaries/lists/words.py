"""The words that lists of streets are made of, each with what it says. Data only.

Every key is folded (accents and case off), so that "PÁRATLAN", "páratlan" and "paratlan" are one.
"""

from __future__ import annotations

import re

from ..language.house_numbers import Parity
from ..language.word_lists import folded

SIDES = {
    **dict.fromkeys(folded("páros ps párosok"), Parity.EVEN),
    **dict.fromkeys(folded("páratlan ptl páratlanok"), Parity.ODD),
    **dict.fromkeys(folded("mindkét mindkettő folyamatos folyamatosan"), Parity.CONTINUOUS),
}
"""Which numbers: "páros oldal 2-48", "folyamatos 1-13"."""
SIDE_NOUNS = folded(
    "oldal oldala oldalon oldalán oldali házszám házszámok házszámozású házszámozás házszámai "
    "számozás számozású számok szám számú száma számai sz hsz"
)
"""What may stand behind a side and says no more than it: "páratlan oldala", "páros házszámok"."""
NUMBER_NOUNS = folded("szám számú számok számai házszám házszámok házszáma sz hsz ház csak")
"""What may stand beside a number and says no more than it: "a 3. szám", "hsz. 5"."""
NUMBER_FROM = folded("számtól házszámtól sztól hsztól háztól")
NUMBER_TO = folded("számig házszámig szig hszig házig")
"""An ending that the noun behind the number carries: "a 20. számig"."""
WHOLE = folded(
    "teljes mind egész végig teljesen egészen összes minden hosszában hosszán hossza területe "
    "terület közterület"
)
"""The whole of it, or to the end of it: "végig", "teljes hosszában", "13-tól végig"."""
TO_THE_END = folded("végig végéig utolsó")
FROM_THE_START = folded("elejétől kezdetétől kezdetektől")
EXCEPT = folded("kivéve kivétel")
EXCEPT_BEHIND = folded("kivételével")
"""Behind what it takes out: "a 3. szám kivételével"."""
PARCELS = folded("hrsz hrszú helyrajzi hrszu")
TITLES = folded("dr id ifj gr gróf br báró özv szt szent prof pápa")
"""What stands small before a name."""
PLACE_NOUNS = folded(
    "településrész településrésze városrész városrésze község település városközpont külterület "
    "belterület közigazgatási"
)
"""What says that a name is a settlement or a part of one: "Hetényegyháza településrész"."""
HEADING_NOUNS = folded(
    "körzet körzete körzetek körzethez körzetéhez körzetbe körzethatár körzethatárok körzethatára "
    "szavazókör választókerület választókerülete iskola iskolája óvoda óvodája bölcsőde rendelő "
    "rendelője háziorvos háziorvosi gyermekorvos gyermekorvosi védőnői fogorvosi kerület zóna "
    "övezet utcák utcái lista körzetleíró utcajegyzék jegyzék jegyzéke körzetjegyzék melléklet "
    "rendelet közterületek "
    "tagintézmény tagintézménye gimnázium feladatellátási cím székhely felvételi közterület "
    "közterületei intervallum kapubejárat tartomány utcanév házszám megjegyzés"
)
"""What says that a line is a heading."""
COLUMN_NOUNS = folded(
    "közterület neve jellege jelleg típusa típus kapubejárat tartomány intervallum házszám "
    "házszámok kezdő záró tól ig megjegyzés utca utcanév páros páratlan oldal sorszám"
)
"""What the headings of a table are made of; a line of them is no title of an area."""
ALL_OF_A_PLACE = folded("összes minden valamennyi")
"""Before "utca": every street of a place, and no name."""
LIMITING = (
    frozenset(SIDES)
    | EXCEPT
    | EXCEPT_BEHIND
    | folded("része részben egyes nem sem nélkül törölve törölt megszűnt megszűnő kikerül kikerült")
)
"""What in a heading limits the rows under it: "Páros oldalak:"."""
TIES = folded("tartozik tartoznak alkotja alkotják tartozó következő alábbi")
"""Verbs that tie a list to what it is of; what stands before them is a heading."""
ENDING = re.compile(r"\.?(?: ?[-–‑‐])? ?(?P<case>ig|t[óòoőõöôu]l)(?![^\W_])", re.IGNORECASE)
"""A case ending behind a number: "48-ig", "13-tól", "1.-től", "20 -ig"."""
OTHER_ENDING = re.compile(r"\.?[-–‑‐](?P<rest>[a-záéíóöőúüű]{1,6})(?![^\W_])")
