import json
import sys
from pathlib import Path

import pytest

from toolflow_dataset.errors import ChatError
from toolflow_dataset.types import Message
from toolflow_generation import models
from toolflow_generation.chat import Reply
from toolflow_generation.config_files import option_help
from toolflow_generation.graph_build import build_tool_graph

sys.path.append(str(Path(__file__).parents[1] / "generation"))

from scripted_backend import LetterEncoder, ScriptedBackend, make_tools


@pytest.fixture(scope="module")
def inputs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("inputs")
    tools = make_tools()
    (folder / "tools.json").write_text(json.dumps([tool.to_json() for tool in tools]))
    build_tool_graph(tools, LetterEncoder()).save(folder / "graph")
    return folder


@pytest.fixture
def toolflow(command_line):
    """Run the command in this process; returns exit code, standard output, standard error."""
    return command_line


@pytest.fixture
def answering(monkeypatch):
    """Put a backend in place of the simulator."""

    def use(backend):
        monkeypatch.setattr(models, "_make", lambda choice, config: backend)
        return backend

    use(ScriptedBackend())
    return use


def arguments(inputs, out, *more):
    return ("generate", "--tools", inputs / "tools.json", "--graph", inputs / "graph", "--out", out, *more)


def test_help_lists_every_key_as_an_option(toolflow):
    code, out, _ = toolflow("generate", "--help")
    assert code == 0
    assert "--config" in out
    for name in option_help():
        assert f"--{name.replace('_', '-')}" in out


def test_a_run_ends_with_a_table_and_what_to_do_next(inputs, tmp_path, toolflow, answering):
    out = tmp_path / "run"
    code, shown, errors = toolflow(
        *arguments(inputs, out, "--num-dialogues", 6, "--setting", "all", "--seed", 7)
    )
    assert code == 0
    lines = [line.split() for line in shown.splitlines()]
    kept = next(line for line in lines if "kept" in line)
    assert kept == ["kept", "6", "6", "6", "6", "24"]
    assert "…" not in shown
    for label in ("dropped", "failed", "tokens", "call turns", "share of tool rounds"):
        assert label in shown
    assert f"toolflow preview {out}" in shown
    assert f"toolflow inspect {out} graph_plan-000000" in shown
    assert str(out / "toolflow") in shown
    assert "dialogues: 24/24" in errors and "\x1b" not in errors + shown


def test_the_commands_it_proposes_work(inputs, tmp_path, toolflow, answering):
    out = tmp_path / "run"
    toolflow(*arguments(inputs, out, "--num-dialogues", 3))
    assert toolflow("preview", out)[0] == 0
    assert toolflow("inspect", out, "graph_plan-000000")[0] == 0


def test_options_go_over_the_config_file(inputs, tmp_path, toolflow, answering):
    (tmp_path / "my.yaml").write_text("num_dialogues: 50\nsetting: none\nmodels: {tool: other}\n")
    out = tmp_path / "run"
    more = (
        "--config",
        tmp_path / "my.yaml",
        "--num-dialogues",
        2,
        "--models",
        "user=a*2,b",
        "--models",
        "planner=c",
    )
    assert toolflow(*arguments(inputs, out, *more))[0] == 0
    saved = (out / "config.yaml").read_text()
    assert "num_dialogues: 2" in saved and "- none" in saved
    assert "model: other" in saved and "weight: 2" in saved and "model: c" in saved


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--seed", "x"), "seed: got 'x', expected a whole number"),
        (("--setting", "grph"), "expected all, or a comma list"),
        (("--config", "nowhere.yaml"), "nowhere.yaml: cannot be read"),
        (("--tools", "nowhere.json"), "nowhere.json"),
        (("--resume", "--overwrite"), "exclude each other"),
        (("--min-tools", "5"), "largest component has 4 of its 8 tools"),
        (("--sed", "3"), "--sed"),
    ],
)
def test_mistakes_end_in_one_clear_line_and_leave_nothing(inputs, tmp_path, toolflow, answering, more, said):
    out = tmp_path / "run"
    code, _, errors = toolflow(*arguments(inputs, out, *more))
    assert code == 2
    assert said in errors
    assert not (out / "toolflow").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "tools.json"),
        ("[]", "no tools"),
        ('[\n{"name": "a"},\n{"name": ]\n', "3"),
        ('[{"description": "nameless"}]', "missing-name"),
    ],
)
def test_a_bad_tool_file_is_named(tmp_path, toolflow, answering, text, said):
    (tmp_path / "tools.json").write_text(text)
    code, _, errors = toolflow("generate", "--tools", tmp_path / "tools.json", "--out", tmp_path / "run")
    assert code == 2
    assert "tools.json" in errors and said in errors
    assert not (tmp_path / "run").exists()


def test_an_unwritable_folder(inputs, tmp_path, toolflow, answering):
    (tmp_path / "file").write_text("")
    code, _, errors = toolflow(*arguments(inputs, tmp_path / "file" / "run"))
    assert code == 2
    assert "cannot be written" in errors


