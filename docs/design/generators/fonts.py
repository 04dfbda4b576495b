import sys, os, io
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from fontTools import subset

N = "node_modules/@fontsource-variable/"
FULL = "20-7E,A0,A1,A9,AA,AB,AE,B0,B7,BA,BB,BD,BF,C0-FF,131,152,153,2009,2010-2014,2018-201A,201C-201E,2020,2022,2026,202F,20AC,2122,2190-2193,2212"
SM = "20-7E,A0,A1,AA,BA,BF,C1,C9,CD,D1,D3,DA,DC,E1,E9,ED,F1,F3,FA,FC,2013,2014,2018,2019,201C,201D,2026"


def go(src, lo, hi, out, uni, feat):
    f = TTFont(N + src)
    o = subset.Options()
    o.layout_features = feat
    o.hinting = False
    o.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    o.notdef_outline = True
    s = subset.Subsetter(o)
    us = set()
    for p in uni.split(","):
        a, _, b = p.partition("-")
        us |= set(range(int(a, 16), int(b or a, 16) + 1))
    s.populate(unicodes=us)
    s.subset(f)
    bio = io.BytesIO()
    f.flavor = None
    f.save(bio)
    bio.seek(0)
    f = TTFont(bio)
    f = instancer.instantiateVariableFont(f, {"wght": (lo, hi) if lo != hi else lo})
    f.flavor = "woff2"
    f.save(out)
    print(
        out,
        os.path.getsize(out),
        [(a.axisTag, a.minValue, a.maxValue) for a in f["fvar"].axes] if "fvar" in f else "static",
        len(f.getGlyphOrder()),
    )


F = ["kern", "liga", "calt", "ccmp", "locl", "mark", "mkmk", "lnum", "tnum", "case"]
go("petrona/files/petrona-latin-wght-normal.woff2", 350, 600, "build/fonts/petrona.woff2", FULL, F)
go("petrona/files/petrona-latin-wght-italic.woff2", 400, 400, "build/fonts/petrona-italic.woff2", SM, F)
go(
    "atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    400,
    700,
    "build/fonts/atkinson-next.woff2",
    FULL,
    F,
)
