"""The permissions the form asks for, word for word. A changed word is a new version; old ones stay."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from .models import Consent


@dataclass(frozen=True)
class Wording:
    """What somebody read when they ticked the box."""

    kind: str
    version: int
    text: str

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


USE_DETAILS = Wording(
    Consent.Kind.USE_DETAILS,
    1,
    "Alter may use the details I gave to ask the insurer what the plan covers. Alter sends the insurer the "
    "name, the birth date and the member ID, and nothing about why I ask.",
)
CONTACT = Wording(
    Consent.Kind.CONTACT,
    1,
    "A person from Alter may contact me about this request, in the way I chose and at the times I gave. I "
    "can take this back at any time.",
)
TELL = Wording(
    Consent.Kind.TELL,
    1,
    "Alter may speak with the person I named, about what I chose and until the day I chose. Nobody else is "
    "told. I can take this back at any time; what was told before stays told (42 CFR Part 2).",
)
# Staff read it out, or the person signs it: what 42 CFR 2.31(a) asks a consent to say.
TELL_READ_OUT = Wording(
    Consent.Kind.TELL,
    2,
    "Alter may tell the person or organization you name what you choose, so that they can help you with your "
    "request, until the day or event you choose. Nobody else is told. You can take this back at any time, on "
    "the phone or in writing; what was told before stays told. Whether we help you does not depend on it "
    "(42 CFR 2.31).",
)
IN_FORCE = {wording.kind: wording for wording in (USE_DETAILS, CONTACT, TELL)}
