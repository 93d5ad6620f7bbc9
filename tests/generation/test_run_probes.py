"""What a probe found is kept in the run: asked once, asked again only where it may no longer hold."""

import asyncio
from pathlib import Path

import pytest
from good_model import NAME
from scripted_server import ScriptedServer, Status
from served_simulator import ServedSimulator

from toolflow_dataset.errors import ChatError, ConfigError
from toolflow_generation.config import Config
from toolflow_generation.model_findings import probe_models
from toolflow_generation.run import generate
from toolflow_generation.run_lock import locked

TOOLS = Path(__file__).parents[2] / "examples" / "tools" / "everyday.json"
KEY = "sk-canary-0123456789abcdef"


def serve(**abilities):
    return ScriptedServer(ServedSimulator(), models=[NAME], **abilities)


@pytest.fixture
def config(tmp_path, monkeypatch):
    """Make a configuration of two dialogues against a server."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)

    def make(server, **more):
        values = {"tools": TOOLS, "out": tmp_path / "run", "num_dialogues": 2, "setting": "plan"}
        return Config(**{**values, **more}, model=NAME, base_url=server.base_url)

    return make


def spent_on_probes(run):
    return sum(row["requests"] for row in run.spent if row["role"] == "probe")


def test_a_run_that_goes_on_does_not_probe_again(config):
    with serve() as server:
        assert generate(config(server, max_requests=10)).stopped
        assert len(server.probes) == 2
        run = generate(config(server))
        assert len(server.probes) == spent_on_probes(run) == 2 and run.failed == 0
        assert len(server.requests) + 2 == sum(row["requests"] for row in run.spent)


def test_a_probe_that_was_cut_off_asks_only_what_is_missing(config):
    with serve() as server:
        assert generate(config(server, max_requests=1)).stopped
        assert len(server.probes) == 1
        run = generate(config(server))
    assert len(server.probes) == spent_on_probes(run) == 2
    assert "tools" in server.probes[0] and "response_format" in server.probes[1]


def test_a_refusal_is_kept_too_and_counts_as_nothing(config, caplog):
    with serve(tools="refuse") as server:
        assert generate(config(server, max_requests=10)).stopped
        asked = len(server.probes)
        run = generate(config(server))
        assert (asked, len(server.probes), spent_on_probes(run)) == (2, 2, 1)
    assert caplog.text.count("makes no native tool calls") == 2
    assert not any("tools" in body for body in server.requests)


@pytest.mark.parametrize(("more", "probed"), [({}, 2), ({"seed": 5}, 4)])
def test_a_run_that_was_only_probed_goes_on_unless_its_configuration_changes(config, more, probed):
    with serve() as server:
        plain, server.script = server.script, lambda body: Status(402, {"error": {"message": "no credit"}})
        with pytest.raises(ChatError, match="no credit"):
            generate(config(server))
        assert len(server.probes) == 2
        server.script = plain
        run = generate(config(server, **more))
    assert run.kept + run.dropped == 2 and run.config.seed == more.get("seed", 0)
    assert len(server.probes) == probed


def test_another_address_is_probed_anew(config):
    with serve() as server:
        generate(config(server, max_requests=10))
    with serve(tools="refuse") as other:
        assert generate(config(other)).failed == 0
    assert len(other.probes) == 2
    assert other.requests and not any("tools" in body for body in other.requests)


def test_an_endpoint_that_refuses_what_it_took_before_is_probed_again_once(config, caplog):
    with serve() as server:
        generate(config(server, max_requests=6))
        server.abilities |= {"tools": "refuse", "json_schema": "refuse"}
        server.unknown_fields = ("seed",)
        run = generate(config(server))
        assert run.failed == 0 and run.kept + run.dropped == 2
        # tools with a seed and without, a schema, a JSON object
        assert len(server.probes) == 2 + 4
        assert caplog.text.count("it is probed again") == 1
        generate(config(server, num_dialogues=3))
    assert len(server.probes) == 2 + 4


def test_a_check_asks_anew_and_the_run_goes_by_what_it_finds(config):
    with serve(tools="ignore") as server:
        generate(config(server, max_requests=10))
        before = len(server.probes)
        server.abilities["tools"] = "yes"
        generate(config(server, max_requests=20))
        assert len(server.probes) == before
        assert not any("tools" in body for body in server.requests)
        (finding,) = asyncio.run(probe_models(config(server)))
        assert finding.abilities["native_tools"] == "yes" and len(server.probes) == before + 2
        run = generate(config(server))
        assert len(server.probes) == before + 2 == spent_on_probes(run)
        assert any("tools" in body for body in server.requests)


def test_a_check_leaves_a_run_alone_that_another_process_writes_to(config):
    with serve() as server:
        generate(config(server, max_requests=10))
        with locked(config(server).out), pytest.raises(ConfigError, match="is writing to this run"):
            asyncio.run(probe_models(config(server)))
    assert len(server.probes) == 2


def test_neither_key_nor_address_is_kept_with_a_probe(config):
    with serve(key=KEY) as server:
        generate(config(server, max_requests=2))
    held = (config(server).out / "responses.sqlite").read_bytes()
    assert b"probe" in held and KEY.encode() not in held and server.base_url.encode() not in held
