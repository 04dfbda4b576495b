# the surf line, seen from the bluff: late sun, two people walking
from lib import *

r = random.Random(4)
W, H = 1600, 1000
defs = lin("o", [(0, "#1f565f"), (0.5, "#3b8388"), (1, "#6fb0a8")], 0.15, 0, 0.5, 1)
defs += lin("b", [(0, "#e9d3aa"), (1, "#dcb98a")], 0.2, 0, 0.9, 1) + lin(
    "t", [(0, "#cfae80"), (1, "#c49b6b")]
)
defs += lin("m", [(0, "#e8f1e4", 0.95), (1, "#e8f1e4", 0.1)], 0.7, 0, 0.3, 1) + lin(
    "v", [(0, "#123f48", 0.8), (1, "#123f48", 0)], 0.1, 0, 0.5, 0.9
)
defs += lin("y", [(0, "#a87c50", 0), (1, "#8a6340", 0.8)], 0.3, 0.2, 0.9, 1)
defs += sym("tu", A_tuft()) + sym("bu", A_bush("#9dab80")) + sym("ag", A_agave())
b = rect(0, 0, W, H, "url(#b)")


# a family of curves from top-right to bottom-left; offset = distance inland
def line(off, am, seed, k=9):
    q = random.Random(seed)
    pts = []
    for i in range(k + 1):
        t = i / k
        x = 1330 - 1240 * t**0.92
        y = -60 + 1130 * t
        w = math.sin(t * 7.2 + seed * 1.3) * am + math.sin(t * 15 + seed) * am * 0.35
        sc = 0.62 + 0.55 * t
        pts.append((x + off * sc + w, y + off * 0.28 * sc))
    return pts


def sea(off, am, seed):
    p = line(off, am, seed)
    return smooth(p, t=0.55) + "L-60 1070 -60-60z"


b += el(sea(300, 16, 2), "#dcbc8d") + el(sea(238, 20, 2), "#c8a576")
b += stip(el(sea(238, 20, 2), "#8f6d49", opacity=0.32))
b += el(sea(180, 24, 3), "#d9cfae", opacity=0.9)
b += el(sea(150, 30, 5), "#f6f5e8")
b += el(sea(120, 30, 5), "#a9cdbf") + el(sea(96, 24, 5), "#8fbfb4")
b += el(sea(60, 34, 6), "#f6f5e8") + el(sea(22, 34, 6), "#7fb5ae")
b += el(sea(-40, 30, 8), "#5f9fa0")
b += el(sea(-92, 26, 9), "#eef3e6", opacity=0.92) + el(sea(-116, 30, 9.25), "#4d9094")
b += el(sea(-230, 22, 11), "#3c7f86")
b += el(sea(-300, 20, 12), "#dfece2", opacity=0.75) + el(sea(-312, 22, 12.1), "#33757d")
b += el(sea(-430, 18, 13), "#2b6871") + el(sea(-620, 16, 14), "#245c66")
b += stip(el(sea(-200, 18, 13), "url(#v)"))


# foam lace
def lace(off, am, seed, wd, dash, op, c="#f6f5e8"):
    return el(
        smooth(line(off, am, seed), t=0.55),
        stroke=c,
        stroke_width=wd,
        stroke_dasharray=dash,
        stroke_linecap="round",
        opacity=op,
    )


b += (
    lace(100, 26, 5.2, 5, "40 26 8 20 90 34 4 18", 0.8)
    + lace(84, 24, 5.5, 3.5, "14 30 60 22 4 24", 0.7)
    + lace(8, 32, 6.2, 5, "70 30 10 22 120 40 6 24", 0.8)
    + lace(-18, 30, 6.6, 3.5, "26 40 6 20 70 50", 0.65)
)
b += lace(-140, 28, 9.4, 4, "60 44 12 30 100 60", 0.6) + lace(-168, 26, 9.8, 3, "20 50 60 70", 0.45)
b += lace(194, 22, 3.2, 3, "50 20 120 40 16 26", 0.7, "#f0e2c2")
g = ""
for i in range(26):
    x = r.uniform(-40, 760)
    y = r.uniform(10, 820)
    if x < 1330 - 1240 * ((y + 60) / 1130) - 330:
        g += il(x, y, r.uniform(50, 130), r.uniform(2, 5))
