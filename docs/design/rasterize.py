"""Turn the illustrations in pictures/ into the picture masters that the demo content uploads.

    python docs/design/rasterize.py [name ...]

Needs Chromium (named by CHROMIUM, or found on the path) and Pillow. Chromium, because it draws the
grain filters the way readers' browsers did when the illustrations were designed.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
ILLUSTRATIONS = HERE / "pictures"
MASTERS = REPOSITORY / "alter_site" / "content" / "demo_pictures"
STATIC = REPOSITORY / "static" / "illustrations"

MASTER_SIZE = (2400, 1500)
# Motifs stand beside text, at most 44 % of a page wide. Half of the time that a first `make run` draws pictures
# goes into the widest renditions.
MOTIF, MOTIF_SIZE = "motif-", (1600, 1000)
MASTER_LIMIT = 600_000
SHARE_CARD = "social-card"
SHARE_CARD_SIZE = (1200, 630)
SHARE_CARD_LIMIT = 200_000

TOUCH_ICON_SIZE = (180, 180)
TOUCH_ICON_BACKGROUND = "#123c44"  # phones round the corners themselves

# The one picture that belongs to the design rather than to a page: the call section and the error pages show it.
# Without its left part, so that the one lit window is the only light and no crop cuts through the moon.
HARBOR = "hero-night"
HARBOR_CROP = (525, 0, 2400, 1500)
HARBOR_SIZES = ((720, 576), (1440, 1152))


def chromium() -> str:
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        sys.exit("Chromium was not found: name it in CHROMIUM.")
    return found


def draw(illustration: Path, size: tuple[int, int], folder: Path, background: str = "#fff") -> Image.Image:
    """Draw at twice the size and scale down, so that edges and grain come out smooth."""
    width, height = size
    page = folder / "page.html"
    page.write_text(
        f'<!doctype html><body style="margin:0;background:{background}">'
        f'<img src="{illustration.as_uri()}" width="{width}" height="{height}">'
    )
    shot = folder / "shot.png"
    command = [chromium(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    command += ["--force-device-scale-factor=2", f"--window-size={width},{height}", f"--screenshot={shot}"]
    subprocess.run([*command, page.as_uri()], check=True, capture_output=True)
    with Image.open(shot) as picture:
        return picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)


def save_jpeg(picture: Image.Image, path: Path, limit: int) -> None:
    """The best quality that keeps the file under its limit."""
    for quality in range(86, 60, -2):
        picture.save(path, quality=quality, optimize=True, progressive=True)
        if path.stat().st_size <= limit:
            break
    print(f"{path.relative_to(REPOSITORY)}  {path.stat().st_size:,} bytes, quality {quality}")


def save_harbor(master: Image.Image) -> None:
    for width, height in HARBOR_SIZES:
        picture = master.resize((width, height), Image.Resampling.LANCZOS, box=HARBOR_CROP)
        picture.save(STATIC / f"harbor-night-{width}.avif", quality=52, speed=3)
        picture.save(STATIC / f"harbor-night-{width}.jpg", quality=76, optimize=True, progressive=True)


def save_touch_icon(folder: Path) -> None:
    icon = draw(STATIC / "favicon.svg", TOUCH_ICON_SIZE, folder, TOUCH_ICON_BACKGROUND)
    icon.quantize(64).save(STATIC / "touch-icon.png", optimize=True)


def main(names: list[str]) -> None:
    MASTERS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        if not names or "touch-icon" in names:
            save_touch_icon(Path(folder))
        for illustration in sorted(ILLUSTRATIONS.glob("*.svg")):
            name = illustration.stem
            if names and name not in names:
                continue
            if name == SHARE_CARD:
                card = draw(illustration, SHARE_CARD_SIZE, Path(folder))
                save_jpeg(card, STATIC / f"{name}.jpg", SHARE_CARD_LIMIT)
                continue
            size = MOTIF_SIZE if name.startswith(MOTIF) else MASTER_SIZE
            master = draw(illustration, size, Path(folder))
            save_jpeg(master, MASTERS / f"{name}.jpg", MASTER_LIMIT)
            if name == HARBOR:
                save_harbor(master)


if __name__ == "__main__":
    main(sys.argv[1:])
