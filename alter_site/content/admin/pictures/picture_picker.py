"""The pictures that a page can choose from, as its form's picker asks for them."""

from __future__ import annotations

import uuid
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.urls import reverse

from ...models import Picture
from ..alike import alike
from ..content_screens import OwnScreens
from . import picture_use

AT_ONCE = 24
THUMBNAIL = 240  # pixels wide


class PicturePicker(OwnScreens):
    """For the ModelAdmin of pictures: finds them by words, place, and shows where each is used."""

    def routes(self) -> list[tuple[str, Any, str]]:
        return [*super().routes(), ("choose/", self.choose_view, "choose")]

    def choose_view(self, request: HttpRequest) -> JsonResponse:
        """Answer ``?q=…&facility=…&from=0`` with some of the pictures that match, best first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        pictures = [*_matching(request.GET.get("q", "")[:100], request.GET.get("facility", ""))]
        start = int(given) if (given := request.GET.get("from", "")).isdecimal() and len(given) < 6 else 0
        shown = pictures[start : start + AT_ONCE]
        used = picture_use.pages_by_picture(shown)
        return JsonResponse(
            {
                "total": len(pictures),
                "places": [
                    {"id": str(pk), "name": name}
                    for pk, name in apps.get_model("facilities.Facility").objects.values_list("pk", "title")
                ],
                "pictures": [_as_shown(picture, used[picture.pk]) for picture in shown],
            }
        )


def _matching(words: str, facility: str) -> list[Picture]:
    pictures = Picture.objects.usable().select_related("facility")
    if facility == "none":
        pictures = pictures.filter(facility=None)
    elif facility:
        try:
            pictures = pictures.filter(facility=uuid.UUID(facility))
        except ValueError:
            return []
    if not words.strip():
        return [*pictures]
    scored = [(max(alike(words, picture.title), alike(words, picture.alt)), picture) for picture in pictures]
    return [picture for score, picture in sorted(scored, key=lambda row: -row[0]) if score]


def source_of(picture: Picture) -> str:
    """Return the address of a picture as staff see it: its master until a rendition is there."""
    if picture.ready_widths:
        return reverse("rendition", args=[f"{picture.rendition_name}-{picture.widths[0]}.jpg"])
    return reverse("admin:content_picture_master", args=[picture.pk])


def _as_shown(picture: Picture, pages: list[Any]) -> dict[str, Any]:
    return {
        "id": str(picture.pk),
        "title": picture.title,
        "alt": picture.alt or "Decorative",
        "src": source_of(picture),
        "width": THUMBNAIL,
        "height": round(picture.height * THUMBNAIL / picture.width),
        "place": str(picture.facility) if picture.facility else "",
        "usedOn": [str(page) for page in pages],
    }