b += el(g, "#a9d3cb", opacity=0.5)
# dry sand: ripples + footprints
b += stip(el("M1600 260C1400 520 1080 800 860 1000H1600z", "url(#y)"))
g = ""
for i in range(14):
    t = i / 13
    x = 1500 - 560 * t
    y = 180 + 720 * t
    g += f"M{round(x + r.uniform(-60, 120))} {round(y)}q{round(r.uniform(50, 90))} {round(r.uniform(-14, -4))} {round(r.uniform(120, 190))} {round(r.uniform(-30, -6))}"
b += el(g, stroke="#f4e4c2", stroke_width=4, stroke_linecap="round", opacity=0.6)
g = ""
for i in range(17):
    x = 990 + i * 19.5
    y = 560 - i * 27 + (6 if i % 2 else -6)
    g += f"M{round(x)} {round(y)}l3-6"
b += el(g, stroke="#a98558", stroke_width=6, stroke_linecap="round", opacity=0.65)


# two people with long shadows (light from upper left)
def person(x, y, s, coat, leg, hair, arm):
    f = lambda *p: P([(x + a * s, y + c * s) for a, c in p])
    d = el(f"M{f((-3, 0))}L{f((-5, -30), (6, -30), (5, 0), (2, 0), (1, -22), (0, 0))}z", leg)
    d += el(f"M{f((-8, -26))}C{f((-9, -44), (-7, -58), (0, -59))}C{f((8, -58), (9, -44), (8, -26))}z", coat)
    d += el(
        f"M{f((arm * 5, -52))}L{f((arm * 12, -30))}",
        stroke=coat,
        stroke_width=n(5 * s),
        stroke_linecap="round",
    )
    d += circ(x, y - 66 * s, 6.6 * s, "#8a5d43") + el(
        f"M{f((-7, -66))}C{f((-8, -76), (8, -76), (7, -65))}C{f((4, -70), (-3, -70), (-7, -66))}z", hair
    )
    return d


b += el(
    "M980 600L1130 676C1150 684 1160 676 1150 668L990 592zM1014 590L1180 668C1200 676 1210 668 1200 660L1026 582z",
    "#7d5c3c",
    opacity=0.5,
)
b += person(982, 596, 1.02, "#f3ead6", "#2f4a4c", "#3a2c25", 1) + person(
    1016, 586, 0.94, "#d08a5c", "#3c4f57", "#6b4935", -1
)
# shorebirds
g = ""
for x, y in ((760, 640), (792, 668), (736, 690), (812, 628)):
    g += f"M{x} {y}c2-9 14-11 18-4l8 3-9 1c-4 6-12 6-17 0M{x + 7} {y + 4}v9M{x + 11} {y + 4}v9"
b += el(g, "#4d4a44", stroke="#4d4a44", stroke_width=1.6)
# bluff corner, lower right
b += el("M1600 690C1560 716 1500 730 1462 770S1380 850 1330 880 1230 950 1180 1000H1600z", "#56694e")
b += stip(
    el(
        "M1600 720C1570 760 1520 770 1480 810S1400 880 1350 910 1250 970 1220 1000H1600z",
        "#22382f",
        opacity=0.75,
    )
)
for x, y, s in (
    (1560, 740, 0.8),
    (1490, 800, 0.8),
    (1420, 866, 0.7),
    (1340, 916, 0.72),
    (1260, 976, 0.7),
    (1400, 960, 0.9),
    (1520, 900, 1),
    (1590, 850, 0.9),
):
    b += use("bu", x, y, s, r.random() > 0.5, "#6f8463")
for x, y, s in ((1530, 770, 0.6), (1450, 836, 0.66), (1376, 894, 0.6), (1296, 946, 0.6)):
    b += use("tu", x, y, s, 0, "#d3cd9a")
b += use("ag", 1478, 968, 0.95, 0, "#86a390")
print(doc(W, H, defs, b, stip=0.8, po=0.09))
