"""Subsets: their draw, their files, and measures that are those of `toolflow evaluate` on each file."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolflow_dataset.errors import ConfigError, SchemaError
from toolflow_evaluation.comparison import compare_sets
from toolflow_evaluation.conversation import Conversation
from toolflow_evaluation.dialogue_sets import DialogueSet, open_sets
from toolflow_evaluation.measures import CoherenceChoice
from toolflow_evaluation.subset_files import read_draw, read_subsets, write_subsets
from toolflow_evaluation.subset_measures import measure_subsets, read_metrics
from toolflow_evaluation.subsets import SubsetDraw, count_dialogues, draw_subsets, drawn_dialogues

LAWS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SGD = Path(__file__).parents[2] / "../shared/data/dialogues/sgd_dev.jsonl.gz"
ALL_METRICS = ("SS", "EnR", "H", "D-3", "H at budget", "D-3 at budget")


def made_up(words: str, count: int) -> list[dict[str, object]]:
    """Return dialogues of two rounds with a call, and a tool on offer."""
    tool = {"name": "look_up", "description": words, "parameters": {"type": "object", "properties": {}}}
    return [
        {
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": f"Look up {words} number {number}, please."},
                {
                    "role": "assistant",
                    "content": None,
                    "tool_calls": [
                        {
                            "id": f"c{number}",
                            "type": "function",
                            "function": {
                                "name": "look_up",
                                "arguments": json.dumps({"n": number, "x": None}),
                            },
                        }
                    ],
                },
                {"role": "tool", "tool_call_id": f"c{number}", "content": f'{{"square": {number**2}}}'},
                {"role": "assistant", "content": f"Number {number} is {number**2} \ud83d\ude42."},
                {"role": "user", "content": f"And {words} {number * 3 % 7}?"},
                {"role": "assistant", "content": f"That is {words}."},
            ],
            "tools": [{"type": "function", "function": tool}],
            "setting": words,
        }
        for number in range(count)
    ]


@pytest.fixture
def sets(tmp_path: Path) -> list[DialogueSet]:
    names = []
    for words, count in (("apples", 12), ("ripe pears", 20), ("small old plums", 8)):
        path = tmp_path / f"{words.split()[-1]}.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in made_up(words, count)))
        names.append(str(path))
    return open_sets(names)


@LAWS
@given(st.lists(st.integers(0, 40), min_size=1, max_size=4), st.integers(1, 20), st.integers(0, 5))
def test_laws_of_a_draw(counts: list[int], size: int, seed: int) -> None:
    sets = [(f"s{number}", count) for number, count in enumerate(counts)]
    pool = sum(counts)
    if size >= pool:
        with pytest.raises(ConfigError, match=f"--size {size}: the pool has {pool} dialogues"):
            draw_subsets(sets, 4, size, seed)
        return
    draw = draw_subsets(sets, 4, size, seed)
    assert len(draw.rows) == 4 and draw.size == size and draw.pool == pool
    for rows in draw.rows:
        assert len(set(rows.tolist())) == size and rows.min() >= 0 and rows.max() < pool
        assert np.array_equal(rows, np.sort(rows))
        held = draw.identifiers(rows)
        assert len(set(held)) == size
        assert draw.shares(rows) == {
            label: sum(each.startswith(f"{label}#") for each in held) for label, _ in sets
        }
        assert all(int(each.partition("#")[2]) < dict(sets)[each.partition("#")[0]] for each in held)
    more = draw_subsets(sets, 6, size, seed)
    assert all(np.array_equal(one, other) for one, other in zip(draw.rows, more.rows, strict=False))
    shared = [
        len(set(one.tolist()) & set(other.tolist()))
        for number, one in enumerate(draw.rows)
        for other in draw.rows[number + 1 :]
    ]
    assert draw.overlap == pytest.approx(np.mean(shared) / size)


def test_every_dialogue_is_drawn_equally_often() -> None:
    draw = draw_subsets([("a", 30), ("b", 10)], 2000, 10, seed=1)
    often = np.bincount(np.concatenate(draw.rows), minlength=40)
    # each is in a quarter of 2,000 subsets: 500, with a deviation of 19.4
    assert abs(often - 500).max() < 80
    # two subsets share 10 * 10 / 40 of their 10 on average
    assert draw.overlap == pytest.approx(0.25, abs=0.005)


def without_origin(dialogue: Conversation) -> Conversation:
    """Return a dialogue without what a file of drawn ones changes: where it stands, and what is told beside it."""
    return replace(dialogue, place="", known={})


def test_identifiers_by_hand() -> None:
    draw = SubsetDraw((("a", 3), ("none", 0), ("b", 2)), (np.array([0, 2, 3, 4]),), 0)
    assert draw.identifiers(draw.rows[0]) == ["a#0", "a#2", "b#0", "b#1"]
    assert draw.shares(draw.rows[0]) == {"a": 2, "none": 0, "b": 2}
    assert draw.names == ["subset-00"]


def test_files_hold_the_drawn_dialogues_to_the_letter(sets: list[DialogueSet], tmp_path: Path) -> None:
    draw = draw_subsets(count_dialogues(sets), 5, 15, seed=3)
    files = write_subsets(draw, sets, tmp_path / "deep" / "drawn")
    pool = [conversation for each in sets for conversation in each]
    bare = [without_origin(each) for each in pool]
    for path, rows in zip(files, draw.rows, strict=True):
        (again,) = open_sets([str(path)])
        assert [without_origin(each) for each in again] == [bare[row] for row in rows]
        ids = [json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()]
        assert ids == draw.identifiers(rows)
    stored = read_draw(tmp_path / "deep" / "drawn")
    assert stored.sets == draw.sets and stored.seed == 3
    assert all(np.array_equal(one, other) for one, other in zip(stored.rows, draw.rows, strict=True))
    found = dict(read_subsets(stored, tmp_path / "deep" / "drawn"))
    assert sorted(found) == draw.drawn().tolist()
    assert all(without_origin(each) == bare[row] for row, each in found.items())
    assert [path.name for path in (tmp_path / "deep").iterdir()] == ["drawn"]  # nothing temporary is left


def test_few_lines_are_held_at_a_time(
    sets: list[DialogueSet], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = draw_subsets(count_dialogues(sets), 4, 10)
    whole = [path.read_bytes() for path in write_subsets(draw, sets, tmp_path / "whole")]
    monkeypatch.setattr("toolflow_evaluation.subset_files._HELD_BYTES", 1000)
    assert [path.read_bytes() for path in write_subsets(draw, sets, tmp_path / "parts")] == whole
    assert (tmp_path / "parts" / "subsets.json").read_bytes() == (
        tmp_path / "whole" / "subsets.json"
    ).read_bytes()


def test_lone_surrogates_survive(tmp_path: Path) -> None:
    path = tmp_path / "odd.jsonl"
    rows = [{"messages": [{"role": "user", "content": f"\ud83d {number}"}]} for number in range(4)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    sets = open_sets([str(path)])
    draw = draw_subsets(count_dialogues(sets), 3, 2)
    write_subsets(draw, sets, tmp_path / "drawn")
    found = dict(read_subsets(draw, tmp_path / "drawn"))
    assert all(each.messages[0].content == f"\ud83d {row}" for row, each in found.items())


def test_nothing_is_overwritten_and_a_failure_leaves_nothing(sets: list[DialogueSet], tmp_path: Path) -> None:
    draw = draw_subsets(count_dialogues(sets), 3, 10)
    out = tmp_path / "out" / "drawn"
    out.mkdir(parents=True)  # an empty folder is free
    write_subsets(draw, sets, out)
    with pytest.raises(ConfigError, match="is there already; name a new folder"):
        write_subsets(draw, sets, out)
    broken = DialogueSet("plums", "plums", lambda: iter([SchemaError("plums:1: broken")]))
    with pytest.raises(SchemaError, match="broken"):
        write_subsets(draw, [*sets[:2], broken], tmp_path / "out" / "other")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["drawn"]


def test_a_set_that_grew_since_it_was_counted_is_refused(sets: list[DialogueSet]) -> None:
    counts = count_dialogues(sets)
    draw = draw_subsets([(label, count - 1) for label, count in counts], 3, 10)
    with pytest.raises(ConfigError, match="apples: has 12 dialogues, where it had 11 a moment ago"):
        list(drawn_dialogues(draw, sets))


def test_changed_and_damaged_folders_are_refused(sets: list[DialogueSet], tmp_path: Path) -> None:
    draw = draw_subsets(count_dialogues(sets), 3, 10)
    folder = tmp_path / "drawn"
    files = write_subsets(draw, sets, folder)
    text = files[1].read_text()
    files[1].write_text(text.replace("Number", "number", 1))
    with pytest.raises(SchemaError, match=r"subset-01\.jsonl: not the file that was drawn"):
        list(read_subsets(draw, folder))
    files[1].unlink()
    with pytest.raises(SchemaError, match=r"subset-01\.jsonl: cannot be read"):
        list(read_subsets(draw, folder))
    index = json.loads((folder / "subsets.json").read_text())
    for damage in (
        {},
        {**index, "subsets": []},
        {**index, "subsets": [{"rows": [1]}]},
        {**index, "sets": [{"label": "a", "dialogues": 2}]},
    ):
        (folder / "subsets.json").write_text(json.dumps(damage))
        with pytest.raises(SchemaError, match=r"subsets\.json: damaged"):
            read_draw(folder)


def test_measures_are_those_of_evaluate_on_each_file(sets: list[DialogueSet], tmp_path: Path) -> None:
    draw = draw_subsets(count_dialogues(sets), 4, 15, seed=2)
    files = write_subsets(draw, sets, tmp_path / "drawn")
    seen: list[tuple[str, int, int]] = []
    found = measure_subsets(
        draw, drawn_dialogues(draw, sets), ALL_METRICS, budget=150, progress=lambda *told: seen.append(told)
    )
    again = measure_subsets(draw, read_subsets(draw, tmp_path / "drawn"), ALL_METRICS, budget=150)
    compared = compare_sets(
        open_sets([str(path) for path in files]), budget=150, coherence=CoherenceChoice(), resamples=20
    )
    for number, each in enumerate(compared.sets):
        assert found.tokens[number] == each.text_tokens
        for name in ALL_METRICS:
            assert found.values[name][number] == pytest.approx(each.estimates[name].value, abs=1e-4), name
            assert again.values[name][number] == pytest.approx(found.values[name][number], abs=1e-4), name
        assert each.details["coherence"]["encoder"] == found.models["encoder"]
    assert all(len(set(found.values[name])) > 1 for name in ALL_METRICS)
    assert ("reading", draw.drawn().size, draw.drawn().size) in seen and ("diversity", 4, 4) in seen


def test_each_dialogue_is_encoded_once(sets: list[DialogueSet], monkeypatch: pytest.MonkeyPatch) -> None:
    from toolflow_metrics.toolflow_coherence import toolflow_coherence

    scored: list[int] = []
    original = toolflow_coherence.score_pairs

    def spied(pairs: object, *models: object, **options: object) -> object:
        held = list(pairs)  # type: ignore[call-overload]
        scored.append(len(held))
        return original(held, *models, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(toolflow_coherence, "score_pairs", spied)
    draw = draw_subsets(count_dialogues(sets), 20, 30)
    measure_subsets(draw, drawn_dialogues(draw, sets), ("SS",))
    assert scored == [40]  # one pair a dialogue, though the subsets hold 600


def test_the_budget_is_what_the_smallest_subset_has(sets: list[DialogueSet]) -> None:
    draw = draw_subsets(count_dialogues(sets), 3, 10)
    found = measure_subsets(draw, drawn_dialogues(draw, sets), ("D-2 at budget", "D-1"))
    assert found.budget == found.tokens.min() and found.models == {}
    assert set(found.values) == {"D-2 at budget", "D-1"}
    beyond = measure_subsets(draw, drawn_dialogues(draw, sets), ("D-2 at budget",), budget=10**6)
    assert np.isnan(beyond.values["D-2 at budget"]).all()
    assert measure_subsets(draw, drawn_dialogues(draw, sets), ("H",)).budget is None


def test_dialogues_of_one_round_have_no_coherence() -> None:
    from toolflow_dataset.types import Message

    draw = draw_subsets([("a", 5)], 3, 2)
    short = [(row, Conversation((Message("user", "hi"),), (), "")) for row in draw.drawn().tolist()]
    found = measure_subsets(draw, short, ("SS", "EnR", "D-3", "H"))
    assert all(math.isnan(value) for name in ("SS", "EnR", "D-3") for value in found.values[name])
    assert np.array_equal(found.values["H"], [0, 0, 0])


def test_names_of_metrics() -> None:
    assert read_metrics(["ss", " EnR", "h", "d-3 at budget", "D-12", "H"]) == (
        "SS",
        "EnR",
        "H",
        "D-3 at budget",
        "D-12",
    )
    for name in ("D-0", "NAT", "D3", "SS at budget", ""):
        with pytest.raises(ConfigError, match="there is no metric"):
            read_metrics([name])


@pytest.mark.skipif(not SGD.exists(), reason="needs ../shared/data")
def test_real_dialogues_survive_their_files(tmp_path: Path) -> None:
    sets = open_sets([f"sgd={SGD}"])
    draw = draw_subsets(count_dialogues(sets), 3, 60, seed=1)
    files = write_subsets(draw, sets, tmp_path / "drawn")
    originals = {row: without_origin(each) for row, each in drawn_dialogues(draw, sets)}
    for path, rows in zip(files, draw.rows, strict=True):
        (again,) = open_sets([str(path)])
        assert [without_origin(each) for each in again] == [originals[row] for row in rows.tolist()]
