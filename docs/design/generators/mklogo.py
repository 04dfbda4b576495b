import os
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen

N = os.environ.get("FONTSOURCE", "node_modules/@fontsource-variable") + "/"  # npm @fontsource-variable
_c = {}


def font(which, w):
    k = (which, w)
    if k not in _c:
        p = N + (
            "petrona/files/petrona-latin-wght-normal.woff2"
            if which == "s"
            else "petrona/files/petrona-latin-wght-italic.woff2"
            if which == "i"
            else "atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2"
        )
        _c[k] = instancer.instantiateVariableFont(TTFont(p), {"wght": w})
    return _c[k]


def outline(text, size, x, y, which="s", w=450, track=0, anchor="start", prec=1):
    f = font(which, w)
    gs = f.getGlyphSet()
    cm = f.getBestCmap()
    upm = f["head"].unitsPerEm
    s = size / upm
    kern = {}
    adv = []
    names = [cm[ord(c)] for c in text]
    total = sum(gs[g].width * s + track for g in names) - track
    if anchor == "middle":
        x -= total / 2
    pen = SVGPathPen(
        gs, ntos=lambda v: ("%.*f" % (prec, v)).rstrip("0").rstrip(".") if prec else str(round(v))
    )
    for g in names:
        gs[g].draw(TransformPen(pen, (s, 0, 0, -s, x, y)))
        x += gs[g].width * s + track
    return pen.getCommands(), total


MARK = "M4 23a18 18 0 0 1 36 0z", "M12 27h36a18 18 0 0 1-36 0z"
if __name__ == "__main__":
    os.makedirs("build/img", exist_ok=True)
    d, t = outline("Alter", 46, 64, 39.5, "s", 470, -0.3, prec=1)
    W = round(64 + t + 2)
    for nm, a, b, c in (
        ("logo", "#d98a2b", "#173f46", "#14292c"),
        ("logo-on-dark", "#f4b45f", "#9cc2b6", "#f1f3ea"),
        ("logo-mono", "#000", "#000", "#000"),
    ):
        open(f"build/img/{nm}.svg", "w").write(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {W} 50" width="{W}" height="50" role="img" aria-label="Alter"><path fill="{a}" d="{MARK[0]}"/><path fill="{b}" d="{MARK[1]}"/><path fill="{c}" d="{d}"/></svg>'
        )
    open("build/img/favicon.svg", "w").write(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="#123c44"/><path fill="#f4b45f" d="M8 30a21 21 0 0 1 42 0z"/><path fill="#a9cdbf" d="M14 35h42a21 21 0 0 1-42 0z"/></svg>'
    )
    open("build/logo_inline.txt", "w").write(f"{W}|{d}")
    print("logo width", W, len(d))
