"""Card photos: held in memory, decoded and drawn anew, sealed.

What was sent is never written anywhere: not by Django, whose own handlers put a large file in the clear into
the folder for temporary files, and not by us, who keep only pixels that we encoded ourselves. A process of
its own decodes it, one picture at a time.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import io
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from alter_site.content.pictures import decoding, drawing
from alter_site.content.pictures.decoding import Drawn
from alter_site.content.pictures.drawing import NotDrawn, Order
from alter_site.delivery.body_limits import FILES, FORM, takes_up_to
from alter_site.delivery.client_address import address_of

from .. import reference
from ..custody.access import network
from ..models import CardImage, Draft
from ..phi.keyring import keyring

AT_ONCE = 2  # the front and the back
LARGEST = 10_000_000  # bytes
LONGEST_SIDE = 2200  # pixels: the small print on the back can still be read
QUALITY = 85
TRIES = 12  # times a browser sends a photo again while others are looked at; it gives up after 20
LARGEST_KEPT = 2_500_000  # bytes of our own JPEG; a card takes some 500,000
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
BUSY = "We are looking at other photos at this moment. Choose this one again and press once more."
NO_ROOM = (
    "We cannot take photos at this moment. Tick “Go on without a photo”, and we will ask you what is on the "
    "card; or go back and choose to type it; or call us."
)
BLANK = "This photo shows one color and nothing else. Take a new one with more light."
REFUSALS = {
    drawing.TYPE: WRONG_TYPE,
    drawing.PIXELS: TOO_MANY_PIXELS,
    drawing.BLANK: BLANK,
    drawing.DAMAGED: UNREADABLE,
}


class Unacceptable(Exception):
    """A photo we cannot use. The message tells a visitor why and what to do."""


# --- on the way in ------------------------------------------------------------------------------------


class CardUpload(UploadedFile):
    """A file that came with a form, in memory. ``refusal`` says why its content was not kept, if so.

    ``network_code`` is a keyed code of the network it came from, for :mod:`.photo_budget`.
    """

    def __init__(
        self, field_name: str, content: bytes, size: int, refusal: str, network_code: str = ""
    ) -> None:
        # Without the name it had on the phone, which may be anything.
        super().__init__(io.BytesIO(content), "photo", size=size)
        self.field_name = field_name
        self.refusal = refusal
        self.network_code = network_code


class CardPhotosInMemory(FileUploadHandler):
    """Keeps two files of at most 10 MB in memory and marks all others; nothing touches a disk."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.begun = 0
        self.network_code = _network_code(request)

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
        return CardUpload(
            str(self.field_name), bytes(self.content), file_size, self.refusal, self.network_code
        )


def _network_code(request: HttpRequest | None) -> str:
    origin = network(address_of(request)) if request is not None else ""
    return reference.code("network", origin) if origin else ""


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

    @csrf_protect
    def protected(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        # A large body is one with photos: what was typed beside them is as long as in any other form.
        if sum(len(value) for _, values in request.POST.lists() for value in values) > FORM:
            raise RequestDataTooBig("More was typed than a form holds.")
        return view(request, *args, **kwargs)

    @csrf_exempt
    @functools.wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        request.upload_handlers = [handler(request)]
        return protected(request, *args, **kwargs)

    return wrapped


def takes_card_photos(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a view take card photos. For a class, ``method_decorator(takes_card_photos, name="dispatch")``."""
    return takes_up_to(FILES)(_reading_with(CardPhotosInMemory, view))


def takes_no_files(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let a view's forms be read without their files: every other route of a visitor is such a view."""
    return _reading_with(NoFiles, view)


# --- reading ------------------------------------------------------------------------------------------


def read(upload: UploadedFile | None) -> Drawn:
    """Return the photo in ``upload``, drawn anew: without the name, place or camera that came with it.

    Raises:
        Unacceptable: we cannot use it.
        Busy: it was not looked at, because others were.
    """
    if upload is None:
        raise Unacceptable(NONE_CHOSEN)
    if refusal := getattr(upload, "refusal", ""):
        raise Unacceptable(refusal)
    if not upload.size:
        raise Unacceptable(EMPTY)
    upload.seek(0)
    order = Order(LONGEST_SIDE, QUALITY, LARGEST_KEPT, refuse_blank=True)
    try:
        return decoding.draw(upload.read(), order)
    except NotDrawn as refusal:
        if refusal.reason == drawing.TYPE and _is_from_a_phone(upload):
            raise Unacceptable(HEIC) from None
        raise Unacceptable(REFUSALS[refusal.reason]) from None


def sent_again(request: HttpRequest) -> HttpResponse | None:
    """Let the browser send the same form once more, photos and all; None after so many tries.

    After 307 it does so by itself, perhaps to another process with its hands free. A page that asked for the
    photo again would have lost it: no page can fill in a file.
    """
    tried = request.GET.get("again", "")
    tries = int(tried) if tried in set(map(str, range(TRIES + 1))) else 0
    if tries >= TRIES:
        return None
    return HttpResponse(status=307, headers={"Location": f"{request.path}?again={tries + 1}"})


def refuse_as_busy(files: MultiValueDict[str, UploadedFile]) -> None:
    """Mark photos that were not looked at, so that they are asked for again and the rest is kept."""
    for name in files:
        upload: Any = files[name]
        upload.refusal = upload.refusal or BUSY


def _is_from_a_phone(upload: UploadedFile) -> bool:
    upload.seek(0)
    start = upload.read(12)
    return start[4:8] == b"ftyp" and start[8:12] in PHONE_BRANDS


# --- keeping ------------------------------------------------------------------------------------------


def sealed(photo: Drawn, **columns: Any) -> CardImage:
    """Return a photo as a row that is not saved yet, its bytes sealed into it."""
    image = CardImage(
        width=photo.width,
        height=photo.height,
        image_code=hmac.digest(keyring().subkey("card image"), photo.jpeg, hashlib.sha256).hex(),
        **columns,
    )
    image.seal(image=photo.jpeg)
    token: Any = image.image
    image.stored_bytes = len(token.token)
    return image


def store(draft: Draft, rank: str, side: str, photo: Drawn, network_code: str = "") -> CardImage:
    """Seal a photo into a draft in place of an older one of the same side.

    Raises Draft.DoesNotExist when the draft has been sent or forgotten in the meantime.
    """
    image = sealed(photo, draft=draft, rank=rank, side=side, network_code=network_code)
    with transaction.atomic():
        # The UPDATE locks the draft: of two photos of one side sent at once, the later stays.
        if not Draft.objects.filter(pk=draft.pk, submission=None).update(expires_at=F("expires_at")):
            raise Draft.DoesNotExist
        CardImage.objects.filter(draft=draft, rank=rank, side=side).delete()
        image.save(force_insert=True)
    return image
