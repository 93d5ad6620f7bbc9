import asyncio
from pathlib import Path

from toolflow_dataset.types import Tool, ToolCall
from toolflow_generation.config import Config
from toolflow_generation.executors.bindings import Bindings
from toolflow_generation.executors.execution import Execution, Memory
from toolflow_generation.keys import Keys
from toolflow_generation.stopping import Stop

NOTES = Path(__file__).parents[3] / "examples" / "tools" / "mcp_notes_server.py"


class HeldRecords(dict):
    """Records in memory; `written` keeps the order in which they came."""

    def __init__(self):
        self.written = []

    def executed(self, key):
        return self.get(key)

    async def put_executed(self, key, text):
        self[key] = text
        self.written.append(text)


def make_tool(name, returns=None, **metadata):
    return Tool(name, f"Does {name}.", {"type": "object", "properties": {}}, returns, metadata=metadata)


def executed(tools, rules, calls, execute=("python",), records=None, keys=(), dialogue="d"):
    """Execute calls one after another in one dialogue; return the results' contents."""

    async def go():
        bindings = Bindings(Config(executors=rules, execute=execute), tools)
        held = HeldRecords() if records is None else records
        execution = Execution(bindings, held, Stop(), Keys(keys))
        memory = Memory(dialogue, 7)
        try:
            return [
                await execution.execute(bindings.get(name), ToolCall(f"c{n}", name, arguments), n, memory)
                for n, (name, arguments) in enumerate(calls)
            ]
        finally:
            await execution.end(memory)
            await execution.close()

    return asyncio.run(go())


def called(module, *calls, returns=None, **rule):
    """Call functions of a module, each the tool of its own name; return the contents of the messages."""
    tools = [make_tool(name, returns) for name in dict.fromkeys(name for name, _ in calls)]
    rules = {"*": {"kind": "python", "target": f"{module}:*", **rule}}
    return [result.content for result in executed(tools, rules, calls)]
