"""`toolflow ablate` with the simulator, a tiny model and two questions: one table, growth, kills, mistakes."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hand_dialogues import make_dialogue
from safetensors.torch import load_file, save_file
from tiny_model import CHATML_TOKENS, make_tokenizer, save_model, texts_of

sys.path.append(str(Path(__file__).parents[1] / "evaluation" / "apibank"))
sys.path.append(str(Path(__file__).parents[1] / "evaluation" / "bfcl"))
sys.path.append(str(Path(__file__).parents[1] / "generation"))
sys.path.append(str(Path(__file__).parents[1] / "metrics"))

from bfcl_questions import function
from judge_servers import rules, serving
from library_bank import checkout
from scripted_server import Status

from toolflow_cli.ablate_training import SftTrainer
from toolflow_cli.main import toolflow
from toolflow_dataset.errors import ConfigError, ToolflowError
from toolflow_dataset.journal import Journal
from toolflow_evaluation.ablation.plan import read_ablation
from toolflow_evaluation.ablation.run import ablate, states

TOOLS = Path(__file__).parents[2] / "examples" / "tools" / "everyday.json"
ADD = function("math.add", {"a": "integer", "b": "integer"}, ["a", "b"])


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = texts_of(make_dialogue(index) for index in range(4))
    tokenizer = make_tokenizer(texts, CHATML_TOKENS, eos="<|im_end|>", bos="<|im_start|>")
    return save_model(tmp_path_factory.mktemp("base"), tokenizer, context=16_384)


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return two questions of ours in BFCL's form."""
    folder = tmp_path_factory.mktemp("bfcl")
    (folder / "possible_answer").mkdir()
    numbers = range(2)
    asked = [
        {
            "id": f"simple_python_{number}",
            "question": [[{"role": "user", "content": f"Add {number} and 1"}]],
            "function": [ADD],
        }
        for number in numbers
    ]
    rights = [
        {"id": f"simple_python_{number}", "ground_truth": [{"math.add": {"a": [number], "b": [1]}}]}
        for number in numbers
    ]
    for part, rows in (("", asked), ("possible_answer/", rights)):
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{part}BFCL_v4_simple_python.json").write_text(text, "utf-8")
    return folder


def data(*more: str, dialogues: int = 4) -> list[str]:
    return [
        "ablate",
        *("--generate", f"tools={TOOLS}", "--generate", f"num_dialogues={dialogues}", "--generate", "seed=7"),
        *("--generate", "tools_per_dialogue=2", "--measure", "resamples=20"),
        *more,
    ]


def trained(base: Path, questions: Path, steps: int = 2) -> list[str]:
    train = {"model": base, "max_steps": steps, "batch_size": 1, "accumulate": 1, "max_length": 16_384}
    train |= {"save_every": 1, "log_every": 1, "device": "cpu"}
    bench = {"bfcl": questions, "categories": "simple_python", "max_tokens": 4, "device": "cpu"}
    words = [word for key, value in train.items() for word in ("--train", f"{key}={value}")]
    return words + [word for key, value in bench.items() for word in ("--bench", f"{key}={value}")]


def invoke(*words: object) -> Result:
    return CliRunner().invoke(toolflow, list(map(str, words)))


def document(out: Path) -> dict[str, Any]:
    return dict(json.loads((out / "results.json").read_text("utf-8")))


def stages_begun(result: Result) -> list[str]:
    """Return the stages that a command worked on."""
    lines = [
        line.partition(", ")[2].partition(":")[0] for line in result.stderr.splitlines() if " of " in line
    ]
    return [
        line
        for line in lines
        if line.split(" ")[0] in ("generate", "coherence", "judge", "train", "bfcl", "apibank")
    ]


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOOLFLOW_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@dataclass(frozen=True, slots=True)
class Made:
    """An ablation of two settings: its folder, the options it was grown by, both commands' results."""

    out: Path
    words: list[str]
    first: Result
    second: Result


