"""The forms of work with the payer: a call that took place, and waiting for one."""

from __future__ import annotations

import datetime

from .. import services
from ..choices import PayerCallOutcome
from ..verification.fields import Phone, Story, Text
from .fields import WholeNumber, one_of
from .forms import LONGEST_NOTE, ActionForm
from .moments import MomentField, PastMomentField


class PayerCallForm(ActionForm):
    """Who said it, when, and under which reference: what a signature rests on."""

    outcome = one_of("What came of it", PayerCallOutcome.choices, "Choose")
    at = PastMomentField(
        datetime.timedelta(days=30),
        "Write a time of the last 30 days.",
        label="When (Pacific time)",
        required=False,
        help_text="Leave empty for now.",
    )
    minutes = WholeNumber("Minutes", at_most=600, required=False)
    number = Phone("Number called", autocomplete="off")
    representative = Text("Who answered")
    reference = Text("Reference of the call")
    note = Story("What they said, sealed", at_most=LONGEST_NOTE, rows=3)


class PayerWaitForm(ActionForm):
    """Waits for the payer until a time."""

    reason = one_of("What the payer is waited for", services.PAYER_REASONS.items(), "Choose")
    next_at = MomentField(
        label="Ask again (Pacific time)", errors={"required": "Say when you will ask again."}
    )
