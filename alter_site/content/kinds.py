"""The kinds of page there are, found from the models themselves."""

from __future__ import annotations

import functools
from typing import Any

from django.apps import apps

from .models import Page


@functools.cache
def page_models() -> dict[str, type[Page]]:
    """Return every concrete page model by the kind its editions carry."""
    return {model.CONTENT.KIND: model for model in apps.get_models() if issubclass(model, Page)}


def find_page(page_id: Any) -> Page | None:
    """Return the working copy with this identity, whatever its kind."""
    for model in page_models().values():
        if page := model._default_manager.filter(pk=page_id).first():
            return page
    return None
