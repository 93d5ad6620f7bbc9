"""The HTML file: template, style sheet, script and packed data, under a policy that lets nothing else run.

What comes from dialogues stands in the file as base64 only. The content security policy admits the one style
sheet and the one script, by their hashes; there is no way to the network, and no text can become markup
(`trusted-types 'none'`).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from importlib.resources import files

# in this order: what a file uses at load time stands before it
SCRIPTS = (
    "text.js",
    "elements.js",
    "store.js",
    "state.js",
    "filters.js",
    "plots.js",
    "overview.js",
    "compare.js",
    "json_view.js",
    "dialogue.js",
    "browser.js",
    "graph_layout.js",
    "graph_zoom.js",
    "graph.js",
    "keyboard.js",
    "main.js",
)


def page(blocks: Iterable[tuple[str, str]]) -> str:
    """Return the page.

    Args:
        blocks: (id, packed value) of each data block; ids are ours, letters, digits and hyphens.
    """
    style = _source("page.css")
    body = "\n".join(f"// {name}\n{_source(name)}" for name in SCRIPTS)
    script = f'(() => {{\n"use strict";\n{body}}})();\n'
    if "</" in style or "</script" in script.lower() or "<!--" in script:
        raise AssertionError("the page's own sources hold what would end their element")
    data = "".join(f'<script type="text/plain" id="{name}">{text}</script>\n' for name, text in blocks)
    filled = {"policy": _policy(script, style), "style": style, "script": script, "data": data}
    head, *parts = _source("page.html").split("{{")
    for part in parts:  # one pass: what is filled in is not looked at again
        name, _, rest = part.partition("}}")
        head += filled[name] + rest
    return head


def _policy(script: str, style: str) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _source(name: str) -> str:
    return files(f"{__package__}.page").joinpath(name).read_text("utf-8").replace("\r\n", "\n")
