"""Headers and query parameters besides ours: what is sent, to whom, and that no secret in them is written."""

import asyncio
from pathlib import Path

import pytest
import yaml
from good_model import NAME
from scripted_server import ScriptedServer, Status
from served_simulator import ServedSimulator

from toolflow_dataset.errors import ChatError, ConfigError
from toolflow_dataset.types import Message
from toolflow_generation.chat import ChatRequest
from toolflow_generation.config import Config
from toolflow_generation.config_files import load_config
from toolflow_generation.endpoint import Endpoint
from toolflow_generation.models import Backends
from toolflow_generation.run import generate

TOOLS = Path(__file__).parents[2] / "examples" / "tools" / "everyday.json"
SECRET = "azure-canary/0123+456"
HEADERS = {"api-key": "${AZURE_KEY}"}
QUERY = {"api-version": "2024-10-21"}


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.setenv("AZURE_KEY", SECRET)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-somebody-else")


def greet(server, **extras):
    async def run():
        endpoint = Endpoint(server.base_url, max_retries=0, **extras)
        try:
            return await endpoint.complete(ChatRequest("assistant", "scripted", (Message("user", "Hi"),)))
        finally:
            await endpoint.close()

    return asyncio.run(run())


def test_azures_header_and_version_are_sent_and_no_bearer_token():
    with ScriptedServer(lambda body: "Hello.") as server:
        assert greet(server, extra_headers=HEADERS, extra_query=QUERY).message.content == "Hello."
    assert server.headers["api-key"] == SECRET and server.query == QUERY
    assert "Authorization" not in server.headers


def test_other_headers_are_sent_beside_the_key_or_in_place_of_ours():
    given = {"Authorization": "Token ${AZURE_KEY}", "user-agent": "mine", "X-Team": "a=b,c"}
    with ScriptedServer(lambda body: "Hello.") as server:
        greet(server, extra_headers={"X-Team": "a=b,c"})
        assert server.headers["Authorization"] == "Bearer sk-of-somebody-else" and not server.query
        greet(server, extra_headers=given)
    headers = {name.lower(): value for name, value in server.headers.items()}
    assert headers["authorization"] == f"Token {SECRET}"
    assert headers["user-agent"] == "mine" and headers["x-team"] == "a=b,c"


def test_a_secret_in_them_is_in_no_message_and_no_representation():
    said = Status(401, {"error": {"message": f"not with {SECRET} of ?sig=azure-canary%2F0123%2B456"}})
    with ScriptedServer(lambda body: "", before=lambda body: said) as server:
        with pytest.raises(ChatError, match=r"not with \[key\] of \?sig=\[key\].*key \(AZURE_KEY\)"):
            greet(server, extra_headers=HEADERS)
        endpoint = Endpoint(server.base_url, extra_headers=HEADERS, extra_query={"sig": "${AZURE_KEY}"})
    assert SECRET not in repr(vars(endpoint)) + repr(endpoint._client)


def test_a_run_writes_the_variable_and_never_what_it_holds(tmp_path):
    echo = ServedSimulator()

    async def script(body):
        role = (body.get("response_format") or {}).get("json_schema", {}).get("name")
        return SECRET if role == "user_reply" else await echo(body)

    with ScriptedServer(script, models=[NAME]) as server:
        config = Config(
            tools=TOOLS,
            out=tmp_path / "run",
            num_dialogues=2,
            setting="plan",
            model=NAME,
            base_url=server.base_url,
            extra_headers=HEADERS,
            extra_query={**QUERY, "sig": "${AZURE_KEY}"},
        )
        assert generate(config).failed == 2
    assert server.query == {**QUERY, "sig": SECRET}
    held = {path: path.read_bytes() for path in (tmp_path / "run").rglob("*") if path.is_file()}
    assert any(b"[key]" in content for content in held.values())
    assert not [path for path, content in held.items() if b"azure-canary" in content]
    written = yaml.safe_load((tmp_path / "run" / "config.yaml").read_text())
    assert written["extra_headers"] == HEADERS and written["extra_query"]["sig"] == "${AZURE_KEY}"
    assert load_config(tmp_path / "run" / "config.yaml").extra_headers == HEADERS


def test_what_is_meant_for_one_endpoint_goes_to_no_other():
    own = {"model": "c", "base_url": "http://127.0.0.1:3/v1", "extra_headers": {"X-Mine": "1"}}
    models = [{"model": "a"}, {"model": "b", "base_url": "http://127.0.0.1:2/v1"}, own]
    config = Config(model=models, base_url="http://127.0.0.1:1/v1", extra_headers=HEADERS, extra_query=QUERY)
    reached = [(dict(one.extra_headers), dict(one.extra_query)) for one in config.choices("user")]
    assert reached == [(HEADERS, QUERY), ({}, {}), ({"X-Mine": "1"}, {})]
    backends = Backends(config)
    assert len({id(backends.get(one)) for one in config.choices("user")}) == 3
    assert Config(**{"model": models}).to_plain()["model"][2] == own


def test_the_command_line_writes_what_yaml_writes():
    options = {"extra_headers": "api-key=${AZURE_KEY},X-Team=a", "extra_query": "api-version=2024-10-21"}
    config = load_config(None, options)
    assert config.extra_headers == {"api-key": "${AZURE_KEY}", "X-Team": "a"} and config.extra_query == QUERY
    assert config.digest("t") == Config().digest("t") == Config(patience=5).digest("t")


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("extra_headers", {"api-key": "canary-5f2c71"}, "api-key looks like a secret"),
        ("extra_headers", "X-Auth-Token=canary-5f2c71", "name an environment variable"),
        ("extra_query", {"code-token": "canary-5f2c71"}, "code-token looks like a secret"),
        ("extra_headers", {"X-A": "canary-5f2c71\nX-B: 2"}, "no text of one line"),
        ("extra_headers", {"Host": "canary-5f2c71"}, "'Host' cannot be set"),
        ("extra_headers", {"a b": "canary-5f2c71"}, "'a b' cannot be set"),
        ("extra_headers", {"X-A": "1", "x-a": "canary-5f2c71"}, "one is given twice"),
        ("extra_headers", "canary-5f2c71", "headers, such as"),
    ],
)
def test_what_cannot_be_sent_or_must_not_be_written_is_refused_unsaid(key, value, said):
    for values in ({key: value}, {"model": [{"model": "a", key: value}]}):
        with pytest.raises(ConfigError) as caught:
            load_config(None, values)
        assert said in str(caught.value) and "canary" not in str(caught.value)


@pytest.mark.parametrize(("held", "told"), [(None, "is not set"), ("two\nlines", "cannot be sent")])
def test_a_variable_that_holds_nothing_that_can_be_sent_is_named(monkeypatch, held, told):
    monkeypatch.delenv("AZURE_KEY")
    if held:
        monkeypatch.setenv("AZURE_KEY", held)
    with pytest.raises(ConfigError, match=f"extra_headers: the environment variable AZURE_KEY .*{told}"):
        Endpoint("http://127.0.0.1:1/v1", extra_headers=HEADERS)
