"""No personal data outside sealed columns: fill every field, use the desk, then search everything.

Real processes, so that their logs, files, sessions, mail and temporary folders are searched as well:
nginx, the application behind it, and the worker.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import time
import urllib.parse
import uuid
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image
from PIL.ExifTags import Base

from tests.admissions.test_desk_worksheet import TYPED
from tests.support.demo_site import demo_environment, free_port, wait_until_listening
from tests.support.document import Document
from tests.support.forms import typed
from tests.support.http_client import HttpClient
from tests.support.migrated import migrate
from tests.support.nginx import nginx, wait_until_there
from tests.support.prepared import static_files
from tests.support.programs import is_there
from tests.support.visitor import ANSWERS, Visitor

pytestmark = pytest.mark.xdist_group("leaks")

# Every value is a word that stands nowhere else. What a person chooses from a list cannot be told apart.
CANARIES = {
    "preferred_name": "Quixandra",
    "first_name": "Zebulonne",
    "last_name": "Wexcanary-O’Brýne",
    "reach": "(949) 555-0173",
    "message_words": "Hello, it is Yvonnica from the choir.",
    "caller_name": "Yvonnica",
    "warning": "Flatmate Xerxo listens in",
    "language": "Volapukish",
    "access_need": "Reads lips, Tessaract aid",
    "payer": "Kanarien Mutual",
    "member_id": "kqz 778-3391",
    "group_number": "GRP-55102-Z",
    "holder_first_name": "Ulfgard",
    "holder_last_name": "Brackwinkel",
    "note": "Since the fire at Plimsoll Street",
}
DESK = {
    "attempt": "Spoke about Grandmother Eulaliane",
    "note": "Prefers Doctor Nimbulus",
    "worksheet": "Carve-out Marigoldine Behavioral",
    "representative": "Thessalonia of member services",
    "payer_reference": "Call Gloxinia-8852",
    "payer_number": "(714) 555-0163",
    "corrected": "Sansevieriana",
    "email": "zinnia.wexcanary@example.org",
    "relationship": "Godmother Perpetualia",
    "plan_name": "Marmoset Platinum",
    "payer_phone": "(714) 555-0164",
    "kept": "Drinks Pfefferkorn brandy",
    "caller": "Oktavianna",
    "caller_phone": "(714) 555-0158",
    "find": "(949) 555-0199",
    "told": "Wilhelmina Kestrelhoff",
    "emergency": "Doctor Ambrosius of Wexley Hospital",
    "comment": "Ask Registrar Philippona again",
    "estimate": "Rest cure at Villa Ombrosiana",
    "estimate_comment": "The lines of Doctor Calpurnius lack",
    "merged": "So says Uncle Barnabeus",
    "lifted": "Judge Mirandolina closed it",
    "packet": "Bed planned by Nurse Petronellia",
    "glass": "Night call about Rosamundo",
    "held": "Letter of Attorney Vandermolen",
    "wrong_password": "Hunter-Vexillology-9",
}
# An estimate without what is typed into it as a canary.
ESTIMATE = {
    "name": "Samira Example",
    "birth_date": "2/28/1990",
    "starts": "12/10/2090",
    "ends": "1/8/2091",
    "facility": "Example House",
    "place": "1 Example Street, Dana Point, CA",
    "npi": "1234567893",
    "tin": "00-0000000",
    "line0_service": "A day of residential care",
    "line0_code": "H0018",
    "line0_number": "30",
    "line0_rate": "1200",
}
# The page that led to the form says what it is about. Its kind is kept, its address is not.
LED_HERE = "/conditions/kanarienfieber/"
BIRTH = {"birth_date_month": "3", "birth_date_day": "9", "birth_date_year": "1931"}
PHOTO = {"name": "IMG_Quixandra_card", "exif": "Camera of Quixandra, Plimsoll Street"}


def spellings(value: str) -> set[str]:
    """Return a value as it may stand in a file: as typed, quoted for a URL, in JSON, digits alone."""
    found = {value, urllib.parse.quote(value), urllib.parse.quote_plus(value)}
    found |= {value.encode("unicode_escape").decode(), value.casefold()}
    digits = re.sub(r"\D", "", value)
    if len(digits) >= 9:
        found.add(digits)
    return found


EVERY = {word for value in [*CANARIES.values(), *DESK.values(), *PHOTO.values()] for word in spellings(value)}
EVERY |= {"1931-03-09", "March 9, 1931", LED_HERE}


@dataclass(frozen=True)
class Site:
    """A running site and everything it writes to."""

    folder: Path
    origin: str
    environment: dict[str, str]

    def manage(self, *command: str) -> str:
        result = subprocess.run(
            [sys.executable, "manage.py", *command],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return result.stdout


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("leaks")
    (folder / "tmp").mkdir()
    port, listening = free_port(), folder / "web.sock"
    has_nginx = is_there("nginx")
    origin = f"{'https' if has_nginx else 'http'}://localhost:{port}"
    with ExitStack() as stack:
        environment = demo_environment(folder, port) | {
            # The guard of the form signs what a person may not have waited for.
            "SECRET_KEY": site_settings.SECRET_KEY,
            "STAFF_SECOND_FACTOR": "optional",
            "SITE_URL": origin,
            "TRUSTED_PROXIES": "127.0.0.1" if has_nginx else "",
            "EMAIL_URL": f"filemail:///{folder / 'mail'}",
            "TMPDIR": str(folder / "tmp"),
            "REDIS_URL": site_settings.REDIS_URL and re.sub(r"/\d+$", "", site_settings.REDIS_URL) + "/63",
        }
        if connection.vendor == "postgresql":
            environment["DATABASE_URL"] = stack.enter_context(ScratchDatabase())
        running = Site(folder, origin, environment)
        migrate(environment, MAKE_STAFF)
        (folder / "static").symlink_to(static_files(environment, of_staff=True))
        with (folder / "web.log").open("wb") as web, (folder / "worker.log").open("wb") as work:
            bind = f"unix:{listening}" if has_nginx else f"127.0.0.1:{port}"
            python = [sys.executable, "-m", "gunicorn", f"--bind={bind}"]
            processes = [
                subprocess.Popen(python, env=environment, stdout=web, stderr=subprocess.STDOUT),
                subprocess.Popen(
                    [sys.executable, "manage.py", "worker"],
                    env=environment,
                    stdout=work,
                    stderr=subprocess.STDOUT,
                ),
            ]
            try:
                if has_nginx:
                    front = stack.enter_context(nginx(folder / "nginx", folder, listening, port))
                    # Read by whatever speaks TLS in this process.
                    patch = stack.enter_context(pytest.MonkeyPatch.context())
                    patch.setenv("SSL_CERT_FILE", str(front.certificate))
                    wait_until_there(listening)
                else:
                    wait_until_listening(port, processes[0])
                yield running
            finally:
                for process in processes:
                    process.terminate()
                for process in processes:
                    process.wait()


MAKE_STAFF = """
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
staff = get_user_model().objects.create_user("coordinator@demo.example", "only-for-this-demo", is_staff=True)
staff.groups.add(*Group.objects.filter(name__in=["Admissions lead", "Privacy officer"]))
other = get_user_model().objects.create_user("other@demo.example", "only-for-this-demo", is_staff=True)
other.groups.add(Group.objects.get(name="Admissions coordinator"))
second = get_user_model().objects.create_user("second@demo.example", "only-for-this-demo", is_staff=True)
second.groups.add(Group.objects.get(name="Admissions lead"))
"""


BREAK_GLASS = """
from admissions import services
from alter_site.staff.models import User
services.break_glass(User.objects.get(email="other@demo.example"), "{}", reason="{}")
"""


class ScratchDatabase:
    """A database of its own on the server that the suite uses."""

    def __enter__(self) -> str:
        import psycopg

        known = connection.settings_dict
        self.name = f"leaks_{uuid.uuid4().hex[:12]}"
        self.server = (
            f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT'] or 5432}"
        )
        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{self.name}"')
        return f"{self.server}/{self.name}"

    def __exit__(self, *error: Any) -> None:
        import psycopg

        with psycopg.connect(f"{self.server}/postgres", autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


# --- driving ------------------------------------------------------------------------------------------


def card_with_a_past() -> SimpleUploadedFile:
    """Return a photo whose name and hidden data say whose it is."""
    exif = Image.Exif()
    exif[Base.ImageDescription.value] = PHOTO["exif"]
    out = io.BytesIO()
    Image.effect_noise((400, 260), 90).convert("RGB").save(out, "JPEG", exif=exif)
    assert PHOTO["exif"].encode() in out.getvalue()
    return SimpleUploadedFile(f"{PHOTO['name']}.jpg", out.getvalue(), "image/jpeg")


def answers(step: str) -> dict[str, Any]:
    """Return a step's usual answers with a canary wherever something can be typed."""
    usual = dict(ANSWERS.get(step, {}))
    if step == "person":
        usual |= BIRTH
    if step == "second-holder":
        usual |= {"holder_first_name": "", "holder_last_name": ""}
    return usual | {name: value for name, value in CANARIES.items() if name in usual}


