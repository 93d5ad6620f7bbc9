import asyncio
import gc
import json
import random
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from scripted_backend import WORDS, LetterEncoder, ScriptedBackend, make_tools

from toolflow_dataset.errors import ChatError, ConfigError, ToolSourceError
from toolflow_dataset.journal import Journal
from toolflow_dataset.types import SETTINGS, Message
from toolflow_generation import graph_build
from toolflow_generation.chat import Reply
from toolflow_generation.config import Config
from toolflow_generation.estimate import estimate
from toolflow_generation.graph import ToolGraph
from toolflow_generation.graph_build import build_tool_graph
from toolflow_generation.reply_records import request_key
from toolflow_generation.run import generate
from toolflow_generation.run_begin import settle
from toolflow_generation.run_lock import locked


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with `tools.json` and its `graph`."""
    path = tmp_path_factory.mktemp("inputs")
    tools = make_tools()
    (path / "tools.json").write_text(json.dumps([tool.to_json() for tool in tools]))
    build_tool_graph(tools, LetterEncoder(), 0.82).save(path / "graph")
    return path


def config(folder, out, **options):
    inputs = {"tools": folder / "tools.json", "graph": folder / "graph"}
    return Config(**{**inputs, "out": out, "num_dialogues": 8, "seed": 7, **options})


def content(out):
    """Every file of the dataset with its bytes."""
    dataset = out / "toolflow"
    return {
        str(path.relative_to(dataset)): path.read_bytes() for path in dataset.rglob("*") if path.is_file()
    }


@pytest.fixture(scope="module")
def undisturbed(folder, tmp_path_factory):
    """The dataset of an undisturbed run over all settings, and the requests it took."""
    out = tmp_path_factory.mktemp("whole") / "run"
    backend = ScriptedBackend()
    generate(config(folder, out, setting="all"), backend=backend)
    return content(out), len(backend.requests)


@pytest.fixture(scope="module")
def whole(undisturbed):
    return undisturbed[0]


@pytest.fixture(scope="module")
def requests_of_whole(undisturbed):
    return undisturbed[1]


def test_a_run_folder_holds_everything_about_the_run(folder, tmp_path):
    out = tmp_path / "run"
    run = generate(config(folder, out, setting="all"), backend=ScriptedBackend())
    assert (run.kept, run.dropped, run.failed) == (32, 0, 0)
    names = {path.name for path in out.iterdir()}
    files = {"config.yaml", "digest.json", "tools.jsonl", "graph", "journal.jsonl", "statistics.json"}
    assert names == files | {"dropped.jsonl", "failed.jsonl", "responses.sqlite", "toolflow"}
    statistics = json.loads((out / "statistics.json").read_text())
    assert set(statistics["settings"]) == set(SETTINGS)
    assert statistics["total"]["dialogues"] == 32
    assert statistics["unusable_tools"] == []
    dialogues = list(run.dialogues("plan"))
    assert [dialogue.id for dialogue in dialogues] == [f"plan-{index:06d}" for index in range(8)]
    digest = json.loads((out / "digest.json").read_text())["config"]
    assert {dialogue.provenance.config_digest for dialogue in dialogues} == {digest}
    assert digest in (out / "config.yaml").read_text().splitlines()[0]


def test_graph_settings_offer_related_tools_and_settings_share_subsets(folder, tmp_path):
    run = generate(config(folder, tmp_path / "run", setting="all"), backend=ScriptedBackend())
    offered = {name: [one.tools for one in run.dialogues(name)] for name in SETTINGS}
    assert offered["graph+plan"] == offered["graph"]
    assert offered["plan"] == offered["none"] != offered["graph"]
    families = [{next(iter(tool.parameters["properties"])) for tool in tools} for tools in offered["graph"]]
    assert all(len(family) == 1 for family in families)
    assert all(3 <= len(tools) <= 6 for tools in offered["none"])
    assert all(3 <= len(tools) <= 4 for tools in offered["graph"])  # components of four, sizes up to six


class Waiting(ScriptedBackend):
    """Answers after a while, so that dialogues end in another order than they began."""

    def __init__(self):
        super().__init__()
        self.under_way = self.most = 0
        self.random = random.Random(3)

    async def complete(self, request):
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(self.random.random() / 500)
        self.under_way -= 1
        return await super().complete(request)


def test_the_same_seed_gives_the_same_bytes_in_whatever_order_dialogues_end(folder, tmp_path, whole):
    backend = Waiting()
    generate(config(folder, tmp_path / "run", setting="all", concurrency=5), backend=backend)
    assert backend.most == 5
    assert content(tmp_path / "run") == whole
    assert [entry["index"] for entry in map(json.loads, (tmp_path / "run/journal.jsonl").open())] != sorted(
        entry["index"] for entry in map(json.loads, (tmp_path / "run/journal.jsonl").open())
    )


def test_another_seed_gives_other_dialogues(folder, tmp_path, whole):
    generate(config(folder, tmp_path / "run", setting="all", seed=8), backend=ScriptedBackend())
    assert content(tmp_path / "run") != whole


class Breaks(ScriptedBackend):
    """Raises an error at one request."""

    def __init__(self, error, at):
        super().__init__()
        self.error, self.at = error, at

    async def complete(self, request):
        if len(self.requests) == self.at:
            raise self.error
        return await super().complete(request)


@pytest.mark.parametrize("at", [0, 150, 420])
@pytest.mark.parametrize("error", [KeyboardInterrupt(), ChatError("no such model", fatal=True)])
def test_a_stopped_run_keeps_what_is_finished_and_resumes_to_the_same_bytes(
    folder, tmp_path, whole, requests_of_whole, error, at
):
    out = tmp_path / "run"
    settings = config(folder, out, setting="all", concurrency=3)
    with pytest.raises(type(error)):
        generate(settings, backend=Breaks(error, at))
    journal = Journal(out / "journal.jsonl")
    assert (len(journal) > 0) == (at > 0)
    second = ScriptedBackend()
    generate(config(folder, out, setting="all", resume=True), backend=second)
    assert len({request_key(request) for request in second.requests}) == len(second.requests)
    assert len(second.requests) == requests_of_whole - at
    assert content(out) == whole


KILLED = """
import os, sys
sys.path.insert(0, {tests!r})
from scripted_backend import ScriptedBackend
from toolflow_generation.config import Config
from toolflow_generation.run import generate

