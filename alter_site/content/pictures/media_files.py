"""Writes files under media atomically, and deletes them when their transaction is rolled back."""

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
    """Delete a file that was just written if the running transaction, or its savepoint, is rolled back.

    Django has no hook for a rollback, but it drops the callbacks that were waiting for the commit. Nothing
    else refers to this one, so the file is deleted when it is collected without having been called.
    """

    def keep() -> None:
        deletion.detach()

    deletion = weakref.finalize(keep, default_storage.delete, name)
    transaction.on_commit(keep)
