"""The completer's answer: descriptions and returns, from the definition in the prompt and from its siblings.

What the definition does not tell is left empty. What a tool returns is taken over from a tool of the same API
that does the same to the same noun, else put together from verb and noun.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from toolflow_dataset.types import Tool

from .completing_words import words_for
from .english import capitalise
from .kind_words import NUMERIC, VOCABULARY
from .naming import label_of, name_words, owner_noun, singular_word
from .reading import Reading, read_tool
from .result_invented import fields_about_noun, schema_about, worth_echoing
from .semantics import describe

# names that say nothing without the thing they belong to
_VAGUE = frozenset(
    "id ids name type key value code title data text status date number url user owner parent resource from to start end".split()
)
_PREPOSITIONS = frozenset("for by of from in with to at on using per via near between and or".split())
# what names often end in and nothing is about
_NO_NOUNS = frozenset(
    "api endpoint number day week month year list item content page detail result response test name value query request hello text type method function english all other day".split()
)
_GIVING = ("generate", "make", "draft", "compose", "write", "produce", "extract")
_CHANGING = ("create", "book", "send", "pay", "change", "delete", "play")
_LONGEST_EXAMPLE = 40
_LONGEST = 200
_LONGEST_TOLD = 120
_GLUED = 14
# what a description says of one service and no other: defaults, limits, markup
_OF_ITS_OWN = re.compile(r"(?i)\d|default|optional|required|[`*<>]|https?:")
_NO_ECHO = re.compile(r"(?i)key|token|secret|session|auth|^is_|host|page|limit")
_SECRET = re.compile(r"(?i)key|token|secret|password|auth|session|cookie|credential|signature")


def complete(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a completer's prompt: the value of its `<inputs>` block in, descriptions and fields out."""
    work = _Completing(inputs)
    missing = inputs.get("missing", [])
    descriptions = [{"path": path, "text": work.text(path)} for path in missing if path != "returns"]
    return {"descriptions": descriptions, "fields": work.fields() if "returns" in missing else []}


