# second house: white walls, red tile, morning
from lib import *

r = random.Random(18)
W, H = 1600, 1000
defs = (
    lin("k", [(0, "#a9cdc9"), (0.7, "#dfe8da"), (1, "#f6e8cd")])
    + lin("g", [(0, "#c9b88c"), (1, "#a58f63")])
    + lin("c", [(0, "#efe2c6"), (1, "#d9c096")])
)
defs += (
    lin("v", [(0, "#8c7f8a", 0), (1, "#6f7f86", 0.42)], 0, 0, 1, 0.1)
    + lin("t", [(0, "#7f8790", 0.75), (1, "#7f8790", 0)])
    + lin("h1", [(0, "#a9b898"), (1, "#8ea084")])
    + lin("h2", [(0, "#8fa07c"), (1, "#6f8463")])
)
defs += (
    lin("y", [(0, "#6fa6a8", 0.45), (1, "#6fa6a8", 0)])
    + lin("q", [(0, "#4f3f28", 0), (1, "#3f3a25", 0.6)])
    + lin("w", [(0, "#8db9b3"), (1, "#4d8d92")])
    + lin("z", [(0, "#5d3a2c", 0), (1, "#5d3a2c", 0.8)])
)
defs += sym("ag", A_agave()) + sym("tu", A_tuft()) + sym("bu", A_bush("#a6b58a")) + sym("pa", A_palm())
tile = "".join(f'<path d="M{i * 20} 0v24a10 7 0 0 0 20 0V0z"/>' for i in range(1))
defs += '<pattern id="ti" width="22" height="26" patternUnits="userSpaceOnUse"><path d="M0 0h22v26H0z" fill="#b8694a"/><path d="M0 18a11 9 0 0 0 22 0v8H0z" fill="#96503a"/><path d="M4 2v14" stroke="#d08a66" stroke-width="3"/></pattern>'
defs += '<g id="ar"><path d="M-46 150V0C-46-62 46-62 46 0V150z" fill="#7d6a58"/><path d="M-46 150V0C-46-62 46-62 46 0V20C30-30-20-30-22 30V150z" fill="#5f4f44"/></g>'
b = (
    rect(0, 0, W, 700, "url(#k)")
    + circ(1290, 190, 70, "#fff8e4")
    + circ(1290, 190, 120, "#fff8e4", opacity=0.3)
    + stip(rect(0, 0, W, 300, "url(#y)"))
)
for x, y, w, h, o in [
    (-80, 130, 760, 24, 0.65),
    (620, 220, 820, 26, 0.6),
    (1120, 110, 560, 18, 0.5),
    (60, 300, 540, 16, 0.6),
]:
    b += el(cloud(x, y, w, h), "#fdf8ec", opacity=o)
b += el(
    "M0 430C120 380 220 400 330 350S560 290 700 330 900 300 1040 340 1260 380 1600 330V700H0z", "url(#h1)"
)
b += el("M0 520C140 470 260 470 400 440S700 470 860 430 1200 460 1600 400V740H0z", "url(#h2)")
b += stip(
    el(
        "M330 350C420 330 480 300 540 300 500 360 560 400 520 450L420 460C440 420 380 400 330 350zM860 430C980 420 1060 440 1120 440 1080 500 1140 540 1100 600L980 600C1000 540 900 500 860 430z",
        "#4f6651",
        opacity=0.45,
    )
)
b += el("M1180 560C1300 548 1450 544 1600 548V640H1180z", "url(#w)") + el(
    il(1250, 570, 90, 3) + il(1400, 580, 120, 4) + il(1320, 600, 140, 4) + il(1500, 562, 70, 3),
    "#f3f3e2",
    opacity=0.8,
)
# pier
b += (
    el("M1300 590H1600v10H1300z", "#7d6a58")
    + el(
        "M1320 600v40M1370 600v40M1420 600v44M1470 600v44M1520 600v48M1570 600v48",
        stroke="#7d6a58",
        stroke_width=6,
    )
    + el("M1318 590V566l26-16 26 16v24z", "#f6efe2")
    + el("M1310 568l34-24 34 24z", "#b8694a")
)
b += use("pa", 150, 720, 1.5) + use("pa", 250, 720, 1.15, 1) + use("pa", 1180, 700, 1.35)
b += el("M0 690C200 668 400 664 620 664S1300 668 1600 640V1000H0z", "url(#g)")
# tower (center-left)
b += rect(470, 250, 190, 460, C["plaster"]) + stip(rect(470, 250, 190, 460, "url(#v)"))
b += el("M446 258L565 170 684 258V276H446z", "url(#ti)") + stip(el("M565 170L684 258V276H565z", "url(#z)"))
b += use("ar", 565, 340, 0.62) + rect(512, 434, 106, 12, "#8f6a4a")
# main two-storey block
b += rect(640, 380, 460, 330, "#fbf5e9") + stip(rect(640, 380, 460, 330, "url(#v)"))
b += el("M614 384L668 312H1072L1126 384V402H614z", "url(#ti)") + stip(
    el("M668 312H1072L1126 384V402H860z", "url(#z)", opacity=0.8)
)
b += stip(rect(640, 402, 460, 50, "url(#t)"))


