"""`generate --check`, `--dry-run`, the cost table, and secrets in addresses."""

import json
import sys
from functools import partial
from pathlib import Path

import pytest

from toolflow_dataset.errors import ConfigError
from toolflow_generation.config import Config
from toolflow_generation.config_files import load_config
from toolflow_generation.models import Backends

sys.path.append(str(Path(__file__).parents[1] / "generation"))

from good_model import NAME
from scripted_server import ScriptedServer
from served_simulator import ServedSimulator

TOOLS = Path(__file__).parents[2] / "examples" / "tools" / "everyday.json"
SECRET = "canary-5f2c71"


@pytest.fixture
def toolflow(monkeypatch, command_line):
    """Run the command in this process; returns exit code, standard output, standard error."""
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-none-needed")
    return partial(command_line, "generate")


def test_check_says_what_an_endpoint_supports_and_makes_nothing(tmp_path, toolflow):
    with ScriptedServer(ServedSimulator(), models=[NAME], tools="refuse") as server:
        code, shown, _ = toolflow(
            "--check", "--model", NAME, "--base-url", server.base_url, "--models", "tool=simulator"
        )
        assert server.probes and not server.requests
    assert code == 0
    assert f"{NAME} (planner, user, assistant) at 127.0.0.1:" in shown
    assert "native tools: no" in shown and "json schema: yes" in shown
    assert "simulator (tool) at this process" in shown


@pytest.mark.parametrize(("options", "said"), [({"key": "right"}, "check the key"), ({"models": []}, "404")])
def test_check_of_an_unusable_endpoint_says_why(toolflow, options, said):
    with ScriptedServer(ServedSimulator(), **{"models": [NAME], **options}) as server:
        code, _, errors = toolflow("--check", "--model", NAME, "--base-url", server.base_url)
    assert code == 2 and said in errors


def test_a_dry_run_is_near_what_the_run_then_takes_and_asks_nothing(tmp_path, toolflow):
    given = [
        "--tools",
        TOOLS,
        "--setting",
        "plan",
        "--num-dialogues",
        8,
        "--model",
        NAME,
        "--out",
        tmp_path / "r",
    ]
    given += ["--models", "tool=simulator", "--prices", f"{NAME}=2/8"]
    with ScriptedServer(ServedSimulator(), models=[NAME]) as server:
        given += ["--base-url", server.base_url]
        code, shown, _ = toolflow(*given, "--dry-run")
        assert code == 0 and not server.requests and not server.probes and not (tmp_path / "r").exists()
        code, _, errors = toolflow(*given)
        assert code == 0, errors
        asked = len(server.requests)
    lines = [line.split() for line in shown.splitlines() if line.strip()]
    rows = {line[0]: line for line in lines}
    assert "estimated" in shown and "tool" not in rows and rows["planner"][2] == "8"
    estimated = int(rows["all"][1].replace(",", ""))
    assert 0.75 * asked < estimated < 1.33 * asked
    read, written = (int(one.replace(",", "")) for one in rows["all"][2:4])
    assert float(rows["all"][4]) == pytest.approx((2 * read + 8 * written) / 1e6, abs=1e-3)
    code, shown, _ = toolflow(*given, "--dry-run")
    assert "0 dialogues to play, nothing to pay: all are finished" in shown


def test_what_a_run_cost_is_told_and_kept_by_role_and_model(tmp_path, toolflow):
    with ScriptedServer(ServedSimulator(), models=[NAME]) as server:
        code, shown, errors = toolflow(
            *("--tools", TOOLS, "--setting", "plan", "--num-dialogues", 2, "--out", tmp_path / "run"),
            *("--model", "simulator", "--models", f"assistant={NAME}", "--base-url", server.base_url),
            *("--prices", f"{NAME}=2/8"),
        )
        asked = {"assistant": len(server.requests), "probe": len(server.probes)}
    assert code == 0, errors
    rows = json.loads((tmp_path / "run" / "statistics.json").read_text())["spent"]
    assert rows == [
        {
            "role": role,
            "model": NAME,
            "requests": count,
            "prompt_tokens": 10 * count,
            "completion_tokens": 5 * count,
            "cost": pytest.approx(count * (10 * 2 + 5 * 8) / 1e6),
        }
        for role, count in asked.items()
    ]
    assert "paid for" in shown and f"{sum(asked.values()) * 60 / 1e6:.4f}" in shown


def test_a_cap_on_cost_needs_prices(tmp_path, toolflow):
    code, _, errors = toolflow(
        *("--tools", TOOLS, "--model", "dear", "--base-url", "http://127.0.0.1:1/v1", "--max-cost", "1"),
        *("--out", tmp_path / "run"),
    )
    assert code == 2 and "no price for dear" in errors and "--prices dear=INPUT/OUTPUT" in errors
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--base-url", f"https://me:{SECRET}@api.example.com/v1"),
        ("--base-url", f"me:{SECRET}@api.example.com/v1"),
        ("--base-url", f"https://api.example.com/v1?key={SECRET}"),
    ],
)
def test_a_secret_in_an_address_is_refused_unsaid(tmp_path, toolflow, options):
    code, shown, errors = toolflow("--tools", TOOLS, "--out", tmp_path / "run", *options)
    assert code == 2 and "base_url: expected an address without user, password or key" in errors
    assert SECRET not in shown + errors and not (tmp_path / "run").exists()


def test_a_key_given_where_its_variable_is_named_is_refused_unsaid(toolflow):
    code, shown, errors = toolflow("--tools", TOOLS, "--out", "run", "--api-key-env", SECRET)
    assert code == 2 and "api_key_env: expected the name of an environment variable" in errors
    assert SECRET not in shown + errors


def test_a_secret_in_a_models_address_is_refused_unsaid(tmp_path):
    file = tmp_path / "mine.yaml"
    for more in ("", ", wieght: 2"):
        file.write_text(f"model: [{{model: a, base_url: 'https://me:{SECRET}@host/v1'{more}}}]\n")
        with pytest.raises(ConfigError) as caught:
            load_config(file)
        assert SECRET not in str(caught.value)


def test_the_price_table_reads_the_same_from_both_sides():
    assert (
        Config(prices="a=2.5/10,b=0/0").prices
        == Config(prices={"a": {"input": 2.5, "output": 10}, "b": {"input": 0, "output": 0}}).prices
    )
    assert Config(prices=Config(prices="a=1/2").to_plain()["prices"]).prices == Config(prices="a=1/2").prices
    for wrong in ("a", "a=1", "a=-1/2", {"a": {"input": 1}}, {"a": 3}):
        with pytest.raises(ConfigError, match=r"prices: got .* per million tokens"):
            Config(prices=wrong)


def test_caps_and_prices_are_no_part_of_the_digest():
    capped = Config(prices="a=1/2", max_requests=1, max_tokens=2, max_cost=3)
    assert capped.digest("tools") == Config().digest("tools")


def test_what_is_paid_for():
    config = Config(model="a", models="tool=simulator", base_url="http://127.0.0.1:1/v1")
    backends = Backends(config)
    paid = {role: backends.is_paid(config.choices(role)[0]) for role in ("user", "tool")}
    assert paid == {"user": True, "tool": False}
