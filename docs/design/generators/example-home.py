"""The outline of a house on drawing paper: a home that does not exist."""

from lib import *

W, H = 1600, 1000
defs = lin("a", [(0, "#2f6a72"), (1, "#1f4d55")], 0, 0, 1, 1) + rad(
    "l", [(0, "#ffe2a8", 0.9), (0.35, "#f8cf8c", 0.35), (1, "#f4b45f", 0)]
)
b = rect(0, 0, W, H, "url(#a)")
b += el(
    "".join(f"M{x} 0V1000" for x in range(40, 1600, 80))
    + "".join(f"M0 {y}H1600" for y in range(20, 1000, 80)),
    stroke="#8fbdb5",
    stroke_width=1.5,
    opacity=0.28,
)
line = {"stroke": "#eef6ee", "stroke_width": 6, "stroke_linecap": "round", "stroke_linejoin": "round"}
thin = line | {"stroke_width": 3, "opacity": 0.85}
dash = thin | {"stroke_dasharray": "14 14"}
# ground, house, roof
b += (
    el("M120 760H1480", **line)
    + el("M380 760V470H1220V760M330 480L560 310H1040L1270 480z", **line)
    + el("M960 310V230H1030V310", **line)
)
b += el("M740 760V580H860V760M834 676v10", **line)
for x, y, w, h in ((450, 560, 180, 110), (970, 560, 180, 110), (610, 380, 110, 64), (880, 380, 110, 64)):
    if x != 970:
        b += el(f"M{x} {y}h{w}v{h}h{-w}zM{x + w / 2:.0f} {y}v{h}", **thin)
# one window is lit
b += (
    circ(1060, 615, 240, "url(#l)", opacity=0.9)
    + rect(970, 560, 180, 110, "#f8d292")
    + el("M970 560h180v110h-180zM1060 560v110", **thin)
)
# a path, two trees, the sun, all only drawn
b += el("M740 760L640 940M860 760L960 940", **dash)
b += el(
    "M220 760V600M220 600C130 600 130 470 220 440 310 470 310 600 220 600zM1380 760V640M1380 640C1310 640 1310 540 1380 520 1450 540 1450 640 1380 640z",
    **thin,
)
b += el(
    "M1330 210a70 70 0 1 0 .1 0M1330 170v-34M1330 390v34M1220 280h-34M1440 280h34M1252 202l-24-24M1408 202l24-24M1252 358l-24 24M1408 358l24 24",
    **thin,
)
# measures, as on a plan
b += el("M380 830H1220M380 816v28M1220 816v28M330 480V760M318 480h24M318 760h24", **dash)
print(doc(W, H, defs, b, stip=0.8, po=0.05))
