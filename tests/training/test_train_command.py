"""`toolflow train`: from a run or a file to a model; a real kill; mistakes end in one line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from conftest import as_conversation
from hand_dialogues import make_dialogue, make_run
from tiny_model import save_model, weights_differ

from toolflow_cli.main import toolflow
from toolflow_dataset.errors import ToolflowError
from toolflow_dataset.export import export_run
from toolflow_training.sft_config import FIELDS, PACKAGED, SftConfig, load_sft_config

QUICK = ("--max-steps", "1", "--batch-size", "2", "--accumulate", "1")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, chatml: Any) -> Path:
    return save_model(tmp_path_factory.mktemp("base"), chatml)


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    """Return a JSON Lines file of six dialogues in OpenAI's layout."""
    file = tmp_path / "lines.jsonl"
    rows = []
    for index in range(6):
        one = as_conversation(make_dialogue(index))
        tools = [{"type": "function", "function": dict(tool)} for tool in one.tools]
        rows.append(json.dumps({"messages": one.to_openai(), "tools": tools}, ensure_ascii=False))
    file.write_text("\n".join(rows) + "\n", "utf-8")
    return file


def invoke(*words: object) -> Result:
    return CliRunner().invoke(toolflow, ["train", *map(str, words)])


def record(out: Path) -> dict[str, Any]:
    return dict(json.loads((out / "training.json").read_text("utf-8")))


def refusal(*words: object) -> str:
    """Return the one line with which a command is refused."""
    result = invoke(*words)
    assert isinstance(result.exception, ToolflowError | click.ClickException | SystemExit), result.exception
    return str(result.exception) if not isinstance(result.exception, SystemExit) else result.output


@pytest.mark.parametrize("exported", [False, True])
def test_a_setting_of_a_run_or_of_what_it_exported(exported: bool, base: Path, tmp_path: Path) -> None:
    run = make_run(tmp_path / "run")
    if exported:
        export_run(run)
    source = run / "toolflow" if exported else run
    told = refusal(source, "--model", base, "--out", tmp_path / "out", *QUICK)
    assert "holds several (graph_plan, none)" in told and "--setting" in told

    result = invoke(source, "--setting", "none", "--model", base, "--out", tmp_path / "out", *QUICK)
    assert result.exit_code == 0, result.output
    made = record(tmp_path / "out")
    assert made["data"]["dialogues_read"] == 2
    assert made["data"]["sources"] == ["run:none"]
    card = (tmp_path / "out" / "model" / "README.md").read_text("utf-8")
    assert "`run:none`" in card and "\ndatasets:" not in card  # no data set of the Hub
    assert [one["setting"] for one in made["data"]["origins"]] == ["none"]

    result = invoke(source, "--setting", "all", "--model", base, "--out", tmp_path / "all", *QUICK)
    assert result.exit_code == 0, result.output
    assert record(tmp_path / "all")["data"]["dialogues_read"] == 5


