"""Cut the web fonts in static/fonts/ out of the full ones.

    npm install @fontsource-variable/petrona @fontsource-variable/atkinson-hyperlegible-next
    pip install fonttools brotli
    python docs/design/fonts.py node_modules/@fontsource-variable

English and Spanish are in the two files that every page preloads. The other letters of western Europe, which
names need now and then, are in a file of their own that a browser fetches only for a page that has one.
The rule for that file in static/css/letters.css holds the range that this program prints.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts"

ENGLISH_AND_SPANISH = {
    *range(0x20, 0x7F),
    *map(ord, "\N{NO-BREAK SPACE}¡©ª·º¿ÁÉÍÑÓÚÜáéíñóúü"),
    *map(ord, "\N{HYPHEN}\N{NON-BREAKING HYPHEN}–—‘’“”•…−"),
}
WESTERN_EUROPE = {
    *range(0xC0, 0x100),
    *map(ord, "«»®°½ıŒœ\N{THIN SPACE}‚„€™"),
} - ENGLISH_AND_SPANISH
FEATURES = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "lnum", "tnum", "case"]


def cut(source: Path, name: str, letters: set[int], weights: tuple[int, int] | int) -> None:
    font = TTFont(source)
    options = subset.Options(layout_features=FEATURES, hinting=False, notdef_outline=True)
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # the license stays in the file
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=letters & set(font.getBestCmap()))
    subsetter.subset(font)
    font = instancer.instantiateVariableFont(font, {"wght": weights})
    font.flavor = "woff2"
    path = FONTS / f"{name}.woff2"
    font.save(path)
    print(f"{path.name}  {path.stat().st_size:,} bytes")


def unicode_range(letters: set[int]) -> str:
    runs: list[list[int]] = []
    for letter in sorted(letters):
        if runs and letter == runs[-1][1] + 1:
            runs[-1][1] = letter
        else:
            runs.append([letter, letter])
    return ", ".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def main(fontsource: Path) -> None:
    petrona = fontsource / "petrona" / "files"
    atkinson = fontsource / "atkinson-hyperlegible-next" / "files" / "atkinson-hyperlegible-next-latin-wght-normal.woff2"
    cut(petrona / "petrona-latin-wght-normal.woff2", "petrona", ENGLISH_AND_SPANISH, (370, 520))
    cut(petrona / "petrona-latin-wght-italic.woff2", "petrona-italic", ENGLISH_AND_SPANISH, 400)
    cut(atkinson, "atkinson-next", ENGLISH_AND_SPANISH, (400, 700))
    cut(atkinson, "atkinson-next-more", WESTERN_EUROPE, (400, 700))
    print("unicode-range:", unicode_range(WESTERN_EUROPE))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
