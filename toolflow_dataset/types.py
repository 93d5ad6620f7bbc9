"""What a tool, a call, a message and a dialogue are. Parse at the edge with `from_json`, then trust."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .errors import SchemaError

Role = Literal["system", "user", "assistant", "tool"]
StepKind = Literal["tool_call", "chitchat"]
Setting = Literal["graph+plan", "graph", "plan", "none"]
SETTINGS: tuple[Setting, ...] = ("graph+plan", "graph", "plan", "none")


@dataclass(frozen=True, slots=True)
class Tool:
    """A function a model may call.

    Args:
        name: At most 64 characters of `[A-Za-z0-9_-]`.
        description: What it does; may be empty.
        parameters: JSON Schema of type object.
        returns: JSON Schema of the result, or None where unknown. Never sent to an API.
        inferred: Paths of what a model completed or an example showed, as `parameters.city.description`.
        metadata: Origin, original name, category and the like. Never sent to an API.

    Source: section 3.4, Figure 2.
    """

    name: str
    description: str
    parameters: dict[str, Any]
    returns: dict[str, Any] | None = None
    inferred: tuple[str, ...] = ()
    metadata: dict[str, Any] = field(default_factory=dict)

    def wire(self) -> dict[str, Any]:
        """Return the pure OpenAI function object: the only form an API or a `tools` column sees."""
        function = {"name": self.name, "description": self.description, "parameters": self.parameters}
        return {"type": "function", "function": function}

    def to_json(self) -> dict[str, Any]:
        """Return the form kept on file: the OpenAI function with `returns` and our own fields beside it."""
        document = self.wire()
        if self.returns is not None:
            document["function"]["returns"] = self.returns
        if self.inferred:
            document["inferred"] = list(self.inferred)
        if self.metadata:
            document["metadata"] = self.metadata
        return document

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Tool:
        """Read the form that `to_json` writes.

        Raises:
            SchemaError: If it is not such an object.
        """
        function = document.get("function", document)
        if not isinstance(function, Mapping) or not isinstance(function.get("name"), str):
            raise SchemaError(f"a tool needs a function with a name, got {str(document)[:120]!r}")
        return cls(
            name=function["name"],
            description=function.get("description") or "",
            parameters=dict(function.get("parameters") or {"type": "object", "properties": {}}),
            returns=function.get("returns"),
            inferred=tuple(document.get("inferred", ())),
            metadata=dict(document.get("metadata", {})),
        )


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call of one tool; `arguments` is an object, never a JSON string."""

    id: str
    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """One message in OpenAI's format; a tool message's `content` is JSON text."""

    role: Role
    content: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the row form: absent keys absent, `arguments` an object."""
        document: dict[str, Any] = {"role": self.role, "content": self.content}
        if self.tool_calls:
            document["tool_calls"] = [
                {
                    "id": call.id,
                    "type": "function",
                    "function": {"name": call.name, "arguments": call.arguments},
                }
                for call in self.tool_calls
            ]
        if self.tool_call_id is not None:
            document["tool_call_id"] = self.tool_call_id
        return document

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Message:
        """Read the row form.

        Raises:
            SchemaError: If a call is malformed or the role unknown.
        """
        role = document.get("role")
        if role not in ("system", "user", "assistant", "tool"):
            raise SchemaError(f"unknown role {role!r} in a message; expected system, user, assistant or tool")
        try:
            calls = tuple(
                ToolCall(call["id"], call["function"]["name"], call["function"]["arguments"])
                for call in document.get("tool_calls") or ()
            )
        except (KeyError, TypeError) as error:
            raise SchemaError(f"malformed tool_calls: {document.get('tool_calls')!r}") from error
        return cls(role, document.get("content") or "", calls, document.get("tool_call_id"))


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One request of a dialogue plan, in general words and without tool names. Source: Table 14."""

    kind: StepKind
    request: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a dialogue comes from.

    Args:
        models: Model per role (`planner`, `user`, `assistant`, `tool`).
        seed: The dialogue's own seed, drawn from (run seed, setting, index) alone.
        config_digest: Digest of the resolved configuration.
        code_version: `toolflow_dataset.__version__`.
        setting: One of `SETTINGS`.
        style: The user agent's style.
        executed: For each tool whose results no model made up: `kind` (`python`, `mcp`, `replay`), `target`,
            `calls`, `errors`, and `off_schema`, the ids of the calls whose results break `returns`.
    """

    models: dict[str, str]
    seed: int
    config_digest: str
    code_version: str
    setting: Setting
    style: str
    executed: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A dialogue as it is stored.

    Args:
        id: Stable name, `<setting config>-<index, six digits>`.
        tools: The offered tools.
        messages: One leading system message, then user, assistant and tool messages.
        plan: The plan's steps; empty with plan off.
        provenance: Models, seed, digest, version, setting, style.
        turn_steps: For each user message, the 0-based plan step it belongs to; -1 where there is no plan.
    """

    id: str
    tools: tuple[Tool, ...]
    messages: tuple[Message, ...]
    plan: tuple[PlanStep, ...]
    provenance: Provenance
    turn_steps: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the form kept in a run's journal."""
        provenance = self.provenance
        return {
            "id": self.id,
            "tools": [tool.to_json() for tool in self.tools],
            "messages": [message.to_json() for message in self.messages],
            "plan": [{"kind": step.kind, "request": step.request} for step in self.plan],
            "provenance": {
                "models": provenance.models,
                "seed": provenance.seed,
                "config_digest": provenance.config_digest,
                "code_version": provenance.code_version,
                "setting": provenance.setting,
                "style": provenance.style,
                **({"executed": provenance.executed} if provenance.executed else {}),
            },
            "turn_steps": list(self.turn_steps),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Dialogue:
        """Read the form that `to_json` writes.

        Raises:
            SchemaError: If a field is missing or malformed.
        """
        try:
            return cls(
                id=document["id"],
                tools=tuple(Tool.from_json(tool) for tool in document["tools"]),
                messages=tuple(Message.from_json(message) for message in document["messages"]),
                plan=tuple(PlanStep(step["kind"], step["request"]) for step in document["plan"]),
                provenance=Provenance(**document["provenance"]),
                turn_steps=tuple(document.get("turn_steps", ())),
            )
        except (KeyError, TypeError) as error:
            raise SchemaError(f"malformed dialogue record: {error}") from error


def config_name(setting: Setting) -> str:
    """Return a setting's dataset config name: `graph+plan` becomes `graph_plan`."""
    return setting.replace("+", "_")
