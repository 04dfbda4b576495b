# abstract: tide lines settling around a small light
from lib import *
import math

W, H = 1600, 1000
defs = (
    lin("a", [(0, "#dfe8de"), (1, "#cfe0d8")], 0, 0, 1, 1)
    + lin("s", [(0, "#20525a", 0), (1, "#123f48", 0.7)], 0, 0, 1, 0.5)
    + rad("l", [(0, "#ffe2a8", 0.95), (0.3, "#f8cf8c", 0.5), (1, "#f4b45f", 0)])
)
defs = defs.replace('id="s"', 'id="sd"')
cx, cy = 1040, 470
cols = ["#cfe0d8", "#bcd5cb", "#a5c7bd", "#8bb5ae", "#6fa09e", "#55898c", "#3f747a", "#2c5f67", "#1d4b54"]
b = rect(0, 0, W, H, "#dfe9e0")
rings = [1180, 1010, 860, 725, 600, 485, 380, 286, 204]
for k, (R, c) in enumerate(zip(rings, cols)):
    q = random.Random(40 + k // 2)
    pts = []
    N = 12
    ph = k * 0.33
    for i in range(N):
        a = 2 * math.pi * i / N
        w = (
            1
            + 0.10 * math.sin(3 * a + ph)
            + 0.07 * math.sin(2 * a - ph * 1.7)
            + 0.04 * math.sin(5 * a + ph * 2.2)
        )
        pts.append((cx + math.cos(a) * R * w * 1.18 - k * 3, cy + math.sin(a) * R * w * 0.74 + (8 - k) * 10))
    d = smooth(pts, True, 0.52)
    b += el(d, c)
    if k in (2, 4, 6, 8):
        b += stip(el(d, "url(#sd)", opacity=0.5))
    b += el(
        d,
        "none",
        stroke="#f6f5e8",
        stroke_width=n(7 - k * 0.45),
        opacity=n(0.85 - k * 0.05),
        stroke_dasharray=[
            "220 26 60 18",
            "300 40 20 24",
            "160 20 260 34",
            "90 22 300 40",
            "200 30 40 20",
            "240 36 16 20",
            "120 18 60 16",
            "90 20 160 26",
            "60 16 120 18",
        ][k],
        stroke_linecap="round",
    )
b += (
    circ(cx - 20, cy, 250, "url(#l)")
    + circ(cx - 20, cy, 46, "#f4b45f")
    + circ(cx - 20, cy, 46, "none", stroke="#fff0cc", stroke_width=5)
)
print(doc(W, H, defs, b, stip=0.8, po=0.08))
