"""Rules about the project: names, sizes, migrations, and which settings production refuses.

Who may import whom is checked by ``make lint``, from the contracts in ``pyproject.toml``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.support.passes import at_night

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("admissions", "alter_site", "facilities", "therapies")
JUNK_DRAWERS = {"utils", "util", "helpers", "helper", "common", "core", "base", "misc", "shared", "lib"}
LONGEST_MODULE = 300  # lines


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (path for path in sorted((ROOT / package).rglob("*.py")) if "migrations" not in path.parts)


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_the_project_package_is_empty():
    assert (ROOT / "alter_site" / "__init__.py").read_text() == ""


# --- names and sizes ----------------------------------------------------------------------------------


def test_no_module_is_called_utils_helpers_common_core_or_base():
    found = {dotted(path) for path in modules() if JUNK_DRAWERS & set(path.with_suffix("").parts[-2:])}
    assert found == set()


def test_no_module_is_longer_than_300_lines():
    lengths = {dotted(path): len(path.read_text().splitlines()) for path in modules()}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}


def test_templates_print_moments_by_the_one_way_to_print_them():
    """Django's filters write "p.m." and "Nov. 30"; what only machines read, and a month, is no moment."""
    own = re.compile(r"""\|(?:date|time)\b(?!:"(?:c|Y-m|F Y)")""")
    templates = (ROOT / "templates").rglob("*.html")
    assert [str(path.relative_to(ROOT)) for path in templates if own.search(path.read_text())] == []


def test_every_component_template_begins_with_a_comment_naming_its_inputs():
    components = [*(ROOT / "templates" / "components").iterdir(), *(ROOT / "templates" / "blocks").iterdir()]
    assert components
    silent = [path.name for path in components if not re.match(r"\{# .+ #\}\n", path.read_text())]
    assert silent == []


# --- the database -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


# --- what starts and what must not --------------------------------------------------------------------

PRODUCTION = {
    "SITE_ENV": "production",
    "SECRET_KEY": "0123456789" * 6 + "abcdefghij",
    "SITE_URL": "https://site.example",
    "PHI_KEYS": "k1:q5m0bq3pG0g8sO6Yw1cJ5yqk3b2vX9tT7mE4hN6rZ2A=",
    "PHI_INDEX_KEY": "Zk8w2nR4vB6yM1xC3pL5tG7hJ9dS0fQaUeWiOrTgYk4=",
    "TRUSTED_PROXIES": "127.0.0.1",
    "LOOK_ANCHORS": "syslog://collector.example.com:514",
    "EMAIL_URL": "smtp+tls://alter:hush@mail.example.com:587",
}


# Once for each environment it reads: a process for each would spend its time on importing Django.
IMPORT_SETTINGS = """
import json, os, sys, traceback
outcomes = []
for environment in json.load(sys.stdin):
    os.environ.clear()
    os.environ.update(environment)
    for name in [name for name in sys.modules if name.partition(".")[0] == "alter_site"]:
        del sys.modules[name]
    try:
        from alter_site import settings
        outcomes.append({name: repr(getattr(settings, name)) for name in sys.argv[1:]})
    except Exception:
        outcomes.append(traceback.format_exc())
json.dump(outcomes, sys.stdout)
"""


def whole(environment: dict[str, str], folder: Path) -> dict[str, str]:
    """Return all that a process sees: this environment alone, with a developer's .env overruled."""
    unset = (
        "SECRET_KEY",
        "SITE_URL",
        "REDIS_URL",
        "S3_MEDIA_BUCKET",
        "PHI_KEYS",
        "PHI_ACTIVE",
        "PHI_INDEX_KEY",
        "PHI_INDEX_KEY_OLD",
        "LOOK_ANCHORS",
    )
    quiet = {"DEBUG": "false", "STAFF_SECOND_FACTOR": "required", **dict.fromkeys(unset, "")}
    return {"PATH": os.environ["PATH"], "VAR_DIR": str(folder), **quiet, **environment}


