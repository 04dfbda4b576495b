"""Detox and safety: what is asked on the phone, and what an answer takes at once.

The questions sort out who must not wait; they are no diagnosis. An answer that nobody knows counts like a
yes: unknown is never the same as no. Withdrawal from alcohol or sedatives can bring on seizures in the
first three days (ASAM, Clinical Practice Guideline on Alcohol Withdrawal Management, 2020).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices

from .choices import Answer


class Substance(TextChoices):
    """What somebody uses, as coarse as withdrawal needs it."""

    ALCOHOL = "alcohol", "Alcohol"
    SEDATIVES = "sedatives", "Benzodiazepines, sleeping pills"
    OPIOIDS = "opioids", "Opioids, heroin, fentanyl"
    STIMULANTS = "stimulants", "Cocaine, methamphetamine, other stimulants"
    CANNABIS = "cannabis", "Cannabis"
    OTHER = "other", "Something else"
    UNSURE = "unsure", "Not sure which"
    NONE = "none", "None"


class LastUse(TextChoices):
    """When it was last used: three days are what matters for withdrawal."""

    TODAY = "today", "Today or yesterday"
    DAYS = "days", "Two or three days ago"
    WEEK = "week", "Four to seven days ago"
    LONGER = "longer", "Longer ago"
    UNSURE = "unsure", "Not sure"


# The questions, by column of the record.
ASKED = {
    "substance": "Which substances?",
    "last_use": "Last use",
    "seizures": "Ever had a seizure?",
    "suicide": "Thoughts of suicide or of harming themselves?",
}
NOT_EXCLUDED = frozenset({Answer.YES, Answer.UNSURE})
DANGEROUS_TO_STOP = frozenset({Substance.ALCOHOL, Substance.SEDATIVES, Substance.OPIOIDS, Substance.UNSURE})
RECENT = frozenset({LastUse.TODAY, LastUse.DAYS, LastUse.UNSURE})
CLINICIAN = "A clinician speaks with them first."
# What is said and done at once, by the reason. Templates show the same words while the answers are given.
ESCALATIONS = {
    "suicide": (
        "Ask whether they are safe at this moment. In danger, or with a plan and the means: call 911 and "
        f"stay on the line. Otherwise give them 988, by call or text, at any hour. {CLINICIAN}"
    ),
    "seizures": (
        "Do not advise them to stop or to cut down: that alone can bring on a seizure. A seizure, confusion "
        f"or seeing what is not there, now: call 911. {CLINICIAN}"
    ),
    "withdrawal": (
        "Withdrawal can begin within hours. Shaking, confusion, a seizure, slow breathing, or somebody who "
        f"cannot be woken: call 911. {CLINICIAN}"
    ),
}


def escalations(answers: Mapping[str, str]) -> list[str]:
    """Return the reasons why a clinician has to be first, by their keys in :data:`ESCALATIONS`.

    ``answers`` are the columns of a safety screen; several substances stand on a line each.
    """
    substances = set(answers.get("substance", "").split("\n"))
    found = {
        "suicide": answers.get("suicide") in NOT_EXCLUDED,
        "seizures": answers.get("seizures") in NOT_EXCLUDED,
        "withdrawal": bool(substances & DANGEROUS_TO_STOP) and answers.get("last_use") in RECENT,
    }
    return [reason for reason, is_so in found.items() if is_so]
