"""`make vulnerabilities` reports every package that it could not look up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

WELL = {"dependencies": [{"name": "a", "version": "1", "vulns": []}]}
FAULT = {"id": "PYSEC-0", "fix_versions": ["1.1", "2"], "aliases": [], "description": ""}
BAD = {"dependencies": [{"name": "a", "version": "1", "vulns": [FAULT]}]}
SKIPPED = {"dependencies": [{"name": "a", "skip_reason": "Dependency not found on PyPI: a (1)"}]}
NPM_WELL = {"vulnerabilities": {}, "metadata": {"dependencies": {"total": 3}}}
NPM_BAD = {"vulnerabilities": {"b": {"severity": "high"}}, "metadata": {"dependencies": {"total": 3}}}
NPM_AWAY = {"message": "405 Method Not Allowed", "error": {"summary": ""}}


def run(folder: Path, python: object, npm: object) -> subprocess.CompletedProcess[str]:
    """Run it with a pip-audit and an npm that print these; None prints nothing and complains."""

    def prints(answer: object) -> str:
        said = json.dumps(answer) if answer else ""
        return f"import sys\nprint({said!r})\nprint('no network', file=sys.stderr)\nsys.exit(1)\n"

    (folder / "pip_audit").mkdir()
    (folder / "pip_audit/__init__.py").touch()
    (folder / "pip_audit/__main__.py").write_text(prints(python))
    program = folder / "npm"
    program.write_text(f"#!{sys.executable}\n{prints(npm)}")
    program.chmod(0o755)
    places = {"PATH": f"{folder}:{os.environ['PATH']}", "PYTHONPATH": str(folder)}
    command = [sys.executable, "bin/vulnerabilities.py"]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | places, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("python", "npm", "status", "words"),
    [
        (WELL, NPM_WELL, 0, "Python: 1 packages looked up, 0 vulnerable."),
        (BAD, NPM_WELL, 1, "a 1: PYSEC-0; mended in 1.1, 2"),
        (WELL, NPM_BAD, 1, "b: high"),
        (SKIPPED, NPM_WELL, 2, "NOT CHECKED: Dependency not found on PyPI: a (1)"),
        (None, NPM_WELL, 2, "NOT CHECKED: The database could not be asked. no network"),
        ({"dependencies": []}, NPM_WELL, 2, "NOT CHECKED: The database could not be asked."),
        (WELL, NPM_AWAY, 2, "NOT CHECKED: The database could not be asked. 405 Method Not Allowed"),
        (WELL, None, 2, "NOT CHECKED: The database could not be asked. no network"),
        (SKIPPED, NPM_BAD, 1, "NOT CHECKED"),
    ],
)
def test_the_audit_passes_only_if_every_package_was_looked_up_and_none_is_vulnerable(
    python, npm, status, words, tmp_path
):
    result = run(tmp_path, python, npm)
    assert (result.returncode, result.stderr) == (status, "")
    assert words in result.stdout


def test_production_packages_are_among_those_looked_up():
    assert "requirements-dev.txt" in (ROOT / "bin/vulnerabilities.py").read_text()
    assert "pip-audit==" in (ROOT / "requirements-dev.txt").read_text()
