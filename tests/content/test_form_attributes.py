"""Our template of a field's attributes prints what Django's own does, more quickly."""

from __future__ import annotations

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

ATTRIBUTES = {
    "required": True,
    "disabled": False,
    "maxlength": 20,
    "data-none": None,
    "title": "\"><script>&'",
    "data-clean": mark_safe("&amp;"),
    "aria-label": gettext_lazy("a > b"),
    'odd">': "x",
}


@pytest.mark.parametrize("widget", [forms.TextInput, forms.Textarea, forms.Select, forms.CheckboxInput])
def test_a_field_is_printed_as_django_prints_it(widget):
    field = widget(ATTRIBUTES, **({"choices": [("a", "A")]} if widget is forms.Select else {}))
    assert field.render("x", "a") == field.render("x", "a", renderer=DjangoTemplates())


class Typed(forms.Form):
    name = forms.CharField()


@pytest.mark.parametrize("attributes", [None, ATTRIBUTES])
def test_so_is_a_label(attributes):
    label = Typed()["name"].label_tag(attrs=attributes)
    assert label == Typed(renderer=DjangoTemplates())["name"].label_tag(attrs=attributes)
