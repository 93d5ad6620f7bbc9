"""Python functions in processes of their own: what they give, and what becomes of those that misbehave."""

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from executor_fakes import HeldRecords, called, executed, make_tool

from toolflow_dataset.errors import ExecutionError
from toolflow_generation.executors.python_executor import PythonModule
from toolflow_generation.executors.rules import ExecutorRule

SHOP = """
import random
_stock = {"apple": 3}
_sold = []
_private = open("/dev/null")

def sell(item, number=1):
    if _stock.get(item, 0) < number:
        raise ValueError(f"only {_stock.get(item, 0)} left of {item}")
    _stock[item] -= number
    _sold.append(item)
    return {"item": item, "left": _stock[item], "sold": len(_sold)}

def count():
    return len(_sold)

def draw():
    return random.random()
"""


def test_result_and_error_are_json(module):
    good, bad, wrong = called(
        module(SHOP), ("sell", {"item": "apple"}), ("sell", {"item": "pear"}), ("sell", {})
    )
    assert json.loads(good) == {"item": "apple", "left": 2, "sold": 1}
    assert json.loads(bad) == {"error": "ValueError: only 0 left of pear"}
    assert json.loads(wrong)["error"].startswith("TypeError: sell() missing 1 required positional argument")


def test_what_was_booked_stays_booked_in_its_dialogue_only(module):
    path = module(SHOP)
    sales = [("sell", {"item": "apple"})] * 4
    assert [json.loads(one).get("left") for one in called(path, *sales)] == [2, 1, 0, None]

    async def in_turn():
        from toolflow_generation.executors.python_executor import PythonModule
        from toolflow_generation.executors.rules import ExecutorRule

        shop = PythonModule(path, ["sell"], ExecutorRule("python"))
        first = await shop.call("sell", {"item": "apple"}, "", None)
        other = await shop.call("sell", {"item": "apple", "number": 3}, "", None)
        again = await shop.call("sell", {"item": "apple"}, "", first.state)
        await shop.close()
        return first.value["left"], other.value["left"], again.value["left"], again.value["sold"]

    assert asyncio.run(in_turn()) == (2, 0, 1, 2)


def test_what_a_failed_call_changed_stays_changed(module):
    text = "done = []\ndef half():\n    done.append(1)\n    raise OSError('the line broke')\ndef look():\n    return done"
    assert [json.loads(one) for one in called(module(text), ("half", {}), ("look", {}))] == [
        {"error": "OSError: the line broke"},
        {"result": [1]},
    ]


def test_a_recorded_call_is_not_executed_and_its_state_goes_on(module, tmp_path):
    text = f"""
_n = 0
def step():
    global _n
    _n += 1
    open({str(tmp_path / "log")!r}, "a").write("x")
    return {{"n": _n}}
"""
    tools, rules = [make_tool("step")], {"step": f"python:{module(text)}:step"}
    records = HeldRecords()
    executed(tools, rules, [("step", {})] * 2, records=records)
    again = executed(tools, rules, [("step", {})] * 3, records=records)
    assert [json.loads(result.content)["n"] for result in again] == [1, 2, 3]
    assert (tmp_path / "log").read_text() == "xxx"


def test_a_damaged_record_is_owed(module):
    records = HeldRecords()
    tools, rules = [make_tool("count")], {"count": f"python:{module(SHOP)}:count"}
    executed(tools, rules, [("count", {})], records=records)
    (key,) = records
    records[key] = "5"
    assert executed(tools, rules, [("count", {})], records=records)[0].content == '{"result": 0}'
    assert len(records.written) == 2


def test_chance_is_the_same_each_time(module):
    path = module(SHOP)
    first = called(path, ("draw", {}), ("draw", {}))
    assert first == called(path, ("draw", {}), ("draw", {}))
    assert first[0] != first[1]


