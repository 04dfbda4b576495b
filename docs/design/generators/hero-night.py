# the harbor at 2 a.m.: one light left on
from lib import *

r = random.Random(21)
W, H = 1600, 1000
hz = 600
defs = lin("k", [(0, "#0a2028"), (0.45, "#12363f"), (0.8, "#24545c"), (1, "#3f757a")])
defs += lin("w", [(0, "#3a6e74"), (0.12, "#22525a"), (0.5, "#123840"), (1, "#091d23")])
defs += rad(
    "m", [(0, "#f4efdc", 0.5), (0.18, "#cfe0d4", 0.22), (0.5, "#9cc2b6", 0.09), (1, "#9cc2b6", 0)]
) + rad("l", [(0, "#ffd892", 0.95), (0.2, "#f6b964", 0.5), (0.55, "#f4b45f", 0.12), (1, "#f4b45f", 0)])
defs += (
    lin("e", [(0, "#2a5158"), (1, "#16383f")])
    + lin("n", [(0, "#17363b"), (1, "#0c2429")])
    + lin("z", [(0, "#7fb0a8", 0), (1, "#8fbdb2", 0.55)])
)
defs += lin("x", [(0, "#4d8388", 0.7), (1, "#4d8388", 0)], 0, 0, 1, 0.1)
defs += sym(
    "pa",
    el("M0 0C-4-70-10-150-14-222L-6-223C0-150 6-70 8 0z", None)
    + el(palm(0, 0, 230, -8, random.Random(2), 1.15)[1], None),
)
b = rect(0, 0, W, hz, "url(#k)") + stip(rect(0, 300, W, 300, "url(#z)"))
b += circ(300, 210, 330, "url(#m)") + circ(300, 210, 50, "#f6f0dc")
b += (
    circ(282, 192, 11, "#e0dfc8")
    + circ(310, 186, 6, "#e0dfc8")
    + circ(294, 226, 15, "#e0dfc8")
    + circ(322, 216, 7, "#e4e2cd")
    + circ(266, 218, 6, "#e4e2cd")
)
g = ""
for i in range(44):
    x = r.uniform(20, 1580)
    y = r.uniform(14, 420)
    if abs(x - 300) < 120 and abs(y - 210) < 120:
        continue
    g += f"M{round(x)} {round(y)}h.1"
b += el(g, stroke="#e9efdf", stroke_width=3, stroke_linecap="round", opacity=0.75)
b += el(
    "M150 96h.1M690 150h.1M1010 84h.1M860 290h.1M1330 120h.1M80 330h.1",
    stroke="#fff6df",
    stroke_width=5.5,
    stroke_linecap="round",
)
for x, y, w, h, o in [
    (-100, 400, 720, 20, 0.3),
    (420, 448, 860, 24, 0.28),
    (1000, 380, 760, 18, 0.22),
    (-60, 512, 640, 16, 0.3),
    (640, 540, 700, 14, 0.28),
]:
    b += el(cloud(x, y, w, h), "#9fc4bb", opacity=o)
b += el("M0 566C120 548 220 556 330 548S560 566 700 584 900 596 980 600H0z", "#2e636a")
b += rect(0, hz, W, H - hz, "url(#w)")
g = ""
for i in range(22):
    t = i / 21
    y = hz + 6 + (t**1.5) * 300
    sp = 16 + t * 110
    w = (22 + t * 80) * r.uniform(0.5, 1.15)
    g += il(300 + r.uniform(-sp, sp) * r.random() - w / 2, y, w, 2 + t * 5)
b += el(g, "#e4e9d6", opacity=0.75)
g = ""
for i in range(16):
    t = r.random()
    g += il(r.uniform(-40, 1500), hz + 16 + t * 370, (40 + t * 140) * r.uniform(0.5, 1.2), 1.5 + t * 4)
b += el(g, "#6fa6a3", opacity=0.3)
# headland
b += el(
    "M690 640C760 622 820 586 846 548 862 520 876 486 900 452 918 424 948 404 1000 394 1080 380 1180 372 1290 356S1500 330 1600 322V640z",
    "url(#e)",
)
for p in (
    "M930 440C920 490 946 530 926 606H1010C1000 560 1006 500 990 420z",
    "M1090 420C1076 470 1102 540 1084 608H1190C1176 560 1182 480 1166 404z",
    "M1290 400C1276 460 1304 530 1282 612H1410C1396 560 1402 470 1386 386z",
):
    b += stip(el(p, "url(#x)"))
