"""The ``{% picture %}`` tag."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from ..objects import PictureRef

register = template.Library()

FORMATS = (("avif", "image/avif"), ("webp", "image/webp"))
FALLBACK = "jpg"
FALLBACK_WIDTH = 960  # pixels, for a browser that reads neither srcset nor the newer formats


@register.simple_tag
def picture(ref: PictureRef, sizes: str, css: str = "", priority: bool = False) -> SafeString:
    """Print a ``<picture>``: AVIF, WebP and JPEG at every rendered width.

    ``sizes`` is the sizes attribute, ``css`` goes on the image, ``priority`` is for the one picture
    that is in the first view; every other one waits until the reader comes near.
    """
    sources: list[SafeString] = []
    if ref.night is not None:
        sources += [_source(ref.night, sizes, *kind, night=True) for kind in (*FORMATS, (FALLBACK, "image/jpeg"))]
    sources += [_source(ref, sizes, *kind) for kind in FORMATS]
    classes = " ".join(
        part
        for part in (css, _focus("fx", ref.focal_x), _focus("fy", ref.focal_y), "night" if ref.is_night else "")
        if part
    )
    image = format_html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{}{}>',
        _url(ref, _fallback_width(ref), FALLBACK),
        _srcset(ref, FALLBACK),
        sizes,
        ref.width,
        ref.height,
        ref.alt,
        format_html(' class="{}"', classes) if classes else "",
        mark_safe(' fetchpriority="high"' if priority else ' loading="lazy" decoding="async"'),
    )
    return format_html("<picture>{}{}</picture>", format_html_join("", "{}", ((source,) for source in sources)), image)


def _source(ref: PictureRef, sizes: str, extension: str, mime: str, *, night: bool = False) -> SafeString:
    media = mark_safe(' media="(prefers-color-scheme: dark)"') if night else ""
    return format_html(
        '<source{} type="{}" srcset="{}" sizes="{}" width="{}" height="{}">',
        media,
        mime,
        _srcset(ref, extension),
        sizes,
        ref.width,
        ref.height,
    )


def _srcset(ref: PictureRef, extension: str) -> str:
    return ", ".join(f"{_url(ref, width, extension)} {width}w" for width in ref.widths)


def _url(ref: PictureRef, width: int, extension: str) -> str:
    return reverse("rendition", args=[f"{ref.name}-{width}.{extension}"])


def _fallback_width(ref: PictureRef) -> int:
    return min(ref.widths, key=lambda width: abs(width - FALLBACK_WIDTH)) if ref.widths else ref.width


def _focus(axis: str, per_cent: int) -> str:
    """Return the class for a focal point in tenths; the middle is the default and needs none."""
    tenths = round(per_cent / 10)
    return "" if tenths == 5 else f"{axis}{tenths}"
