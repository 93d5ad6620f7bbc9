r"""What the assistant's final answers say: a value of the results, an error's cause, no JSON, no identifiers.

A final answer is the assistant message without calls that ends a round. If the round had results, it has to
name a value of one of them: a string, whole, by its words or by half of the content words of a long text; a
resource's path, whole or by its last part if that has a digit or a hyphen (people say `operation-7` of
`projects/a/operations/operation-7`; a plain word such as `default` could be anything's); a number, also
rounded or in words; a date or time, also spoken; and where there are only flags, the words of a flag's name.
Of an empty result it has to say that there is nothing. A failure that no later call of the round made good
has to be told with half of the error's content words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from spoken_values import named_leaves

from toolflow_dataset.rounds import Round, is_error, read_result, split_rounds
from toolflow_dataset.types import Dialogue, Message, Tool
from toolflow_generation.error_rounds import unrecovered
from toolflow_generation.grounding_words import STOP_WORDS, split_name
from toolflow_generation.leaks import has_json, is_json
from toolflow_generation.spoken_dates import (
    date_phrases,
    find_today,
    read_date,
    read_moment,
    read_time,
    time_phrases,
)
from toolflow_generation.spoken_numbers import canonical, number_phrases, quantity_phrases
from toolflow_generation.text_index import TextIndex, normalise, stem, tokens

SNAKE = re.compile(r"\b[a-z0-9]+(?:_[a-z0-9]+)+\b")
_NOTHING = re.compile(
    r"\b(?:no|not|none|nothing|empty|any|zero|without|couldnt|didnt|doesnt|isnt|arent|havent|hasnt|cant)\b"
)
_PATH = re.compile(r"[\w.~:-]+(?:/[\w.~:-]+){2,}")
_DISTINCT = re.compile(r"\w.*[\d-]|\d.*\w")
_EXAMPLES = 10
_LONG = 8


@dataclass(slots=True)
class FinalAnswers:
    """Counts over the rounds and texts of dialogues.

    Args:
        counts: `answers` (final answers to results with a value), `named`, `told_new` (they name a value
            the user had not said), `results` and `results_named` (the same for each result by itself),
            `empty` and `empty_told`, `errors` and `errors_told` (rounds with a failure that no later call
            made good), `recovered`, `json`, `texts` (user and final assistant texts), `snake` (texts with
            snake_case), `snake_values` (those where all of it stands in a value of a call, a result or the
            system message), `unanswered` (rounds with results but without a final answer).
        examples: Offence -> dialogues and texts; ten at most.
    """

    counts: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def add(self, dialogue: Dialogue) -> None:
        """Count one dialogue."""
        tools = {tool.name: tool for tool in dialogue.tools}
        today = next(
            (
                date
                for message in dialogue.messages
                if message.role == "system" and (date := find_today(message.content))
            ),
            None,
        )
        values = _value_text(dialogue)
        said = TextIndex()
        for one in split_rounds(dialogue.messages):
            said.add(one.user.content, one.start)
            self._text(dialogue, one.user, values)
            if one.reply is not None:
                self._text(dialogue, one.reply, values)
            if one.results:
                self._round(dialogue, one, tools, today, said)

    def _text(self, dialogue: Dialogue, message: Message, values: str) -> None:
        text = message.content
        self.counts["texts"] += 1
        if message.role == "assistant" and (has_json(text) or is_json(text)):
            self._offence("json", dialogue, text)
        if found := SNAKE.findall(text):
            self.counts["snake_values"] += all(word in values for word in found)
            self._offence("snake", dialogue, f"[{message.role}: {', '.join(found)}] {text}")

    def _round(
        self, dialogue: Dialogue, one: Round, tools: dict[str, Tool], today: dt.date | None, said: TextIndex
    ) -> None:
        if one.reply is None:
            self._offence("unanswered", dialogue, one.user.content)
            return
        reply = one.reply.content
        failed = unrecovered(one, tools)
        if failed:
            self.counts["errors"] += 1
            if all(tells_error(reply, error) for error in failed.values()):
                self.counts["errors_told"] += 1
            else:
                self._offence("error not told", dialogue, f"[{' | '.join(failed.values())}] {reply}")
        elif one.failed:
            self.counts["recovered"] += 1
        good = [result for message in one.results if not is_error(result := read_result(message.content))]
        if not good:
            return
        by_result = [
            [pair for pair in named_leaves(result) if pair[1] is not None and pair[1] != ""]
            for result in good
        ]
        if not any(by_result):
            self.counts["empty"] += 1
            self.counts["empty_told"] += bool(_NOTHING.search(normalise(reply)))
            return
        self.counts["answers"] += 1
        answer = TextIndex()
        answer.add(reply, 0)
        found = [[pair for pair in pairs if names(answer, *pair, today)] for pairs in by_result]
        self.counts["results"] += sum(map(bool, by_result))
        self.counts["results_named"] += sum(map(bool, found))
        if named := [pair for pairs in found for pair in pairs]:
            self.counts["named"] += 1
            self.counts["told_new"] += any(not names(said, *pair, today) for pair in named)
        else:
            self._offence("no value named", dialogue, f"[{one.results[-1].content[:160]}] {reply}")

    def _offence(self, kind: str, dialogue: Dialogue, text: str) -> None:
        self.counts[kind] += 1
        examples = self.examples.setdefault(kind, [])
        if len(examples) < _EXAMPLES:
            examples.append(f"{dialogue.id}: {text[:400]}")


def names(text: TextIndex, path: str, value: Any, today: dt.date | None) -> bool:
    """Tell whether a text names a result's value in some spelling.

    Args:
        text: What is said.
        path: Dotted path of the value in the result; its last name says what a flag is about.
        value: A scalar.
        today: The dialogue's date, for `tomorrow` and the like.
    """
    if isinstance(value, bool):
        about = [word for word in split_name(path.rsplit(".", 1)[-1]) if word not in STOP_WORDS]
        return bool(about) and all(stem(word) in text.stems for word in about)
    if isinstance(value, (int, float)):
        return _says(text, _number_phrases(value))
    if _says(text, _string_phrases(str(value), today)):
        return True
    # half the words of a path are those of what it lies in
    return not _PATH.fullmatch(str(value)) and _says_half(text, str(value))


def tells_error(reply: str, error: str) -> bool:
    """Tell whether a reply carries half of the content words of an error's text, up to their endings."""
    said = {stem(word) for word in tokens(reply)}
    wanted = {stem(word) for word in tokens(error) if word not in STOP_WORDS and len(word) > 2}
    return bool(wanted) and 2 * len(wanted & said) >= len(wanted)