@pytest.fixture(scope="module")
def made(base: Path, questions: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Return an ablation that measured data first, and then grew by training and benchmarks."""
    out = tmp_path_factory.mktemp("made") / "out"
    settings = ("--settings", "graph+plan,none", "--out", str(out))
    first = invoke(*data(*settings))
    assert first.exit_code == 0, first.output
    library = checkout(tmp_path_factory.mktemp("library"))
    grown = [*settings, *trained(base, questions), "--measure", f"leakage={TOOLS}"]
    grown += ["--bench", f"apibank={library}"]
    second = invoke(*data(*grown))
    assert second.exit_code == 0, second.output
    return Made(out, grown, first, second)


def test_data_comes_first_and_training_is_added_to_it(made: Made) -> None:
    assert stages_begun(made.first) == ["generate run", "coherence graph_plan", "coherence none"]
    assert stages_begun(made.second) == [
        *("bfcl before", "apibank before"),
        *("train graph_plan", "bfcl graph_plan", "apibank graph_plan"),
        *("train none", "bfcl none", "apibank none"),
    ]
    assert Journal.of_run(made.out / "runs" / "run").settings() == ("graph+plan", "none")


def test_one_table_holds_data_training_and_benchmark(made: Made) -> None:
    out, found = made.out, document(made.out)
    table = found["tables"][0]
    assert table["columns"][:5] == ["", "dialogues", "tokens", "calls", "call turns"]
    assert table["columns"][-5:] == [
        "loss",
        *("BFCL strict", "BFCL tolerant"),
        *("API-Bank strict", "API-Bank tolerant"),
    ]
    assert [row[0] for row in table["rows"]] == ["before training", "graph+plan", "none"]
    before, *arms = table["rows"]
    assert set(before[1:-4]) == {"-"} and before[-1].startswith("0.00")
    for row, own in zip(arms, found["data"]["sets"], strict=True):
        counts = own["statistics"]
        assert row[1:5] == [f"{counts[key]:,}" for key in ("dialogues", "tokens", "calls", "call_turns")]
        assert row[5].startswith(f"{own['measures']['SS']['value']:.2f}\n[")
        assert row[-5] == f"{found['trainings'][row[0]]['last_loss']:.4f}"
    assert found["trainings"]["none"]["steps"] == 2 and found["trainings"]["none"]["dialogues"] == 4
    assert found["reference"] == "none"
    # each base with its trainings, then the trainings with one another
    assert [[each["label"] for each in one["results"]] for one in found["benchmarks"]["bfcl"]] == [
        ["before training", "graph+plan", "none"],
        ["none", "graph+plan"],
    ]
    assert {pair["way"] for pair in found["benchmarks"]["bfcl"][0]["pairs"]} == {"strict", "tolerant"}
    # the tools of training are the tools that they are checked against
    assert [pair["train_ngram"] for pair in found["leakage"]["pairs"]] == [1.0, 1.0]
    titles = [each["title"] for each in found["tables"]]
    assert "Differences to none" in titles and "Leakage (Table 9)" in titles and "Trainings" in titles
    assert "BFCL v4, single turn, strict" in titles
    levels = next(each for each in found["tables"] if each["title"].startswith("API-Bank, calls match"))
    assert [head.partition(" (")[0] for head in levels["columns"]] == [
        *("", "L1", "L2 search", "L2 call", "L2", "Average of the levels", "All questions"),
    ]
    text = (out / "results.md").read_text("utf-8")
    assert all(f"### {title}\n" in text for title in titles)
    assert "| before training | 0.00 [0.0, 65.8] |" in text
    assert f"{out}/results.md" in made.second.stdout


def test_models_are_asked_alike_before_and_after(made: Made) -> None:
    kept = [
        json.loads((made.out / "bench" / "bfcl" / name / "settings.json").read_text("utf-8"))
        for name in ("before", "graph_plan", "none")
    ]
    assert len({each["template_digest"] for each in kept}) == 1
    assert len({each["weights"] for each in kept}) == 3


def test_the_same_again_does_nothing(made: Made, tmp_path: Path) -> None:
    out, words = made.out, made.words
    files = ("--json", tmp_path / "a.json", "--markdown", tmp_path / "a.md")
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    again = invoke(*data(*words), *files, "--generate", "concurrency=2")
    assert again.exit_code == 0, again.output
    assert stages_begun(again) == [] and again.stdout == made.second.stdout
    changed = {path.name for path, when in before.items() if path.stat().st_mtime_ns != when}
    assert changed == {"ablation.json"}
    assert json.loads((tmp_path / "a.json").read_text("utf-8")) == document(out)
    assert (tmp_path / "a.md").read_text("utf-8") == (out / "results.md").read_text("utf-8")
    # what is gone is made again, and nothing else
    (out / "measures" / "none.coherence.json").unlink()
    (out / "results.json").write_text("{", "utf-8")
    dry = invoke(*data(*words, "--dry-run"))
    assert "1 of 11 stages to do; nothing was run." in dry.stdout
    mended = invoke(*data(*words))
    assert stages_begun(mended) == ["coherence none"] and mended.stdout == made.second.stdout


@pytest.mark.parametrize(
    ("section", "change", "told"),
    [
        ("generate", {"seed": 8}, "generate.seed was 7, is 8"),
        ("generate", {"num_dialogues": 9}, "generate.num_dialogues was 4, is 9"),
        ("train", {"learning_rate": 0.1}, "train.learning_rate was None, is 0.1"),
        ("bench", {"max_tokens": 5}, "bench.max_tokens was 4, is 5"),
        ("measure", {"seed": 1}, "measure.seed was 0, is 1"),
        ("vary", {"train.seed": [1, 2]}, "vary.train.seed was None"),
    ],
)
def test_another_configuration_is_refused(
    made: Made, section: str, change: dict[str, Any], told: str
) -> None:
    out, words = made.out, data(*made.words)
    given: dict[str, Any] = {}
    for option, word in zip(words[1::2], words[2::2], strict=True):
        key, mark, value = word.partition("=")
        name = option.removeprefix("--")
        if mark:
            given.setdefault(name, {})[key] = value
        else:
            given[name] = word
    trainer = SftTrainer()
    assert {state for _, state in states(read_ablation(None, given, trainer), trainer)} == {"finished"}
    changed = read_ablation(None, {**given, section: {**given.get(section, {}), **change}}, trainer)
    kept = (out / "ablation.json").read_text("utf-8")
    with pytest.raises(ConfigError, match="begun with something else") as refused:
        ablate(changed, trainer)
    assert told in str(refused.value)
    assert (out / "ablation.json").read_text("utf-8") == kept


def test_a_grid_of_generation_and_training(base: Path, questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("--settings", "none", "--measure", "coherence=false", "--vary", "plan_length=1;2")
    words = (*words, "--vary", "train.seed=1,2", "--out", str(out))
    result = invoke(*data(*words, *trained(base, questions, steps=1), dialogues=3))
    assert result.exit_code == 0, result.output
    found = document(out)
    arms = [f"none, plan_length={length}, seed={seed}" for seed in (1, 2) for length in (1, 2)]
    assert list(found["trainings"]) == arms
    assert [row[0] for row in found["tables"][0]["rows"]] == ["before training", *arms]
    # data is made once for each length, the model before training asked once
    begun = stages_begun(result)
    assert begun.count("bfcl before") == 1 and sum(name.startswith("generate") for name in begun) == 2
    rounds = [
        each["statistics"]["rounds"] / each["statistics"]["dialogues"] for each in found["data"]["sets"]
    ]
    assert rounds[0] < rounds[1]
    # seeds pair: the same dialogues draw the same tools and contexts at every point
    systems = [
        [entry.dialogue.messages[0].content for entry in Journal.of_run(run).entries() if entry.dialogue]
        for run in sorted((out / "runs").iterdir())
    ]
    assert set(systems[0]) & set(systems[1])
    losses = {label: each["first_loss"] for label, each in found["trainings"].items()}
    assert losses[arms[0]] != losses[arms[1]]
    assert {each["machine"]["device"] for each in found["trainings"].values()} == {"cpu"}
    assert found["varied"] == {"generate.plan_length": ["1", "2"], "train.seed": ["1", "2"]}
    # one value more: only what is new is made
    grown = [word.replace("train.seed=1,2", "train.seed=1,2,3") for word in words]
    more = invoke(*data(*grown, *trained(base, questions, steps=1), dialogues=3))
    assert more.exit_code == 0, more.output
    assert stages_begun(more) == [
        f"{what} none_plan_length-{length}_seed-3" for length in (1, 2) for what in ("train", "bfcl")
    ]


@pytest.mark.parametrize("otherwise", [False, True])
def test_a_model_that_is_gone_is_trained_anew_and_asked_if_it_came_out_otherwise(
    base: Path, questions: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, otherwise: bool
) -> None:
    """Answers belong to weights, whatever the card says of how long they took."""
    words = data("--settings", "none", "--measure", "coherence=false", *trained(base, questions, steps=1))
    words += ["--out", str(tmp_path / "out")]
    assert invoke(*words).exit_code == 0
    answers = tmp_path / "out" / "bench" / "bfcl" / "none" / "answers.jsonl"
    kept = answers.stat().st_mtime_ns
    weights = Path("models", "none", "model", "adapter_model.safetensors")
    first = (tmp_path / "out" / weights).read_bytes()
    shutil.rmtree(tmp_path / "out" / "models")
    train = SftTrainer.train

    def came_out(trainer: SftTrainer, *given: Any) -> dict[str, Any]:
        told = train(trainer, *given)
        place = tmp_path / "out" / weights
        place.write_bytes(first)
        if otherwise:
            save_file({name: each + 1 for name, each in load_file(place).items()}, place, {"format": "pt"})
        with place.with_name("README.md").open("a", encoding="utf-8") as card:
            card.write("\nIt took 17 s longer.\n")
        return told

    monkeypatch.setattr(SftTrainer, "train", came_out)
    again = invoke(*words)
    assert again.exit_code == 0, again.output
    assert stages_begun(again) == ["train none", *["bfcl none"] * otherwise]
    assert (answers.stat().st_mtime_ns != kept) == otherwise
    assert len(answers.read_text("utf-8").splitlines()) == 2


def test_calls_that_are_executed_from_now_on_are_reported_so(
    base: Path, questions: Path, tmp_path: Path
) -> None:
    """As many answers as before, and other verdicts: the older report is not theirs."""
    library, training = checkout(tmp_path / "library"), trained(base, questions, steps=1)
    words = data("--settings", "none", "--measure", "coherence=false", *training[: training.index("--bench")])
    words += ["--bench", f"apibank={library}", "--bench", "max_tokens=4", "--bench", "device=cpu"]
    words += ["--out", str(tmp_path / "out")]
    assert invoke(*words).exit_code == 0
    grown = invoke(*words, "--bench", f"apibank_checkout={library}")
    assert grown.exit_code == 0, grown.output
    assert stages_begun(grown) == ["apibank before", "apibank none"]
    titles = [each["title"] for each in document(tmp_path / "out")["tables"]]
    assert any("executed" in title and "not executed" not in title for title in titles), titles
    assert not any("not executed" in title for title in titles)


def killed(words: list[str], out: Path, when: Callable[[], bool]) -> None:
    """Run a command in a process of its own and kill it as soon as something is there."""
    command = [sys.executable, "-m", "toolflow_cli.main", *words, "--out", str(out)]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        while not when():
            assert process.poll() is None, process.communicate()[1].decode()[-2000:]
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.communicate()


def test_killed_while_generating_and_while_training_it_goes_on(
    base: Path, questions: Path, tmp_path: Path
) -> None:
    words = data("--settings", "none", "--measure", "coherence=false", *trained(base, questions, steps=6))
    out = tmp_path / "out"
    journal, models = out / "runs" / "run" / "journal.jsonl", out / "models" / "none"
    killed(words, out, lambda: journal.exists() and journal.stat().st_size > 0)
    killed(words, out, lambda: bool(list(models.glob("checkpoints/checkpoint-*/.toolflow-complete"))))
    assert not (models / "model").exists() and not (out / "results.json").exists()
    dry = invoke(*words, "--out", out, "--dry-run")
    (line,) = (line for line in dry.stdout.splitlines() if line.startswith(" train none"))
    assert line.split()[2] == "begun"
    result = invoke(*words, "--out", out)
    assert result.exit_code == 0, result.output
    assert stages_begun(result) == ["train none", "bfcl none"]
    straight = invoke(*words, "--out", tmp_path / "straight")
    assert straight.exit_code == 0, straight.output
    one, other = document(out), document(tmp_path / "straight")
    for part in ("settings", "varied", "reference"):
        assert one[part] == other[part]
    for each in (one, other):
        for measured in each["data"]["sets"]:
            del measured["source"]  # where it is
    assert one["data"] == other["data"]
    losses = [each["trainings"]["none"]["last_loss"] for each in (one, other)]
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)
    sessions = json.loads((models / "training.json").read_text("utf-8"))["sessions"]
    assert sessions[-1]["from_step"] >= 1


def test_a_judge_that_fails_is_asked_again_and_all_else_is_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "dummy")
    out, asked = tmp_path / "out", 0

    async def script(body: dict[str, Any]) -> Any:
        nonlocal asked
        asked += 1
        return await rules(body) if healthy or asked <= 2 else refused

    refused, healthy = Status(401, {"error": {"message": "no more"}}), False
    with serving(script) as server:
        judge = ("judge_model=scripted", f"judge_base_url={server.base_url}", "judge_sample=2")
        words = [word for each in judge for word in ("--measure", each)]
        words += ["--measure", "coherence=false", "--settings", "graph,none", "--out", str(out)]
        first = invoke(*data(*words))
        assert "the judge failed, all else is reported: none" in str(first.exception)
        assert "NAT" in document(out)["data"]["sets"][0]["measures"]
        assert "NAT" not in document(out)["data"]["sets"][1]["measures"]
        healthy = True
        second = invoke(*data(*words))
        assert second.exit_code == 0, second.output
        assert stages_begun(second) == ["judge none"]
    assert "NAT" in document(out)["data"]["sets"][1]["measures"]
    assert "NAT" in document(out)["tables"][0]["columns"]


def test_a_dry_run_lists_the_stages_and_writes_nothing(base: Path, questions: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = invoke(
        *data(*trained(base, questions), "--vary", "generate.seed=1,2", "--out", out, "--dry-run")
    )
    assert result.exit_code == 0, result.output
    # 2 runs; 8 data sets, each with coherence, training and benchmark; one model before training
    assert "27 of 27 stages to do; nothing was run." in result.stdout
    assert "train graph_plan_seed-2" in result.stdout
    assert not out.exists()


def test_the_configuration_that_comes_along_and_files_of_ones_own(questions: Path, tmp_path: Path) -> None:
    given = {"generate": {"tools": str(TOOLS)}, "bench": {"bfcl": str(questions)}, "out": tmp_path / "out"}
    packaged = read_ablation("ablation", given, SftTrainer())
    assert packaged.settings == ("graph+plan", "graph", "plan", "none")
    assert len(states(packaged, SftTrainer())) == 1 + 4 + 1 + 4 + 4
    own = tmp_path / "own.yaml"
    content = {
        "settings": "none",
        "generate": {"config": "paper", "tools": str(TOOLS), "max_document_frequency": None},
        "train": {"config": "paper_sft"},
        "vary": {"train.model": ["org/one", "org/two"], "generate.plan_length": [[2, 3], [4]]},
        "out": str(tmp_path / "out"),
    }
    own.write_text(yaml.safe_dump(content), "utf-8")
    found = read_ablation(own, {"generate": {"num_dialogues": "12"}}, SftTrainer())
    assert [run.config.plan_length for run in found.runs()] == [(2, 3), (4,)]
    config = found.runs()[0].config
    assert (config.num_dialogues, config.setting, config.max_document_frequency) == (12, ("none",), None)
    assert config.error_rate == 0.0  # the paper's
    arms = found.arms(SftTrainer())
    assert [arm.label for arm in arms] == [
        f"none, plan_length={length}, model=org/{model}"
        for model in ("one", "two")
        for length in ("2,3", "4")
    ]
    assert [base.label for base in found.bases(SftTrainer())] == [
        "before training, model=org/one",
        "before training, model=org/two",
    ]
    resolved = SftTrainer().resolve(arms[-1].values)
    assert (resolved["model"], resolved["method"], resolved["setting"]) == ("org/two", "full", None)
    with pytest.raises(ToolflowError, match=r"generate\.execute: it has tools executed"):
        own.write_text(yaml.safe_dump({**content, "generate": {"execute": "python"}}), "utf-8")
        read_ablation(own, {}, SftTrainer())


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--out", "OUT"], "generate.tools is missing"),
        (["--generate", "tools=nowhere.json", "--out", "OUT"], "no such file or folder: nowhere.json"),
        (["--generate", "tools=TOOLS"], "out is missing"),
        (["--generate", "tool=TOOLS", "--out", "OUT"], "generate: unknown key 'tool'; did you mean 'tools'?"),
        (
            ["--generate", "tools=TOOLS", "--generate", "out=x", "--out", "OUT"],
            "generate.out: the ablation sets it",
        ),
        (["--generate", "tools=TOOLS", "--settings", "both", "--out", "OUT"], "settings: expected all, or"),
        (
            ["--generate", "tools=TOOLS", "--vary", "seed=1,2", "--out", "OUT"],
            "say generate.seed or train.seed",
        ),
        (["--generate", "tools=TOOLS", "--vary", "plan_length=x", "--out", "OUT"], "plan_length: got 'x'"),
        (["--generate", "tools=TOOLS", "--vary", "epochs=1,2", "--out", "OUT"], "nothing is trained"),
        (["--generate", "tools=TOOLS", "--bench", "bfcl=TOOLS", "--out", "OUT"], "no model is trained"),
        (["--generate", "tools=TOOLS", "--bench", "sample=3", "--out", "OUT"], "no benchmark is named"),
        (["--generate", "tools=TOOLS", "--train", "epochs=1", "--out", "OUT"], "train.model is missing"),
        (["--generate", "tools=TOOLS", "--train", "model=TOOLS", "--out", "OUT"], "cannot be loaded"),
        (["--generate", "tools=TOOLS", "--train", "epoch=1", "--out", "OUT"], "train: unknown key 'epoch'"),
        (
            ["--generate", "tools=TOOLS", "--train", "nowhere.yaml", "--out", "OUT"],
            "nowhere.yaml: cannot be read",
        ),
        (
            ["--generate", "tools=TOOLS", "--measure", "leakage=bfcl=x", "--out", "OUT"],
            "no such file or folder",
        ),
        (["--generate", "tools=TOOLS", "--measure", "resamples", "--out", "OUT"], "expected KEY=VALUE"),
        (["--config", "nowhere.yaml"], "nowhere.yaml: cannot be read"),
        (["--config", "BAD"], "unknown key 'setting'; did you mean 'settings'?"),
        (["--config", "LIST"], "generate: expected keys and values, got ['tools']"),
    ],
)
def test_mistakes_end_in_one_line_before_anything_is_made(
    words: list[str], told: str, tmp_path: Path
) -> None:
    bad, listed = tmp_path / "bad.yaml", tmp_path / "list.yaml"
    bad.write_text("setting: none\n", "utf-8")
    listed.write_text("generate: [tools]\n", "utf-8")
    places = {"TOOLS": TOOLS, "OUT": tmp_path / "out", "BAD": bad, "LIST": listed}
    given = words
    for name, path in places.items():
        given = [word.replace(name, str(path)) for word in given]
    result = invoke("ablate", *given)
    assert result.exit_code != 0
    shown = result.output if isinstance(result.exception, SystemExit) else str(result.exception)
    assert isinstance(result.exception, ToolflowError | SystemExit), result.exception
    assert told in " ".join(shown.split())
    assert not (tmp_path / "out").exists()
