import random, math

# palette -------------------------------------------------------------
C = dict(
    abyss="#0b2126",
    night="#102d33",
    harbor="#173f46",
    deep="#20525a",
    pacific="#34727a",
    lagoon="#5f9b99",
    glass="#97c0b8",
    mist="#c9ddd5",
    fog="#eef2ec",
    kelp="#26382f",
    chap="#3f5343",
    sage="#71836a",
    sagel="#a4b08e",
    dune="#d8cfae",
    cliffd="#7c5a44",
    cliffm="#a97f5c",
    cliff="#cfa477",
    cliffl="#e8c899",
    buff="#f3e3c6",
    sand="#ead6b4",
    lamp="#f4b45f",
    apricot="#f8d29c",
    blush="#f4dcc6",
    rose="#dea892",
    clay="#b8694a",
    wood="#96694a",
    woodd="#6b4935",
    plaster="#f6efe2",
    plasterd="#ddd3c0",
)


def n(v):
    s = ("%.1f" % v).rstrip("0").rstrip(".")
    return "0" if s in ("-0", "") else s


def P(pts):
    return " ".join(f"{n(x)} {n(y)}" for x, y in pts)


def poly(pts, close=True):
    return "M" + P(pts) + ("z" if close else "")


def smooth(pts, closed=False, t=0.5):
    """Catmull-Rom -> cubic beziers"""
    m = len(pts)
    d = f"M{n(pts[0][0])} {n(pts[0][1])}"
    rng = range(m if closed else m - 1)
    for i in rng:
        p0 = pts[(i - 1) % m] if closed or i > 0 else pts[i]
        p1 = pts[i]
        p2 = pts[(i + 1) % m]
        p3 = pts[(i + 2) % m] if closed or i + 2 < m else p2
        c1 = (p1[0] + (p2[0] - p0[0]) * t / 3, p1[1] + (p2[1] - p0[1]) * t / 3)
        c2 = (p2[0] - (p3[0] - p1[0]) * t / 3, p2[1] - (p3[1] - p1[1]) * t / 3)
        d += f"C{P([c1, c2, p2])}"
    return d + ("z" if closed else "")


def el(d, fill="none", **k):
    a = "".join(f' {q.replace("_", "-")}="{v}"' for q, v in k.items() if v is not None)
    fl = f' fill="{fill}"' if fill else ""
    return f'<path d="{d}"{fl}{a}/>'


def rect(x, y, w, h, fill, **k):
    a = "".join(f' {q.replace("_", "-")}="{v}"' for q, v in k.items() if v is not None)
    return f'<rect x="{n(x)}" y="{n(y)}" width="{n(w)}" height="{n(h)}" fill="{fill}"{a}/>'


def circ(x, y, r, fill, **k):
    a = "".join(f' {q.replace("_", "-")}="{v}"' for q, v in k.items() if v is not None)
    return f'<circle cx="{n(x)}" cy="{n(y)}" r="{n(r)}" fill="{fill}"{a}/>'


def lin(id, stops, x1=0, y1=0, x2=0, y2=1, units=None):
    s = "".join(
        f'<stop offset="{o}" stop-color="{c}"' + (f' stop-opacity="{op[0]}"' if op else "") + "/>"
        for o, c, *op in stops
    )
    u = f' gradientUnits="{units}"' if units else ""
    return f'<linearGradient id="{id}" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"{u}>{s}</linearGradient>'


def rad(id, stops, cx=0.5, cy=0.5, r=0.5, extra=""):
    s = "".join(
        f'<stop offset="{o}" stop-color="{c}"' + (f' stop-opacity="{op[0]}"' if op else "") + "/>"
        for o, c, *op in stops
    )
    return f'<radialGradient id="{id}" cx="{cx}" cy="{cy}" r="{r}" {extra}>{s}</radialGradient>'


def lens(x, y, w, h):  # glint
    return f"M{n(x)} {n(y)}q{n(w / 2)} {n(-h)} {n(w)} 0q{n(-w / 2)} {n(h)} {n(-w)} 0"


def blob(cx, cy, rx, ry, rnd, k=9, j=0.18):
    pts = []
    for i in range(k):
        a = 2 * math.pi * i / k
        q = 1 + rnd.uniform(-j, j)
        pts.append((cx + math.cos(a) * rx * q, cy + math.sin(a) * ry * q))
    return smooth(pts, True, 1)


def ridge(x0, x1, y, amp, rnd, k=10):
    pts = []
    for i in range(k + 1):
        t = i / k
        pts.append(
            (
                x0 + (x1 - x0) * t,
                y + amp * (math.sin(t * 5.1 + rnd.random() * 0.8) * 0.6 + rnd.uniform(-0.4, 0.4)),
            )
        )
    return pts


def grass(x, y, h, rnd, k=5, spread=0.8):
    d = ""
    for i in range(k):
        a = rnd.uniform(-spread, spread)
        hh = h * rnd.uniform(0.6, 1)
        w = h * 0.035 + 1
        tx = x + math.sin(a) * hh
        ty = y - math.cos(a) * hh
        bx = x + rnd.uniform(-h * 0.15, h * 0.15)
        mx = bx + (tx - bx) * 0.25
        my = y - (y - ty) * 0.6
        d += f"M{n(bx - w)} {n(y)}Q{P([(mx - w, my), (tx, ty)])}Q{P([(mx + w, my), (bx + w, y)])}z"
    return d


