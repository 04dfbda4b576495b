"""Fixtures for the tests of how pages are delivered."""

from __future__ import annotations

import functools

import brotli
import pytest

from alter_site.delivery import ready_page


@pytest.fixture(autouse=True)
def _pages_are_compressed_quickly(monkeypatch):
    """Compress as other servers do: what a page is compressed to does not decide where it is kept."""
    monkeypatch.setitem(ready_page.COMPRESSORS, "br", functools.partial(brotli.compress, quality=4))
