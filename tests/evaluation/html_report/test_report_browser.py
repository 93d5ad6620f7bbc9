"""The page in a real browser: views, filters by address, search, keys, and nothing on the network."""

from __future__ import annotations

from pathlib import Path

import pytest
from report_pages import OpenPage, write_run

from toolflow_dataset.export import export_run
from toolflow_dataset.journal import Journal
from toolflow_dataset.statistics import dialogue_statistics, total_statistics
from toolflow_evaluation.html_report.entries import open_report_sets
from toolflow_evaluation.html_report.report import build_report


@pytest.fixture
def page_file(hand_run: Path, tmp_path: Path) -> Path:
    target = tmp_path / "report.html"
    target.write_text(build_report(open_report_sets([str(hand_run)])).html, "utf-8")
    return target


def listed(page: object) -> list[str]:
    return page.js("[...document.querySelectorAll('.row-id')].map(each => each.textContent)")  # type: ignore[attr-defined]


def test_figures_are_those_of_table_1(page_file: Path, hand_run: Path, open_page: OpenPage) -> None:
    entries = Journal.of_run(hand_run).entries(status="kept")
    counts = total_statistics(dialogue_statistics(entry.dialogue) for entry in entries if entry.dialogue)
    page = open_page(page_file)
    shown = page.js(
        "Object.fromEntries([...document.querySelectorAll('[data-figure]')].map(e => [e.dataset.figure, e.textContent]))"
    )
    assert shown == {
        "kept": str(counts.dialogues),
        "dropped": "2",
        "failed": "1",
        "rounds": str(counts.rounds),
        "calls": str(counts.calls),
        "call-turns": str(counts.call_turns),
        "tokens": str(counts.tokens),
        "tools": str(len(counts.called)),
    }
    shares = page.js(
        "Object.fromEntries([...document.querySelectorAll('[data-share]')].map(e => [e.dataset.share, e.textContent]))"
    )
    for kind in ("parallel", "sequential", "error", "clarifying", "no_call"):
        assert shares[kind] == f"{100 * counts.share(kind):.1f} %"


@pytest.mark.parametrize(
    ("fragment", "ids"),
    [
        ("v=dialogues&status=dropped", ["graph_plan-000004", "graph_plan-000005"]),
        ("v=dialogues&status=failed", ["graph_plan-000006"]),
        ("v=dialogues&reason=ungrounded", ["graph_plan-000004"]),
        ("v=dialogues&set=hand%3Anone", ["none-000000", "none-000001", "none-000002"]),
        ("v=dialogues&set=hand%3Anone&kind=sequential", []),
        ("v=dialogues&q=(2)", ["graph_plan-000002", "none-000002"]),
        ("v=dialogues&q=(2)+%22for+ŁÓDŹ%22", ["graph_plan-000002", "none-000002"]),
        ("v=dialogues&q=(2)+nowhere", []),
        ("v=dialogues&q=(2)&set=hand%3Anone", ["none-000002"]),
        ("v=dialogues&tool=send_mail", []),
        ("v=dialogues&tool=send_mail&offered=1&q=(1)", ["graph_plan-000001", "none-000001"]),
        ("v=dialogues&tool=get_weather&kind=error&q=(3)", ["graph_plan-000003"]),
    ],
)
def test_filters_and_search_by_address(
    page_file: Path, open_page: OpenPage, fragment: str, ids: list[str]
) -> None:
    page = open_page(page_file, fragment)
    assert listed(page) == ids
    assert page.text(".found").startswith(f"{len(ids)} of 10 dialogues")


def test_a_deep_link_shows_a_dialogue_with_all_that_is_known_of_it(
    page_file: Path, open_page: OpenPage
) -> None:
    page = open_page(page_file, "d=graph_plan-000004")
    assert page.text("#dialogue-name") == "graph_plan-000004"
    assert "dropped: ungrounded:get_weather.city" in page.text(".verdict")
    assert "ask for the weather in two places" in page.text(".plan")
    assert page.count(".turn.user") == 2 and page.count(".exchange") == 2
    assert page.count(".result.failed") == 1 and "no such place" in page.text(".result.failed")
    assert "Zürich" in page.text(".arguments") and "-0.3" in page.text(".arguments")
    assert "step 1: ask for the weather" in page.text(".round-head")
    assert str(2**63 + 4) in page.text(".provenance")  # not rounded to what a browser's numbers can hold
    assert "scripted-model (user, assistant, tool)" in page.text(".provenance")
    assert page.count(".row.open") == 1


def test_a_dialogue_that_failed_at_once_is_shown_with_its_cause(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file, "d=graph_plan-000006")
    assert "failed: the model answered nothing" in page.text(".verdict")


def test_an_id_that_is_not_there_is_said(page_file: Path, open_page: OpenPage) -> None:
    assert "No dialogue graph-000077" in open_page(page_file, "d=graph-000077").text("#reader")


def test_keys(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file, "v=dialogues")
    assert page.press("j").text("#dialogue-name") == "graph_plan-000000"
    assert page.press("j", "j").text("#dialogue-name") == "graph_plan-000002"
    assert page.press("k").text("#dialogue-name") == "graph_plan-000001"
    page.press("/")
    assert page.js("document.activeElement.id") == "search"
    page.type("jk(3)")  # keys that are typed do nothing else
    page.js("document.activeElement.select()")
    page.type("(3)")
    page.wait("location.hash.includes('q=')")
    assert listed(page.settled()) == ["graph_plan-000003", "none-000003"][:1]
    page.press("Escape")
    assert page.js("document.activeElement.id") != "search"
    page.press("Escape")
    assert "d=" not in page.js("location.hash") and page.count("#dialogue-name") == 0
    page.press("Escape")
    assert len(listed(page)) == 10
    page.press("?")
    assert page.js("document.getElementById('help').open") is True
    page.press("Escape")
    assert page.js("document.getElementById('help').open") is False
    assert page.press("1").text("[aria-current]") == "Overview"


