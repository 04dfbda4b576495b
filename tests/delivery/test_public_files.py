"""The folders that the site makes for what it writes."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from alter_site.delivery import public_files


@pytest.mark.parametrize(
    ("make", "mode"),
    [(public_files.passable, public_files.PASSABLE), (public_files.folder, public_files.FOLDER)],
)
def test_a_folder_that_another_command_makes_at_the_same_moment_is_used(make, mode, tmp_path, monkeypatch):
    path = tmp_path / "above" / "var"
    look = Path.is_dir

    def look_and_be_overtaken(looked_at: Path) -> bool:
        found = look(looked_at)
        if looked_at == path and not found:
            path.mkdir(parents=True)
        return found

    monkeypatch.setattr(Path, "is_dir", look_and_be_overtaken)
    make(path)

    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    path = tmp_path / "var"
    path.touch()

    with pytest.raises(FileExistsError):
        public_files.passable(path)
