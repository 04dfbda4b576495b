"""The ``{% picture %}`` tag."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from alter_site.delivery.media import CONTENT_TYPES

from ..objects import PictureRef

register = template.Library()

FALLBACK = "jpg"  # the format of the image element itself, for a browser that reads no other
FALLBACK_WIDTH = 960  # pixels, for one that does not choose among widths either

PRIORITY = SafeString(' fetchpriority="high"')
LAZY = SafeString(' loading="lazy"')
IN_THE_DARK = SafeString(' media="(prefers-color-scheme: dark)"')


@register.simple_tag
def picture(ref: PictureRef, sizes: str, css: str = "", priority: bool = False) -> SafeString:
    """Print a ``<picture>``: AVIF, WebP and JPEG at every rendered width.

    ``sizes`` is the sizes attribute, ``css`` goes on the image, ``priority`` is for the one picture
    that is in the first view; every other one waits until the reader comes near.
    """
    sources = [_source(ref, extension, sizes) for extension in CONTENT_TYPES if extension != FALLBACK]
    if ref.night is not None:
        # Before the others: a browser takes the first source that fits.
        sources = [
            _source(ref.night, extension, sizes, instead_of=ref) for extension in CONTENT_TYPES
        ] + sources
    focus = (_focus("fx", ref.focal_x), _focus("fy", ref.focal_y))
    # The style sheet dims pictures on a dark screen, except scenes that are dark by themselves.
    night = "night" if (ref.night or ref).is_night else ""
    classes = " ".join(filter(None, (css, *focus, night)))
    return format_html(
        '<picture>{}<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{}{}></picture>',
        format_html_join("", "{}", ((source,) for source in sources)),
        f"{_stem(ref)}{min(_widths(ref), key=lambda width: abs(width - FALLBACK_WIDTH))}.{FALLBACK}",
        _srcset(ref, FALLBACK),
        sizes,
        ref.width,
        ref.height,
        ref.alt,
        format_html(' class="{}"', classes) if classes else "",
        PRIORITY if priority else LAZY,
    )


def _source(ref: PictureRef, extension: str, sizes: str, instead_of: PictureRef | None = None) -> SafeString:
    """Return one source; ``instead_of`` is the day picture whose place a night picture takes in the dark."""
    # Only a picture of another shape has to say its size: the others leave it to the image element.
    shape = (ref.width, ref.height)
    is_of_another_shape = instead_of is not None and shape != (instead_of.width, instead_of.height)
    return format_html(
        '<source{} type="{}" srcset="{}" sizes="{}"{}>',
        IN_THE_DARK if instead_of else "",
        CONTENT_TYPES[extension],
        _srcset(ref, extension),
        sizes,
        format_html(' width="{}" height="{}"', *shape) if is_of_another_shape else "",
    )


def _srcset(ref: PictureRef, extension: str) -> str:
    stem = _stem(ref)
    return ", ".join(f"{stem}{width}.{extension} {width}w" for width in _widths(ref))


def _widths(ref: PictureRef) -> tuple[int, ...]:
    return ref.widths or (ref.width,)


def _stem(ref: PictureRef) -> str:
    return reverse("rendition", args=[f"{ref.name}-"])


def _focus(axis: str, per_cent: int) -> str:
    """Return the class for a focal point in tenths; the middle is the default and needs none."""
    tenths = round(per_cent / 10)
    return "" if tenths == 5 else f"{axis}{tenths}"