class Kills(ScriptedBackend):
    async def complete(self, request):
        if len(self.requests) == {at}:
            os.kill(os.getpid(), 9)
        return await super().complete(request)

config = Config(
    tools={file!r}, graph={graph!r}, out={out!r}, num_dialogues=8, seed=7, setting="all", concurrency=3,
    overwrite={overwrite!r},
)
generate(config, backend=Kills())
"""


def kill(folder, out, at, *, overwrite=False):
    """Make a run in a process that is killed by request number `at`."""
    script = KILLED.format(
        tests=str(Path(__file__).parent),
        file=str(folder / "tools.json"),
        graph=str(folder / "graph"),
        out=str(out),
        at=at,
        overwrite=overwrite,
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.returncode == -9, ended.stderr


def test_a_killed_run_with_a_torn_line_resumes_to_the_same_bytes(folder, tmp_path, whole):
    out = tmp_path / "run"
    kill(folder, out, 200)
    journal = out / "journal.jsonl"
    kept = len(Journal(journal))
    assert 0 < kept < 32
    journal.write_bytes(journal.read_bytes()[:-20])
    generate(config(folder, out, setting="all", resume=True), backend=ScriptedBackend())
    assert content(out) == whole


def test_a_run_killed_while_it_replaced_another_is_not_gone_on_with_from_the_older_one(
    folder, tmp_path, whole, requests_of_whole
):
    out = tmp_path / "run"
    settings = {"setting": "all"}
    generate(config(folder, out, **settings, num_dialogues=5), backend=ScriptedBackend())
    before = everything(out)
    kill(folder, out, 0, overwrite=True)
    assert not (out / "journal.jsonl").exists()
    backend = ScriptedBackend()
    with pytest.raises(ConfigError, match="the older run is back in its place; give --overwrite"):
        generate(config(folder, out, **settings, resume=True), backend=backend)
    assert everything(out) == before and not backend.requests
    anew = ScriptedBackend()
    generate(config(folder, out, **settings, overwrite=True), backend=anew)
    assert len(anew.requests) == requests_of_whole and content(out) == whole
    kill(folder, out, 150, overwrite=True)  # now there is something to keep of the newer run
    rest = ScriptedBackend()
    generate(config(folder, out, **settings), backend=rest)
    assert 0 <= len(rest.requests) - (requests_of_whole - 150) <= 3 and content(out) == whole


def test_resuming_a_finished_run_asks_nothing_and_changes_nothing(folder, tmp_path, whole):
    out = tmp_path / "run"
    generate(config(folder, out, setting="all"), backend=ScriptedBackend())
    backend = ScriptedBackend()
    generate(config(folder, out, setting="all", resume=True), backend=backend)
    assert backend.requests == []
    assert content(out) == whole


def test_a_run_can_grow(folder, tmp_path, whole):
    out = tmp_path / "run"
    generate(config(folder, out, num_dialogues=3), backend=ScriptedBackend())
    run = generate(config(folder, out, setting="all", resume=True), backend=ScriptedBackend())
    assert run.kept == 32
    assert content(out) == whole
    with pytest.raises(ConfigError, match=r"num_dialogues .*can only grow"):
        generate(config(folder, out, setting="all", resume=True, num_dialogues=2), backend=ScriptedBackend())
    with pytest.raises(ConfigError, match=r"setting \(the run has .*none too"):
        generate(config(folder, out, setting="plan", resume=True), backend=ScriptedBackend())


def test_a_resumed_run_must_be_made_of_the_same_things(folder, tmp_path):
    out = tmp_path / "run"
    generate(config(folder, out), backend=ScriptedBackend())
    before = content(out)
    with pytest.raises(ConfigError, match=r"seed .*has 7, now 9\); error_rate .*has 0.05, now 0.5\)"):
        generate(config(folder, out, seed=9, error_rate=0.5, resume=True), backend=ScriptedBackend())
    other = tmp_path / "other.json"
    other.write_text(json.dumps([tool.to_json() for tool in make_tools(6)]))
    with pytest.raises(ConfigError, match="the content of tools; the content of graph"):
        generate(config(folder, out, tools=other, graph=None, resume=True), backend=ScriptedBackend())
    assert content(out) == before


class Garbled(ScriptedBackend):
    """Answers garbage to the users of some dialogues, and raises a bug in others."""

    def user(self, request):
        if request.seed % 3 == 0:
            return Message("assistant", "I would rather not.")
        if request.seed % 3 == 1:
            raise ZeroDivisionError("a bug")
        return super().user(request)


def test_failed_dialogues_are_recorded_with_their_cause_and_tried_again(folder, tmp_path):
    out = tmp_path / "run"
    run = generate(config(folder, out, num_dialogues=30), backend=Garbled())
    assert run.kept + run.failed == 30
    assert run.kept > 0 and run.failed > 10
    causes = [json.loads(line)["cause"] for line in (out / "failed.jsonl").open()]
    assert any("no usable JSON in 5 attempts" in cause for cause in causes)
    assert any(cause.startswith("ZeroDivisionError: a bug (test_run.py, line ") for cause in causes)
    again = generate(config(folder, out, num_dialogues=30, resume=True), backend=ScriptedBackend())
    assert (again.kept, again.failed) == (30, 0)


class Garbage(ScriptedBackend):
    async def complete(self, request):
        return Reply(Message("assistant", "\ud83d{[("))


class Frozen(ScriptedBackend):
    """Notes how many objects the garbage collector passes over while it answers."""

    def __init__(self, fails=False):
        super().__init__()
        self.counts = set()
        self.paces = set()
        self.fails = fails

    async def complete(self, request):
        self.counts.add(gc.get_freeze_count())
        self.paces.add(gc.get_threshold())
        if self.fails:
            raise ChatError("no more", fatal=True)
        return await super().complete(request)


@pytest.mark.parametrize("fails", [False, True])
def test_the_garbage_collector_passes_over_what_is_loaded_until_the_dialogues_are_made(
    folder, tmp_path, fails
):
    backend = Frozen(fails)
    before, pace = gc.get_freeze_count(), gc.get_threshold()
    with pytest.raises(ChatError) if fails else nullcontext():
        generate(config(folder, tmp_path / "run", num_dialogues=1), backend=backend)
    assert before == gc.get_freeze_count() == 0
    assert min(backend.counts) > 1000
    assert backend.paces == {(20_000, 20, 20)} and gc.get_threshold() == pace


def test_a_process_that_has_frozen_its_objects_keeps_them_so(folder, tmp_path):
    gc.freeze()
    try:
        before = gc.get_freeze_count()
        generate(config(folder, tmp_path / "run", num_dialogues=1), backend=(backend := Frozen()))
        # objects that end leave the frozen ones, and none come to them
        assert max(backend.counts) <= before
        assert backend.paces == {gc.get_threshold()}
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()


def test_a_model_that_only_answers_garbage_ends_cleanly_with_nothing(folder, tmp_path):
    run = generate(config(folder, tmp_path / "run"), backend=Garbage())
    assert (run.kept, run.dropped, run.failed) == (0, 0, 8)
    assert run.dataset.is_dir()


class Twins(ScriptedBackend):
    """Says the same in every dialogue."""

    def chatter(self, request):
        return " ".join(f"{first} {second}" for first in WORDS[:9] for second in WORDS[9:18])

    def value(self, request):
        return "Lyon"


def test_dropped_dialogues_are_kept_with_their_reason(folder, tmp_path):
    out = tmp_path / "run"
    run = generate(config(folder, out, num_dialogues=16, max_messages=14), backend=Twins())
    assert run.failed == 0
    reasons = run.statistics.drop_kinds()
    assert set(reasons) == {"incomplete", "near_duplicate"}
    assert run.kept == 16 - sum(reasons.values())
    assert len(list(run.dialogues())) == run.kept
    dropped = [json.loads(line) for line in (out / "dropped.jsonl").open()]
    assert len(dropped) == run.dropped
    assert all(record["reason"] and record["dialogue"]["messages"] for record in dropped)


def test_without_a_graph_one_is_built_and_kept_and_a_resumed_run_uses_it(folder, tmp_path, monkeypatch):
    loaded = []
    monkeypatch.setattr(graph_build, "load_encoder", lambda name: loaded.append(name) or LetterEncoder())
    out = tmp_path / "run"
    stages = set()
    generate(
        config(folder, out, graph=None),
        backend=ScriptedBackend(),
        progress=lambda stage, done, total: stages.add(stage),
    )
    assert ToolGraph.load(out / "graph").num_edges == ToolGraph.load(folder / "graph").num_edges
    assert {"embedding strings", "dialogues", "export"} <= stages
    generate(config(folder, out, graph=None, resume=True), backend=ScriptedBackend())
    assert loaded == ["all-MiniLM-L6-v2"]
    (out / "graph" / "index.npz").write_bytes(b"torn")
    generate(config(folder, out, graph=None, resume=True), backend=ScriptedBackend())
    assert len(loaded) == 2


def test_the_graph_off_needs_no_graph(folder, tmp_path):
    run = generate(config(folder, tmp_path / "run", graph=None, setting="none"), backend=ScriptedBackend())
    assert run.kept == 8
    assert not (tmp_path / "run" / "graph").exists()


def test_a_given_graph_says_how_it_was_built(folder, tmp_path):
    graph = tmp_path / "graph"
    build_tool_graph(make_tools(), LetterEncoder(), 0.7, None).save(graph)
    run = generate(config(folder, tmp_path / "run", graph=graph), backend=ScriptedBackend())
    assert (run.config.threshold, run.config.max_document_frequency, run.config.encoder) == (
        0.7,
        None,
        "letters",
    )
    with pytest.raises(ConfigError, match=r"threshold: got 0.9, but .* was built with 0.7"):
        generate(config(folder, tmp_path / "two", graph=graph, threshold=0.9), backend=ScriptedBackend())
    build_tool_graph(make_tools(6), LetterEncoder()).save(tmp_path / "six")
    with pytest.raises(ConfigError, match=r"the graph of other tools \(6\) than those of .*\(8\)"):
        generate(config(folder, tmp_path / "three", graph=tmp_path / "six"), backend=ScriptedBackend())
    assert not (tmp_path / "two").exists() and not (tmp_path / "three").exists()


def test_more_tools_than_any_component_holds(folder, tmp_path):
    run = generate(config(folder, tmp_path / "run", tools_per_dialogue="20"), backend=ScriptedBackend())
    assert {len(dialogue.tools) for dialogue in run.dialogues()} == {4}
    with pytest.raises(ConfigError, match="largest component has 4 of its 8 tools"):
        generate(
            config(folder, tmp_path / "two", tools_per_dialogue="20", min_tools=5), backend=ScriptedBackend()
        )


def test_tools_that_nothing_ties_to_others_are_named(tmp_path):
    tools = make_tools(3)  # two places and a lonely person
    build_tool_graph(tools, LetterEncoder()).save(tmp_path / "graph")
    settings = Config(graph=tmp_path / "graph", out=tmp_path / "run", num_dialogues=2)
    run = generate(settings, backend=ScriptedBackend())
    assert run.unusable == ("do_thing_1",)
    assert json.loads((tmp_path / "run/statistics.json").read_text())["unusable_tools"] == ["do_thing_1"]


def test_a_folder_that_holds_something_is_left_alone(folder, tmp_path):
    out = tmp_path / "run"
    settings = config(folder, out)
    generate(settings, backend=ScriptedBackend())
    before = everything(out)
    with pytest.raises(ConfigError, match=r"differ: seed .*has 7, now 8\); resume it .* by --overwrite, or"):
        generate(config(folder, out, seed=8), backend=ScriptedBackend())
    assert everything(out) == before
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "notes.txt").write_text("mine")
    for options in ({}, {"overwrite": True}):
        with pytest.raises(ConfigError, match="is not empty and holds no run, for it has no digest"):
            generate(config(folder, mine, **options), backend=ScriptedBackend())
    with pytest.raises(ConfigError, match="no run to be resumed"):
        generate(config(folder, mine, resume=True), backend=ScriptedBackend())
    assert [path.name for path in mine.iterdir()] == ["notes.txt"]


def everything(folder):
    """Every file of a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("options", [{}, {"overwrite": True}, {"resume": True}])
