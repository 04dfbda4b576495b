"""What a release writes down for nginx."""

from __future__ import annotations

import io
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from alter_site import views
from alter_site.delivery import nginx_headers
from alter_site.delivery.critical_css import allowed_by_policy
from tests.factories import TherapyFactory, published


@pytest.fixture(autouse=True)
def _static_files_are_found(settings):
    settings.WHITENOISE_USE_FINDERS = True


def printed() -> dict[str, dict[str, str]]:
    """Return what the command prints: name of the header, kind of answer, value."""
    out = io.StringIO()
    call_command("nginx_headers", stdout=out)
    found = re.findall(r"\{\n    default \"\";\n((?: .*\n)+)\}\nadd_header (\S+) ", out.getvalue())
    return {
        name: {
            kind: value.replace('\\"', '"')
            for kind, value in re.findall(r'^    "(.*?)" "(.*)";$', rows, re.M)
        }
        for rows, name in found
    }


NOT_WRITTEN = {"Content-Type", "Content-Length", "ETag", "Vary"}


def in_any_order(name: str, value: str) -> list[str] | str:
    return sorted(value.split("; ")) if name == "Content-Security-Policy" else value


@pytest.mark.django_db
def test_a_page_and_the_page_for_while_we_are_away_carry_the_applications_own_headers():
    file = printed()
    page = Client().get(published(TherapyFactory()).path)
    for name, value in page.headers.items():
        if name not in NOT_WRITTEN:
            assert in_any_order(name, file[name]["file page"]) == in_any_order(name, value), name
    for kind in ("file away", "application away"):
        assert file["Retry-After"][kind] == views.unavailable().headers["Retry-After"]
        assert file["Cache-Control"][kind] == "no-store"


@pytest.mark.parametrize("content", [None, b"\xff"])
def test_a_file_of_the_release_before_that_cannot_be_read_is_named(content, tmp_path):
    file = tmp_path / "headers"
    file.mkdir() if content is None else file.write_bytes(content)
    with pytest.raises(CommandError, match="headers cannot be read"):
        call_command("nginx_headers", before=file)


def test_pages_of_the_release_before_keep_their_style_until_new_ones_are_baked(tmp_path):
    ours, theirs = allowed_by_policy(), f"'sha256-{'A' * 43}='"
    file = tmp_path / "headers.conf"
    file.write_text(f"style-src 'self' {theirs} 'sha256-{'B' * 43}='")  # the second is of the one before that
    for _ in range(2):  # whoever writes it twice loses nothing
        out = io.StringIO()
        call_command("nginx_headers", before=file, stdout=out)
        file.write_text(out.getvalue())
    (policy,) = re.findall(r'^    "file page" "(.*style-src.*)";$', out.getvalue(), re.MULTILINE)
    assert f"style-src 'self' {ours} {theirs}" in policy
    assert "BBBB" not in policy


def test_the_command_needs_no_database():
    assert printed()["Cache-Control"]["file "] == "no-store"


def test_nginx_leaves_the_headers_of_the_application_as_they_are():
    kinds = {kind for rows in printed().values() for kind in rows}
    assert kinds == {"file page", "file text", "file asset", "file ", "file away", "application away"}


def test_headers_that_nginx_writes_itself_are_not_in_the_file():
    assert NOT_WRITTEN.isdisjoint(printed())


@pytest.mark.parametrize(
    "value", ["a $host", "a\nb", "a\x00b", "a\tb", "caf\N{LATIN SMALL LETTER E WITH ACUTE}", ""]
)
def test_a_value_that_could_mean_something_to_nginx_is_refused(value, monkeypatch):
    monkeypatch.setattr(nginx_headers, "_answered", lambda *_: {"X-Test": value})
    with pytest.raises(CommandError, match=r"X-Test.* cannot be written for nginx"):
        printed()


def test_before_the_static_files_are_collected_it_says_so(monkeypatch):
    def missing(path):
        raise ValueError(f"Missing staticfiles manifest entry for '{path}'")

    monkeypatch.setattr(nginx_headers, "static", missing)
    with pytest.raises(CommandError, match="collectstatic first"):
        printed()


@pytest.mark.parametrize("name", ["X Test", "X-Test;", "", "$x"])
def test_a_name_that_could_mean_something_to_nginx_is_refused(name, monkeypatch):
    monkeypatch.setattr(nginx_headers, "_answered", lambda *_: {name: "a"})
    with pytest.raises(CommandError):
        printed()


def test_a_quotation_mark_or_a_backslash_does_not_end_the_value(monkeypatch):
    monkeypatch.setattr(nginx_headers, "_answered", lambda *_: {"X-Test": r'"a\"; } evil'})
    assert r'"file page" "\"a\\\"; } evil";' in "\n".join(nginx_headers.lines())


def test_without_collected_files_the_command_says_what_to_do(monkeypatch):
    monkeypatch.setattr(nginx_headers, "static", lambda name: f"/static/{name}.gone")
    with pytest.raises(CommandError, match="run collectstatic first"):
        printed()
