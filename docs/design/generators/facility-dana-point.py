# Dana Point house, exterior, late afternoon
from lib import *

r = random.Random(8)
W, H = 1600, 1000
hz = 520
defs = lin("k", [(0, "#bcd5d0"), (0.6, "#e9e7d4"), (1, "#f8dcb2")]) + lin(
    "w", [(0, "#b9cfc0"), (1, "#5b9a9a")]
)
defs += lin("g", [(0, "#8f9f78"), (1, "#5e7457")]) + lin(
    "i", [(0, "#ffe2a8"), (0.6, "#f7c47c"), (1, "#e9a860")]
)
defs += (
    lin("sh", [(0, "#c9bfa8", 0), (1, "#8f806b", 0.5)], 0, 0, 1, 0.1)
    + lin("t", [(0, "#b9aa90", 0.9), (1, "#b9aa90", 0)])
    + lin("pt", [(0, "#efe0c4"), (1, "#dcc39a")])
)
defs += lin("y", [(0, "#7fb0ae", 0.45), (1, "#7fb0ae", 0)]) + lin(
    "d", [(0, "#24382f", 0), (1, "#24382f", 0.75)]
)
defs += sym("ag", A_agave()) + sym("tu", A_tuft()) + sym("bu", A_bush("#a6b58a")) + sym("pa", A_palm())
b = rect(0, 0, W, hz + 4, "url(#k)") + stip(rect(0, 0, W, 260, "url(#y)"))
for x, y, w, h, o in [
    (-60, 150, 700, 24, 0.6),
    (520, 96, 900, 28, 0.55),
    (980, 230, 700, 20, 0.55),
    (-100, 330, 520, 16, 0.6),
]:
    b += el(cloud(x, y, w, h), "#fdf8ec", opacity=o)
b += el("M0 520C60 500 130 494 200 496S320 508 420 520z", "#aebfae") + rect(0, hz, 760, 170, "url(#w)")
g = ""
for i in range(16):
    g += il(r.uniform(-30, 560), hz + 12 + r.random() * 110, r.uniform(40, 120), r.uniform(1.5, 4))
b += el(g, "#eef3e4", opacity=0.7)
# hill behind + hedge
b += el("M700 520C820 440 940 400 1100 392S1400 380 1600 340V700H700z", "#a3ae8a")
b += use("pa", 1530, 620, 1.6) + use("pa", 1452, 620, 1.25, 1) + use("pa", 498, 600, 1.15)
b += el("M0 640C160 612 300 606 460 610S1200 600 1600 596V1000H0z", "url(#g)")
# ---- house: two volumes under a long low butterfly roof
# right tall volume (plaster)
b += el("M860 670V344L1120 290 1420 330V670z", C["plaster"]) + stip(rect(860, 320, 560, 350, "url(#sh)"))
# left volume (stone/wood)
b += rect(470, 400, 400, 270, "#b98a63")
g = ""
for x in range(486, 866, 16):
    g += f"M{x} 402v266"
b += el(g, stroke="#9a6f4c", stroke_width=2, opacity=0.7)


# tall windows in the right volume, lit
def win(x, y, w, h, cols, rows, glow="url(#i)"):
    d = rect(x - 8, y - 8, w + 16, h + 16, "#5d4a3c") + rect(x, y, w, h, glow)
    p = "".join(f"M{n(x + w * i / cols)} {y}v{h}" for i in range(1, cols)) + "".join(
        f"M{x} {n(y + h * q)}h{w}" for q in rows
    )
    return d + el(p, stroke="#5d4a3c", stroke_width=6)


