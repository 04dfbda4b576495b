"""The files around the code say what is true: locks, commands, settings, the script that guards main."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path

import factory
import pytest

from tests import factories
from tests.bench.durability import differences
from tests.support import decided_by_database, left_to_the_night, programs
from tests.support.demo_site import demo_environment, free_port
from tests.support.programs import need
from tests.support.waiting import PATIENCE, wait_until

ROOT = Path(__file__).parent.parent
REQUIREMENTS = sorted(ROOT.glob("requirements*.txt"))
LOCKS = [*REQUIREMENTS, ROOT / "package-lock.json"]

# Read from the environment: env.str("NAME"…), required_in_production("NAME"…), os.environ.get("NAME"…).
READS_A_VARIABLE = re.compile(r'(?:env\.\w+|required_in_production|environ\.get)\(\s*"([A-Z][A-Z0-9_]*)"')


def named(path: Path) -> str:
    return path.name


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def project_files() -> list[Path]:
    ignored = {line.strip("/") for line in text(".gitignore").splitlines()} | {".git"}
    folders = [path for path in ROOT.iterdir() if path.name not in ignored]
    files = (file for folder in folders for file in [folder, *folder.rglob("*")] if file.is_file())
    return [file for file in files if "__pycache__" not in file.parts]


def settings_read() -> set[str]:
    return {
        name
        for file in (*(ROOT / "alter_site/settings").glob("*.py"), ROOT / "gunicorn.conf.py")
        for name in READS_A_VARIABLE.findall(file.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize("path", LOCKS, ids=named)
def test_a_lock_file_names_no_host(path: Path):
    assert "://" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", REQUIREMENTS, ids=named)
def test_every_requirement_is_pinned_with_hashes(path: Path):
    requirements = path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    assert requirements
    for requirement in requirements:
        assert re.match(
            r"[a-z0-9][a-z0-9.-]*(\[[a-z,]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", requirement
        ), requirement


def test_every_npm_package_is_pinned_with_a_hash():
    packages = json.loads(text("package-lock.json"))["packages"]
    assert all(package.get("integrity") for name, package in packages.items() if name)


def test_development_installs_what_production_runs_and_the_pip_that_installs_it():
    pins = [set(re.findall(r"^[^ ]+==[^ ;]+", path.read_text(), re.MULTILINE)) for path in REQUIREMENTS]
    pip, run, production, development = sorted(pins, key=len)
    assert run <= production <= development
    assert pip <= development


def test_every_make_command_in_the_documents_exists():
    targets = set(re.findall(r"^([a-z][a-z-]*):", text("Makefile"), re.MULTILINE))
    for document in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")):
        words = document.read_text(encoding="utf-8")
        code = re.findall(r"`([^`\n]+)`", words) + re.findall(
            r"^```sh\n(.*?)^```", words, re.MULTILINE | re.DOTALL
        )
        commands = set(re.findall(r"^(?:[A-Z]+=\S+ )?make ([a-z][a-z-]*)", "\n".join(code), re.MULTILINE))
        assert commands <= targets, f"{document.name} names {commands - targets}"


def test_pre_commit_runs_the_commands_of_make_lint():
    recipe = re.search(r"^lint:.*\n((?:\t.*\n)+)", text("Makefile"), re.MULTILINE)
    assert recipe is not None
    commands = [line.strip().replace("$(BIN)/", ".venv/bin/") for line in recipe[1].splitlines()]
    assert re.findall(r"^ +entry: (.+)$", text(".pre-commit-config.yaml"), re.MULTILINE) == commands


def test_the_example_environment_lists_every_setting_and_no_other():
    assert (
        set(re.findall(r"^(?:# )?([A-Z][A-Z0-9_]*)=", text(".env.example"), re.MULTILINE)) == settings_read()
    )


def test_the_readme_lists_every_setting_and_no_other():
    section = text("README.md").split("## Settings")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`([A-Z][A-Z0-9_]*)`", row)} == settings_read()


def test_no_committed_file_names_a_place_on_a_developers_machine():
    homes = re.compile(rb"(?<![\w.$/-])/(?:root|home|Users|work)/\w")
    found = [str(path.relative_to(ROOT)) for path in project_files() if homes.search(path.read_bytes())]
    assert not found


def test_the_script_of_continuous_integration_can_run():
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    subprocess.run(["bash", "-n", script], check=True)


def test_a_taken_port_is_reported_in_one_sentence_before_the_database_is_touched():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "bin/serve.py", "run", str(port)]
        result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr == (
        f"Port {port} is taken. Stop what listens there or choose another: make run PORT={port + 1}\n"
    )


@pytest.mark.parametrize("port", ["abc", "0", "99999", ""])
def test_a_port_that_is_none_is_refused_in_one_sentence(port):
    command = [sys.executable, "bin/serve.py", "run", port]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.stderr == f"{port!r} is no port. Choose one from 1024 to 65535: make run PORT=8000\n"


@pytest.mark.parametrize("begun", ["", "db.sqlite3"], ids=["at once", "beside migrate"])
def test_a_demo_that_is_stopped_while_it_is_prepared_leaves_nothing_running_and_says_nothing(tmp_path, begun):
    environment = demo_environment(tmp_path, free_port())
    command = [sys.executable, "bin/serve.py", "dev", str(free_port())]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("Preparing")
        wait_until((tmp_path / begun).exists, "migrate makes its database")
        process.terminate()
        # It ends when the last process that could write there has ended.
        assert process.communicate(timeout=PATIENCE)[0] == ""
    assert process.returncode == 0


def test_the_makefile_works_in_a_folder_with_a_blank_in_its_name(tmp_path):
    folder = tmp_path / "a folder"
    command = [
        "make",
        "--no-print-directory",
        "--dry-run",
        "--always-make",
        f"VAR_DIR={folder}",
        "static-files",
    ]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == f'touch "{folder}/static.stamp"'
    assert result.stdout.count("collectstatic") == 1


def test_pictures_are_drawn_beside_the_database_only_for_a_new_demo(tmp_path):
    command = ["make", "--no-print-directory", "--dry-run", "demo-pictures"]
    environment = os.environ | {"VAR_DIR": str(tmp_path / "a folder")}

    def asked() -> str:
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True).stdout

    assert asked().count("load_demo --draw") == 1
    (tmp_path / "a folder/media/renditions").mkdir(parents=True)
    assert "load_demo" not in asked()


WELL = {"references": ["A", "B"], "phones": ["1", "2"], "notices": ["A", "B"]}


@pytest.mark.parametrize(
    ("shown", "stored", "problem"),
    [
        (
            ["A", "B"],
            {"references": ["A"], "phones": ["1"], "notices": ["A"]},
            "B was shown and is not stored",
        ),
        (["A"], {}, "B is stored and was shown to nobody"),
        (["A", "B"], {"phones": ["1", "1"]}, "1 phones are stored twice"),
        (["A", "B"], {"notices": ["A", "A"]}, "1 notices are stored twice"),
        (["A", "B"], {"notices": ["A"]}, "2 requests have 1 notices"),
        (["A", "B", "B"], {}, "shown to two people"),
    ],
)
def test_the_durability_comparison_reports_lost_and_duplicate_requests(shown, stored, problem):
    assert list(differences(["A", "B"], WELL)) == []
    assert any(problem in found for found in differences(shown, {**WELL, **stored}))


# --- what cannot run ------------------------------------------------------------------------------------

# A second run of the suite has what the first one lacks.
DECIDED_BY_THE_DATABASE = re.compile(r"skipif\(\s*(?:connection\.vendor|not site_settings\.REDIS_URL)")


def test_no_test_skips_itself_except_through_the_programs_module():
    rule = ROOT / "tests/support/programs.py"
    skips = re.compile(r"pytest\.skip\(|skipif\(|importorskip\(|mark\.skip\b|xfail")
    for path in set((ROOT / "tests").rglob("*.py")) - {rule, Path(__file__)}:
        left_out = DECIDED_BY_THE_DATABASE.sub("", path.read_text())
        assert not skips.search(left_out), path.name


@pytest.mark.parametrize(
    ("value", "outcome"), [("true", "failed"), ("1", "failed"), ("", "skipped"), ("false", "skipped")]
)
def test_a_test_that_lacks_a_program_fails_where_ci_is_set(value, outcome, monkeypatch):
    monkeypatch.setenv("CI", value)
    ends = {"failed": pytest.fail.Exception, "skipped": pytest.skip.Exception}
    with pytest.raises(ends[outcome], match="a-program-of-nobody is not installed"):
        need("a-program-of-nobody")
    assert programs.find("sh")


def test_continuous_integration_leaves_nothing_out():
    assert re.search(r"^export CI=true$", text(".ci/run"), re.MULTILINE)


def test_the_gate_calls_every_function_that_it_defines():
    script = text(".ci/run")
    defined = re.findall(r"^(\w+)\(\) \{", script, re.MULTILINE)
    assert len(defined) > 10
    assert [name for name in defined if len(re.findall(rf"\b{name}\b", script)) < 2] == []


# --- what runs where ------------------------------------------------------------------------------------


def test_every_module_that_the_database_decides_has_tests_that_are_named():
    unlisted = set(decided_by_database.product_modules()) - set(decided_by_database.TESTS_OF)
    assert not unlisted, "Name their tests in tests/support/decided_by_database.py"
    assert [name for name in decided_by_database.TESTS_OF if not (ROOT / name).is_file()] == []
    assert [name for name in decided_by_database.TESTS if not _is_there(name)] == []


def test_what_one_database_leaves_out_runs_on_the_other_in_the_gate():
    """What PostgreSQL decides does not run on SQLite: a test that it leaves out would run nowhere."""
    left_out = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("test_*.py")
        if re.search(r"skipif\(\s*connection\.vendor", path.read_text())
    ]
    assert len(left_out) > 3
    assert [path for path in left_out if path not in decided_by_database.ON_BOTH] == []
    assert "or both_databases or not decided_by_database" in text(".ci/run")
    assert (
        "tests/admissions/test_back_up.py::test_rows_that_are_missing_are_noticed"
        in decided_by_database.ON_BOTH
    )


def test_what_is_left_to_the_night_is_there():
    modules = (test.partition("::") for test in left_to_the_night.TESTS)
    named = (f"tests/{module}.py{dots}{name.partition('[')[0]}" for module, dots, name in modules)
    assert [test for test in named if not _is_there(test)] == []


def _is_there(test: str) -> bool:
    module, _, name = test.partition("::")
    return (ROOT / module).is_file() and f"def {name}" in text(module)


@pytest.mark.parametrize(
    "line",
    [
        "with connection.cursor() as cursor:",
        "Submission.objects.select_for_update()",
        'models.UniqueConstraint(fields=["weekday"], name="once")',
        "with transaction.atomic():",
        "except IntegrityError:",
    ],
)
def test_code_that_the_database_decides_is_recognized(line):
    assert decided_by_database.IS_DECIDED_THERE.search(line)


MEASURE_A_LARGE_SITE = """
from tests.bench import scale
from tests.support.demo_site import demo_site

