"""Opening data sets: real runs and their exports, files of every kind, folders, and what is said when it fails."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from toolflow_cli.main import toolflow
from toolflow_dataset.errors import ConfigError, HubError, SchemaError
from toolflow_dataset.journal import Journal
from toolflow_evaluation.dialogue_sets import open_sets

ROOT = Path(__file__).parents[2]
REAL = ROOT.parent / "shared" / "data" / "dialogues"
TALK = [{"role": "user", "content": "Hi 0.3"}, {"role": "assistant", "content": "Hello"}]


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("made") / "run"
    arguments = ["generate", "--tools", str(ROOT / "examples/tools/everyday.json"), "--num-dialogues", "4"]
    toolflow(
        [*arguments, "--seed", "7", "--setting", "graph+plan,none", "--out", str(out)], standalone_mode=False
    )
    return out


def lines(*records: Any) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def texts(name: str, **options: Any) -> list[str]:
    (one,) = open_sets([name], **options)
    return [message.content for conversation in one for message in conversation.messages]


def test_a_run_gives_a_set_for_each_setting(run: Path) -> None:
    sets = open_sets([str(run)])
    assert [each.label for each in sets] == ["run:graph_plan", "run:none"]
    kept = [entry.dialogue for entry in Journal.of_run(run).entries("none", "kept")]
    found = list(sets[1])
    assert [each.messages for each in found] == [dialogue.messages for dialogue in kept if dialogue]
    assert [each.place for each in found] == [f"{run}, none-{index:06d}" for index in range(4)]
    assert "returns" not in found[0].tools[0] and {"name", "parameters"} <= found[0].tools[0].keys()
    assert list(sets[1]) == found


def test_the_exported_folder_gives_the_same_dialogues(run: Path) -> None:
    for ours, exported in zip(open_sets([str(run)]), open_sets([str(run / "toolflow")]), strict=True):
        assert exported.label == ours.label
        for one, two in zip(ours, exported, strict=True):
            assert (one.messages, one.turn_steps) == (two.messages, two.turn_steps)
            assert [json.dumps(tool) for tool in one.tools] == [json.dumps(tool) for tool in two.tools]


@pytest.mark.parametrize("config", ["none", "graph_plan", "graph+plan"])
@pytest.mark.parametrize("folder", [".", "toolflow"])
def test_one_setting_of_a_run_or_a_folder(run: Path, folder: str, config: str) -> None:
    if folder == "toolflow" and "+" in config:
        config = "graph_plan"
    (one,) = open_sets([f"{run / folder}:{config}"])
    assert one.label == f"run:{config.replace('+', '_')}" and len(list(one)) == 4


def test_a_name_of_ones_own(run: Path) -> None:
    assert [each.label for each in open_sets([f"mine={run}"])] == ["mine:graph_plan", "mine:none"]
    assert [each.label for each in open_sets([f"mine={run}:none"])] == ["mine"]


def test_two_sets_of_one_name_are_refused(run: Path) -> None:
    with pytest.raises(ConfigError, match=r"several data sets would be called 'run:graph_plan'.*one="):
        open_sets([str(run), str(run / "toolflow")])


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.json", "a.ndjson"])
def test_files_of_lines(tmp_path: Path, name: str) -> None:
    content = lines({"messages": TALK}, {"messages": TALK[:1]}).encode()
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    (one,) = open_sets([str(tmp_path / name)])
    assert one.label == "a"
    assert [each.place for each in one] == [f"{tmp_path / name}:1", f"{tmp_path / name}:2"]


@pytest.mark.parametrize("wrapped", [None, "data"])
def test_a_file_with_a_list(tmp_path: Path, wrapped: str | None) -> None:
    path = tmp_path / "a.json"
    rows = [{"messages": TALK}, {"messages": TALK}]
    path.write_text(json.dumps(rows if wrapped is None else {wrapped: rows}, indent=1))
    (one,) = open_sets([str(path)])
    pointer = "/1" if wrapped is None else "/data/1"
    assert [each.place for each in one][1] == f"{path}#{pointer}"


def test_a_parquet_file_with_structs_or_json_text(tmp_path: Path) -> None:
    padded = [
        {"role": "user", "content": "Hi", "tool_calls": None},
        {"role": "assistant", "content": "Hello"},
    ]
    pq.write_table(pa.Table.from_pylist([{"messages": padded}]), tmp_path / "structs.parquet")
    pq.write_table(pa.Table.from_pylist([{"messages": json.dumps(padded)}]), tmp_path / "text.parquet")
    assert (
        texts(str(tmp_path / "structs.parquet")) == texts(str(tmp_path / "text.parquet")) == ["Hi", "Hello"]
    )
    (one,) = open_sets([str(tmp_path / "text.parquet")])
    assert next(iter(one)).place == f"{tmp_path / 'text.parquet'}, row 1"


def test_a_folder_of_data_files_has_splits(tmp_path: Path) -> None:
    (tmp_path / "train.jsonl").write_text(lines({"messages": TALK}))
    (tmp_path / "test.jsonl").write_text(lines({"messages": TALK[:1]}))
    assert texts(str(tmp_path)) == ["Hi 0.3", "Hello"]
    assert texts(str(tmp_path), split="test") == ["Hi 0.3"]
    with pytest.raises(ConfigError, match=r"has no split 'dev'; it has train, test; choose one with --split"):
        open_sets([str(tmp_path)], split="dev")


def test_a_broken_line_stops_with_its_number_or_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(lines({"messages": TALK}) + "{broken\n" + lines({"messages": 3}, {"messages": TALK}))
    (one,) = open_sets([str(path)])
    with pytest.raises(SchemaError, match=rf"{path}:2:2: not JSON"):
        list(one)
    (one,) = open_sets([str(path)], skip_unreadable=True)
    for _ in range(2):
        assert len(list(one)) == 2
        assert one.unreadable == 2
        assert one.first_problem.startswith(f"{path}:2:2: not JSON")


def broken_files(folder: Path) -> dict[str, tuple[Callable[[], Any], str]]:
    return {
        "empty.jsonl": (lambda: b"", "holds no dialogues"),
        "cut.jsonl.gz": (lambda: gzip.compress(b"{}" * 900)[:-9], "damaged gzip file"),
        "latin.jsonl": (lambda: '{"messages": "é"}'.encode("latin-1"), ":1: not UTF-8"),
        "list.json": (lambda: b'[{"messages": []},\n 3x]', ":2:3: not JSON"),
        "number.json": (lambda: b"3", "holds int, expected a list"),
        "bad.parquet": (lambda: b"PAR1nothing", "damaged Parquet file"),
        "bad.csv": (lambda: b"a,b", "not a known kind of file"),
    }


@pytest.mark.parametrize("name", list(broken_files(Path())))
def test_files_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    content, said = broken_files(tmp_path)[name]
    (tmp_path / name).write_bytes(content())
    with pytest.raises(SchemaError) as caught:
        texts(str(tmp_path / name))
    assert str(tmp_path / name) in str(caught.value) and said in str(caught.value)


@pytest.mark.parametrize(
    ("name", "error", "said"),
    [
        ("nowhere", ConfigError, "no such file or folder, and no Hub id"),
        ("nowhere.jsonl", SchemaError, "no such file"),
        ("../nowhere", ConfigError, "no such file or folder, and no Hub id"),
        ("org/nothing", HubError, "org/nothing: cannot be opened as a data set"),
    ],
)
def test_names_that_lead_nowhere(name: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        texts(name)


def test_a_configuration_that_is_not_there(run: Path) -> None:
    for folder in (run, run / "toolflow"):
        with pytest.raises(ConfigError, match=r"'plan'.*graph_plan, none"):
            open_sets([f"{folder}:plan"])


def test_a_hub_data_set_is_read_file_by_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Hub stood in for: what `datasets` resolves are addresses, what is read are files of the cache."""
    import datasets
    import huggingface_hub

    (tmp_path / "part.jsonl").write_text(lines({"messages": TALK}))
    asked: list[Any] = []

    class Builder:
        class config:
            data_files = {"test": ["hf://datasets/org/name@abc123/data/part.jsonl"]}  # noqa: RUF012

    def download(*arguments: Any, **options: Any) -> str:
        asked.append((arguments, options))
        return str(tmp_path / "part.jsonl")

    monkeypatch.setattr(datasets, "get_dataset_config_names", lambda source, revision: ["default"])
    monkeypatch.setattr(datasets, "load_dataset_builder", lambda *_, **__: Builder)
    monkeypatch.setattr(huggingface_hub, "hf_hub_download", download)
    assert texts("org/name@v1.2") == ["Hi 0.3", "Hello"]
    assert asked == [(("org/name", "data/part.jsonl"), {"repo_type": "dataset", "revision": "abc123"})]
    (one,) = open_sets(["org/name@v1.2"])
    assert [each.origin for each in one] == [{"revision": "abc123"}]


