"""Verification of benefits: worksheets, payers, signatures, the answer."""

from __future__ import annotations

from django.utils import timezone

from admissions import services
from admissions.choices import Status
from admissions.eligibility.outcomes import EligibilityOutcome
from admissions.eligibility.suggestions import Reading
from admissions.models import EligibilityCheck, Payer
from admissions.payers import file
from admissions.services import eligibility, payers
from tests.admissions.test_worksheet import IN_NETWORK_PPO
from tests.support.simulated_payer import a_payer

from . import (
    CHANGED,
    DAY,
    MINUTE,
    SIGNED,
    Rivalry,
    answered,
    corrected,
    ended,
    forgotten,
    handed_over,
    happened,
    mine,
    new,
    newest_state,
    to_sign,
    told,
    verifying,
    withdrawn,
)


def save(desk, it):
    return services.save_answers(
        it, desk.verifier, rank="primary", saves=0, typed=IN_NETWORK_PPO, levels=[], source="call"
    )


def save_too(desk, it):
    return services.save_answers(
        it, desk.second, rank="primary", saves=0, typed={"plan_type": "hmo"}, levels=[], source="call"
    )


def one_save(desk):
    it = verifying(desk)
    save(desk, it)
    return it


def save_on(desk, it):
    return services.save_answers(
        it, desk.verifier, rank="primary", saves=1, typed={"plan_type": "ppo"}, levels=[], source="call"
    )


def save_beside(desk, it):
    return services.save_answers(
        it,
        desk.verifier,
        rank="primary",
        saves=2,
        typed={"plan_type": "ppo"},
        levels=[],
        source="call",
        beside=True,
    )


def payer_call(desk, it):
    return services.record_payer_call(it, desk.verifier, outcome="answered", representative="Bo")


def ready(desk, it):
    return services.ready(it, desk.verifier)


def sign(desk, it):
    return services.sign(it, desk.second)


def signed_by_the_lead(desk, it):
    return services.sign(it, desk.lead)


def send_back(desk, it):
    return services.send_back(it, desk.second, comment="Ask about the carve-out")


def wait(desk, it):
    return services.wait_for_payer(it, desk.verifier, reason="call_back", next_at=timezone.now() + DAY)


def share(desk, it):
    return services.share(it, desk.me, how="phone")


def verify(desk, it):
    return services.start_verifying(it, desk.me)


def wait_for_person(desk, it):
    return services.ask_for_information(it, desk.me, missing="member_id", next_at=timezone.now() + DAY)


def waiting(desk):
    return wait_for_person(desk, mine(desk))


def go_on(desk, it):
    return services.move(it, desk.me, name="back to work")


# --- the directory, and asking electronically -----------------------------------------------------------


def to_ask(desk):
    a_payer()
    return verifying(desk)


def ask(desk, it):
    return eligibility.ask(it, desk.verifier, rank="primary", payer=Payer.objects.get())


def asked(desk):
    it = to_ask(desk)
    ask(desk, it)
    it.eligibility_checks.update(tries=1)
    desk.one = EligibilityCheck.objects.select_related("submission").get()
    return it


def answer(desk, it):
    """The end of the worker's step: the payer has answered to what was sent a moment ago."""
    eligibility._end(desk.one, Reading(EligibilityOutcome.ACTIVE))


def directory(desk):
    a_payer()
    return new(desk)


def save_payer(desk, it, name="Example Health"):
    payer = Payer.objects.get()
    values = {column: getattr(payer, column) for column in file.COLUMNS} | {"name": name}
    return payers.save_payer(payer, desk.verifier, values, saves=0, is_checked=False)


def take_in(desk, it):
    lines = [(1, {"name": "Example Health Plan", "behavioral_phone": "(800) 555-0100"})]
    planned = file.plan(lines, payers.known_payers())
    Payer.objects.update(notes="Ask for Ana")  # by a rival, between the plan and the import
    return payers.import_payers(desk.verifier, planned)


