"""Every text of a report is hostile: none runs, none becomes markup, all are shown as they are."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from chromium import Browser, Page
from hand_dialogues import make_dialogue
from report_pages import OpenPage, as_lines, write_run

from toolflow_dataset import Message, PlanStep, Tool, ToolCall
from toolflow_dataset.journal import JournalEntry
from toolflow_evaluation.html_report.entries import open_report_sets
from toolflow_evaluation.html_report.report import build_report

NASTY = [
    "</script><script>window.pwned = 1</script>",
    "<!--<script>window.pwned = 1",
    "<img src=x onerror='window.pwned = 1'><iframe srcdoc='<script>parent.pwned = 1</script>'></iframe>",
    "\"'><svg onload=window.pwned=1>",
    "javascript:window.pwned=1",
    "{{script}}{{data}}${window.pwned=1}",
    "line\u2028separator\u2029paragraph",
    "\u202eright to left\u2066isolated",
    "half \ud800 of a pair \udfff here",
    "nul \u0000 escape \u001b[31m bell \u0007",
    "zero\u200bwidth \ufeff and a tag \U000e0041",
    "__proto__",
    "constructor",
    "&lt;b&gt; &amp; \\u003cb\\u003e",
]
EVERYTHING = "\n".join(NASTY)
INVISIBLE = re.compile(
    "[\u0000-\u0009\u000b-\u001f\u200b\u2028\u2029\u202e\u2066\ud800\udfff\ufeff\U000e0041]"
)


@pytest.fixture
def hostile_run(tmp_path: Path) -> Path:
    """Return a run whose texts, names, arguments, results, plan, style, models and reasons are all nasty."""
    plain = make_dialogue(0)
    tools = tuple(
        Tool(
            text,
            EVERYTHING,
            {"type": "object", "properties": {text: {"description": text}}},
            inferred=(text,),
        )
        for text in NASTY
    )
    calls = tuple(
        ToolCall(f"call_{at}", text, {text: text, "deep": [{text: [text]}]}) for at, text in enumerate(NASTY)
    )
    results = tuple(
        Message("tool", json.dumps({text: text}), (), f"call_{at}") for at, text in enumerate(NASTY)
    )
    messages = (
        Message("system", EVERYTHING),
        Message("user", EVERYTHING),
        Message("assistant", EVERYTHING, calls),
        *results,
        Message("tool", EVERYTHING, (), "call_of_nobody"),
        Message("assistant", EVERYTHING),
    )
    provenance = replace(
        plain.provenance,
        models={text: text for text in NASTY},
        style=EVERYTHING,
        config_digest=EVERYTHING,
        executed={text: {"kind": text, "target": text, "calls": 1, "errors": 0} for text in NASTY},
    )
    plan = tuple(PlanStep("tool_call", text) for text in NASTY)
    nasty = replace(plain, tools=tools, messages=messages, plan=plan, turn_steps=(0,), provenance=provenance)
    entries = [
        JournalEntry(0, "graph+plan", "dropped", f"{NASTY[0]}:{EVERYTHING}", nasty),
        JournalEntry(1, "graph+plan", "failed", None, None, EVERYTHING),
        JournalEntry(2, "graph+plan", "kept", None, replace(nasty, id="graph_plan-000002")),
    ]
    return write_run(tmp_path / "nasty", entries)


@pytest.fixture
def hostile_page(hostile_run: Path, tmp_path: Path) -> Path:
    target = tmp_path / "hostile.html"
    sets = [
        replace(one, label="<b onclick=alert(1)>\u202e</b>:x") for one in open_report_sets([str(hostile_run)])
    ]
    target.write_text(build_report(sets).html, "utf-8")
    return target


def test_no_text_of_a_dialogue_stands_in_the_file(hostile_page: Path) -> None:
    html = hostile_page.read_text("utf-8")
    assert "pwned" not in html and "\u202e" not in html
    assert len(re.findall(r"<script\b", html)) == len(re.findall(r"</script>", html)) == 4
    own = r"<script>\(\(\) => \{|<script type=\"text/plain\" id=\"(?:index|tools|dialogues-\d+)\">[A-Za-z0-9+/=]+</script>"
    assert len(re.findall(own, html)) == 4


@pytest.mark.parametrize(
    "fragment",
    [
        "d=graph_plan-000000",
        "d=graph_plan-000001",
        "v=overview",
        "v=compare&by=style",
        "v=dialogues&q=%3C%2Fscript%3E",
        "v=constructor&by=__proto__&sort=constructor&kind=toString",
        "d=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
        "q=%22%3E%3Csvg%20onload%3Dalert(1)%3E&tool=javascript:alert(1)",
        "%F0%9F%98%80=%E0%A4%A&v=%",
    ],
)
def test_nothing_runs_and_nothing_becomes_markup(
    hostile_page: Path, open_page: OpenPage, fragment: str
) -> None:
    page = open_page(hostile_page, fragment)
    page.js("document.querySelectorAll('details').forEach(each => each.open = true)")
    page.js("new Promise(done => setTimeout(done, 60))")
    assert page.js("typeof window.pwned") == "undefined"
    assert page.js("document.body.dataset.failed") is None
    assert page.count("img, iframe, object, embed, link, base, form, style:not(head style)") == 0
    assert page.count("script:not([type='text/plain'])") == 1
    assert page.js(
        "[...document.querySelectorAll('[href]')].every(each => each.getAttribute('href').startsWith('#'))"
    )
    handlers = "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).filter(a => /^on|^style$|^src/.test(a.name)).length"
    # style attributes are set by the page's own script, as numbers
    assert page.js(handlers.replace("|^style$", "")) == 0


def test_all_texts_are_shown_as_they_are(hostile_page: Path, open_page: OpenPage) -> None:
    page = open_page(hostile_page, "d=graph_plan-000000")
    for text in NASTY:
        # evaluated in the page, because halves of pairs do not survive the way out
        shown = page.js(
            f"document.querySelector('.turn.user .said').textContent.includes({json.dumps(text)})"
        )
        assert shown is True, text
        for place in (".verdict", ".plan", ".provenance", ".exchange .call"):
            found = f"[...document.querySelectorAll('{place}')].some(e => e.textContent.includes({json.dumps(text)}))"
            assert page.js(found) is True, (place, text)
    assert page.count(".turn.user .said .hidden-char") == len(INVISIBLE.findall(EVERYTHING))
    codes = page.js("[...document.querySelectorAll('.turn.user .hidden-char')].map(e => e.dataset.code)")
    assert {"U+2028", "U+202E", "U+D800", "U+0000", "U+FEFF", "U+E0041"} <= set(codes)


def test_a_direction_ends_where_its_text_ends(hostile_page: Path, open_page: OpenPage) -> None:
    page = open_page(hostile_page, "d=graph_plan-000000")
    style = "getComputedStyle(document.querySelector('.turn.user .hidden-char'))"
    assert page.js(f"{style}.unicodeBidi") == "isolate"
    assert page.js("getComputedStyle(document.querySelector('.turn.user .said')).unicodeBidi") in (
        "isolate",
        "plaintext",
    )


def test_hostile_names_are_filters_like_any_other(hostile_page: Path, open_page: OpenPage) -> None:
    page = open_page(hostile_page, "v=dialogues")
    for text in NASTY:
        named = text.replace("\ud800", "\ufffd").replace("\udfff", "\ufffd")  # an address holds no half pairs
        page.js(f"location.hash = 'v=dialogues&tool=' + encodeURIComponent({json.dumps(named)})")
        assert page.settled().count(".row") == 2, text
    page.js("location.hash = 'v=dialogues&tool=nobody'")
    assert page.settled().count(".row") == 0


def test_foreign_ids_and_broken_columns(tmp_path: Path, open_page: OpenPage) -> None:
    def record(name: Any, **columns: Any) -> dict[str, Any]:
        return {"id": name, "messages": [{"role": "user", "content": "hi"}], **columns}

    file = as_lines(
        tmp_path / "foreign.jsonl",
        record("<b>one</b>"),
        record("<b>one</b>", plan="none", models=3, seed="x", style={"a": 1}, executed="{", tool_returns=4),
        record(7, plan=[{"kind": "else"}], turn_steps=["a", None, 0.5]),
        record(
            "__proto__",
            models={"user": ["odd"]},
            executed={"f": "odd", "g": None, "h": {"calls": "x"}},
            seed=True,
        ),
        record("\ud83d", plan=[]),
        record(""),
    )
    target = tmp_path / "foreign.html"
    target.write_text(build_report(open_report_sets([str(file)])).html, "utf-8")
    page = open_page(target, "v=dialogues")
    ids = page.js("[...document.querySelectorAll('.row-id')].map(e => e.textContent)")
    assert ids[:4] == ["<b>one</b>", "foreign/<b>one</b>", "7", "__proto__"] and ids[5] == "foreign-000005"
    for _ in ids:
        page.press("j")
        assert page.count("article.dialogue") == 1 and page.js("document.body.dataset.failed") is None
    assert page.text("#dialogue-name") == "foreign-000005"
    assert page.to("d=__proto__").text("#dialogue-name") == "__proto__"


def test_long_integers_and_floats_are_shown_to_the_digit(tmp_path: Path, open_page: OpenPage) -> None:
    arguments = '{"big": 12345678901234567890123, "float": 1.0, "tiny": 1e-400, "text": "a\\\\nb"}'
    call = {"id": "c", "type": "function", "function": {"name": "f", "arguments": arguments}}
    result = '{"n": 98765432109876543210, "x": -0.0, "same": 1, "same": 2}'
    file = as_lines(
        tmp_path / "digits.jsonl",
        {
            "messages": [
                {"role": "user", "content": "go"},
                {"role": "assistant", "content": None, "tool_calls": [call]},
                {"role": "tool", "tool_call_id": "c", "content": result},
            ]
        },
    )
    target = tmp_path / "digits.html"
    target.write_text(build_report(open_report_sets([str(file)])).html, "utf-8")
    page = open_page(target, "d=digits-000000")
    shown = page.text(".arguments")
    assert "12345678901234567890123" in shown and "1.0" in shown
    assert page.text(".result .json") == result.replace(" ", "").replace(":", ": ").replace(",", ", ")


def test_the_policy_holds_against_a_script_that_got_in(hostile_page: Path, browser: Browser) -> None:
    page = Page(browser, hostile_page, 800, 600, False).open()
    attempts = {
        "markup": "document.body.innerHTML = '<b>x</b>'",
        "script": "(() => { const s = document.createElement('script'); s.textContent = 'window.pwned = 1'; document.body.append(s); })()",
        "handler": "(() => { const e = document.createElement('b'); e.setAttribute('onclick', 'window.pwned = 1'); document.body.append(e); e.click(); })()",
        "link": "(() => { const a = document.createElement('a'); a.href = 'javascript:window.pwned=1'; document.body.append(a); a.click(); })()",
    }
    for name, attempt in attempts.items():
        page.js(f"(() => {{ try {{ {attempt} }} catch {{ }} }})()")
        assert page.js("typeof window.pwned") == "undefined", name
    assert page.js("document.body.innerHTML.includes('<b>x</b>')") is False
    for address in ("data:,x", "file:///etc/hostname", "http://127.0.0.1:9/"):
        assert page.js(f"fetch({address!r}).then(() => 'came', () => 'refused')") == "refused"
    page.close()
