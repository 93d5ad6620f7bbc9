"""Others' text in Markdown, read by a CommonMark parser with tables: it comes back as it was, and as text."""

from __future__ import annotations

import html
import re

import pytest
from markdown_it import MarkdownIt

from toolflow_dataset.markdown import code_block, code_span, markdown_table, plain

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "</td></table><script>alert(1)</script>",
    "a | b \\| c \\",
    "`code` ``` ~~~ ~~gone~~",
    "*bold* _it_ __init__ snake_case",
    "[link](javascript:alert(1)) ![image](http://x)",
    "# heading",
    "&lt; &amp;amp; &#60;",
    "<!-- comment",
    "--- | :-: |",
]


def parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def cells(text: str) -> list[str]:
    """Return the cells of a table's rows as they are rendered."""
    return re.findall(r"<td>(.*?)</td>", parser().render(text), re.DOTALL)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_line_is_read_as_what_it_says(text: str) -> None:
    (cell,) = cells(markdown_table(("head",), [(plain(text),)]))
    assert "<" not in cell
    assert html.unescape(cell) == text
    assert html.unescape(parser().render(f"- {plain(text)}")) == f"<ul>\n<li>{text}</li>\n</ul>\n"


@pytest.mark.parametrize("text", [each for each in HOSTILE if "\\|" not in each])
def test_a_code_span_is_read_as_what_it_says(text: str) -> None:
    (cell,) = cells(markdown_table(("head",), [(code_span(text),)]))
    assert re.fullmatch("<code>[^<]*</code>", cell)
    assert html.unescape(cell) == f"<code>{text}</code>"


def test_lines_and_what_else_ends_a_row_become_spaces() -> None:
    text = "MIT\n---\nlicense: x\n\n# heading\r\u2028next\x85line"
    table = markdown_table(("a", "b"), [(plain(text), code_span(text))])
    assert table.count("\n") == 2 and len(cells(table)) == 2
    assert "MIT --- license: x" in table


def test_nothing_at_all_is_no_empty_code_span() -> None:
    assert parser().render(code_span("")).startswith("<p><code>")
    assert plain(" \n ") == ""


@pytest.mark.parametrize("text", ["```\n# out", "````text\nx\n`````", "plain"])
def test_no_backticks_end_a_block(text: str) -> None:
    assert html.unescape(parser().render(code_block(text))) == (
        f'<pre><code class="language-text">{text}\n</code></pre>\n'
    )
