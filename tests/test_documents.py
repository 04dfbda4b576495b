"""What the documents name is there: files, folders, modules and the pages that links lead to."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Written by the site, by commands or by whoever runs it: no files of the project.
MADE_LATER = ("VAR_DIR/", "var/", "away.html", "security.txt", "deploy/secrets")
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/architecture.md",
    "docs/operations.md",
    "docs/deploy.md",
)

FILE = r"[\w.<>*-]+\.(?:cfg|conf|css|csv|html|js|json|md|py|service|sh|socket|toml|txt|yaml)"
FOLDERS = r"(?:[\w.<>*-]+/)+"
# A file with or without folders, or a folder written with its last slash. What begins with a slash is an
# address of the site or a place on a server.
PATH = re.compile(rf"(?<![\w/.<>*-])(?:(?:{FOLDERS})?{FILE}|{FOLDERS}(?:[\w<>*-]+)?)(?![\w/<>*-])")
CODE = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
URL = re.compile(r"\w+://\S*")
LINK = re.compile(r"\]\(([^)/#:\s][^)#:\s]*)(?:#[^)]*)?\)")
MODULE = re.compile(r"(?<![\w./:-])(?:[a-z_]+\.)+[a-z_]+(?![\w.:(/@-])")


@cache
def project_paths() -> tuple[str, ...]:
    """Every file of the project, and every folder with a slash at its end, as written from the root."""
    ignored = {".git", ".venv", "node_modules", "var", ".env"}
    tops = [path for path in ROOT.iterdir() if path.name not in ignored]
    paths = (path for top in tops for path in (top, *(top.rglob("*") if top.is_dir() else ())))
    return tuple(
        f"{path.relative_to(ROOT)}{'/' if path.is_dir() else ''}"
        for path in paths
        if "__pycache__" not in path.parts
    )


def exists(name: str, folder: str = "") -> bool:
    """Whether ``name`` ends the path of something inside ``folder``; ``<app>`` stands for any name."""
    pattern = re.sub(r"<\w+>", "*", name)
    return any(
        fnmatchcase(f"/{path}", f"*/{pattern}") or fnmatchcase(f"/{path}", f"*/{pattern}/")
        for path in project_paths()
        if path.startswith(folder)
    )


def named_in_text(words: str) -> set[str]:
    """Return the paths that stand in ``code`` of a sentence or a table."""
    return {path for code in CODE.findall(BLOCK.sub("", words)) for path in PATH.findall(URL.sub("", code))}


def named_in_layout(block: str) -> list[tuple[str, str]]:
    """Return (folder, path) of an indented tree, in which a line that begins with a folder opens it."""
    found: list[tuple[str, str]] = []
    opened: list[tuple[int, str]] = []
    for line in block.splitlines():
        indent = len(line) - len(line.lstrip())
        while opened and opened[-1][0] >= indent:
            opened.pop()
        parent = opened[-1][1] if opened else ""
        first = re.match(rf"{FOLDERS}(?=\s|$)", line.lstrip())
        inside = parent
        if first:
            inside = parent + first[0]
            opened.append((indent, inside))
            found.append((parent, first[0]))
        rest = line.lstrip()[first.end() :] if first else line
        found += [(inside, path) for path in PATH.findall(rest)]
    return found


def missing_paths(words: str) -> list[str]:
    """Return the paths that a document names and the project does not have."""
    layouts = [place for kind, block in BLOCK.findall(words) if not kind for place in named_in_layout(block)]
    found = [("", path) for path in named_in_text(words)] + layouts
    return sorted(
        folder + path
        for folder, path in found
        if not path.startswith(MADE_LATER) and not exists(path, folder)
    )


def missing_modules(words: str) -> list[str]:
    """Return the dotted names that begin with a package of ours and lead to no module."""
    packages = {path.split("/")[-2] for path in project_paths() if path.endswith("/__init__.py")}
    names = {name for code in CODE.findall(words) for name in MODULE.findall(PATH.sub("", code))}
    return sorted(
        name
        for name in names
        if name.split(".")[0] in packages
        and not exists(name.replace(".", "/") + ".py")
        and not exists(name.replace(".", "/"))
    )


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_that_a_document_names_exists(document):
    words = (ROOT / document).read_text(encoding="utf-8")
    assert missing_paths(words) == []
    assert missing_modules(words) == []


def test_every_link_between_documents_leads_to_a_file():
    documents = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    broken = [
        f"{document.relative_to(ROOT)}: {link}"
        for document in documents
        for link in LINK.findall(document.read_text(encoding="utf-8"))
        if not (document.parent / link).exists()
    ]
    assert broken == []


def test_the_index_of_decisions_lists_every_file():
    folder = ROOT / "docs/decisions"
    listed = LINK.findall((folder / "README.md").read_text(encoding="utf-8"))
    assert {path.name for path in folder.glob("*.md")} - {"README.md"} <= set(listed)


@pytest.mark.parametrize(
    "words",
    [
        "see `alter_site/content/nowhere.py`",
        "see `nowhere.py`",
        "see `<app>/nowhere.py`",
        "see `alter_site/nowhere/`",
        "```\nalter_site/   the project\n  therapies/   stands elsewhere\n```\n",
        "```\ntherapies/   the app\n  urls.py page_cache.py\n```\n",
    ],
)
def test_a_path_that_is_not_there_is_found(words):
    assert len(missing_paths(words)) == 1


def test_a_module_that_is_not_there_is_found():
    assert missing_modules("`alter_site.nowhere` and `alter_site.content`") == ["alter_site.nowhere"]


def test_addresses_and_places_on_a_server_are_no_paths_of_the_project():
    assert missing_paths("`/therapies/nowhere/`, `/srv/alter/site.conf`, `<app>/models.py`") == []