class _Completing:
    def __init__(self, inputs: Mapping[str, Any]) -> None:
        about = inputs.get("tool", {})
        self._parameters: list[dict[str, Any]] = inputs.get("parameters") or []
        shown = [*self._parameters, *(inputs.get("returns") or [])]
        self._shown = {field["path"]: field for field in shown}
        self._siblings = inputs.get("siblings", {})
        self._tool = Tool(
            about.get("name", ""),
            about.get("description", ""),
            {
                "type": "object",
                "properties": {
                    _last(field["path"]): {
                        key: field[key] for key in field if key not in ("path", "required")
                    }
                    for field in self._parameters
                    if field["path"].count(".") == 1
                },
            },
        )
        self._owner = f"{self._tool.name} {self._tool.description[:200]}"
        self._noun = self._known_noun()

    def _known_noun(self) -> str:
        """Return what the tool is about, if that is a word and not half of one: of `word_of_the_day` the word."""
        words = [word.lower() for word in name_words(self._tool.name)]
        end = next((at for at, word in enumerate(words[1:], 1) if word in _PREPOSITIONS), len(words))
        noun = owner_noun("_".join(words[:end]))
        told = {singular_word(word) for word in re.findall(r"[a-z]+", self._tool.description.lower())}
        known = noun in told | VOCABULARY and noun not in _NO_NOUNS and not noun.endswith("ly")
        return noun if known and len(noun) <= _GLUED else ""

    @property
    def _reading(self) -> Reading:
        return read_tool(self._tool)

    def text(self, path: str) -> str:
        """Return what can be said of a path; empty if nothing."""
        if path == "description":
            return self._of_tool()
        shown = self._shown.get(path.removesuffix(".description"))
        if shown is None:
            return ""
        said = self._siblings.get("descriptions", {}).get(path, ())
        near = [each for each in said if each["from"] == "same API"]
        return (
            self._sibling_text(near, shown)
            or self._own_text(shown)
            or self._sibling_text([each for each in said if each not in near], shown)
        )

    def _of_tool(self) -> str:
        """Put a name into a sentence, if it begins with a verb and says what of."""
        words = [word.lower() for word in name_words(self._tool.name)]
        reading = self._reading
        if len(words) < 2 or words[0] != reading.verb.split()[0] or len(reading.noun) < 3:
            return ""
        by = [label_of(_last(field["path"])) for field in self._parameters if field.get("required")]
        told = f", given {_listed(by)}" if 0 < len(by) <= 3 else ""
        return f"{capitalise(reading.verb)} {reading.phrase}{told}"

    def _sibling_text(self, said: Sequence[Mapping[str, str]], shown: Mapping[str, Any]) -> str:
        """Return a sibling's wording where it surely speaks of the same thing."""
        name = _last(shown["path"])
        words = [word.lower() for word in name_words(name)]
        vague = " ".join(words) in _VAGUE
        for each in said:
            text = " ".join(each["text"].split())
            if not _worth_repeating(text, name):
                continue
            if each["from"] == "same API":
                if not vague or owner_noun(each.get("tool", "")) == owner_noun(self._owner):
                    return text
            elif len(words) > 1 and not vague and not _OF_ITS_OWN.search(text):
                return text
        return ""

    def _own_text(self, shown: Mapping[str, Any]) -> str:
        path, name = shown["path"], _last(shown["path"])
        in_result = path.startswith("returns")
        type_ = _type(shown)
        holder = path.rpartition(".")[0].removesuffix("[]").rpartition(".")[2].removesuffix("[]")
        nested = path.count(".") > 1
        noun = _said(singular_word(" ".join(name_words(holder)).lower())) if nested else self._noun
        owner = f"{holder} {self._owner}" if nested else self._owner
        if nested and noun in (
            "data",
            "result",
            "response",
            "item",
            "results",
            "body",
            "payload",
            "object",
            "list",
            "value",
        ):
            noun, owner = self._noun, self._owner
        kind, _ = describe(name, dict(shown), owner)
        text = words_for(name, kind, type_, noun, in_result)
        illustrated = _illustration(shown, name)
        if not text or not _worth_repeating(text, name):
            return ""
        return text if not illustrated or "such as" in text else f"{text}, {illustrated}"[:_LONGEST]

    def fields(self) -> list[dict[str, str]]:
        """Return the fields of the result; empty if nothing tells what it is."""
        return self._sibling_fields() or self._invented_fields()

    def _sibling_fields(self) -> list[dict[str, str]]:
        """Take over what a tool of the same API returns that does the same to the same noun."""
        own = self._reading
        for sibling in self._siblings.get("returns", ()):
            other = read_tool(
                Tool(sibling["name"], sibling.get("description", ""), {"type": "object", "properties": {}})
            )
            if (
                owner_noun(sibling["name"]) != owner_noun(self._owner)
                or not self._noun
                or other.family != own.family
            ):
                continue
            fields: list[dict[str, str]] = []
            dropped: list[str] = []
            for shown in sibling["fields"]:
                path = shown["path"].removeprefix("returns").removeprefix(".")
                if any(path.startswith((f"{above}.", f"{above}[]")) for above in dropped):
                    continue
                text = _first_words(shown.get("description", ""), _last(path)) or self._own_text(shown)
                if text and _plain_name(path):
                    fields.append(
                        {"path": path, "type": _type_among(shown, sibling["fields"]), "description": text}
                    )
                else:
                    dropped.append(path)
            if fields:
                return fields
        return []

    def _invented_fields(self) -> list[dict[str, str]]:
        """Put together what comes back from verb and noun, where the name has both or the noun is a known one."""
        reading = self._reading
        if not self._noun:
            return []
        known = fields_about_noun(self._noun)
        # what is generated is given back, what is made in a service gets an identifier there
        family = "get" if known and reading.verb in _GIVING else reading.family
        if family in _CHANGING:
            words = [word.lower() for word in name_words(self._tool.name)]
            if words[0] != reading.verb.split()[0]:
                return []
        elif not known:
            return []
        echoes = [
            slot.name
            for slot in reading.slots
            if worth_echoing(slot.kind)
            and not slot.array
            and _plain_name(slot.name)
            and not _NO_ECHO.search(slot.name)
        ]
        return self._flat(schema_about(self._tool, self._noun, family, echoes, known), "")

    def _flat(self, schema: Mapping[str, Any], prefix: str) -> list[dict[str, str]]:
        fields: list[dict[str, str]] = []
        for name, child in schema["properties"].items():
            path = f"{prefix}{name}"
            kind, _ = describe(name, child, self._owner)
            type_ = child.get("type") or ("boolean" if kind == "flag" else "string")
            if (
                "type" not in child
                and kind in NUMERIC
                and kind not in ("id", "datetime", "month", "duration")
            ):
                type_ = "integer" if kind in ("count", "limit", "year") else "number"
            given = self._shown.get(f"parameters.{name}", {}) if not prefix else {}
            if given and _type(given) not in ("array", "object"):
                type_ = _type(given)
            text = _first_words(given.get("description", ""), name) or self._own_text(
                {"path": f"returns.{path}", "type": type_}
            )
            if type_ == "array" and not text:
                text = f"The {' '.join(name_words(name)).lower()} found"
            if not text:
                continue
            fields.append({"path": path, "type": type_, "description": " ".join(text.split())})
            if type_ == "array":
                fields += self._flat(child["items"], f"{path}[].")
        return fields


