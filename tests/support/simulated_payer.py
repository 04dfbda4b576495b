"""The simulator as the payer of a test: the settings lead there, and the worker's tasks are run by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from admissions.eligibility.simulator import Simulator
from admissions.models import EligibilityCheck, Payer
from admissions.services.eligibility import send

KEY = "simulated-key"


@contextmanager
def simulated(settings: Any, answers: Mapping[str, Any]) -> Iterator[Simulator]:
    """Let payers be asked, and answer by member ID."""
    with Simulator(answers, key=KEY) as simulator:
        settings.ELIGIBILITY_BACKEND = "stedi"
        settings.ELIGIBILITY_KEY = KEY
        settings.ELIGIBILITY_URL = simulator.url
        settings.ELIGIBILITY_ORGANIZATION = "Example Recovery Center"
        settings.ELIGIBILITY_NPI = "1999999984"
        yield simulator


def a_payer(**values: Any) -> Payer:
    """Return a payer of the directory that matches what tests type for an insurer."""
    defaults = {"name": "Example Health Plan", "payer_id": "SIM01", "service_codes": "30"}
    return Payer.objects.create(**(defaults | values))


def work() -> None:
    """Do what the worker does with every check that is due."""
    for check in EligibilityCheck.objects.exclude(next_try_at=None).order_by("service_code"):
        send.func(str(check.pk))
