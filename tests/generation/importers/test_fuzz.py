"""Documents with random parts replaced, dropped, moved: tools, refusals or a `ToolflowError`, nothing else."""

import copy
import json
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from toolflow_dataset.errors import ToolflowError
from toolflow_generation.importers import mcp_tools, python_functions
from toolflow_generation.importers.formats import FORMATS, read_document
from toolflow_generation.importers.source_document import SourceDocument
from toolflow_generation.importers.yaml_text import parse_yaml
from toolflow_generation.mcp_server import parse_server
from toolflow_generation.standardise import standardise
from toolflow_generation.tool_names import is_valid_name
from toolflow_generation.tool_report import REASONS

SPECS = Path(__file__).parents[2] / "data" / "importers"
DOCUMENTS = {
    path.name: parse_yaml(path.read_text("utf-8"), path, [])
    if path.suffix == ".yaml"
    else json.loads(path.read_text())
    for path in sorted(SPECS.iterdir())
}
WORDS = st.sampled_from(
    "type object array string properties items allOf anyOf $ref required name in path query body schema content # #/ "
    "#/paths #/components/schemas/Visit #/definitions/Room Ward CreateWardRequest shape members get parameters".split()
)
TOOL_KEYS = (
    "description title inputSchema outputSchema annotations execution parameters return problem".split()
)
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    WORDS,
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


def places(value, path=()):
    """Every place in a document, as a path."""
    yield path
    for key, child in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from places(child, (*path, key))


@st.composite
def mutated(draw, document):
    document = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, 4))):
        paths = [path for path in places(document) if path]
        if not paths:
            break
        *above, last = draw(st.sampled_from(paths))
        holder = document
        for key in above:
            holder = holder[key]
        match draw(st.sampled_from(("replace", "drop", "wrap", "move", "add"))):
            case "replace":
                holder[last] = draw(VALUES)
            case "drop":
                del holder[last]
            case "wrap":
                holder[last] = [holder[last]]
            case "move":
                found = document
                for key in draw(st.sampled_from(paths)):
                    found = (
                        found[key]
                        if isinstance(found, (dict, list)) and (isinstance(found, list) or key in found)
                        else {}
                    )
                    if not isinstance(found, (dict, list)):
                        break
                holder[last] = copy.deepcopy(found)
            case "add" if isinstance(holder, dict):
                holder[draw(WORDS)] = draw(VALUES)
    return document


@pytest.mark.parametrize("name", DOCUMENTS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_mutated_document(name, data):
    value = data.draw(mutated(DOCUMENTS[name]))
    chosen = next(each for each in FORMATS if each.sniff(DOCUMENTS[name]))
    document = SourceDocument(value, name, SPECS / name, [])
    try:
        sources = list(chosen.read(document)) if chosen.sniff(value) else list(read_document(document))
    except ToolflowError:
        return
    tools, report = standardise(sources)
    assert len(report.records) == len(sources)
    assert len(tools) == report.count("kept") + report.count("repaired")
    assert report.by_reason().keys() <= REASONS.keys()
    for record in report.refused:
        assert record.place.startswith(name)
        assert record.issues
    for tool in tools:
        assert is_valid_name(tool.name)
        Draft202012Validator.check_schema(tool.parameters)
        assert tool.parameters["type"] == "object"
        if tool.returns is not None:
            Draft202012Validator.check_schema(tool.returns)
        json.dumps(tool.to_json(), allow_nan=False)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries({}, optional=dict.fromkeys(TOOL_KEYS, VALUES) | {"name": st.text()}), max_size=4
    )
)
def test_whatever_an_mcp_server_or_a_python_module_says(said):
    server = parse_server("mcp:http://host/mcp")
    sources = [mcp_tools._to_source(tool, f"s#/{i}", server, {"name": "s"}) for i, tool in enumerate(said)]
    sources += [python_functions._to_source({"name": "f", **tool}, "m") for tool in said]
    tools, report = standardise(sources)
    assert len(report.records) == 2 * len(said)
    assert report.by_reason().keys() <= REASONS.keys()
    for tool in tools:
        assert is_valid_name(tool.name)
        Draft202012Validator.check_schema(tool.parameters)
        if tool.returns is not None:
            Draft202012Validator.check_schema(tool.returns)
        json.dumps(tool.to_json(), allow_nan=False)


@settings(max_examples=300, deadline=None)
@given(VALUES)
def test_every_sniff_takes_any_value(value):
    assert all(each.sniff(value) in (True, False) for each in FORMATS)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!#|>?%@,\\'\" \n\t<~0.")) | st.text(max_size=30))
def test_any_text_is_yaml_or_an_error(text):
    try:
        value = parse_yaml(text, Path("a.yaml"), [])
    except ToolflowError:
        return
    json.dumps(value, allow_nan=False)


class CoreDumper(yaml.SafeDumper):
    """Writes for YAML 1.2: PyYAML, which knows 1.1, leaves the texts `0E0` and `0o7` bare, numbers in 1.2."""


def quoted_if_like_a_number(dumper: CoreDumper, text: str):
    style = '"' if text[:1] in {*"+-.0123456789"} else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


CoreDumper.add_representer(str, quoted_if_like_a_number)


@settings(max_examples=200, deadline=None)
@given(VALUES)
@example("0E0")
@example({"0o7": ["1e5", "+.5"]})
def test_yaml_that_a_dump_writes_comes_back(value):
    text = yaml.dump(value, Dumper=CoreDumper)
    try:
        assert parse_yaml(text, Path("a.yaml"), []) == value
    except ToolflowError as error:
        assert "aliases" in str(error) or "not YAML" in str(error)