class Passer(Visitor):
    """A visitor whose pages are not checked for markup, because file names carry hashes here."""

    def seen(self, response: Any, status: int = 200) -> Document:
        assert response.status_code == status, response.status_code
        return Document(response)


def fill_in(site: Site) -> tuple[HttpClient, str]:
    """Go through every step, make mistakes, come back by code; return the browser and the reference."""
    client = HttpClient(site.origin)
    led_here = {"Referer": site.origin + LED_HERE}
    first = Document(client.get("/request/who/?way=full", headers=led_here))
    assert first.one("[name=source_page]").attributes["value"] == "condition"
    visitor = Passer(client)  # type: ignore[arg-type]
    changes = {step.replace("-", "_"): answers(step) for step in ANSWERS}
    changes["card"]["has_second_plan"] = "yes"
    page = visitor.walk("full", "card", **changes)
    page = visitor.answer("card", **{**answers("card"), "member_id": CANARIES["member_id"] * 30})
    assert page.title.startswith("Error: ")
    page = visitor.answer("card", **changes["card"])
    step = page.response.wsgi_request.path.strip("/").split("/")[-1]
    while step != "check":
        page = visitor.answer(step, **changes.get(step.replace("-", "_"), {}))
        following = page.response.wsgi_request.path.strip("/").split("/")[-1]
        assert following != step, page.texts(".error")
        step = following
    return client, visitor.send().text(".sent .reference")


