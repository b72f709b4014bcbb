"""Whole sentences in the styles of decrees, strategies and election laws.

Made for these tests from well-known public places. The parser was developed with them, so they
guard what it reads; they do not measure how well it reads texts it has never met.
"""

from __future__ import annotations

import pytest

from tests.boundaries.sentence.text_reading import read

SENTENCES = [
    (
        (
            "a főváros határa – Egér út – az Északi összekötő vasúti híd – Rákosrendező "
            "pályaudvar – a Ferihegyi repülőtérre vezető út – vasút melletti földút – Lánchíd"
        ),
        [
            "border főváros határa",
            "street Egér út",
            "railway Északi összekötő vasúti híd",
            "point Rákosrendező pályaudvar",
            "path Ferihegyi repülőtérre vezető út",
            "path vasút melletti földút",
            "street Lánchíd",
        ],
    ),
    (
        (
            "József Attila-lakótelep: Üllői út – az Új köztemető északi, keleti és déli határa – "
            "Pöttyös utca a Fő utca és a Petőfi utca sarkáig"
        ),
        [
            "street Üllői út",
            "other Új köztemető /compass_side",
            "street Pöttyös utca [..Fő utca és a Petőfi utca sarka]",
        ],
    ),
    (
        (
            "Szilágyi Erzsébet fasor a Városmajor utcától – Széll Kálmán tér – a várfal a "
            "Bécsi kapu nyugati oldalától a Dísz tér 9.-ig – Hegyalja úti kereszteződés – Kék "
            "Golyó utca"
        ),
        [
            "street Szilágyi Erzsébet fasor [Városmajor utca..]",
            "square Széll Kálmán tér",
            "other várfal [Bécsi kapu..Dísz tér 9.]",
            "point Hegyalja úti kereszteződés",
            "street Kék Golyó utca",
        ],
    ),
    (
        (
            "Budapest XI. kerületének az Egér út–Andor utca–Fehérvári út–Galvani utca–Duna "
            "folyam–Budapest közigazgatási határa által határolt területe"
        ),
        [
            "street Egér út",
            "street Andor utca",
            "street Fehérvári út",
            "street Galvani utca",
            "water Duna folyam",
            "border Budapest közigazgatási határa",
        ],
    ),
    (
        (
            "A településrészt nyugatról a 405. sz. út, délről a Ceglédi út, keletről az M0-s "
            "autóút, északról a Vecsési út határolja."
        ),
        [
            "road 405. sz. út",
            "street Ceglédi út",
            "road M0-s autóút",
            "street Vecsési út",
        ],
    ),
    (
        (
            "A szegregátum a Bem József utca - Kinizsi Pál utca - 47. számú főút - Szoboszlói "
            "út által bezárt területen található."
        ),
        [
            "street Bem József utca",
            "street Kinizsi Pál utca",
            "road 47. számú főút",
            "street Szoboszlói út",
        ],
    ),
    (
        (
            "Üllői út páratlan oldala a Nagyvárad tértől a Határ útig; Határ út; Soroksári út "
            "minden házszáma; Könyves Kálmán körút külső oldala"
        ),
        [
            "street Üllői út /odd_side [Nagyvárad tér..Határ út]",
            "street Határ út",
            "street Soroksári út /every_number",
            "street Könyves Kálmán körút /outer_side",
        ],
    ),
    (
        (
            "Debrecen-Füzesabony vasútvonal, Kishegyesi út, Derék utca, István út, a "
            "Tócó-patak és Balmazújvárosi út vonala által határolt lakótelep."
        ),
        [
            "railway Debrecen-Füzesabony vasútvonal",
            "street Kishegyesi út",
            "street Derék utca",
            "street István út",
            "water Tócó-patak",
            "street Balmazújvárosi út",
        ],
    ),
    (
        (
            "Tisza Lajos krt. középvonala – Kossuth Lajos sgt. mindkét oldala – Szent István "
            "tér teljes területe – Felső Tisza part – Holt-Tisza – a település közigazgatási "
            "határa"
        ),
        [
            "street Tisza Lajos körút",
            "street Kossuth Lajos sugárút /both_sides",
            "square Szent István tér /whole",
            "street Felső Tisza part",
            "water Holt-Tisza",
            "border település közigazgatási határa",
        ],
    ),
    (
        (
            "Rákóczi út Blaha Lujza tér és Keleti pályaudvar közötti szakasza, valamint a "
            "Thököly út, továbbá a Fiumei út illetve a Baross tér"
        ),
        [
            "street Rákóczi út [Blaha Lujza tér..Keleti pályaudvar]",
            "street Thököly út",
            "street Fiumei út",
            "square Baross tér",
        ],
    ),
    (
        (
            "A határvonal a Hegyalja út és a Budaörsi út kereszteződésétől indul, innen a "
            "Budaörsi úton halad a Villányi útig, majd a Villányi út tengelyében a Móricz "
            "Zsigmond körtérig, onnan a Bartók Béla út mentén vissza a kiindulási pontig."
        ),
        [
            "point Hegyalja út és a Budaörsi út kereszteződése",
            "street Budaörsi út [..Villányi út]",
            "street Villányi út [..Móricz Zsigmond körtér]",
            "street Bartók Béla út",
        ],
    ),
    (
        (
            "a Vezér utca a Fogarasi úttól az Egressy útig, az Egressy út a Vezér utcától a "
            "Mogyoródi útig, a Mogyoródi út az Egressy úttól a Fogarasi útig"
        ),
        [
            "street Vezér utca [Fogarasi út..Egressy út]",
            "street Egressy út [Vezér utca..Mogyoródi út]",
            "street Mogyoródi út [Egressy út..Fogarasi út]",
        ],
    ),
    (
        "Mátyás király krt. - 52.sz. főút - M5 autópálya - 5.sz. főút - Homokbánya",
        [
            "street Mátyás király körút",
            "road 52. sz. főút",
            "road M5 autópálya",
            "road 5. sz. főút",
            "other Homokbánya",
        ],
    ),
    (
        (
            "Nyíregyháza, Debreceni út – Nyíregyháza–Vásárosnamény vasútvonal – Orosi út – "
            "Pazonyi út – 338. sz. főút – Érpatak (VIII. sz. főfolyás)"
        ),
        [
            "street Debreceni út",
            "railway Nyíregyháza–Vásárosnamény vasútvonal",
            "street Orosi út",
            "street Pazonyi út",
            "road 338. sz. főút",
            "water Érpatak",
        ],
    ),
    (
        (
            "a 100-as számú Budapest – Cegléd – Szolnok vasútvonal, a 4-es számú "
            "főközlekedési út, Zagyva folyó, Tisza bal partja"
        ),
        [
            "railway 100-as számú Budapest – Cegléd – Szolnok vasútvonal",
            "road 4-es számú főközlekedési út",
            "water Zagyva folyó",
            "water Tisza /compass_side",
        ],
    ),
    (
        "Hengermalom út–Budafoki út–Dombóvári út–Duna-part–Kopaszi-gát–Lágymányosi-öböl",
        [
            "street Hengermalom út",
            "street Budafoki út",
            "street Dombóvári út",
            "street Duna-part",
            "path Kopaszi-gát",
            "water Lágymányosi-öböl",
        ],
    ),
    (
        (
            "a XI. kerület közigazgatási határa, az M1-M7 autópálya, a Budaörsi út és a "
            "Kelenföldi pályaudvar által közrefogott rész"
        ),
        [
            "border XI. kerület közigazgatási határa",
            "road M1-M7 autópálya",
            "street Budaörsi út",
            "point Kelenföldi pályaudvar",
        ],
    ),
    (
        (
            "X. és XVII. kerület közigazgatási határa – Pesti út – Keresztúri út – MÁV "
            "Budapest-Kelebia vasútvonal"
        ),
        [
            "border X. és XVII. kerület közigazgatási határa",
            "street Pesti út",
            "street Keresztúri út",
            "railway MÁV Budapest-Kelebia vasútvonal",
        ],
    ),
    (
        "Belvárosi híd, Temesvári krt., Fő fasor, Bérkert u., Torontál tér, Közép fasor",
        [
            "street Belvárosi híd",
            "street Temesvári körút",
            "street Fő fasor",
            "street Bérkert utca",
            "square Torontál tér",
            "street Közép fasor",
        ],
    ),
    (
        (
            "KOSSUTH LAJOS SUGÁRÚT – MARS TÉR – PETŐFI SÁNDOR SUGÁRÚT PÁROS OLDALA – II. "
            "RÁKÓCZI FERENC ÚT – VASÚTVONAL – KOSSUTH U."
        ),
        [
            "street Kossuth Lajos sugárút",
            "square Mars tér",
            "street Petőfi Sándor sugárút /even_side",
            "street II. Rákóczi Ferenc út",
            "railway vasútvonal",
            "street Kossuth utca",
        ],
    ),
    (
        "az Andrássy út, az Oktogon, a Teréz körút és a Nyugati tér által határolt terület",
        ["street Andrássy út", "square Oktogon", "street Teréz körút", "square Nyugati tér"],
    ),
    (
        (
            "a Rákos-patak bal partja, a Nagy Lajos király útja páros oldala, a Thököly út "
            "déli oldala és az Öv utca tengelyvonala"
        ),
        [
            "water Rákos-patak /compass_side",
            "street Nagy Lajos király útja /even_side",
            "street Thököly út /compass_side",
            "street Öv utca",
        ],
    ),
    (
        "Wesselényi utca 2–38. (páros oldal), Dob utca 1–45. (páratlan oldal), Klauzál tér",
        [
            "street Wesselényi utca /even_side [Wesselényi utca 2...Wesselényi utca 38.]",
            "street Dob utca /odd_side [Dob utca 1...Dob utca 45.]",
            "square Klauzál tér",
        ],
    ),
    (
        (
            "az 5. sz. főúttól az M5 autópályáig húzódó Kadafalvi út, a Matkói út, a "
            "Kecskemét-Kiskunhalas vasútvonal"
        ),
        [
            "street Kadafalvi út [5. sz. főút..M5 autópálya]",
            "street Matkói út",
            "railway Kecskemét-Kiskunhalas vasútvonal",
        ],
    ),
    (
        "A Baross, Kossuth és a Dózsa György utcák, valamint a Duna által közrefogott rész",
        ["street Baross utca", "street Kossuth utca", "street Dózsa György utca", "water Duna"],
    ),
    (
        (
            "Szeged közigazgatási határa a Sándorfalvi útig – Sándorfalvi út – Rókusi krt. – "
            "Makkosházi krt. páratlan oldal a József Attila sugárútig – Tisza"
        ),
        [
            "border Szeged közigazgatási határa [..Sándorfalvi út]",
            "street Sándorfalvi út",
            "street Rókusi körút",
            "street Makkosházi körút /odd_side [..József Attila sugárút]",
            "water Tisza",
        ],
    ),
    (
        "Duna – Csepeli HÉV – 1-es villamos vonala – Budapest–Hegyeshalom vasútvonal – iparvágány",
        [
            "water Duna",
            "railway Csepeli HÉV",
            "railway 1-es villamos",
            "railway Budapest–Hegyeshalom vasútvonal",
            "railway iparvágány",
        ],
    ),
    (
        (
            "A projekt akcióterülete a Piac utca – Hatvan utca – Bethlen utca – Széchenyi "
            "utca – Piac utca által határolt városrész."
        ),
        [
            "street Piac utca",
            "street Hatvan utca",
            "street Bethlen utca",
            "street Széchenyi utca",
            "street Piac utca",
        ],
    ),
    (
        (
            "Hungária krt. – Kerepesi út – Fehér út – Dózsa György út elméleti "
            "meghosszabbítása a vasútig – vasút"
        ),
        [
            "street Hungária körút",
            "street Kerepesi út",
            "street Fehér út",
            "street Dózsa György út /extension [..vasút]",
            "railway vasút",
        ],
    ),
]


@pytest.mark.parametrize(("text", "legs"), SENTENCES, ids=[text[:40] for text, _ in SENTENCES])
def test_a_whole_sentence(text: str, legs: list[str]) -> None:
    assert read(text) == legs
