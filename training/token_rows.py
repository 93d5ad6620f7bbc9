"""Dialogues as tokens with labels: whole ones, or cut at the end of a round, never inside one."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.rounds import split_rounds
from toolflow_dataset.types import Message, ToolCall

from .rendering import Rendered, Renderer, Span
from .templates import ChatTemplate, control_tokens

NOT_LEARNT = -100


class TrainingDialogue(Protocol):
    """What a dialogue has to have; a `toolflow_evaluation` Conversation is one."""

    @property
    def messages(self) -> tuple[Message, ...]:
        """In OpenAI's roles, calls with objects as arguments."""

    @property
    def tools(self) -> tuple[Mapping[str, Any], ...]:
        """The function objects offered."""

    @property
    def place(self) -> str:
        """File and line, file and row, or run and id."""

    @property
    def turn_steps(self) -> tuple[int, ...]:
        """For each user message its plan step, where known; empty where not."""

    @property
    def origin(self) -> Mapping[str, str]:
        """What made it, where known: `code_version`, `config_digest`, `setting`, `revision`."""


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A dialogue to learn from.

    Args:
        input_ids: All tokens.
        labels: As many; the token where the assistant wrote it, else -100.
    """

    input_ids: list[int]
    labels: list[int]


@dataclass(slots=True)
class TokenCounts:
    """What became of the dialogues.

    Args:
        lengths: Tokens of each dialogue before any cut.
        used: Dialogues to learn from.
        cut: Of those, the ones that lost rounds at their end.
        rounds_cut: Rounds lost so.
        too_long: Dialogues left out, because their first round is longer than a sequence may be.
        unanswered: Dialogues left out, because the assistant says nothing in them.
        control: Dialogues left out, because a text in them holds a control token, which the model would read
            as the template's own: as the end of a turn, or the beginning of one.
        lost_texts: Words beside a call that the template does not show.
        split_turns: Call turns with several calls that were split into one each.
        tokens: Tokens in all used sequences.
        learnt: Of those, what the assistant wrote.
        endings: How often each token ends what the assistant writes.
    """

    lengths: list[int] = field(default_factory=list)
    used: int = 0
    cut: int = 0
    rounds_cut: int = 0
    too_long: int = 0
    unanswered: int = 0
    control: int = 0
    lost_texts: int = 0
    split_turns: int = 0
    tokens: int = 0
    learnt: int = 0
    endings: Counter[int] = field(default_factory=Counter)

    def to_json(self) -> dict[str, Any]:
        """Return the counts, with the lengths as median, 95th percentile and maximum."""
        ordered = sorted(self.lengths) or [0]
        shares = {"median": 0.5, "p95": 0.95, "longest": 1.0}
        lengths = {name: ordered[round(share * (len(ordered) - 1))] for name, share in shares.items()}
        names = [name for name in self.__slots__ if name not in ("lengths", "endings")]  # type: ignore[attr-defined]
        return {**{name: getattr(self, name) for name in names}, "length": lengths}


class DialogueTokens:
    """Turns dialogues into token rows, and counts what became of them.

    Args:
        tokenizer: A fast `transformers` tokenizer.
        template: The chat template.
        max_length: Most tokens of a row.
        single_call: Split turns of several calls into turns of one call each.

    Raises:
        ConfigError: If the tokenizer is a slow one, which cannot tell where its tokens stand.
    """

    def __init__(
        self, tokenizer: Any, template: ChatTemplate, max_length: int, *, single_call: bool = False
    ) -> None:
        if not tokenizer.is_fast:
            raise ConfigError(
                f"the tokenizer ({type(tokenizer).__name__}) is not a fast one and cannot tell where its "
                "tokens stand in the text; convert it with `transformers`, so that there is a tokenizer.json"
            )
        self.counts = TokenCounts()
        self._tokenizer = tokenizer
        self._renderer = Renderer(tokenizer, template)
        self._max_length = max_length
        self._single_call = single_call
        control = "|".join(map(re.escape, control_tokens(tokenizer)))
        self._control = re.compile(control or r"(?!)")

    def rows(self, dialogue: TrainingDialogue) -> Iterator[TokenRow]:
        """Yield the dialogue's row, or nothing where it has to be left out.

        What follows the last reply teaches nothing and is left out; a dialogue that is too long loses whole
        rounds from its end.

        Raises:
            ConfigError: If the template does not take the dialogue.
        """
        messages = list(dialogue.messages)
        if self._single_call:
            messages = self._split(messages)
        messages = _ending_with_reply(messages)
        if not messages:
            self.counts.unanswered += 1
            return
        if self._control.search(_texts(messages, dialogue.tools)):
            self.counts.control += 1
            return
        row, lost = self._row(messages, dialogue)
        self.counts.lengths.append(len(row.input_ids))
        if len(row.input_ids) > self._max_length:
            shorter = self._shortened(messages, dialogue)
            if shorter is None:
                self.counts.too_long += 1
                return
            row, lost = shorter
        learnt = [label for label in row.labels if label != NOT_LEARNT]
        if not learnt:
            self.counts.unanswered += 1
            return
        self.counts.used += 1
        self.counts.lost_texts += lost
        self.counts.tokens += len(row.input_ids)
        self.counts.learnt += len(learnt)
        self.counts.endings[learnt[-1]] += 1
        yield row

    def _shortened(
        self, messages: Sequence[Message], dialogue: TrainingDialogue
    ) -> tuple[TokenRow, int] | None:
        """Return the longest run of whole rounds that fits; None if not even the first does."""
        rounds = split_rounds(messages)
        low, high, best = 0, len(rounds) - 1, None
        while low < high:
            middle = (low + high + 1) // 2
            kept = _ending_with_reply(messages[: rounds[middle].start])
            row, lost = self._row(kept, dialogue) if kept else (TokenRow([], []), 0)
            if len(row.input_ids) <= self._max_length:
                low, best = middle, (row, lost)
            else:
                high = middle - 1
        if best is None or not best[0].input_ids:
            return None
        self.counts.cut += 1
        self.counts.rounds_cut += len(rounds) - low
        return best

    def _row(self, messages: Sequence[Message], dialogue: TrainingDialogue) -> tuple[TokenRow, int]:
        rendered = self._renderer.render(messages, dialogue.tools, dialogue.place)
        encoded = self._tokenizer(rendered.text, add_special_tokens=False, return_offsets_mapping=True)
        ids: list[int] = encoded["input_ids"]
        learnt = _inside(encoded["offset_mapping"], rendered)
        return TokenRow(
            ids, [token if inside else NOT_LEARNT for token, inside in zip(ids, learnt, strict=True)]
        ), rendered.lost_texts

    def _split(self, messages: Sequence[Message]) -> list[Message]:
        """Have every call in a turn of its own, with its result after it; words go with the first call."""
        split: list[Message] = []
        at = 0
        while at < len(messages):
            turn = messages[at]
            at += 1
            if len(turn.tool_calls) < 2:
                split.append(turn)
                continue
            self.counts.split_turns += 1
            after = at
            while after < len(messages) and messages[after].role == "tool":
                after += 1
            results = _by_call(turn.tool_calls, messages[at:after])
            for number, (call, own) in enumerate(zip(turn.tool_calls, results, strict=True)):
                content = turn.content if number == 0 else ""
                split += [replace(turn, content=content, tool_calls=(call,)), *own]
            at = after
        return split


def _by_call(calls: Sequence[ToolCall], results: Sequence[Message]) -> list[list[Message]]:
    """Return the results of each call: by its id, and those that name none of them in order."""
    held: list[list[Message]] = [[] for _ in calls]
    known = {call.id for call in calls}
    for result in sorted(results, key=lambda each: each.tool_call_id not in known):
        places = [place for place, call in enumerate(calls) if call.id == result.tool_call_id]
        among = places or list(range(len(calls)))
        held[next((place for place in among if not held[place]), among[-1])].append(result)
    return held


def _texts(messages: Sequence[Message], tools: Sequence[Mapping[str, Any]]) -> str:
    """Return all that a template shows of a dialogue."""
    calls = [[call.name, call.arguments] for message in messages for call in message.tool_calls]
    said = "\n".join(message.content for message in messages)
    return f"{said}\n{json.dumps([calls, list(map(dict, tools))], ensure_ascii=False)}"


def _ending_with_reply(messages: Sequence[Message]) -> list[Message]:
    """Return the messages up to the assistant's last one; none where it says nothing."""
    kept = list(messages)
    while kept and kept[-1].role != "assistant":
        kept.pop()
    return kept


def _inside(offsets: Sequence[Span], rendered: Rendered) -> list[bool]:
    """Tell of each token whether it begins in one of the spans.

    A tokenizer that trims offsets gives a token of mere whitespace no extent; it begins where the token
    before it ends.
    """
    inside, spans, at, before = [], rendered.spans, 0, 0
    for start, end in offsets:
        begins = start if end > start else before
        while at < len(spans) and begins >= spans[at][1]:
            at += 1
        inside.append(at < len(spans) and begins >= spans[at][0])
        before = max(before, end)
    return inside
