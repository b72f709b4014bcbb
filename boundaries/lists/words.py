"""The words that lists of streets are made of, each with what it says. Data only.

Every key is folded (accents and case off), so that "PÁRATLAN", "páratlan" and "paratlan" are one.
"""

from __future__ import annotations

import re

from ..language.house_numbers import Parity
from ..language.word_lists import folded

SIDES = {
    **dict.fromkeys(folded("páros ps párosok"), Parity.EVEN),
    **dict.fromkeys(folded("páratlan ptl ptlan páratlanok"), Parity.ODD),
    **dict.fromkeys(folded("mindkét mindkettő folyamatos folyamatosan"), Parity.CONTINUOUS),
}
"""Which numbers: "páros oldal 2-48", "folyamatos 1-13"."""
SIDE_NOUNS = folded(
    "oldal old oldala oldalon oldalán oldali házszám házszámok házszámozású házszámozás házszámai "
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
    "közterületei területe ütemterv ütemterve beosztás beosztása naptár naptára oltása "
    "intervallum kapubejárat tartomány utcanév házszám megjegyzés"
)
"""What says that a line is a heading."""
SERVICE_NOUNS = folded(
    "rendelő rendelője rendelőhelye rendelés rendelési orvos orvosa orvosok háziorvos "
    "háziorvosa gyermekorvos gyermekorvosa fogorvos fogorvosa védőnő védőnője képviselő "
    "képviselője megbízott megbízottja telefon telefonszám telefonszáma tel mobil email mail fax "
    "honlap honlapja cím címe székhely székhelye telephely telephelye szavazóhelyiség "
    "szavazóhelyisége szh helye helyszín "
    "helyszíne ideje időpont időpontja fogadóóra fogadóórája ügyfélfogadás nyitva nyitvatartás "
    "nyitvatartása ügyintéző ügyintézője igazgató igazgatója vezető vezetője intézményvezető "
    "elérhetőség elérhetősége gyógyszertár plébános plébánosa lapszám lekérdező dátum összesen"
)
"""What says, before a colon, who serves an area, where and when: "Rendelő:", "Védőnő:"."""
MONTHS = folded(
    "január február március április május június július augusztus szeptember október november "
    "december jan febr márc ápr máj jún júl aug szept okt nov dec"
)
DAYS = folded(
    "hétfő kedd szerda csütörtök péntek szombat vasárnap hétfőn kedden szerdán csütörtökön "
    "pénteken szombaton vasárnap hétfőnként keddenként"
)
TIMES = folded("óra órától óráig órakor között nap hét páros páratlan és minden")
"""What may stand beside a day: "kedd 8–12 óra", "csütörtök (páratlan hét)"."""
COLUMN_NOUNS = folded(
    "közterület neve jellege jelleg típusa típus kapubejárat tartomány intervallum házszám "
    "házszámok kezdő záró tól ig megjegyzés utca utcanév páros páratlan oldal sorszám"
)
"""What the headings of a table are made of; a line of them is no title of an area."""
ALL_OF_A_PLACE = folded("összes minden valamennyi")
"""Before "utca": every street of a place, and no name."""
OPENINGS = folded("ide nem sem hozzá ehhez ahhoz oda")
"""Words that open a sentence and begin no name: "Ide tartozik", "Nem tartozik ide"."""
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
