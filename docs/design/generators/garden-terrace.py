# backyard deck with hills behind it, early
from lib import *

r = random.Random(31)
W, H = 1600, 1000
hz = 400
defs = lin("k", [(0, "#b9d4cf"), (0.6, "#efe6d0"), (1, "#f8d8ab")])
defs += (
    lin("g", [(0, "#94a47c"), (1, "#566b50")])
    + lin("d", [(0, "#d8b184"), (1, "#b98a63")])
    + lin("q", [(0, "#24382f", 0), (1, "#1f332b", 0.8)])
)
defs += (
    lin("y", [(0, "#7fb0ae", 0.45), (1, "#7fb0ae", 0)])
    + rad("h", [(0, "#fff6df", 0.9), (0.4, "#fbdcaa", 0.4), (1, "#f8cd94", 0)])
    + lin("u", [(0, "#5d4230", 0), (1, "#5d4230", 0.7)])
    + lin("pt", [(0, "#efe0c4"), (1, "#d6ba8c")])
)
defs += sym("ag", A_agave()) + sym("tu", A_tuft()) + sym("bu", A_bush("#a6b58a"))
defs += '<path id="lv" d="M-84 12C-92-12-66-22-54-14-52-42-20-44-10-30 2-58 36-54 36-32 56-42 70-24 64-12 88-18 98 10 82 24 70 44 44 34 36 20 24 44-6 42-14 20-30 40-74 40-84 12z"/>'
b = (
    rect(0, 0, W, hz, "url(#k)")
    + circ(1100, 330, 330, "url(#h)")
    + circ(1100, 330, 50, "#fff8e6")
    + stip(rect(0, 0, W, 240, "url(#y)"))
)
for x, y, w, h, o in [
    (-60, 120, 700, 22, 0.6),
    (560, 176, 760, 24, 0.6),
    (1000, 90, 560, 18, 0.5),
    (120, 280, 560, 14, 0.65),
    (980, 268, 640, 14, 0.6),
]:
    b += el(cloud(x, y, w, h), "#fdf8ec", opacity=o)
# inland: three ranges of hills, palest farthest away
b += el("M0 372C150 330 290 322 430 352S700 396 860 360 1120 306 1300 340 1500 384 1600 366V640H0z", "#c3cfb8")
b += el("M0 430C180 392 330 384 520 414S840 462 1010 432 1330 376 1600 424V640H0z", "#a9bba0")
b += el("M0 498C200 470 380 476 560 500S900 532 1120 504 1420 470 1600 492V640H0z", "#93a886")
for x, y, s, f in ((110, 486, 0.5, 0), (300, 478, 0.45, 1), (640, 506, 0.5, 0), (1180, 496, 0.45, 1), (1480, 480, 0.5, 0)):
    b += use("bu", x, y, s, f, "#7f946f")
# hedges at the edge of the yard
b += el("M0 560C140 530 300 548 440 560S760 570 920 560 1240 540 1600 548V1000H0z", "url(#g)")
for x, y, s, f in (
    (30, 570, 1, 0),
    (140, 566, 0.8, 1),
    (250, 570, 0.9, 0),
    (350, 574, 0.7, 1),
    (1330, 566, 0.8, 0),
    (1440, 560, 1, 1),
    (1560, 566, 1.1, 0),
):
    b += use("bu", x, y, s, f, "#7a8c6c")
# deck in perspective
b += el("M470 590H1290L1500 850H250z", "url(#d)")
g = ""
for i in range(1, 12):
    t = i / 12
    g += f"M{round(470 + 820 * t)} 590L{round(250 + 1250 * t)} 850"
b += (
    el(g, stroke="#96694a", stroke_width=2.5, opacity=0.6)
    + el("M250 850H1500V874H250z", "#8a5f42")
    + stip(el("M470 590H1290L1500 850H250z", "url(#u)", opacity=0.7))
)
# glass rail
b += (
    el("M480 500H1280V592H480z", "#eef6ee", opacity=0.28)
    + el(
        "M480 500V592M640 500V592M800 500V592M960 500V592M1120 500V592M1280 500V592",
        stroke="#5d4a3c",
        stroke_width=5,
    )
    + el("M472 498H1288", stroke="#6b4935", stroke_width=10, stroke_linecap="round")
)


# mats + bolsters
def mat(x, y, w, h, k, c, c2):
    return el(f"M{x} {y}h{w}l{k} {h}h{-w - 20}z", c) + el(
        f"M{x + 8} {y + 8}h{w - 16}l{k * 0.9:.0f} {h - 18}h{-w - 2}z",
        "none",
        stroke=c2,
        stroke_width=3,
        opacity=0.6,
    )


b += (
    mat(560, 640, 110, 130, -56, "#3f7f84", "#a9d0c6")
    + mat(760, 640, 110, 130, -20, "#e6d3ae", "#b98a63")
    + mat(960, 640, 110, 130, 24, "#6f8f7c", "#cfe0cd")
    + mat(1150, 640, 110, 130, 66, "#c98a6c", "#f3d9c6")
)


