"""A path over the dunes to the sea, early."""

from lib import *

r = random.Random(12)
W, H, HZ = 1600, 1000, 430
defs = lin("k", [(0, "#a9cdc9"), (0.65, "#f3e6cd"), (1, "#f8d8ab")]) + lin(
    "w", [(0, "#efdcb4"), (0.12, "#9cc3bb"), (1, "#4d8d92")]
)
defs += (
    lin("sa", [(0, "#f0dfbd"), (1, "#d9bd8d")])
    + lin("pt", [(0, "#fbf0d8"), (1, "#ecd6ab")])
    + lin("q", [(0, "#6f5a38", 0), (1, "#5d4a2c", 0.6)])
)
defs += rad("h", [(0, "#fff6df", 0.95), (0.4, "#fbdcaa", 0.4), (1, "#f8cd94", 0)]) + lin(
    "y", [(0, "#7fb0ae", 0.4), (1, "#7fb0ae", 0)]
)
defs += lin("g", [(0, "#a4b08e"), (1, "#71836a")]) + sym("tu", A_tuft()) + sym("bu", A_bush("#b4bf97"))
b = rect(0, 0, W, HZ, "url(#k)") + circ(980, HZ - 40, 300, "url(#h)") + circ(980, HZ - 40, 52, "#fff8e6")
b += stip(rect(0, 0, W, 220, "url(#y)"))
for x, y, w, h, o in [
    (-60, 110, 640, 22, 0.6),
    (520, 190, 700, 22, 0.6),
    (1060, 90, 520, 18, 0.5),
    (140, 280, 520, 14, 0.6),
]:
    b += el(cloud(x, y, w, h), "#fdf8ec", opacity=o)
b += rect(0, HZ, W, 240, "url(#w)")
for i in range(4):
    y = HZ + 70 + i * 34
    b += el(
        f"M-20 {y}C260 {y - 14} 520 {y + 16} 820 {y}S1380 {y - 12} 1640 {y + 6}",
        "none",
        stroke="#f4f0de",
        stroke_width=n(3 + i * 1.6),
        opacity=0.75,
    )
b += el(
    "".join(
        il(
            980 + r.uniform(-1, 1) * (10 + i * 5) - 24 - i,
            HZ + 6 + i * 11,
            48 + i * 5 * r.random(),
            2 + i * 0.3,
        )
        for i in range(11)
    ),
    "#fff0cd",
    opacity=0.9,
)
# the dunes, back to front, and the path between them
b += el("M0 600C200 520 420 540 560 610S900 650 1060 600 1400 500 1600 560V1000H0z", "url(#sa)")
b += el("M0 596C170 530 330 536 470 590 430 640 330 660 240 664S60 640 0 660z", "url(#g)", opacity=0.85)
b += el(
    "M1600 556C1460 520 1300 530 1120 588 1180 640 1300 650 1400 650S1560 640 1600 650z",
    "url(#g)",
    opacity=0.85,
)
path = "M776 636C800 660 846 676 840 706S700 770 700 820 840 900 900 1000H420C420 900 500 850 560 800S740 716 750 690 750 650 742 636z"
b += el("M0 760C240 690 430 720 560 780S620 900 520 1000H0z", "#e0c797") + el(
    "M1600 720C1400 680 1140 700 960 760S800 860 860 1000H1600z", "#dcc08f"
)
b += el(path, "url(#pt)") + stip(
    el(
        "M840 706C834 740 700 770 700 820S840 900 900 1000H780C720 920 610 880 620 826S800 740 810 704z",
        "#a5875a",
        opacity=0.45,
    )
)
# a rope fence beside it
posts = [(726, 640, 34), (700, 684, 46), (604, 744, 62), (500, 812, 84), (392, 900, 112)]
b += el(
    poly([(x, y - h * 0.82) for x, y, h in posts], False),
    "none",
    stroke="#7d6a58",
    stroke_width=4,
    opacity=0.9,
)
b += "".join(el(f"M{x - h * 0.07:.0f} {y}V{y - h}h{h * 0.14:.0f}V{y}z", "#8a6a4c") for x, y, h in posts)
b += stip(rect(0, 820, W, 180, "url(#q)"))
for x, y, s, f in (
    (90, 690, 1, 0),
    (250, 680, 0.8, 1),
    (1260, 660, 0.8, 0),
    (1430, 670, 1, 1),
    (1560, 720, 1.2, 0),
    (60, 900, 1.6, 0),
    (1180, 860, 1.1, 1),
    (1480, 930, 1.7, 0),
):
    b += use("bu", x, y, s, f, "#6d8062")
for x, y, s in (
    (160, 760, 1),
    (330, 740, 0.8),
    (240, 860, 1.3),
    (120, 990, 1.7),
    (1010, 800, 0.9),
    (1110, 780, 0.8),
    (1330, 800, 1.1),
    (1060, 960, 1.5),
    (1300, 980, 1.6),
    (330, 990, 1.2),
    (980, 690, 0.6),
    (560, 660, 0.6),
):
    b += use("tu", x, y, s, 0, "#8f9a63" if s > 1.2 else "#b3b37c")
b += el(
    "M1170 250c16-12 28-10 34 2 8-12 22-12 34-4M1250 288c12-9 21-8 26 2 6-9 16-9 26-3",
    "none",
    stroke="#4f6651",
    stroke_width=4,
    stroke_linecap="round",
)
print(doc(W, H, defs, b, stip=0.8, po=0.06))
