"""What answers have right before their values is counted as it is written."""

import json

from called_functions import called_functions

from toolflow_evaluation.answering.answers import Answer
from toolflow_evaluation.bfcl.categories import CATEGORIES
from toolflow_evaluation.bfcl.questions import Question

ADD = {"name": "math.add", "parameters": {"properties": {"a": {}, "b": {}}}}
SEE = {"name": "see", "parameters": {"properties": {}}}
RIGHT = ("math.add", {"a": [1], "b": [2]})


def question(name, category, *answers):
    return Question(name, CATEGORIES[category], (), (ADD, SEE), answers)


def answer(name, *calls):
    """Return an answer in the form that a template asks for."""
    tagged = (
        f"<tool_call>{json.dumps({'name': each, 'arguments': given})}</tool_call>" for each, given in calls
    )
    return Answer(name, "digest", "template", "".join(tagged) or "I cannot do that.")


def test_functions_their_number_and_their_parameters_are_counted_apart_from_values(tmp_path):
    """Of three multiple questions one is called rightly with a wrong value and a parameter that is none (1 of
    2 known), one is another function (no argument), one is not called. Of two parallel ones, of two calls
    each, one has both, in the names that the model saw (4 of 4 known), one has one call only (0 of 1)."""
    questions = [question(f"m{at}", "multiple", RIGHT) for at in range(3)]
    questions += [question(f"p{at}", "parallel", RIGHT, RIGHT) for at in range(2)]
    both = ("math_add", {"a": 1, "b": 2})
    answers = [
        answer("p0", both, both),
        answer("m0", ("math_add", {"a": 9, "sum": 2})),
        answer("m1", ("see", {})),
        answer("m2"),
        answer("p1", ("math_add", {"c": 1})),
    ]
    lines = "".join(json.dumps(each.to_json()) + "\n" for each in answers)
    (tmp_path / "answers.jsonl").write_text(lines, "utf-8")
    assert called_functions(tmp_path, questions) == {
        "multiple": {"questions": 3, "called": 2, "functions": 1, "arguments": 2, "known": 1},
        "parallel": {"questions": 2, "called": 2, "functions": 1, "arguments": 5, "known": 4},
    }
