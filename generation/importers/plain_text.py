"""Descriptions without their markup: HTML and Markdown as one line of plain text, of bounded length."""

from __future__ import annotations

import html
import re
from typing import Any

from ..tool_report import Issue

TOOL_LENGTH = 1024  # the longest description of a function that OpenAI takes
FIELD_LENGTH = 400

_MAX_READ = 40_000  # characters looked at
_NAMES = (
    "a|abbr|address|article|aside|b|big|blockquote|body|br|caption|center|cite|code|col|colgroup|dd|del|details|"
    "dfn|div|dl|dt|em|fieldset|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|"
    "ins|kbd|label|legend|li|link|main|mark|meta|nav|object|ol|option|p|param|picture|pre|q|s|samp|script|section|"
    "select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|textarea|tfoot|th|thead|time|"
    "title|tr|tt|u|ul|var|video|"
    "caution|fullname|function|important|note|para|simpara|simplesect|tip|warning|xhtml"  # Amazon's own
)
_SPAN = re.compile(r"`[^`\n]+`")
_KEPT = re.compile("\0(\\d+)\0")
_TAG = re.compile(rf"</?(?:{_NAMES})(?:\s[^<>]*)?/?>|<!--.*?-->", re.DOTALL | re.IGNORECASE)
_CODE_TAG = re.compile(r"</?(?:code|tt|kbd|samp)(?:\s[^<>]*)?>", re.IGNORECASE)
_HIDDEN = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^()\s]*(?:\s[^()]*)?\)")
_LINK = re.compile(r"\[([^\[\]]+)\](?:\((?:[^()\s]|\([^()\s]*\))*(?:\s[^()]*)?\)|\[[^\[\]]*\])")
_AUTOLINK = re.compile(r"<(https?://[^<>\s]+)>")
_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,}).*$", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*(?:[-*_=][ \t]*){3,}$|^[ \t|:-]*-{2,}[ \t|:-]*$", re.MULTILINE)
_HEADING = re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(.*?)[ \t#]*$", re.MULTILINE)
_LISTED = re.compile(r"^[ \t]*[*+-][ \t]+", re.MULTILINE)
_QUOTED = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_EMPHASIS = re.compile(
    r"(?<![^\s(\"'>])\*(?=\w)([^*\n]*[^*\s])\*(?![^\s.,;:!?)\"'<])"
    r"|(?<![^\s(\"'>])_(?=[^\W_])([^_\n]*[^_\s])_(?![^\s.,;:!?)\"'<])"
)
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!<>|~-])")
_BEFORE_POINT = re.compile(r"\s+([.,;:!?)])(?=\s|$)")
_SENTENCE_END = re.compile(r"[.!?][\"')\]]?(?=\s)")
_MARKS = re.compile(r"[<&*_#`\[\\|~>\n\r\t]|  |---|^[+-] ")


def describe(value: Any, path: str, issues: list[Issue], limit: int = FIELD_LENGTH) -> str:
    """Return a description as `plain_text` does, and tell where it had to be cut."""
    text = plain_text(value, _MAX_READ)
    if len(text) > limit:
        issues.append(Issue("description-cut", path, f"{len(text):,} characters"))
        return _cut(text, limit)
    return text


def plain_text(value: Any, limit: int = FIELD_LENGTH) -> str:
    """Return a description as one line, without tags, links and emphasis; code keeps its backticks.

    Over `limit` characters it ends with the last whole sentence that fits, else with `...`. Anything but
    text gives an empty one.
    """
    if not isinstance(value, str):
        return ""
    text = value[:_MAX_READ]
    if _MARKS.search(text):
        text = _without_marks(text.replace("\0", ""))
    text = " ".join(text.split())
    return text if len(text) <= limit else _cut(text, limit)


def _without_marks(text: str) -> str:
    """Take the markup out of all but code, where `<id>` and `*` are meant as they stand."""
    spans: list[str] = []

    def keep(match: re.Match[str]) -> str:
        spans.append(match[0])
        return f"\0{len(spans) - 1}\0"

    text = _without_html(_SPAN.sub(keep, text))
    text = _without_markdown(_SPAN.sub(keep, text))  # code that was a tag before
    while _KEPT.search(text):
        text = _KEPT.sub(lambda match: spans[int(match[1])], text)
    return text


def _without_html(text: str) -> str:
    if "<" in text:
        text = _HIDDEN.sub(" ", text)
        text = _AUTOLINK.sub(r"\1", text)
        text = _CODE_TAG.sub("`", text)
        text = _TAG.sub(lambda match: " " if _breaks(match[0]) else "", text)
    return html.unescape(text) if "&" in text else text


def _breaks(tag: str) -> bool:
    """Tell whether a tag parts words: most do, emphasis and links inside a word do not."""
    name = tag.strip("</>!- ").split(None, 1)[0:1]
    return not name or name[0].lower().rstrip("/") not in (
        "a",
        "b",
        "i",
        "em",
        "strong",
        "span",
        "u",
        "sup",
        "sub",
    )


def _without_markdown(text: str) -> str:
    text = _FENCE.sub(" ", text)
    text = _RULE.sub(" ", text)
    text = _HEADING.sub(
        lambda match: match[1] if match[1].endswith((".", ":", "!", "?")) else f"{match[1]}:", text
    )
    text = _QUOTED.sub("", _LISTED.sub("- ", text))
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    text = _STRONG.sub(r"\2", text)
    text = _EMPHASIS.sub(lambda match: match[1] or match[2], text)
    if text.count("|") > 2:
        text = text.replace("|", " ")
    return _BEFORE_POINT.sub(r"\1", _ESCAPED.sub(r"\1", text))


def _cut(text: str, limit: int) -> str:
    ends = [match.end() for match in _SENTENCE_END.finditer(text[: limit + 1])]
    if ends and ends[-1] >= limit // 3:
        return text[: ends[-1]]
    return text[: limit - 3].rsplit(" ", 1)[0].rstrip(",;:- ") + "..."
