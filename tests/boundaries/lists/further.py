"""Sixty lines of kinds that the reader was not written for, with rows written down beforehand.

They are held to less than the forms: a row is right, or a person is told to look at it.
"""

from __future__ import annotations

FURTHER: dict[str, tuple[str, ...]] = {
    "Bartók B. u. 2-től 30-ig (csak páros), Fürj u. (végig)": (
        "Bartók B. utca | even 2-30",
        "Fürj utca | whole",
    ),
    "Dózsa György út: 1-től 99-ig (ptl.), 2-től 88-ig (ps.)": (
        "Dózsa György út | odd 1-99",
        "Dózsa György út | even 2-88",
    ),
    "Rákóczi út 20. szám feletti páros házszámok": ("Rákóczi út | even 20-",),
    "Kossuth Lajos utca (a 15-ös háztól a végéig)": ("Kossuth Lajos utca | continuous 15-",),
    "Petőfi Sándor u. 1–15/B; 17; 19/A–25.": (
        "Petőfi Sándor utca | continuous 1-15/B",
        "Petőfi Sándor utca | odd 17-17",
        "Petőfi Sándor utca | continuous 19/A-25",
    ),
    "Akácfa, Bokréta, Cinege utca páros oldal": (
        "Akácfa utca | whole",
        "Bokréta utca | whole",
        "Cinege utca | even",
    ),
    "Béke u.\t1\t45\tpáratlan": ("Béke utca | odd 1-45",),
    "6000 Kecskemét, Ady Endre u. 12.": ("Ady Endre utca | even 12-12",),
    "Vörösmarty tér 1-2-3-4.": ("Vörösmarty tér | continuous 1-4",),
    "Alsó fok utca; Zsigmond köz 3. kivételével": (
        "Alsó fok utca | whole",
        "Zsigmond köz | whole",
        "except Zsigmond köz | odd 3-3",
    ),
    "Kinizsi utca páros oldala a Szent László utcáig": (
        "Kinizsi utca | even (a Szent László utcáig)",
    ),
    "a Dózsa György úttól nyugatra eső utcák: Fűz u., Nyár u.": (
        "Fűz utca | whole",
        "Nyár utca | whole",
    ),
    "Nagyköz utca, Sugár út páros 2.-tól 16.-ig, páratlan 1.-től 13.-ig": (
        "Nagyköz utca | whole",
        "Sugár út | even 2-16",
        "Sugár út | odd 1-13",
    ),
    "Tulipán u. 1. 3. 5. 7.": (
        "Tulipán utca | odd 1-1",
        "Tulipán utca | odd 3-3",
        "Tulipán utca | odd 5-5",
        "Tulipán utca | odd 7-7",
    ),
    "Fő u. 2/A., 2/B., 4. I. lh.": (
        "Fő utca | even 2/A-2/A",
        "Fő utca | even 2/B-2/B",
        "Fő utca | even 4-4",
    ),
    "Báthory utca eleje - 34. szám, Bem utca": (
        "Báthory utca | continuous -34",
        "Bem utca | whole",
    ),
    "Gárdonyi G. u.+ Móra F. u.+ Tompa M. u.": (
        "Gárdonyi G. utca | whole",
        "Móra F. utca | whole",
        "Tompa M. utca | whole",
    ),
    "Határ út (X. ker. felőli oldal)": ("Határ út | whole (X. ker. felőli oldal)",),
    "II. Rákóczi Ferenc utca, IV. Béla király útja 7-21., 8-20.": (
        "II. Rákóczi Ferenc utca | whole",
        "IV. Béla király útja | odd 7-21",
        "IV. Béla király útja | even 8-20",
    ),
    "Hunyadi u. (1-től 17-ig és 2-től 24-ig), Hunyadi tér": (
        "Hunyadi utca | odd 1-17",
        "Hunyadi utca | even 2-24",
        "Hunyadi tér | whole",
    ),
    "KÖRZETLEÍRÓ LISTA\n"
    "0010. sz. felnőtt háziorvosi praxis\n"
    "Közterület neve jellege Kapubejárat tartomány Intervallum típusa\n"
    "ÁRPÁD UTCA 000001 - 000057 Folyamatos házszámok\n"
    "BEM JÓZSEF UTCA 000001 - 000057 Páratlan házszámok\n"
    "DEÁK TÉR Teljes közterület\n"
    "Lapszám: 1\n"
    "KÖZÖS UTCA 000002 - 000008 Páros házszámok": (
        "ÁRPÁD utca | continuous 1-57",
        "BEM JÓZSEF utca | odd 1-57",
        "DEÁK tér | whole",
        "KÖZÖS utca | even 2-8",
    ),
    "Rákóczi utca – Szent Imre herceg utcától Kende Kanuth utcáig": (
        "Rákóczi utca | whole (Szent Imre herceg utcától Kende Kanuth utcáig)",
    ),
    "Sebestyén utca – egész": ("Sebestyén utca | whole",),
    "Kossuth Lajos utca páratlan oldal – Ady Endre utcától Kossuth Lajos térig": (
        "Kossuth Lajos utca | odd (Ady Endre utcától Kossuth Lajos térig)",
    ),
    "Téglagyártó út, Téglagyártó tér": ("Téglagyártó út | whole", "Téglagyártó tér | whole"),
    "Göcseji u. páros oldala, Gyimesi, Hajnal": (
        "Göcseji utca | even",
        "Gyimesi | whole",
        "Hajnal | whole",
    ),
    "Hosszú-Jánka, Ördöngös-völgy, Rövid-Jánka": (
        "Hosszú-Jánka | whole",
        "Ördöngös-völgy | whole",
        "Rövid-Jánka | whole",
    ),
    "Május 1. utca 2-től 16-ig páros, Október 6. tér": (
        "Május 1. utca | even 2-16",
        "Október 6. tér | whole",
    ),
    "Fő út 1., 3., 5-11. és 4.-10. szám": (
        "Fő út | odd 1-1",
        "Fő út | odd 3-3",
        "Fő út | odd 5-11",
        "Fő út | even 4-10",
    ),
    "Szent István u. 2–14. (páros) 1–23. (páratlan)": (
        "Szent István utca | even 2-14",
        "Szent István utca | odd 1-23",
    ),
    "Tavasz utca 10-től kifelé": ("Tavasz utca | continuous 10- (kifelé)",),
    "Nagy Lajos király útja 1-től a Bosnyák térig páratlan": (
        "Nagy Lajos király útja | odd 1- (a Bosnyák térig)",
    ),
    "Zöldfa u. 22/a – 40.": ("Zöldfa utca | continuous 22/A-40",),
    "Budapest, XIV. kerület: Egressy út 1-171, 2-266": (
        "Egressy út | odd 1-171",
        "Egressy út | even 2-266",
    ),
    "Tanya I. körzet, Külterület 12., Zártkert": (
        "Tanya I. körzet | whole",
        "Külterület | even 12-12",
        "Zártkert | whole",
    ),
    "Kölcsey ltp., Augusz Imre utca, Kiskorzó tér, Tinódi utca.": (
        "Kölcsey lakótelep | whole",
        "Augusz Imre utca | whole",
        "Kiskorzó tér | whole",
        "Tinódi utca | whole",
    ),
    "Jókai utca Határ úttól – Kossuth Lajos utcáig": (
        "Jókai utca | whole (Határ úttól; Kossuth Lajos utcáig)",
    ),
    "Petőfi u. 1-13-ig, Petőfi u. 2-18-ig": ("Petőfi utca | odd 1-13", "Petőfi utca | even 2-18"),
    "Arany János utca páratlan számai, Bartók tér minden páros száma": (
        "Arany János utca | odd",
        "Bartók tér | even",
    ),
    "A Dankó Pista utcától északra eső utcák: Lázár u., Nefelejcs u. (a 14. számig)": (
        "Lázár utca | whole",
        "Nefelejcs utca | continuous -14",
    ),
    "Szentháromság tér (mind), Úri u. 1–31 ptl, 2–28 ps": (
        "Szentháromság tér | whole",
        "Úri utca | odd 1-31",
        "Úri utca | even 2-28",
    ),
    "Fő u. – teljes; Híd u. – ps. oldal; Malom u. – 1-től 9-ig (ptl.)": (
        "Fő utca | whole",
        "Híd utca | even",
        "Malom utca | odd 1-9",
    ),
    "A Kölcsey utcának a Szabadság utcától északra eső része": (
        "Kölcsey utca | whole (a Szabadság utcától északra eső része)",
    ),
    "Bethlen krt. 44-től felfelé a páros oldal": ("Bethlen körút | even 44-",),
    "Rákóczi F. u. 12/1-12/5": ("Rákóczi F. utca | even 12/1-12/5",),
    "Templom u. 1 - Templom u. 15": ("Templom utca | continuous 1-15",),
    "Sport utca (kivéve 2/A), Stadion utca": (
        "Sport utca | whole",
        "except Sport utca | even 2/A-2/A",
        "Stadion utca | whole",
    ),
    "Ady E. u., Akácfa u. 1., Alkotás u. 3.-tól": (
        "Ady E. utca | whole",
        "Akácfa utca | odd 1-1",
        "Alkotás utca | continuous 3-",
    ),
    "Vasút utca (páratlan: 1-25; páros: 2-40)": ("Vasút utca | odd 1-25", "Vasút utca | even 2-40"),
    "Hajnóczy u ( ptl.) Hársfa u Hunyadi u 2 - 26": (
        "Hajnóczy utca | odd",
        "Hársfa utca | whole",
        "Hunyadi utca | continuous 2-26",
    ),
    "valamennyi, az 51-es főúttól keletre eső utca": (),
    "Kis- és Nagy utca, Alsó-Felső sor": (
        "Kis utca | whole",
        "Nagy utca | whole",
        "Alsó-Felső sor | whole",
    ),
    "Zrínyi u. 5–21. és 4–20. számai között": ("Zrínyi utca | odd 5-21", "Zrínyi utca | even 4-20"),
    "Dózsa Gy. út 2-24/B, páratlan oldal nélkül": ("Dózsa Gy. út | even 2-24/B",),
    "Liszt F. u 10., 12., 14-től végig": (
        "Liszt F. utca | even 10-10",
        "Liszt F. utca | even 12-12",
        "Liszt F. utca | continuous 14-",
    ),
    "Batthyány L. utca 1-21 (páratlan) 2-14 (páros), Dugonics tér 1-3": (
        "Batthyány L. utca | odd 1-21",
        "Batthyány L. utca | even 2-14",
        "Dugonics tér | continuous 1-3",
    ),
    "Szegfű-, Tulipán- és Rózsa utca": (
        "Szegfű utca | whole",
        "Tulipán utca | whole",
        "Rózsa utca | whole",
    ),
    "I. Rákóczi György tér; 1848-as emlékút; 6-os út 12-től 30-ig páros": (
        "I. Rákóczi György tér | whole",
        "1848-as emlékút | whole",
        "6-os út | even 12-30",
    ),
    "Hunyadi u. alsó (1–20), Hunyadi u. felső (21–60)": (
        "Hunyadi utca | continuous 1-20 (alsó)",
        "Hunyadi utca | continuous 21-60 (felső)",
    ),
    "Malom köz, Malom u. (1-9; 2-10), Malom tér 5.": (
        "Malom köz | whole",
        "Malom utca | odd 1-9",
        "Malom utca | even 2-10",
        "Malom tér | odd 5-5",
    ),
}
