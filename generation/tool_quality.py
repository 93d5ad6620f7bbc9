"""How good a set of tools is as material for dialogues: findings, counted, with examples and what to do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from toolflow_dataset.types import Tool

from .tool_fields import Field, fields_of
from .tool_likeness import near_duplicates, same_but_for_the_name

EXAMPLES = 5
_MANY_REQUIRED = 6
_LETTERS = re.compile(r"[^\W_]+")
_VAGUE_TOOL = re.compile(
    r"(?i)(?:test|demo|sample|example|untitled|new|copy|api|endpoint|get|post|put|delete|main|default|request|"
    r"function|tool|method|call|run|execute|data|index|home|root|hello|foo|bar|abc|xyz|temp|tmp|v)[_-]*\d*"
)
_VAGUE_FIELD = frozenset(
    "data value values param params parameter input inputs arg args argument body payload obj object item "
    "items info stuff thing var x y z a b c foo bar test tmp temp field option options".split()
)
_LEAD = re.compile(r"(?i)values|options|one of|either")
_CHOICES = re.compile(
    r"(?i)\b(?:possible|allowed|valid|supported|accepted|available) (?:values|options)"
    r"(?: are| include)?(?::| \w)|"
    r"\b(?:one of|either)(?: the following(?: values)?)?(?::|:? ?[`'\"(\[]\w)|"
    r"`[\w-]{1,20}`(?:, `[\w-]{1,20}`)+"
)
# no choices: a range, an address, names of resources, other parameters of which one is to be given
_NO_CHOICES = re.compile(
    r"(?i)(?:values|options)(?: are| include)?:?\W*"
    r"(?:(?:any |all )?(?:non-negative |positive )?(?:integers?|numbers?)\b|"
    r"(?:between|from \d|in the range|greater|less|leaving)\b|https?://)|"
    r"(?:one of|either)\b(?: the following)?(?: values)?:?\W*(?:[\w-]+/)*\{|"
    r"(?:one of|either)\b[^.:]{0,120}\b(?:must|can|may|should|has to|have to|is|are|be)\W{0,4}(?:be )?"
    r"(?:set|specified|populated|provided|required|mandatory|present|given|used|supplied)\b"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that can be said of a set of tools.

    Args:
        slug: Stable name, for scripts.
        what: The same for people.
        count: How many.
        total: Of how many.
        examples: Up to five of them, named: a tool, or a tool and a path.
        advice: What to do about it.
    """

    slug: str
    what: str
    count: int
    total: int
    examples: tuple[str, ...]
    advice: str

    @property
    def share(self) -> float:
        """Return count over total, in [0, 1]; nan of nothing."""
        return self.count / self.total if self.total else float("nan")

    def to_json(self) -> dict[str, Any]:
        """Return the form of `toolflow tools check --json`; the share of nothing is null."""
        return {**asdict(self), "share": self.share if self.total else None}


def quality(tools: Sequence[Tool]) -> list[Finding]:
    """Look through a set of tools; findings that concern nothing are left out.

    Args:
        tools: The tools.
    """
    parameters = [(tool, field) for tool in tools for field in fields_of(tool.parameters, "parameters")]
    returned = [(tool, field) for tool in tools for field in fields_of(tool.returns, "returns")]
    found = [*_of_tools(tools), *_of_fields(parameters, returned), *_repeated(tools)]
    return [finding for finding in found if finding.count]


def _of_tools(tools: Sequence[Tool]) -> list[Finding]:
    def finding(slug: str, what: str, advice: str, test: Callable[[Tool], bool]) -> Finding:
        named = [tool.name for tool in tools if test(tool)]
        return Finding(slug, what, len(named), len(tools), tuple(named[:EXAMPLES]), advice)

    return [
        finding(
            "tool-undescribed",
            "tools without a description",
            "toolflow tools complete, or write one: requests are worded after it",
            lambda tool: not tool.description.strip(),
        ),
        finding(
            "tool-description-says-nothing",
            "tools whose description only repeats the name, or is one word",
            "say what it does and to what",
            _says_nothing,
        ),
        finding(
            "tool-name-vague",
            "tools with a name that says nothing",
            "rename it after verb and noun (get_order)",
            lambda tool: _VAGUE_TOOL.fullmatch(_own_name(tool)) is not None,
        ),
        finding(
            "returns-unknown",
            "tools that do not say what they return",
            "toolflow tools complete, or give `returns`: without it no result feeds another tool",
            lambda tool: tool.returns is None,
        ),
        finding(
            "many-required",
            f"tools that require more than {_MANY_REQUIRED} parameters",
            "give defaults or split the tool: nobody says so much in one message",
            lambda tool: len(tool.parameters.get("required") or ()) > _MANY_REQUIRED,
        ),
        finding(
            "inferred",
            "tools of which something was inferred, by a model or an importer",
            "review it: `inferred` lists the paths",
            lambda tool: bool(tool.inferred),
        ),
    ]


