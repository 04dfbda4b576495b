"""The form of a page: checks that its address is free, and refuses to overwrite another save."""

from __future__ import annotations

import datetime
import functools
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone

from ... import paths
from ...models import Page, Save
from ...printed_time import since_today
from ...views import EditionView

TAKEN_UP = "_taken_up"  # what is sent is a draft that is put into the form
# The identity of the page that a form of a new one makes: sent again, it makes no second.
IDENTITY = "_identity"
_signer = signing.Signer(salt="alter_site.content.new_page")

# Roughly what a results page shows before it cuts; the counter says so, nothing is refused.
COUNTED = {"seo_title": 60, "seo_description": 155}


class Opened(forms.Form):
    """What the editor had in front of them: carried through the form, never shown."""

    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    opened_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)


def sent_identity(data: Any) -> uuid.UUID | None:
    """Return the identity that we gave the form of a new page, if that is what was sent."""
    try:
        return uuid.UUID(_signer.unsign(data.get(IDENTITY, "")))
    except (signing.BadSignature, ValueError):
        return None


@dataclass(frozen=True)
class Stale:
    """Somebody has saved the page since this form was opened."""

    opened_at: datetime.datetime | None
    saved_at: datetime.datetime | None
    saved_by: Any
    editor: Any

    def __str__(self) -> str:
        opened = f"at {since_today(self.opened_at)}" if self.opened_at else "before that"
        saved = f"at {since_today(self.saved_at)}" if self.saved_at else "since"
        if self.saved_by == self.editor:
            return f"You, {self.editor}, opened this page {opened} and saved it in another window {saved}."
        return (
            f"You, {self.editor}, opened this page {opened}. {self.saved_by or 'Somebody'} saved it {saved}."
        )


class PageForm(forms.ModelForm):
    """The form of one page: its own fields and the revision it was opened from."""

    editor: Any = None  # set by PageAdmin.get_form
    has_revision = True  # other forms compare what they showed

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, length in COUNTED.items():
            if name in self.fields:
                self.fields[name].widget.attrs["data-good-length"] = length
        self.stale: Stale | None = None
        self.taken_up = False  # a draft is put into the form, which is not to be saved yet

    @functools.cached_property
    def identity(self) -> str:
        """What the form of a new page carries."""
        return _signer.sign(str(sent_identity(self.data) or uuid.uuid4()))

    @property
    def new_identity(self) -> uuid.UUID:
        """The identity of the page that this form makes: none that a page has or had."""
        sent = sent_identity(self.data)
        return sent if sent and not Save.objects.of(sent).exists() else uuid.uuid4()

    @functools.cached_property
    def opened(self) -> Opened:
        """The hidden fields; bound, so that a refused form still says when it was opened."""
        if self.is_bound:
            return Opened(self.data, auto_id=False)
        return Opened(
            initial={"revision": self.instance.revision, "opened_at": timezone.now()}, auto_id=False
        )

    def clean_slug(self) -> str:
        """Say at the field itself that an address is taken or can never be reached."""
        slug: str = self.cleaned_data["slug"]
        page: Page = self.instance
        # Django asks the model's validators only later, and no route takes just any text.
        type(page)._meta.get_field("slug").run_validators(slug)
        if slug != page.slug and slug != slug.lower():  # what is there already stays where it is
            raise ValidationError(f"Write the address in lower case: {slug.lower()}")
        others = type(page)._default_manager.filter(language=page.language, slug=slug).exclude(pk=page.pk)
        if taken := others.first():
            raise ValidationError(f"“{taken}” already has this address. Choose another.")
        path = type(page)(slug=slug).path
        match = paths.match(path)
        if match is None or not issubclass(getattr(match.func, "view_class", object), EditionView):
            raise ValidationError(f"{path} is used by the site itself. Choose another.")
        if not page.may_stand_at(match):
            raise ValidationError(f"{path} is kept for another kind of page. Choose another.")
        return slug

    def clean(self) -> dict[str, Any] | None:
        """Refuse to overwrite a save made since the form was opened."""
        cleaned, page = super().clean(), self.instance
        if TAKEN_UP in self.data:
            self.taken_up = True
            raise ValidationError("What was typed is in the form again.", code="taken up")
        if page._state.adding:
            return cleaned
        if not self.opened.is_valid():
            raise ValidationError(
                "This form does not say which save it was opened from, so nothing was saved. "
                "Open the page again in another tab and copy your changes there."
            )
        opened = self.opened.cleaned_data
        if page.revision != opened["revision"]:
            self.stale = Stale(opened["opened_at"], page.saved_at, page.saved_by, self.editor)
            raise ValidationError(str(self.stale), code="stale")
        return cleaned
