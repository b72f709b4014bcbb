"""What people do at the desk of the pinned service, one act after the other."""

from __future__ import annotations

import html
import io
import json
import re
import time
from typing import TYPE_CHECKING, Any

from . import world
from .shown import answer_text, masked

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from .kept import Pins
    from .world import Browser

Fields = dict[str, Any]
PATIENCE_S = 120.0
JSON = {"Accept": "application/json"}
TABLE = "id;Lakcím;megjegyzés\n1;Március 15. utca 12;=1+1\n2;Alam utca 3;-5\n3;Alma utca;c\n"
OVERRIDE = {
    "area": world.BUNDLED,
    "street": "Kinizsi utca",
    "extent": "number",
    "number": "7",
    "verdict": "inside",
    "reason": "próba",
    "source": "próbajegyzőkönyv",
    "starts": "2026-03-01",
    "expires": "2026-12-31",
}
VENUE = {
    "name_hu": "Próba Ház",
    "kind": "próbahely",
    "address": "Próba utca 1",
    "lat": "46,9062",
    "lon": "19.6913",
    "precision_m": "5",
    "step_free": "yes",
    "source": "a próba maga",
    "programmes": world.BUNDLED,
}
EVENT = {
    "title_hu": "Próbaesemény",
    "programme": world.BUNDLED,
    "starts": "2026-06-01T10:00",
    "ends": "2026-06-01T12:00",
    "source": "a próba maga",
}
FACT = {"area": world.SLUG, "source": "próbajegyzőkönyv", "variant": "programme"}
VENUES_CSV = "name;kind;address;lat;lon\nMásik Ház;próbahely;Próba utca 2;46.9;19.69\n"
OVERRIDES_YAML = f"""\
area: {world.BUNDLED}
overrides:
  - street: Kinizsi utca
    numbers: "11"
    verdict: inside
    reason: próba
    source: próbajegyzőkönyv
    by: [Próba Panna, Próba Dénes]
    from: 2026-03-01
    expires: 2026-12-31
"""