def _of_fields(
    parameters: Sequence[tuple[Tool, Field]], returned: Sequence[tuple[Tool, Field]]
) -> list[Finding]:
    def finding(
        slug: str, what: str, advice: str, test: Callable[[Field], bool], among: Sequence[tuple[Tool, Field]]
    ) -> Finding:
        named = [(tool.name, field) for tool, field in among if test(field)]
        # one example a name, the most frequent names first: mending a name mends many places
        often = Counter(field.name for _, field in named)
        first: dict[str, str] = {}
        for tool_name, field in named:
            first.setdefault(field.name, f"{tool_name} {field.path}")
        top = [
            first[name] + (f" and {count - 1:,} more named so" if count > 1 else "")
            for name, count in often.most_common(EXAMPLES)
        ]
        return Finding(slug, what, len(named), len(among), tuple(top), advice)

    return [
        finding(
            "parameter-undescribed",
            "parameters without a description",
            "toolflow tools complete, or write one: values are chosen and said after it",
            lambda field: not field.description,
            parameters,
        ),
        finding(
            "parameter-name-vague",
            "parameters with a vague name and no description",
            "rename or describe them: nothing tells what to fill in",
            lambda field: field.name.lower() in _VAGUE_FIELD and not field.description,
            parameters,
        ),
        finding(
            "choices-without-enum",
            "parameters whose description lists choices, without an enum",
            "move the choices into `enum`: values are then held to them",
            _lists_choices,
            parameters,
        ),
        finding(
            "return-undescribed",
            "result fields without a description",
            "toolflow tools complete, or write one: ties from results to parameters go by it",
            lambda field: not field.description,
            returned,
        ),
    ]


def _repeated(tools: Sequence[Tool]) -> list[Finding]:
    groups = same_but_for_the_name(tools)
    grouped = {index for group in groups for index in group}
    descriptions = Counter(tool.description.strip() for tool in tools if tool.description.strip())
    shared = [(text, count) for text, count in descriptions.most_common() if count > 1]
    pairs = [pair for pair in near_duplicates(tools) if not {pair[0], pair[1]} <= grouped]
    near = {index for one, other, _ in pairs for index in (one, other)}
    return [
        Finding(
            "same-but-for-the-name",
            "tools that are the same as another in all but the name",
            len(grouped),
            len(tools),
            tuple(" = ".join(tools[index].name for index in group[:3]) for group in groups[:EXAMPLES]),
            "keep one of each: no request can tell them apart",
        ),
        Finding(
            "near-duplicate",
            "tools with nearly the same words as another (Jaccard index of words at least 0.9)",
            len(near),
            len(tools),
            tuple(
                f"{tools[one].name} ~ {tools[other].name} ({likeness:.2f})"
                for one, other, likeness in pairs[:EXAMPLES]
            ),
            "keep one, or say in the descriptions how they differ",
        ),
        Finding(
            "description-shared",
            "tools that share their description with another",
            sum(count for _, count in shared),
            len(tools),
            tuple(f"{count:,} tools: {' '.join(text.split())[:60]}" for text, count in shared[:EXAMPLES]),
            "describe the tool, not its API",
        ),
    ]


def _own_name(tool: Tool) -> str:
    original = tool.metadata.get("original_name")
    name = original if isinstance(original, str) else tool.name
    return name.partition("_for_")[0]


def _says_nothing(tool: Tool) -> bool:
    words = _LETTERS.findall(tool.description.lower())
    if not words:
        return False
    name = "".join(_LETTERS.findall(_own_name(tool).lower()))
    return len(words) == 1 or "".join(words) in (name, "".join(_LETTERS.findall(tool.name.lower())))


def _lists_choices(field: Field) -> bool:
    schema = field.schema
    items = schema.get("items")
    has_enum = "enum" in schema or (isinstance(items, dict) and "enum" in items)
    typed = schema.get("type") in ("string", "integer", "array")
    if has_enum or not typed:
        return False
    text = field.description
    return any(_NO_CHOICES.match(text, found.start()) is None for found in _matches(text))


def _matches(text: str) -> Iterator[re.Match[str]]:
    """Yield where choices seem to be listed, from the word that `_NO_CHOICES` begins with."""
    for found in _CHOICES.finditer(text):
        inner = _LEAD.search(text, found.start(), found.end())
        yield inner if inner is not None else found
