"""Rules about the project: names, sizes, migrations, and which settings production refuses.

Who may import whom is checked by ``make lint``, from the contracts in ``pyproject.toml``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

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


def run(command: list[str], environment: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run Python as a server would, with this environment alone and a developer's .env overruled."""
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
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(folder), **quiet, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def setup(environment: dict[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    code = "from alter_site import settings; print(settings.SITE_ENV, settings.DEBUG)"
    return run(["-c", code], environment, folder)


@pytest.mark.parametrize("missing", ["SECRET_KEY", "SITE_URL", "PHI_KEYS", "PHI_INDEX_KEY"])
def test_production_refuses_to_start_without_its_secrets(missing, tmp_path):
    result = setup({**PRODUCTION, missing: ""}, tmp_path)
    assert result.returncode != 0
    assert f"{missing} must be set in the environment" in result.stderr


def test_production_starts_with_its_secrets(tmp_path):
    result = setup(PRODUCTION, tmp_path)
    assert (result.returncode, result.stdout) == (0, "production False\n"), result.stderr


def test_an_unknown_site_env_is_refused(tmp_path):
    result = setup({**PRODUCTION, "SITE_ENV": "staging"}, tmp_path)
    assert "it must be production, demo or test" in result.stderr


@pytest.mark.parametrize(
    ("name", "address"),
    [
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
    ],
)
def test_a_value_that_the_site_cannot_use_is_refused_in_words(name, address, tmp_path):
    result = setup({**PRODUCTION, name: address}, tmp_path)
    assert f"ImproperlyConfigured: {name} must read " in result.stderr
    assert "hush" not in result.stderr


@pytest.mark.parametrize(
    "command", [["manage.py", "worker"], ["-m", "gunicorn", "--config=gunicorn.conf.py"]]
)
def test_what_starts_the_site_says_a_wrong_setting_in_one_sentence(command, tmp_path):
    result = run(command, {**PRODUCTION, "SITE_URL": ""}, tmp_path)
    says = "SITE_URL must be set in the environment when SITE_ENV is production.\n"
    assert (result.returncode, result.stderr) == (1, says)


@pytest.mark.parametrize("number", ["two", "-1", "0", "", " "])
def test_a_number_of_processes_at_which_the_server_would_break_is_said_before_it_starts(number, tmp_path):
    """The server reads it while it is imported, so the unit and the image run its file by itself first."""
    result = run(["gunicorn.conf.py"], {**PRODUCTION, "WEB_CONCURRENCY": number}, tmp_path)
    assert (result.returncode, len(result.stderr.splitlines())) == (1, 1)
    assert result.stderr.startswith("WEB_CONCURRENCY ")
    unit, image = ((ROOT / name).read_text() for name in ("deploy/alter-web.service", "Dockerfile"))
    assert "\nExecStartPre=/srv/alter/.venv/bin/python gunicorn.conf.py\n" in unit
    assert "python gunicorn.conf.py && exec gunicorn " in image


def test_a_blank_that_ends_a_value_is_no_part_of_it_and_a_folder_lies_beside_the_code(tmp_path):
    code = "from alter_site import settings; print(settings.SITE_URL, settings.VAR_DIR)"
    where = os.path.relpath(tmp_path, ROOT)
    result = run(["-c", code], {**PRODUCTION, "SITE_URL": "https://site.example ", "VAR_DIR": where}, Path())
    assert result.stdout == f"https://site.example {ROOT / where}\n", result.stderr


def test_a_proxy_that_is_no_address_is_refused_before_the_first_form(tmp_path):
    result = setup({**PRODUCTION, "TRUSTED_PROXIES": "127.0.0.1,proxy.example.com"}, tmp_path)
    assert "ImproperlyConfigured: TRUSTED_PROXIES: 'proxy.example.com'" in result.stderr


def test_an_address_of_the_site_is_kept_as_its_origin(tmp_path):
    code = "from alter_site import settings; print(settings.SITE_URL, settings.ALLOWED_HOSTS)"
    result = run(["-c", code], {**PRODUCTION, "SITE_URL": "https://WWW.Example.com/"}, tmp_path)
    assert result.stdout == "https://www.example.com ['www.example.com', '127.0.0.1']\n", result.stderr


def test_an_empty_variable_counts_as_one_that_is_not_set(tmp_path):
    every = re.findall(r"^(?:# )?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)
    empty = dict.fromkeys([name for name in every if name != "VAR_DIR"], "")
    names = ["ADMIN_PATH", "ALLOWED_HOSTS", "MEDIA_ROOT", "CARD_PHOTO_BUDGET", "EMAIL_BACKEND"]
    code = f"from alter_site import settings; print([str(getattr(settings, name)) for name in {names}])"
    code += "; print(settings.DATABASES['default']['ENGINE'])"
    with_empty, without = (run(["-c", code], {**more, **PRODUCTION}, tmp_path) for more in (empty, {}))
    assert with_empty.returncode == 0, with_empty.stderr
    assert with_empty.stdout == without.stdout


@pytest.mark.parametrize(
    ("name", "text", "meant"),
    [
        ("SECRET_KEY", "$begins-like-another-variable", "'$begins-like-another-variable'"),
        ("TRUSTED_PROXIES", "127.0.0.1, 10.0.0.1", "['127.0.0.1', '10.0.0.1']"),
        ("ADMIN_PATH", "/", "'admin/'"),
    ],
)
def test_a_variable_means_what_it_says(name, text, meant, tmp_path):
    code = f"from alter_site import settings; print(repr(settings.{name}))"
    assert run(["-c", code], {**PRODUCTION, name: text}, tmp_path).stdout == f"{meant}\n"


def test_the_database_lies_in_the_folder_of_the_site_whatever_signs_its_name_holds(tmp_path):
    folder = tmp_path / "a b#c%20d"
    code = "from alter_site import settings; print(settings.DATABASES['default']['NAME'])"
    assert run(["-c", code], PRODUCTION, folder).stdout == f"{folder}/db.sqlite3\n"


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


def test_production_never_makes_the_second_factor_optional(tmp_path):
    result = setup({**PRODUCTION, "STAFF_SECOND_FACTOR": "optional"}, tmp_path)
    assert "may be optional in the demo only" in result.stderr


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
    code = f"from alter_site import settings; print([bool(getattr(settings, name)) for name in {names}])"
    assert run(["-c", code], PRODUCTION, tmp_path).stdout == "[True, True, True, True]\n"