b += win(900, 372, 250, 290, 4, (0.3,))
# hint of staircase inside
b += el(
    "M912 650H946V622H980V594H1014V566H1048V538H1082V510H1116V482H1144V650z", "#c98a4e", opacity=0.75
) + el("M912 612L1120 440", stroke="#a86f3e", stroke_width=5, opacity=0.8)
b += el("M900 372H1150V459H900z", "#fff1cf", opacity=0.35) + el(
    "M960 372l-60 200v90h40L1050 372z", "#fff6e0", opacity=0.28
)
b += circ(1080, 420, 11, "#fffaf0") + el("M1080 372v38", stroke="#7a5d45", stroke_width=3)
b += win(1212, 520, 150, 100, 2, ()) + win(1212, 380, 150, 66, 2, (), "#a8c6bd")
# left: glass sliders reflecting sea
b += (
    win(510, 470, 210, 192, 3, (), "#9fc4bb")
    + el("M510 560C560 548 640 552 720 540V662H510z", "#5b9a9a", opacity=0.65)
    + el("M540 470l-30 70v60l70-130zM660 470l-90 192h40L700 470z", "#fff", opacity=0.28)
)
# door
b += (
    rect(768, 486, 76, 182, "#2c5f66")
    + rect(768, 486, 76, 182, "none", stroke="#4a3a30", stroke_width=6)
    + rect(822, 500, 12, 150, "#f3c98a")
)
b += rect(744, 528, 9, 24, "#ffe7b8")
# roofs
b += el("M820 322L1120 268 1470 316V338L1120 292 820 346z", "#6e5544") + el(
    "M820 322L1120 268 1470 316 1470 322 1120 276 820 330z", "#8d6e56"
)
b += el("M430 402L880 372V398L430 424z", "#6e5544") + el("M430 402L880 372V379L430 409z", "#8d6e56")
b += stip(el("M860 346L1120 292 1420 332V400L860 400z", "url(#t)") + rect(470, 412, 398, 90, "url(#t)"))
# chimney
b += (
    rect(1330, 232, 70, 84, "#d9c3a0")
    + stip(rect(1360, 232, 40, 84, "#8f6d4f", opacity=0.6))
    + rect(1322, 222, 86, 14, "#8d6e56")
)
# terrace + steps + path
b += el("M430 668H1440L1480 694H400z", "#eadbbd") + el("M400 694H1480V712H400z", "#c4a981")
b += el("M720 712H900L930 738H700zM690 738H940L980 770H650z", "#e3d2b0") + el(
    "M700 738H930V746H700zM650 770H980V780H650z", "#b99d76"
)
b += el("M640 780H990C1010 840 980 900 900 1000H380C520 920 610 860 640 780z", "url(#pt)")
b += stip(el("M990 780C1010 840 980 900 900 1000H770C880 920 930 850 910 780z", "#a98558", opacity=0.55))
b += el("M668 812h290M620 852h356M560 900h386M470 956h428", stroke="#c8ad82", stroke_width=4, opacity=0.5)
# planting
b += stip(rect(0, 760, W, 240, "url(#d)"))
for x, y, s, f in (
    (470, 720, 0.8, 0),
    (1040, 716, 0.72, 1),
    (1150, 714, 0.9, 0),
    (1270, 716, 0.72, 0),
    (1400, 722, 0.95, 1),
    (1520, 740, 1.1, 0),
    (360, 742, 1, 0),
    (230, 770, 1.1, 1),
    (90, 790, 1.2, 0),
):
    b += use("bu", x, y, s, f, "#64795a")
for x, y, s, f in (
    (300, 850, 1.25, 1),
    (130, 900, 1.5, 0),
    (430, 908, 1.05, 0),
    (1120, 830, 1.15, 0),
    (1290, 860, 1.35, 1),
    (1470, 880, 1.5, 0),
    (1070, 930, 1.1, 1),
    (1220, 1000, 1.6, 0),
    (1560, 1000, 1.5, 1),
    (250, 1000, 1.5, 0),
):
    b += use("bu", x, y, s, f, "#4b6348")
for x, y, s in (
    (520, 740, 0.8),
    (1090, 742, 0.8),
    (1340, 760, 0.9),
    (170, 820, 0.9),
    (396, 800, 0.8),
    (1180, 890, 1),
    (1400, 930, 1.1),
    (60, 960, 1.1),
    (360, 980, 1),
):
    b += use("tu", x, y, s, 0, "#d3cd9a")
b += (
    use("ag", 1040, 876, 0.9, 0, "#8faa95")
    + use("ag", 560, 870, 0.8, 0, "#8faa95")
    + use("ag", 150, 990, 1.3, 0, "#7f9c8a")
    + use("ag", 1420, 1000, 1.35, 0, "#7f9c8a")
)
d = ""
for i in range(34):
    x = r.choice([r.uniform(20, 480), r.uniform(1040, 1580)])
    d += f"M{round(x)} {round(r.uniform(780, 960))}h.1"
b += el(d, stroke="#d98a6a", stroke_width=8, stroke_linecap="round")
print(doc(W, H, defs, b, stip=0.8, po=0.09))
