"""The final answer: what the results say, in prose."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Mapping, Sequence
from typing import Any

from .apologies import apology
from .english import capitalise, is_plural, join_list, lower_first, participle, singular, stems
from .memory import Done
from .predicates import brief, clause, field_label, predicate, spoken_value, tidy
from .reading import Reading, plain_noun
from .semantics import label_of
from .told_lists import MINOR, PLUMBING, TITLE, ListWords


def _is_title(name: str, noun: str) -> bool:
    """Return whether a field names the thing itself: `name`, `title`, or `hotel_name` of a hotel."""
    label = label_of(name).lower()
    if label in ("name", "title", "subject", "headline", "display name", "full name"):
        return True
    return label.endswith(" name") and bool(set(stems(label.removesuffix(" name"))) & set(stems(noun)))


class Answer:
    """Words for the results of one round.

    Args:
        text: The user's message.
        made: The calls of the round with their results.
        readings: The offered tools.
        today: From the system message.
        rng: The turn's randomness.
    """

    def __init__(
        self, text: str, made: Sequence[Done], readings: Sequence[Reading], today: dt.date, rng: random.Random
    ) -> None:
        self.asked = set(stems(text))
        self.by_name: Mapping[str, Reading] = {reading.tool.name: reading for reading in readings}
        self.today = today
        self.rng = rng
        self.lists = ListWords(self.asked, today, rng)
        self.recovered = False
        self.plain = False  # whether an answer has its opening words already
        final: dict[str, Done] = {}
        for done in made:
            key = f"{done.name} {sorted(done.arguments.items(), key=str)}"
            self.recovered |= key in final and final[key].error is not None and done.error is None
            final[key] = done
        self.made = list(final.values())

    def text(self) -> str:
        """Return the answer."""
        good = [done for done in self.made if done.error is None]
        bad = [done for done in self.made if done.error is not None]
        parts: list[str] = []
        if self.recovered and self.rng.random() < 0.6:
            parts.append(self.rng.choice(_RECOVERED))
        for position, done in enumerate(good):
            linked = bool(position) and self.rng.random() < 0.5
            self.plain = linked
            words = self._tell(done, len(good), position)
            if linked:
                words = f"{self.rng.choice(_ALSO)} {lower_first(words)}"
            parts.append(words)
        for done in bad:
            words = apology(
                done, self.by_name.get(done.name), self.rng, ask=done is self.made[-1] and not good
            )
            blunt = re.match(r"(?:Sorry|Unfortunately|Sadly|No luck)", words)
            parts.append(f"{self.rng.choice(_BUT)} {lower_first(words)}" if parts and not blunt else words)
        if not bad and self.rng.random() < 0.12:
            parts.append(self.rng.choice(_CLOSING))
        return " ".join(part for part in parts if part)

    # -- one result ---------------------------------------------------------------------------------------------------

    def _tell(self, done: Done, count: int, position: int) -> str:
        rng = self.rng
        reading = self.by_name.get(done.name)
        noun = plain_noun(reading) if reading else label_of(done.name)
        noun = (
            re.split(r" (?:near|in|for|at|with|to|on|from|by|of) ", noun)[0]
            if len(noun.split()) > 3
            else noun
        )
        noun = noun if len(noun.split()) <= 5 else noun.split()[-1]
        result = done.result
        if isinstance(result, list):
            result = {"results": result}
        if not isinstance(result, dict) or not result:
            return capitalise(self._bare(reading, result))
        facts, lists, nested = self._parts(result, done)
        about = self._about(done, reading)
        if lists and isinstance(lists[0][1][0], dict):
            return self.lists.things(lists[0], facts, noun, about)
        if not facts and nested:
            facts = nested
        if not facts and lists:
            return self.lists.scalars(lists[0], noun, about)
        if not facts:
            return capitalise(self._bare(reading, ""))
        words = self._facts(facts, result, reading, noun, about, done)
        if lists and rng.random() < 0.7:
            words += " " + self.lists.scalars(lists[0], noun, "")
        return words

    def _bare(self, reading: Reading | None, result: Any) -> str:
        rng = self.rng
        if isinstance(result, str | int | float) and not isinstance(result, bool) and result != "":
            return rng.choice(("the answer is {v}.", "that comes out as {v}.", "I got {v} back.", "it returned {v}.")).replace(
                "{v}", tidy(str(result)))  # fmt: skip
        if reading is not None and not reading.asks:
            return f"the request to {reading.verb} {reading.phrase} went through."
        return rng.choice(
            (
                "nothing came back for that.",
                "the search came back empty.",
                "there was nothing to show for that.",
            )
        )

    def _parts(
        self, result: Mapping[str, Any], done: Done
    ) -> tuple[list[tuple[str, Any]], list[tuple[str, list[Any]]], list[tuple[str, Any]]]:
        """Split a result into scalars worth telling (best first), lists, and the scalars of nested objects."""
        given = {str(each) for each in done.arguments.values() if not isinstance(each, dict | list)}
        scored: list[tuple[float, int, str, Any]] = []
        lists: list[tuple[str, list[Any]]] = []
        nested: list[tuple[str, Any]] = []
        for position, (name, value) in enumerate(result.items()):
            if isinstance(value, list) and value:
                lists.append((name, value))
            elif isinstance(value, dict):
                nested += [
                    (key, inner)
                    for key, inner in value.items()
                    if isinstance(inner, str | int | float) and inner != ""
                ]
            elif isinstance(value, str | int | float) and value != "":
                score = self.rng.random() * 1.2 + 2.0 * bool(set(stems(label_of(name))) & self.asked)
                score -= (
                    3.0 * bool(PLUMBING.search(name))
                    + 0.8 * bool(MINOR.search(name))
                    + 1.2 * (str(value) in given)
                )
                score += 0.9 * bool(TITLE.search(name)) - 0.5 * (isinstance(value, str) and len(value) > 90)
                scored.append((score, position, name, value))
        scored.sort(key=lambda each: -each[0])
        keep = scored[: self.rng.choice((2, 3, 3, 4, 4, 5))]
        kept = [each for each in keep if each[0] > -1.5] or keep[:1]
        kept.sort(key=lambda each: each[1])
        return [(name, value) for _, _, name, value in kept], lists, nested[:4]

    def _about(self, done: Done, reading: Reading | None) -> str:
        """Return words that tell which call is meant, from its arguments: `for Lyon`."""
        twins = [other.arguments for other in self.made if other.name == done.name and other is not done]
        for name, value in done.arguments.items():
            slot = next((slot for slot in reading.slots if slot.name == name), None) if reading else None
            if not isinstance(value, str) or not 2 <= len(value) <= 40 or "_" in value:
                continue
            differs = any(other.get(name) != value for other in twins)
            if differs or (
                not twins
                and slot is not None
                and slot.kind in ("city", "date", "country", "place")
                and self.rng.random() < 0.35
            ):
                said = spoken_value(name, value, {}, self.today, self.rng)
                if slot is not None and slot.kind == "date":
                    return (
                        f"on {said}" if not said.startswith(("the ", "today", "tomorrow")) else f"for {said}"
                    )
                return f"{'in' if slot and slot.kind in ('city', 'country') and self.rng.random() < 0.7 else 'for'} {said}"
        return ""

    def _facts(
        self,
        facts: list[tuple[str, Any]],
        result: Mapping[str, Any],
        reading: Reading | None,
        noun: str,
        about: str,
        done: Done,
    ) -> str:
        rng = self.rng
        one = singular(noun) if is_plural(noun) else noun
        title = next((fact for fact in facts if isinstance(fact[1], str) and _is_title(fact[0], one)), None)
        rest = [fact for fact in facts if fact is not title]
        subject = (
            tidy(str(title[1])) if title else rng.choice((f"the {one}", f"the {one}", "it", f"your {one}"))
        )
        if subject == "it" and about:
            subject = f"the {one}"
        lead = self._done(reading, one)
        if not rest:
            name, value = facts[0]
            lead += f"{about}, " if about else ""
            if title:
                return capitalise(f"{lead}{rng.choice(_IT_IS).replace('{s}', subject)}.")
            return capitalise(f"{lead}{clause(name, value, result, self.today, rng)}.")
        verbs, clauses = self._verbs_and_clauses(rest, result)
        draw = rng.random()
        # what tells parallel results apart has to be said; it can follow a subject, else it opens the sentence
        follows = bool(verbs) and draw < 0.65 and rng.random() < 0.5
        front = f"{about}, " if about and not follows else ""
        behind = f" {about}" if about and follows else ""
        if verbs and draw < 0.65:
            first = f"{front}{subject}{behind} {join_list(verbs[:2])}"
            sentences = [f"{lead}{first}"]
            if verbs[2:]:
                sentences.append(f"{rng.choice(('it also', 'it', 'besides, it'))} {join_list(verbs[2:])}")
            if clauses and rng.random() < 0.4 and len(sentences) == 1:
                sentences[0] += rng.choice((", and ", "; ", ", while ")) + join_list(clauses)
            elif clauses:
                sentences.append(join_list(clauses))
            return " ".join(capitalise(sentence) + "." for sentence in sentences)
        if title:
            asides = [brief(name, value, result, self.today, rng) for name, value in rest]
            named = rng.choice(_IT_IS).replace("{s}", subject)
            return capitalise(f"{lead}{front}{named}, {join_list(asides)}.")
        if draw < 0.85 and len(rest) <= 3:
            told = [clause(name, value, result, self.today, rng) for name, value in rest]
            return capitalise(f"{lead}{front}{join_list(told)}.")
        asides = [
            f"{field_label(name)} {spoken_value(name, value, result, self.today, rng)}"
            for name, value in rest
        ]
        if lead:
            return capitalise(f"{lead}{front}{join_list(asides)}.")
        opener = rng.choice(_OPEN).replace("{n}", one)
        return capitalise(f"{front}{opener} {join_list(asides)}.")

    def _verbs_and_clauses(
        self, rest: list[tuple[str, Any]], result: Mapping[str, Any]
    ) -> tuple[list[str], list[str]]:
        verbs: list[str] = []
        clauses: list[str] = []
        for name, value in rest:
            verb = predicate(name, value, result, self.today, self.rng)
            if verb and not any(other.split()[:2] == verb.split()[:2] for other in verbs):
                verbs.append(verb)
            else:
                clauses.append(clause(name, value, result, self.today, self.rng))
        return verbs, clauses

    def _done(self, reading: Reading | None, noun: str) -> str:
        """Return what leads in the report of something done, or nothing for an answer to a question."""
        rng = self.rng
        if self.plain:
            return ""
        if reading is None or reading.asks:
            return rng.choice(("", "", "", "", "okay, ", "so, ", "alright, ", "sure: ", "here you go: "))
        done = participle(reading.verb)
        return rng.choice(("done: ", "all set, ", "that's done: ", "done, ", "", f"the {noun} is {done}; ", f"I've {done} the {noun}; ",
                           "that worked: ", "great news, ", "okay, that's taken care of: ", f"your {noun} has been {done}; ", "",
                           "it went through: ", "sorted: "))  # fmt: skip


_IT_IS = ("it's {s}", "this is {s}", "that is {s}", "you're looking at {s}", "the match is {s}", "I have {s}")
_RECOVERED = ("It took a second try, but it worked.", "The first attempt failed, the second one went through.", "After a retry it worked.",
              "There was a brief error, but it's sorted now.", "The first call hit an error; the retry was fine.",
              "Got it on the second attempt.")  # fmt: skip
_ALSO = (
    "Also,",
    "As for the rest,",
    "And",
    "Besides that,",
    "In addition,",
    "Next,",
    "Meanwhile,",
    "Then,",
    "On the other point,",
    "Likewise,",
)
_BUT = ("However,", "But", "Sadly,", "The other part is less good:", "Then again,", "On the downside,")
_OPEN = ("here's what I have:", "here are the details:", "this is what came back:", "what I can see:", "the {n} shows", "in short:",
         "these are the numbers:", "according to the {n}:", "the record says", "for the {n}:", "you're looking at",
         "the key points:", "the {n} comes with")  # fmt: skip
_CLOSING = ("Let me know if you'd like to change anything.", "Happy to go into more detail.",
            "Just say the word if that doesn't suit you.", "I hope that helps.", "Tell me if you need more than that.",
            "That should cover it.", "I'm here if something comes up.", "Hope that's what you were after.",
            "We can adjust that any time.", "Shout if anything looks off.", "That's everything on my side.")  # fmt: skip