def send_a_photo(site: Site) -> None:
    visitor = Passer(HttpClient(site.origin))  # type: ignore[arg-type]
    visitor.get("/request/photo/?way=photo")
    wrong = SimpleUploadedFile(f"{PHOTO['name']}.heic", PHOTO["exif"].encode() * 400_000, "image/heic")
    assert visitor.answer("photo", way="photo", front=wrong).title.startswith("Error: ")
    page = visitor.answer("photo", front=card_with_a_past())
    for step in ("contact", "times", "safety", "language"):
        assert page.response.wsgi_request.path == f"/request/{step}/", page.texts(".error")
        page = visitor.answer(step, **answers(step))
    visitor.send()


def sign_in(site: Site, name: str = "coordinator@demo.example") -> HttpClient:
    client = HttpClient(site.origin)
    page = Document(client.get("/admin/desk/"))
    where = page.response.wsgi_request.path
    names = [field.attributes.get("name") for field in page.all("main input, #content input, form input")]
    assert {"login", "password"} <= set(names), names
    client.post(where, {"login": name, "password": DESK["wrong_password"]})
    client.post(
        f"{where}?next=/admin/desk/",
        {"login": name, "password": "only-for-this-demo", "next": "/admin/desk/"},
    )
    assert "Log in" not in Document(client.get("/admin/desk/")).title
    return client


def _version(client: Any, at: str) -> str:
    return Document(client.get(at)).all("input[name=version]")[0].attributes["value"] or ""


def _pressed(client: Any, at: str) -> dict[str, str]:
    """Return what a button sends that asks nothing, from a page opened anew."""
    return {"version": _version(client, at), "page": str(uuid.uuid4())}