def test_a_file_gives_a_model_and_says_what_became_of_it(base: Path, lines: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = invoke(lines, "--model", base, "--out", out, "--method", "full", *QUICK)
    assert result.exit_code == 0, result.output
    assert f"{out}/model: whole model, 1 step, loss " in result.output
    assert "template: hermes" in result.output and "dialogues: 6 of" in result.output
    assert "Traceback" not in result.output
    assert (out / "model" / "chat_template.jinja").read_text("utf-8").count("generation") >= 2
    again = invoke("--resume", "--out", out)
    assert again.exit_code == 0 and "trained already" in again.output


def test_unreadable_dialogues_are_an_error_or_counted(base: Path, lines: Path, tmp_path: Path) -> None:
    lines.write_text(lines.read_text("utf-8") + '{"messages": [{"role": "robot"}]}\n', "utf-8")
    options = ("--model", base, "--out", tmp_path / "out", *QUICK)
    assert "lines.jsonl:7" in refusal(lines, *options)
    result = invoke(lines, *options, "--skip-unreadable")
    assert result.exit_code == 0, result.output
    assert "1 dialogue could not be read" in result.output and record(tmp_path / "out")["tokens"]["used"] == 6


def test_a_killed_training_goes_on_and_takes_the_same_steps(base: Path, lines: Path, tmp_path: Path) -> None:
    from safetensors.torch import load_file

    options = ("--max-steps", "20", "--batch-size", "2", "--accumulate", "1", "--save-every", "3")
    options += ("--log-every", "1", "--learning-rate", "0.01", "--lora-dropout", "0.5")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "toolflow_cli.main", "train", str(lines), "--model", str(base)]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    process = subprocess.Popen(
        [*command, "--out", str(out), *options], env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        while not list(out.glob("checkpoints/checkpoint-*/.toolflow-complete")):
            assert process.poll() is None, process.communicate()[1]
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    finally:
        process.kill()
        process.communicate()
    assert not (out / "model").exists()
    result = invoke("--resume", "--out", out)
    assert result.exit_code == 0, result.output
    assert record(out)["sessions"][0]["from_step"] >= 3

    straight = invoke(lines, "--model", base, "--out", tmp_path / "straight", *options)
    assert straight.exit_code == 0, straight.output
    logs = [[json.loads(line) for line in (at / "log.jsonl").open()] for at in (out, tmp_path / "straight")]
    assert [one["step"] for one in logs[0]] == [one["step"] for one in logs[1]]
    # two processes may add in another order, which shows in the last digits
    assert [one["loss"] for one in logs[0]] == pytest.approx([one["loss"] for one in logs[1]], rel=1e-4)
    assert len(logs[0]) == 20
    one, two = (load_file(at / "model" / "adapter_model.safetensors") for at in (out, tmp_path / "straight"))
    assert weights_differ(one, two) < 1e-4


def test_ctrl_c_keeps_a_checkpoint_and_says_how_to_go_on(base: Path, lines: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "toolflow_cli.main", "train", str(lines), "--model", str(base)]
    options = ["--out", str(out), "--max-steps", "2000", "--batch-size", "2", "--log-every", "1"]
    process = subprocess.Popen(
        [*command, *options],
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        while not (out / "log.jsonl").exists() or not (out / "log.jsonl").read_text("utf-8"):
            assert process.poll() is None, process.communicate()[1]
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        told = process.communicate()[1]
    finally:
        process.kill()
    assert process.returncode == 130
    assert "Traceback" not in told and f"go on with: toolflow train --resume --out {out}" in told
    step = record(out)["sessions"][-1]["to_step"]
    assert 1 <= step < 2000
    assert (out / "checkpoints" / f"checkpoint-{step}" / ".toolflow-complete").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "data is missing"),
        (("LINES",), "model is missing"),
        (("nowhere.jsonl", "--model", "BASE", "--out", "OUT"), "nowhere.jsonl: no such file"),
        (("nowhere", "--model", "BASE", "--out", "OUT"), "no such file or folder"),
        (("LINES", "--model", "BASE"), "out is missing"),
        (("LINES", "--model", "LINES", "--out", "OUT"), "cannot be loaded"),
        (("LINES", "--setting", "plan", "--model", "BASE", "--out", "OUT"), "it has no configuration"),
        (("LINES", "--method", "qlora", "--model", "BASE", "--out", "OUT"), "one of lora, full"),
        (
            ("LINES", "--learning-rate", "fast", "--out", "OUT"),
            "learning_rate: got 'fast', expected a number",
        ),
        (("LINES", "--method", "full", "--merge"), "no adapters to merge"),
        (("LINES", "--resume", "--overwrite"), "exclude each other"),
        (("--resume", "--out", "OUT", "--config", "paper_sft"), "--config and --resume exclude each other"),
        (("--config", "nowhere.yaml"), "nowhere.yaml: cannot be read"),
        (("--config", "BAD"), "unknown key 'learning_rat'; did you mean 'learning_rate'?"),
    ],
)
def test_mistakes_are_named(
    words: tuple[str, ...], told: str, base: Path, lines: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("learning_rat: 1\n", "utf-8")
    places = {"BASE": base, "LINES": lines, "OUT": tmp_path / "out", "BAD": bad}
    assert told in refusal(*(places.get(word, word) for word in words))
    assert not (tmp_path / "out").exists()


def test_papers_configuration_says_what_the_paper_says() -> None:
    config = load_sft_config("paper_sft")
    assert config.model is not None and config.model.endswith("Llama-3.1-8B-Instruct")
    assert (config.num_dialogues, config.setting, config.template) == (8000, "graph+plan", "llama-3.1")
    assert PACKAGED == ("paper_sft",)


def test_the_papers_configuration_trains_whatever_model_and_data_are_given(
    llama: Any, tmp_path: Path
) -> None:
    run = make_run(tmp_path / "run")
    model = save_model(tmp_path / "llama", llama)
    words = ("--config", "paper_sft", "--model", model, "--num-dialogues", "3", "--max-length", "2048")
    result = invoke(run, *words, "--out", tmp_path / "out", "--device", "cpu")
    assert result.exit_code == 0, result.output
    made = record(tmp_path / "out")
    # three epochs of three dialogues, 32 of which would make a step: one step each
    assert made["result"]["steps"] == 3 and made["result"]["saved"] == "whole model"
    assert made["template"]["name"] == "llama-3.1" and made["data"]["sources"] == ["run:graph_plan"]
    assert (made["config"]["method"], made["config"]["learning_rate"]) == ("full", 1e-5)


def test_a_configuration_comes_back_from_what_is_written_of_it() -> None:
    config = SftConfig(model="org/name", out=Path("out"), lora_targets="q_proj,v_proj", data=("a", "b:plan"))
    assert load_sft_config(None, config.to_plain()) == config


def test_every_key_is_an_option_and_every_option_but_the_config_a_key() -> None:
    command = toolflow.get_command(click.Context(toolflow), "train")
    assert command is not None
    assert {parameter.name for parameter in command.params} == {*FIELDS, "source"}