def w(x, y, ww, hh):
    return (
        rect(x - 7, y - 7, ww + 14, hh + 14, "#e5d8bf")
        + rect(x, y, ww, hh, "#3f7378")
        + el(f"M{x} {y + hh}L{x + ww} {y + hh * 0.3:.0f}V{y}H{x}z", "#6fa3a2")
        + el(f"M{x + ww / 2:.0f} {y}v{hh}M{x} {y + hh / 2:.0f}h{ww}", stroke="#f6efe2", stroke_width=4)
        + el(f"M{x - 26} {y}h18v{hh}h-18zM{x + ww + 8} {y}h18v{hh}h-18z", "#34666c")
    )


b += w(712, 430, 56, 80) + w(842, 430, 56, 80) + w(972, 430, 56, 80)
# balcony
b += (
    rect(690, 526, 360, 10, "#8f6a4a")
    + el("".join(f"M{x} 488v38" for x in range(694, 1052, 16)), stroke="#4a3a30", stroke_width=3)
    + el("M688 488h364", stroke="#4a3a30", stroke_width=6)
)
# arcade
b += "".join(use("ar", x, 604, 0.74) for x in (716, 826, 936, 1040))
b += el("M900 614c6-20 66-20 72 0v98h-72z", "#f4b45f", opacity=0.35)
# low wing left
b += (
    rect(250, 520, 230, 190, "#f3e9d6")
    + el("M226 524L262 470H480V540H226z", "url(#ti)")
    + stip(rect(250, 540, 230, 40, "url(#t)"))
    + w(300, 590, 48, 66)
    + w(398, 590, 48, 66)
)
# bougainvillea on tower
bg = ""
bg2 = ""
for i in range(15):
    x = 648 + r.uniform(-26, 20)
    y = 430 + i * 18
    bg += f"M{round(x)} {round(y)}h.1"
    bg2 += f"M{round(x + r.uniform(-20, 20))} {round(y + 8)}h.1"
b += (
    el(bg2, stroke="#5c7058", stroke_width=30, stroke_linecap="round")
    + el(bg, stroke="#c9656b", stroke_width=24, stroke_linecap="round")
    + el(
        "M640 440h.1M660 476h.1M634 520h.1M656 560h.1M640 610h.1M664 640h.1",
        stroke="#e39a94",
        stroke_width=13,
        stroke_linecap="round",
    )
)
# low wall, fountain, court
b += el("M0 720H1600V742H0z", "#efe3cb") + el(
    "M180 742H1200C1300 800 1400 900 1440 1000H40C60 900 120 800 180 742z", "url(#c)"
)
b += el(
    "M200 790h1060M150 850h1180M100 924h1290M640 742L560 1000M900 742l70 258M420 742L240 1000M1080 742l210 258",
    stroke="#cbb187",
    stroke_width=3,
    opacity=0.8,
)
b += (
    el("M690 850C690 828 960 828 960 850V890C960 916 690 916 690 890z", "#e5d5b5")
    + el("M690 850C690 828 960 828 960 850S690 872 690 850z", "#6fa9a6")
    + stip(el("M830 866C900 866 960 862 960 850V890C960 904 900 910 830 910z", "#7d6a58", opacity=0.6))
)
b += (
    el("M812 850V786h26v64z", "#e5d5b5")
    + el("M764 784C764 770 886 770 886 784 886 806 850 812 825 812S764 806 764 784z", "#d8c5a0")
    + el("M764 784C764 774 886 774 886 784S764 794 764 784z", "#8fbdb5")
    + el(
        "M825 780V744M825 748C800 752 786 764 784 782M825 748C850 752 864 764 866 782M772 796C764 810 762 830 764 846M878 796C886 810 888 830 886 846",
        stroke="#eef6ee",
        stroke_width=4,
        stroke_linecap="round",
    )
)
b += stip(rect(0, 760, W, 240, "url(#q)"))


def pot(x, y, s):
    return (
        el(
            f"M{x - 34 * s:.0f} {y - 60 * s:.0f}h{68 * s:.0f}l{-10 * s:.0f} {60 * s:.0f}h{-48 * s:.0f}z",
            "#b8694a",
        )
        + el(f"M{x - 40 * s:.0f} {y - 74 * s:.0f}h{80 * s:.0f}v{16 * s:.0f}h{-80 * s:.0f}z", "#cf8560")
        + use("ag", x, y - 72 * s, s * 0.95, 0, "#6f8f7c")
    )


b += pot(560, 776, 0.72) + pot(1130, 776, 0.8) + pot(330, 860, 1.15) + pot(1270, 880, 1.2)
for x, y, s, f in (
    (60, 760, 1, 0),
    (150, 790, 1, 1),
    (1350, 770, 1, 0),
    (1460, 800, 1.2, 1),
    (1560, 850, 1.3, 0),
    (60, 860, 1.3, 1),
    (1520, 950, 1.6, 0),
    (90, 990, 1.7, 0),
):
    b += use("bu", x, y, s, f, "#5f7558")
for x, y, s in ((110, 850, 0.9), (1410, 840, 0.9), (1490, 900, 1), (170, 960, 1.1)):
    b += use("tu", x, y, s, 0, "#d3cd9a")
print(doc(W, H, defs, b, stip=0.8, po=0.08))
