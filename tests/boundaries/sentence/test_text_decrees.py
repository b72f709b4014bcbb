"""Sentences in the manner of decrees, strategies, election laws and parking rules.

The sentences were made up for this test, from well-known public places, and their legs were written
down by hand before the parser had seen them; where the parser then read something else, the parser
was changed, or the expectation where it had been a slip of the pen. They need not enclose anything.
"""

from __future__ import annotations

import unicodedata

import pytest

from tests.boundaries.sentence.text_reading import read

SENTENCES: list[tuple[str, list[str]]] = [
    # Action areas and renewal
    (
        (
            "A városrehabilitációs akcióterületet a Piac utca, a Kossuth utca, a Sumen utca, "
            "valamint a Burgundia utca határolja."
        ),
        ["street Piac utca", "street Kossuth utca", "street Sumen utca", "street Burgundia utca"],
    ),
    (
        (
            "Az akcióterület lehatárolása: Fő utca – Május 1. utca – Szent Imre utca – Zárda "
            "utca – "
            "Kossuth tér – Fő utca."
        ),
        [
            "street Fő utca",
            "street Május 1. utca",
            "street Szent Imre utca",
            "street Zárda utca",
            "square Kossuth tér",
            "street Fő utca",
        ],
    ),
    (
        "Ócsai út 12. számú ingatlan – Szamota utca – Gergely utca",
        ["point Ócsai út 12.", "street Szamota utca", "street Gergely utca"],
    ),
    (
        "Halasi út – a Kossuth utcától a Petőfi utcáig terjedő szakasz – Budai út",
        ["street Halasi út [Kossuth utca..Petőfi utca]", "street Budai út"],
    ),
    (
        (
            "a Fő utcának a Kossuth utcától a Petőfi utcáig terjedő szakasza, a Zárda utca és a "
            "Budai út"
        ),
        ["street Fő utca [Kossuth utca..Petőfi utca]", "street Zárda utca", "street Budai út"],
    ),
    (
        "Fő utca 12. szám alatti ingatlan, Zárda utca, Petőfi utca",
        ["point Fő utca 12.", "street Zárda utca", "street Petőfi utca"],
    ),
    (
        (
            "a Rákóczi út 1–15. szám, a Puskin utca, a Bródy Sándor utca és a Múzeum körút által "
            "határolt tömb"
        ),
        [
            "street Rákóczi út [Rákóczi út 1...Rákóczi út 15.]",
            "street Puskin utca",
            "street Bródy Sándor utca",
            "street Múzeum körút",
        ],
    ),
    # Constituencies
    (
        (
            "Az 1. számú egyéni választókerület határa a Duna vonalán haladva a Petőfi hídig, "
            "innen "
            "a Boráros tér, majd a Soroksári út a Haller utcáig, a Haller utca és az Üllői út."
        ),
        [
            "water Duna [..Petőfi híd]",
            "square Boráros tér",
            "street Soroksári út [..Haller utca]",
            "street Haller utca",
            "street Üllői út",
        ],
    ),
    (
        (
            "a Sió-csatorna torkolatától a Tanácsház utca, majd az Arany János utca, végül a "
            "Kálvin tér"
        ),
        [
            "point Sió-csatorna torkolata",
            "street Tanácsház utca",
            "street Arany János utca",
            "square Kálvin tér",
        ],
    ),
    (
        (
            "a Kossuth Lajos utca páratlan számozású oldala a Deák tértől a Petőfi utcáig, a "
            "Petőfi "
            "utca páros oldala, a Rákóczi utca mindkét oldala"
        ),
        [
            "street Kossuth Lajos utca /odd_side [Deák tér..Petőfi utca]",
            "street Petőfi utca /even_side",
            "street Rákóczi utca /both_sides",
        ],
    ),
    (
        (
            "Budapest IX. kerület közigazgatási határa – Ferenc körút – Üllői út – Könyves Kálmán "
            "körút"
        ),
        [
            "border IX. kerület közigazgatási határa",
            "street Ferenc körút",
            "street Üllői út",
            "street Könyves Kálmán körút",
        ],
    ),
    (
        (
            "A szavazókör határa: a Vörösmarty utca a Szondi utcától, a Szondi utca, a Teréz körút "
            "és az Andrássy út"
        ),
        [
            "street Vörösmarty utca [Szondi utca..]",
            "street Szondi utca",
            "street Teréz körút",
            "street Andrássy út",
        ],
    ),
    (
        (
            "a Thököly út és a Dózsa György út kereszteződésétől a Thököly út az Amerikai útig, az "
            "Amerikai út, az Ajtósi Dürer sor"
        ),
        [
            "point Thököly út és a Dózsa György út kereszteződése",
            "street Thököly út [..Amerikai út]",
            "street Amerikai út",
            "street Ajtósi Dürer sor",
        ],
    ),
    # School districts and other districts
    (
        (
            "Körzethatár: Szigetvári utca, Arany János utca, Füredi utca, Béke utca illetve a "
            "Kapos folyó"
        ),
        [
            "street Szigetvári utca",
            "street Arany János utca",
            "street Füredi utca",
            "street Béke utca",
            "water Kapos folyó",
        ],
    ),
    (
        (
            "a felvételi körzet határai északon a Búzavirág utca, keleten a Honvéd utca, délen a "
            "vasútvonal, nyugaton a Jutai út"
        ),
        [
            "street Búzavirág utca",
            "street Honvéd utca",
            "railway vasútvonal",
            "street Jutai út",
        ],
    ),
    (
        (
            "Csokonai utca (1–23.), Dózsa György utca (páros oldal), Ady Endre utca, Noszlopy "
            "Gáspár "
            "utca"
        ),
        [
            "street Csokonai utca [Csokonai utca 1...Csokonai utca 23.]",
            "street Dózsa György utca /even_side",
            "street Ady Endre utca",
            "street Noszlopy Gáspár utca",
        ],
    ),
    # Parking zones
    (
        (
            "I. várakozási övezet: a Széchenyi tér, a Dísz tér, az Oskola utca és a Vár utca által "
            "határolt terület"
        ),
        ["square Széchenyi tér", "square Dísz tér", "street Oskola utca", "street Vár utca"],
    ),
    (
        (
            "A fizető parkolási zóna határa: Tisza L. krt. – Mikszáth K. u. – Gutenberg u. – "
            "Kossuth L. sgt. – Tisza L. krt."
        ),
        [
            "street Tisza L. körút",
            "street Mikszáth K. utca",
            "street Gutenberg utca",
            "street Kossuth L. sugárút",
            "street Tisza L. körút",
        ],
    ),
    (
        "Petőfi Sándor utca (a Dobó tér és a Kossuth utca között), Kossuth utca, Széchenyi utca",
        [
            "street Petőfi Sándor utca [Dobó tér..Kossuth utca]",
            "street Kossuth utca",
            "street Széchenyi utca",
        ],
    ),
    # Plans
    (
        (
            "A szabályozási terv területi hatálya: a 4. számú főút, a 0123/4 hrsz.-ú csatorna, a "
            "belterületi határ és a Debreceni út által határolt terület."
        ),
        [
            "road 4. számú főút",
            "parcel_edge 0123/4 hrsz.-ú csatorna",
            "border belterületi határ",
            "street Debreceni út",
        ],
    ),
    (
        "a 4. sz. főút 12. km szelvényétől a Hajdú utca, a Vasút utca és a Major utca",
        [
            "road 4. sz. főút [12. km szelvénye..]",
            "street Hajdú utca",
            "street Vasút utca",
            "street Major utca",
        ],
    ),
    (
        "a 4. számú főút – Szoboszlói út – (0345) hrsz.-ú út – Kondoros-csatorna",
        [
            "road 4. számú főút",
            "street Szoboszlói út",
            "parcel_edge (0345) hrsz.-ú út",
            "water Kondoros-csatorna",
        ],
    ),
    (
        "Vágóhíd utca – 111/2 helyrajzi számú ingatlan – Kassai út – Faraktár utca",
        [
            "street Vágóhíd utca",
            "parcel_edge 111/2 helyrajzi számú ingatlan /parcel_front",
            "street Kassai út",
            "street Faraktár utca",
        ],
    ),
    (
        (
            "a terület északi határa a Kishegyesi út, déli határa a Határ út, keleti határa "
            "az István "
            "út, nyugati határa a Tócó-patak"
        ),
        ["street Kishegyesi út", "street Határ út", "street István út", "water Tócó-patak"],
    ),
    # Segregated areas
    (
        "1. szegregátum: Cserepes sor – Kereskedő köz – Rókusi feketeföldek – Kálvária sugárút",
        [
            "street Cserepes sor",
            "street Kereskedő köz",
            "other Rókusi feketeföldek",
            "street Kálvária sugárút",
        ],
    ),
    (
        (
            "Szegregátum 2. (Bezerédj utca – Szent Ferenc utca – Mátyás király utca által határolt "
            "terület)"
        ),
        ["street Bezerédj utca", "street Szent Ferenc utca", "street Mátyás király utca"],
    ),
    (
        "Kinizsi lakótelep - Béke u. - Honvéd u. - Füredi u. páratlan oldala",
        [
            "street Kinizsi lakótelep",
            "street Béke utca",
            "street Honvéd utca",
            "street Füredi utca /odd_side",
        ],
    ),
    # Waterworks and nature
    (
        (
            "A vízbázis védőterületének határa: Duna bal partja, Szentendrei-Duna, Váci út, "
            "Szilas-patak"
        ),
        [
            "water Duna /compass_side",
            "water Szentendrei-Duna",
            "street Váci út",
            "water Szilas-patak",
        ],
    ),
    (
        "a Malom-árok, a Zala folyó, az országhatár és a 8. sz. főút által közrefogott terület",
        ["water Malom-árok", "water Zala folyó", "border országhatár", "road 8. sz. főút"],
    ),
    (
        (
            "Innen a Rákos-patak mentén haladva a Kerepesi útig, majd a Kerepesi úton az Örs vezér "
            "teréig, onnan a Fehér úton"
        ),
        [
            "water Rákos-patak [..Kerepesi út]",
            "street Kerepesi út [..Örs vezér tere]",
            "street Fehér út",
        ],
    ),
    # Sides and lines
    (
        (
            "a Bartók Béla út Gellért tér felőli oldala, a Karinthy Frigyes út középvonala, "
            "az Irinyi "
            "József utca tengelye, a Műegyetem rakpart"
        ),
        [
            "street Bartók Béla út /compass_side",
            "street Karinthy Frigyes út",
            "street Irinyi József utca",
            "street Műegyetem rakpart",
        ],
    ),
    (
        (
            "Váci út nyugati oldala – Dráva utca északi oldala – Pozsonyi út – Szent István körút "
            "külső oldala"
        ),
        [
            "street Váci út /compass_side",
            "street Dráva utca /compass_side",
            "street Pozsonyi út",
            "street Szent István körút /outer_side",
        ],
    ),
    (
        (
            "Nagy Lajos király útja minden házszáma, Mexikói út, Erzsébet királyné útja, Kacsóh "
            "Pongrác út elméleti meghosszabbítása"
        ),
        [
            "street Nagy Lajos király útja /every_number",
            "street Mexikói út",
            "street Erzsébet királyné útja",
            "street Kacsóh Pongrác út /extension",
        ],
    ),
    # Railways and big roads
    (
        (
            "a Budapest–Hegyeshalom vasútvonal, az M1 autópálya, az M0 autóút és Budaörs "
            "közigazgatási határa"
        ),
        [
            "railway Budapest–Hegyeshalom vasútvonal",
            "road M1 autópálya",
            "road M0 autóút",
            "border Budaörs közigazgatási határa",
        ],
    ),
    (
        "M0-tól a Csepeli útig húzódó II. Rákóczi Ferenc út, Szentmiklósi út, Soroksári-Duna",
        [
            "street II. Rákóczi Ferenc út [M0..Csepeli út]",
            "street Szentmiklósi út",
            "water Soroksári-Duna",
        ],
    ),
    (
        "a MÁV körvasút, a 70-es számú vasútvonal, a 2. sz. főút és az északi összekötő vasúti híd",
        [
            "railway MÁV körvasút",
            "railway 70-es számú vasútvonal",
            "road 2. sz. főút",
            "railway északi összekötő vasúti híd",
        ],
    ),
    # Brackets and alternatives
    (
        "Kerepesi (Rákóczi) út – Baross tér (Keleti pályaudvar) – Thököly út",
        ["street Kerepesi út", "square Baross tér", "street Thököly út"],
    ),
    (
        "Bem utca (korábban Vasvári utca) – Hunyadi utca – Teleki utca [páros oldal]",
        ["street Bem utca", "street Hunyadi utca", "street Teleki utca /even_side"],
    ),
    # Odd writing
    (
        "KOSSUTH LAJOS UTCA - PETŐFI U. - FŐ TÉR - RÁKÓCZI ÚT",
        ["street Kossuth Lajos utca", "street Petőfi utca", "square Fő tér", "street Rákóczi út"],
    ),
    (
        "Kossuth utca–Petőfi u.- Fő tér —Rákóczi út -- Béke utca",
        [
            "street Kossuth utca",
            "street Petőfi utca",
            "square Fő tér",
            "street Rákóczi út",
            "street Béke utca",
        ],
    ),
    (
        "Kossuth\u00a0Lajos\u00a0utca\u00a0– Pe\u00adtőfi ut\u00adca – Fő\u202ftér",
        ["street Kossuth Lajos utca", "street Petőfi utca", "square Fő tér"],
    ),
    (
        unicodedata.normalize(
            "NFD", "Szőlő utca – Kőér utca – Könyves Kálmán körúttól a Népligetig"
        ),
        ["street Szőlő utca", "street Kőér utca [Könyves Kálmán körút..Népliget]"],
    ),
    (
        "Kossuth utca.- Petőfi utca.-Fő tér.",
        ["street Kossuth utca", "street Petőfi utca", "square Fő tér"],
    ),
    (
        "kossuth lajos utca, petőfi sándor utca, rákóczi út",
        ["street Kossuth lajos utca", "street Petőfi sándor utca", "street Rákóczi út"],
    ),
    (
        "Kossuth u., Petőfi u., Fő tér és Rákóczi út vonala által határolt háztömb",
        ["street Kossuth utca", "street Petőfi utca", "square Fő tér", "street Rákóczi út"],
    ),
    (
        (
            "A „Belváros” akcióterület: Dankó Pista utca; Teleki Blanka utca; Szent László utca; "
            "Arany János utca."
        ),
        [
            "street Dankó Pista utca",
            "street Teleki Blanka utca",
            "street Szent László utca",
            "street Arany János utca",
        ],
    ),
    # A second list, written after the first had been put right
    (
        (
            "a Kálvin tértől a Deák térig terjedő szakaszon a Kiskörút, továbbá a "
            "Bajcsy-Zsilinszky út, "
            "a Szent István körút és a Duna"
        ),
        [
            "street Kiskörút [Kálvin tér..Deák tér]",
            "street Bajcsy-Zsilinszky út",
            "street Szent István körút",
            "water Duna",
        ],
    ),
    (
        (
            "A választókerület határvonala a Rákos-patak torkolatától a Duna mentén a Dráva "
            "utcáig, onnan "
            "a Dráva utca, a Dózsa György út és a Róbert Károly körút."
        ),
        [
            "point Rákos-patak torkolata",
            "water Duna [..Dráva utca]",
            "street Dráva utca",
            "street Dózsa György út",
            "street Róbert Károly körút",
        ],
    ),
    (
        "Kecskemét, Budai u. – Nyíri út – Csabay G. krt. – Március 15. u. által határolt terület",
        [
            "street Budai utca",
            "street Nyíri út",
            "street Csabay G. körút",
            "street Március 15. utca",
        ],
    ),
    (
        "az Ungvár utca 2-től 24-ig (páros oldal), a Munkács utca 5. szám, a Beregszász tér",
        [
            "street Ungvár utca /even_side [Ungvár utca 2...Ungvár utca 24.]",
            "point Munkács utca 5.",
            "square Beregszász tér",
        ],
    ),
    (
        "5. számú főút 84+500 km szelvényétől a 86+200 km szelvényéig, Izsáki út, Halasi út",
        [
            "road 5. számú főút [84+500 km szelvénye..86+200 km szelvénye]",
            "street Izsáki út",
            "street Halasi út",
        ],
    ),
    (
        (
            "a Csaba utca, az Őr köz, a Szinva-patak, a Győri kapu és a Bársony János utca által "
            "közrezárt terület"
        ),
        [
            "street Csaba utca",
            "street Őr köz",
            "water Szinva-patak",
            "street Győri kapu",
            "street Bársony János utca",
        ],
    ),
    (
        (
            "Pécs, Felsővámház utca, Alsóhavi utca, Ágoston tér, Zsolnay Vilmos út által határolt "
            "akcióterület"
        ),
        [
            "street Felsővámház utca",
            "street Alsóhavi utca",
            "square Ágoston tér",
            "street Zsolnay Vilmos út",
        ],
    ),
    (
        "a Búza tér, a Zsolcai kapu és a Besenyői utca mindkét oldala által határolt terület",
        ["square Búza tér", "street Zsolcai kapu", "street Besenyői utca /both_sides"],
    ),
    (
        "a Nagykörút (Szent István körút – Teréz körút) – Podmaniczky utca – Nyugati tér",
        ["street Nagykörút", "street Podmaniczky utca", "square Nyugati tér"],
    ),
    (
        (
            "a 100-as számú vasúti fővonal, a 4-es út és a Tisza folyó jobb partja, valamint "
            "Szolnok "
            "belterületi határa"
        ),
        [
            "railway 100-as számú vasúti fővonal",
            "road 4-es út",
            "water Tisza folyó /compass_side",
            "border Szolnok belterületi határa",
        ],
    ),
    (
        "Szent István út-Baross Gábor út-Árpád út-Teleki László utca",
        [
            "street Szent István út",
            "street Baross Gábor út",
            "street Árpád út",
            "street Teleki László utca",
        ],
    ),
    (
        (
            "A védett terület határai: keletről a Malom utca, délről a Malomtó, nyugatról a "
            "Kavicsos út, "
            "északról az 1234/5 hrsz.-ú földút"
        ),
        [
            "street Malom utca",
            "water Malomtó",
            "street Kavicsos út",
            "parcel_edge 1234/5 hrsz.-ú földút",
        ],
    ),
    (
        "Hajnóczy u. 11. sz. épület, Batthyány u., Rákóczi F. u.",
        ["point Hajnóczy utca 11.", "street Batthyány utca", "street Rákóczi F. utca"],
    ),
    (
        "Jókai u. és Bem u. sarkától a Bem u., a Széchenyi u., a Kossuth u.",
        [
            "point Jókai u. és Bem u. sarka",
            "street Bem utca",
            "street Széchenyi utca",
            "street Kossuth utca",
        ],
    ),
    (
        (
            "a Vasvári Pál utca teljes hosszában, a Bocskai utca a Kazinczy utcáig, majd a "
            "Kazinczy "
            "utca végig"
        ),
        [
            "street Vasvári Pál utca",
            "street Bocskai utca [..Kazinczy utca]",
            "street Kazinczy utca",
        ],
    ),
]


@pytest.mark.parametrize(("text", "legs"), SENTENCES, ids=[text[:40] for text, _ in SENTENCES])
def test_a_sentence_of_a_decree(text: str, legs: list[str]) -> None:
    assert read(text) == legs
