"""Makes the rows a test needs. A page is a working copy until it goes through :func:`published`."""

from __future__ import annotations

import datetime
from contextlib import AbstractContextManager
from typing import Any, TypeVar

import factory
from django.contrib.auth.models import Group
from django.test import TestCase
from django.utils import timezone
from django.utils.text import slugify
from factory.django import DjangoModelFactory

from alter_site.content import facts
from alter_site.content.editions import approvals, publishing
from alter_site.content.kinds import index_choices
from alter_site.content.models import (
    Approval,
    Edition,
    HomePage,
    IndexPage,
    Insurer,
    MenuItem,
    Page,
    Picture,
    StandardPage,
    StandardSection,
)
from alter_site.library.models import (
    Article,
    ArticleSection,
    Faq,
    FaqGroup,
    GlossaryPage,
    GlossaryTerm,
    Outcome,
    OutcomesPage,
    Person,
    Story,
    TeamPage,
    Topic,
)
from alter_site.staff.groups import CLINICAL_REVIEWER, MARKETER
from alter_site.staff.models import User
from facilities.models import Accreditation, Amenity, Facility, FacilityPhoto, LevelOfCare, License, WeekRow
from therapies.models import (
    Benefit,
    Condition,
    ConditionFaq,
    Indication,
    SafetyCard,
    Sign,
    Technique,
    Therapy,
)
from therapies.models import Faq as TherapyFaq

AnyPage = TypeVar("AnyPage", bound=Page)
SIGNER = "rhea@example.org"


def numbered(text: str) -> factory.Sequence:
    """Return text with a number of one width in it, so that names sort in the order they were made.

    Without the width "Therapy 10" stands before "Therapy 9", in whichever test makes both.
    """
    return factory.Sequence(lambda number: text.format(f"{number:05}"))


def committed() -> AbstractContextManager[Any]:
    """Run what waits for the commit at the end of the block, though the test's transaction never commits."""
    return TestCase.captureOnCommitCallbacks(execute=True)


def approved(page: AnyPage, by: User | None = None) -> AnyPage:
    """Sign the working copy, as a reviewer would, unless this very text is signed already."""
    digest = publishing.working_hash(page)
    if not approvals.in_force(page.pk, digest):
        approvals.sign(page.pk, digest, by or signer())
    return page


def overdue() -> None:
    """Let the next review of everything that was signed be overdue since yesterday."""
    Approval.objects.update(due=timezone.localdate() - datetime.timedelta(days=1))


def signer() -> User:
    """Return a reviewer whose license was checked, always the same one."""
    return User.objects.filter(email=SIGNER).first() or ReviewerFactory(email=SIGNER)


def published(page: AnyPage, author: User | None = None) -> AnyPage:
    """Make the working copy live, as an editor would; a clinical page is signed first."""
    if page.content().needs_approval:
        approved(page)
    with committed():
        publishing.publish(page, author)
    return page


def changed(page: AnyPage, **values: Any) -> AnyPage:
    """Save new values in the working copy."""
    for name, value in values.items():
        setattr(page, name, value)
    page.save()
    return page


def editions_of(page: Page) -> list[Edition]:
    """Return a page's editions, oldest first."""
    return list(Edition.objects.filter(page_id=page.pk).order_by("number"))


def facts_saved() -> None:
    """Make the facts in the tables public, as saving one of them in the admin does."""
    with committed():
        facts.freeze()


def _make_parts(page: Page, model: type[Any], rows: Any) -> None:
    for position, values in enumerate(rows or ()):
        model.objects.create(page=page, position=position, **values)


# --- people -------------------------------------------------------------------------------------------


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = numbered("person{}@example.org")
    is_staff = True


def group_named(name: str) -> Group:
    return Group.objects.get_or_create(name=name)[0]


class StaffFactory(UserFactory):
    """Somebody in one group: ``StaffFactory(group=COORDINATOR)``."""

    class Meta:
        skip_postgeneration_save = True

    @factory.post_generation
    def group(self, create: bool, extracted: str, **kwargs: Any) -> None:
        self.groups.add(group_named(extracted))


class MarketerFactory(StaffFactory):
    group = factory.PostGeneration(lambda user, create, extracted: user.groups.add(group_named(MARKETER)))