@pytest.mark.parametrize(
    "files",
    [
        {"config.yaml": "seed: 3\n", "graph/notes.txt": "mine", "statistics.json": "{}", ".lock": "mine"},
        {"toolflow/mine.txt": "mine", "tools.jsonl": "mine"},
        {"journal.jsonl": "mine", "config.yaml": "", "digest.json": '{"config": "abc"}'},
        {"config.yaml": "# what this run was made with; digest abc\n", "digest.json": "[1]"},
        {".lock": "mine"},
    ],
)
def test_names_like_those_of_a_run_do_not_make_a_folder_one(folder, tmp_path, files, options):
    mine = tmp_path / "mine"
    for name, text in files.items():
        (mine / name).parent.mkdir(parents=True, exist_ok=True)
        (mine / name).write_text(text)
    before = everything(mine)
    with pytest.raises(ConfigError, match=r"no run(,| to be resumed,) for it has a? ?"):
        generate(config(folder, mine, **options), backend=ScriptedBackend())
    assert everything(mine) == before


def test_what_fails_before_a_dialogue_is_finished_leaves_the_old_run(folder, tmp_path):
    out = tmp_path / "run"
    generate(config(folder, out, num_dialogues=3), backend=ScriptedBackend())
    before = everything(out)
    for error in (ChatError("connection refused", fatal=True), KeyboardInterrupt()):
        with pytest.raises(type(error)) as caught:
            generate(config(folder, out, seed=1, overwrite=True, concurrency=1), backend=Breaks(error, 0))
        assert "the one that was there" in caught.value.__notes__[0]
        assert everything(out) == before
    with pytest.raises(ConfigError, match="no related tools to sample"):
        generate(config(folder, out, min_tools=5, overwrite=True), backend=ScriptedBackend())
    assert everything(out) == before
    with pytest.raises(ChatError) as caught:
        generate(
            config(folder, out, seed=1, overwrite=True, concurrency=1),
            backend=Breaks(ChatError("gone", fatal=True), 2),
        )
    assert not hasattr(caught.value, "__notes__")
    assert (out / "responses.sqlite").exists() and not (out / "journal.jsonl").exists()
    assert "seed: 1\n" in (out / "config.yaml").read_text()
    assert not [path for path in out.iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize("inputs", [("graph",), ("tools",), ("graph", "tools")])
def test_a_run_may_be_made_anew_of_its_own_tools_and_graph(folder, tmp_path, inputs):
    out = tmp_path / "run"
    generate(config(folder, out), backend=ScriptedBackend())
    graph = everything(out / "graph")
    own = {"graph": out / "graph" if "graph" in inputs else folder / "graph"}
    own["tools"] = out / "tools.jsonl" if "tools" in inputs else None
    run = generate(config(folder, out, **own, seed=9, overwrite=True), backend=ScriptedBackend())
    assert run.kept + run.dropped == 8
    assert everything(out / "graph") == graph
    again = config(folder, out, **own, seed=9, resume=True, num_dialogues=9)
    grown = generate(again, backend=ScriptedBackend())
    assert grown.kept + grown.dropped == 9


@pytest.mark.parametrize("moved", [0, 1, 3, 7])
def test_an_overwriting_process_that_was_killed_is_undone_by_the_next(folder, tmp_path, moved):
    out = tmp_path / "run"
    generate(config(folder, out), backend=ScriptedBackend())
    before = everything(out)
    (out / ".toolflow-new").mkdir()
    (out / ".toolflow-new" / "config.yaml").write_text("")
    (out / ".toolflow-moving").mkdir()
    for path in sorted(out.glob("[a-z]*"))[:moved]:
        path.rename(out / ".toolflow-moving" / path.name)
    assert settle(out)
    assert everything(out) == before
    (out / ".toolflow-old").mkdir()
    for path in list(out.glob("[a-z]*")):
        path.rename(out / ".toolflow-old" / path.name)
    (out / "config.yaml").write_text("the new run's")
    with pytest.raises(ConfigError, match="the older run is back in its place"):
        generate(config(folder, out, seed=8), backend=ScriptedBackend())
    assert everything(out) == before


def test_a_run_that_never_began_may_be_begun_again(folder, tmp_path):
    out = tmp_path / "run"
    with pytest.raises(ConfigError, match="largest component"):
        generate(config(folder, out, min_tools=5), backend=ScriptedBackend())
    assert not out.exists()
    with pytest.raises(ChatError):
        generate(config(folder, out), backend=Breaks(ChatError("gone", fatal=True), 0))
    assert (out / "config.yaml").exists()
    assert generate(config(folder, out, num_dialogues=2), backend=ScriptedBackend()).kept == 2


def test_overwrite_replaces_a_run_and_nothing_else_and_not_before_the_new_one_can_begin(folder, tmp_path):
    out = tmp_path / "run"
    generate(config(folder, out, num_dialogues=4), backend=ScriptedBackend())
    (out / "notes.txt").write_text("mine")
    before = content(out)
    with pytest.raises(ToolSourceError):
        generate(
            config(folder, out, tools=tmp_path / "missing.json", overwrite=True), backend=ScriptedBackend()
        )
    assert content(out) == before
    run = generate(config(folder, out, num_dialogues=2, seed=1, overwrite=True), backend=ScriptedBackend())
    assert run.kept == 2
    assert (out / "notes.txt").read_text() == "mine"


def test_resume_of_nothing_says_so_where_there_is_nothing_to_begin_with_either(tmp_path):
    with pytest.raises(ConfigError, match=r"nope does not exist, so there is no run to be resumed"):
        generate(Config(out=tmp_path / "nope", resume=True), backend=ScriptedBackend())
    with pytest.raises(ConfigError, match=r"is empty, so there is no run to be resumed"):
        generate(Config(out=tmp_path, resume=True), backend=ScriptedBackend())


def test_resume_of_nothing_begins(folder, tmp_path):
    run = generate(config(folder, tmp_path / "run", num_dialogues=2, resume=True), backend=ScriptedBackend())
    assert run.kept == 2


def test_a_folder_that_cannot_be_made_is_said_before_any_request(folder, tmp_path):
    (tmp_path / "file").write_text("")
    backend = ScriptedBackend()
    with pytest.raises(ConfigError, match="cannot be written"):
        generate(config(folder, tmp_path / "file" / "run"), backend=backend)
    with pytest.raises(ConfigError, match="is a file; --out names a folder"):
        generate(config(folder, tmp_path / "file"), backend=backend)
    assert backend.requests == []


def test_two_processes_do_not_write_to_one_run(folder, tmp_path):
    with locked(tmp_path / "run"), pytest.raises(ConfigError, match="another process"):
        generate(config(folder, tmp_path / "run"), backend=ScriptedBackend())
    assert not (tmp_path / "run").exists()


def test_missing_inputs_are_named(folder, tmp_path):
    with pytest.raises(ConfigError, match="out is missing"):
        generate(Config(tools=folder / "tools.json"), backend=ScriptedBackend())
    with pytest.raises(ConfigError, match="tools is missing"):
        generate(Config(out=tmp_path / "run"), backend=ScriptedBackend())
    with pytest.raises(ConfigError, match="no graph there"):
        generate(config(folder, tmp_path / "run", graph=tmp_path / "nothing"), backend=ScriptedBackend())
    assert not (tmp_path / "run").exists()


def test_it_runs_where_a_loop_runs_already(folder, tmp_path):
    async def notebook():
        return generate(config(folder, tmp_path / "run", num_dialogues=2), backend=ScriptedBackend())

    assert asyncio.run(notebook()).kept == 2


def test_a_dry_run_leaves_a_kept_graph_alone_even_one_that_cannot_be_read(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(graph_build, "load_encoder", lambda name: LetterEncoder())
    out = tmp_path / "run"
    generate(config(folder, out, graph=None), backend=ScriptedBackend())
    (out / "graph" / "links.npz").write_bytes(b"torn")
    before = everything(out)
    grown = config(folder, out, graph=None, num_dialogues=9)
    assert estimate(grown, progress=lambda stage, done, total: None).dialogues == 1
    assert everything(out) == before
