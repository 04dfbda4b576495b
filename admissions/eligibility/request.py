"""What a payer is asked: the clearinghouse's request of 2026-06-01, about one service type each."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from typing import Any

from alter_site.content.plain_digits import numeral

from ..choices import HeldBy

Texts = Mapping[str, str]  # of one row, by column
RELATIONS = {HeldBy.PARTNER: "SPOUSE", HeldBy.PARENT: "CHILD"}
LONGEST_FIRST, LONGEST_LAST = 35, 60


class Incomplete(Exception):
    """Something is missing that a payer needs; ``columns`` are our names of it, with words."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        super().__init__(f"The payer needs {', '.join(columns.values())}.")
        self.columns = dict(columns)


def questions(
    person: Texts, policy: Texts, *, payer_id: str, codes: list[str], organization: str, npi: str
) -> dict[str, str]:
    """Return the requests by service type, as JSON text that is the same for the same question.

    Raises:
        Incomplete: with all that is missing or cannot be sent as it stands.
    """
    missing: dict[str, str] = {}
    member_id = "".join(re.split(r"[-–\s]", numeral(policy.get("member_id", ""))))
    if not 2 <= len(member_id) <= 80 or not member_id.isascii():
        missing["member_id"] = "a member ID"
    if not payer_id:
        missing["payer"] = "its payer ID in our directory"
    patient = _person(person, "", "the person’s", missing)
    asked: dict[str, Any] = {
        "payerId": payer_id,
        "provider": {"name": {"organization": organization}, "npi": npi},
    }
    if _is_held_by_another(policy):
        holder = _person(policy, "holder_", "the policyholder’s", missing)
        relation = RELATIONS.get(policy.get("holder_relation", ""), "OTHER_ADULT")  # type: ignore[call-overload]
        asked["subscriber"] = {"memberId": member_id, **holder}
        asked["dependent"] = {**patient, "relationToSubscriber": relation}
    else:
        asked["subscriber"] = {"memberId": member_id, **patient}
    if missing:
        raise Incomplete(missing)
    return {
        code: json.dumps(
            asked | {"encounter": {"services": [{"system": "STC", "value": code}]}}, sort_keys=True
        )
        for code in codes
    }


def _is_held_by_another(policy: Texts) -> bool:
    relation = policy.get("holder_relation", "")
    is_open = relation in {"", HeldBy.SELF, HeldBy.UNSURE}
    return relation != HeldBy.SELF and (not is_open or bool(policy.get("holder_last_name")))


def _person(texts: Texts, prefix: str, whose: str, missing: dict[str, str]) -> dict[str, Any]:
    first, last, born = (
        texts.get(f"{prefix}{name}", "").strip() for name in ("first_name", "last_name", "birth_date")
    )
    if not first or not last or len(first) > LONGEST_FIRST or len(last) > LONGEST_LAST:
        missing[f"{prefix}last_name"] = f"{whose} first and last name, as on the card"
    try:
        born = datetime.date.fromisoformat(born).isoformat()
    except ValueError:
        missing[f"{prefix}birth_date"] = f"{whose} birth date"
    return {"name": {"person": {"firstName": first, "lastName": last}}, "dateOfBirth": born}
