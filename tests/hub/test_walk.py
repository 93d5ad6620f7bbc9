"""The whole way with public commands only: push, then load, measure and train from the Hub, as strangers do."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from hand_dialogues import make_dialogue
from hub_server import LocalHub
from tiny_model import CHATML_TOKENS, make_tokenizer, save_model, texts_of


def test_what_is_pushed_is_loaded_measured_and_trained_on(
    hub: LocalHub,
    push: Callable[..., subprocess.CompletedProcess[str]],
    environment: dict[str, str],
    tmp_path: Path,
) -> None:
    assert push("--version", "1.0.0").returncode == 0
    strangers = {**environment, "HF_TOKEN": "", "HF_HOME": str(tmp_path / "theirs")}

    def toolflow(*words: object) -> str:
        command = [sys.executable, "-m", "toolflow_cli.main", *map(str, words)]
        done = subprocess.run(command, env=strangers, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr
        return done.stdout

    source, report = "org/dialogues@v1.0.0", tmp_path / "report.json"
    toolflow("evaluate", source, "--no-coherence", "--resamples", 20, "--json", report)
    measured = {each["label"]: each for each in json.loads(report.read_text("utf-8"))["sets"]}
    published = json.loads(hub.files("org/dialogues")["statistics.json"])["settings"]
    # what was measured from the Hub is of the very data that was published, by digest and by count
    assert {each["digest"] for each in measured.values()} == {each["digest"] for each in published.values()}
    assert [each["statistics"]["dialogues"] for each in measured.values()] == [8, 8]

    tokenizer = make_tokenizer(
        texts_of(make_dialogue(number) for number in range(4)),
        CHATML_TOKENS,
        eos="<|im_end|>",
        bos="<|im_start|>",
    )
    model = save_model(tmp_path / "tiny", tokenizer, context=16384)
    out = tmp_path / "trained"
    words = ["--method", "full", "--max-steps", "2", "--batch-size", "1", "--accumulate", "1"]
    toolflow("train", f"{source}:plan", "--model", model, "--out", out, "--max-length", 16384, *words)
    record = json.loads(next(out.glob("*.json")).read_text("utf-8"))
    assert record["result"]["steps"] == 2
    commit = hub.repo("org/dialogues").tags["v1.0.0"]
    assert commit in json.dumps(record)  # the card of the model names the data's commit
