"""The groups staff belong to, and what each may do with Django's own models.

What a group may do at the admissions desk stands in permissions.py; whoever works there needs no permission
for a model.
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

# Editions are history and facts editions are their own record: nobody adds, changes or deletes one by hand.
# What was reviewed and signed is made by submitting and reviewing a text (alter_site.content.admin.reviews).
READ_ONLY_MODELS = {
    "edition",
    "publication",
    "editionlink",
    "takenback",
    "factsedition",
    "reviewrequest",
    "approval",
    "lintexception",
    "factchange",
    "scheduledchange",
}
# What a site administrator sets besides accounts: redirects and the facts about the organization.
SETTINGS_MODELS = {
    "redirect",
    "organization",
    "coveragehours",
    "coverageexception",
    "factsedition",
    "factchange",
    "lintword",
}
# To make a dangerous change to a fact public without a second person: an administrator's alone.
ALONE = "breakglass"
# Set by administrators alone: whoever writes does not decide what the linter looks for.
ADMINISTRATORS_MODELS = {"lintword"}


def _may_edit(model: str, act: str) -> bool:
    if act == ALONE:
        return False
    return act in {"view", "confirm"} or model not in READ_ONLY_MODELS


def _may_write(model: str, act: str) -> bool:
    return act == "view" or (_may_edit(model, act) and model not in ADMINISTRATORS_MODELS)


def _may_decide(model: str, act: str) -> bool:
    """Exceptions from the linter's rules need a second person."""
    return model == "lintexception" and act in ("view", "agree")


# Which actions on which content models each group may do. The others work at the desk only.
GROUPS: dict[str, Any] = {
    MARKETER: _may_write,
    CLINICAL_REVIEWER: lambda model, act: act == "view" or _may_decide(model, act),
    SITE_ADMIN: lambda model, act: (
        (model in SETTINGS_MODELS and (act == ALONE or _may_edit(model, act))) or _may_decide(model, act)
    ),
    COORDINATOR: None,
    BENEFITS_VERIFIER: None,
    LEAD: None,
    PRIVACY_OFFICER: None,
}


def ensure_groups(sender: Any, using: str, **kwargs: Any) -> None:
    """Make every group and give it exactly its permissions; safe to run again.

    Who may look after accounts is decided in accounts.py, by group and by whose account it is.
    """
    if sender.name != "alter_site.staff":
        return
    from django.contrib.auth.models import Group, Permission

    # The apps that have a kind of page: its content class has been registered for the model.
    content_apps = {model._meta.app_label for model in apps.get_models() if hasattr(model, "CONTENT")}
    for label in content_apps:
        create_permissions(apps.get_app_config(label), verbosity=0, using=using)
    content = Permission.objects.using(using).filter(content_type__app_label__in=content_apps)
    permissions = list(content.select_related("content_type"))
    for name, may in GROUPS.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        group.permissions.set(
            permission
            for permission in permissions
            if may and may(permission.content_type.model, permission.codename.partition("_")[0])
        )
