"""Two people at once on every write of the desk: one outcome, and words for the second."""

from __future__ import annotations

import ast
import copy
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import models

from admissions import services
from admissions.models import Submission
from admissions.services import holds
from tests.admissions.rivals import (
    Desk,
    Rivalry,
    benefits,
    claims,
    contacts,
    endings,
    estimates,
    loaded,
    records,
)
from tests.support.undone import undone

pytestmark = pytest.mark.django_db

ROWS = [row for module in (claims, contacts, benefits, records, endings, estimates) for row in module.ROWS]
REFUSALS = (services.IllegalMove, holds.CannotHold)


def outcome(row: Rivalry, desk: Desk, it: Submission) -> str:
    """Return the words with which the first one is refused; empty where it is done."""
    try:
        row.first(desk, it)
    except REFUSALS as refusal:
        return str(refusal)
    return ""


def everything(key: Any) -> dict[str, Any]:
    """Return what is stored of a request and of all that belongs to it."""
    found: dict[str, Any] = {"row": list(Submission.objects.filter(pk=key).values())}
    for relation in Submission._meta.related_objects:
        rows: models.QuerySet = relation.related_model._default_manager.filter(**{relation.field.name: key})
        found[relation.name] = sorted(map(repr, rows.values()))
    return found


def check(row: Rivalry, desk: Desk, key: Any, words: str) -> None:
    if row.words:
        assert re.search(row.words, words), words or "It was done, though somebody was faster."
        return
    assert words == ""
    it = Submission.objects.filter(pk=key).first()
    if it is None:
        return
    assert row.stands(desk, it)
    moves = [(one.from_status, one.to_status) for one in it.events.order_by("pk") if one.to_status]
    assert all(earlier[1] == later[0] for earlier, later in pairwise(moves)), moves
    assert moves[-1][1] == it.status


@contextmanager
def at_the_lock(monkeypatch: pytest.MonkeyPatch, rival: Callable[[], object]) -> Iterator[list[Any]]:
    """Let the rival write just before a row is held; yield what still waits for that."""
    original, waiting = Submission.refresh_from_db, [rival]

    def refresh_from_db(self: Submission, *arguments: Any, **options: Any) -> None:
        if "from_queryset" in options and waiting:
            waiting.pop()()
        original(self, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Submission, "refresh_from_db", refresh_from_db)
        yield waiting


@pytest.fixture(autouse=True)
def _payers_can_be_asked(settings: Any) -> None:
    settings.ELIGIBILITY_BACKEND, settings.ELIGIBILITY_KEY = "stedi", "a-key"
    settings.ELIGIBILITY_ORGANIZATION, settings.ELIGIBILITY_NPI = "Example", "1999999984"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.service}: {row.name}")
def test_of_two_at_once_one_outcome_stands_and_the_other_reads_words(row, subtests, monkeypatch):
    at_the_start = Desk()
    it = row.set_up(at_the_start)

    # Each moment begins with a desk as it is here: what another one has changed in it was rolled back.
    with subtests.test("another wrote between the page and the press"), undone():
        desk = copy.deepcopy(at_the_start)
        version = loaded(it).version
        row.rival(desk, loaded(it))
        fresh = Submission.objects.filter(pk=it.pk).first()
        if fresh is not None:  # else the screen itself says that there is nothing
            fresh.version = version
            check(row, desk, it.pk, outcome(row, desk, fresh))

    # Where a row is held, whoever comes later still, below, is by day the only one of the two.
    if not row.locks or "NIGHTLY" in os.environ:
        with subtests.test("another wrote between the press and the write"), undone():
            desk = copy.deepcopy(at_the_start)
            pressed = loaded(it)
            row.rival(desk, loaded(it))
            before = everything(it.pk)
            check(row, desk, it.pk, outcome(row, desk, pressed))
            assert not row.words or everything(it.pk) == before, "Whoever is refused changes nothing."

    if row.locks:
        with subtests.test("another wrote after the first checks, just before the row was held"), undone():
            desk = copy.deepcopy(at_the_start)
            pressed = loaded(it)
            with at_the_lock(monkeypatch, lambda: row.rival(desk, loaded(it))) as waiting:
                words = outcome(row, desk, pressed)
            assert not waiting, "It holds no row."
            check(row, desk, it.pk, words)


# --- none is forgotten ----------------------------------------------------------------------------------

MODULES = ("services", "forget.py", "alerts.py")
OF_ROWS = re.compile(r"objects\.|_manager|filter\(|rows|named|over")
WRITES = {"save", "create", "delete", "bulk_create", "bulk_update", "update_or_create"}
# What other writes call under the lock that they hold.
PARTS = {
    "forget.remember",
    "services.attempts.record_call_taken",
    "services.benefits.outdate",
    "services.consents.carry_over",
    "services.consents.end_with",
    "services.consents.write_disclosure",
    "services.corrections.change_personal",
    "services.corrections.change_plan",
    "services.estimates.begin_clock",
    "services.estimates.begin_with",
    "services.holds.extend",
    "services.locks.keep_in_sight",
    "services.locks.write",
    "services.states.record",
    "services.turns.in_order",
    "services.work.write_note",
}


def called(function: ast.FunctionDef) -> set[str]:
    """Return the names of all that a function calls; an update of rows, not of a dict, is a save."""
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    names = {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}
    updates = any(
        isinstance(call, ast.Attribute) and call.attr == "update" and OF_ROWS.search(ast.unparse(call.value))
        for call in calls
    )
    return {*names, *(["save"] if updates else [])}


def writing() -> set[str]:
    """Return every public function of the desk that writes, itself or through another one."""
    root = Path(services.__file__).parent.parent
    files = [
        file for name in MODULES for file in ([root / name] if "." in name else (root / name).glob("*.py"))
    ]
    functions = {
        f"{str(file.relative_to(root)).removesuffix('.py').replace('/', '.')}.{node.name}": called(node)
        for file in files
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    found = {name for name, calls in functions.items() if calls & WRITES}
    while more := {
        name
        for name, calls in functions.items()
        if name not in found and calls & {one.rpartition(".")[2] for one in found}
    }:
        found |= more
    return {name for name in found if not name.rpartition(".")[2].startswith("_")}


def test_every_write_of_the_desk_has_a_rival():
    there, rows = writing(), {row.service for row in ROWS}
    assert sorted(there - PARTS - rows) == []
    assert sorted(PARTS - there) == []
