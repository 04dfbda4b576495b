"""No style needs a newer browser than docs/browsers.md promises."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

Versions = tuple[float, ...]

DOCUMENT = Path(settings.BASE_DIR) / "docs/browsers.md"
STYLES = ("tokens", "first", "site", "forms")
BROWSERS = ("Safari", "Firefox", "Chrome")
WAY_AROUND = {":popover-open"}

# Known to every browser that knows :is() and logical properties (Safari 14.1, Firefox 78, Chrome 88).
OLD = {
    *("@import", "@media", "@font-face", "@supports", "@keyframes"),
    *(
        ":active",
        ":after",
        ":before",
        ":checked",
        ":first-child",
        ":first-of-type",
        ":focus",
        ":hover",
        ":is",
    ),
    *(
        ":last-child",
        ":marker",
        ":not",
        ":nth-child",
        ":nth-last-child",
        ":only-child",
        ":root",
        ":selection",
    ),
    *(":target", ":where", ":backdrop", ":-webkit-details-marker", "ch"),
}
# A browser without them shows the same words in the same place, less smoothly.
FINISH = {":details-content"}


def used() -> set[str]:
    found: set[str] = set()
    for name in STYLES:
        text = (Path(settings.BASE_DIR) / f"static/css/{name}.css").read_text(encoding="utf-8")
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        text = re.sub(r"@supports [^{]+", "@supports ", text)  # asks for a feature, needs none
        found |= set(re.findall(r"@[a-z-]+", text))
        found |= set(re.findall(r":[a-z-]+", text))  # a declaration has a space behind its colon
        found |= set(re.findall(r"\d(cq[a-z]+|[sdl]v[a-z]+|lh|rlh|cap|ch|ic)\b", text))
    return found


def rows(columns: int) -> dict[str, Versions]:
    """The versions of each row of a table with so many columns."""
    found = {}
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == columns and re.fullmatch(r"[\d.]+", cells[-1]):
            found[cells[0].strip("`")] = tuple(float(cell) for cell in cells[-3:])
    return found


def test_every_css_feature_we_use_is_old_or_in_the_browser_table() -> None:
    assert used() - OLD - FINISH == set(rows(5))


def test_the_documented_oldest_browsers_support_every_listed_css_feature() -> None:
    features, promised = rows(5), rows(4)

    def needed(names: set[str]) -> Versions:
        return tuple(max(features[name][at] for name in names) for at in range(len(BROWSERS)))

    assert promised["gets everything"] == needed(set(features))
    laid_out = "gets all words, actions and the form, laid out"
    assert promised[laid_out] == needed(set(features) - WAY_AROUND)
