"""Fills a demo site: pages that can be read, edited and published, and people to sign in as.

An app adds to it with text files (see :mod:`alter_site.content.page_files`) and, for rows that are not
pages, with a module ``demo`` that has ``load(today)`` and ``delete()``.
"""

from __future__ import annotations

from argparse import ArgumentParser
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import ProtectedError
from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

from alter_site.content import demo, facts, page_files
from alter_site.content.addresses import redirects
from alter_site.content.editions import approvals, freezing, publishing
from alter_site.content.models import (
    Approval,
    Draft,
    Edition,
    FactsEdition,
    LintException,
    LintResult,
    MenuItem,
    Picture,
    PreviewLink,
    Publication,
    Redirect,
    ReviewRequest,
    Save,
    ScheduledChange,
    TakenBack,
)
from alter_site.content.page_files import PageFile
from alter_site.content.search import index
from alter_site.delivery import generation

MARKETER = "marketer@demo.example"
ADMINISTRATOR = "admin@demo.example"
REVIEWER = "reviewer@demo.example"
# A license that nobody could take for one.
DEMO_LICENSE = {"license_type": "DEMO clinician", "license_number": "DEMO-0000"}
# Who can sign in to the demo: first name, group and what they do.
PEOPLE = {
    MARKETER: ("Mara", "Marketer", "edits pages"),
    REVIEWER: ("Remy", "Clinical reviewer", "reads what is to be published, and signs it"),
    "coordinator@demo.example": ("Cora", "Admissions coordinator", "takes requests and calls people"),
    "verifier@demo.example": ("Vic", "Benefits verifier", "checks insurance"),
    "lead@demo.example": ("Lea", "Admissions lead", "is responsible for the desk"),
    "privacy@demo.example": ("Priya", "Privacy officer", "checks who looked at what"),
    ADMINISTRATOR: ("Ari", None, "looks after accounts and settings, and may edit everything"),
}

# What is kept of a page, each before what it refers to.
OF_PAGES: tuple[Any, ...] = (
    *(ScheduledChange, TakenBack, Edition, Approval, ReviewRequest, Save, Draft),
    *(PreviewLink, LintException, LintResult),
)

User: Any = get_user_model()


class Command(BaseCommand):
    """Loads, removes or renews the demo content."""

    help = "Load the demo content. What is there already is left as it is; only what is missing is made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--delete", action="store_true", help="remove the demo content, edited or not")
        what.add_argument("--reset", action="store_true", help="remove it and load it anew")
        what.add_argument(
            "--draw", action="store_true", help="only draw its pictures, for which no database is needed"
        )

    def handle(self, *, delete: bool, reset: bool, draw: bool, **options: Any) -> None:
        if settings.SITE_ENV == "production":
            raise CommandError("SITE_ENV is production: demo content and demo sign-ins have no place here.")
        if draw:
            demo.draw_pictures()
            return
        files = page_files.find()
        if delete or reset:
            remove(files)
            self.stdout.write("The demo content is removed.")
        if not delete:
            try:
                made = load(files)
            except LookupError as error:  # a page that is missing leads to one that has moved
                raise CommandError(f"{error} Load the demo anew with --reset.") from error
            self.stdout.write(
                f"Demo content: {made} new page{pluralize(made)}." if made else "The demo content is there."
            )
            self._print_ways_in()

    def _print_ways_in(self) -> None:
        first = reverse("therapies:detail", args=["attachment-based-therapy"])
        people = "\n".join(f"           {email:25} {does}" for email, (_, _, does) in PEOPLE.items())
        self.stdout.write(
            f"""
  Read     {settings.SITE_URL}{first}
  Work     {settings.SITE_URL}/{settings.ADMIN_PATH}
  Sign in  with the password {settings.DEMO_PASSWORD}, unless somebody has changed it, as
{people}"""
        )


@transaction.atomic
def load(files: list[PageFile]) -> int:
    """Make what is missing and publish it; return how many pages are new."""
    marketer = _make_people()
    missing = [file for file in files if not file.is_there()]
    # All of them exist before the first is filled, because they link to one another.
    for file in missing:
        file.create()
    for module in _app_modules():
        module.load(timezone.localdate())
    pages = [(file, file.fill()) for file in missing]
    reviewer = User.objects.get(email=REVIEWER)
    for _, page in pages:
        publishing.note_saved(page, marketer)
        content, digest = freezing.as_saved(page)
        if content.needs_approval:
            approvals.sign(page.pk, digest, reviewer)
    publishing.publish_all((page for file, page in pages if not file.is_draft), marketer)
    demo.load_menus()
    facts.freeze(marketer)
    demo.finish_pictures()
    return len(missing)


@transaction.atomic
def remove(files: list[PageFile]) -> None:
    """Remove every demo page with its editions, the rows of the apps, and the demo accounts."""
    ids = [file.id for file in files]
    publications = Publication.objects.filter(page_id__in=ids)
    Redirect.objects.filter(new_path__in=publications.values("path")).delete()
    MenuItem.objects.filter(destination__in=[f"page:{page_id}" for page_id in ids]).delete()
    redirects.load_old_site()
    publications.delete()
    for model in OF_PAGES:
        model._default_manager.filter(page_id__in=ids).delete()
    Picture.objects.filter(facility__in=ids).update(facility=None)
    for file in files:
        file.model._default_manager.filter(pk=file.id).delete()
    for module in reversed(_app_modules()):
        module.delete()
    _remove_people()
    index.note_all()  # words that only the demo had are forgotten
    edition = facts.freeze()
    # The facts may be as they were before the demo: then no edition is made, and nobody is told.
    transaction.on_commit(lambda: facts.write_file(edition.body))
    generation.advance_after_commit()


def _app_modules() -> list[ModuleType]:
    return [
        import_module(f"{config.name}.demo")
        for config in apps.get_app_configs()
        if module_has_submodule(config.module, "demo")
    ]


def _make_people() -> Any:
    """Make the demo accounts that are missing; return the marketer."""
    there = set(User.objects.filter(email__in=PEOPLE).values_list("email", flat=True))
    password = make_password(settings.DEMO_PASSWORD)  # once: hashing is slow, and all of them share it
    for email, (name, group, _) in PEOPLE.items():
        if email in there:
            continue
        person = User.objects.create(
            email=email,
            password=password,
            first_name=name,
            last_name="Demo",
            is_staff=True,
            is_superuser=group is None,
        )
        if group:
            person.groups.add(Group.objects.get(name=group))
    reviewer = User.objects.get(email=REVIEWER)
    if not reviewer.license_number:
        for name, value in DEMO_LICENSE.items():
            setattr(reviewer, name, value)
        reviewer.checked_license = reviewer.printed_license
        reviewer.save()
    return User.objects.get(email=MARKETER)


def _remove_people() -> None:
    for user in User.objects.filter(email__in=PEOPLE):
        FactsEdition.objects.filter(author=user).delete()
        try:
            with transaction.atomic():
                user.delete()
        except ProtectedError:  # their name stands in the history of pages that are not demo
            user.is_active = False
            user.save()
