"""The table of faults is true of the code as it is: each can be sown, and each names tests that exist."""

from __future__ import annotations

import ast
from pathlib import Path

from .faults import FAULTS

ROOT = Path(__file__).parent.parent.parent
CHIEF = [
    "publishing",
    "states",
    "sealing",
    "access",
    "permissions",
    "receive",
    "headers",
    "page cache",
    "promise",
]
EVERY = [fault for faults in FAULTS.values() for fault in faults]


def test_there_are_60_faults_and_five_of_each_chief_subject():
    assert len(EVERY) >= 60
    assert [subject for subject in CHIEF if len(FAULTS[subject]) < 5] == []


def test_no_two_faults_have_one_name():
    assert len({fault.name for fault in EVERY}) == len(EVERY)


def test_each_fault_has_one_place_and_leaves_a_program():
    broken = []
    for fault in EVERY:
        source = (ROOT / fault.file).read_text(encoding="utf-8")
        try:
            changed = ast.dump(ast.parse(fault.in_place(source))) != ast.dump(ast.parse(source))
        except (ValueError, SyntaxError) as error:
            broken.append(f"{fault.name}: {error}")
        else:
            broken += [] if changed else [f"{fault.name} changes nothing"]
    assert broken == []


def test_each_fault_names_tests_that_exist_and_whom_it_harms():
    broken = [
        f"{fault.name}: {name}" for fault in EVERY for name in fault.modules if not (ROOT / name).is_file()
    ]
    broken += [fault.name for fault in EVERY if not (fault.tests and fault.harm.endswith("."))]
    assert broken == []