b += el(
    "M894 462C914 424 948 404 1000 394 1080 380 1180 372 1290 356S1500 330 1600 322V380C1500 386 1420 398 1340 410S1180 420 1080 430 960 436 894 462z",
    "#1b4246",
)
# house: one window lit
b += circ(1218, 336, 230, "url(#l)", opacity=0.75)
b += el("M1150 372V322L1236 288 1330 294V360z", "#31585b") + el(
    "M1128 328L1236 280 1342 288V297L1238 292 1134 336z", "#0f2c32"
)
b += (
    rect(1198, 318, 42, 42, "#ffdc9a")
    + el("M1219 318v42M1198 338h42", stroke="#a86f2e", stroke_width=3)
    + rect(1262, 318, 22, 34, "#1d454a")
    + rect(1298, 316, 18, 30, "#1d454a")
)
b += (
    use("pa", 1108, 382, 0.6, 0, "#0f2d32")
    + use("pa", 1384, 360, 0.74, 1, "#0f2d32")
    + use("pa", 1430, 352, 0.5, 0, "#0f2d32")
)
# lamp reflection
g = ""
for i in range(17):
    t = i / 16
    y = hz + 26 + (t**1.35) * 270
    w = (20 + t * 44) * r.uniform(0.6, 1.2)
    sp = 8 + t * 34
    g += il(1218 + r.uniform(-sp, sp) - w / 2, y, w, 2.4 + t * 4.6)
b += el(g, "#f6bd6c", opacity=0.92)
# shoreline lights (few)
b += el(
    "M812 598h.1M1466 604h.1M1530 606h.1",
    stroke="#e9c78d",
    stroke_width=5,
    stroke_linecap="round",
    opacity=0.7,
)
# jetty
b += el(
    "M700 640C760 626 800 632 860 628S980 622 1040 626 1180 620 1240 624 1400 618 1600 626V652C1480 650 1400 656 1300 652S1100 658 1000 654 820 660 760 654 690 652 700 640z",
    "#0f2a30",
)
b += el(
    "M712 640L736 628 760 636 790 624 822 634 850 624 890 634 930 622 960 632 1000 622 1046 632 1090 620 1130 630 1176 618 1220 630",
    stroke="#4d7c7f",
    stroke_width=3,
    opacity=0.6,
)


# boats: hull+mast
def boat(x, y, s, fl=1, light=True, cabin=True):
    f = lambda *p: " ".join(f"{n(x + a * s * fl)} {n(y + c * s)}" for a, c in p)
    d = el(
        f"M{f((-80, -4))}C{f((-60, -10), (40, -10), (92, -16))}C{f((84, 6), (70, 18), (52, 20))}L{f((-62, 20))}C{f((-74, 14), (-80, 4), (-80, -4))}z",
        "#dfe3d2",
    )
    d += el(
        f"M{f((-80, -4))}C{f((-60, -10), (40, -10), (92, -16))}L{f((89, -8))}C{f((40, -3), (-50, -2), (-79, 3))}z",
        "#345f63",
    )
    if cabin:
        d += el(f"M{f((-30, -8))}L{f((-22, -26), (34, -26), (48, -11))}z", "#a9bdb0") + el(
            f"M{f((-14, -21))}L{f((24, -21))}",
            stroke=C["lamp"] if light else "#345f63",
            stroke_width=n(5 * s),
        )
    d += el(
        f"M{f((8, -10))}L{f((8, -250))}M{f((8, -34))}L{f((-72, -30))}M{f((-8, -150))}L{f((24, -150))}",
        stroke="#c9d4c4",
        stroke_width=n(3.4 * s),
        opacity=0.9,
    )
    d += el(
        f"M{f((8, -248))}L{f((88, -15))}M{f((8, -248))}L{f((-76, -6))}",
        stroke="#c9d4c4",
        stroke_width=n(1.1 * s),
        opacity=0.6,
    )
    d += el(f"M{f((-72, -31))}C{f((-40, -42), (-10, -42), (6, -38))}L{f((6, -33))}z", "#5d8a8a")
    d += el(
        f"M{f((-58, 24))}L{f((60, 24))}",
        stroke="#06161b",
        stroke_width=n(9 * s),
        stroke_linecap="round",
        opacity=0.6,
    )
    d += el(
        il(x - 50 * s, y + 40 * s, 100 * s, 5 * s)
        + il(x - 30 * s, y + 58 * s, 74 * s, 5 * s)
        + il(x - 8 * s, y + 90 * s, 26 * s, 4 * s)
        + il(x + 2 * s, y + 120 * s, 20 * s, 4 * s),
        "#cfdccd",
        opacity=0.5,
    )
    return d


b += (
    boat(1046, 704, 0.46, 1, False)
    + boat(706, 716, 0.54, -1, False)
    + boat(1430, 742, 0.7, -1, False)
    + boat(520, 800, 1.05, 1, False)
    + boat(890, 886, 1.15, -1, False)
)
# dock
b += (
    el("M1600 872L1270 936 1210 1000H1600z", "#1a3338")
    + el("M1270 936L1600 872V884L1282 948z", "#3b5a5a")
    + el("M1238 968L1600 902M1216 992L1600 930M1340 1000L1600 962", stroke="#0b1f25", stroke_width=4)
)
b += el("M1292 960V884h18V956zM1486 926V840h20V922z", "#0c2329") + el(
    "M1292 884h18v8h-18zM1486 840h20v8h-20z", "#6f9492"
)
print(doc(W, H, defs, b, stip=0.8, pc=(0.7, 0.85, 0.8), po=0.05))