def work_at_the_desk(site: Site, reference: str) -> str:
    """Do everything a lead can do with a request; return all that the screens showed."""
    client = sign_in(site)
    at = f"/admin/desk/{reference}/"
    shown = client.get(at).content.decode()
    hidden = [value for value in CANARIES.values() if value in shown]
    assert hidden == [], "shown before anybody looked"
    client.post(f"{at}claim/", {"version": _version(client, at)})
    for group in ("contact", "insurance", "note"):
        shown += client.post(f"{at}reveal/{group}/", {"departure": "urgent"}).content.decode()
    client.post(
        f"{at}attempt/",
        {
            "channel": "phone",
            "direction": "in",
            "result": "spoke",
            "departure": "they_asked",
            "note": DESK["attempt"],
        },
    )
    client.post(f"{at}attempt/", {"channel": "phone", "result": "nonsense", "note": DESK["attempt"]})
    client.post(f"{at}note/", {"text": DESK["note"]})
    shown += client.post(f"{at}reveal/note/", {}).content.decode()
    client.post(f"{at}verify/", {"call_the_payer": "on", "version": _version(client, at)})
    client.post(
        f"{at}worksheet/primary/",
        {
            "saves": "0",
            "source": "call",
            "active": "yes",
            "administrator": DESK["worksheet"],
            "effective": "x",
        },
    )
    client.post(
        f"{at}payer-call/",
        {
            "outcome": "answered",
            "representative": DESK["representative"],
            "note": DESK["representative"],
            "reference": DESK["payer_reference"],
            "number": DESK["payer_number"],
        },
    )
    second = sign_in(site, "second@demo.example")
    shown += sign_the_worksheet(client, second, at)
    shown += sign_an_estimate(client, second, at)
    corrected = {
        "first_name": DESK["corrected"],
        "state": "NV",
        "zip_code": "89109",
        **{name: DESK[name] for name in ("email", "relationship")},
        **{f"primary.{name}": DESK[name] for name in ("plan_name", "payer_phone")},
    }
    form = typed(Document(client.get(f"{at}correct/")), "form.step", **corrected)
    client.post(f"{at}correct/", form)
    shown += client.get(f"{at}correct/").content.decode()
    shown += client.get(f"{at}worksheet/primary/").content.decode()
    shown += client.post(f"{at}reveal/insurance/", {}).content.decode()
    consent = {"who": DESK["told"], "relation": "mother", "scope": "all", "how": "writing", "ends": "request"}
    client.post(f"{at}consent/", consent)
    shown += client.post(f"{at}reveal/contact/", {}).content.decode()
    other = {"channel": "phone", "direction": "in", "result": "spoke_other", "spoken_to": "other"}
    client.post(f"{at}attempt/", {**other, "told": "emergency", "why": DESK["emergency"]})
    shown += client.post(f"{at}reveal/note/", {}).content.decode()
    client.post("/admin/desk/find/", {"kind": "phone", "phone": DESK["find"], "text": DESK["find"]})
    client.post(
        "/admin/desk/call/",
        {"draft_id": str(uuid.uuid4()), "phone": DESK["caller_phone"], "preferred_name": DESK["caller"]},
    )
    shown += merge_the_call(client, at, reference)
    begun = str(uuid.uuid4())
    kept = {"draft_id": begun, "concerns": DESK["kept"], "suicide": "unsure"}
    client.post("/admin/desk/call/", kept, headers={"X-Autosave": "1"})
    shown += client.get(f"/admin/desk/call/?kept={begun}").content.decode()
    client.post(f"{at}screen/", {"substance": ["alcohol"], "last_use": "today"})
    client.get(f"{at}state/")
    client.post(f"{at}admit/", {"version": _version(client, at), "override": "recorded_elsewhere"})
    for kind in ("json", "csv", "sheet"):
        packet = {"basis": "treatment", "reason": DESK["packet"], "form": kind}
        shown += client.post(f"{at}hand-off/", packet).content.decode()
    shown += client.post(f"{at}reveal/note/", {}).content.decode()
    site.manage("shell", "-v0", "-c", BREAK_GLASS.format(reference, DESK["glass"]))
    client.post("/admin/desk/retention/hold/", {"request": reference, "reason": DESK["held"]})
    shown += client.get("/admin/desk/retention/").content.decode()
    shown += client.post("/admin/desk/retention/export/").content.decode()
    client.post("/admin/desk/retention/lift/", {"request": reference, "reason": DESK["lifted"]})
    shown += client.get("/admin/desk/retention/").content.decode()
    shown += _read_breaks(client)
    client.get("/admin/desk/?show=nothing")
    for name, send in (("looks", client.post), ("counts", client.get)):
        file = send(f"/admin/desk/{name}/export/")
        assert "csv" in file.headers["Content-Type"]
        unpersonal[name] = file.content
    searched.extend([*client.seen, *second.seen])
    return shown