def test_time_limit_kills_and_the_next_call_goes_on(module):
    text = SHOP + "\ndef hang():\n    while True:\n        pass\n"
    results = called(
        module(text), ("sell", {"item": "apple"}), ("hang", {}), ("sell", {"item": "apple"}), timeout=1.0
    )
    assert json.loads(results[1]) == {"error": "no result within 1 seconds"}
    assert json.loads(results[2])["left"] == 1


def test_time_limit_kills_what_a_function_started(module, tmp_path):
    text = f"""
import subprocess, sys, time
def hang():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    open({str(tmp_path / "pid")!r}, "w").write(str(child.pid))
    time.sleep(600)
"""
    assert "no result within" in called(module(text), ("hang", {}), timeout=2.0)[0]
    assert gone(int((tmp_path / "pid").read_text()))


def test_memory_limit(module):
    text = SHOP + "\ndef hoard():\n    return len(bytearray(2_000_000_000))\n"
    first, second = called(module(text), ("hoard", {}), ("count", {}), memory=64)
    assert json.loads(first) == {"error": "it needed more memory than it is allowed"}
    assert json.loads(second) == {"result": 0}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("os._exit(3)", "the tool crashed (exit code 3)"),
        ("os.kill(os.getpid(), 11)", "the tool crashed (SIGSEGV)"),
        ("os.close(4); os.close(5); os._exit(0)", "the tool crashed"),
        ("sys.exit('enough')", "SystemExit: enough"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt: "),
    ],
)
def test_crash_of_the_worker_is_an_error_and_the_next_call_goes_on(module, line, said):
    text = SHOP + f"\nimport os, sys\ndef crash():\n    {line}\n"
    results = called(module(text), ("sell", {"item": "apple"}), ("crash", {}), ("count", {}))
    assert json.loads(results[1])["error"].startswith(said.strip())
    assert json.loads(results[2]) == {"result": 1}


@pytest.mark.parametrize(
    ("expression", "content"),
    [
        ("print('x' * 100_000) or {'ok': 1}", '{"ok": 1}'),
        ("__import__('os').write(1, b'junk\\n')", '{"result": 5}'),
        ("float('nan')", None),
        ("object()", "it returned a object, which JSON cannot hold"),
        ("(1, 2)", '{"result": [1, 2]}'),
        ("{3, 1, 2}", '{"result": [1, 2, 3]}'),
        ("__import__('datetime').date(2025, 1, 2)", '{"result": "2025-01-02"}'),
        ("__import__('decimal').Decimal('1.50')", '{"result": 1.5}'),
        ("{'a': '\\ud800'}", "half of a surrogate pair"),
        ("'\\x1b[31mred\\x9b\\u202e'", '{"result": "\\u001b[31mred\\u009b\\u202e"}'),
        ("{'error': 'no such thing'}", '{"error": "no such thing"}'),
    ],
)
def test_hostile_and_odd_results(module, expression, content):
    (got,) = called(module(f"def give():\n    return {expression}\n"), ("give", {}))
    if content is None:
        content = "Out of range float values are not JSON compliant"
    assert content in got
    assert got.isprintable()
    json.loads(got)


def test_endless_and_deep_results_are_bounded(module):
    text = """
def long():
    return {"text": "x" * 500_000, "items": list(range(10_000)), "kept": 1}
def longer():
    return "x" * 3_000_000
def deep():
    value = 1
    for _ in range(100):
        value = [value]
    return value
def deeper():
    value = []
    value.append(value)
    return value
"""
    long, longer, deep, deeper = called(
        module(text), ("long", {}), ("longer", {}), ("deep", {}), ("deeper", {})
    )
    cut = json.loads(long)
    assert len(long) < 16_000
    assert cut["truncated"] is True and cut["kept"] == 1 and cut["text"].endswith("more characters)")
    assert json.loads(longer) == {"error": "its result is too long: 3,000,002 characters"}
    assert "nested too deeply" in deep
    assert json.loads(deeper)["error"].startswith("ValueError: Circular reference")


