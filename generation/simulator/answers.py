"""The final answer: what the results say, in prose."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Mapping, Sequence
from typing import Any

from .answer_frames import ALSO, BUT, CLOSING, NONE, NOTHING, RECOVERED, VALUE, WENT_THROUGH
from .answer_scope import about, does, identified_noun, named_argument, picked_from, siblings_of, told_path
from .apologies import apology
from .deeds import Deed
from .english import is_plural, lower_first, singular, stems
from .fact_choice import Contents, Fact, contents, payload
from .fact_values import sort_of, tidy
from .field_traits import asks_for, traits_of
from .memory import Done
from .noun_words import noun_of, ownable, speakable
from .question_words import questions
from .reading import Reading
from .records import opening, tell
from .remarks import NOTHING_NEW, remark, same_as_before
from .semantics import label_of
from .told_lists import MOST_TOLD, ListWords
from .voice import APART, Voice, continued, opened

_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")
_COUNTED = re.compile(r"(?i)(?:count|total|results|size)$")


class Answer:
    """Words for the results of one round.

    Args:
        text: The user's message.
        made: The calls of the round with their results.
        readings: The offered tools.
        today: From the system message.
        rng: The turn's randomness.
        past: The calls of the rounds before: what is asked again may have changed or not.
    """

    def __init__(
        self,
        text: str,
        made: Sequence[Done],
        readings: Sequence[Reading],
        today: dt.date,
        rng: random.Random,
        past: Sequence[Done] = (),
    ) -> None:
        self.said = text
        self.past = past
        self.asked = {*stems(text), *questions(text)}
        self.by_name: Mapping[str, Reading] = {reading.tool.name: reading for reading in readings}
        self.today = today
        self.rng = rng
        self.lists = ListWords(self.asked, today, rng)
        self.recovered = False
        self.opened = False  # whether the answer has its opening words already
        final: dict[str, Done] = {}
        for done in made:
            key = f"{done.name} {sorted(done.arguments.items(), key=str)}"
            self.recovered |= key in final and final[key].error is not None and done.error is None
            final[key] = done
        self.made = list(final.values())

    def text(self) -> str:
        """Return the answer."""
        rng = self.rng
        good = [done for done in self.made if done.error is None]
        bad = [done for done in self.made if done.error is not None]
        parts: list[str] = []
        if self.recovered and rng.random() < 0.6:
            parts.append(rng.choice(RECOVERED))
            self.opened = True
        for position, done in enumerate(good):
            linked = bool(position) and rng.random() < 0.3
            self.opened |= bool(position)
            words = self._in_passing(done, good[position + 1 :]) or self._tell(done, good[position + 1 :])
            parts.append(f"{rng.choice(ALSO)} {continued(words)}" if linked else words)
            parts.append(self._remarked(done))
        if len(good) == 1 and not bad and same_as_before(good[0], self.past):
            parts.append(rng.choice(NOTHING_NEW))
        for done in bad:
            alone = len(self.made) == 1
            words = apology(done, self.by_name.get(done.name), rng, done is self.made[-1] and not good, alone)
            blunt = ", but " in words or re.match(r"(?:Sorry|Unfortunately|Sadly|No luck)", words)
            parts.append(f"{rng.choice(BUT)} {lower_first(words)}" if parts and not blunt else words)
        if not bad and rng.random() < 0.07:
            parts.append(rng.choice(CLOSING))
        return _one_stop(" ".join(part for part in parts if part))

    def _remarked(self, done: Done) -> str:
        """Return what is odd in a result beside what was asked for; mostly empty."""
        result = payload(done.result) if isinstance(done.result, dict) else {}
        return remark(done, self.by_name.get(done.name), result, self.rng)

    # -- one result ---------------------------------------------------------------------------------------------------

    def _in_passing(self, done: Done, later: Sequence[Done]) -> str:
        """Tell a long list in one sentence if it only fed the next call; empty if it did not."""
        reading = self.by_name.get(done.name)
        found = picked_from(done, later) if reading is not None and not does(reading) else None
        if found is None or reading is None or len(found[0][1]) <= MOST_TOLD:
            return ""
        return self.lists.picked(*found, noun_of(reading))

    def _tell(self, done: Done, later: Sequence[Done] = ()) -> str:
        reading = self.by_name.get(done.name)
        noun = noun_of(reading) if reading else label_of(done.name)
        result = done.result
        if isinstance(result, list):
            result = {"results": result}
        if not isinstance(result, dict) or not result:
            return opened(self._bare(reading, result))
        result = payload(result)
        given = {str(each) for each in done.arguments.values() if not isinstance(each, (dict, list))}
        doer = reading if reading is not None and does(reading) else None
        # of `waves, tide and water temperature` the waves are asked for; the weather is only what it is about
        named = reading is not None and re.search(rf"\b{re.escape(noun)}(?:,[^.]*)? and\b", reading.explicit)
        asked = self.asked if named else self.asked.difference(stems(noun))
        found = contents(result, given, asked, doer is not None, self.rng)
        which = about(done, reading, self.made, self.said, self.today, self.rng)
        if found.lists and isinstance(found.lists[0][1][0], dict):
            words = self._with_list(found, result, noun, which, given, picked_from(done, later) is not None)
            if doer is None:
                return words
            return f"{opened(self._done(done, doer, noun, which).words(result))}. {words}"
        if not found.facts:
            return (
                self.lists.scalars(found.lists[0], which) if found.lists else opened(self._bare(reading, ""))
            )
        if doer is None and found.empty and all(_counts_none(fact) for fact in found.facts):
            words = self.rng.choice(NONE).format(things=label_of(found.empty[0]))
            return opened(f"{words} {which}".rstrip() + ".")
        facts = [told_path(fact, done, len(found.facts) == 1, self.rng) for fact in found.facts]
        voice = Voice(siblings_of(done, result), self.today, self.rng)
        if doer is not None:
            words = self._deed(self._done(done, doer, noun, which), result, facts, which, voice)
        else:
            words = self._found(done, reading, noun, facts, which, voice)
        if found.lists and found.lists[0][1] not in done.arguments.values():
            words += " " + self.lists.scalars(found.lists[0], "")
        if found.empty and (doer is not None or asks_for(found.empty[0], asked)):
            words += f" There are no {label_of(found.empty[0])}."
        return words

    def _with_list(
        self,
        found: Contents,
        result: Mapping[str, Any],
        noun: str,
        which: str,
        given: set[str],
        in_order: bool,
    ) -> str:
        """Tell a list, and now and then a fact beside it that is not merely its length, its first entry or what was asked with."""
        listed = found.lists[0]
        words = self.lists.things(listed, noun, which, in_order, given)
        first = listed[1][0]
        owned = any(traits_of(name).minor and first.get(name) == value for name, value in result.items())
        owner = self.lists.named(listed, noun) if owned else ""
        inside = {str(value) for each in listed[1] if isinstance(each, dict) for value in each.values()}
        for fact in found.facts:
            if (
                fact.words is not None
                or str(fact.value) in inside
                or (sort_of(fact.value) in "dm" and str(fact.value)[11:16] in inside)
                or (isinstance(fact.value, int) and _COUNTED.search(fact.name))
            ):
                continue
            routine = traits_of(fact.name).plumbing or traits_of(fact.name).minor
            if fact.value in given or (not fact.asked and (routine or self.rng.random() < 0.5)):
                continue
            voice = Voice(result, self.today, self.rng)
            if owned and sort_of(fact.value) not in "dmc":  # what stands beside the list is the first thing's
                told = voice.predicate(fact) if owner else ""
                return f"{words} {owner} {told}." if told else words
            # after a list `it` would be anybody
            clause = next((each for _ in range(4) if not (each := voice.clause(fact)).startswith("it")), "")
            return f"{words} {voice.sentences([clause])}" if clause else words
        return words

    def _found(
        self, done: Done, reading: Reading | None, noun: str, facts: list[Fact], which: str, voice: Voice
    ) -> str:
        """Tell what a question brought."""
        rng = self.rng
        one = identified_noun(done, reading) or (singular(noun) if is_plural(noun) else noun)
        subject = "it"
        if speakable(one) and not is_plural(one.split(" of ")[0]):
            subject = rng.choice(
                (
                    f"the {one}",
                    "it",
                    f"your {one}" if rng.random() < 0.3 and ownable(one) else f"the {one}",
                    "it",
                )
            )
        name = named_argument(done, reading)
        person = reading is not None and any(
            slot.kind == "person" and done.arguments.get(slot.name) == name for slot in reading.slots
        )
        if name and (person or rng.random() < 0.6):  # nobody is `it`
            subject, which = name, "" if which.endswith(name) else which
        front = "" if self.opened else opening(rng)
        if which and not _is_told(which, facts):
            front = f"{which}, " if not front or front.endswith(": ") else f"{front}{which}, "
        holder = name if subject == name and name else f"the {noun}" if speakable(noun) else ""
        return tell(facts, subject, holder, one, front, voice, name if person else "")

    def _done(self, done: Done, reading: Reading, noun: str, which: str) -> Deed:
        return Deed(
            done,
            reading,
            noun if speakable(noun) else "",
            self.opened or bool(which),
            self.said,
            self.today,
            self.rng,
        )

    def _deed(
        self, deed: Deed, result: Mapping[str, Any], facts: list[Fact], which: str, voice: Voice
    ) -> str:
        """Report something done: first that it is, then what came of it."""
        rng = self.rng
        words = deed.words(result)
        rest = [fact for fact in facts if fact.name not in deed.told]
        if len(rest) > 1:  # that it worked has been said
            rest = [fact for fact in rest if fact.value is not True] or rest
        if which and which.split(" ", 1)[1] not in words:
            words = f"{which}, {words}"
        rest = rest or ([] if deed.told else facts[:1])
        number = next(
            (
                fact
                for fact in rest
                if fact.words is None and (traits_of(fact.name).minor or fact.name == "operation")
            ),
            None,
        )
        if number is not None and rng.random() < 0.45 and not words.endswith(")"):
            words += f" ({voice.aside(number).removeprefix('with ')})"
            rest = [fact for fact in rest if fact is not number]
        if not rest:
            return opened(words) + "."
        clauses = [voice.clause(fact) for fact in rest]
        if deed.paid:  # beside the balance `it` would be that
            clauses = [re.sub(r"^it (?=arrives|will)", "the money ", each) for each in clauses]
        if len(clauses) == 1 and rng.random() < 0.45 and not APART.search(clauses[0]):
            return f"{opened(words)}{rng.choice((', and ', '; ', '; ') if ',' in words else (', and ', '; ', ' and '))}{clauses[0]}."
        return f"{opened(words)}. {voice.sentences(clauses)}"

    def _bare(self, reading: Reading | None, result: Any) -> str:
        """Tell a result that is a single value, or that there is none."""
        rng = self.rng
        if isinstance(result, (str, int, float)) and not isinstance(result, bool) and result != "":
            return rng.choice(VALUE).replace("{v}", tidy(str(result)))
        if reading is not None and not reading.asks:
            return rng.choice(WENT_THROUGH).replace("{a}", f"{reading.verb} {reading.phrase}")
        return rng.choice(NOTHING)


def _one_stop(text: str) -> str:
    """Leave one full stop where a quotation, or a name such as `Acme Inc.`, brought its own."""
    text = text.replace('.".', '."').replace('!".', '!"').replace('?".', '?"')
    return _STOPS.sub(".", text) if ".." in text else text


def _is_told(which: str, facts: Sequence[Fact]) -> bool:
    """Return whether the words that tell which call is meant would only repeat a fact's value."""
    meant = which.split(" ", 1)[1].strip('"').lower()
    return any(
        isinstance(fact.value, str) and (meant in fact.value.lower() or fact.value.lower() in meant)
        for fact in facts
    )


def _counts_none(fact: Fact) -> bool:
    """Tell whether a field says no more than that a list is empty."""
    return fact.value == 0 and type(fact.value) is int and _COUNTED.search(fact.name) is not None
