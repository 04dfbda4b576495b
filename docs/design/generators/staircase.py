# Dana Point main room: staircase and tall windows, mid-morning
from lib import *

r = random.Random(5)
W, H = 1600, 1000
defs = (
    lin("a", [(0, "#f5ead8"), (1, "#ecdcc2")], 0, 0, 1, 0.3)
    + lin("k", [(0, "#bfd8d2"), (0.7, "#f0ead4"), (1, "#f7dfba")])
    + lin("w", [(0, "#c3d6c6"), (1, "#5b9a9a")])
)
defs += lin("f", [(0, "#b98a63"), (1, "#8a5f42")]) + lin(
    "sun", [(0, "#fff4d6", 0.95), (1, "#fbe2b4", 0.55)], 0, 0, 0, 1
)
defs += (
    lin("d", [(0, "#8d7358", 0), (1, "#7a5f49", 0.28)], 0, 0, 1, 0)
    + lin("t", [(0, "#7a5f49", 0.55), (1, "#7a5f49", 0)])
    + lin("u", [(0, "#5d4230", 0), (1, "#4a3325", 0.75)])
)
defs += rad("l", [(0, "#ffe6b0", 0.9), (1, "#f4b45f", 0)]) + lin(
    "n", [(0, "#7d5a40", 0.1), (1, "#5d4230", 0.8)]
)
defs += sym(
    "pa",
    el("M0 0C-4-70-10-150-14-222L-6-223C0-150 6-70 8 0z", "#7d8d7a")
    + el(palm(0, 0, 230, -8, random.Random(2), 1.15)[1], "#7f9685"),
)
FL = 760
b = rect(0, 0, W, FL, "url(#a)")
# ceiling beams
b += el("M0 0H1600V44L0 78z", "#e3cfae") + el("M0 60L1600 30V46L0 80z", "#b98f67")
for x in (120, 470, 820, 1170, 1500):
    b += el(f"M{x} 0h46l-14 62h-24z", "#b98f67") + el(f"M{x + 46} 0l-14 62h-10l12-62z", "#8f6a4a")
# ---- tall windows: one big wall, 5 lights
wx, wy, ww, wh = 110, 132, 720, 600
b += (
    rect(wx - 16, wy - 16, ww + 32, wh + 32, "#fdf7ea")
    + rect(wx, wy, ww, 430, "url(#k)")
    + rect(wx, 520, ww, 212, "url(#w)")
)
b += circ(300, 300, 44, "#fff8e4") + circ(300, 300, 150, "url(#l)", opacity=0.5)
b += el(
    cloud(130, 214, 400, 16) + cloud(430, 270, 380, 14) + cloud(120, 400, 300, 10), "#fdf8ec", opacity=0.8
)
b += el("M520 520C560 500 590 486 640 480S740 462 830 456V520z", "#c3a57c") + el(
    "M548 506C580 486 610 478 650 472S760 452 830 446V462C760 466 700 476 650 486S580 498 548 506z", "#8d9f7c"
)
g = ""
for i in range(22):
    t = r.random()
    g += il(r.uniform(120, 760), 528 + t * 120, r.uniform(26, 90), 1 + t * 4)
b += el(g, "#f6f5e4", opacity=0.75)
b += el("M110 676C200 650 330 652 430 668S700 690 830 660V732H110z", "#71836a") + el(
    "M110 700C260 680 420 692 560 704S760 706 830 694V732H110z", "#4f6651"
)
b += use("pa", 690, 690, 1.2) + use("pa", 770, 700, 0.9, 1)
fr = "".join(f"M{wx + ww * i / 5:.0f} {wy}v{wh}" for i in range(1, 5)) + f"M{wx} 300h{ww}"
b += rect(wx, wy, ww, wh, "none", stroke="#5d4a3c", stroke_width=12) + el(
    fr, stroke="#5d4a3c", stroke_width=9
)
b += el("M130 132L110 200V420L250 132zM560 132L330 732H420L650 132z", "#fff", opacity=0.16)
# linen curtains
b += el("M60 112H150C146 300 158 520 136 744H64C72 520 52 300 60 112z", "#f7efdf") + el(
    "M792 112H880C888 320 868 520 884 744H806C788 520 800 300 792 112z", "#f7efdf"
)
b += stip(
    el(
        "M96 112H112C108 320 122 520 104 744H92C104 520 92 320 96 112zM130 112H150C146 300 158 520 136 744H126C140 520 128 300 130 112zM820 112H834C828 320 838 520 836 744H824C822 520 814 320 820 112zM860 112H880C888 320 868 520 884 744H870C858 520 872 320 860 112z",
        "#a58d6c",
        opacity=0.36,
    )
)
b += el("M40 106H900", stroke="#6b4935", stroke_width=9, stroke_linecap="round")
# wall shade right
b += stip(rect(1180, 60, 420, FL - 60, "url(#d)"))
# ---- floor
b += rect(0, FL, W, H - FL, "url(#f)")
g = ""
for i, x in enumerate(range(-900, 2600, 150)):
    g += f"M{x} 1000L{n(800 + (x - 800) * 0.62)} {FL}"
