"""What a page makes a browser wait for before it paints anything."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser

ASIDE = {"async", "defer"}


def blocking(html: str) -> list[str]:
    """Return the addresses of the style sheets and scripts that hold up the first paint.

    A style sheet in the body holds up what comes after it and nothing before.
    """
    tree = LexborHTMLParser(html)
    sheets = (link.attributes for link in tree.css('head link[rel="stylesheet"]'))
    scripts = (script.attributes for script in tree.css("script[src]"))
    return [
        *(sheet["href"] or "" for sheet in sheets if sheet.get("media") != "print"),
        *(
            script["src"] or ""
            for script in scripts
            if script.get("type") != "module" and not ASIDE & set(script)
        ),
    ]