def sign_the_worksheet(client: HttpClient, second: HttpClient, at: str) -> str:
    """Send a whole worksheet back, have it signed then, and print the answer; return what was shown."""
    sheet, shown = f"{at}worksheet/primary/", ""
    for saves, act in ((1, "send-back"), (2, "sign")):
        client.post(sheet, {**TYPED, "administrator": DESK["worksheet"], "saves": saves})
        client.post(f"{at}ready/", _pressed(client, at))
        second.post(f"{at}{act}/", {"comment": DESK["comment"], "version": _version(second, at)})
        shown += client.get(sheet).content.decode()
    answer = client.get(f"{at}answer/").content.decode()
    assert "not a promise" in answer
    return shown + answer


def sign_an_estimate(client: HttpClient, second: HttpClient, at: str) -> str:
    """Send an estimate back, have it signed then, and print its sheet; return what was shown."""
    page, shown = f"{at}estimate/", ""
    for saves, step in ((0, "back"), (1, "sign")):
        client.post(page, {**ESTIMATE, "service": DESK["estimate"], "saves": saves})
        client.post(f"{page}ready/", _pressed(client, page))
        second.post(
            f"{page}{step}/", {"comment": DESK["estimate_comment"], "version": _version(second, page)}
        )
        shown += client.get(page).content.decode()
    sheet = client.get(f"{page}sheet/").content.decode()
    assert "Good-faith estimate" in Document(client.get(f"{page}sheet/")).title
    return shown + sheet


def merge_the_call(client: HttpClient, at: str, reference: str) -> str:
    """Merge the call into the request, with a contact plan that leaves us freer; return what was shown."""
    mine = set(Document(client.get("/admin/desk/?view=mine")).texts(".ref")) - {reference}
    page = f"{at}merge/{mine.pop()}/"
    form = typed(Document(client.get(page)), "form.step", why=DESK["merged"])
    turned = {"kept": ["other"], "other": ["kept"]}
    form |= {name: turned[form[name][0]] for name in form if name.startswith("plan.")}
    return client.post(page, form).content.decode()


def _read_breaks(client: Any) -> str:
    """Open every break that waits, as the privacy officer does."""
    page = Document(client.get("/admin/desk/breaks/"))
    links = [link.attributes["href"] for link in page.all("#content .log a")]
    return "".join(client.get(link).content.decode() for link in links)


searched: list[str] = []
unpersonal: dict[str, bytes] = {}  # files that leave and are about nobody


@pytest.fixture(scope="module")
def shown(site: Site) -> str:
    client, reference = fill_in(site)
    searched.extend(client.seen)
    send_a_photo(site)
    shown = work_at_the_desk(site, reference)
    _wait_for_the_notice(site)
    return shown


def _wait_for_the_notice(site: Site) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if any((site.folder / "mail").glob("*")):
            return
        time.sleep(0.5)
    raise AssertionError("The worker sent no notice.")


# --- searching ----------------------------------------------------------------------------------------


def found_in(content: str | bytes, where: str) -> list[str]:
    data = content.encode() if isinstance(content, str) else content
    return [f"{word!r} in {where}" for word in sorted(EVERY) if word.encode() in data]