b += el(g, stroke="#7d573c", stroke_width=2.5, opacity=0.5)
b += rect(0, FL - 16, W, 18, "#fbf3e4") + el(f"M0 {FL + 2}H1600", stroke="#8d7358", stroke_width=2)
# light on the floor
for i in range(5):
    x0 = wx + ww * i / 5 + 8
    x1 = wx + ww * (i + 1) / 5 - 8
    b += el(
        f"M{n(x0 + 130)} {FL + 6}L{n(x1 + 130)} {FL + 6} {n(x1 + 420)} 990 {n(x0 + 420)} 990z",
        "url(#sun)",
        opacity=0.5,
    )
b += stip(rect(0, 860, W, 140, "url(#u)"))
# ---- staircase, rising left->right to a landing
N = 11
x0, y0 = 880, FL
tr, ri = 46, 44
st = [(x0, y0)]
for i in range(N):
    st += [(x0 + i * tr, y0 - (i + 1) * ri), (x0 + (i + 1) * tr, y0 - (i + 1) * ri)]
top = (x0 + N * tr, y0 - N * ri)
# underside
b += el(poly(st + [(1600, top[1]), (1600, FL)]), "#f0e2c9")
b += stip(el(f"M1080 {FL}L1600 {FL}V{top[1] + 60}L{top[0] + 20} {top[1] + 60}z", "url(#n)", opacity=0.38))
# treads
g = ""
for i in range(N):
    g += f"M{x0 + i * tr - 8} {y0 - (i + 1) * ri}h{tr + 10}v11h{-tr - 10}z"
b += el(g, "#96694a")
g = ""
for i in range(N):
    g += f"M{x0 + i * tr} {y0 - (i + 1) * ri + 11}h7v{ri - 11}h-7z"
b += el(g, "#d9c3a0")
b += el(f"M{top[0] - 6} {top[1]}H1600v13H{top[0] - 6}z", "#96694a")
# balusters & rail
g = ""
for i in range(N):
    x = x0 + i * tr + 20
    y = y0 - (i + 1) * ri
    g += f"M{x} {y}v-112"
for x in range(top[0] + 20, 1600, 30):
    g += f"M{x} {top[1]}v-112"
b += el(g, stroke="#5d4a3c", stroke_width=5)
b += el(
    f"M{x0 + 4} {y0 - ri - 118}L{top[0] + 4} {top[1] - 118}H1600",
    stroke="#7a5238",
    stroke_width=15,
    stroke_linecap="round",
    stroke_linejoin="round",
)
b += el(f"M{x0 + 4} {y0 - ri - 122}L{top[0] + 4} {top[1] - 122}H1600", stroke="#b07c54", stroke_width=4)
b += rect(x0 - 8, y0 - ri - 136, 22, ri + 136, "#7a5238") + rect(x0 - 13, y0 - ri - 148, 32, 16, "#b07c54")
# niche & books under stair
b += el("M1290 752V590C1290 560 1314 540 1344 540H1420C1450 540 1474 560 1474 590V752z", "#cdb48e") + stip(
    el(
        "M1290 752V590C1290 560 1314 540 1344 540H1420C1450 540 1474 560 1474 590V600H1330V752z",
        "#7a5f49",
        opacity=0.55,
    )
)
b += rect(1290, 640, 184, 9, "#8f6a4a")
for x, h, c in (
    (1306, 58, "#34727a"),
    (1322, 66, "#b8694a"),
    (1340, 52, "#d8cfae"),
    (1356, 62, "#71836a"),
    (1404, 50, "#26382f"),
    (1420, 60, "#cfa477"),
):
    b += rect(x, 640 - h, 13, h, c)