def test_an_existing_run_is_left_alone_and_says_what_to_do(inputs, tmp_path, toolflow, answering):
    out = tmp_path / "run"
    toolflow(*arguments(inputs, out, "--num-dialogues", 2))
    code, _, errors = toolflow(*arguments(inputs, out, "--num-dialogues", 2, "--seed", 3))
    assert code == 2
    assert "seed (the run has 0, now 3)" in errors and "--overwrite" in errors
    assert toolflow(*arguments(inputs, out, "--num-dialogues", 3, "--overwrite"))[0] == 0


def test_the_same_command_again_goes_on(inputs, tmp_path, toolflow, answering):
    out = tmp_path / "run"
    toolflow(*arguments(inputs, out, "--num-dialogues", 2))
    again = answering(ScriptedBackend())
    code, shown, _ = toolflow(*arguments(inputs, out, "--num-dialogues", 2))
    assert code == 0 and again.requests == []
    assert next(line for line in shown.splitlines() if "kept" in line).split() == ["kept", "2"]


class Stops(ScriptedBackend):
    def __init__(self, error, at=60):
        super().__init__()
        self.error, self.at = error, at

    async def complete(self, request):
        if len(self.requests) == self.at:
            raise self.error
        return await super().complete(request)


@pytest.mark.parametrize(
    ("error", "code"), [(KeyboardInterrupt(), 130), (ChatError("wrong key", fatal=True), 2)]
)
def test_a_stopped_run_says_how_to_go_on_and_goes_on(
    inputs, tmp_path, monkeypatch, toolflow, answering, error, code
):
    out = tmp_path / "run"
    answering(Stops(error))
    monkeypatch.chdir(inputs)
    given = ("generate", "--tools", "tools.json", "--graph", "graph", "--out", out)
    ended, _, errors = toolflow(*given, "--num-dialogues", 9, "--concurrency", 2, "--seed", 7)
    assert ended == code
    assert "finished dialogues are kept; go on with: toolflow generate --resume --out" in errors
    answering(ScriptedBackend())
    monkeypatch.chdir(tmp_path)
    ended, shown, _ = toolflow("generate", "--resume", "--out", out)
    assert ended == 0
    assert next(line for line in shown.splitlines() if "kept" in line).split() == ["kept", "9"]
    assert "tools: tools.json" in (out / "config.yaml").read_text()
    code, _, errors = toolflow("generate", "--resume", "--out", out, "--seed", 8)
    assert code == 2 and "seed (the run has 7, now 8)" in errors


def test_resume_where_no_run_is_says_that(tmp_path, toolflow):
    code, _, errors = toolflow("generate", "--resume", "--out", tmp_path / "nope")
    assert code == 2
    assert "nope does not exist, so there is no run to be resumed" in errors


def test_a_folder_with_a_configuration_of_ones_own_is_no_run(
    inputs, tmp_path, monkeypatch, toolflow, answering
):
    (tmp_path / "graph").mkdir()
    files = {"config.yaml": "num_dialogues: 2\n", "graph/notes.txt": "mine", "statistics.json": "mine"}
    files["tools.jsonl"] = json.dumps(make_tools()[0].to_json())
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    given = ("generate", "--config", "config.yaml", "--tools", "tools.jsonl", "--out", ".")
    for more in ((), ("--overwrite",)):
        code, _, errors = toolflow(*given, *more)
        assert code == 2 and "holds no run, for it has no digest.json" in errors
    assert {name: (tmp_path / name).read_text() for name in files} == files


def test_an_endpoint_that_is_not_there_leaves_the_run_to_be_overwritten(
    inputs, tmp_path, toolflow, answering
):
    out = tmp_path / "run"
    toolflow(*arguments(inputs, out, "--num-dialogues", 2))
    journal = (out / "journal.jsonl").read_bytes()
    answering(Stops(ChatError("connection refused", fatal=True), 3))
    code, _, errors = toolflow(*arguments(inputs, out, "--overwrite"))
    assert code == 2
    assert "connection refused" in errors and "is again the one that was there" in errors
    assert "go on with" not in errors
    assert (out / "journal.jsonl").read_bytes() == journal


def test_one_is_not_said_as_many(tmp_path, toolflow, answering):
    build_tool_graph(make_tools(3), LetterEncoder()).save(tmp_path / "graph")
    code, shown, _ = toolflow(
        "generate", "--graph", tmp_path / "graph", "--out", tmp_path / "run", "--num-dialogues", 2
    )
    assert code == 0
    assert "1 tool can never be drawn" in shown


class Garbage(ScriptedBackend):
    async def complete(self, request):
        return Reply(Message("assistant", "[bold]]]"))


def test_nothing_kept_is_an_error_with_the_causes(inputs, tmp_path, toolflow, answering):
    answering(Garbage())
    code, shown, errors = toolflow(*arguments(inputs, tmp_path / "run", "--num-dialogues", 3))
    assert code == 1
    assert "3 dialogues failed" in shown and "no usable JSON in 5 attempts" in shown
    assert "no dialogue was kept" in errors


def test_a_missing_key_is_said_before_anything_is_made(inputs, tmp_path, monkeypatch, toolflow):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    code, _, errors = toolflow(*arguments(inputs, tmp_path / "run", "--model", "gpt-4o"))
    assert code == 2
    assert "OPENAI_API_KEY" in errors
    assert not (tmp_path / "run").exists()
