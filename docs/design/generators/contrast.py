def L(h):
    h = h.lstrip("#")
    r = [int(h[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in r]
    return 0.2126 * r[0] + 0.7152 * r[1] + 0.0722 * r[2]


def cr(a, b):
    a, b = sorted((L(a), L(b)), reverse=True)
    return round((a + 0.05) / (b + 0.05), 2)


import sys

if __name__ == "__main__":
    Lt = dict(
        paper="#f5f5ef",
        surface="#fdfdf9",
        mist="#e4ebe4",
        sand="#efe5d3",
        ink="#14292c",
        ink2="#394d4f",
        link="#0d4f59",
        line="#cdd5cc",
        edge="#667b79",
        deep="#123c44",
        ondeep="#f1f3ea",
        ondeep2="#c9d9d2",
        lamp="#f4b45f",
        onlamp="#14292c",
        error="#8a2217",
        errbg="#fbece6",
        ok="#1a5537",
    )
    Dk = dict(
        paper="#0b2126",
        surface="#12303a",
        mist="#0f2930",
        sand="#17343a",
        ink="#ebefe6",
        ink2="#bccbc6",
        link="#a5d8d2",
        line="#294850",
        edge="#7d9c9b",
        deep="#143b43",
        ondeep="#f1f3ea",
        ondeep2="#c9d9d2",
        lamp="#f4b45f",
        onlamp="#14292c",
        error="#ffb8a8",
        errbg="#3a1f1c",
        ok="#a8dcb8",
    )
    for nm, c in (("light", Lt), ("dark", Dk)):
        print(nm)
        for fg in ("ink", "ink2", "link", "error", "ok", "edge"):
            print(" ", fg, {bg: cr(c[fg], c[bg]) for bg in ("paper", "surface", "mist", "sand")})
        print(
            "  ondeep/deep",
            cr(c["ondeep"], c["deep"]),
            "ondeep2/deep",
            cr(c["ondeep2"], c["deep"]),
            "lamp/deep",
            cr(c["lamp"], c["deep"]),
            "onlamp/lamp",
            cr(c["onlamp"], c["lamp"]),
            "lamp/paper",
            cr(c["lamp"], c["paper"]),
            "error/errbg",
            cr(c["error"], c["errbg"]),
        )