def test_errors_give_away_no_secret_and_no_control_character(module, monkeypatch):
    monkeypatch.setenv("SHOP_TOKEN", "canary-123456789")
    text = """
import os
def tell():
    raise RuntimeError("\\x1b[2J" + os.environ.get("SHOP_TOKEN", "unset") + "\\n" + "y" * 5000)
def find():
    return {"found": os.environ.get("SHOP_TOKEN")}
"""
    path = module(text)
    tools, calls = [make_tool("tell"), make_tool("find")], [("tell", {}), ("find", {})]
    rule = {"kind": "python", "target": f"{path}:*"}
    closed = executed(tools, {"*": rule}, calls, keys=["canary-123456789"])
    assert closed[0].content.startswith('{"error": "RuntimeError: unset yyy')
    assert closed[1].content == '{"found": null}'
    opened = executed(tools, {"*": {**rule, "env": ["SHOP_TOKEN"]}}, calls, keys=["canary-123456789"])
    assert opened[0].content.startswith('{"error": "RuntimeError: [key] yyy')
    assert len(opened[0].content) < 330 and opened[0].content.endswith('..."}')
    assert opened[1].content == '{"found": "[key]"}'


def test_more_state_than_can_be_carried_is_an_error_and_not_kept(module):
    text = "_kept = []\ndef keep(size):\n    _kept.append('x' * size)\n    return len(_kept)\n"
    results = called(
        module(text), ("keep", {"size": 10}), ("keep", {"size": 2_000_000}), ("keep", {"size": 1})
    )
    assert [json.loads(one).get("result") for one in results] == [1, None, 2]


def test_coroutines_are_awaited(module):
    text = "import asyncio\nasync def slow():\n    await asyncio.sleep(0)\n    return {'ok': True}\n"
    assert called(module(text), ("slow", {})) == ['{"ok": true}']


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def other():\n    pass\n", "it has no function 'thing'; its functions are: other"),
        ("1/0", "ZeroDivisionError: division by zero"),
        ("import os\nos._exit(5)", "its import ended the process"),
        ("import sys\nsys.exit(1)", "SystemExit: 1"),
    ],
)
def test_module_of_no_use(module, text, said):
    with pytest.raises(ExecutionError) as error:
        called(module(text), ("thing", {}))
    assert said in str(error.value)


def test_unknown_module():
    with pytest.raises(ExecutionError, match="No module named 'no_such_module_here'"):
        called("no_such_module_here", ("thing", {}))


def test_worker_ends_with_its_parent(module, tmp_path):
    text = f"""
import os
def hang():
    open({str(tmp_path / "pid")!r}, "w").write(str(os.getpid()))
    os.kill(os.getppid(), 9)
    while True:
        pass
"""
    call = f"from executor_fakes import called; called({module(text)!r}, ('hang', {{}}))"
    path = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    ended = subprocess.run([sys.executable, "-c", call], env={**os.environ, "PYTHONPATH": path}, check=False)
    assert ended.returncode == -9
    assert gone(int((tmp_path / "pid").read_text()))


def gone(pid: int) -> bool:
    """Wait until a process is gone; False if it never goes."""
    for _ in range(600):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


def test_worker_has_next_to_nothing_of_ours(tmp_path):
    (tmp_path / "looks.py").write_text(
        "import sys\ndef look():\n    return sorted(one for one in sys.modules if one.startswith('toolflow'))\n"
    )

    async def call():
        module = PythonModule(str(tmp_path / "looks.py"), ["look"], ExecutorRule("python"))
        try:
            return await module.call("look", {}, "0", None)
        finally:
            await module.close()

    ours = [
        "toolflow_generation",
        "toolflow_generation.executors",
        "toolflow_generation.executors.python_arguments",
        "toolflow_generation.python_classes",
        "toolflow_generation.python_loading",
    ]
    assert asyncio.run(call()).value == ours
