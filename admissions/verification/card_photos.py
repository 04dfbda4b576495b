"""Card photos: held in memory, decoded and drawn anew, sealed.

What was sent is never written anywhere: not by Django, whose own handlers put a large file in the clear into
the folder for temporary files, and not by us, who keep only pixels that we encoded ourselves.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import io
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.db import transaction
from django.db.models import F, Sum
from django.http import HttpRequest
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from alter_site.content import decoding
from alter_site.content.masters import PAPER

from ..models import CardImage, Draft
from ..phi.keyring import keyring

logger = logging.getLogger(__name__)

AT_ONCE = 2  # the front and the back
LARGEST = 10_000_000  # bytes
# Photos of all requests that are not sent yet, as stored: some thousand of them. Beyond that, somebody fills
# the disk; the form goes on without a photo, and what is not sent is forgotten within hours.
MOST_UNSENT = 2_000_000_000  # bytes
LONGEST_SIDE = 2200  # pixels: the small print on the back can still be read
QUALITY = 85
# What a file starts with that a phone writes as HEIC or AVIF: a box named ftyp, and one of these brands.
PHONE_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}

NONE_CHOSEN = "Choose a photo, or take one. You can also go on without it."
TOO_BIG = "This photo is larger than 10 MB. Take a screenshot of it and send that."
TOO_MANY = "At most two photos can be sent at once: the front and the back."
TOO_MANY_PIXELS = "This photo has more than 24 million pixels. Take a screenshot of it and send that."
HEIC = (
    "Your phone saved this photo in a form that we cannot open (HEIC). "
    "Set the camera to “Most Compatible”, or take a screenshot of the photo and send that."
)
WRONG_TYPE = "This is not a photo that we can open. Send a JPEG, PNG or WebP picture, or take a new photo."
UNREADABLE = "This photo arrived damaged or incomplete. Choose it again, or take a new one."
EMPTY = "This file is empty. Choose the photo again, or take a new one."
BLANK = "This photo shows one color and nothing else. Take a new one with more light."
BUSY = "Many photos arrive just now, so we could not open yours. Choose it once more in a minute, or call us."
FULL = "We cannot take photos just now. Go back and choose to type the card, or call us."

REFUSALS = {
    "blank": BLANK,
    "busy": BUSY,
    "damaged": UNREADABLE,
    "not a picture": WRONG_TYPE,
    "too many pixels": TOO_MANY_PIXELS,
}
WANTED = decoding.Wanted(
    most_pixels=decoding.MOST_PIXELS,
    longest_side=LONGEST_SIDE,
    quality=QUALITY,
    paper=PAPER,
    may_move=True,
    may_be_for_print=True,
    may_be_blank=False,
)


class Unacceptable(Exception):
    """A photo we cannot use. The message tells a visitor why and what to do."""


@dataclass(frozen=True)
class Photo:
    """A card as we keep it: encoded by us, without the name, place or camera that came with it."""

    jpeg: bytes
    width: int
    height: int


# --- on the way in ------------------------------------------------------------------------------------


class CardUpload(UploadedFile):
    """A file that came with a form, in memory. ``refusal`` says why its content was not kept, if so."""

    def __init__(self, field_name: str, content: bytes, size: int, refusal: str) -> None:
        # Without the name it had on the phone, which may be anything.
        super().__init__(io.BytesIO(content), "photo", size=size)
        self.field_name = field_name
        self.refusal = refusal


class CardPhotosInMemory(FileUploadHandler):
    """Keeps two files of at most 10 MB in memory and marks all others; nothing touches a disk."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.begun = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.begun += 1
        self.content = bytearray()
        self.refusal = TOO_MANY if self.begun > AT_ONCE else ""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if not self.refusal and start + len(raw_data) > LARGEST:
            self.refusal = TOO_BIG
            self.content = bytearray()
        if not self.refusal:
            self.content += raw_data

    def file_complete(self, file_size: int) -> CardUpload:
        return CardUpload(str(self.field_name), bytes(self.content), file_size, self.refusal)


class NoFiles(FileUploadHandler):
    """Passes over every file unread."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


def _reading_with(handler: type[FileUploadHandler], view: Callable[..., Any]) -> Callable[..., Any]:
    """Let ``handler`` read the body of what is sent to ``view``.

    Django's check against forged requests reads the body before any view runs, with the stock handlers. So
    the view is exempt from that one, and checks for itself once its handler is in place.
    """
    protected = csrf_protect(view)

    @csrf_exempt
    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        request.upload_handlers = [handler(request)]
        return protected(request, *args, **kwargs)

    return wrapped


def takes_card_photos(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a view take card photos. For a class, ``method_decorator(takes_card_photos, name="dispatch")``."""
    return _reading_with(CardPhotosInMemory, view)


def takes_no_files(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a view's forms be read without their files: every other route of a visitor is such a view."""
    return _reading_with(NoFiles, view)


# --- reading ------------------------------------------------------------------------------------------


def read(upload: UploadedFile | None) -> Photo:
    """Return the photo in ``upload``, drawn anew. Raises :class:`Unacceptable`, and nothing else."""
    if upload is None:
        raise Unacceptable(NONE_CHOSEN)
    if refusal := getattr(upload, "refusal", ""):
        raise Unacceptable(refusal)
    if not upload.size:
        raise Unacceptable(EMPTY)
    upload.seek(0)
    try:
        drawn = decoding.draw(upload.read(), WANTED)
    except decoding.Refused as refused:
        if refused.reason == "not a picture" and _is_from_a_phone(upload):
            raise Unacceptable(HEIC) from None
        raise Unacceptable(REFUSALS[refused.reason]) from None
    return Photo(drawn.jpeg, drawn.width, drawn.height)


def _is_from_a_phone(upload: UploadedFile) -> bool:
    upload.seek(0)
    start = upload.read(12)
    return start[4:8] == b"ftyp" and start[8:12] in PHONE_BRANDS


# --- keeping ------------------------------------------------------------------------------------------


def have_room() -> bool:
    """Do the photos of requests that are not sent yet leave room for more? Asked before one is decoded."""
    unsent = CardImage.objects.filter(submission=None).aggregate(bytes=Sum("stored_bytes"))["bytes"] or 0
    if unsent >= MOST_UNSENT:
        logger.warning("Photos of unsent requests take %d MB; no more are taken", unsent // 1_000_000)
    return bool(unsent < MOST_UNSENT)


def store(draft: Draft, rank: str, side: str, photo: Photo) -> CardImage:
    """Seal a photo into a draft in place of an older one of the same side.

    Raises Draft.DoesNotExist when the draft has been sent or forgotten in the meantime.
    """
    image = CardImage(
        draft=draft,
        rank=rank,
        side=side,
        width=photo.width,
        height=photo.height,
        image_code=hmac.digest(keyring().subkey("card image"), photo.jpeg, hashlib.sha256).hex(),
    )
    image.seal(image=photo.jpeg)
    sealed: Any = image.image
    image.stored_bytes = len(sealed.token)
    with transaction.atomic():
        # The UPDATE locks the draft: of two photos of one side sent at once, the later stays.
        if not Draft.objects.filter(pk=draft.pk, submission=None).update(expires_at=F("expires_at")):
            raise Draft.DoesNotExist
        CardImage.objects.filter(draft=draft, rank=rank, side=side).delete()
        image.save(force_insert=True)
    return image
