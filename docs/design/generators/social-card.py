# default share card; needs mklogo.py beside it
from mklogo import outline, MARK
from lib import *

r = random.Random(3)
W, H = 1200, 630
hz = 400
defs = (
    lin("k", [(0, "#a4c8c4"), (0.5, "#dde2d2"), (1, "#f8d3a0")])
    + lin("w", [(0, "#f3d2a6"), (0.1, "#b9cbb9"), (0.4, "#6fa6a3"), (1, "#22565e")])
    + rad("h", [(0, "#fff6df", 0.95), (0.35, "#fbdcaa", 0.5), (1, "#f8cd94", 0)])
)
defs += (
    lin("c2", [(0, "#f2d3a5"), (1, "#b68c67")], 0, 0, 1, 0.3)
    + lin("d", [(0, "#80583f", 0), (1, "#5d4235", 0.8)], 0, 0, 1, 0.1)
    + lin("u", [(0, "#7fb0ae", 0.5), (1, "#7fb0ae", 0)])
    + lin("q", [(0, "#123c44", 0), (1, "#0e3038", 0.75)])
)
defs += sym("ro", A_rock()) + sym("pa", A_palm())
b = (
    rect(0, 0, W, hz, "url(#k)")
    + circ(760, hz - 6, 300, "url(#h)")
    + circ(760, hz - 24, 42, "#fff7e2")
    + stip(rect(0, 0, W, 200, "url(#u)"))
)
for x, y, w, h, o in [(420, 90, 620, 20, 0.5), (-120, 330, 420, 12, 0.55), (560, 250, 480, 14, 0.55)]:
    b += el(cloud(x, y, w, h), "#fdf8ec", opacity=o)
b += rect(0, hz, W, H - hz, "url(#w)")
g = ""
for i in range(18):
    t = i / 17
    y = hz + 5 + t**1.5 * 190
    w = (20 + t * 70) * r.uniform(0.6, 1.15)
    g += il(760 + r.uniform(-1, 1) * (10 + t * 70) * r.random() - w / 2, y, w, 2 + t * 4)
b += el(g, "#fff0cd", opacity=0.92)
b += el(
    "M850 470C872 450 884 420 892 390 900 350 916 300 936 280 956 262 1000 254 1060 248L1200 232V520C1080 512 940 500 850 470z",
    "url(#c2)",
)
for p in (
    "M950 300C944 350 962 400 946 440 940 470 936 480 930 492H1000C994 450 1006 400 996 350L1000 290z",
    "M1060 280C1052 340 1074 390 1056 450L1050 504 1130 510C1122 450 1138 390 1124 340V272z",
):
    b += stip(el(p, "url(#d)"))
b += el(
    "M926 292C942 266 1000 256 1060 248L1200 232V276C1150 280 1120 282 1100 296 1080 306 1060 290 1040 296 1010 306 990 296 970 300 950 308 934 302 926 292z",
    "#7d8f6d",
)
b += use("pa", 1160, 244, 0.46) + use("pa", 1112, 250, 0.34, 1)
b += el(
    "M780 492C840 474 900 490 960 498S1100 516 1200 524V546C1100 538 980 520 900 512S800 506 780 492z",
    "#f3f6ea",
    opacity=0.95,
)
for x, y, s in ((860, 484, 0.44), (910, 494, 0.6), (984, 506, 0.7), (1084, 520, 0.8)):
    b += use("ro", x, y, s)
b += stip(rect(0, 480, W, 150, "url(#q)"))
d, _ = outline("Alter", 104, 196, 176, "s", 470, -0.8, prec=0)
t, _ = outline("Residential care, by the sea", 33, 84, 262, "a", 460, 0, prec=0)
b += f'<g transform="translate(76 92) scale(2.05)"><path d="{MARK[0]}" fill="#d98a2b"/><path d="{MARK[1]}" fill="#173f46"/></g>'
b += el(d, "#14292c") + el(t, "#14292c")
print(doc(W, H, defs, b, stip=0.8, po=0.08))