with demo_site() as site:
    scale.measure(site)
"""


@pytest.mark.nightly
@pytest.mark.own_servers
def test_a_large_site_can_be_measured():
    """``make bench`` takes long and is run seldom: what it asks of the site must not leave unnoticed."""
    few = {"BENCH_PAGES": "50", "BENCH_REDIRECTS": "500"}
    measured = subprocess.run(
        [sys.executable, "-c", MEASURE_A_LARGE_SITE],
        cwd=ROOT,
        env=os.environ | few,
        capture_output=True,
        text=True,
        check=False,
    )
    assert measured.returncode == 0, measured.stderr
    assert "warm: " in measured.stdout


def test_every_constant_of_the_product_is_read_somewhere():
    """Ruff finds unused imports and local names, but no unused name of a module."""
    packages = ("admissions", "alter_site", "facilities", "therapies")
    modules = {file: file.read_text() for package in packages for file in (ROOT / package).rglob("*.py")}
    names = Counter(word for source in modules.values() for word in re.findall(r"\w+", source))
    unread = [
        f"{file.relative_to(ROOT)}: {name}"
        for file, source in modules.items()
        if not {"settings", "migrations"} & set(file.parts)
        for name in re.findall(r"^([A-Z_][A-Z0-9_]+)\b[^=\n]*=", source, re.MULTILINE)
        if names[name] == 1
    ]
    assert unread == []


def test_what_factories_number_sorts_as_text_in_the_order_it_was_made():
    made = [made for made in vars(factories).values() if isinstance(made, factory.base.FactoryMetaClass)]
    numbered = {
        f"{of.__name__}.{name}": declared.function
        for of in made
        for name, declared in of._meta.pre_declarations.as_dict().items()
        if isinstance(declared, factory.Sequence)
    }
    assert len(numbered) > 20
    assert [name for name, text_of in numbered.items() if not text_of(9) < text_of(10) < text_of(9999)] == []


@pytest.mark.xdist_group("a-group")
def test_tests_of_a_group_say_so_in_their_id_and_so_run_in_one_worker(request):
    is_spread = getattr(request.config.option, "loadgroup", False)
    assert request.node.nodeid.endswith("@a-group") == is_spread
