import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolflow_generation.importers.plain_text import plain_text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Plain text stays.", "Plain text stays."),
        ("  two\n lines\t", "two lines"),
        ("<p>A <b>bold</b> word, an<i>other</i>.</p><p>Next.</p>", "A bold word, another. Next."),
        ("<ul><li>one</li><li>two</li></ul>", "one two"),
        ("Set <code>true</code> &amp; <code>&lt;id&gt;</code>", "Set `true` & `<id>`"),
        ("<script>alert(1)</script>text<!-- hidden --> more", "text more"),
        (
            "See [the docs](https://x.example/a_(b)) or <https://x.example>.",
            "See the docs or https://x.example.",
        ),
        (
            "![logo](x.png) **Bold** and *soft* and _soft_ and __bold__",
            "logo Bold and soft and soft and bold",
        ),
        ("# Title\n\nText\n## More ##\ntext", "Title: Text More: text"),
        ("* one\n* two\n> quoted", "- one - two quoted"),
        ("```json\n{}\n```\nafter", "{} after"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a b 1 2"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("Format `projects/*/locations/*` of `<id>`", "Format `projects/*/locations/*` of `<id>`"),
        (
            "Format projects/*/locations/*, given <id> or <project_id>",
            "Format projects/*/locations/*, given <id> or <project_id>",
        ),
        ("[`code`](x.md) in a link", "`code` in a link"),
        ("a \\* b and \\_c", "a * b and _c"),
        ("a < b > c", "a < b > c"),
        (None, ""),
        (3, ""),
    ],
)
def test_markup_goes_and_what_is_meant_stays(text, plain):
    assert plain_text(text) == plain


def test_a_long_text_ends_with_a_whole_sentence_or_dots():
    assert plain_text("One. Two three four. Five six seven eight.", 22) == "One. Two three four."
    assert plain_text("a" * 30 + " " + "b" * 30, 40) == "a" * 30 + "..."
    assert plain_text("x" * 40, 40) == "x" * 40


@given(
    st.text(alphabet=st.sampled_from("ab \n<>/*_`[]()#|&;!~-\\\0" + "1"), max_size=60), st.integers(20, 60)
)
def test_any_text_gives_one_line_within_the_limit(text, limit):
    plain = plain_text(text, limit)
    assert len(plain) <= limit
    assert plain == " ".join(plain.split())
