r"""Take the pictures of docs/report.md from a report, in headless Chromium.

    toolflow generate --tools examples/tools/everyday.json --setting all --num-dialogues 250 --seed 7 \
        --out run
    toolflow report thousand=run --metrics --out report.html
    python benchmarks/report_pictures.py report.html

Needs Chromium (Debian's package `chromium`). A picture is refused if the page had an error or made a request,
or if the file is larger than 300 kB.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "evaluation" / "html_report"))

from chromium import FOUND, Page, browsing  # noqa: E402

_LARGEST = 300_000


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: its file's name, what it shows, and how.

    Args:
        name: Of the file, `report_NAME.png`.
        address: What stands behind the page's `#`.
        width: In pixels; below 600 it is a phone.
        height: In pixels.
        dark: Whether the system asks for dark.
    """

    name: str
    address: str
    width: int = 1200
    height: int = 850
    dark: bool = False


PICTURES = (
    Picture("overview", ""),
    Picture("dialogue", "d=graph_plan-000003", dark=True),
    Picture("graph", "node=create_event"),
    Picture("compare", "v=compare", height=1000),
    Picture("phone", "d=graph_plan-000003", width=390, height=844),
)


def take(file: Path, folder: Path) -> None:
    """Write all pictures into a folder.

    Raises:
        SystemExit: If a page had errors, or a picture is too large.
    """
    with tempfile.TemporaryDirectory() as profile, browsing(Path(profile)) as browser:
        for picture in PICTURES:
            page = Page(browser, file, picture.width, picture.height, picture.dark).open(picture.address)
            page.js("new Promise(done => setTimeout(done, 500))")  # bars and panels have settled
            target = folder / f"report_{picture.name}.png"
            page.screenshot(target)
            if page.troubles():
                raise SystemExit(f"{picture.name}: the page had errors: {page.troubles()}")
            size = target.stat().st_size
            if size > _LARGEST:
                raise SystemExit(f"{target}: {size:,} bytes, expected at most {_LARGEST:,}")
            print(f"{target}: {size:,} bytes")
            page.close()


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("report", type=Path)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images", help="Folder of the pictures.")
    options = parser.parse_args()
    if FOUND is None:
        raise SystemExit("no chromium on this machine; install Debian's package chromium")
    take(options.report, options.out)


if __name__ == "__main__":
    main()
