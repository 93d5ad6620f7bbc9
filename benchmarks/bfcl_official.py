"""The official side of bfcl_parity.py: `bfcl-eval` judges cases, in an environment of its own.

It imports nothing of ToolFlow. Cases come as JSON lines on standard input, verdicts go out the same way. What
of `bfcl-eval` is not about judging single-turn answers (handlers of some fifty providers, the classes of its
multi-turn tests) is replaced by empty modules, so that its many dependencies need not be installed; decoding,
checking, the relevance rule and the leaderboard's formulas are its own, unchanged.

    python bfcl_official.py judge < cases.jsonl       {"id", "form": "native" | "text", "output"} a line
    python bfcl_official.py convert < texts.jsonl     [language, type, type of items, source text] a line
    python bfcl_official.py aggregate < scores.jsonl  {category: [accuracy, count]} a line
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
import types
from pathlib import Path
from typing import Any

NATIVE, TEXT = "native", "text"
_HIDDEN = {
    "bfcl_eval.constants.model_config": {},
    "bfcl_eval.eval_checker.multi_turn_eval.multi_turn_checker": {
        "multi_turn_checker": None,
        "multi_turn_irrelevance_checker": None,
    },
    "bfcl_eval.eval_checker.multi_turn_eval.multi_turn_utils": {"is_empty_execute_response": None},
    "bfcl_eval.model_handler.base_handler": {"BaseHandler": object},
    "openai": {"OpenAI": None, "RateLimitError": Exception},
}


def _model(dots_become_underscores: bool) -> types.SimpleNamespace:
    """Return what the checker and the leaderboard ask of a model's entry."""
    return types.SimpleNamespace(
        underscore_to_dot=dots_become_underscores,
        display_name="parity",
        url="",
        org="",
        license="",
        input_price=None,
        output_price=None,
    )


def _hide() -> None:
    models = {NATIVE: _model(True), TEXT: _model(False)}
    for name, attributes in _HIDDEN.items():
        module = types.ModuleType(name)
        vars(module).update(attributes)
        sys.modules[name] = module
    vars(sys.modules["bfcl_eval.constants.model_config"])["MODEL_CONFIG_MAPPING"] = models


def judge() -> None:
    """Judge the cases on standard input."""
    from bfcl_eval.constants.enums import Language, ReturnFormat
    from bfcl_eval.eval_checker import eval_runner
    from bfcl_eval.model_handler.api_inference.openai_completion import OpenAICompletionsHandler
    from bfcl_eval.utils import extract_test_category_from_id, load_dataset_entry, load_ground_truth_entry

    questions: dict[str, dict[str, Any]] = {}
    answers: dict[str, dict[str, Any]] = {}
    for line in sys.stdin:
        case = json.loads(line)
        category = extract_test_category_from_id(case["id"])
        judged_by_presence = "relevance" in category
        if category not in questions:
            entries = load_dataset_entry(category, include_language_specific_hint=False)
            questions[category] = {entry["id"]: entry for entry in entries}
            if not judged_by_presence:
                rights = load_ground_truth_entry(category)
                answers[category] = {
                    entry["id"]: right["ground_truth"] for entry, right in zip(entries, rights, strict=True)
                }
        handler = types.SimpleNamespace(is_fc_model=case["form"] == NATIVE)
        handler.decode_ast = types.MethodType(OpenAICompletionsHandler.decode_ast, handler)
        output = case["output"]
        if isinstance(output, list):
            output = [{name: arguments} for name, arguments in output]
        question = questions[category][case["id"]]
        try:
            if judged_by_presence:
                verdict = eval_runner._evaluate_single_relevance_entry(
                    handler, case["id"], output, question, case["form"], category
                )
            else:
                java, javascript = category.endswith("_java"), category.endswith("_javascript")
                verdict = eval_runner._evaluate_single_ast_entry(
                    handler,
                    case["id"],
                    output,
                    answers[category][case["id"]],
                    question,
                    case["form"],
                    category,
                    Language.JAVA if java else Language.JAVASCRIPT if javascript else Language.PYTHON,
                    ReturnFormat.JAVA
                    if java
                    else ReturnFormat.JAVASCRIPT
                    if javascript
                    else ReturnFormat.PYTHON,
                )
            told = {"valid": bool(verdict["valid"]), "error_type": verdict.get("error_type", "")}
        except Exception as error:  # the checker's own crash ends a whole evaluation; here it is a finding
            told = {"valid": None, "error_type": f"{type(error).__name__}: {error}"[:200]}
        sys.stdout.write(json.dumps(told) + "\n")


def convert() -> None:
    """Turn source texts of Java and JavaScript into values, told by their `repr`."""
    from bfcl_eval.eval_checker.ast_eval.type_convertor.java_type_converter import java_type_converter
    from bfcl_eval.eval_checker.ast_eval.type_convertor.js_type_converter import js_type_converter

    converters = {"java": java_type_converter, "javascript": js_type_converter}
    for line in sys.stdin:
        language, kind, item, text = json.loads(line)
        try:
            told = repr(converters[language](text, kind, item or None))
        except Exception as error:
            told = f"crashed: {type(error).__name__}"
        sys.stdout.write(json.dumps(told) + "\n")


def aggregate() -> None:
    """Put each line's scores through the leaderboard's formulas; print what it makes of them, in per cent."""
    from bfcl_eval.constants.category_mapping import ALL_SCORING_CATEGORIES
    from bfcl_eval.eval_checker.eval_runner_helper import generate_leaderboard_csv

    unscored = dict.fromkeys(ALL_SCORING_CATEGORIES, (0.0, 1))  # else it reads their files for each table
    for line in sys.stdin:
        scores = {
            category: {"accuracy": accuracy, "total_count": count}
            for category, (accuracy, count) in (unscored | json.loads(line)).items()
        }
        with tempfile.TemporaryDirectory() as folder:
            told = sys.stdout
            sys.stdout = sys.stderr  # it talks
            try:
                generate_leaderboard_csv({NATIVE: scores}, Path(folder))
            finally:
                sys.stdout = told
            found = {}
            for name in ("non_live", "live", "overall"):
                with open(Path(folder, f"data_{name}.csv"), newline="") as file:
                    found[name] = next(csv.DictReader(file))
        sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    _hide()
    {"judge": judge, "convert": convert, "aggregate": aggregate}[sys.argv[1]]()