class ReviewerFactory(StaffFactory):
    """A clinician whose license an administrator has checked: ``ReviewerFactory(license_type="MD")``."""

    first_name = "Rhea"
    last_name = "Reader"
    license_type = "LMFT"
    license_number = "DEMO-0000"
    checked_license = factory.LazyAttribute(
        lambda user: f"{user.first_name} {user.last_name}\n{user.license_type}\n{user.license_number}"
    )
    group = factory.PostGeneration(
        lambda user, create, extracted: user.groups.add(group_named(CLINICAL_REVIEWER))
    )


class AdministratorFactory(UserFactory):
    is_superuser = True


# --- pictures -----------------------------------------------------------------------------------------


class PictureFactory(DjangoModelFactory):
    """A picture whose renditions are said to exist; no file is behind it."""

    class Meta:
        model = Picture

    title = numbered("Picture {}")
    master = "masters/none.jpg"
    width = 2400
    height = 1350
    alt = "A room with a wide window and the sea behind it"
    permission = "Own illustration, 2026"
    digest = "0123456789abcdef"
    ready_widths = factory.LazyFunction(lambda: [480, 960, 1440])
    ready_focal_x = factory.SelfAttribute("focal_x")
    ready_focal_y = factory.SelfAttribute("focal_y")
    focal_x = 50
    focal_y = 50


# --- pages --------------------------------------------------------------------------------------------


class PageFactory(DjangoModelFactory):
    class Meta:
        abstract = True
        skip_postgeneration_save = True

    summary = "One plain sentence about it."


OPENING = "<p>A few plain words to begin with.</p>"


