"""What must not stand in a conversation: agents' markup and prompts, a model's refusals, JSON for prose."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache

from toolflow_dataset.types import Tool

from .prompting import instructions
from .text_index import tokens

_SHINGLE = 9
_PROMPTS = ("planner", "user", "assistant", "tool")
_MARKUP = re.compile(
    r"</?(?:tool_calls?|tool_response|tool_results?|function_calls?|function|inputs|history|turn|think|thinking|tools"
    r"|scratchpad|im_start|im_end|s)(?:[ =][^>\n]{0,80})?>"
    r"|<\|[a-z_]{2,30}\|>|\[/?INST\]|\[/?TOOL_CALLS?\]|<</?SYS>>|\{\{\s*\w+\s*\}\}|\[insert [^\]\n]{1,60}\]"
    r"|\A\s*\**(?:user|assistant|human|tool)\**\s*:\s|\n\**(?:assistant|human)\**\s*:\s"
    r"|\bfunctions\.[a-z_]\w*|\b(?:completed_steps|current_step|leave_out_value|target_rounds|tool_call_id|tool_calls)\b",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"\bas an? (?:ai|artificial intelligence)(?: language)? (?:language )?model\b"
    r"|\bas an ai(?: assistant)?,? (?:i (?:cannot|cant|am unable|am not able|do not have|dont have)"
    r"|im unable|im not able)"
    r"|\bi(?: a|)m (?:just |only )?an? (?:ai |large )?language model\b"
    r"|\b(?:cannot|cant|unable to|not able to|wont) (?:assist|help)(?: you)? with (?:that|this|your|such)"
    r"(?: (?:specific |particular |kind of |type of )?(?:request|requests|topic|task|query|question)s?)?"
    r"\s*(?:[.!]|\Z)"
    r"|\b(?:cannot|cant|unable to|wont) (?:fulfil|fulfill|comply with|engage in)\b"
    r"|\bagainst my (?:guidelines|programming|policy|policies|training)\b"
)
_FENCE = re.compile(r"```\s*(?:json|tool|xml)", re.IGNORECASE)
_OBJECT = re.compile(r"\{\s*(?:\"[^\"\n]{1,80}\"|'[^'\n]{1,80}')\s*:")


def has_markup(text: str, tools: Sequence[Tool]) -> bool:
    """Tell whether a text holds chat markup, a prompt's own words, or a call written out as code."""
    if _MARKUP.search(text):
        return True
    if "(" in text and any(f"{tool.name}(" in text for tool in tools):
        return True
    words = tokens(text)
    shingles = _prompt_shingles()
    return any(" ".join(words[at : at + _SHINGLE]) in shingles for at in range(len(words) - _SHINGLE + 1))


def names_tool(text: str, tools: Sequence[Tool]) -> bool:
    """Tell whether a text says the name of an offered tool that is no word, such as `search_flights`."""
    for tool in tools:
        if tool.name in text and not tool.name.isalpha():
            at = text.find(tool.name)
            around = text[at - 1 : at] + text[at + len(tool.name) : at + len(tool.name) + 1]
            if not any(char.isalnum() or char in "_-" for char in around):
                return True
    return False


def is_refusal(text: str) -> bool:
    """Tell whether a model declines as a model.

    An honest "I couldn't find any" is no refusal, nor is saying that no tool can do it.
    """
    return bool(_REFUSAL.search(text.lower().replace("'", "").replace("\u2019", "")))


def has_json(text: str) -> bool:
    """Tell whether prose holds an object written out, or a fence announces one; `[1, 2]` is prose."""
    return bool(_OBJECT.search(text) or _FENCE.search(text))


def is_json(text: str) -> bool:
    """Tell whether a text is a JSON object, or an array of them, and nothing else."""
    text = text.strip()
    if not text.startswith(("{", "[", "```")):
        return False
    try:
        value = json.loads(text.removeprefix("```json").strip("` \n"))
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(item, dict) for item in value)
    )


@cache
def _prompt_shingles() -> frozenset[str]:
    """Return every run of nine words in our instructions: long enough that nobody says one by chance."""
    found: set[str] = set()
    for name in _PROMPTS:
        words = tokens(instructions(name))
        found.update(" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1))
    return frozenset(found)
