"""Somebody who fills in the form: their answers, and a client that sends them as a browser would."""

from __future__ import annotations

import io
import random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from admissions.models import Submission
from admissions.verification import guards

from .document import Document
from .markup import check_private

NOBODY = {
    "preferred_name": "Sam",
    "channel": "call_words",
    "reach": "(949) 555-0142",
    "slot": "other",
    "time_zone": "America/Los_Angeles",
    "needs": ["careful", "language"],
}
BORN = {"birth_date_month": "Feb", "birth_date_day": "29", "birth_date_year": "1988"}


def card_photo(
    name: str = "card.jpg", kind: str = "JPEG", size: tuple[int, int] = (300, 190)
) -> SimpleUploadedFile:
    """Return a picture that shows something, as a phone would send it."""
    # A picture of one color is refused as blank.
    noise = random.Random(1).randbytes(size[0] * size[1] * 3)  # noqa: S311
    out = io.BytesIO()
    Image.frombytes("RGB", size, noise).save(out, kind)
    return SimpleUploadedFile(name, out.getvalue(), f"image/{kind.lower()}")


# What a person answers on each step, if a test has nothing else to say.
ANSWERS: dict[str, dict[str, Any]] = {
    "who": {"relation": "self", "insurance_route": "typed"},
    "someone": {"relationship": "mother", "person_knows": "unsure", "may_contact_person": "no"},
    "work": {
        "professional_name": "Dr. Imaginary",
        "professional_organization": "Example Clinic",
        "professional_role": "Therapist",
        "consent_on_file": "yes",
        "may_contact_person": "no",
    },
    "contact": NOBODY,
    "times": {
        "window_days": "weekdays",
        "window_from": "17:00",
        "window_until": "20:00",
    },
    "safety": {
        "message_words": "Hi, it’s Sam. Please call back.",
        "caller_name": "Sam",
        "warning": "My partner may answer",
    },
    "told": {"told_name": "Pat, my sister", "told_scope": "plan", "told_until": "quarter"},
    "language": {"language": "Spanish", "interpreter": "on", "access_need": ""},
    "person": {"first_name": "Samira", "last_name": "Example", **BORN},
    "card": {
        "payer": "Example Health Plan",
        "member_id": "xyz 123-456",
        "group_number": "G-1",
        "plan_type": "ppo",
        "holder_relation": "self",
        "has_second_plan": "no",
    },
    "photo": {"holder_relation": "self", "has_second_plan": "no"},
    "holder": {"holder_first_name": "Pat"},
    "second-photo": {"holder_relation": "parent"},
    "second-card": {
        "payer": "Second Example Plan",
        "member_id": "second 9",
        "plan_type": "",
        "holder_relation": "parent",
    },
    "second-holder": {"holder_first_name": "Pat"},
    "other-ways": {"estimate": "on"},
    "help": {
        "concerns": ["anxiety", "sleep"],
        "level_of_care": "unsure",
        "how_soon": "week",
        "note": "Be patient",
    },
    "urgent": {},
}

FIRST = {"full": "who", "photo": "photo"}


class Visitor:
    """Goes through the steps. Every page is checked as it is fetched."""

    def __init__(self, client: Client | None = None) -> None:
        self.client = client or Client()

    def get(self, path: str, status: int = 200, **options: Any) -> Document:
        """Fetch a page, following redirects."""
        return self.seen(self.client.get(path, follow=True, **options), status)

    def post(self, path: str, status: int = 200, **values: Any) -> Document:
        """Send a form as somebody would who has read the page, and follow where it leads."""
        return self.seen(self.client.post(path, stamped(values), follow=True), status)

    def seen(self, response: Any, status: int = 200) -> Document:
        assert response.status_code == status, response.status_code
        document = Document(response)
        if response.wsgi_request.path != "/request/leave/":
            check_private(document)
            assert {"tel:988", "tel:911", "tel:+18669893395"} <= set(document.hrefs()), (
                "help is always in sight"
            )
        return document

    def answer(self, step: str, **changes: Any) -> Document:
        """Answer one step, with ``changes`` to what a person usually says."""
        return self.post(f"/request/{step}/", **said(step, **changes))

    def walk(self, way: str = "full", until: str = "check", **changes: dict[str, Any]) -> Document:
        """Answer what is asked until a step is reached; ``changes`` are by step, "-" read as "_".

        Of the pages between the first and the last only the addresses are read. test_form_counts.py fetches
        every page of every way, and each of the pages that few are asked is where some test's walk ends.
        """
        step = step_of(self.get(f"/request/{FIRST.get(way, 'contact')}/?way={way}"))
        first: dict[str, Any] = {"way": way}
        while step != until:
            values = said(step, **first, **changes.get(step.replace("-", "_"), {}))
            response = self.client.post(f"/request/{step}/", stamped(values))
            # A client of a real server has followed it already.
            is_led_on = response.status_code == 302
            before, first = step, {}
            step = step_at(response["Location"] if is_led_on else response.wsgi_request.path)
            assert step != before, self.get(f"/request/{step}/").texts(".error")
        return self.get(f"/request/{step}/")

    def send(self) -> Document:
        """Press Send on the page where the answers are checked."""
        return self.post("/request/check/", agreed="on")

    def sent(self, way: str = "full", **changes: dict[str, Any]) -> Submission:
        """Go all the way, and return the request that came of it."""
        self.walk(way, "check", **changes)
        shown = self.send().text(".sent .reference")
        return Submission.objects.get(reference=shown)


def stamped(values: dict[str, Any]) -> dict[str, Any]:
    """Return what a form sends of somebody who has read the page."""
    return {guards.STAMP: guards.fields(again=True)["stamp"], **values}


def said(step: str, **changes: Any) -> dict[str, Any]:
    """Return what a person usually says on a step, with changes."""
    photo = {"front": card_photo()} if "photo" in step else {}
    return {**ANSWERS.get(step, {}), **photo, **changes}


def step_of(page: Document) -> str:
    """Return which page of the form this is, by its address."""
    return step_at(page.response.wsgi_request.path)


def step_at(path: str) -> str:
    return path.removeprefix("/request/").rstrip("/")
