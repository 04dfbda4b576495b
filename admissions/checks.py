"""System checks: every column classified, every label its own, keys sound and the right ones."""

from __future__ import annotations

import stat
from collections import Counter
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import WARNING, CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from .custody import anchors
from .phi.field import BlindIndexField, SealedField
from .phi.keyring import keyring

KEEPS_MAIL_HERE = {
    f"django.core.mail.backends.{kind}.EmailBackend" for kind in ("console", "dummy", "locmem")
}


@register()
def columns_are_classified(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Fail for a column that nobody has called personal or not, and for a label used twice."""
    found: list[CheckMessage] = []
    labels: Counter[str] = Counter()
    for model in apps.get_app_config("admissions").get_models():
        plain = set(getattr(model, "PLAIN", "").split())
        names = set()
        for field in model._meta.concrete_fields:
            names.add(field.name)
            if isinstance(field, SealedField):
                labels[field.label] += 1
            is_personal = isinstance(field, SealedField | BlindIndexField)
            if is_personal == (field.name in plain):
                problem = "is sealed and named in PLAIN" if is_personal else "is neither sealed nor in PLAIN"
                found.append(
                    Error(f"{model.__name__}.{field.name} {problem}.", obj=model, id="admissions.E001")
                )
        found += [
            Error(
                f"{model.__name__}.PLAIN names {name}, which is no column.", obj=model, id="admissions.E001"
            )
            for name in sorted(plain - names)
        ]
    found += [
        Error(f"Two sealed columns have the label {label!r}.", id="admissions.E002")
        for label, number in labels.items()
        if number > 1
    ]
    return found


@register(Tags.security)
def keys_are_sound(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Fail when the keys in the settings cannot be used."""
    try:
        keyring()
    except ImproperlyConfigured as error:
        return [Error(str(error), hint="README, “Settings”, says how keys are made.", id="admissions.E003")]
    return []


@register(Tags.security)
def the_log_has_an_anchor_outside(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Fail in production when nothing outside says where the log of looks ends."""
    try:
        is_missing = anchors.sink() is None
    except ImproperlyConfigured as error:
        return [Error(str(error), id="admissions.E005")]
    except Exception as error:
        return [Error(f"LOOK_ANCHORS cannot be used ({type(error).__name__}).", id="admissions.E005")]
    words = "LOOK_ANCHORS is not set: who cuts the log of looks would not be noticed."
    hint = "docs/operations.md, “The log of looks”, says which places there are."
    return [Error(words, hint=hint, id="admissions.E005")] if is_missing else []


@register(Tags.database)
def indexes_are_new(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Warn of people who are not found as they should be until their codes are made anew."""
    if "default" not in (databases or []):
        return []
    from .custody import indexes

    try:
        number = indexes.stale()
    except (DatabaseError, ImproperlyConfigured):
        return []
    words = f"{number} requests and plans are indexed with an old key or rule. Run manage.py reindex."
    return [CheckMessage(WARNING, words, id="admissions.W005")] if number else []


@register(Tags.security, deploy=True)
def notices_leave(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn when notices to staff count as sent and reach nobody."""
    if settings.SITE_ENV != "production" or settings.EMAIL_BACKEND not in KEEPS_MAIL_HERE:
        return []
    return [
        CheckMessage(
            WARNING,
            "EMAIL_URL names no mail server: nobody is told of a request, and /readyz sees no fault.",
            hint="EMAIL_URL=smtp+tls://user:password@mail.example.com:587",
            id="admissions.W007",
        )
    ]


@register(Tags.security, deploy=True)
def others_on_this_machine_cannot_read(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn of a database in a file, or keys in one, that other users of the machine can read."""
    database = settings.DATABASES["default"]
    is_file = database["ENGINE"] == "django.db.backends.sqlite3"
    files = [Path(database["NAME"])] if is_file else []
    files += [Path(settings.PHI_KEYS_FILE)] if settings.PHI_KEYS_FILE else []
    return [
        CheckMessage(WARNING, f"Others can read {file}.", hint=f"chmod go= {file}", id="admissions.W006")
        for file in files
        if file.exists() and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]


@register(Tags.database)
def keys_are_those_of_the_database(
    app_configs: Any, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """Fail when a key is not the one that the database was written with."""
    if "default" not in (databases or []):
        return []
    from .custody import canaries

    try:
        ring = keyring()
        wrong = [Error(fault, id="admissions.E004") for fault in canaries.faults(ring)]
        # No error: migrate, which takes a new key in, would not run.
        return [
            *wrong,
            *(CheckMessage(WARNING, new, id="admissions.W004") for new in canaries.new_keys(ring)),
        ]
    except ImproperlyConfigured:
        return []  # admissions.E003 says it
    except DatabaseError:
        return []  # before the first migrate