class ClinicalPageFactory(PageFactory):
    """A page on an illness or a treatment: ``sources`` are labels, one unless others are given."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    introduction = OPENING

    @factory.post_generation
    def sources(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        labels = ["An Institute (2025). A Guideline."] if extracted is None else extracted
        for position, label in enumerate(labels):
            self.sources.create(label=label, position=position)


class HomePageFactory(PageFactory):
    class Meta:
        model = HomePage

    title = "Alter"
    slug = "home"
    headline = "A quiet place to begin again"
    lede = "Care for people and for the people who love them."
    steps_heading = "When you call"
    conditions_heading = "What we treat"
    facilities_heading = "Where we live"
    families_heading = "For families"
    therapies_heading = "What helps"


class IndexPageFactory(PageFactory):
    class Meta:
        model = IndexPage

    lists = "therapy"
    title = factory.LazyAttribute(lambda page: dict(index_choices())[page.lists])
    lede = "All of them, in their order."


class StandardPageFactory(PageFactory):
    class Meta:
        model = StandardPage

    title = numbered("Standard page {}")
    slug = numbered("standard-page-{}")
    lede = "What this page is about."

    @factory.post_generation
    def sections(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        _make_parts(self, StandardSection, extracted)


class ConditionFactory(ClinicalPageFactory):
    class Meta:
        model = Condition

    title = numbered("Condition {}")
    slug = numbered("condition-{}")

    @factory.post_generation
    def signs(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        _make_parts(self, Sign, ({"text": text} for text in extracted or ()))

    @factory.post_generation
    def questions(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        _make_parts(self, ConditionFaq, extracted)


class TherapyFactory(ClinicalPageFactory):
    """A therapy; ``benefits`` are texts, ``indications``, ``techniques`` and ``questions`` are rows."""

    class Meta:
        model = Therapy

    title = numbered("Therapy {}")
    slug = numbered("therapy-{}")

    @factory.post_generation
    def benefits(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        _make_parts(self, Benefit, ({"text": text} for text in extracted or ()))

    @factory.post_generation
    def indications(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        _make_parts(self, Indication, extracted)

    @factory.post_generation
    def techniques(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        _make_parts(self, Technique, extracted)

    @factory.post_generation
    def questions(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        _make_parts(self, TherapyFaq, extracted)


class LevelOfCareFactory(ClinicalPageFactory):
    class Meta:
        model = LevelOfCare

    title = numbered("Level of care {}")
    slug = numbered("level-of-care-{}")

    @factory.post_generation
    def week(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        _make_parts(self, WeekRow, extracted)


class FacilityFactory(PageFactory):
    """A facility; ``levels`` and ``offered`` are pages it links to, ``photos`` are pictures."""

    class Meta:
        model = Facility

    title = numbered("Facility {}")
    slug = numbered("facility-{}")
    city = "Dana Point"
    introduction = OPENING

    @factory.post_generation
    def levels(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        self.levels_of_care.set(extracted or ())

    @factory.post_generation
    def offered(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        self.therapies.set(extracted or ())

    @factory.post_generation
    def gallery(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        rows = ({"picture": picture, "caption": picture.title} for picture in extracted or ())
        _make_parts(self, FacilityPhoto, rows)

    @factory.post_generation
    def amenities(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        _make_parts(self, Amenity, ({"text": text} for text in extracted or ()))


# --- the library --------------------------------------------------------------------------------------


class TopicFactory(PageFactory):
    class Meta:
        model = Topic

    title = numbered("Topic {}")
    slug = numbered("topic-{}")
    introduction = OPENING


class ArticleFactory(ClinicalPageFactory):
    class Meta:
        model = Article

    title = numbered("Article {}")
    slug = numbered("article-{}")

    @factory.post_generation
    def sections(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        _make_parts(self, ArticleSection, extracted)


class FaqGroupFactory(PageFactory):
    class Meta:
        model = FaqGroup

    title = numbered("Questions about thing {}")
    slug = numbered("thing-{}")
    introduction = OPENING

    @factory.post_generation
    def questions(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        _make_parts(self, Faq, extracted)


class GlossaryPageFactory(PageFactory):
    class Meta:
        model = GlossaryPage

    title = "Glossary"
    slug = "glossary"
    introduction = OPENING


class TeamPageFactory(PageFactory):
    class Meta:
        model = TeamPage

    title = "Our team"
    slug = "team"
    introduction = OPENING

    @factory.post_generation
    def people(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        _make_parts(self, Person, extracted)


class OutcomesPageFactory(PageFactory):
    class Meta:
        model = OutcomesPage

    title = "Outcomes"
    slug = "outcomes"
    introduction = OPENING

    @factory.post_generation
    def outcomes(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        _make_parts(self, Outcome, extracted)


class StoryFactory(PageFactory):
    """A story with an authorization that is in force for a year."""

    class Meta:
        model = Story

    title = numbered("Story {}")
    slug = numbered("story-{}")
    told_by = "a guest of last year"
    text = "<p>I slept again.</p>"
    authorization = "Folder 3, page 12"
    signed_on = factory.LazyFunction(timezone.localdate)
    expires = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=365))


# --- facts --------------------------------------------------------------------------------------------


class LicenseFactory(DjangoModelFactory):
    class Meta:
        model = License

    body = "State Department of Health Care Services"
    short_name = "DHCS"
    number = numbered("300{}AP")
    expires = factory.LazyFunction(lambda: timezone.localdate() + datetime.timedelta(days=365))
    register_url = "https://example.gov/licensed-facilities"
    last_checked = factory.LazyFunction(timezone.localdate)


class AccreditationFactory(LicenseFactory):
    class Meta:
        model = Accreditation

    body = "An Accrediting Commission"
    short_name = "AAC"


class InsurerFactory(DjangoModelFactory):
    class Meta:
        model = Insurer

    name = numbered("Insurer {}")
    confirmed_on = factory.LazyFunction(timezone.localdate)


class MenuItemFactory(DjangoModelFactory):
    """A menu line that leads to ``page``."""

    class Meta:
        model = MenuItem

    class Params:
        page = None

    menu = MenuItem.Menu.MAIN
    label = factory.LazyAttribute(lambda item: item.page.title)
    destination = factory.LazyAttribute(lambda item: f"page:{item.page.pk}")


class SafetyCardFactory(DjangoModelFactory):
    """The safety card, signed; ``is_signed=False`` leaves it to a reviewer."""

    class Meta:
        model = SafetyCard
        skip_postgeneration_save = True

    text = "<p>Stopping suddenly can be dangerous. Call [phone] first.</p>"

    @factory.post_generation
    def is_signed(self, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        if extracted is not False:
            approvals.sign(SafetyCard.TEXT_ID, self.digest, signer())


class GlossaryTermFactory(DjangoModelFactory):
    """A word of the glossary: ``GlossaryTermFactory(term="craving")``."""

    class Meta:
        model = GlossaryTerm

    anchor = factory.LazyAttribute(lambda row: slugify(row.term))
    short = factory.LazyAttribute(lambda row: f"What {row.term} means.")
