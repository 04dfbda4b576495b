"""Writes files under media whole or not at all, and takes them back when their transaction fails."""

from __future__ import annotations

import tempfile
import weakref
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import transaction

from alter_site.delivery import public_files


def write(name: str, data: bytes) -> bool:
    """Store ``data`` as ``name`` and return True; a name that is taken stays as it is.

    Names hold a hash of their content, so a file that exists is the same file. On a disk it appears
    under its name only when it is complete: a reader, or the next run after a crash, never meets half
    of one. Object stores do that by themselves.
    """
    if default_storage.exists(name):
        return False
    if not isinstance(default_storage, FileSystemStorage):
        default_storage.save(name, ContentFile(data))
        return True
    path = Path(default_storage.path(name))
    public_files.folder(path.parent)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        whole = Path(file.name)
        try:
            file.write(data)
            file.flush()
            public_files.readable(whole)
            whole.replace(path)
        except OSError:
            whole.unlink()
            raise
    return True


def delete_after_commit(name: str) -> None:
    """Delete a file once the running transaction has committed."""
    transaction.on_commit(lambda: default_storage.delete(name))


def delete_after_rollback(name: str) -> None:
    """Delete a file that was just written if the running transaction, or its savepoint, is undone."""
    transaction.on_commit(_Undo(name).keep)


class _Undo:
    """Deletes a file when nobody can ask to keep it any more.

    Django has no hook for a rollback, but it lets go of the callbacks that were waiting for the commit.
    The callback is the only thing that refers to this object, so it goes with them.
    """

    def __init__(self, name: str) -> None:
        self._finalizer = weakref.finalize(self, default_storage.delete, name)

    def keep(self) -> None:
        """Keep the file: its transaction has committed."""
        self._finalizer.detach()