def final_answers(dialogues: Iterable[Dialogue]) -> FinalAnswers:
    """Count dialogues."""
    counted = FinalAnswers()
    for dialogue in dialogues:
        counted.add(dialogue)
    return counted


def _says(text: TextIndex, phrases: Iterable[str]) -> bool:
    return any(phrase and text.find(phrase) is not None for phrase in phrases)


def _says_half(text: TextIndex, value: str) -> bool:
    """Tell whether half of the content words of a longer text are said; shorter strings count only whole."""
    words = {stem(word) for word in tokens(value) if word not in STOP_WORDS and len(word) > 2}
    return len(words) >= _LONG // 2 and 2 * len(words & text.stems.keys()) >= len(words)


def _number_phrases(value: float) -> list[str]:
    phrases = [canonical(value)]
    if isinstance(value, float):
        phrases += [canonical(round(value, digits)) for digits in (0, 1, 2)]
    if abs(value) < 1e15:
        phrases += quantity_phrases(value)
        # "one" and "no" are said of anything
        phrases += number_phrases(value) if abs(value) >= 2 else ()
    return phrases


def _string_phrases(value: str, today: dt.date | None) -> list[str]:
    phrase = normalise(value)
    if phrase in STOP_WORDS or not phrase:
        return []
    phrases = [phrase, " ".join(split_name(value))]
    if _PATH.fullmatch(value) and _DISTINCT.search(last := value.rsplit("/", 1)[1]):
        phrases.append(normalise(last))
    if len(value) <= 40:
        moment = read_moment(value)
        date = read_date(value) or (moment and moment.date())
        time = read_time(value) or (moment and moment.time())
        if date:
            phrases += [one for forms in date_phrases(date, today) for one in forms]
        if time:
            phrases += [one for forms in time_phrases(time.hour, time.minute) for one in forms]
    return phrases


def _value_text(dialogue: Dialogue) -> str:
    """Return what holds values that may contain an underscore, such as an ID or a file's name."""
    pieces = [message.content for message in dialogue.messages if message.role == "system"]
    for message in dialogue.messages:
        holders = [call.arguments for call in message.tool_calls]
        if message.role == "tool":
            holders.append(read_result(message.content))
        pieces += [str(value) for one in holders for _, value in named_leaves(one)]
    return "\n".join(pieces).lower()
