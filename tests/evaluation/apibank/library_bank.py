"""Dialogues and documents in API-Bank's form, about a library; their implementations are in tests/data/apibank."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parents[2] / "data" / "apibank"


def said(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "text": text}


def called(
    name: str, arguments: dict[str, str], output: Any, read: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return a turn of an API; `read` are the arguments as it took them, where they are not all strings."""
    result = {"api_name": name, "input": read or arguments, "output": output, "exception": None}
    return {"role": "API", "api_name": name, "param_dict": arguments, "result": result}


TOKEN = called("GetUserToken", {"username": "ada", "password": "engine"}, {"token": "t-ada"})
BORROW = called(
    "BorrowBook",
    {"token": "t-ada", "title": "Dune", "days": "14", "readers": "['Ada', 'Bo']"},
    "due in 14 days",
    {"token": "t-ada", "title": "Dune", "days": 14, "readers": ["Ada", "Bo"]},
)
RENEW = called(
    "RenewLoan",
    {"token": "t-ada", "title": "Emma", "silent": "True"},
    "renewed",
    {"token": "t-ada", "title": "Emma", "silent": True},
)

FOUND = {
    "name": "RenewLoan",
    "description": "Renew a loan, in other words than its document.",
    "input_parameters": {
        "token": {"type": "str", "description": "The token."},
        "title": {"type": "str", "description": "The title."},
        "silent": {"type": "bool", "description": "Whether to send no mail."},
    },
    "output_parameters": {},
}
SEARCH = called("ToolSearcher", {"keywords": "renew a loan"}, FOUND)

DIALOGUES = {
    "level-1-given-desc": {
        "BorrowBook-level-1-1.jsonl": [
            said("User", "I am ada, my password is engine. Lend me Dune for two weeks, for Ada and Bo."),
            TOKEN,
            said("AI", "You are logged in."),
            said("AI", "Now the book."),
            BORROW,
            said("AI", "Done: it is due in 14 days."),
        ]
    },
    "level-2-toolsearcher": {
        "RenewLoan-level-3-1.jsonl": [
            said("User", "Renew Emma for me, please, without a mail. My token is t-ada."),
            said("AI", "Let me look for a function."),
            SEARCH,
            RENEW,
            said("AI", "It is renewed."),
        ]
    },
}


def checkout(folder: Path) -> Path:
    """Copy the checkout, with its dialogues, to a folder."""
    target = folder / "api-bank"
    shutil.copytree(CHECKOUT, target, ignore=shutil.ignore_patterns("__pycache__"))
    for level, files in DIALOGUES.items():
        for name, turns in files.items():
            file = target / "lv1-lv2-samples" / level / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("".join(json.dumps(turn) + "\n" for turn in turns), "utf-8")
    return target
