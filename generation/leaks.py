"""What must not stand in a conversation: agents' markup and prompts, a model's refusals, JSON for prose."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from toolflow_dataset.types import Tool

from .prompting import instructions
from .text_index import tokens

_SHINGLE, _SAMPLE = 9, 3  # words
_MOST_TEXTS = 4096
_PROMPTS = ("planner", "user", "assistant", "tool")
# agents' talk, by a sign without which there is none of that kind: most texts have hardly any of the signs
_MARKUP = tuple(
    (sign, re.compile(pattern, re.IGNORECASE))
    for sign, pattern in (
        (
            "<",
            r"</?(?:tool_calls?|tool_response|tool_results?|function_calls?|function|inputs|history|turn|think"
            r"|thinking|tools|scratchpad|im_start|im_end|s)(?:[ =][^>\n]{0,80})?>"
            r"|<\|[a-z_]{2,30}\|>|<</?SYS>>",
        ),
        ("[", r"\[(?:/?INST|/?TOOL_CALLS?|insert [^\]\n]{1,60})\]"),
        ("{", r"\{\{\s*\w+\s*\}\}"),
        (":", r"\A\s*\**(?:user|assistant|human|tool)\**\s*:\s|\n\**(?:assistant|human)\**\s*:\s"),
        (".", r"\bfunctions\.[a-z_]\w*"),
        (
            "_",
            r"\b(?:completed_steps|current_step|leave_out_value|target_rounds|tool_call_id|tool_calls)\b",
        ),
    )
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
    if "(" in text and any(f"{tool.name}(" in text for tool in tools):
        return True
    return _is_agents_talk(text)


@lru_cache(_MOST_TEXTS)
def _is_agents_talk(text: str) -> bool:
    """Tell whether a text holds chat markup or a prompt's own words; the agents ask it, then the filters."""
    return any(sign in text and pattern.search(text) for sign, pattern in _MARKUP) or _quotes_prompt(text)


def _quotes_prompt(text: str) -> bool:
    """Tell whether nine words of a text stand in our instructions one after the other."""
    words = tokens(text)
    # of the runs of three that begin at every seventh word, each run of nine holds one
    places = range(0, len(words) - _SAMPLE + 1, _SHINGLE - _SAMPLE + 1)
    samples = _prompt_runs(_SAMPLE)
    if not any(" ".join(words[at : at + _SAMPLE]) in samples for at in places):
        return False
    return not _prompt_runs(_SHINGLE).isdisjoint(_runs(words, _SHINGLE))


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
def _prompt_runs(length: int) -> frozenset[str]:
    """Return every run of so many words in our instructions; nobody says one of nine by chance."""
    return frozenset(run for name in _PROMPTS for run in _runs(tokens(instructions(name)), length))


def _runs(words: Sequence[str], length: int) -> Iterator[str]:
    return (" ".join(words[at : at + length]) for at in range(len(words) - length + 1))
