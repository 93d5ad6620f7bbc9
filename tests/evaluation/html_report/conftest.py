"""Reports of runs made by hand, and one browser for all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import FOUND, Browser, Page, browsing
from report_pages import OpenPage, hand_entries, write_run


@pytest.fixture
def hand_run(tmp_path: Path) -> Path:
    return write_run(tmp_path / "hand", hand_entries())


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if FOUND is None:
        pytest.skip("no chromium on this machine (Debian's package chromium)")
    with browsing(tmp_path_factory.mktemp("profile")) as one:
        yield one


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Return what opens a report at an address; at the end no page may have had an error or made a request."""
    pages: list[Page] = []

    def opened(
        file: Path, fragment: str = "", *, width: int = 1280, height: int = 860, dark: bool = False
    ) -> Page:
        page = Page(browser, file, width, height, dark)
        pages.append(page)
        return page.open(fragment)

    yield opened
    troubles = [each for page in pages for each in page.troubles()]
    for page in pages:
        page.close()
    assert troubles == []