b += el("M1400 752C1392 720 1396 700 1404 690H1444C1452 700 1456 720 1448 752z", "#5f8f8c") + el(
    "M1424 692C1410 660 1400 650 1392 640M1424 692C1424 660 1430 650 1432 656M1424 692C1440 664 1452 660 1458 664",
    stroke="#4f6651",
    stroke_width=6,
    stroke_linecap="round",
)
# pendant lamp
b += (
    el("M1010 40V196", stroke="#4a3a30", stroke_width=4)
    + circ(1010, 226, 120, "url(#l)", opacity=0.75)
    + el("M956 238C958 206 984 192 1010 192S1062 206 1064 238z", "#f0b868")
    + el("M972 238H1048C1040 250 980 250 972 238z", "#fff0cc")
)
# rug
b += el(
    "M250 930C250 892 420 872 650 872S1060 892 1060 930 880 984 650 984 250 968 250 930z",
    "#eadcc0",
    opacity=0.95,
) + el(
    "M300 930C300 902 450 886 650 886S1010 902 1010 930 860 970 650 970 300 958 300 930z",
    stroke="#b8694a",
    stroke_width=4,
    opacity=0.55,
)
# sofa
b += el("M330 726C330 700 350 690 374 690H640C664 690 684 700 684 726V850H330z", "#3f7378") + stip(
    el("M330 726C330 700 350 690 374 690H640C664 690 684 700 684 726V800H330z", "url(#t)")
)
b += el(
    "M296 782C296 760 336 756 346 780V830H668V780C678 756 718 760 718 782V880C718 892 710 896 700 896H314C304 896 296 892 296 880z",
    "#4f878a",
)
b += el(
    "M346 800C346 790 352 786 362 786H500V842H346zM514 786H652C662 786 668 790 668 800V842H514z", "#649b9b"
)
b += el("M330 896l-6 28h12l8-28zM672 896l6 28h12l-2-28z", "#4a3a30")
b += el("M376 790C368 752 376 740 392 738L444 730C456 730 462 742 464 756L470 786z", "#e8c899") + el(
    "M600 788L606 746C608 736 616 734 628 736L664 742C674 746 672 756 668 788z", "#dea892"
)
b += el("M540 786C560 780 600 790 640 784L660 860C640 868 590 862 560 866z", "#f3e6cc") + el(
    "M556 866l-4 22M574 865l-2 22M592 864v22M610 864l2 22M628 864l4 22M646 862l6 22",
    stroke="#f3e6cc",
    stroke_width=4,
)
# table, cup
b += (
    el("M780 852C780 842 830 836 870 836S960 842 960 852 910 866 870 866 780 862 780 852z", "#96694a")
    + el("M866 864l-8 76h24l-8-76z", "#6b4935")
    + el("M830 942h80v8h-80z", "#6b4935")
)
b += (
    el(
        "M838 822h36v16C874 848 838 848 838 838zM874 826c14-2 14 14-1 14",
        C["fog"],
        stroke="#eef2ec",
        stroke_width=4,
    )
    + el(
        "M850 812c-6-10 6-14 0-24M862 810c-6-10 6-14 0-22",
        stroke="#fff",
        stroke_width=3,
        opacity=0.7,
        stroke_linecap="round",
    )
    + rect(898, 838, 46, 8, "#b8694a")
    + rect(902, 830, 40, 8, "#e9e0cc")
)
# fig tree
b += (
    el("M178 900L190 800H270L282 900z", "#cfa477")
    + stip(el("M232 800H270L282 900H236z", "#7a5238", opacity=0.6))
    + el(
        "M230 802C226 720 236 650 226 560M230 700C250 660 270 640 280 610M229 720C210 690 190 670 184 640",
        stroke="#6b5a45",
        stroke_width=7,
    )
)
lf = ""
lf2 = ""
for x, y, a in (
    (226, 540, -90),
    (190, 560, -140),
    (262, 556, -40),
    (176, 620, -160),
    (290, 590, -20),
    (214, 600, -120),
    (256, 620, -60),
    (160, 670, 170),
    (300, 650, 10),
    (206, 660, -150),
    (270, 690, -10),
    (236, 575, -75),
):
    t = math.radians(a)
    L = 66
    q = f"M{x} {y}q{n(L * 0.5 * math.cos(t - 0.7))} {n(L * 0.5 * math.sin(t - 0.7))} {n(L * math.cos(t))} {n(L * math.sin(t))}q{n(-L * 0.2 * math.cos(t) + L * 0.45 * math.cos(t + 2))} {n(-L * 0.2 * math.sin(t) + L * 0.45 * math.sin(t + 2))} {n(-L * math.cos(t))} {n(-L * math.sin(t))}"
    if r.random() > 0.5:
        lf += q
    else:
        lf2 += q
b += el(lf, "#4f6651") + el(lf2, "#71895f")
print(doc(W, H, defs, b, stip=0.8, po=0.09, pc=(0.3, 0.2, 0.12)))