def bol(x, y, c, c2):
    return el(f"M{x} {y}c0-22 92-22 92 0v10c0 22-92 22-92 0z", c) + el(
        f"M{x} {y}c0-14 92-14 92 0", stroke=c2, stroke_width=3, opacity=0.8
    )


b += (
    bol(562, 654, "#f3e6cc", "#d8b98c")
    + bol(772, 654, "#b8694a", "#e0a07f")
    + bol(980, 654, "#f3e6cc", "#d8b98c")
    + bol(1180, 654, "#34666c", "#7fb0ae")
)
# pergola posts & beams (frame)
b += el("M330 130h26v560h-26zM1396 130h26v560h-26z", "#8a5f42") + el(
    "M330 130h9v560h-9zM1396 130h9v560h-9z", "#b98a63"
)
b += (
    el("M230 110H1530V140H230z", "#96694a")
    + el("M230 110H1530V118H230z", "#c49a70")
    + stip(el("M230 124H1530V142H230z", "#4a3325", opacity=0.7))
)
b += el("".join(f"M{x} 84h22l6 40h-26z" for x in range(260, 1510, 96)), "#7d563c")
# climbing leaves on the pergola + hanging lamp
b += el(
    "M1410 660C1380 560 1436 470 1404 380S1430 220 1400 140C1340 100 1240 130 1160 112",
    stroke="#5d6b4a",
    stroke_width=6,
)
lv = (
    (1400, 610, 0.5),
    (1424, 540, 0.6),
    (1396, 470, 0.6),
    (1426, 390, 0.65),
    (1394, 310, 0.7),
    (1424, 236, 0.75),
    (1392, 160, 0.9),
    (1310, 124, 0.8),
    (1220, 126, 0.7),
    (1150, 122, 0.5),
)
b += (
    '<g fill="#5c7558">'
    + "".join(use("lv", *q) for q in lv)
    + '</g><g fill="#8fa37c">'
    + "".join(use("lv", x - 10, y - 12, s * 0.55, 1) for x, y, s in lv)
    + "</g>"
)
b += el(
    "M1380 180h.1M1434 330h.1M1386 430h.1M1300 150h.1M1420 560h.1M1230 140h.1M1400 250h.1",
    stroke="#f6efe2",
    stroke_width=15,
    stroke_linecap="round",
)
b += el("M620 140v60M880 140v44M1080 140v70", stroke="#5d4a3c", stroke_width=3) + "".join(
    el(f"M{x - 20} {y}c0-18 40-18 40 0v18c0 16-40 16-40 0z", "#f4c27a")
    + el(f"M{x - 8} {y + 4}h16v16h-16z", "#fff0cc")
    for x, y in ((620, 212), (880, 196), (1080, 222))
)
# path + planting in front
b += el(
    "M760 874H1000C1010 910 960 940 880 960S760 990 740 1000H420C480 960 600 950 690 926S770 890 760 874z",
    "url(#pt)",
) + stip(
    el(
        "M1000 874C1010 910 960 940 880 960S760 990 740 1000H640C680 970 800 950 880 924S960 900 960 874z",
        "#8a6a48",
        opacity=0.6,
    )
)
b += stip(rect(0, 840, W, 160, "url(#q)"))
for x, y, s, f in (
    (210, 720, 1, 0),
    (210, 850, 1.2, 1),
    (340, 900, 1, 0),
    (560, 900, 0.7, 1),
    (120, 940, 1.6, 0),
    (340, 990, 1.4, 1),
    (1250, 930, 1.1, 1),
    (1400, 930, 1.1, 0),
    (1540, 860, 1.4, 1),
    (1490, 760, 1, 0),
    (1330, 1000, 1.5, 1),
    (1520, 990, 1.6, 0),
):
    b += use("bu", x, y, s, f, "#52694e")
for x, y, s in (
    (270, 800, 0.9),
    (160, 820, 1),
    (430, 930, 0.9),
    (1180, 950, 0.9),
    (1460, 880, 1),
    (1560, 940, 1.1),
    (40, 880, 1.1),
):
    b += use("tu", x, y, s, 0, "#d3cd9a")
b += (
    use("ag", 300, 860, 0.8, 0, "#8faa95")
    + use("ag", 1290, 900, 0.8, 0, "#8faa95")
    + use("ag", 90, 1000, 1.4, 0, "#86a390")
    + use("ag", 1440, 1000, 1.25, 0, "#86a390")
)
# lavender
g = ""
for i in range(18):
    x = r.choice([r.uniform(380, 620), r.uniform(1000, 1180)])
    y = r.uniform(920, 985)
    g += f"M{round(x)} {round(y)}l{r.choice([-4, 0, 4])}-34"
b += el(g, stroke="#8f93ad", stroke_width=8, stroke_linecap="round")
print(doc(W, H, defs, b, stip=0.8, po=0.09))