def run(
    command: list[str], environment: dict[str, str], folder: Path, stdin: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run Python as a server would."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=whole(environment, folder),
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


def set_up(folder: Path, *changes: dict[str, str], show: Iterable[str] = ("SITE_ENV",)) -> list[Any]:
    """Import the settings of production with each change; return what they are, or what was said."""
    environments = [whole({**PRODUCTION, **change}, folder) for change in changes]
    result = run(["-c", IMPORT_SETTINGS, *show], {}, folder, json.dumps(environments))
    assert result.returncode == 0, result.stderr
    return list(json.loads(result.stdout))


def test_production_starts_with_its_secrets_and_refuses_to_without_one(tmp_path):
    secrets = ["SECRET_KEY", "SITE_URL", "PHI_KEYS", "PHI_INDEX_KEY"]
    # Once more at the end: what was refused has left nothing behind that would refuse the next.
    changes = ({}, *({name: ""} for name in secrets), {})
    first, *refused, last = set_up(tmp_path, *changes, show=["SITE_ENV", "DEBUG"])
    assert first == last == {"SITE_ENV": "'production'", "DEBUG": "False"}
    for name, said in zip(secrets, refused, strict=True):
        assert f"{name} must be set in the environment" in said


def test_what_production_must_not_be_is_refused(tmp_path):
    site_env, second_factor, proxy = set_up(
        tmp_path,
        {"SITE_ENV": "staging"},
        {"STAFF_SECOND_FACTOR": "optional"},
        {"TRUSTED_PROXIES": "127.0.0.1,proxy.example.com"},
    )
    assert "it must be production, demo or test" in site_env
    assert "may be optional in the demo only" in second_factor
    assert "ImproperlyConfigured: TRUSTED_PROXIES: 'proxy.example.com'" in proxy


def test_a_value_that_the_site_cannot_use_is_refused_in_words(tmp_path):
    unusable = [
        ("SITE_URL", "www.example.com"),
        ("SITE_URL", "http://www.example.com"),
        ("SITE_URL", "https://www.example.com/site/"),
        ("SITE_URL", "https://www.example.com?page=1"),
        ("SITE_URL", "https://www.example.com:none"),
        ("SITE_URL", "https://[2001:db8::7]"),
        ("SITE_URL", "https://zentrum-münchen.example"),
        ("ALLOWED_HOSTS", "www.example.com,https://example.com"),
        ("ALLOWED_HOSTS", "www.example.com:443"),
        ("ALLOWED_HOSTS", "'www.example.com'"),
        ("EMAIL_URL", "hush@mail.example.com"),
        ("DEFAULT_FROM_EMAIL", "Alter, Inc. <website@example.com>"),
        ("DEFAULT_FROM_EMAIL", "website"),
        ("SECURITY_CONTACT", "security@example.com"),
        ("ADMIN_PATH", "https://www.example.com/staff/"),
        ("DEBUG", "maybe"),
        ("CARD_PHOTO_MEGABYTES", "2 GB"),
        ("CARD_PHOTO_MEGABYTES", "-1"),
        ("WEB_CONCURRENCY", "two"),
        ("WEB_CONCURRENCY", "0"),
        ("DATABASE_URL", "alter"),
        ("DATABASE_URL", "mysql://alter:hush@localhost/alter"),
        ("DATABASE_URL", "postgres://alter:hush/hush@localhost/alter"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "redis://alter:hush@localhost:none/0"),
        ("S3_ENDPOINT_URL", "store.example.com"),
        ("VAR_DIR", "/dev/null/alter"),
    ]
    outcomes = set_up(tmp_path, *({name: value} for name, value in unusable))
    wrong = {
        f"{name}={value}": said
        for (name, value), said in zip(unusable, outcomes, strict=True)
        if f"ImproperlyConfigured: {name} must read " not in said or "hush" in said
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "command", [["manage.py", "worker"], ["-m", "gunicorn", "--config=gunicorn.conf.py"]]
)
def test_what_starts_the_site_says_a_wrong_setting_in_one_sentence(command, tmp_path):
    result = run(command, {**PRODUCTION, "SITE_URL": ""}, tmp_path)
    says = "SITE_URL must be set in the environment when SITE_ENV is production.\n"
    assert (result.returncode, result.stderr) == (1, says)


@pytest.mark.parametrize("number", ["two", "0", "", at_night("-1"), at_night(" ")])
def test_a_number_of_processes_at_which_the_server_would_break_is_said_before_it_starts(number, tmp_path):
    """The server reads it while it is imported, so the unit and the image run its file by itself first."""
    result = run(["gunicorn.conf.py"], {**PRODUCTION, "WEB_CONCURRENCY": number}, tmp_path)
    assert (result.returncode, len(result.stderr.splitlines())) == (1, 1)
    assert result.stderr.startswith("WEB_CONCURRENCY ")
    unit, image = ((ROOT / name).read_text() for name in ("deploy/alter-web.service", "Dockerfile"))
    assert "\nExecStartPre=/srv/alter/.venv/bin/python gunicorn.conf.py\n" in unit
    assert "python gunicorn.conf.py && exec gunicorn " in image


def test_an_empty_variable_counts_as_one_that_is_not_set(tmp_path):
    every = re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    empty = {name: "" for name in every if name != "VAR_DIR" and name not in PRODUCTION}
    names = ["ADMIN_PATH", "ALLOWED_HOSTS", "MEDIA_ROOT", "CARD_PHOTO_BUDGET", "EMAIL_BACKEND", "DATABASES"]
    with_empty, without = set_up(tmp_path, empty, {}, show=names)
    assert with_empty == without


def test_a_variable_means_what_it_says(tmp_path):
    odd, beside = tmp_path / "a b#c%20d", os.path.relpath(tmp_path, ROOT)
    hosts = {"ALLOWED_HOSTS": "['www.example.com', '127.0.0.1']"}
    rows = [
        ("SECRET_KEY", "$begins-like-another-variable", {"SECRET_KEY": "'$begins-like-another-variable'"}),
        ("TRUSTED_PROXIES", "127.0.0.1, 10.0.0.1", {"TRUSTED_PROXIES": "['127.0.0.1', '10.0.0.1']"}),
        ("ADMIN_PATH", "/", {"ADMIN_PATH": "'admin/'"}),
        # A blank that ends a value is no part of it, and of an address the origin is kept.
        ("SITE_URL", "https://site.example ", {"SITE_URL": "'https://site.example'"}),
        ("SITE_URL", "https://WWW.Example.com/", {"SITE_URL": "'https://www.example.com'"} | hosts),
        # A folder lies beside the code, and may have any name.
        ("VAR_DIR", beside, {"VAR_DIR": f"'{ROOT / beside}'"}),
        ("VAR_DIR", str(odd), {"DATABASES": f"'NAME': {str(odd / 'db.sqlite3')!r}"}),
    ]
    show = {name for *_, meant in rows for name in meant}
    outcomes = set_up(tmp_path, *({name: text} for name, text, _ in rows), show=show)
    for (*_, meant), found in zip(rows, outcomes, strict=True):
        for name, text in meant.items():
            assert text in found[name], name


def test_the_web_server_reads_the_same_file_of_settings_as_the_site(tmp_path):
    shutil.copytree(
        ROOT / "alter_site", tmp_path / "alter_site", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "gunicorn.conf.py", tmp_path)
    values = {**PRODUCTION, "WEB_CONCURRENCY": "5"}
    (tmp_path / ".env").write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    command = [sys.executable, "-m", "gunicorn", "--print-config"]
    path = {"PATH": os.environ["PATH"]}
    # The rest of the site is not there, and it says so once it has printed this.
    result = subprocess.run(command, cwd=tmp_path, env=path, capture_output=True, text=True, check=False)
    assert re.findall(r"^workers += (\d+)$", result.stdout, re.MULTILINE) == ["5"]


@pytest.mark.nightly  # so do they in the gate's production_checks
def test_the_settings_of_production_pass_every_check(tmp_path):
    result = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION, tmp_path)
    assert result.returncode == 0, result.stderr


def test_production_is_warned_of_notices_that_would_reach_nobody(tmp_path):
    unsent = {**PRODUCTION, "EMAIL_URL": ""}
    result = run(["manage.py", "check", "--deploy", "--fail-level", "WARNING"], unsent, tmp_path)
    assert "(admissions.W007) EMAIL_URL names no mail server" in result.stderr


@pytest.mark.nightly  # the gate's production_checks asks the same of its own database
def test_a_fresh_production_database_passes_every_check(tmp_path):
    database = {**PRODUCTION, "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}"}
    migrated = run(["manage.py", "migrate", "--verbosity", "0"], database, tmp_path)
    assert migrated.returncode == 0, migrated.stderr
    checks = ["manage.py", "check", "--deploy", "--fail-level", "WARNING", "--database", "default"]
    result = run(checks, database, tmp_path)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "facts.json").exists()


def test_production_takes_its_cookies_over_https_alone(tmp_path):
    names = ["SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS"]
    (found,) = set_up(tmp_path, {}, show=names)
    assert [name for name in names if found[name] in {"False", "0", "None"}] == []
