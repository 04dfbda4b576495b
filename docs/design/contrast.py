"""Print the contrast of every pair of colors that stand on each other, from static/css/tokens.css.

python docs/design/contrast.py

Text needs 7:1 (WCAG AAA), large numerals 4.5:1, borders of controls 3:1. Ends with status 1 if a pair falls short.
"""

import re
import sys
from pathlib import Path

TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"

PAPERS = ("paper", "surface", "mist", "sand")
NEEDED = {"ink": 7.0, "ink-2": 7.0, "link": 7.0, "bad": 7.0, "good": 7.0, "edge": 3.0}
ALSO = (
    ("on-deep", "deep", 7.0),
    ("on-deep-2", "deep", 7.0),
    ("lamp", "deep", 4.5),
    ("on-lamp", "lamp", 7.0),
    ("on-lamp", "lamp-bright", 7.0),
    ("numeral", "paper", 4.5),
    ("bad", "bad-paper", 7.0),
    ("ink", "marked", 7.0),
)


def luminance(color: str) -> float:
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def schemes() -> dict[str, dict[str, str]]:
    """Read the colors of both schemes; the dark one keeps what it does not replace."""
    light, dark = TOKENS.read_text().split("@media (prefers-color-scheme: dark)")
    colors = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in (light, dark)]
    return {"light": colors[0], "dark": colors[0] | colors[1]}


def main() -> int:
    too_low = 0
    pairs = [(ink, paper, needed) for ink, needed in NEEDED.items() for paper in PAPERS]
    for scheme, colors in schemes().items():
        for ink, paper, needed in (*pairs, *ALSO):
            ratio = contrast(colors[ink], colors[paper])
            too_low += ratio < needed
            print(f"{scheme:5}  {ink:10} on {paper:11} {ratio:5.2f}{'' if ratio >= needed else f'  needs {needed}'}")
    return 1 if too_low else 0


if __name__ == "__main__":
    sys.exit(main())
