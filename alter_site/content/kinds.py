"""The kinds of page there are: each registers its content class for its model, as an admin registers itself.

``<app>/content.py`` holds the content classes of an app and is found by itself when the site starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.utils.text import capfirst

if TYPE_CHECKING:
    from .models import Page
    from .objects import PageContent

_models: dict[str, type[Page]] = {}
_found: dict[str, type[Page]] = {}  # the kind of each identity that was asked for

Content = TypeVar("Content", bound="PageContent")


def content_of(model: type[Page]) -> Callable[[type[Content]], type[Content]]:
    """Register the decorated class as what pages of ``model`` are frozen to.

    Raises:
        ImproperlyConfigured: another model has a kind of the same name.
    """

    def register(content: type[Content]) -> type[Content]:
        if (other := _models.setdefault(content.KIND, model)) is not model:
            raise ImproperlyConfigured(f"{other.__name__} and {model.__name__} are both “{content.KIND}”.")
        model.CONTENT = content
        return content

    return register


def page_models() -> dict[str, type[Page]]:
    """Return the model of each kind of page by the name its editions carry."""
    return _models


def find_page(page_id: Any) -> Page | None:
    """Return the working copy with this identity, whatever its kind, which no page ever changes."""
    identity = str(page_id)
    for model in [_found[identity]] if identity in _found else _models.values():
        if page := model._default_manager.filter(pk=page_id).first():
            _found[identity] = model
            return page
    return None


def app_labels() -> list[str]:
    """Return the label of each app that has a kind of page; ``content``, which takes any address, is last."""
    return sorted({model._meta.app_label for model in _models.values()}, key=lambda label: label == "content")


def with_index() -> Iterator[type[Page]]:
    """Yield the model of each kind that has a page which lists it."""
    for model in _models.values():
        if model.CONTENT.INDEX_URL_NAME and model.CONTENT.IN_INDEX:
            yield model


def index_choices() -> list[tuple[str, str]]:
    """Return the kinds an index page may list, in the words of its form and in their alphabet."""
    named = [(model.CONTENT.KIND, capfirst(str(model._meta.verbose_name_plural))) for model in with_index()]
    return sorted(named, key=itemgetter(1))
