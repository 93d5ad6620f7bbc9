"""ToolBench's RapidAPI documents: one tool for each endpoint.

Read are ToolBench's tool files (an API with its `api_list`), the API lists of its instructions, and lists of
endpoints that stand alone, such as `{category, tool_name, api_name, required_parameters, ...}`. `returns` is
the schema RapidAPI has of the answer, or else what a recorded answer shows; then `returns` is `inferred`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from ..standardise import SourceTool
from ..tool_names import clean_name
from ..tool_report import Issue
from .example_schema import parse_answer, schema_of
from .inlining import RETURNS_BUDGET, Inliner, TooLargeError
from .openapi import path_words
from .plain_text import TOOL_LENGTH, describe, plain_text
from .references import local_lookup
from .source_document import Format, SourceDocument
from .toolbench_parameters import read_parameters

_LISTS = ("required_parameters", "optional_parameters")
_EXAMPLES = ("body_example", "test_endpoint_example", "body", "template_response", "test_endpoint")
_UNFIT = re.compile(r"[^A-Za-z0-9]+")
_VAGUE = frozenset("api default test untitled new endpoint copy main get post index example request".split())
_ERROR_KEYS = frozenset(
    "message messages msg error errors fault faultcode detail details description reason status statuscode "
    "status_code code success ok info type title timestamp path errorcode error_code cause exception".split()
)
_ERROR = re.compile(
    r"rate limit|exceeded|exclusively|incorrect|disabled|not existing|client error|is empty|try again|"
    r"subscri|api[- ]?key|unauthori[sz]ed|not authori[sz]ed|authenticat|invalid|missing|"
    r"forbidden|not exist|not found|no route|cannot (get|post)|denied|required|timed? ?out|unavailable|"
    r"bad gateway|server error|went wrong|unreachable|blocked|not allowed|credential|permission|quota|"
    r"exception|\berror\b|\bfail",
    re.IGNORECASE,
)
_MIN_WORDS = 4  # of a description that says enough by itself


def _sniff(value: Any) -> bool:
    return isinstance(value, Mapping) and (
        isinstance(value.get("api_list"), list)
        or (
            isinstance(value.get("api_name"), str) and any(isinstance(value.get(key), list) for key in _LISTS)
        )
    )


def _read(document: SourceDocument) -> Iterator[SourceTool]:
    value: Mapping[str, Any] = document.value
    if "api_list" not in value:
        yield _read_endpoint(value, document.place)
        return
    mark = "" if "#" in document.place else "#"
    about = {key: value[key] for key in ("tool_name", "category", "host") if key in value}
    about |= {"tool_title": value.get("title"), "tool_description": value.get("tool_description")}
    about.setdefault("tool_name", value.get("name") or value.get("title"))
    for i, endpoint in enumerate(value["api_list"]):
        place = f"{document.place}{mark}/api_list/{i}"
        if isinstance(endpoint, Mapping):
            own = {key: each for key, each in endpoint.items() if each is not None}
            yield _read_endpoint({**about, **own}, place)
        else:
            detail = f"expected an object, got a {type(endpoint).__name__}"
            yield SourceTool(None, place, problem=Issue("not-a-tool", "", detail))


def _read_endpoint(value: Mapping[str, Any], place: str) -> SourceTool:
    """Return an endpoint as a function document, or with the reason why it is none."""
    api_name = _text(value, "api_name", "name")
    if not api_name:
        keys = ", ".join(map(str, list(value)[:8]))
        return SourceTool(None, place, problem=Issue("missing-name", "api_name", f"keys: {keys}"))
    issues: list[Issue] = []
    inferred: list[str] = []
    title = plain_text(_text(value, "tool_title", "tool_name", "title"), 120)
    category = _text(value, "category", "category_name")
    group = _text(value, "tool_file", "standardized_name", "tool_name") or title
    url, method = _text(value, "url"), _text(value, "method").upper()
    tool, api = _slug(group), _api_words(api_name, url)
    name = _joined(tool, api)
    document: dict[str, Any] = {
        "name": name,
        "description": _description(value, api_name, title, issues),
        "parameters": read_parameters(value.get(_LISTS[0]), value.get(_LISTS[1]), issues, inferred),
    }
    if returns := _returns(value, issues, inferred):
        document["returns"] = returns
    document["inferred"] = inferred
    metadata = {"source": title, "id": f"{group}/{api_name}", "category": category or title}
    metadata |= {"host": _text(value, "host"), "method": method, "url": url}
    document["metadata"] = {key: each for key, each in metadata.items() if each}
    tail = _api_words("", url)
    fuller = (
        _joined(tool, f"{method.lower()}_{api}" if method else api),
        _joined(tool, f"{api}_{tail}"),
        _joined(_slug(category), name),
        _joined(tool, f"{method.lower()}_{api}_{tail}"),
    )
    return SourceTool(document, place, issues=tuple(issues), fuller_names=fuller)


def _text(value: Mapping[str, Any], *keys: str) -> str:
    """Return the first of the values that is text with something in it."""
    return next(
        (value[key].strip() for key in keys if isinstance(value.get(key), str) and value[key].strip()), ""
    )


def _slug(text: str) -> str:
    return _UNFIT.sub("_", clean_name(text)).strip("_")


def _api_words(api_name: str, url: str) -> str:
    """Return an endpoint's name in words that a function's name may hold; from its URL if it says nothing."""
    path = urlsplit(api_name).path if api_name.startswith(("http:", "https:")) else api_name
    words = "_".join(path_words(path)) if path.startswith("/") else _slug(path)
    if words and {word.lower() for word in words.split("_")} - _VAGUE:
        return words
    try:
        tail = "_".join(list(path_words(urlsplit(url).path))[-3:])
    except ValueError:  # an address in brackets that is none
        tail = ""
    return tail or words


def _joined(tool: str, api: str) -> str:
    """Join the names of API and endpoint, without saying the API's name twice."""
    plain_tool, plain_api = tool.lower().replace("_", ""), api.lower().replace("_", "")
    if not tool or plain_api.startswith(plain_tool):
        return api or tool
    return f"{tool}_{api}" if api and plain_api != plain_tool else tool


