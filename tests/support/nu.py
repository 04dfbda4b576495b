"""Errors that the Nu HTML checker finds in whole documents."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

# Its check of styles does not know container queries, which every browser of docs/browsers.md does.
NOT_KNOWN_TO_IT = {
    "CSS: Unrecognized at-rule “@container”",
    "CSS: “container”: Property “container” doesn't exist.",
}
# It runs for seconds: compiling it well costs more than it gains.
QUICKLY_STARTED = ("-Xss4m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
JAR = Path("node_modules/vnu-jar/build/dist/vnu.jar")


class JavaMissing(Exception):
    """No Java runtime is installed."""


def markup_errors(documents: Mapping[str, str]) -> list[str]:
    """Check many documents at once, because starting the checker costs more than checking.

    ``documents`` maps a name, such as the page's path, to its HTML. Each line returned begins with the name.

    Raises:
        JavaMissing: the checker cannot run.
    """
    if shutil.which("java") is None:
        raise JavaMissing("Java is needed by the Nu HTML checker and not installed.")
    with tempfile.TemporaryDirectory() as folder:
        for number, html in enumerate(documents.values()):
            Path(folder, f"{number}.html").write_text(html, encoding="utf-8")
        options = ["--format", "json", "--stdout", "--errors-only", "--exit-zero-always"]
        command = ["java", *QUICKLY_STARTED, "-jar", str(JAR), *options, folder]
        result = subprocess.run(command, capture_output=True, text=True, check=True)
    names = list(documents)
    return [
        f"{names[int(Path(found['url']).stem)]}, line {found.get('lastLine', '?')}: {found['message']}"
        for found in json.loads(result.stdout)["messages"]
        if found["message"] not in NOT_KNOWN_TO_IT
    ]
