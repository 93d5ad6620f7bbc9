"""What failed is tried again by the next round, and only there: cut off anywhere, a round ends in the same bytes."""

import json

import pytest
from scripted_backend import ScriptedBackend, make_tools

from toolflow_dataset.errors import ChatError
from toolflow_dataset.types import Message
from toolflow_generation import run as run_module
from toolflow_generation.config import Config
from toolflow_generation.estimate import estimate
from toolflow_generation.run import generate
from toolflow_generation.streams import dialogue_seed

DIALOGUES = 12
SEED = 7


class Moody(ScriptedBackend):
    """Refuses the users of some dialogues; after so many requests the endpoint is of no use any more."""

    def __init__(self, refused=(), most=10**9):
        super().__init__()
        self.refused = {dialogue_seed(SEED, index) for index in refused}
        self.most = most

    async def complete(self, request):
        if len(self.requests) >= self.most:
            raise ChatError("gone", fatal=True)
        return await super().complete(request)

    def user(self, request):
        if request.seed in self.refused:
            return Message("assistant", "I would rather not.")
        return super().user(request)


@pytest.fixture
def config(tmp_path):
    tools = tmp_path / "tools.json"
    tools.write_text(json.dumps([tool.to_json() for tool in make_tools()]))

    def make(name="run", **more):
        values = {"tools": tools, "out": tmp_path / name, "setting": "plan", "seed": SEED, "concurrency": 2}
        return Config(**values, num_dialogues=DIALOGUES, **more)

    return make


def content(run):
    paths = [path for path in run.dataset.rglob("*") if path.is_file()]
    held = {str(path.relative_to(run.dataset)): path.read_bytes() for path in paths}
    return held | {name: (run.folder / name).read_bytes() for name in ("failed.jsonl", "dropped.jsonl")}


def cut_off_at_export(config, backend, monkeypatch):
    def killed(*_, **__):
        raise RuntimeError("killed")

    with monkeypatch.context() as patch, pytest.raises(RuntimeError, match="killed"):
        patch.setattr(run_module, "export_run", killed)
        generate(config, backend=backend)


def test_a_run_cut_off_while_it_exports_does_not_try_again_what_failed(config, monkeypatch):
    whole = content(generate(config("whole"), backend=Moody({1, 4, 5})))
    cut_off_at_export(config(), Moody({1, 4, 5}), monkeypatch)
    backend = Moody()
    run = generate(config(), backend=backend)
    assert run.failed == 3 and backend.requests == [] and content(run) == whole
    again = generate(config(), backend=backend)
    assert again.failed == 0 and backend.requests


@pytest.mark.parametrize("most", [15, 25, 38])
def test_a_round_of_second_tries_ends_the_same_wherever_it_is_cut_off(config, monkeypatch, most):
    first, second = {1, 4, 5, 9}, {4, 9}
    generate(config("whole"), backend=Moody(first))
    uninterrupted = generate(config("whole"), backend=Moody(second))
    assert uninterrupted.failed == 2

    generate(config(), backend=Moody(first))
    with pytest.raises(ChatError, match="gone"):
        generate(config(), backend=Moody(second, most))
    lines = (config().out / "journal.jsonl").read_bytes().count(b"\n")
    assert DIALOGUES < lines < DIALOGUES + len(first)  # some were tried again, not all
    cut_off_at_export(config(), Moody(second), monkeypatch)
    backend = Moody()
    run = generate(config(), backend=backend)
    assert backend.requests == [] and content(run) == content(uninterrupted)


def test_a_cap_does_not_end_a_round(config):
    failing = Moody({0, 1})
    whole = content(generate(config("whole"), backend=failing))
    capped = generate(config(max_requests=60), backend=Moody({0, 1}))
    assert capped.stopped and capped.failed == 2
    backend = Moody({0, 1})
    run = generate(config(), backend=backend)
    assert content(run) == whole
    assert 60 + len(backend.requests) == len(failing.requests)


def test_an_estimate_counts_what_failed_as_to_be_played(config):
    generate(config(), backend=Moody({2, 3}))
    found = estimate(config(), progress=lambda *_: None)
    assert found.dialogues == 2
