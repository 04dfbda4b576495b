"""The groups staff belong to and what each may do with content.

Made after every migrate rather than by a migration: on a fresh database a migration runs before the
permissions it would hand out exist, and a test flush would remove what it made.
"""

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions

MARKETER = "Marketer"
CLINICAL_REVIEWER = "Clinical reviewer"
COORDINATOR = "Admissions coordinator"
BENEFITS_VERIFIER = "Benefits verifier"
LEAD = "Admissions lead"
PRIVACY_OFFICER = "Privacy officer"
SITE_ADMIN = "Site administrator"

CONTENT_APPS = ("content", "library", "therapies", "facilities")
# Editions are history and facts editions are their own record: nobody adds, changes or deletes one by hand.
READ_ONLY_MODELS = {"edition", "publication", "editionlink", "factsedition"}


def ensure_groups(sender: Any, using: str, **kwargs: Any) -> None:
    """Give the marketer group every content permission; safe to run again."""
    if sender.name != "alter_site.staff":
        return
    from django.contrib.auth.models import Group, Permission

    for label in CONTENT_APPS:
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    permissions = Permission.objects.using(using).filter(content_type__app_label__in=CONTENT_APPS)
    allowed = [
        permission
        for permission in permissions.select_related("content_type")
        if permission.content_type.model not in READ_ONLY_MODELS or permission.codename.startswith("view_")
    ]
    group, _ = Group.objects.using(using).get_or_create(name=MARKETER)
    group.permissions.set(allowed)