def test_rows_of_a_run_say_what_made_them(run: Path) -> None:
    for source in (run, run / "toolflow"):
        made = {tuple(sorted(each.origin)) for each in open_sets([f"{source}:none"])[0]}
        assert made == {("code_version", "config_digest", "setting")}
        assert {each.origin["setting"] for each in open_sets([f"{source}:none"])[0]} == {"none"}


@pytest.mark.skipif(not REAL.is_dir(), reason="needs ../shared/data/dialogues")
@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("glaive_toolcall_en_demo300", (301, 212)),
        ("sgd_dev", (2098, 6027)),
        ("multiwoz21_test_text", (1000, 0)),
        ("multiwoz21_val_text", (999, 0)),
    ],
)
def test_real_sets_are_read_whole(name: str, counts: tuple[int, int]) -> None:
    (one,) = open_sets([str(REAL / f"{name}.jsonl.gz")])
    found = [sum(len(each.tool_calls) for each in conversation.messages) for conversation in one]
    assert (len(found), sum(found)) == counts


def test_a_hub_id_is_known_by_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def configurations(source: str, *_: object, **__: object) -> list[object]:
        asked.append(source)
        return [("plan", iter), ("none", iter)]

    monkeypatch.setattr("toolflow_evaluation.dataset_folders.configurations", configurations)
    monkeypatch.chdir(tmp_path)
    for name in ("org/toolflow", "org/toolflow@v1.0.0"):
        assert [each.label for each in open_sets([name])] == ["toolflow:plan", "toolflow:none"]
    assert [each.label for each in open_sets(["org/v1.5@main"])] == ["v1.5:plan", "v1.5:none"]
    assert asked == ["org/toolflow", "org/toolflow", "org/v1.5"]
