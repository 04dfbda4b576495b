"""The pages to audit: one of each kind, found in the sitemaps, and those laid out unlike any other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

# Preferred where a kind has several pages; of every other kind the first in its sitemap is measured.
PREFERRED = {
    "/therapies/",
    "/therapies/attachment-based-therapy/",
    "/conditions/ptsd/",
    "/facilities/dana-point/",
    "/levels-of-care/residential/",
}
# Editions like the others, with a layout of their own.
ALSO = ("/verify-insurance/", "/levels-of-care/compare/")
# No editions: no search engine is to find these, and they are never baked.
UNLISTED = ("/money/", "/request/who/")
LOCATION = re.compile(r"<loc>(.*?)</loc>")


def one_of_each_kind(read: Callable[[str], str]) -> Iterator[str]:
    """Yield the path of one live page of each kind; ``read`` returns what the site answers at a path."""

    def paths(path: str) -> list[str]:
        return [urlsplit(address).path for address in LOCATION.findall(read(path))]

    for sitemap in paths("/sitemap.xml"):
        pages = paths(sitemap)
        yield next((path for path in pages if path in PREFERRED), pages[0])
