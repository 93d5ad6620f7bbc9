"""Runs against a server of which 30 % of the answers are faults: nothing is lost, and llmock has no complaint."""

import json
from pathlib import Path

import pytest
from chaos_server import FAULTS, ChaosServer

from toolflow_dataset.journal import Journal
from toolflow_generation.config import Config
from toolflow_generation.endpoint import Endpoint
from toolflow_generation.filters import apply_filters
from toolflow_generation.run import generate

TOOLS = Path(__file__).parents[2] / "examples" / "tools" / "everyday.json"


def play(server, out, dialogues, **options):
    values = {"tools": TOOLS, "out": out, "num_dialogues": dialogues, "setting": "plan", "seed": 11}
    config = Config(**values, model="any", concurrency=8, **options)
    endpoint = Endpoint(server.base_url, concurrency=8, timeout=3, first_wait=0.1)
    return generate(config, backend=endpoint)


def test_with_30_percent_faults_every_dialogue_is_finished_and_the_verdict_is_clean(tmp_path):
    with ChaosServer(0.3) as server:
        run = play(server, tmp_path / "run", 12)
        verdict = server.verdict()
    assert run.failed == 0 and run.kept + run.dropped == 12 and run.kept >= 10
    assert 0.2 < sum(server.injected.values()) / server.requests < 0.4
    assert len(server.injected) > len(FAULTS) / 2
    assert verdict.faults and not verdict.errors, verdict.render()
    entries = list(Journal.of_run(tmp_path / "run"))
    assert len(entries) == 12
    assert all(apply_filters(entry.dialogue).keep for entry in entries if entry.status == "kept")


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - {"hang"}))
def test_a_server_of_which_every_fifth_answer_is_one_fault(tmp_path, fault):
    with ChaosServer(0.2, seed=2, faults=(fault,)) as server:
        run = play(server, tmp_path / "run", 2, max_attempts=8)
        verdict = server.verdict()
    assert run.failed == 0 and run.kept + run.dropped == 2
    assert server.injected[fault]
    assert not verdict.errors, verdict.render()


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("429", "HTTP 429"),
        ("503, Retry-After", "HTTP 503"),
        ("hang", "no answer within 0.5 s"),
        ("truncated body", "the connection broke"),
        ("invalid JSON", "no chat completion but"),
        ("error in a 200", "upstream failed"),
        ("empty choices", "without choices[0].message"),
        ("length", "cut off at the token limit"),
        ("content filter", "stopped by a content filter"),
    ],
)
def test_a_server_with_nothing_but_one_fault_ends_with_the_cause(tmp_path, fault, told):
    with ChaosServer(1.0, faults=(fault,)) as server:
        config = Config(tools=TOOLS, out=tmp_path / "run", num_dialogues=1, setting="plan", model="any")
        endpoint = Endpoint(
            server.base_url, timeout=0.5 if fault == "hang" else 5, first_wait=0.01, max_retries=2
        )
        run = generate(config, backend=endpoint)
        assert run.failed == 1
        (failed,) = map(json.loads, (tmp_path / "run" / "failed.jsonl").open())
        assert told in failed["cause"]
        assert not server.verdict().errors
