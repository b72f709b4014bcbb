"""The grammar of boundary sentences: words that carry no leg but say how legs are read.

Every key is folded (accents and case off).
"""

from __future__ import annotations

from functools import lru_cache

from ..language.names import case_forms, fold


def folded(text: str) -> frozenset[str]:
    """Return the words of a text, folded."""
    return frozenset(fold(word) for word in text.split())


JUNCTION_WORDS = folded(
    "kereszteződése keresztezése csomópontja elágazása találkozása sarka sarkai torkolata "
    "kereszteződés csomópont elágazás találkozás sarok torkolat metszéspontja metszéspont "
    "magassága",
)
ARTICLES = folded("a az")
CONJUNCTIONS = folded("és valamint továbbá illetve illetőleg ill s meg plusz vagy avagy")
COMPASS = folded(
    "észak északkelet kelet délkelet dél délnyugat nyugat északnyugat észak-kelet dél-kelet "
    "dél-nyugat észak-nyugat",
)
COMPASS_ADJECTIVES = frozenset(f"{word}i" for word in COMPASS)
PARTICIPLES = folded(
    "futó vezető menő haladó húzódó található levő lévő fekvő induló tartó érkező csatlakozó "
    "vonatkozó kivezető összekötő határoló kísérő párhuzamos keresztező átvezető nyíló eső "
    "melletti mögötti előtti felőli alatti fölötti túli menti",
)
RELATIONS = folded(
    "elágazásához elágazásánál elágazásától kereszteződéséhez kereszteződésénél találkozásánál "
    "kereszteződésétől találkozásához összekötő közötti közti térségére területére között",
)
"""Words that bind two names before them into one description."""
TURNS = folded(
    "rátér rátérve kitér kitérve eltér eltérve betér betérve áttér áttérve letér letérve "
    "visszatér visszatérve megtér feltér hazatér odatér hozzátér "
    "ráfordul ráfordulva elfordul befordul kanyarodik rákanyarodik fordul "
    "fordulva",
)
"""Verbs that say where the line leaves one street for another."""
BETWEEN = folded("közötti közti között közt közé")
SECTION_NOUNS = folded(
    "szakasz szakasza szakaszai szakaszon szakaszán szakaszának útszakasz útszakasza útszakaszon "
    "útszakaszán útszakaszának utcaszakasz utcaszakasza utcaszakaszon utcaszakaszán",
)
AREA_NOUNS = folded(
    "terület területe területen területén területet területek területrész területrésze rész része "
    "részen részén részének területének területre városrész városrésze városrészen városrészben "
    "tömb tömbje tömbben tömbök háztömb telektömb övezet övezete zóna akcióterület városnegyed "
    "negyed térség településrész lakótömb tömbbelső belterület tömbterület szegregátum "
    "közterületek "
    "közterület akcióterülete szegregátuma külterület tömbje zónája telkek ingatlanok teleksor "
    "városközpont belváros lakótelep környék kerület",
)
BOUNDING = folded(
    "által határolt határolta határol határolja határolják határoló határolva körülhatárolt "
    "körülhatárolva körbehatárolt közrefogott közrefogva közrefogja bezárt bezárva bezáró zárt "
    "körülzárt körülölelt körülvett övezett érintett alkotott lehatárolt lehatárolva kijelölt "
    "behatárolt övez szegélyezett szegélyezi közrezárt közrezárva körbezárt körbevett",
)
_FRAME = (
    BETWEEN
    | AREA_NOUNS
    | BOUNDING
    | ARTICLES
    | CONJUNCTIONS
    | COMPASS
    | COMPASS_ADJECTIVES
    | PARTICIPLES
    | SECTION_NOUNS
    | TURNS
    | folded(
        "határai határa határ határvonal határvonala határvonalai határát határait lehatárolás "
        "lehatárolása "
        "határának lehatárolásának leírása leírás alábbi alábbiak alább következő következők "
        "következőképpen felsorolt szerinti szerint nagyjából kb körülbelül mintegy ahol mely "
        "melyet melynek melyek amely amelyet amelynek amelyek ez ezek ezen ennek azon e egy "
        "utcák utak terek közterületek út utca vonal vonalak vonala vonalán vonalon vonalában "
        "útvonal útvonala útvonalon útvonalán nyomvonal mentén menti mente szakasz elemek "
        "irány irányban irányba irányából irányából irányát felé felől oldal oldalról oldalon "
        "oldalán oldalról innen onnan majd ezután azután tovább továbbhaladva végül végig közben "
        "halad haladva haladunk húzódik fut folytatódik folytatva folytatódva fordul fordulva "
        "rátér rátérve ráfordul tér térve ér érve eléri elérve követi követve következik "
        "határvonala indul indulva kiindulva kiindulás kiindulási kiindulópont pont pontja "
        "pontig pontjáig "
        "ponthoz vissza visszatér visszatérve visszaér zárul zárja zárva bezárólag beleértve "
        "egészen körbe körben körül keresztül át átszelve keresztezve érintve érinti terjed "
        "terjedő tartó tart pedig is számú sz sorszámú jelű nevű megnevezésű város városa "
        "városának városnak városban község községe községnek nagyközség település településnek "
        "településé főváros fővárosi kerületi kerületnek kerületének kerületében ker kerületben "
        "körzet körzete szavazókör választókerület választókerülete egyéni megyei jogú városi "
        "akcióterületi projekt projektterület mintaterület célterület fejlesztési érintett "
        "szegregált szegregációval veszélyeztetett területi kiterjedés kiterjedése megállapított "
        "városrészi lakóterület várakozási parkolási védett övezetének övezetének övezeti "
        "van vannak lesz volt tartozik tartozó hozzátartozó belül belüli lévő számított számítva "
        "óramutató járásával megegyező megegyezően haladási sorrendben önkormányzat keleten "
        "kiindulópontig kiindulópontja kezdve kezdődik kezdődő kezdődően végződik illetékességi "
        "egyben azaz vagyis belső külső középső irányú menten tól től ig településrésze teljes "
        "egész míg itt ott találkozik lefutásban",
    )
)
CUTS = folded(
    "kerület kerületnek kerületének kerületében ker kerületben városának városnak városban város "
    "községnek község nagyközség településnek nagyjából határai lehatárolása következő alábbi "
    "közötti között közti által mentén felől felé majd innen onnan ezután azután tovább továbbá "
    "végig haladva halad pedig egészen irányban irányba határolja határolják mely amely melyet "
    "amelyet határát határait közrefogott határolt körbe vissza fordul folytatódik eléri követi "
    "követve kiindulva indulva indul kezdve rátérve érve illetőleg melynek amelynek akcióterület "
    "szegregátum akcióterületi utcák utak közterületek területe terület városrész szerint "
    "szerinti",
)
"""Words that never stand inside a name: what follows them starts a new one."""
SAME = folded("azonos megegyezik egybeesik")
"""What is said of one border that runs where another does."""
ADMINISTRATIVE = folded(
    "közigazgatási kerület kerülete város városa település települése község községe főváros "
    "nagyközség külterületi belterületi kerületi kerülethatár",
)
"""Words that a border's name may begin with in lower case."""
TOWNS = folded(
    "budapest békéscsaba baja debrecen dunaújváros eger érd esztergom győr hódmezővásárhely "
    "kaposvár kecskemét miskolc nagykanizsa nyíregyháza pécs salgótarján sopron szeged szekszárd "
    "székesfehérvár szolnok szombathely tatabánya veszprém zalaegerszeg",
)
"""Cities with county rank and the capital, whose districts are written with Roman numbers."""
TITLE_MARKERS = folded(
    "kerület ker kerületnek kerületének kerületében városának városnak város község községnek "
    "megyei kerületi városa községe önkormányzat önkormányzata önkormányzatának",
)
TAKING_IN = folded("beleértve ideértve kivéve beleszámítva hozzáértve")
"""Words that open a part which is taken in, or left out."""
NOT_TO = folded("pedig eddig addig mindig végig idáig máig jelenleg sokáig darabig")
"""Words in -ig that limit nothing."""
_NEGATIONS = folded("kívül kívüli kivéve kivételével nélkül ellentétes")


@lru_cache(maxsize=4096)
def is_frame(word: str) -> bool:
    """Tell whether a word is grammar around the legs and carries none itself."""
    if fold(word) in _FRAME:
        return True
    return any(
        fold(form.base) in AREA_NOUNS | BOUNDING | COMPASS
        for form in case_forms(word)
        if len(form.base) > 2  # noqa: PLR2004
    )


def is_compass(word: str) -> bool:
    """Tell whether a word gives a direction ("északon", "délről", "keleti")."""
    return any(fold(form.base) in COMPASS for form in case_forms(word))


def is_negation(key: str) -> bool:
    """Tell whether a folded word turns the area around ("kívül", "kivéve")."""
    return key in _NEGATIONS
