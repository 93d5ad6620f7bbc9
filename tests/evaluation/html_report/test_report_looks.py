"""Contrast of every text in light and dark, and what a reader without a mouse or with a screen reader needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hand_dialogues import MAIL, WEATHER
from report_pages import OpenPage

from toolflow_evaluation.html_report.entries import open_report_sets
from toolflow_evaluation.html_report.measures_part import Measured, SetScores
from toolflow_evaluation.html_report.report import build_report
from toolflow_evaluation.report_tables import ReportTable
from toolflow_generation.graph_build import build_tool_graph

# WCAG 2.2: 4.5 for text, 3 for large text; backgrounds lie over each other as they are painted
CONTRASTS = """
(() => {
  const channels = (text) => text.match(/[\\d.]+/g).map(Number);
  const over = (top, below) => { const a = top[3] ?? 1; return [0, 1, 2].map((i) => top[i] * a + below[i] * (1 - a)); };
  const light = (colour) => { const [r, g, b] = colour.map((c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = (element) => { const layers = []; for (let e = element; e; e = e.parentElement) layers.push(channels(getComputedStyle(e).backgroundColor)); return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]); };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (element.closest('script, noscript, option, title, .skip, .ring-2, [disabled], .hidden-char')) continue;
    const style = getComputedStyle(element);
    const drawn = element.namespaceURI.endsWith('svg');
    const below = behind(drawn ? element.closest('svg') : element);
    const colour = over(channels(drawn ? style.fill : style.color), below);
    const [one, two] = [light(colour), light(below)].sort((a, b) => b - a);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && style.fontWeight >= 700);
    const contrast = (one + 0.05) / (two + 0.05);
    if (contrast < (large ? 3 : 4.5)) found.push([element.className.baseVal ?? element.className, walker.currentNode.data.slice(0, 30), contrast.toFixed(2)]);
  }
  return found;
})()
"""


@pytest.fixture
def page_file(hand_run: Path, tmp_path: Path) -> Path:
    """Return a report that shows something in every view: a graph, measures, drops."""
    build_tool_graph([WEATHER, MAIL], None, 0.82, None).save(hand_run / "graph")
    scores = SetScores(
        "made up", {0: [(1, 0.5, 0.25, "neutral", False)]}, {0: {"NAT": 3.0}}, {0: {"NAT": "stiff"}}
    )
    tables = [ReportTable("Coherence", ("", "SS"), (("hand:none", "1.00\n[0.50, 1.50]"),), ("A note.",))]
    measured = Measured(tables, {"hand:graph_plan": [scores]})
    target = tmp_path / "looks.html"
    target.write_text(build_report(open_report_sets([str(hand_run)]), measured=measured).html, "utf-8")
    return target


VIEWS = [
    "",
    "v=compare",
    "v=dialogues",
    "d=graph_plan-000000&q=weather",
    "d=graph_plan-000004",
    "node=get_weather",
]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_text_has_contrast(page_file: Path, open_page: OpenPage, dark: bool) -> None:
    page = open_page(page_file, dark=dark)
    background = page.js("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, background[4:-1].split(","))) < 150) is dark
    for view in VIEWS:
        page.to(view)
        page.js("document.querySelectorAll('details').forEach(each => each.open = true)")
        page.js("new Promise(done => setTimeout(done, 250))")  # bars and panels have settled
        assert page.js(CONTRASTS) == [], view


def test_the_contrast_check_sees_faint_text(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file)
    page.js("document.querySelector('#name').style.color = '#bbb'")
    assert [found[1] for found in page.js(CONTRASTS)] == ["hand"]


def test_the_theme_can_be_chosen(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file, dark=True)
    backgrounds = {}
    for _ in range(3):
        backgrounds[page.text("#theme")] = page.js("getComputedStyle(document.body).backgroundColor")
        page.click("#theme")
    assert set(backgrounds) == {"Theme: auto", "Theme: light", "Theme: dark"}
    assert backgrounds["Theme: auto"] == backgrounds["Theme: dark"] != backgrounds["Theme: light"]


@pytest.mark.parametrize("width", [390, 900, 1280])
def test_figures_fill_their_rows_and_hold_large_numbers(
    page_file: Path, open_page: OpenPage, width: int
) -> None:
    page = open_page(page_file, width=width)
    page.js("document.querySelectorAll('.figure .number').forEach(each => each.textContent = '12,345,678')")
    boxes = page.js(
        "[...document.querySelectorAll('.figure')].map(each => { const box = each.getBoundingClientRect();"
        "return [box.top, box.right, each.scrollWidth - each.clientWidth]; })"
    )
    ends = {top: right for top, right, _ in boxes}
    end = page.js("document.querySelector('.figures-grid').getBoundingClientRect().right")
    assert all(abs(right - end) < 1 for right in ends.values())
    assert [over for _, _, over in boxes if over > 0] == []


@pytest.mark.parametrize("width", [390, 1200])
def test_what_is_hinted_at_in_a_field_is_not_cut(page_file: Path, open_page: OpenPage, width: int) -> None:
    page = open_page(page_file, width=width)
    over = (
        "(() => { const field = document.querySelector('#search'), style = getComputedStyle(field);"
        "const pen = document.createElement('canvas').getContext('2d'); pen.font = style.font;"
        "return field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)"
        " - pen.measureText(field.placeholder).width })()"
    )
    assert page.js(over) >= 0
    page.js("document.querySelector('#search').placeholder = 'w'.repeat(100)")
    assert page.js(over) < 0


def test_a_name_stays_beside_its_colour_and_a_figure_beside_its_unit(
    page_file: Path, open_page: OpenPage
) -> None:
    page = open_page(page_file, "v=compare", width=390)
    lines = (
        "[...document.querySelectorAll('.whole')].map(each => new Set("
        "[...each.getClientRects()].map(box => Math.round(box.top))).size)"
    )
    for view in ("v=compare", "d=graph_plan-000000", "node=get_weather"):
        assert set(page.to(view).js(lines)) == {1}, view


def test_names_of_figures_stay_while_a_comparison_is_moved(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file, "v=compare", width=390)
    page.js("document.querySelector('.side-by-side').style.width = '1500px'")
    left = "document.querySelector('.side-by-side tbody th').getBoundingClientRect().left"
    before = page.js(left)
    moved = page.js(
        "(() => { const box = document.querySelector('.scroll'); box.scrollLeft = 200; return box.scrollLeft })()"
    )
    assert moved == 200 and page.js(left) == before


def test_everything_that_can_be_used_has_a_name_and_a_tab_stop(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file)
    for view in VIEWS:
        page.to(view)
        nodes = page.call("Accessibility.getFullAXTree")["nodes"]
        usable = {
            "button",
            "link",
            "textbox",
            "searchbox",
            "combobox",
            "checkbox",
            "listbox",
            "option",
            "listitem",
        }
        for node in nodes:
            role = node.get("role", {}).get("value")
            if node.get("ignored") or role not in usable - {"listitem"}:
                continue
            assert node.get("name", {}).get("value"), (view, role, node)
        clickable = "[...document.querySelectorAll('a, button, input, select, summary, .tool-node')].filter(e => e.checkVisibility() && !e.disabled && e.tabIndex < 0).map(e => e.outerHTML)"
        assert page.js(clickable) == [], view


def test_tab_reaches_the_list_and_the_dialogue(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file, "d=graph_plan-000000")
    seen = []
    for _ in range(60):
        page.press("Tab")
        seen.append(
            page.js(
                "document.activeElement.id || document.activeElement.className || document.activeElement.tagName"
            )
        )
        if seen[-1] == "call-name":
            break
    assert seen[0] == "skip" and "search" in seen and "list" in seen and "call-name" in seen


@pytest.mark.parametrize("view", VIEWS)
def test_a_phone_shows_one_thing_at_a_time(page_file: Path, open_page: OpenPage, view: str) -> None:
    page = open_page(page_file, view, width=390, height=844)
    assert page.js("document.documentElement.scrollWidth") <= 390
    cut = page.js(
        "[...document.querySelectorAll('h1, h2, h3, p, a, button, select, input, summary, figure, .turn, .row, .chip')].filter(e => e.checkVisibility() && !e.closest('.scroll, .skip, svg')).filter(e => e.getBoundingClientRect().right > 391).map(e => e.outerHTML.slice(0, 80))"
    )
    assert cut == []
    reading = view.startswith("d=")
    assert page.js("document.querySelector('.list-side')?.checkVisibility() ?? false") is (
        view == "v=dialogues"
    )
    assert page.js("document.querySelector('#reader')?.checkVisibility() ?? false") is reading
    if reading:
        assert page.click(".back").js("document.querySelector('.list-side').checkVisibility()") is True
