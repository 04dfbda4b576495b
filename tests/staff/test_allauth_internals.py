"""What we lean on of allauth that it does not document. A new release that breaks this names itself here."""

from __future__ import annotations

import inspect
import re

import pytest

from alter_site.staff import allauth_internals
from tests.support.decided_by_database import ROOT

# Each function with the arguments that we hand over by place or name.
CALLED_WITH = {
    "begin_registration": ("user", "passwordless"),
    "can_generate_recovery_codes": ("user",),
    "delete_and_cleanup": ("request", "authenticator"),
    "generate_totp_secret": (),
    "normalize_user_code": ("code",),
    "perform_password_login": ("request", "credentials", "login"),
    "perform_passwordless_login": ("request", "authenticator", "login"),
    "post_authentication": ("request", "authenticator"),
}
# Where allauth's own forms and views look in a session.
KEYS = {"SECRET_SESSION_KEY": "mfa.totp.secret", "STATE_SESSION_KEY": "mfa.webauthn.state"}
INTERNAL = re.compile(r"^\s*(?:from|import) allauth\.[\w.]*internal", re.MULTILINE)


def test_the_table_names_all_that_the_module_takes():
    assert CALLED_WITH.keys() | KEYS.keys() == set(allauth_internals.__all__)


@pytest.mark.parametrize("name", CALLED_WITH)
def test_a_function_takes_the_arguments_we_give(name):
    parameters = inspect.signature(getattr(allauth_internals, name)).parameters
    assert set(CALLED_WITH[name]) <= set(parameters)
    required = [each.name for each in parameters.values() if each.default is inspect.Parameter.empty]
    assert set(required) <= set(CALLED_WITH[name])


@pytest.mark.parametrize("name", KEYS)
def test_a_key_of_the_session_is_the_one_that_its_forms_read(name):
    assert getattr(allauth_internals, name) == KEYS[name]


def test_codes_that_people_read_out_are_compared_without_spaces_and_case():
    assert allauth_internals.normalize_user_code("ab cd-12") == allauth_internals.normalize_user_code(
        "ABCD12"
    )


def test_no_other_module_takes_anything_that_allauth_keeps_to_itself():
    modules = [path for package in ("alter_site", "admissions") for path in (ROOT / package).rglob("*.py")]
    found = {path.name for path in modules if INTERNAL.search(path.read_text(encoding="utf-8"))}
    assert found == {"allauth_internals.py"}
