"""Fills the baked folder: beside the one in use, swapped in whole; the unchanged is linked, not written."""

from __future__ import annotations

import contextlib
import dataclasses
import fcntl
import json
import logging
import math
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from . import generation, public_files
from .baked import CURRENT, RECORD, SUFFIXES, BakedPage, Record, file_of, in_use
from .page_cache import Application, Rendered, rendered_by
from .ready_page import Environ, ReadyPage, end_of, is_keepable, ready
from .release import release

logger = logging.getLogger(__name__)


# After a page could not be rendered it is tried again so much later.
TRY_AGAIN = 300.0  # seconds


class CannotBake(Exception):
    """Something of ours is away and will be back: half a site is not swapped in."""


class _Broken(Exception):
    """One page cannot be rendered. The others are baked, and what was taken back leaves."""


def fill(paths: Callable[[], Iterable[str]]) -> Iterator[str]:
    """Make a new folder if a page in the one in use is no longer right; yield each path when it is done.

    Ends without a swap when something is published meanwhile: what was rendered before is then too old. A
    page that cannot be rendered stays as it was baked last, and the record and the log say which one it is.

    Raises:
        OSError: the folder cannot be written. The one in use stays as it is.
        CannotBake: the database is away. The one in use stays here too.
    """
    mark, now = generation.current(), time.time()
    folder, record = in_use()
    if folder and record.is_of(mark) and record.is_good(now):
        return
    root = Path(settings.BAKED_DIR)
    public_files.folder(root)
    with _alone(root) as is_alone:
        if not is_alone:
            return
        _clear(root, folder)
        batch = _Batch(root, mark, folder, record)
        try:
            for path in paths():
                if generation.current() != mark:
                    return
                batch.add(path)
                yield path
            if generation.current() == mark:
                batch.swap_in()
        finally:
            batch.discard()


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[bool]:
    """Tell whether no other process of this machine fills a folder."""
    with (root / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _clear(root: Path, folder_in_use: Path | None) -> None:
    """Remove the folder before the one in use, and what a process that was killed has left."""
    for folder in root.iterdir():
        if folder.is_dir() and not folder.is_symlink() and folder != folder_in_use:
            shutil.rmtree(folder, ignore_errors=True)


class _Batch:
    """A folder that is being filled."""

    def __init__(self, root: Path, mark: str, old_folder: Path | None, old: Record) -> None:
        self.root, self.old_folder, self.old = root, old_folder, old
        self.folder = Path(tempfile.mkdtemp(prefix="pages-", dir=root))
        self.new = Record(mark, release())
        self.application = WSGIHandler()
        self._is_in_use = False

    def add(self, path: str) -> None:
        """Link or write one page; an address that answers with anything but a page is left out."""
        file, known = file_of(path), self.old.pages.get(path)
        is_right = known and self.old.is_of(self.new.generation) and known.is_good(time.time())
        if known and is_right and self._link(known):
            self._note(path, known, self.old.headers[known.headers])
            return
        try:
            answered = _answered(self.application, path, known.etag if known else "")
        except _Broken as broken:
            self._keep_as_it_was(path, known, broken)
            return
        if known and answered.status.startswith("304"):
            if self._link(known):
                same = dataclasses.replace(known, until=_stored(end_of(answered.response)))
                self._note(path, same, self.old.headers[known.headers])
                return
            answered = _answered(self.application, path)
        page = _kept(answered, self.new.generation)
        if page is None:
            return
        entry = BakedPage(file, 0, list(page.bodies), page.etag, page.route, _stored(page.until))
        if not (known and known.etag == entry.etag and self._link(known)):
            self._write(file, page)
        self._note(path, entry, [list(pair) for pair in page.headers])

    def _keep_as_it_was(self, path: str, known: BakedPage | None, broken: _Broken) -> None:
        # Its address is that of a page of ours, and nothing of a visitor.
        logger.error("The page %s cannot be baked: %s. The others are.", path, broken)
        self.new.broken[path] = time.time() + TRY_AGAIN
        if known and self._link(known):
            self._note(path, dataclasses.replace(known, until=None), self.old.headers[known.headers])

    def swap_in(self) -> None:
        """Put the folder in the place of the one in use, in one step."""
        record = json.dumps(dataclasses.asdict(self.new))
        (self.folder / RECORD).write_text(record, encoding="utf-8")
        self.folder.chmod(public_files.FOLDER)
        os.sync()  # a power cut must not leave half a page under a name that is in use
        link = self.root / "next"
        link.unlink(missing_ok=True)
        link.symlink_to(self.folder.name)
        link.replace(self.root / CURRENT)
        self._is_in_use = True

    def discard(self) -> None:
        """Remove the folder unless it is in use."""
        if not self._is_in_use:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _link(self, page: BakedPage) -> bool:
        if self.old_folder is None:
            return False
        target = self.folder / page.file
        public_files.folder(target.parent)
        try:
            for suffix in {SUFFIXES[encoding] for encoding in ("", *page.encodings)}:
                linked = Path(f"{target}{suffix}")
                linked.unlink(missing_ok=True)  # an earlier attempt may have found some of the files
                linked.hardlink_to(self.old_folder / f"{page.file}{suffix}")
        except FileNotFoundError:
            return False
        return True

    def _write(self, file: str, page: ReadyPage) -> None:
        target = self.folder / file
        public_files.folder(target.parent)
        for encoding, body in {**page.bodies, "": page.plain()}.items():
            written = Path(f"{target}{SUFFIXES[encoding]}")
            written.unlink(missing_ok=True)
            written.write_bytes(body)
            public_files.readable(written)

    def _note(self, path: str, page: BakedPage, headers: list[list[str]]) -> None:
        if headers not in self.new.headers:
            self.new.headers.append(headers)
        self.new.pages[path] = dataclasses.replace(page, headers=self.new.headers.index(headers))


def _answered(application: Application, path: str, known: str = "") -> Rendered:
    """Ask for a page; ``known`` is the tag of the one we have."""
    answered = rendered_by(application, request_for(path), known)
    answered.response.close()
    if answered.status.startswith("503"):
        raise CannotBake(f"{answered.route} answered {answered.status}")
    if answered.status.startswith("5"):
        raise _Broken(f"{answered.route} answered {answered.status}")
    return answered


def _kept(answered: Rendered, mark: str) -> ReadyPage | None:
    """Return the page if it is one that everybody may be given."""
    if not is_keepable(answered.response) or answered.response.status_code != 200:
        return None
    return ready(answered.response, answered.status, answered.headers, answered.route, mark)


def _stored(until: float) -> float | None:
    """Return the end of a page as the record has it: JSON knows no infinity."""
    return None if until == math.inf else until


def request_for(path: str) -> Environ:
    """Return the request of a reader at the site's own address."""
    origin = urlsplit(settings.SITE_URL)
    environ: Environ = {"PATH_INFO": path, "HTTP_HOST": origin.netloc, "wsgi.url_scheme": origin.scheme}
    if settings.SECURE_PROXY_SSL_HEADER:
        header, value = settings.SECURE_PROXY_SSL_HEADER
        environ[header] = value
    setup_testing_defaults(environ)
    return environ
