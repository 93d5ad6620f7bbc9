"""Reading BFCL's files, choosing among questions, and what a model sees of one."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from bfcl_questions import function, question

from toolflow_dataset.errors import ConfigError, SchemaError, ToolSourceError
from toolflow_evaluation.answering.decoding import Call, Decoded
from toolflow_evaluation.bfcl.categories import CATEGORIES, select_categories
from toolflow_evaluation.bfcl.checker import fault_of
from toolflow_evaluation.bfcl.offered import offered_tools, prompt_of
from toolflow_evaluation.bfcl.questions import read_questions, sample_questions, take_half

REAL = Path(__file__).parents[4] / "shared" / "data" / "bfcl"
PYTHON = select_categories(["simple_python"])


def record(number: int = 0, **changes: Any) -> dict[str, Any]:
    return {
        "id": f"simple_python_{number}",
        "question": [[{"role": "user", "content": "Add."}]],
        "function": [function("add", {"a": "integer"}, ["a"])],
        **changes,
    }


def right(number: int = 0, **changes: Any) -> dict[str, Any]:
    return {"id": f"simple_python_{number}", "ground_truth": [{"add": {"a": [1]}}], **changes}


def write(folder: Path, questions: list[Any], answers: list[Any]) -> Path:
    (folder / "possible_answer").mkdir(parents=True, exist_ok=True)
    for place, records in ((folder, questions), (folder / "possible_answer", answers)):
        lines = (each if isinstance(each, str) else json.dumps(each) for each in records)
        (place / "BFCL_v4_simple_python.json").write_text("\n".join(lines), "utf-8")
    return folder


def test_questions_come_with_the_answers_of_their_id(tmp_path: Path) -> None:
    folder = write(tmp_path, [record(0), record(1)], [right(1), right(0, ground_truth=[{"add": {"a": [2]}}])])
    first, second = read_questions(folder, PYTHON)
    assert (first.id, first.answers) == ("simple_python_0", (("add", {"a": [2]}),))
    assert second.answers == (("add", {"a": [1]}),)


def test_a_wheel_reads_the_same(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", [record()], [right()])
    with zipfile.ZipFile(tmp_path / "b.whl", "w") as wheel:
        for file in folder.rglob("*.json"):
            wheel.write(file, f"bfcl_eval/data/{file.relative_to(folder).as_posix()}")
    assert read_questions(tmp_path / "b.whl", PYTHON) == read_questions(folder, PYTHON)


@pytest.mark.parametrize(
    ("questions", "answers", "told"),
    [
        ([record()], [], "no right answer to simple_python_0"),
        (["{"], [right()], r"BFCL_v4_simple_python.json:1: not JSON"),
        (["[]"], [right()], "expected an object, got"),
        (['{"id": 1}'], [right()], "expected an object with an `id`"),
        ([record(question=[])], [right()], "simple_python.json:1: not a single-turn question"),
        ([record(function=[{"name": "f"}])], [right()], "parameters.properties"),
        ([record(function=[])], [right()], "offers no function"),
        ([record()], [right(ground_truth=[{"add": {"a": 1}}])], "possible_answer.*ground_truth"),
        ([record()], [right(ground_truth=[])], "ground_truth"),
    ],
)
def test_what_is_malformed_is_told_with_its_line(
    tmp_path: Path, questions: list[Any], answers: list[Any], told: str
) -> None:
    with pytest.raises(SchemaError, match=told):
        read_questions(write(tmp_path, questions, answers), PYTHON)


def test_missing_and_doubled_files_are_told(tmp_path: Path) -> None:
    with pytest.raises(ToolSourceError, match="cannot be read as a folder or a wheel"):
        read_questions(tmp_path / "nowhere", PYTHON)
    write(tmp_path / "one", [record()], [right()])
    with pytest.raises(ToolSourceError, match=r"no file possible_answer/BFCL_v4_multiple.json"):
        read_questions(tmp_path, select_categories(["multiple"]))
    write(tmp_path / "two", [record()], [right()])
    with pytest.raises(ToolSourceError, match=r"both .*one/.* and .*two/.* are there"):
        read_questions(tmp_path, PYTHON)


def test_groups_name_categories_once_in_order() -> None:
    assert [each.name for each in select_categories(["parallel", "simple", "simple_java"])] == [
        "simple_python",
        "simple_java",
        "simple_javascript",
        "parallel",
    ]
    assert len(select_categories(["all"])) == 13
    assert sum(each.has_answers for each in select_categories(["ast"])) == 10
    with pytest.raises(ConfigError, match="no BFCL category or group 'simpel'"):
        select_categories(["simpel"])
    with pytest.raises(ConfigError, match="no category was named"):
        select_categories([])


def test_halves_are_equal_in_each_category_and_by_hash_alone() -> None:
    first = {name: question(name, [function("f", {})]) for name in ("simple_python", "multiple")}
    many = [
        type(each)(f"{name}_{number}", *_rest(each))
        for name, each in first.items()
        for number in range(9 if name == "multiple" else 40)
    ]
    develop, evaluate = take_half(many, "develop"), take_half(many, "evaluate")
    counts = [Counter(each.category.name for each in half) for half in (develop, evaluate)]
    assert counts == [{"simple_python": 20, "multiple": 4}, {"simple_python": 20, "multiple": 5}]
    assert sorted(each.id for each in develop + evaluate) == sorted(each.id for each in many)
    assert develop == [each for each in many if each in develop]  # in their order
    # all digests of one half lie below those of the other
    digests = [
        [
            hashlib.sha256(each.id.encode()).hexdigest()
            for each in half
            if each.category.name == "simple_python"
        ]
        for half in (develop, evaluate)
    ]
    assert max(digests[0]) < min(digests[1])
    assert {each.id for each in take_half(many[::-1], "develop")} == {each.id for each in develop}


def test_samples_grow() -> None:
    every = [question(name, [function("f", {})]) for name in ("simple_python", "multiple") for _ in range(1)]
    many = [*every]
    for number in range(1, 20):
        many += [type(each)(f"{each.category.name}_{number}", *_rest(each)) for each in every]
    small, large = sample_questions(many, 3, 0), sample_questions(many, 7, 0)
    assert Counter(each.category.name for each in small) == {"simple_python": 3, "multiple": 3}
    assert {each.id for each in small} < {each.id for each in large}
    assert [each.id for each in large] == [each.id for each in many if each in large]
    assert sample_questions(many, 100, 0) == many
    assert {each.id for each in sample_questions(many, 3, 1)} != {each.id for each in small}


def _rest(each: Any) -> tuple[Any, ...]:
    return each.category, each.messages, each.functions, each.answers


def test_what_a_model_is_offered() -> None:
    nested = {"type": "array", "items": {"type": "dict", "properties": {"z": {"type": "float"}}}}
    asked = question(
        "simple_python",
        [
            function(
                "m.f", {"a": "float", "b": "tuple", "c": "any", "d": nested, "e": "dict", "f": "Any"}, ["a"]
            )
        ],
    )
    (tool,) = offered_tools(asked)
    properties = tool.parameters["properties"]
    assert tool.name == "m_f"
    assert tool.parameters["type"] == "object" and tool.parameters["required"] == ["a"]
    assert {name: schema["type"] for name, schema in properties.items()} == {
        "a": "number",
        "b": "array",
        "c": "string",
        "d": "array",
        "e": "object",
        "f": "string",
    }
    assert properties["d"]["items"] == {"type": "object", "properties": {"z": {"type": "number"}}}
    assert asked.functions[0]["parameters"]["properties"]["a"] == {
        "type": "float"
    }  # the question is as it was


def test_java_and_javascript_parameters_are_source_text() -> None:
    items = {"type": "ArrayList", "items": {"type": "String"}, "description": "Names."}
    (tool,) = offered_tools(question("simple_java", [function("f", {"a": items, "b": "any"})]))
    a, b = tool.parameters["properties"].values()
    assert (a["type"], b["type"]) == ("string", "string")
    assert a["description"].startswith("Names. A Java 8 ArrayList, written as source text.")
    assert "String" in a["description"] and "items" not in a


def test_names_that_fall_together_are_refused() -> None:
    with pytest.raises(SchemaError, match=r"two of its functions have the same name without dots: a.b, a_b"):
        offered_tools(question("multiple", [function("a.b", {}), function("a_b", {})]))


def test_the_digest_changes_with_what_a_model_sees() -> None:
    one = question("simple_python", [function("f", {"a": "integer"})], [("f", {"a": [1]})])
    assert (
        prompt_of(one).digest
        == prompt_of(question("simple_python", [function("f", {"a": "integer"})])).digest
    )
    assert (
        prompt_of(one).digest != prompt_of(question("simple_python", [function("f", {"a": "float"})])).digest
    )
    assert (
        prompt_of(one).digest
        != prompt_of(question("simple_python", [function("f", {"a": "integer"})], asked="No.")).digest
    )


@pytest.mark.skipif(not REAL.is_dir(), reason="BFCL's files are not there")
def test_the_real_questions_can_be_offered_and_their_answers_are_right() -> None:
    every = read_questions(REAL, tuple(CATEGORIES.values()))
    assert Counter(each.category.name for each in every) == {
        "simple_python": 400,
        "simple_java": 100,
        "simple_javascript": 50,
        "multiple": 200,
        "parallel": 200,
        "parallel_multiple": 200,
        "irrelevance": 240,
        "live_simple": 258,
        "live_multiple": 1053,
        "live_parallel": 16,
        "live_parallel_multiple": 24,
        "live_irrelevance": 884,
        "live_relevance": 16,
    }
    wrong: Counter[str] = Counter()
    for each in every:
        for tool in offered_tools(each):
            assert jsonschema_rs.meta.is_valid(tool.parameters), each.id
        if each.category.has_answers and each.category.language == "python":
            wrong[each.category.name] += fault_of(each, Decoded(tuple(map(_gold, each.answers)))) is not None
    # the official checker refuses these too: a parameter that the function does not have, or a required one
    # whose only answer is to leave it out
    assert wrong == {
        "simple_python": 0,
        "multiple": 0,
        "parallel": 0,
        "parallel_multiple": 2,
        "live_simple": 2,
        "live_multiple": 3,
        "live_parallel": 0,
        "live_parallel_multiple": 0,
    }


def _gold(answer: tuple[str, Any]) -> Call:
    """Return the call of an answer: the first value of each parameter that is one."""

    def fill(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: held[0] for key, held in value.items() if held[0] != ""}
        return [fill(item) for item in value] if isinstance(value, list) else value

    name, parameters = answer
    values = {key: [each for each in held if each != ""] for key, held in parameters.items()}
    return Call(name, {key: fill(held[0]) for key, held in values.items() if held})