def agave(x, y, s, rnd, k=11):
    d = ""
    for i in range(k):
        a = -math.pi * 0.92 * (i / (k - 1)) - 0.13
        L = s * (0.72 + 0.28 * math.sin(math.pi * i / (k - 1))) * rnd.uniform(0.9, 1.05)
        tx = x + math.cos(a) * L
        ty = y + math.sin(a) * L * 0.9
        nx, ny = -math.sin(a) * s * 0.085, math.cos(a) * s * 0.085
        mx, my = x + math.cos(a) * L * 0.5, y + math.sin(a) * L * 0.42
        d += f"M{P([(x - nx * 0.6, y - ny * 0.6)])}Q{P([(mx - nx * 1.3, my - ny * 1.3), (tx, ty)])}Q{P([(mx + nx * 1.3, my + ny * 1.3), (x + nx * 0.6, y + ny * 0.6)])}z"
    return d


def palm(x, y, h, lean, rnd, s=1.0):
    """returns trunk path, fronds path"""
    tx, ty = x + lean, y - h
    w = 5 * s
    tr = f"M{n(x - w * 1.3)} {n(y)}Q{P([(x + lean * 0.2 - w, y - h * 0.5), (tx - w * 0.6, ty)])}L{n(tx + w * 0.6)} {n(ty)}Q{P([(x + lean * 0.2 + w, y - h * 0.5), (x + w * 1.3, y)])}z"
    fr = ""
    L = h * 0.26 if h * 0.26 < 95 * s else 95 * s
    for a0 in (-172, -150, -128, -104, -80, -55, -32, -10, 12, 168, 190):
        a = math.radians(a0 + rnd.uniform(-6, 6))
        l = L * rnd.uniform(0.85, 1.1)
        ex, ey = tx + math.cos(a) * l, ty + math.sin(a) * l * 0.75 + l * 0.42
        mx, my = tx + math.cos(a) * l * 0.62, ty + math.sin(a) * l * 0.75 - l * 0.04
        fr += (
            f"M{P([(tx, ty)])}Q{P([(mx, my - l * 0.1), (ex, ey)])}Q{P([(mx - 2, my + l * 0.13), (tx, ty)])}z"
        )
    return tr, fr


STIP = '<filter id="s" x="0" y="0" width="1" height="1" color-interpolation-filters="sRGB"><feTurbulence type="fractalNoise" baseFrequency="{f}" numOctaves="2" seed="7"/><feColorMatrix values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 3.2 0 0 0 -1.1" result="n"/><feComposite in="SourceAlpha" in2="n" operator="arithmetic" k2="2.1" k3="2.1" k4="-2.1" result="m"/><feComposite in="SourceGraphic" in2="m" operator="in"/></filter>'
PAPER = '<filter id="p" x="0" y="0" width="1" height="1" color-interpolation-filters="sRGB"><feTurbulence type="fractalNoise" baseFrequency="{f}" numOctaves="3" seed="2"/><feColorMatrix values="0 0 0 0 {r} 0 0 0 0 {g} 0 0 0 0 {b} 0 2.6 0 0 -1.12"/></filter>'


def doc(w, h, defs, body, stip=0.85, paper=0.6, pc=(0.12, 0.2, 0.2), po=0.16, po2=0.0):
    pf = PAPER.format(f=paper, r=pc[0], g=pc[1], b=pc[2])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}"><defs>'
        + STIP.format(f=stip)
        + pf
        + defs
        + "</defs>"
        + body
        + f'<rect width="{w}" height="{h}" filter="url(#p)" opacity="{po}"/></svg>'
    )


def sym(id, inner):
    return f'<g id="{id}">{inner}</g>'


def use(id, x, y, s=1, flip=False, fill=None, op=None):
    sx = -s if flip else s
    return (
        f'<use href="#{id}" transform="translate({n(x)} {n(y)}) scale({n2(sx)} {n2(s)})"'
        + (f' fill="{fill}"' if fill else "")
        + (f' opacity="{op}"' if op else "")
        + "/>"
    )


def n2(v):
    return ("%.2f" % v).rstrip("0").rstrip(".")


def il(x, y, w, h):
    x, y, w = round(x), round(y), round(w / 2) * 2
    return f"M{x} {y}q{w // 2}-{max(1, round(h))} {w} 0q-{w // 2} {max(1, round(h))}-{w} 0"


def cloud(x, y, w, h):
    return f"M{x} {y}c{n(w * 0.18)} {n(-h)} {n(w * 0.34)} {n(-h * 0.5)} {n(w * 0.5)} {n(-h * 0.7)}s{n(w * 0.34)} {n(h * 0.1)} {n(w * 0.5)} {n(h * 0.7)}c{n(-w * 0.3)} {n(h * 0.25)} {n(-w * 0.7)} {n(h * 0.3)} {n(-w)} 0z"


# shared plants, drawn at ~100 units
def A_agave():
    return el(agave(0, 0, 100, random.Random(3), 9), None)


def A_tuft():
    return el(grass(0, 0, 100, random.Random(5), 4, 0.55), None)


def A_bush(c2):
    return el("M-60 0C-66-26-44-40-30-36-24-58 12-60 20-42 44-50 64-26 60 0 36 7-36 7-60 0z", None) + el(
        "M-36-22C-30-38-10-40-4-32 6-44 22-40 22-28 6-30-14-30-36-22z", c2
    )


def A_palm():
    t, f = palm(0, 0, 230, -8, random.Random(2), 1.15)
    return el(t, "#6b5a45") + el(f, "#47604a")


def A_rock():
    return (
        el("M-46 2L-38-14-22-24-8-33 14-28 28-16 44-6 48 2z", "#65503f")
        + el("M-46 2L-38-14-22-24-8-33-2-20-16-10-20 2z", "#c69a6f")
        + el("M-8-33L14-28 8-18-2-20z", "#a57d5a")
    )


def stip(inner):
    return f'<g filter="url(#s)">{inner}</g>'