def _description(value: Mapping[str, Any], api_name: str, title: str, issues: list[Issue]) -> str:
    """Return what the endpoint says of itself; where that is little, with what its API says."""
    text = describe(_text(value, "description", "api_description"), "description", issues, TOOL_LENGTH)
    if len(text.split()) >= _MIN_WORDS:
        return text
    about = plain_text(_text(value, "tool_description"), 300)
    said = text or plain_text(api_name.strip("/"), 120)
    context = f"{title}: {about}" if title and about.lower() != title.lower() else title
    return f"{said} ({context.rstrip('.')})" if context and context.lower() != said.lower() else said


def _returns(value: Mapping[str, Any], issues: list[Issue], inferred: list[str]) -> dict[str, Any] | None:
    """Return the schema of the answer: RapidAPI's own, else from a recorded answer that is no error."""
    schema = _parsed(value.get("schema"))
    if isinstance(schema, Mapping) and schema:
        return _bounded(schema, issues)
    for key in _EXAMPLES:
        example = _parsed(value.get(key))
        if not isinstance(example, (list, Mapping)) or not example:
            continue
        if reason := _unusable(example, value.get("statuscode")):
            issues.append(Issue("example-unusable", "returns", reason))
            continue
        shown = schema_of(example)
        if shown.keys() - {"type"}:
            inferred.append("returns")
            return _bounded(shown, issues)
    return None


def _parsed(value: Any) -> Any:
    return parse_answer(value) if isinstance(value, str) else value


def _unusable(example: Any, status: Any) -> str:
    """Return why an answer says nothing about answers; empty if it does."""
    if not isinstance(example, Mapping):
        return ""
    if example.keys() <= {"key1", "key2"}:
        return "a placeholder"
    shown = json.dumps(example, default=str)[:200]
    if isinstance(status, int) and 400 <= status < 600:
        return f"status {status}: {shown[:100]}"
    keys = {str(key).lower() for key in example}
    if (keys <= _ERROR_KEYS or keys & {"error", "fault", "errors"}) and _ERROR.search(shown):
        return shown[:100]
    return ""


def _bounded(schema: Mapping[str, Any], issues: list[Issue]) -> dict[str, Any] | None:
    """Return a schema without references and no larger than a tool's answer should be."""
    inliner = Inliner(local_lookup(schema), issues)
    try:
        return inliner.inline(inliner.flat(((schema, ""),)), "returns", RETURNS_BUDGET, "writeOnly") or None
    except TooLargeError as error:
        issues.append(Issue("returns-unusable", "returns", str(error)))
        return None


TOOLBENCH = Format("toolbench", "a ToolBench document of RapidAPI endpoints", _sniff, _read)