def test_the_keys_of_the_list(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file, "v=dialogues")
    page.js("document.getElementById('list').focus()")
    assert page.press("End").text("#dialogue-name") == "none-000002"
    assert page.press("ArrowUp").text("#dialogue-name") == "none-000001"
    assert page.press("Home").text("#dialogue-name") == "graph_plan-000000"
    assert page.js("document.getElementById('list').getAttribute('aria-activedescendant')") == "row-0"


def test_typed_words_are_searched_and_marked(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file, "d=none-000001&q=forecast")
    assert page.text("article mark") == "forecast"


@pytest.mark.parametrize("fragment", ["", "v=dialogues", "d=graph_plan-000004", "v=compare"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_screen(
    page_file: Path, open_page: OpenPage, fragment: str, width: int
) -> None:
    page = open_page(page_file, fragment, width=width)
    assert page.js("document.documentElement.scrollWidth") <= width
    wide = page.js(
        "[...document.querySelectorAll('#view, #reader, #list, .overview')].filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.id || e.className)"
    )
    assert wide == []


def test_settings_stand_side_by_side(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file, "v=compare")
    heads = page.js("[...document.querySelectorAll('.side-by-side thead th')].map(e => e.textContent)")
    assert heads == ["graph_plan", "none"]
    first = page.js("[...document.querySelector('.side-by-side tbody tr').children].map(e => e.textContent)")
    assert first == ["dialogues", "4", "3"]
    assert page.to("v=compare&by=status").text(".side-by-side thead") == "keptdroppedfailed"


def test_an_exported_data_set_shows_plan_style_and_models_too(
    tmp_path: Path, hand_run: Path, open_page: OpenPage
) -> None:
    export_run(hand_run)
    target = tmp_path / "exported.html"
    target.write_text(build_report(open_report_sets([str(hand_run / "toolflow")])).html, "utf-8")
    page = open_page(target, "d=graph_plan-000002")
    assert "ask for the weather in two places" in page.text(".plan")
    assert "scripted-model (user, assistant, tool)" in page.text(".provenance")
    assert str(2**63 + 2) in page.text(".provenance")
    assert "how it looks" in page.js(
        "document.querySelector('.offered-tools .tool').open = true, new Promise(r => setTimeout(() => r(document.querySelector('.offered-tools .tool').textContent), 50))"
    )
    assert len(listed(page)) == 7


def test_a_run_without_a_kept_dialogue_has_a_report(tmp_path: Path, open_page: OpenPage) -> None:
    from toolflow_dataset.journal import JournalEntry

    run = write_run(tmp_path / "vain", [JournalEntry(0, "graph", "failed", None, None, "no answer")])
    target = tmp_path / "vain.html"
    target.write_text(build_report(open_report_sets([str(run)])).html, "utf-8")
    page = open_page(target)
    assert page.text("[data-figure=failed]") == "1" and page.text("[data-figure=kept]") == "0"


def test_the_same_number_in_other_settings_is_one_click_away(page_file: Path, open_page: OpenPage) -> None:
    page = open_page(page_file, "d=graph_plan-000001")
    assert page.js("[...document.querySelectorAll('.siblings a')].map(e => e.textContent)") == ["none"]
    assert page.click(".siblings a").text("#dialogue-name") == "none-000001"
    assert page.to("d=graph_plan-000004").count(".siblings") == 0  # there are three of the other setting


def test_a_small_set_beside_a_large_one_keeps_its_shape(
    page_file: Path, tmp_path: Path, open_page: OpenPage
) -> None:
    """The tail of lengths begins where every set has nearly all of its own behind it, not where the large one has."""
    from report_pages import as_lines

    def said(words: int) -> dict[str, object]:
        return {"messages": [{"role": "user", "content": "word " * words}]}

    many = as_lines(tmp_path / "many.jsonl", *(said(3) for _ in range(2000)))
    few = as_lines(tmp_path / "few.jsonl", *(said(40 + 2 * number) for number in range(5)))
    target = tmp_path / "beside.html"
    target.write_text(build_report(open_report_sets([str(many), str(few)])).html, "utf-8")
    page = open_page(target, "v=compare")
    line = page.js("document.querySelectorAll('.plot .series-1 polyline')[0].getAttribute('points')")
    heights = [float(point.split(",")[1]) for point in line.split()]
    assert sum(height < max(heights) for height in heights) == 5  # five lengths, five bins, none in the tail


REAL = Path(__file__).parents[4] / "shared" / "data" / "dialogues"


@pytest.mark.skipif(not REAL.is_dir(), reason="needs ../shared/data/dialogues")
def test_foreign_data_sets_stand_beside_each_other(tmp_path: Path, open_page: OpenPage) -> None:
    names = ("glaive_toolcall_en_demo300", "multiwoz21_test_text", "sgd_dev")
    built = build_report(open_report_sets([str(REAL / f"{name}.jsonl.gz") for name in names]))
    assert list(built.dialogues.values()) == [301, 1000, 2098]
    target = tmp_path / "foreign.html"
    target.write_text(built.html, "utf-8")
    page = open_page(target, "v=dialogues&q=restaurant+%22san+jose%22")
    found = int(page.text(".found").split()[0].replace(",", ""))
    assert 0 < found < 400
    for fragment in ("v=overview", "v=compare", "d=sgd_dev-002097", "d=glaive_toolcall_en_demo300-000003"):
        assert page.to(fragment).js("document.body.dataset.failed") is None
    assert page.count(".exchange") == 3 and page.count(".siblings") == 0
