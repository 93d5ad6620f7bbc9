"""Our verdicts, and whether bfcl_parity.py would notice if a rule behind them were wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from unittest import mock

from bfcl_forms import Case

from toolflow_evaluation.answering.decoding import read_native
from toolflow_evaluation.answering.faults import Fault
from toolflow_evaluation.answering.prompts import wire_name
from toolflow_evaluation.answering.python_calls import read_python_calls
from toolflow_evaluation.bfcl import checker, parameter_check
from toolflow_evaluation.bfcl.checker import fault_of

# what the comparison has to notice: module, attribute, and a wrong rule in its place
WRONG_RULES: dict[str, tuple[Any, str, Any]] = {
    "strings with their case": (parameter_check, "written_alike", lambda text: text.translate(_IGNORED)),
    "strings with their punctuation": (parameter_check, "written_alike", lambda text: text.lower()),
    "strings without quotes": (
        parameter_check,
        "written_alike",
        lambda text: text.translate(_IGNORED).lower().replace("'", "").replace('"', ""),
    ),
    "strings in lists to the letter": (parameter_check, "_alike_items", list),
    "items of any type": (parameter_check, "_items_fit", lambda items, answers, item_type: True),
    "any variable": (parameter_check, "_first_type", lambda answers: None),
    "missing keys of dictionaries": (
        parameter_check,
        "_entries_fault",
        lambda name, value, answer: None if all(key in answer for key in value) else Fault("key", ""),
    ),
    "no integer for a float, no tuple for a list": (checker, "_read_python", lambda value, kind: value),
    "calls judged as irrelevant by their number": (
        checker,
        "_presence_fault",
        lambda category, decoded: None if len(decoded.calls or ()) != 1 else Fault("call", ""),
    ),
}
_IGNORED = str.maketrans(dict.fromkeys(" ,./-_*^"))


def our_verdict(case: Case) -> str:
    """Return the reason of our verdict; empty where the answer is right."""
    if case.form == "text":
        fault = fault_of(case.question, read_python_calls(str(case.output)))
    else:
        calls = [] if isinstance(case.output, str) else case.output  # a text is no calls
        fault = fault_of(case.question, read_native(calls), wire_name)
    return fault.reason if fault else ""


def count_noticed(cases: Sequence[Case], official: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Return, for each rule of ours made wrong on purpose, in how many cases the comparison notices."""
    noticed = {}
    for name, (module, attribute, wrong) in WRONG_RULES.items():
        with mock.patch.object(module, attribute, wrong):
            noticed[name] = sum(
                (not our_verdict(case)) != (theirs["valid"] is True)
                for case, theirs in zip(cases, official, strict=True)
            )
    return noticed
