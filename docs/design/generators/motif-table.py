"""A table laid for a few people, seen from above."""

from lib import *

r = random.Random(21)
W, H = 1600, 1000
defs = lin("t", [(0, "#b98a63"), (1, "#9c704d")], 0, 0, 1, 0.4) + lin(
    "f", [(0, "#dfe8de"), (1, "#c3d6cc")], 0, 0, 1, 1
)
defs += rad("l", [(0, "#ffe9bd", 0.9), (0.5, "#f8d292", 0.3), (1, "#f4b45f", 0)]) + lin(
    "d", [(0, "#3a2a20", 0), (1, "#3a2a20", 0.55)], 0, 0, 1, 0.5
)
b = rect(0, 0, W, H, "url(#f)")
b += el("".join(f"M{x} 0V1000" for x in range(120, 1600, 200)), stroke="#aac4b8", stroke_width=3, opacity=0.7)
# six seats around it
for k in range(6):
    a = math.radians(60 * k + 30)
    x, y = 800 + math.cos(a) * 640, 500 + math.sin(a) * 520
    b += circ(x, y, 118, ("#34727a", "#cf8560", "#71836a")[k % 3]) + circ(x, y, 92, "#ffffff", opacity=0.14)
b += '<ellipse cx="812" cy="524" rx="566" ry="414" fill="#5d4a3c" opacity=".25"/><ellipse cx="800" cy="500" rx="560" ry="408" fill="url(#t)"/>'
b += '<clipPath id="c"><ellipse cx="800" cy="500" rx="560" ry="408"/></clipPath><g clip-path="url(#c)">'
b += el(
    "".join(
        f"M200 {y}C500 {y + r.uniform(-16, 16):.0f} 1100 {y + r.uniform(-16, 16):.0f} 1400 {y}"
        for y in range(110, 920, 66)
    ),
    "none",
    stroke="#7d563c",
    stroke_width=3,
    opacity=0.45,
)
b += stip('<ellipse cx="800" cy="500" rx="560" ry="408" fill="url(#d)"/>') + "</g>"
b += '<ellipse cx="800" cy="500" rx="540" ry="390" fill="none" stroke="#d8b184" stroke-width="4" opacity=".7"/>'
# the lamp's light and a bowl of oranges in the middle
b += (
    circ(800, 500, 330, "url(#l)", opacity=0.75)
    + circ(806, 508, 118, "#5d4a3c", opacity=0.3)
    + circ(800, 500, 116, "#34666c")
    + circ(800, 500, 98, "#234a50")
)
for x, y in ((766, 470), (836, 468), (800, 532), (748, 532), (852, 530), (802, 488)):
    b += circ(x, y, 36, "#e29a4d") + circ(x - 9, y - 10, 12, "#f4bf7a")
    b += el(f"M{x + 4} {y - 4}l14-12-2 16z", "#5c7558")


def place(x: float, y: float, cup: str, tea: str) -> str:
    return (
        circ(x + 5, y + 7, 74, "#3a2a20", opacity=0.2)
        + circ(x, y, 72, "#f6efe0")
        + circ(x, y, 54, "#e6dac0")
        + circ(x + 4, y + 5, 34, "#3a2a20", opacity=0.25)
        + el(f"M{n(x + 30)} {n(y - 10)}c34-8 34 28 0 22", "none", stroke=cup, stroke_width=10)
        + circ(x, y, 34, cup)
        + circ(x, y, 26, tea)
        + il_steam(x, y)
    )


def il_steam(x: float, y: float) -> str:
    return el(
        f"M{n(x - 10)} {n(y + 4)}c8-10-4-12 4-22M{n(x + 6)} {n(y + 6)}c8-10-4-12 4-22",
        "none",
        stroke="#fffaf0",
        stroke_width=3,
        opacity=0.7,
        stroke_linecap="round",
    )


cups = (
    ("#5f9b99", "#8a5f42"),
    ("#cf8560", "#6b4935"),
    ("#f8f2e4", "#a5713f"),
    ("#34727a", "#8a5f42"),
    ("#a4b08e", "#6b4935"),
)
for k, (cup, tea) in zip((0, 1, 2, 3, 5), cups):
    a = math.radians(60 * k + 30)
    b += place(800 + math.cos(a) * 390, 500 + math.sin(a) * 284, cup, tea)
# at the sixth place an open notebook and a pencil
b += (
    '<g transform="translate(800 214) rotate(-6)">'
    + rect(-92, -52, 184, 112, "#3a2a20", opacity=0.25)
    + rect(-96, -58, 96, 112, "#fffaf0")
    + rect(0, -58, 96, 112, "#f3ead6")
)
b += (
    el("M-78-34h58M-78-14h58M-78 6h40M20-34h58M20-14h44", stroke="#97a9a2", stroke_width=4)
    + el("M30 36l70-30 6 12-70 30-14 2z", "#f4b45f")
    + "</g>"
)
# keys and a folded letter beside the bowl
b += (
    '<g transform="translate(1010 470) rotate(14)">'
    + rect(-4, 2, 92, 60, "#3a2a20", opacity=0.2)
    + rect(-8, -4, 92, 60, "#eef2ec")
    + el("M-8-4l46 34 46-34", "none", stroke="#b9c7bd", stroke_width=4)
    + "</g>"
)
print(doc(W, H, defs, b, stip=0.8, po=0.06))
