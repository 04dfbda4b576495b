"""Pictures: uploading one, describing it, and choosing the point that stays in sight when it is cropped."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.forms.widgets import Media
from django.http import FileResponse, Http404, HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from alter_site.delivery.body_limits import FILES

from ...models import Picture
from ...models.master import MasterField
from ...pictures.masters import MasterInput
from ..content_screens import form_address
from ..forms.fields import PlainFields, module
from ..overview.where_used import WhereUsed
from . import picture_use
from .picture_form import PictureForm
from .picture_picker import PicturePicker, source_of
from .picture_uploads import PictureUploads

LISTED_WIDTH = 96  # pixels
EDITED_WIDTH = 480


@admin.register(Picture)
class PictureAdmin(PictureUploads, PicturePicker, WhereUsed, PlainFields, admin.ModelAdmin):
    """Every picture that pages can show."""

    largest_body = FILES
    section = "Pictures"
    form = PictureForm
    formfield_overrides = PlainFields.formfield_overrides | {MasterField: {"widget": MasterInput}}
    list_display = ("thumbnail", "title", "facility", "alt", "state")
    list_display_links = ("title",)
    list_filter = ("facility", "is_draft")
    change_list_template = "admin/picture/change_list.html"
    list_select_related = ("facility",)
    search_fields = ("title", "alt", "permission")
    readonly_fields = ("focal_point", "large", "state", "shown_on")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        may_change = obj is None or self.has_change_permission(request, obj)
        # A master has no address that its name could lead to: whoever may only look is shown the picture.
        file, point = ("master", ("focal_point",)) if may_change else ("large", ())
        return [
            (None, {"fields": ("title", file, *(("state", "shown_on") if obj else ()))}),
            ("What it shows", {"fields": ("alt", "is_decorative", "facility", "permission")}),
            ("Focus", {"fields": (*(point if obj else ()), "focal_x", "focal_y")}),
            ("On dark screens", {"fields": ("is_night", "night")}),
        ]

    @property
    def media(self) -> Media:
        scripts = [module("js/admin/focal-point.js"), module("js/admin/file-size.js")]
        return super().media + Media(js=scripts)

    def save_model(self, request: HttpRequest, obj: Picture, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        picture_use.note_saved(obj)

    # --- what it looks like -------------------------------------------------------------------------

    def routes(self) -> list[tuple[str, Any, str]]:
        return [*super().routes(), ("<uuid:pk>/master/", self.master_view, "master")]

    def master_view(self, request: HttpRequest, pk: Any) -> FileResponse:
        """Send the master to staff: the renditions may not exist yet, and a master has no public address."""
        picture = self.row(request, pk)
        if not picture.master.storage.exists(picture.master.name):
            raise Http404("There is no such picture.")
        return FileResponse(picture.master.open(), content_type="image/jpeg")

    @admin.display(description="picture")
    def thumbnail(self, picture: Picture) -> SafeString:
        return _image(picture, LISTED_WIDTH, alt="")

    @admin.display(description="picture")
    def large(self, picture: Picture) -> SafeString:
        return _image(picture, EDITED_WIDTH, alt=picture.alt or picture.title)

    @admin.display(description="on the picture")
    def focal_point(self, picture: Picture) -> SafeString:
        return format_html(
            '<div class="focal-point">{}</div>'
            '<div class="help">Click the point that should stay visible, or type it below.</div>',
            _image(picture, EDITED_WIDTH, alt=picture.alt or picture.title),
        )

    # --- where it stands ----------------------------------------------------------------------------

    @admin.display(description="for the web")
    def state(self, picture: Picture) -> str:
        if picture.is_draft:
            return "Waits for a description"
        return "Ready" if picture.is_finished else "Still being prepared"

    @admin.display(description="shown on")
    def shown_on(self, picture: Picture) -> SafeString:
        pages = [(form_address(page), page) for page in picture_use.pages_showing(picture)]
        shown = format_html_join(", ", '<a href="{}">{}</a>', pages) or "No page yet"
        used = self.address("used", picture)
        return format_html('{} · <a href="{}">Where used, live pages included</a>', shown, used)


def _image(picture: Picture, width: int, alt: str) -> SafeString:
    height = round(picture.height * width / picture.width)
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="{}">', source_of(picture), width, height, alt
    )
