"""Lists of streets in the forms that offices publish, made up for the tests, with their rows.

The rows were written down before the reader was run on them. A row is "name | parity from-to", with
"except" before what the list takes out, the words that limit it in brackets, and behind "!" what a
person must look at.
"""

from __future__ import annotations

FORMS: dict[str, tuple[str, ...]] = {
    # sides and ranges in prose
    "Ady Endre utca páros oldal 2–48-ig, Béke fasor végig, Dózsa György út 1-től 35-ig páratlan": (
        "Ady Endre utca | even 2-48",
        "Béke fasor | whole",
        "Dózsa György út | odd 1-35",
    ),
    "Széher út 1-45/c-ig és 2-40-ig": ("Széher út | odd 1-45/C", "Széher út | even 2-40"),
    "Ecseri páratlan": ("Ecseri | odd !untyped",),
    "Üllői út 46-tól és 61-től (a vasútvonaltól délre)": (
        "Üllői út | even 46- (a vasútvonaltól délre) !limited_by_words",
        "Üllői út | odd 61- (a vasútvonaltól délre) !limited_by_words",
    ),
    "Kossuth Lajos utca páratlan oldal 13-tól végig": ("Kossuth Lajos utca | odd 13-",),
    "Kossuth utca 13. számtól végig páratlan oldal": ("Kossuth utca | odd 13-",),
    "Petőfi utca kivéve a 3. szám": ("Petőfi utca | whole", "except Petőfi utca | odd 3-3"),
    "Petőfi utca teljes, a 3. szám kivételével": (
        "Petőfi utca | whole",
        "except Petőfi utca | odd 3-3",
    ),
    "Fő utca páros és páratlan oldal": ("Fő utca | whole",),
    "Fő utca 1-9": ("Fő utca | continuous 1-9 !parity_open",),
    "Fő utca 1-10": ("Fő utca | continuous 1-10",),
    "Fő utca 1–35. páratlan, 2–40. páros": ("Fő utca | odd 1-35", "Fő utca | even 2-40"),
    "Fő utca páros: 2-20, páratlan: 1-15": ("Fő utca | even 2-20", "Fő utca | odd 1-15"),
    "Fő utca (páros 2-20, páratlan 1-15), Kert utca": (
        "Fő utca | even 2-20",
        "Fő utca | odd 1-15",
        "Kert utca | whole",
    ),
    "Fő utca 1-35 (páratlan)": ("Fő utca | odd 1-35",),
    "Fő utca 5.": ("Fő utca | odd 5-5",),
    "Fő utca 3., 5. és 12/A": (
        "Fő utca | odd 3-3",
        "Fő utca | odd 5-5",
        "Fő utca | even 12/A-12/A",
    ),
    "Fő utca 1-9 és 12-20": (
        "Fő utca | continuous 1-9 !parity_open",
        "Fő utca | continuous 12-20 !parity_open",
    ),
    "Fő utca 2 és 48 között páros oldal": ("Fő utca | even 2-48",),
    "Fő utca elejétől a 20. számig páros": ("Fő utca | even -20",),
    "Fő utca páratlan 1-36": ("Fő utca | odd 1-36 !parity_contradicts",),
    "Fő utca páros 48-2": ("Fő utca | even 48-2 !reversed",),
    "Fő utca folyamatos 1-13": ("Fő utca | continuous 1-13",),
    # what a name may hold
    "Március 15. tér, 48-as tér, 2. utca, XII. utca": (
        "Március 15. tér | whole",
        "48-as tér | whole",
        "2. utca | whole",
        "XII. utca | whole",
    ),
    "Liget utca, Vár köz, Kert utca 2-8 páros, Park tér": (
        "Liget utca | whole",
        "Vár köz | whole",
        "Kert utca | even 2-8",
        "Park tér | whole",
    ),
    "Dr. Kiss János u., gr. Széchenyi I. u., Szt. István krt. 5-től páratlan": (
        "Dr. Kiss János utca | whole",
        "gr. Széchenyi I. utca | whole",
        "Szt. István körút | odd 5-",
    ),
    "Mártírok útja - Hősök tere - Krizantém u-Csepeli u": (
        "Mártírok útja | whole",
        "Hősök tere | whole",
        "Krizantém utca | whole",
        "Csepeli utca | whole",
    ),
    "ADY ENDRE UTCA; BÉKE TÉR 1-7 PÁRATLAN": ("ADY ENDRE utca | whole", "BÉKE tér | odd 1-7"),
    "Petőfi, Kossuth és Rákóczi utcák": (
        "Petőfi utca | whole",
        "Kossuth utca | whole",
        "Rákóczi utca | whole",
    ),
    # layout
    "Ady Endre utca\nBéke tér\nKossuth utca 2-8 páros": (
        "Ady Endre utca | whole",
        "Béke tér | whole",
        "Kossuth utca | even 2-8",
    ),
    "1. Ady Endre utca\n2. Béke tér\n3. Kossuth utca": (
        "Ady Endre utca | whole",
        "Béke tér | whole",
        "Kossuth utca | whole",
    ),
    "- Ady Endre utca\n- Béke tér páros oldala\n- Kossuth utca": (
        "Ady Endre utca | whole",
        "Béke tér | even",
        "Kossuth utca | whole",
    ),
    "• Ady Endre utca\n• Béke tér": ("Ady Endre utca | whole", "Béke tér | whole"),
    "Ady Endre utca\nKos-\nsuth Lajos utca 1-\n45-ig páratlan": (
        "Ady Endre utca | whole",
        "Kossuth Lajos utca | odd 1-45",
    ),
    "Ady Endre utca\n\n2. oldal\n\nBéke utca": ("Ady Endre utca | whole", "Béke utca | whole"),
    "Ady Endre utca\nBéke\nKossuth utca 2-8 páros": (
        "Ady Endre utca | whole",
        "Béke | whole !untyped",
        "Kossuth utca | even 2-8",
    ),
    "Az óvoda felvételi körzete: Ady utca, Béke utca páratlan oldala és Kert köz.": (
        "Ady utca | whole",
        "Béke utca | odd",
        "Kert köz | whole",
    ),
    "1. számú háziorvosi körzet\nAdy utca\n2. számú háziorvosi körzet\nBéke utca": (
        "Ady utca | whole",
        "Béke utca | whole",
    ),
    "A körzethez tartozik a Petőfi utca, valamint az Ady Endre utca.": (
        "Petőfi utca | whole",
        "Ady Endre utca | whole",
    ),
    # tables
    "Közterület neve\tKapubejárat tartomány\tIntervallum típusa\n"
    "Ady Endre utca\t1 - 45/C\tPáratlan házszámok\nBéke tér\t\tTeljes közterület\n"
    "Kossuth Lajos utca\t000002 - 000040\tPáros házszámok": (
        "Ady Endre utca | odd 1-45/C",
        "Béke tér | whole",
        "Kossuth Lajos utca | even 2-40",
    ),
    "Közterület neve Kapubejárat tartomány Intervallum típusa\n"
    "Ady Endre utca 1 - 45 Páratlan házszámok\nBéke tér Teljes közterület": (
        "Ady Endre utca | odd 1-45",
        "Béke tér | whole",
    ),
    "Közterület neve;Közterület jellege;Házszámok;-tól;-ig\nAdy Endre;utca;páros;2;48\n"
    "Béke;tér;teljes;;": ("Ady Endre utca | even 2-48", "Béke tér | whole"),
    "| Utca | Házszám | Megjegyzés |\n|---|---|---|\n| Ady utca | páros 2-48 | |\n"
    "| Béke tér | | a templomig |": (
        "Ady utca | even 2-48",
        "Béke tér | whole (a templomig) !limited_by_words",
    ),
    # settlements, farms, parcels
    "Ady utca, Alsószéktó tanya 1-120, 0123/4 hrsz": (
        "Ady utca | whole",
        "Alsószéktó tanya | continuous 1-120",
        "0123/4 hrsz | whole !parcel",
    ),
    "Hetényegyháza településrész, Ady utca": (
        "Hetényegyháza | whole !place",
        "Ady utca | whole",
    ),
    # what must not pass in silence
    "Béke utca a kanyarig": ("Béke utca | whole (a kanyarig) !limited_by_words",),
    "Béke utca a Fő utcától a Kert utcáig": (
        "Béke utca | whole (a Fő utcától a Kert utcáig) !limited_by_words",
    ),
    "Béke utca Fő utca és Kert utca közötti szakasza": (
        "Béke utca | whole !limited_by_words",
        "Fő utca | whole !limited_by_words",
        "Kert utca | whole (közötti szakasza) !limited_by_words",
    ),
    "Fő utca 1-35, páratlan oldal": ("Fő utca | odd 1-35 !unclear_numbers",),
    "Fő utca 5-7-9": (
        "Fő utca | odd 5-5 !unclear_numbers",
        "Fő utca | odd 7-7 !unclear_numbers",
        "Fő utca | odd 9-9 !unclear_numbers",
    ),
    "Rózsa–Béke–Kert utca": ("Rózsa–Béke–Kert utca | whole !joined_names",),
    "Páros oldalak:\nAdy utca\nBéke utca": (
        "Ady utca | whole !limited_by_heading",
        "Béke utca | whole !limited_by_heading",
    ),
    "Kivéve: Ady utca": ("except Ady utca | whole",),
    "Béke utca 5. köz": (
        "Béke utca | whole !unclear_numbers",
        "5. köz | whole !joined_names",
    ),
    "Béke tér köz, Liget park utca": (
        "Béke tér köz | whole !joined_names",
        "Liget park utca | whole",
    ),
    "Petőfi utca és köz": ("Petőfi utca | whole !unread_words",),
    # what a second look found read wrongly in silence
    "Nem tartozik ide: Béke utca": ("Béke utca | whole !limited_by_heading",),
    "Ady utca – Béke utca – Kert utca által határolt terület": (
        "Ady utca | whole !limited_by_words",
        "Béke utca | whole !limited_by_words",
        "Kert utca | whole (által határolt) !limited_by_words",
    ),
    "Ady utca 3. szám kivételével a páratlan oldal": (
        "except Ady utca | odd 3-3",
        "Ady utca | odd",
    ),
    "Ady utca 13–; Béke utca": ("Ady utca | odd 13-13 !unclear_numbers", "Béke utca | whole"),
    "Ady utca, Béke utca kivételével": (
        "Ady utca | whole",
        "except Béke utca | whole !limited_by_words",
    ),
    "Ady utca és Béke utca páratlan oldala": (
        "Ady utca | whole !unclear_numbers",
        "Béke utca | odd",
    ),
    "Kertváros összes utcája": ("Kertváros | whole !untyped,unread_words",),
    "Rákóczi utca – Szent Imre herceg utcától Kende utcáig": (
        "Rákóczi utca | whole (Szent Imre herceg utcától Kende utcáig) !limited_by_words",
    ),
    "Ady utca\nLapszám: 1\nBéke utca": ("Ady utca | whole", "Béke utca | whole"),
    "Páros: Ady utca, Béke utca": (
        "Ady utca | even !limited_by_heading",
        "Béke utca | even !limited_by_heading",
    ),
    "Béke, Rózsa, Kert II. körzet: Malom": (
        "Béke | whole !untyped",
        "Rózsa | whole !untyped",
        "Kert II. | whole (körzet) !untyped,limited_by_words",
        "Malom | whole !limited_by_heading,untyped",
    ),
    "id. Antall József rakpart, Ifj. Kubinyi utca": (
        "id. Antall József rakpart | whole",
        "Ifj. Kubinyi utca | whole",
    ),
    # names that a page's width has broken
    "Kossuth u. végig, Révész\nImre u., Március\n15. tér páros": (
        "Kossuth utca | whole",
        "Révész Imre utca | whole !joined_lines",
        "Március 15. tér | even !joined_lines",
    ),
    "Fő utca\nkivéve a 3. szám\nKert utca": (
        "Fő utca | whole",
        "except Fő utca | odd 3-3",
        "Kert utca | whole",
    ),
    "Templom u. 1 - Templom u. 15": (
        "Templom utca | odd 1-1 !unclear_numbers",
        "Templom utca | odd 15-15 !unclear_numbers",
    ),
    "Szegfű-, Tulipán- és Rózsa utca": (
        "Szegfű utca | whole",
        "Tulipán utca | whole",
        "Rózsa utca | whole",
    ),
    "Fő utca 5-7-9 között": (
        "Fő utca | odd 5-5 !unclear_numbers",
        "Fő utca | odd 7-7 !unclear_numbers",
        "Fő utca | odd 9-9 !unclear_numbers",
    ),
    "Fő utca 12/1-12/5": ("Fő utca | even 12/1-12/5",),
    # what a third look at published lists found
    "Fő utca 1–100. (páros és páratlan)": ("Fő utca | continuous 1-100",),
    "Fő utca 5-25 páros és páratlan": ("Fő utca | continuous 5-25 !unclear_numbers",),
    "Fő tér páros-páratlan, Kert u. 1–55. mindkét oldal, Malom u. 2–40 (mindkettő)": (
        "Fő tér | whole",
        "Kert utca | continuous 1-55",
        "Malom utca | continuous 2-40",
    ),
    "Fő utca 2-20 páros és páratlan 1-15": ("Fő utca | even 2-20", "Fő utca | odd 1-15"),
    "Malom u., 39-es Dandár út páros oldala, Bajcsy-Zs. utca": (
        "Malom utca | whole",
        "39-es Dandár út | even",
        "Bajcsy-Zs. utca | whole",
    ),
    "MÁRCIUS 15. U. TELJES\nMALOM U. 2-18 PS.": (
        "MÁRCIUS 15. utca | whole",
        "MALOM utca | even 2-18",
    ),
    "Malom tanya, 4. sz. MÁV Őrház": (
        "Malom tanya | even 4-4 !unclear_numbers",
        "MÁV Őrház | whole !untyped,joined_names",
    ),
    "Ide tartozik a Malom utca. Nem tartozik ide a Rózsa köz.": (
        "Malom utca | whole",
        "Rózsa köz | whole !unread_words",
    ),
    "1. körzet\nHáziorvos: Dr. Minta Béla\nRendelő: Négyzetfalva, Fő u. 5.\nMalom u. 2-8 páros": (
        "Malom utca | even 2-8",
    ),
    "Mese Óvoda, 9001 Négyzetfalva, Fő u. 5.\nMalom u., Rózsa u. 3.": (
        "Mese Óvoda | odd 9001-9001 !untyped,unclear_numbers",
        "Négyzetfalva | whole !untyped,joined_names",
        "Fő utca | odd 5-5 !address",
        "Malom utca | whole",
        "Rózsa utca | odd 3-3",
    ),
    "Patika: Kígyó, Fő u. 3. Nyitva: 8-20": (
        "Kígyó | whole !untyped",
        "Fő utca | odd 3-3 !address",
    ),
    "(páros oldal) Malom út, Kert utca 2–40.\n(páratlan oldal) Malom út 1–15.": (
        "Malom út | even !limited_by_heading",
        "Kert utca | even 2-40 !limited_by_heading",
        "Malom út | odd 1-15 !limited_by_heading",
    ),
    "Malom utca\npáratlan oldal: Kert utca, Fő utca": (
        "Malom utca | whole",
        "Kert utca | odd !limited_by_heading",
        "Fő utca | odd !limited_by_heading",
    ),
    "Ütemterv\nfebruár 5–9.: Malom u. 1–45. (páratlan oldal)\nfebruár 12–16.: Március 15. tér": (
        "Ütemterv | whole !untyped",
        "Malom utca | odd 1-45",
        "Március 15. tér | whole",
    ),
    "Május 4. (kedd)\nMalom u.; Kert u.\nSZERDA\nMájus 1. u.": (
        "Malom utca | whole",
        "Kert utca | whole",
        "Május 1. utca | whole",
    ),
    "Utcák: Akácfa, Malom 2-24. (páros)\nTerek: Hősök tere, Kossuth": (
        "Akácfa utca | whole",
        "Malom utca | even 2-24",
        "Hősök tere | whole",
        "Kossuth tér | whole",
    ),
    "a Malom, a Kert és a Rét utca": (
        "Malom utca | whole !untyped",
        "Kert utca | whole !untyped",
        "Rét utca | whole !joined_names",
    ),
    "Óvoda Malom utca 3.": ("Óvoda Malom utca | odd 3-3 !joined_names",),
    "Utca;Páratlan;Páros\nMalom utca;1–15;2–20\nKert utca;teljes;teljes\nRét utca;;22-től\n"
    "Tó utca;1-20;": (
        "Malom utca | odd 1-15",
        "Malom utca | even 2-20",
        "Kert utca | whole",
        "Rét utca | even 22-",
        "Tó utca | odd 1-20 !parity_contradicts",
    ),
    "3) Malom u. 4) Kert u. 5) Rét u. páros oldal": (
        "Malom utca | whole",
        "Kert utca | whole",
        "Rét utca | even",
    ),
    "Malom utca, kivéve: Kert u. 1–10., Rét u.\nTó u.": (
        "Malom utca | whole !limited_by_words",
        "except Kert utca | continuous 1-10 !limited_by_words",
        "except Rét utca | whole !limited_by_words",
        "Tó utca | whole",
    ),
    "Malom utca, kivéve Kert u., Rét u.": (
        "Malom utca | whole !limited_by_words",
        "except Kert utca | whole !limited_by_words",
        "Rét utca | whole !limited_by_words",
    ),
    "005. szavazókör – Fő utca 12. (Iskola)\nFő utca 1–11., Kert utca páros": (
        "Fő utca | even 12-12 (Iskola) !address,limited_by_words",
        "Fő utca | continuous 1-11 !parity_open",
        "Kert utca | even",
    ),
    "Székhelyóvoda: Malom u. 18. – Kert u., Rét u.": (
        "Malom utca | even 18-18 !address",
        "Kert utca | whole",
        "Rét utca | whole",
    ),
    "Malom út 2–133. páros és páratlan (a Fő térig)": (
        "Malom út | continuous 2-133 (a Fő térig) !limited_by_words",
    ),
    "Terek: Fő tér, Kossuth; utcák: Malom, Kert 1-9.": (
        "Fő tér | whole",
        "Kossuth tér | whole",
        "Malom utca | whole",
        "Kert utca | continuous 1-9 !parity_open",
    ),
    "RÉT ÚT 1. SZÁMTÓL 99. SZÁMIG PÁRATLAN OLDAL\nVÁR KÖZ": (
        "RÉT út | odd 1-99",
        "VÁR köz | whole",
    ),
    "Fő utca 1-9 és 15-21 páratlan": (
        "Fő utca | odd 1-9 !unclear_numbers",
        "Fő utca | odd 15-21",
    ),
    "Egész utca, Páros utca 2-8 páros, Szám utca": (
        "Egész utca | whole",
        "Páros utca | even 2-8",
        "Szám utca | whole",
    ),
    "Malom utca, Teljes Béla utca": (
        "Malom utca | whole",
        "Béla utca | whole !joined_names",
    ),
    "Kedd – Felsőváros: Malom u.\n2024.03.12. 08:00–12:00 Kert u. páros": (
        "Malom utca | whole",
        "Kert utca | even",
    ),
    "04. EVK – 12. szavazókör (Művelődési Ház, Fő u. 3.): Malom u., Kert u. páros\n"
    "04. EVK – 13. szavazókör (Óvoda, Rét u. 8.): Tó u.": (
        "Malom utca | whole",
        "Kert utca | even",
        "Tó utca | whole",
    ),
    "Akácfa, Arany János, Bem utca páros": (
        "Akácfa utca | whole !untyped",
        "Arany János utca | whole !untyped",
        "Bem utca | even",
    ),
    "Malom utca – teljes utca\nKert utca – páros oldal 2-től 40-ig": (
        "Malom utca | whole",
        "Kert utca | even 2-40",
    ),
    "Utca;Jelleg;Házszám (-tól);Házszám (-ig);Jelleg\nMalom;utca;1;15;páratlan\nKert;tér;;;mind": (
        "Malom utca | odd 1-15",
        "Kert tér | whole",
    ),
    "Szállítási nap: hétfő\nÉrintett utcák: Malom út, Kert u. (páros oldal)\n"
    "Szállítási nap: kedd\nÉrintett utcák: Tó u.": (
        "Malom út | whole",
        "Kert utca | even",
        "Tó utca | whole",
    ),
    "Malom u.\n2. sz. szavazókör, Iskola, Fő u. 1. Ide tartoznak: Kert u., Tó u.": (
        "Malom utca | whole",
        "Kert utca | whole",
        "Tó utca | whole",
    ),
    "Malom utca 3.\nHrsz. 0234/5, 0234/6": (
        "Malom utca | odd 3-3",
        "0234/5 hrsz | whole !parcel",
        "0234/6 hrsz | whole !parcel",
    ),
    "Béla Iskola (9001 Négyzetfalva, Fő u. 2.) körzete:\n"
    "Malom utca (teljes), Kert út (páros: 2–48.)": (
        "Malom utca | whole",
        "Kert út | even 2-48",
    ),
    '"Közterület neve";"Közterület jellege";"-tól";"-ig";"Oldal"\n"Malom";"utca";"1";"45";"ptl."': (
        "Malom utca | odd 1-45",
    ),
    "I. körzet: Malom u. 5. II. körzet: Kert u.\n3. Iskola\nRét u. 5.\n4. körzet: Tó u.": (
        "Malom utca | odd 5-5 !address",
        "Kert utca | whole",
        "Rét utca | odd 5-5 !address",
        "Tó utca | whole",
    ),
}
