"""Good-faith estimates: the clock, versions, the signature, giving one."""

from __future__ import annotations

from dataclasses import replace

from django.utils import timezone

from admissions import services
from tests.admissions.test_estimates import WHOLE

from . import CHANGED, DAY, Rivalry, ended, forgotten, handed_over, happened, mine, withdrawn

NOT_WRITTEN = "You may not"


def ask(desk, it):
    return services.ask_for_estimate(it, desk.me)


def plan(desk, it):
    return services.schedule_care(it, desk.me, care_on=timezone.localdate() + 30 * DAY)


def asked(desk):
    it = mine(desk)
    ask(desk, it)
    it.refresh_from_db()
    return it


def waive(desk, it):
    return services.waive(it, desk.me, reason="not_wanted")


def save(desk, it):
    return services.save_estimate(it, desk.me, saves=0, typed=WHOLE)


def save_too(desk, it):
    return services.save_estimate(it, desk.lead, saves=0, typed=replace(WHOLE, place="2 Example Street"))


def drafted(desk):
    it = asked(desk)
    save(desk, it)
    return it


def ready(desk, it):
    return services.estimate_ready(it, desk.me)


def to_sign(desk):
    it = drafted(desk)
    ready(desk, it)
    return it


def sign(desk, it):
    return services.sign_estimate(it, desk.lead)


def back(desk, it):
    return services.estimate_back(it, desk.lead, comment="The rate is old")


def sent_back(desk, it):
    return services.estimate_back(it, desk.second, comment="The rate is old")


def changed_and_sent(desk, it):
    sent_back(desk, it)
    services.save_estimate(it, desk.me, saves=1, typed=replace(WHOLE, place="2 Example Street"))
    services.estimate_ready(it, desk.me)


def signed(desk):
    it = to_sign(desk)
    services.sign_estimate(it, desk.second)
    return it


def give(desk, it):
    return services.give_estimate(it, desk.me, how="handed")


def given(desk, it):
    return services.give_estimate(it, desk.lead, how="post")


def signed_anew(desk, it):
    services.save_estimate(it, desk.me, saves=1, typed=replace(WHOLE, place="2 Example Street"))
    services.estimate_ready(it, desk.me)
    services.sign_estimate(it, desk.second)


def state(it):
    return services.newest_estimate(it).state


ROWS = (
    Rivalry(
        "asked for by two",
        services.ask_for_estimate,
        mine,
        ask,
        lambda d, it: services.ask_for_estimate(it, d.lead),
        stands=lambda d, it: it.estimate_clocks.count() == 1 and happened(it, "estimate due") == 2,
    ),
    Rivalry("asked for after it was closed", services.ask_for_estimate, mine, ask, ended, NOT_WRITTEN),
    Rivalry(
        "care planned while it is asked for",
        services.schedule_care,
        mine,
        plan,
        lambda d, it: services.ask_for_estimate(it, d.lead),
        stands=lambda d, it: it.estimate_clocks.count() == 1 and it.estimate_asked_at,
    ),
    Rivalry(
        "waived twice",
        services.waive,
        asked,
        waive,
        lambda d, it: services.waive(it, d.lead, reason="no_care"),
        "No estimate is due",
    ),
    Rivalry("waived after a hand-over", services.waive, asked, waive, handed_over, NOT_WRITTEN),
    Rivalry("begun by two", services.save_estimate, asked, save, save_too, "has saved this estimate"),
    Rivalry("saved while it is withdrawn", services.save_estimate, asked, save, withdrawn, NOT_WRITTEN),
    Rivalry(
        "sent to be signed twice",
        services.estimate_ready,
        drafted,
        ready,
        lambda d, it: services.estimate_ready(it, d.lead),
        CHANGED,
    ),
    Rivalry(
        "signed twice",
        services.sign_estimate,
        to_sign,
        sign,
        lambda d, it: services.sign_estimate(it, d.second),
        "has changed in the meantime",
    ),
    Rivalry("signed after it was sent back", services.sign_estimate, to_sign, sign, sent_back, CHANGED),
    Rivalry(
        "signed after it was changed and sent again",
        services.sign_estimate,
        to_sign,
        sign,
        changed_and_sent,
        CHANGED,
    ),
    Rivalry(
        "sent back after it was signed",
        services.estimate_back,
        to_sign,
        back,
        lambda d, it: services.sign_estimate(it, d.second),
        "has changed in the meantime",
    ),
    Rivalry(
        "given after another version was signed", services.give_estimate, signed, give, signed_anew, CHANGED
    ),
    Rivalry("given twice", services.give_estimate, signed, give, given, "recorded already"),
    Rivalry(
        "given while it is forgotten", services.give_estimate, signed, give, forgotten, "has been forgotten"
    ),
    Rivalry(
        "given while another version is begun",
        services.give_estimate,
        signed,
        give,
        lambda d, it: services.save_estimate(it, d.lead, saves=1, typed=WHOLE),
        "has changed in the meantime",
    ),
)
