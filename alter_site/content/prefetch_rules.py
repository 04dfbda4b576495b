"""Which pages a browser may fetch ahead while somebody points at a link: those of our kinds, nothing else.

The rules are a static file that is made from the kinds there are, so that a new one needs no line of its own.
https://developer.mozilla.org/en-US/docs/Web/API/Speculation_Rules_API
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

from alter_site.delivery.headers import SPECULATION_RULES

from .kinds import page_models
from .models import HomePage, IndexPage


def rules() -> dict[str, Any]:
    """Return the rules: every address at which a page of a kind with a section of its own may stand."""
    own = [model for model in page_models().values() if model not in (HomePage, IndexPage)]
    sections = {model(slug="x").path.removesuffix("x/") for model in own} - {"/"}
    where = {"href_matches": [f"{section}*" for section in sorted(sections)]}
    return {"prefetch": [{"where": where, "eagerness": "moderate"}]}


class PrefetchRulesFinder(BaseFinder):
    """Finds the rules among the static files, after writing them anew."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != SPECULATION_RULES:
            return []
        found = self._written().path(path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterable[tuple[str, Storage]]:
        yield SPECULATION_RULES, self._written()

    def _written(self) -> FileSystemStorage:
        folder = Path(settings.VAR_DIR, "made")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / SPECULATION_RULES).write_text(json.dumps(rules()), encoding="utf-8")
        return FileSystemStorage(location=folder)
