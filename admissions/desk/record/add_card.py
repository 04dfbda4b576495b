"""Adding a photo of a card to a request: decoded and sealed like a visitor's, and never on a disk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from alter_site.content.pictures.decoding import Busy, Drawn

from ... import services
from ...choices import Rank, Side
from ...verification import card_photos
from ..fields import DeskForm, one_of
from ..guard import allowed, desk, screen, user_of


class PhotoField(forms.Field):
    """A photo; its value is what :func:`card_photos.read` made of it."""

    widget = forms.FileInput({"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, value: Any) -> Drawn:
        try:
            return card_photos.read(value)
        except card_photos.Unacceptable as refusal:
            raise forms.ValidationError(str(refusal)) from None


class AddCardForm(DeskForm):
    """Which card, which side, and the photo."""

    rank = one_of("Which card", Rank.choices)
    side = one_of("Which side", Side.choices)
    photo = PhotoField(label="Photo", help_text="JPEG, PNG or WebP, up to 10 MB.")
    replaces = forms.BooleanField(label="It takes the place of the photo that is there", required=False)


@card_photos.takes_card_photos
@desk("see the queue")
def add_card(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for a photo, and seal it into the request."""
    actor = user_of(request)
    submission = allowed(actor, reference, "correct the record")
    services.touch(submission, actor)
    is_sent = request.method == "POST"
    problem = "The photo is not in the file yet" if is_sent else ""
    form = AddCardForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    try:
        is_whole = form.is_valid()
    except Busy:
        if again := card_photos.sent_again(request):
            return again
        form = AddCardForm(request.POST, {})
        is_whole, problem = form.is_valid(), card_photos.BUSY
    if is_whole:
        found = form.cleaned_data
        image = card_photos.sealed(found["photo"], rank=found["rank"], side=found["side"])
        try:
            services.add_card(submission, actor, image, replaces=found["replaces"])
        except services.IllegalMove as refusal:
            form.add_error("replaces", str(refusal))
        else:
            messages.success(request, f"{reference}: the photo is in the file, sealed.")
            return redirect("desk:detail", reference)
    context = {
        "submission": submission,
        "form": form,
        "problem": problem,
        "cards": submission.card_images.defer("image"),
    }
    return screen(request, "add_card", f"Add a card photo to {reference}", context)