def _first_words(text: str, name: str) -> str:
    """Return a description if it is short, else its first sentence if that is; nothing if it says nothing."""
    line = " ".join(text.split())
    first = line if len(line) <= _LONGEST_TOLD else line.partition(". ")[0]
    return first if len(first) <= _LONGEST_TOLD and _worth_repeating(first, name) else ""


def _last(path: str) -> str:
    return path.rpartition(".")[2].removesuffix("[]")


def _type(shown: Mapping[str, Any]) -> str:
    type_ = shown.get("type", "string")
    if isinstance(type_, list):
        type_ = next((each for each in type_ if each != "null"), "string")
    return str(type_) if type_ in ("string", "integer", "number", "boolean", "object", "array") else "string"


def _type_among(shown: Mapping[str, Any], fields: Sequence[Mapping[str, Any]]) -> str:
    """Return the type of a field, as what it holds among the others shows."""
    path = shown["path"]
    if any(field["path"].startswith(f"{path}[]") for field in fields):
        return "array"
    return "object" if any(field["path"].startswith(f"{path}.") for field in fields) else _type(shown)


def _said(noun: str) -> str:
    """Return a noun that can be said: no run-together word."""
    return noun if noun.isascii() and all(len(word) <= _GLUED for word in noun.split()) else ""


def _plain_name(path: str) -> bool:
    return (
        re.fullmatch(r"(?:\[\]\.)?[A-Za-z_$][\w$-]{0,63}(?:(?:\[\])?\.[A-Za-z_$][\w$-]{0,63}){0,2}", path)
        is not None
    )


def _worth_repeating(text: str, name: str) -> bool:
    """Return whether a sibling's description says more than the name, and says it in words."""
    said = re.sub(r"[\W_]", "", text.lower())
    return said != re.sub(r"[\W_]", "", name.lower()) and len(text.split()) > 1 and text.isprintable()


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _illustration(shown: Mapping[str, Any], name: str) -> str:
    """Say which values a field takes: those allowed, an example, or its form."""
    enum = [value for value in shown.get("enum", ()) if str(value).strip()]
    size = shown.get("enum_size", len(enum))
    if enum and size > 1:
        values = ", ".join(str(value)[:30] for value in enum[:6])
        return f"one of {values}" if size <= len(enum[:6]) else f"one of {size} values such as {values}"
    if _SECRET.search(name) or shown.get("type") == "boolean":
        return ""
    form = {"date": "as YYYY-MM-DD", "date-time": "as date and time in ISO 8601", "time": "as HH:MM:SS"}.get(
        str(shown.get("format")), ""
    )
    if form:
        return form
    for key in ("example", "default"):
        value = shown.get(key)
        if isinstance(value, str) and _telling(value, name):
            return f"such as {value.strip()}"
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return f"such as {value:g}" if key == "example" else f"{value:g} if left out"
    return ""


def _telling(value: str, name: str) -> bool:
    text = value.strip()
    return (
        0 < len(text) <= _LONGEST_EXAMPLE
        and text.isprintable()
        and re.search(r"\w", text) is not None
        and re.sub(r"\W", "", text.lower())
        not in (re.sub(r"\W", "", name.lower()), "string", "null", "none", "test", "undefined", "value")
        and not re.match(r"[<{\[(]", text)
    )
