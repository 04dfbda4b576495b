"""Two armchairs and a small table by a window, late in the day."""

from lib import *

r = random.Random(9)
W, H, FL = 1600, 1000, 780
defs = lin("a", [(0, "#efe6d3"), (1, "#e4d6bb")], 0, 0, 1, 0.2) + lin(
    "k", [(0, "#8fbcb8"), (0.6, "#e9dfc6"), (1, "#f8cd94")]
)
defs += lin("w", [(0, "#e6cfa2"), (0.2, "#8fb5ad"), (1, "#3f7f84")]) + lin(
    "f", [(0, "#b98a63"), (1, "#8a5f42")]
)
defs += rad("l", [(0, "#fff0c8", 0.95), (0.35, "#f8d292", 0.45), (1, "#f4b45f", 0)]) + lin(
    "d", [(0, "#7a6a50", 0), (1, "#6b5a42", 0.5)], 0, 0, 1, 0
)
defs += lin("u", [(0, "#3a2a20", 0), (1, "#3a2a20", 0.6)]) + sym("ag", A_agave())
back = "M-118 0C-126-150-104-206-40-210H60C124-206 142-150 134 0z"
seat = "M-150 10C-156-44-96-50-92-6V44H108V-6C112-50 172-44 166 10L152 128H-138z"
defs += f'<g id="ch"><path d="{back}"/><path d="{seat}"/><path d="{seat}" fill="#fff" fill-opacity=".14"/><path d="M-90 22C-90 4 106 4 106 22V60H-90z" fill="#fff" fill-opacity=".22"/>'
defs += '<path d="M-124 128l-10 54h14l16-54zM126 128l22 54h14l-14-54z" fill="#4a3325"/></g>'
b = rect(0, 0, W, FL, "url(#a)") + stip(rect(900, 0, 700, FL, "url(#d)"))
# the window, wide and low
b += (
    rect(390, 110, 820, 450, "#f8f2e4")
    + rect(412, 132, 776, 250, "url(#k)")
    + rect(412, 372, 776, 166, "url(#w)")
)
b += circ(800, 372, 170, "url(#l)", opacity=0.8) + el("M744 372a56 56 0 0 1 112 0z", "#fff6df")
b += el(
    cloud(430, 210, 380, 14) + cloud(760, 270, 360, 12) + cloud(520, 320, 260, 9), "#fdf6e6", opacity=0.75
)
b += el(
    "M412 372C480 350 560 352 640 362S720 370 744 372zM1188 372C1120 342 1040 346 970 360S880 370 856 372z",
    "#7f9f95",
)
b += el(
    "".join(
        il(800 + r.uniform(-1, 1) * (8 + i * 4) - 22 - i, 380 + i * 12, 44 + i * 4 * r.random(), 2 + i * 0.3)
        for i in range(11)
    ),
    "#fff0cd",
    opacity=0.9,
)
b += el("M412 510C520 488 660 500 800 508S1080 512 1188 496V538H412z", "#5d7558")
b += (
    el("M671 132V538M929 132V538", stroke="#f8f2e4", stroke_width=14)
    + rect(370, 556, 860, 24, "#fdf8ec")
    + stip(rect(370, 574, 860, 10, "#8a7a5c", opacity=0.6))
)
b += el("M300 90H1300", stroke="#6b4935", stroke_width=10, stroke_linecap="round")
b += el(
    "M316 92H420C414 320 424 540 404 720H306C322 520 308 300 316 92zM1284 92H1180C1186 320 1176 540 1196 720H1294C1278 520 1292 300 1284 92z",
    "#f6efe0",
)
b += stip(
    el(
        "M352 92H368C364 320 378 540 352 720H338C352 520 346 300 352 92zM1248 92H1232C1236 320 1222 540 1248 720H1262C1248 520 1254 300 1248 92z",
        "#9a8f74",
        opacity=0.6,
    )
)
# floor, light on it, rug
b += rect(0, FL, W, 220, "url(#f)") + rect(0, FL - 16, W, 18, "#f3ead6")
b += el(
    "".join(f"M{x} 1000L{800 + (x - 800) * 0.72:.0f} {FL}" for x in range(-400, 2100, 140)),
    stroke="#6b4935",
    stroke_width=2.5,
    opacity=0.4,
)
b += el("M560 796H1040L1180 1000H420z", "#fbdcaa", opacity=0.3)
b += '<ellipse cx="800" cy="930" rx="620" ry="84" fill="#e9dfc6"/><ellipse cx="800" cy="930" rx="560" ry="70" fill="none" stroke="#5f9b99" stroke-width="5" opacity=".8"/>'
b += stip(rect(0, 850, W, 150, "url(#u)"))
# the chairs, turned a little toward each other
b += '<ellipse cx="470" cy="914" rx="210" ry="22" fill="#6b4935" opacity=".35"/><ellipse cx="1130" cy="914" rx="210" ry="22" fill="#6b4935" opacity=".35"/>'
b += '<use href="#ch" transform="translate(470 734) skewY(3)" fill="#34727a"/><use href="#ch" transform="translate(1130 734) scale(-1 1) skewY(3)" fill="#b8694a"/>'
b += el("M400 700c20-30 110-34 130-6l10 70c-40 14-110 14-150 4z", "#e8c899") + el(
    "M1070 694c20-28 110-24 130 6l10 68c-40 10-110 10-150-4z", "#cfdfd2"
)
# table, two cups, a box of tissues
b += el("M690 770C690 752 910 752 910 770S690 788 690 770z", "#a97f5c") + el(
    "M690 770C690 788 910 788 910 770V780C910 798 690 798 690 780z", "#7d563c"
)
b += el("M790 790h20l8 110h-36z", "#7d563c") + el("M730 906c0-14 140-14 140 0z", "#6b4935")
b += el("M726 738h44v22c0 12-44 12-44 0zM770 744c18-4 18 18 0 16", "#f8f2e4") + el(
    "M834 742h44v20c0 12-44 12-44 0z", "#5f9b99"
)
b += el(
    "M740 728c-6-12 6-16 0-30M756 728c-6-12 6-16 0-30", "none", stroke="#fffaf0", stroke_width=3, opacity=0.8
)
# a lamp and a plant
b += (
    circ(1420, 420, 230, "url(#l)", opacity=0.8)
    + el("M1372 446L1392 366H1448L1468 446z", "#ffe3ae")
    + el("M1416 446h8v430h-8z", "#6b4935")
    + el("M1370 884c0-16 100-16 100 0z", "#6b4935")
)
b += el("M130 780h120l-16 112h-88z", "#cf8560") + el("M122 764h136v24H122z", "#b8694a")
for a, h in ((-60, 250), (-36, 330), (-10, 380), (16, 350), (42, 300), (66, 220)):
    x, y = 190 + math.sin(math.radians(a)) * h * 0.8, 764 - math.cos(math.radians(a)) * h
    b += el(
        f"M190 766Q{P([(190 + (x - 190) * 0.2, y + 60), (x, y)])}Q{P([(x + 34, y + 70), (204, 766)])}z",
        "#5c7558" if a % 4 else "#71836a",
    )
print(doc(W, H, defs, b, stip=0.8, po=0.06))