def test_every_typed_value_is_stored_and_can_be_unsealed(shown):
    """The control: without it the search below could find nothing because nothing was there."""
    unopened = [
        name
        for name, value in {**CANARIES, **{f"desk {name}": DESK[name] for name in STORED}}.items()
        if value not in shown.replace("&#x27;", "'").replace("&amp;", "&") and name not in NEVER_TYPED
    ]
    assert unopened == []


# What is written down at the desk.
STORED = (
    "kept",
    "attempt",
    "note",
    "worksheet",
    "representative",
    "payer_reference",
    "payer_number",
    "corrected",
    "email",
    "relationship",
    "plan_name",
    "payer_phone",
    "told",
    "emergency",
    "comment",
    "estimate",
    "estimate_comment",
    "merged",
    "packet",
    "glass",
    "held",
)
# The full form asks these of some people only.
NEVER_TYPED = {"holder_first_name", "holder_last_name"}


# Sealed columns that nothing is typed into on this way, with why.
NOT_FILLED = {
    "EligibilityCheck": "Asking payers electronically is off until it is set up.",
    "Draft": "It is emptied when it is sent: test_draft_key and test_verification_sent.",
    "Submission.professional": "A professional is asked for these.",
    "Policy.holder": "Only somebody insured through another person is asked.",
}
SEALED = """
from django.apps import apps
for model in apps.get_app_config("admissions").get_models():
    for name in getattr(model, "sealed_fields", dict)():
        if not model._default_manager.exclude(**{name: None}).exists():
            print(f"{model.__name__}.{name}")
"""


def test_every_sealed_column_has_held_something_that_was_searched_for(site, shown):
    empty = site.manage("shell", "-v0", "-c", SEALED).split()
    assert [place for place in empty if not place.startswith(tuple(NOT_FILLED))] == []


def test_no_file_about_nobody_holds_a_personal_value(shown):
    assert set(unpersonal) == {"looks", "counts"}
    assert [leak for name, content in unpersonal.items() for leak in found_in(content, name)] == []


def test_no_file_holds_a_personal_value(site, shown):
    files = [path for path in site.folder.rglob("*") if path.is_file() and "static" not in path.parts]
    names = {path.name for path in files}
    assert {"web.log", "worker.log"} <= names
    if is_there("nginx"):
        assert "/request/" not in (site.folder / "nginx/log/access.log").read_text()
        assert len((site.folder / "nginx/log/access.log").read_text().splitlines()) > 50
    if connection.vendor == "sqlite":
        assert "db.sqlite3" in names
    leaks = [leak for path in files for leak in found_in(path.read_bytes() + path.name.encode(), path.name)]
    assert leaks == []


def test_nothing_is_left_in_the_temporary_folder(site, shown):
    assert list((site.folder / "tmp").iterdir()) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is a file, searched above")
def test_no_table_holds_a_personal_value(site, shown):
    import psycopg

    with psycopg.connect(site.environment["DATABASE_URL"]) as database:
        tables = database.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        assert len(tables) > 20
        leaks = [
            leak
            for (table,) in tables
            for (row,) in database.execute(f"SELECT t::text FROM {table} t").fetchall()  # noqa: S608
            for leak in found_in(row, table)
        ]
    assert leaks == []


@pytest.mark.skipif(not site_settings.REDIS_URL, reason="the cache in memory ends with its process")
def test_the_cache_holds_no_personal_value(site, shown):
    import redis

    cache = redis.Redis.from_url(site.environment["REDIS_URL"])
    keys = list(cache.scan_iter())
    assert keys
    contents = [key + b" " + (cache.dump(key) or b"") for key in keys]
    assert [leak for content in contents for leak in found_in(content, "the cache")] == []


def test_no_address_header_or_title_holds_a_personal_value(shown):
    assert len(searched) > 100
    assert [leak for text in searched for leak in found_in(text, text[:60])] == []


def test_the_leak_search_finds_planted_values():
    assert found_in("…9495550173…", "a line")
    assert found_in(urllib.parse.quote(CANARIES["last_name"]), "a line")
