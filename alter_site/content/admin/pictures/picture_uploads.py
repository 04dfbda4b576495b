"""Several pictures at once: each file is taken or refused by itself, and then asks what it shows."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse

from alter_site.delivery.body_limits import FILES, takes_up_to
from alter_site.delivery.requests import is_asked_by_script

from ...models import Picture
from ...pictures.masters import MasterInput, reencode
from ..content_screens import OwnScreens
from ..forms.fields import TypedText, module

MOST_DRAFTS = 50  # described on one screen
UNTITLED = "Picture"


class FilesInput(MasterInput):
    """Chooses several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files. Whether each is a picture is found out one by one: none can spoil the others."""

    widget = FilesInput(attrs={"multiple": True})

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            raise ValidationError("Choose one picture or several.", code="required")
        return [self.to_python(file) for file in files]

    def to_python(self, data: Any) -> Any:
        return data  # an empty file is refused like a damaged one, with its name


class UploadForm(forms.Form):
    """What a number of files have in common, and the files."""

    permission = forms.CharField(
        max_length=200, help_text="Who allowed us to show them, and when: “Own photographs, 2026”."
    )
    facility: Any = forms.ModelChoiceField(
        queryset=None,
        required=False,
        help_text="The place they show; empty if they show none of ours.",
    )
    pictures = FilesField(
        help_text="Several at once: JPEG, PNG or WebP, at least 1,600 pixels wide, at most 25 MB each."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places: Any = self.fields["facility"]
        places.queryset = apps.get_model("facilities.Facility").objects.all()


class DraftForm(forms.ModelForm):
    """What one uploaded picture shows. Left empty, it waits."""

    class Meta:
        model = Picture
        fields = ("title", "alt", "is_decorative")
        field_classes = {"title": TypedText, "alt": TypedText}
        widgets = {"alt": forms.Textarea(attrs={"rows": 2})}

    def clean(self) -> dict[str, Any] | None:
        """Let a picture of which nothing is said go on waiting."""
        cleaned = super().clean() or self.cleaned_data
        self.instance.is_draft = not (cleaned.get("alt") or cleaned.get("is_decorative"))
        return cleaned


class PictureUploads(OwnScreens):
    """For the ModelAdmin of pictures: a screen that takes several files and asks what each shows."""

    def routes(self) -> list[tuple[str, Any, str]]:
        return [*super().routes(), ("upload/", self.upload_view, "upload")]

    @takes_up_to(FILES)
    def upload_view(self, request: HttpRequest) -> HttpResponse:
        """Show the screen; take files; or keep what was said of those taken before."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._upload_screen(request, UploadForm(), [DraftForm(**of(row)) for row in _drafts()])
        if "_describe" in request.POST:
            return self._describe(request)
        return self._take(request)

    def _take(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        by_script = is_asked_by_script(request)
        if not form.is_valid():
            if by_script:
                words = " ".join(str(error) for errors in form.errors.values() for error in errors)
                return JsonResponse({"refused": words}, status=200)
            return self._upload_screen(request, form, [DraftForm(**of(row)) for row in _drafts()])
        taken, refused = [], []
        for file in form.cleaned_data["pictures"]:
            try:
                taken.append(self._taken(request, form, file))
            except ValidationError as refusal:
                refused.append((file.name, " ".join(refusal.messages)))
        if by_script:
            if refused:
                return JsonResponse({"refused": refused[0][1]})
            context = {"form": DraftForm(**of(taken[0]))}
            return JsonResponse({"html": render_to_string("admin/picture/draft.html", context, request)})
        for name, words in refused:
            messages.error(request, f"“{name}” was not taken. {words}")
        if taken:
            messages.success(request, f"Taken: {len(taken)}. Say below what each shows.")
        return HttpResponseRedirect(self.address("upload"))

    def _taken(self, request: HttpRequest, form: UploadForm, file: UploadedFile) -> Picture:
        if not file.size:
            raise ValidationError("This file is empty. Export or download the picture again.")
        picture = Picture(
            title=_title(file.name or ""),
            is_draft=True,
            facility=form.cleaned_data["facility"],
            permission=form.cleaned_data["permission"],
        )
        picture.master = reencode(file)
        picture.save()
        self.log_addition(request, picture, "Uploaded with others.")
        return picture

    def _describe(self, request: HttpRequest) -> HttpResponse:
        sent = [row for row in _drafts() if f"{row.pk}-title" in request.POST]
        described = [DraftForm(request.POST, **of(row)) for row in sent]
        if not any(form.errors for form in described):
            for form in described:
                form.save()
            done = [form.instance for form in described if not form.instance.is_draft]
            for picture in done:
                self.log_change(request, picture, "Described.")
            if done:
                messages.success(request, f"Described: {len(done)}. Pages can show them now.")
            return HttpResponseRedirect(self.address("upload"))
        return self._upload_screen(request, UploadForm(), described)

    def _upload_screen(self, request: HttpRequest, form: UploadForm, drafts: list[DraftForm]) -> HttpResponse:
        media = self.media + form.media + forms.Media(js=[module("js/admin/picture-uploads.js")])
        return TemplateResponse(
            request,
            "admin/picture/upload.html",
            {
                **self.admin_site.each_context(request),
                "title": "Add several pictures",
                "opts": self.opts,
                "form": form,
                "drafts": drafts,
                "errors": form.errors or any(draft.errors for draft in drafts),
                "media": media,
            },
        )


def of(picture: Picture) -> dict[str, Any]:
    """Return how the form of one draft is made."""
    return {"instance": picture, "prefix": str(picture.pk)}


def _drafts() -> QuerySet[Picture]:
    return Picture.objects.filter(is_draft=True)[:MOST_DRAFTS]


def _title(name: str) -> str:
    words = " ".join(PurePath(name).stem.replace("_", " ").replace("-", " ").split())
    return words[:120] or UNTITLED
