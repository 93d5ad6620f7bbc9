"""The columns of an exported dataset.

`messages` and `tools` hold JSON, not structs: Arrow pads structs with the keys of every other row, so that a
user message would come back with `tool_calls: None`, at which real chat templates fail. Source: DESIGN.md
section 5.
"""

from __future__ import annotations

from datasets import Features, Json, List, Value

# the statistics columns, without their `n_`; each is a count of `toolflow_dataset.statistics`
COUNTS: dict[str, str] = {
    "messages": "Messages, the system message included.",
    "tokens": "Words and punctuation marks of all message text, calls and results included.",
    "rounds": "Rounds: a user message and everything up to the next one.",
    "tool_rounds": "Rounds with at least one call.",
    "parallel_rounds": "Rounds with several calls in one assistant message.",
    "sequential_rounds": "Rounds with calls in several assistant messages.",
    "error_rounds": "Rounds in which a tool returned an error.",
    "clarifying_rounds": "Rounds in which the assistant asks for what it needs to call.",
    "call_turns": "Assistant messages that hold at least one call.",
    "calls": "Tool calls.",
    "offered": "Tools offered.",
    "called": "Distinct tools called.",
}

FEATURES = Features(
    {
        "id": Value("string"),
        "messages": List(Json()),
        "tools": List(Json()),
        "plan": List({"kind": Value("string"), "request": Value("string")}),
        "turn_steps": List(Value("int32")),
        "setting": Value("string"),
        "style": Value("string"),
        "tool_returns": List(Json()),
        **{f"n_{count}": Value("int32") for count in COUNTS},
        "models": Json(),
        "executed": Json(),
        "seed": Value("uint64"),
        "config_digest": Value("string"),
        "code_version": Value("string"),
    }
)

COLUMNS: dict[str, str] = {
    "id": "Stable name: the setting and the dialogue's index in the run.",
    "messages": "The conversation in OpenAI's format: one leading system message, then user, assistant and "
    "tool messages. `arguments` is an object, a tool message's `content` is JSON text, and a key that does "
    "not apply is absent.",
    "tools": "The functions offered, in OpenAI's format.",
    "plan": "The dialogue plan, a list of `{kind, request}`; empty where the user agent improvised.",
    "turn_steps": "For each user message the 0-based plan step it belongs to; -1 without a plan.",
    "setting": "Which of tool graph and plan were on: `graph+plan`, `graph`, `plan` or `none`.",
    "style": "How the user agent was told to speak.",
    "tool_returns": "For each tool of `tools` the JSON Schema of its result, or null where unknown.",
    **{f"n_{count}": text for count, text in COUNTS.items()},
    "models": "The model behind each role.",
    "executed": "The tools whose results no model made up, each with `kind` (`python`, `mcp`, `replay`), "
    "`target`, `calls`, `errors`, and `off_schema`, the ids of the calls whose results break the "
    "tool's schema.",
    "seed": "The dialogue's own seed.",
    "config_digest": "Digest of the run's resolved configuration.",
    "code_version": "Version of ToolFlow that made the dialogue.",
}
