"""Who answers for which tool: how it is configured, what is refused, what a dataset says of it."""

import pytest
import yaml
from executor_fakes import make_tool

from toolflow_dataset.errors import ConfigError
from toolflow_generation.config import Config
from toolflow_generation.config_files import load_config
from toolflow_generation.executors.bindings import Bindings

TOOLS = [
    make_tool("todo_add", target="python:todos:add"),
    make_tool("todo_list", target="python:todos:list_all"),
    make_tool("search", target="mcp:stdio:python search_server.py", id="search-notes"),
    make_tool("weather"),
]


def bound(rules=None, execute=()):
    bindings = Bindings(Config(executors=rules or {}, execute=execute), TOOLS)
    return {each.tool.name: (each.kind, each.place, each.function) for each in bindings}


def refused(rules=None, execute=()):
    with pytest.raises(ConfigError) as error:
        bound(rules, execute)
    return str(error.value)


def test_nothing_is_executed_unasked():
    assert bound() == {}


def test_a_flag_is_enough_for_tools_that_know_where_they_come_from():
    assert bound(execute="python") == {
        "todo_add": ("python", "todos", "add"),
        "todo_list": ("python", "todos", "list_all"),
    }
    assert bound(execute="python,mcp")["search"] == ("mcp", "stdio:python search_server.py", "search-notes")


def test_a_rule_without_the_flag_is_refused():
    said = refused({"todo_*": "python"})
    assert said.startswith("executors: todo_add, todo_list would be executed (python)")
    assert "--execute python" in said
    assert "--execute python,mcp" in refused({"search": "mcp"}, "python")


def test_exact_names_go_before_patterns_and_patterns_in_order():
    rules = {
        "todo_*": "python:other:*",
        "*": {"kind": "replay", "file": "calls.jsonl"},
        "todo_list": "simulated",
    }
    assert bound(rules, "python") == {
        "todo_add": ("python", "other", "todo_add"),
        "search": ("replay", "calls.jsonl", "search"),
        "weather": ("replay", "calls.jsonl", "weather"),
    }


@pytest.mark.parametrize(
    ("rules", "execute", "said"),
    [
        ({"nothing_*": "simulated"}, (), "'nothing_*' fits"),
        ({"weather": "python"}, "python", "weather has no target"),
        ({"weather": "mcp"}, "mcp", "weather has no server"),
        ({"*": "simulated"}, "mcp", "execute: no tool is known to be executed by mcp"),
    ],
)
def test_rules_of_no_use(rules, execute, said):
    assert said in refused(rules, execute)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("shell:ls", "a kind among simulated, python, mcp, replay for 'x'"),
        ({"target": "a:b"}, "a kind among"),
        ("python:todos", "target as module:function"),
        ("python:../x:y", "target as module:function"),
        ("mcp:ftp://x", "server as stdio:COMMAND ARGUMENTS"),
        ("mcp:http://user:pass-123@host/mcp", "secrets go to env or headers"),
        ("replay", "a file of recorded results for 'x'"),
        ({"kind": "python", "target": "a:b", "server": "stdio:x"}, "there is no server"),
        ({"kind": "python", "timeout": 0}, "a number of at least 0.001"),
        ({"kind": "python", "env": ["A=canary-1"]}, "names of environment variables"),
        ({"kind": "mcp", "session": "turn"}, "session as run or dialogue"),
        ({"kind": "replay", "file": "x", "miss": "guess"}, "miss as error or simulated"),
    ],
)
def test_rules_that_cannot_be_read(rule, said):
    with pytest.raises(ConfigError) as error:
        Config(executors={"x": rule})
    assert said in str(error.value)
    assert str(error.value).startswith("executors: ")
    assert "pass-123" not in str(error.value) and "canary" not in str(error.value)


@pytest.mark.parametrize("execute", ["simulated", "shell", 5, ["replay"]])
def test_kinds_that_cannot_be_permitted(execute):
    with pytest.raises(ConfigError, match="a comma list of python, mcp"):
        Config(execute=execute)


def test_rules_come_back_from_yaml():
    rules = {
        "a": {"kind": "python", "target": "m:f", "timeout": 5, "env": ["A_B"]},
        "b": {"kind": "mcp", "server": "http://h/mcp", "headers": {"Authorization": "Bearer ${T}"}},
        "c": "replay:x.jsonl",
        "d": "simulated",
    }
    config = Config(executors=rules, execute="mcp,python")
    again = Config.from_mapping(yaml.safe_load(yaml.safe_dump(config.to_plain())))
    assert again.executors == config.executors
    assert again.execute == ("python", "mcp")
    assert config.to_plain()["executors"]["c"] == {"kind": "replay", "file": "x.jsonl"}


def test_the_command_line_goes_before_the_file(tmp_path):
    path = tmp_path / "c.yaml"
    path.write_text("executors: {'*': simulated, a: 'replay:x.jsonl'}\n")
    config = load_config(path, {"executors": ["todo_*=python:m:*", "a=simulated"]})
    assert list(config.executors) == ["todo_*", "a", "*"]
    assert config.executors["a"].kind == "simulated"


def test_no_file_can_permit(tmp_path):
    path = tmp_path / "c.yaml"
    path.write_text("execute: [python, mcp]\n")
    for options in (None, {"execute": "python"}, {"seed": 5}):
        with pytest.raises(ConfigError, match=r"no file can permit; .* add --execute python,mcp"):
            load_config(path, options)
    assert load_config(path, {"execute": "mcp,python"}).execute == ("python", "mcp")


def test_a_run_that_executes_nothing_keeps_its_digest():
    assert "executors" not in Config().shaping() and "execute" not in Config().shaping()
    digests = {
        Config().digest("t"),
        Config(execute="python").digest("t"),
        Config(executors={"a": "replay:x"}).digest("t"),
        Config(executors={"a": "replay:x"}).digest("t", None, "r"),
    }
    assert len(digests) == 4


@pytest.mark.parametrize(
    ("rule", "shown"),
    [
        ("python:shop.stock:sell", "shop.stock:sell"),
        ("python:/somewhere/of/mine/shop.py:sell", "shop.py:sell"),
        ("mcp:stdio:/usr/bin/python -m server --user abc --mode=def /data/mine/x.db", "python server x.db#x"),
        ("mcp:stdio:npx -y @modelcontextprotocol/server-everything stdio", "npx server-everything stdio#x"),
        ("mcp:https://h.example:8443/mcp", "https://h.example:8443/mcp#x"),
        ("replay:/data/mine/calls.jsonl", "calls.jsonl"),
    ],
)
def test_what_a_dataset_says(rule, shown):
    kind = rule.partition(":")[0]
    permitted = () if kind == "replay" else kind
    (binding,) = Bindings(Config(executors={"x": rule}, execute=permitted), [make_tool("x")])
    assert binding.described() == shown
