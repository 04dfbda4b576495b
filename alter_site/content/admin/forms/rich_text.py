"""The rich-text editor in forms: readable addresses in, clean HTML and page identities out."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.urls import reverse
from django_prose_editor.config import expand_extensions

from ...models.identities import to_identity
from ...models.rich_text_field import links_written_in, to_editor, to_stored
from ...models.tidy_markup import with_every_tag_closed
from ...visible_text import is_visible

MOST_TAGS = 10_000  # our longest text twenty times over; HTML that is nested deeper takes minutes to read
TOO_MANY_TAGS = (
    f"This text has more than {MOST_TAGS:,} marks of formatting, which is more than we can read. "
    "Divide it, or paste it as plain text."
)
_TAG = re.compile("<[^>]*>")


class RichTextWidget(forms.Textarea):
    """A textarea that a module of ours turns into an editor; without script it stays a textarea of HTML.

    The package's own start would need an import map, and with it a nonce in the policy, and it writes a
    style element that the policy refuses.
    """

    def __init__(self, attrs: dict[str, Any] | None = None, *, extensions: dict[str, Any]) -> None:
        self.extensions = extensions
        super().__init__(attrs)

    class Media:
        css = {"all": ["django_prose_editor/editor.css"]}
        js = [Script("js/admin/rich-text.js", type="module")]

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        extensions = json.dumps(expand_extensions(self.extensions), separators=(",", ":"))
        return super().build_attrs(base_attrs, extra_attrs) | {
            "data-rich-text": extensions,
            "data-link-targets": reverse("admin:link_targets"),
        }

    def use_required_attribute(self, initial: Any) -> bool:
        # The browser could not show its message on a textarea that the editor hides.
        return False


class RichTextFormField(forms.CharField):
    """HTML from the editor. A link that leads nowhere is named instead of being dropped."""

    def __init__(self, *, config: dict[str, Any], preset: str = "", **kwargs: Any) -> None:
        super().__init__(**(kwargs | {"widget": RichTextWidget(extensions=config["extensions"])}))

    def prepare_value(self, value: Any) -> Any:
        return to_editor(value) if isinstance(value, str) else value

    def to_python(self, value: Any) -> str:
        html = with_every_tag_closed(super().to_python(value) or "")
        if html.count("<") > MOST_TAGS:
            raise ValidationError(TOO_MANY_TAGS)
        # An emptied editor leaves an empty paragraph behind.
        return html if is_visible(unescape(_TAG.sub("", html))) else ""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return super().has_changed(initial, to_stored(self.to_python(data)))
        except ValidationError:
            return True

    def clean(self, value: Any) -> str:
        html = super().clean(value)
        if errors := [*_broken_links(html)]:
            raise ValidationError(errors)
        return to_stored(html)


def _broken_links(html: str) -> list[str]:
    """Say of each link that leads nowhere which one it is and why."""
    problems = []
    for href, words in links_written_in(html):
        if not href or href.startswith(("https://", "#", "tel:")):
            continue
        try:
            to_identity(href)
        except LookupError as error:
            problems.append(f"The link “{words}” leads to {href}. {error}")
    return problems
