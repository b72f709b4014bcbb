"""Twenty lines of kinds that the reader was not written for, with rows written down beforehand.

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
}