ROWS = (
    Rivalry("verifying begun twice", services.start_verifying, mine, verify, verify, CHANGED),
    Rivalry(
        "verifying begun while it is withdrawn", services.start_verifying, mine, verify, withdrawn, CHANGED
    ),
    Rivalry(
        "waiting for the person after a hand-over",
        services.ask_for_information,
        mine,
        wait_for_person,
        handed_over,
        CHANGED,
    ),
    Rivalry("a wait ended after a hand-over", services.move, waiting, go_on, handed_over, CHANGED),
    Rivalry("a wait ended while the person withdraws", services.move, waiting, go_on, withdrawn, CHANGED),
    Rivalry("a worksheet begun by two", services.save_answers, verifying, save, save_too, "has saved"),
    Rivalry(
        "a worksheet saved by two",
        services.save_answers,
        one_save,
        save_on,
        lambda d, it: services.save_answers(
            it, d.second, rank="primary", saves=1, typed={"plan_type": "hmo"}, levels=[], source="call"
        ),
        "has saved",
    ),
    Rivalry(
        "a worksheet saved beside another",
        services.save_answers,
        one_save,
        save_beside,
        save_on,
        stands=lambda d, it: it.worksheets.count() == 2,
    ),
    Rivalry(
        "a worksheet saved after it was sent to be signed",
        services.save_answers,
        answered,
        save_on,
        ready,
        "so its worksheet is not written to",
    ),
    Rivalry(
        "a worksheet saved while it is withdrawn",
        services.save_answers,
        one_save,
        save_on,
        withdrawn,
        "You may not write",
    ),
    Rivalry(
        "two calls with the payer",
        services.record_payer_call,
        verifying,
        payer_call,
        lambda d, it: services.record_payer_call(it, d.second, outcome="portal"),
        stands=lambda d, it: it.payer_calls.count() == 2,
    ),
    Rivalry(
        "a call with the payer while it is forgotten",
        services.record_payer_call,
        verifying,
        payer_call,
        forgotten,
        "has been forgotten",
    ),
    Rivalry("sent to be signed twice", services.ready, answered, ready, ready, CHANGED),
    Rivalry("sent to be signed while it is closed", services.ready, answered, ready, ended, CHANGED),
    Rivalry(
        "sent to be signed after an answer was changed",
        services.ready,
        answered,
        ready,
        lambda d, it: services.save_answers(
            it,
            d.second,
            rank="primary",
            saves=1,
            typed={**IN_NETWORK_PPO, "notes": "Ask for Ana"},
            levels=["residential"],
            source="call",
        ),
        stands=lambda d, it: it.status == Status.WORKSHEET_READY,
    ),
    Rivalry("signed twice", services.sign, to_sign, sign, signed_by_the_lead, CHANGED),
    Rivalry(
        "signed after it was sent back",
        services.sign,
        to_sign,
        sign,
        lambda d, it: services.send_back(it, d.lead, comment="Not yet"),
        CHANGED,
    ),
    Rivalry(
        "signed after it was sent back, changed and sent again",
        services.sign,
        to_sign,
        sign,
        lambda d, it: _another_version(d, it),
        CHANGED,
    ),
    Rivalry(
        "sent back after it was signed", services.send_back, to_sign, send_back, signed_by_the_lead, CHANGED
    ),
    Rivalry(
        "sent back twice",
        services.send_back,
        to_sign,
        send_back,
        lambda d, it: services.send_back(it, d.lead, comment="Not yet"),
        CHANGED,
    ),
    Rivalry(
        "waiting for the payer after it was sent to be signed",
        services.wait_for_payer,
        answered,
        wait,
        ready,
        CHANGED,
    ),
    Rivalry(
        "shared twice",
        services.share,
        told,
        share,
        lambda d, it: services.share(it, d.lead, how="sheet"),
        CHANGED,
    ),
    Rivalry(
        "shared while it is verified again",
        services.share,
        told,
        share,
        lambda d, it: services.move(it, d.verifier, "verify again"),
        CHANGED,
    ),
    Rivalry(
        "shared while the name is corrected",
        services.share,
        told,
        share,
        corrected,
        stands=lambda d, it: it.status == Status.SHARED and newest_state(it) == SIGNED,
    ),
    Rivalry(
        "shared while the member ID is corrected",
        services.share,
        told,
        share,
        lambda d, it: services.correct(
            it, d.lead, seen=0, plain={}, personal={}, plans={"primary": {"member_id": "N-1"}}, words={}
        ),
        CHANGED,
    ),
    Rivalry(
        "the payer asked by two",
        eligibility.ask,
        to_ask,
        ask,
        ask,
        stands=lambda d, it: it.eligibility_checks.count() == 1 and happened(it, "electronic check") == 1,
        locks=False,  # it does, but its look is logged for good before that
    ),
    Rivalry(
        "the payer asked while it is withdrawn",
        eligibility.ask,
        to_ask,
        ask,
        withdrawn,
        "You may not ask the payer",
    ),
    Rivalry(
        "an answer of the payer to a request that is closed",
        eligibility.send.func,
        asked,
        answer,
        ended,
        stands=lambda d, it: happened(it, "electronic answer") == 1,
    ),
    Rivalry("an answer of the payer while it is forgotten", eligibility.send.func, asked, answer, forgotten),
    Rivalry(
        "a lost question queued again by two",
        eligibility.rescue_lost,
        asked,
        lambda d, it: eligibility.rescue_lost(timezone.now() + 5 * MINUTE),
        lambda d, it: eligibility.rescue_lost(timezone.now() + 5 * MINUTE),
        stands=lambda d, it: it.eligibility_checks.count() == 1,
        locks=False,
    ),
    Rivalry(
        "a payer saved by two",
        payers.save_payer,
        directory,
        lambda d, it: save_payer(d, it),
        lambda d, it: save_payer(d, it, "Sample Health"),
        "Somebody else has saved this payer",
        locks=False,
    ),
    Rivalry(
        "payers taken in while one is changed",
        payers.import_payers,
        directory,
        take_in,
        lambda d, it: None,
        stands=lambda d, it: Payer.objects.get(name="Example Health Plan").notes == "Ask for Ana",
        locks=False,
    ),
)


def _another_version(desk, it):
    services.send_back(it, desk.lead, comment="Not yet")
    services.save_answers(
        it,
        desk.verifier,
        rank="primary",
        saves=1,
        typed=IN_NETWORK_PPO,
        levels=["residential"],
        source="call",
    )
    services.ready(it, desk.verifier)