class Acts:
    """Does things and pins what comes of each."""

    def __init__(self, pins: Pins, people: dict[str, Browser]) -> None:
        self._pins, self.people, self._count = pins, people, 0

    def send(self, who: str, path: str, fields: Fields, **rest: Any) -> TestResponse:  # noqa: ANN401
        """Send a form and pin the answer; a redirect says where it leads."""
        answer = self.people[who].send(path, fields, **rest)
        self._pin(f"{who} POST {path}", answer)
        return answer

    def post_json(self, who: str, path: str, body: object, **rest: Any) -> TestResponse:  # noqa: ANN401
        """Send JSON and pin the answer."""
        answer = self.people[who].client.post(path, json=body, **rest)
        self._pin(f"{who} POST {path}", answer)
        return answer

    def _pin(self, name: str, answer: TestResponse) -> None:
        self._count += 1
        self._pins.add("acts", f"{self._count:03} {name}", answer_text(answer))

    def all(self) -> dict[str, str]:
        """Do everything; return what the addresses of pages need: names of what was made."""
        made = {"override": self.overrides(), "fact": self.facts(), **self.places()}
        self.reports()
        self.pages()
        self.look_ups()
        self.sheets()
        made["candidate"] = self.editions()
        made["file"] = self.files()
        self.programs()
        self.forged()
        return made

    def overrides(self) -> str:
        """Propose, look, approve; and what is refused."""
        new = "/desk/overrides/new"
        self.send("staff", new, {**OVERRIDE, "step": "preview"})
        self.send("staff", new, {**OVERRIDE, "street": "Sehonnai utca", "step": "propose"})
        made = self.send("staff", new, {**OVERRIDE, "step": "propose"})
        path = made.headers.get("Location", "").partition("?")[0]
        for who in ("staff", "planner", "approver"):
            self.send(who, path, {"act": "approve", "note": "rendben"})
        second = {**OVERRIDE, "number": "9", "verdict": "outside", "step": "propose"}
        other = self.send("staff", new, second).headers.get("Location", "").partition("?")[0]
        self.send("approver", other, {"act": "reject", "note": "nem"})
        self.send("staff", "/desk/overrides/import", {})
        file = (io.BytesIO(OVERRIDES_YAML.encode()), "dontesek.yaml")
        self.send("staff", "/desk/overrides/import", {"file": file})
        return path.rpartition("/")[2]

    def facts(self) -> str:
        """Give facts of every kind about the made-up town, confirm one, withdraw one."""
        along, across = world.streets()
        where = {"lat": "46.9022", "lon": "19.5016", "uncertainty_m": "5"}
        self.fact(kind="place", street=along[1], number="40", **where)
        self.fact(kind="said", street=across[2], extent="whole", verdict="inside")
        shown = self.people["staff"].get(f"/desk/facts?area={world.SLUG}").text
        found = dict.fromkeys(re.findall(rf"/desk/facts/{world.SLUG}/([\w-]+)", shown))
        for at, fact in enumerate(found):
            path = f"/desk/facts/{world.SLUG}/{fact}"
            for who in ("staff", "planner", "approver"):
                act = "withdraw" if at and who == "approver" else "confirm"
                self.send(who, path, {"act": act, "note": "rendben"})
        return next(iter(found), "")

    def fact(self, **fields: str) -> None:
        """Show what follows of a fact, then record it."""
        asked = {**FACT, **fields}
        shown = self.send("staff", "/desk/facts/new", {**asked, "step": "preview"})
        seen = re.search(r'name="seen" value="([0-9a-f]{64})"', shown.text)
        if seen:
            self.send(
                "staff", "/desk/facts/new", {**asked, "step": "record", "seen": seen.group(1)}
            )

    def places(self) -> dict[str, str]:
        """Add a venue and events, publish them, bring venues from a file."""
        self.send("staff", "/desk/venues/new", {**VENUE, "source": "", "lat": "x"})
        made = self.send("staff", "/desk/venues/new", VENUE)
        venue = made.headers.get("Location", "").partition("?")[0]
        self.send("staff", venue, {**VENUE, "name_en": "Trial House"})
        self.send("staff", f"{venue}/state", {"act": "publish"})
        self.send("staff", "/desk/events/new", {**EVENT, "ends": "2026-05-01T10:00"})
        happening = self.send("staff", "/desk/events/new", EVENT)
        event = happening.headers.get("Location", "").partition("?")[0]
        self.send("staff", event, {**EVENT, "title_en": "Trial event"})
        self.send("staff", f"{event}/state", {"act": "publish"})
        file = (io.BytesIO(VENUES_CSV.encode()), "venues.csv")
        shown = self.send("staff", "/desk/venue-import", {"file": file, "kind": "próbahely"})
        self._take_venues(shown.text)
        return {"venue": venue.rpartition("/")[2], "event": event.rpartition("/")[2]}

    def _take_venues(self, page: str) -> None:
        """Store what the review of a file shows, every row of it."""
        text = re.search(r'<textarea[^>]*name="text"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
        found = VENUES_CSV if text is None else html.unescape(text[1])
        rows = re.findall(r'name="row" value="(\d+)"', page)
        fields = {"text": found, "name": "venues.csv", "kind": "próbahely", "row": rows}
        self.send("staff", "/desk/venue-import/confirm", fields)

    def reports(self) -> None:
        """Report as anybody and from the desk; close one."""
        report = {"area": world.BUNDLED, "text": "Próbabejelentés", "contact": "próba@example.org"}
        self.send("anybody", "/report", report)
        self.send("anybody", "/report", {**report, "text": ""})
        asked = {"address": "Kecskemét, Kinizsi utca 7", "area": world.BUNDLED, "text": "rossz"}
        self.send("staff", "/desk/report", asked)
        self.send("staff", "/desk/reports/1", {"act": "accepted", "note": "köszönjük"})
        self.send("staff", "/desk/reports/99", {"act": "accepted", "note": "köszönjük"})

    def pages(self) -> None:
        """Change a text and a password, sign in wrongly."""
        text = "# Próba\n\nEgy *szöveg*, és [egy hely](https://example.org/)."
        for step in ("preview", "save"):
            self.send("admin", "/desk/pages/imprint/hu", {"text": text, "step": step})
        self.send("staff", "/desk/pages/imprint/hu", {"text": text, "step": "save"})
        old = {"old": world.PASSWORD, "new": "rövid", "again": "rövid"}
        self.send("planner", "/account/password", old)
        self.send("anybody", "/account/login", {"name": "Senki", "password": "semmi"})

    def look_ups(self) -> None:
        """Look up on the public page, on the desk and by the API, right and wrong."""
        asked = (
            "Kecskemét, Kinizsi utca 7",
            "Kinizsi utca 9",
            "Halasi út",
            "Halasi út 3-5",
            "Dankó utca 4/A",
            "Március 15. utca 12",
            "Kunszentmiklós, Rákóczi Ferenc utca 1",
            "Baja, Szent utca 1",
            "Sehonnai utca 3",
            "Kinizi utca 7",
            "Petőfi 3",
            "123 hrsz.",
            "",
        )
        made_up = [f"{world.TOWN}, {name} 12" for names in world.streets() for name in names]
        for lang in ("hu", "en"):
            for who, path in (("anybody", "/"), ("staff", "/desk")):
                for query in asked:
                    fields = {"q": query, "area": world.BUNDLED}
                    self.send(who, f"{path}?lang={lang}", fields)
                for query in made_up[::3]:
                    fields = {"q": query, "area": world.SLUG}
                    self.send(who, f"{path}?lang={lang}", fields)
                self.send(who, f"{path}?lang={lang}", {"lat": "46.9062", "lon": "19.6913"})
                self.send(who, f"{path}?lang={lang}", {"lat": "19.69", "lon": "46.9"})
        self.send("anybody", "/", {"q": asked[0]}, headers={"X-Answer-Only": "1"})
        for who in ("anybody", "staff"):
            for query in (*asked, *made_up[::4]):
                area = world.SLUG if world.TOWN in query else world.BUNDLED
                self.post_json(who, "/api/v1/check", {"q": query, "area": area})
        one = {"q": "a", "area": "sehol"}
        wrong: tuple[object, ...] = ({}, {"q": "a", "x": 1}, {"lat": 1}, one, [], "x")
        for body in wrong:
            for path in ("/api/v1/check", "/api/v1/check-many", "/api/v1/reverse"):
                self.post_json("anybody", path, body)
        for text in ("Kin", "Kinizsi utca", "Halasi út 3", "zzz"):
            asked_for = {"text": text, "area": world.BUNDLED}
            header = self.people["staff"].header
            self.post_json("staff", "/desk/suggest", asked_for, headers=header)

    def sheets(self) -> None:
        """Issue sheets and have one of them checked."""
        for lang in ("hu", "en"):
            for query in ("Kecskemét, Kinizsi utca 7", "Halasi út 3", "Kecskemét, Dankó utca 4"):
                fields = {"q": query, "area": world.BUNDLED}
                self.send("staff", f"/sheet?lang={lang}", fields)
        self.send("planner", "/sheet", {"q": "Halasi út 3", "area": world.BUNDLED})
        wrong = {"code": "AAAAA", "typed": "x", "verdict": "inside", "issued": "x", "line": "x"}
        self.send("anybody", "/verify", wrong)

    def editions(self) -> str:
        """Compile again, look, accept."""
        asked = {"area": world.SLUG, "variant": "programme"}
        self.send("staff", "/desk/editions/compile", asked)
        made = self.send("approver", "/desk/editions/compile", asked)
        found = made.headers.get("Location", "").rpartition("/")[2].partition("?")[0]
        wrong = {"hash": found, "reason": "", "holds_from": "2026-03-01"}
        self.send("approver", "/desk/editions/accept", wrong)
        return found

    def files(self) -> str:
        """Send a file, look, start, wait, fetch."""
        file = (io.BytesIO(TABLE.encode()), "címek.csv")
        page = self.send("staff", "/files", {"file": file}).headers.get("Location", "")
        page = page.partition("?")[0]
        number = page.rpartition("/")[2]
        self.send("staff", f"{page}/look", {"header": "yes"})
        chosen = re.findall(
            r'name="column" value="(\d+)" checked', self.people["staff"].get(page).text
        )
        area = f"{world.BUNDLED}/programme"
        self.send("staff", f"{page}/start", {"column": chosen, "area": area, "town": "yes"})
        self._wait(page)
        return number

    def _wait(self, page: str) -> None:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            if 'data-progress="' not in self.people["staff"].get(page).text:
                return
            time.sleep(0.1)
        raise TimeoutError(f"{page}: the job does not end")

    def programs(self) -> None:
        """Send a file as a program does, wait, fetch and delete it."""
        said = world.run("account", "token", world.PEOPLE["staff"], "--scope", "files")
        tokens = re.findall(r"\b[0-9a-f]{12}_\w+", said)
        about = {"Authorization": f"Bearer {tokens[0]}"} if tokens else {}
        client, path = self.people["anybody"].client, "/api/v1/files"
        self._pin("token", client.get(path, headers={"Authorization": "Bearer nothing_at_all"}))
        sent = client.post(
            f"{path}?area={world.BUNDLED}&name=a.csv&town=yes",
            data=TABLE.encode(),
            content_type="text/csv",
            headers=about,
        )
        self._pin("program POST", sent)
        page = sent.headers.get("Location", f"{path}/0")
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until and '"state": "done"' not in shown_json(
            client.get(page, headers=about).get_json()
        ):
            time.sleep(0.1)
        for end in ("", "/result", "/triage"):
            self._pin(f"program GET {end}", client.get(page + end, headers=about))
        self._pin("program list", client.get(path, headers=about))
        self._pin("program DELETE", client.delete(page, headers=about))

    def forged(self) -> None:
        """Send forms without their token."""
        client = self.people["admin"].client
        for path in ("/desk", "/sheet", "/desk/overrides/new", "/account/logout"):
            self._pin(f"forged POST {path}", client.post(path, data={"q": "x"}))


def shown_json(document: object) -> str:
    """Return a document as text."""
    return masked(json.dumps(document, ensure_ascii=False, sort_keys=True))
