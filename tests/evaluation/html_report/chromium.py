"""A headless Chromium driven over its debugging pipe: no port, no library, one browser for many pages."""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FOUND = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_PATIENCE = 120.0  # seconds until a step counts as hanging; machines that are shared may stand still
_KEYS = {"Escape": 27, "Enter": 13, "ArrowDown": 40, "ArrowUp": 38, "End": 35, "Home": 36, "Tab": 9}


class Browser:
    """One process; `page` opens a tab in it."""

    def __init__(self, profile: Path) -> None:
        read_commands, self._write = os.pipe()
        self._read, write_answers = os.pipe()
        # Chromium reads commands from descriptor 3 and answers on 4
        passed = f'{FOUND} "$@" 3<&{read_commands} 4>&{write_answers}'
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--mute-audio"]
        flags += [
            "--remote-debugging-pipe",
            f"--user-data-dir={profile}",
            "--no-first-run",
            "--hide-scrollbars",
        ]
        self._process = subprocess.Popen(
            ["bash", "-c", f"exec {passed}", "bash", *flags, "about:blank"],
            pass_fds=(read_commands, write_answers),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(read_commands)
        os.close(write_answers)
        self._buffer = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        """Send a command and return its result; events that come meanwhile are kept."""
        self._number += 1
        command: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if session is not None:
            command["sessionId"] = session
        os.write(self._write, json.dumps(command).encode() + b"\0")
        until = time.monotonic() + _PATIENCE
        while True:
            answer = self._message(until)
            if answer.get("id") == self._number:
                assert "error" not in answer, (method, answer)
                return dict(answer["result"])
            self.events.append(answer)

    def _message(self, until: float) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._read], [], [], max(0.0, until - time.monotonic()))
            assert ready, "the browser does not answer"
            some = os.read(self._read, 1 << 16)
            assert some, "the browser is gone"
            self._buffer += some
        line, _, self._buffer = self._buffer.partition(b"\0")
        return dict(json.loads(line))

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        os.close(self._write)
        os.close(self._read)


class Page:
    """A tab that shows a report."""

    def __init__(self, browser: Browser, file: Path, width: int, height: int, dark: bool) -> None:
        self._browser = browser
        self._file = file
        self._target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        attached = browser.call("Target.attachToTarget", targetId=self._target, flatten=True)
        self.session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.call("Emulation.setEmulatedMedia", features=scheme)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command to this tab."""
        return self._browser.call(method, self.session, **parameters)

    def open(self, fragment: str = "") -> Page:
        """Open the report at an address, from scratch, and wait until it is shown."""
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=f"{self._file.resolve().as_uri()}#{fragment}")
        self.wait("document.body?.dataset.ready === '1' || document.body?.dataset.failed === '1'")
        return self.settled()

    def settled(self) -> Page:
        """Wait until what the address says is shown."""
        self.wait("document.body.dataset.shown === location.hash || document.body.dataset.failed === '1'")
        return self

    def to(self, fragment: str) -> Page:
        """Change the address as a link does."""
        self.js(f"location.hash = {json.dumps('#' + fragment)}")
        return self.settled()

    def js(self, expression: str) -> Any:
        """Return an expression's value, as the debugger evaluates it."""
        done = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in done, (expression, done["exceptionDetails"])
        return done["result"].get("value")

    def wait(self, expression: str) -> None:
        """Wait until an expression is true."""
        until = time.monotonic() + _PATIENCE
        while not self.js(expression):
            assert time.monotonic() < until, f"never true: {expression}\n{self.text()[:2000]}"
            time.sleep(0.02)

    def text(self, selector: str = "body") -> str:
        """Return what an element's nodes hold, shown or not."""
        return str(self.js(f"document.querySelector({json.dumps(selector)})?.textContent ?? ''"))

    def count(self, selector: str) -> int:
        """Return how many elements there are."""
        return int(self.js(f"document.querySelectorAll({json.dumps(selector)}).length"))

    def click(self, selector: str) -> Page:
        """Click an element."""
        self.js(f"document.querySelector({json.dumps(selector)}).click()")
        return self.settled()

    def press(self, *keys: str) -> Page:
        """Press keys one after another, as a person would."""
        for key in keys:
            code = {"key": key, "windowsVirtualKeyCode": _KEYS.get(key, ord(key[0].upper()))}
            text = {} if key in _KEYS else {"text": key}
            self.call("Input.dispatchKeyEvent", type="keyDown", **code, **text)
            self.call("Input.dispatchKeyEvent", type="keyUp", **code)
        time.sleep(0.05)
        return self.settled()

    def type(self, text: str) -> Page:
        """Type into what has the focus."""
        self.call("Input.insertText", text=text)
        return self

    def screenshot(self, target: Path) -> None:
        """Write what is in sight as a PNG."""
        found = self.call("Page.captureScreenshot", format="png")
        target.write_bytes(base64.b64decode(found["data"]))

    def troubles(self) -> list[str]:
        """Return errors, warnings, and requests to anything but the file itself."""
        self.js("1")
        told = []
        own = self._file.resolve().as_uri()
        for event in self._browser.events:
            if event.get("sessionId") != self.session:
                continue
            method, said = event["method"], event["params"]
            if method == "Runtime.exceptionThrown":
                told.append(json.dumps(said["exceptionDetails"]))
            elif method == "Log.entryAdded" and said["entry"]["level"] in ("error", "warning"):
                told.append(said["entry"]["text"])
            elif method == "Runtime.consoleAPICalled":
                told.append(json.dumps(said["args"]))
            elif method == "Page.javascriptDialogOpening":
                told.append(f"dialog: {said['message']}")
            elif method == "Network.requestWillBeSent":
                url = said["request"]["url"].partition("#")[0]
                if url not in (own, "about:blank"):
                    told.append(f"request: {url[:200]}")
        return told

    def close(self) -> None:
        """Close the tab."""
        self._browser.call("Target.closeTarget", targetId=self._target)


@contextmanager
def browsing(profile: Path) -> Iterator[Browser]:
    """Give a browser and end it."""
    browser = Browser(profile)
    try:
        yield browser
    finally:
        browser.close()
