"""Whose a request is: taking, giving back, handing over, giving to somebody."""

from __future__ import annotations

from django.utils import timezone

from admissions import services

from . import (
    CHANGED,
    CLAIMED,
    CLOSED,
    GONE,
    MINUTE,
    RECEIVED,
    Rivalry,
    corrected,
    ended,
    flagged,
    forgotten,
    handed_over,
    happened,
    mine,
    new,
    withdrawn,
)


def take(desk, it):
    return services.claim(it, desk.me)


def give_back(desk, it):
    return services.release(it, desk.me)


def hand_over(desk, it):
    return services.hand_over(it, desk.me, to=desk.verifier, note="Yours")


def give(desk, it):
    return services.assign(it, desk.lead, to=desk.me, word="first_thing")


def give_several(desk, it):
    (result,) = services.assign_several(
        desk.lead, [(it.reference, it.version)], to=desk.me, word="first_thing"
    )
    return result


def later(desk, it):
    return services.release_untouched(timezone.now() + 21 * MINUTE)


ROWS = (
    Rivalry(
        "claimed twice", services.claim, new, take, lambda d, it: services.claim(it, d.colleague), CHANGED
    ),
    Rivalry("claimed while the person withdraws", services.claim, new, take, withdrawn, CHANGED),
    Rivalry("claimed while it is forgotten", services.claim, new, take, forgotten, GONE),
    Rivalry(
        "the next one taken by two",
        services.take_next,
        new,
        lambda d, it: services.take_next(d.me),
        lambda d, it: services.take_next(d.colleague),
        stands=lambda d, it: (it.owner, happened(it, "claim")) == (d.colleague, 1),
        locks=False,
    ),
    Rivalry("given back after it was handed over", services.release, mine, give_back, handed_over, CHANGED),
    Rivalry("given back after a flag was set", services.release, mine, give_back, flagged, CHANGED),
    Rivalry(
        "given back by itself after an attempt",
        services.release_untouched,
        mine,
        later,
        lambda d, it: services.record_attempt(it, d.me, channel="phone", result="no_answer"),
        stands=lambda d, it: (it.owner, it.status) == (d.me, CLAIMED),
    ),
    Rivalry(
        "given back by itself while somebody types",
        services.release_untouched,
        mine,
        later,
        lambda d, it: services.touch(it, d.me),
        stands=lambda d, it: it.owner == d.me,
    ),
    Rivalry(
        "given back by itself after it was put off",
        services.release_untouched,
        mine,
        later,
        lambda d, it: services.snooze(it, d.me, step="hours"),
        stands=lambda d, it: it.owner == d.me and it.snoozed_until,
        locks=False,
    ),
    Rivalry(
        "given back by itself while it is given back",
        services.release_untouched,
        mine,
        later,
        lambda d, it: services.release(it, d.me),
        stands=lambda d, it: (it.status, happened(it, "release by itself")) == (RECEIVED, 0),
        locks=False,
    ),
    Rivalry(
        "typed into after it was handed over",
        services.touch,
        mine,
        lambda d, it: services.touch(it, d.me),
        handed_over,
        stands=lambda d, it: it.owner == d.colleague and it.touched_at is None,
        locks=False,
    ),
    Rivalry("handed over twice", services.hand_over, mine, hand_over, handed_over, CHANGED),
    Rivalry("handed over after it was closed", services.hand_over, mine, hand_over, ended, CHANGED),
    Rivalry(
        "handed over while somebody breaks the glass",
        services.hand_over,
        mine,
        hand_over,
        lambda d, it: services.break_glass(d.colleague, it.reference, reason="They stand at the door"),
        stands=lambda d, it: it.owner == d.verifier and happened(it, "break-glass") == 1,
    ),
    Rivalry(
        "given to somebody after it was claimed",
        services.assign,
        new,
        give,
        take_by := (lambda d, it: services.claim(it, d.colleague)),
        CHANGED,
    ),
    Rivalry(
        "given to somebody while it is corrected",
        services.assign,
        new,
        give,
        corrected,
        stands=lambda d, it: it.owner == d.me and it.corrections.count() == 1,
    ),
    Rivalry(
        "several given, and one was claimed",
        services.assign_several,
        new,
        give_several,
        take_by,
        stands=lambda d, it: it.owner == d.colleague and happened(it, "assign") == 0,
        locks=False,
    ),
    Rivalry(
        "several given, and one was withdrawn",
        services.assign_several,
        new,
        give_several,
        withdrawn,
        stands=lambda d, it: (it.status, it.owner) == (CLOSED, None),
        locks=False,
    ),
    Rivalry(
        "put in its place while it is claimed",
        services.settle,
        new,
        lambda d, it: services.settle(timezone.now()),
        take_by,
        stands=lambda d, it: it.owner == d.colleague and it.holds_until > timezone.now(),
        locks=False,
    ),
    Rivalry(
        "moved after it was handed over",
        services.move,
        mine,
        lambda d, it: services.move(it, d.me, "start verifying"),
        handed_over,
        CHANGED,
    ),
)
