"""What staff can do with a request: one row for each action, and all that the desk knows of it.

Addresses, buttons, the permission asked for, the view and the words of the timeline follow from this table.
A new action is a row here or in :mod:`.panel_actions`, its form in :mod:`.forms` if it asks anything, and its
service. A person sees the actions that the state machine and the permission matrix offer them now.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from .. import services
from ..models import Submission
from . import consent_forms, forms, reminder_forms
from .action import Action
from .oversight.assign import AssignForm
from .panel_actions import PANEL_ACTIONS

ACTIONS = {
    action.slug: action
    for action in (
        Action("claim", "Take it", "It is yours.", services.claim, {"claim": "Claimed"}),
        Action(
            "resume",
            "Go on with it",
            "Back to work.",
            partial(services.move, name="back to work"),
            {"back to work": "Back to work"},
        ),
        Action(
            "resume-verifying",
            "Go on verifying",
            "Back to verifying.",
            partial(services.move, name="back to verifying"),
            {"back to verifying": "Back to verifying"},
            style="plain",
        ),
        Action(
            "verify",
            "Start verifying",
            "Verifying has begun.",
            services.start_verifying,
            {"start verifying": "Verifying began"},
            forms.VerifyForm,
            is_folded=True,
        ),
        Action(
            "payer-wait",
            "Wait for the payer",
            "The request waits for the payer.",
            services.wait_for_payer,
            {"wait for payer": "Waiting for the payer"},
            forms.PayerWaitForm,
            is_folded=True,
        ),
        Action(
            "payer-back",
            "Go on verifying",
            "Back to verifying.",
            partial(services.move, name="back from payer"),
            {"back from payer": "Back from the payer"},
        ),
        Action(
            "ready",
            "Send the worksheet to be signed",
            "It waits for a second person.",
            services.ready,
            {"worksheet ready": "Worksheet sent to be signed"},
        ),
        Action(
            "sign",
            "Sign the worksheet",
            "It is signed.",
            services.sign,
            {"sign": "Worksheet signed"},
            forms.SignForm,
        ),
        Action(
            "send-back",
            "Send the worksheet back",
            "It is back with whoever verifies.",
            services.send_back,
            {"send back": "Worksheet sent back"},
            forms.SendBackForm,
            is_folded=True,
        ),
        Action(
            "share",
            "The person has the answer",
            "It is recorded that the person has the answer.",
            services.share,
            {"share results": "Results shared"},
            consent_forms.ShareForm,
        ),
        Action(
            "verify-again",
            "Check the benefits again",
            "Back to verifying.",
            partial(services.move, name="verify again"),
            {"verify again": "Verifying began again"},
            is_folded=True,
        ),
        Action(
            "ask",
            "Wait for information",
            "The request waits for the person.",
            services.ask_for_information,
            {"ask for information": "Information asked for"},
            forms.AskForm,
            is_folded=True,
        ),
        Action(
            "assign",
            "Give it to somebody",
            "It is theirs now.",
            services.assign,
            {"assign": "Given to somebody"},
            AssignForm,
            is_folded=True,
        ),
        Action(
            "hand-over",
            "Hand it over",
            "It is your colleague’s now.",
            services.hand_over,
            {"hand over": "Handed over"},
            forms.HandOverForm,
            is_folded=True,
        ),
        Action(
            "snooze",
            "Put it off",
            "It comes back by itself.",
            services.snooze,
            {"snoozed": "Put off", "back in its place": "Not put off any more"},
            reminder_forms.SnoozeForm,
            "set a reminder",
            is_folded=True,
        ),
        Action(
            "remind",
            "Set a reminder",
            "It comes back at that time.",
            services.remind,
            {"reminder": "Reminder set"},
            reminder_forms.RemindForm,
            "set a reminder",
            is_folded=True,
        ),
        Action(
            "flags",
            "Set the flags",
            "The flags are set.",
            services.set_flags,
            {"flag set": "Flag set", "flag cleared": "Flag cleared"},
            reminder_forms.FlagsForm,
            "set flags",
            title="Flags",
            is_folded=True,
        ),
        Action(
            "release",
            "Give it back",
            "It is back in the queue.",
            services.release,
            {"release": "Given back"},
            is_folded=True,
        ),
        Action(
            "close",
            "Close it",
            "It is closed.",
            services.close,
            dict.fromkeys(("close", "turn away"), "Closed"),
            forms.CloseForm,
            is_folded=True,
        ),
        Action(
            "admit",
            "Close as admitted",
            "It is closed as admitted.",
            partial(services.close, outcome="admitted"),
            {"close as admitted": "Closed"},
            forms.EndingForm,
            is_folded=True,
        ),
        Action(
            "reopen",
            "Reopen it",
            "It is open again, and yours.",
            services.reopen,
            {"reopen": "Reopened"},
            forms.ReopenForm,
            is_folded=True,
            fits=lambda submission: not services.why_not_again(submission),
        ),
        *PANEL_ACTIONS,
    )
}


def offered(submission: Submission, actor: Any) -> list[Action]:
    """Return the actions that this person could take now."""
    moves = {move.name for move in services.offered(submission, actor)}
    return [
        action
        for action in ACTIONS.values()
        if action.fits(submission)
        and (
            moves.intersection(action.events)
            or (action.permission and services.may(actor, action.permission, submission))
        )
    ]
