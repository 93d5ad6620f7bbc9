"""What leads in the report of something done: `I've booked the table for 4 people`, `Booking BO946R is cancelled`."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from .clauses import clauses_of, counted_noun
from .deed_frames import AHEAD, ARRANGED, BY_VERB, FAILED, FORMS, GOING_ON, NOW, OPENED, PLAIN, STATES
from .english import VERB_FAMILY, base_verb, is_plural, join_list, participle, plural, singular, stem
from .fact_values import sort_of, spoken_value, spoken_with, tidy
from .links import identifies
from .memory import Done
from .noun_words import hidden_action, speakable
from .predicates import at_time
from .reading import Reading
from .semantics import Slot, label_of

_MOVES = frozenset("move reschedule postpone shift delay".split())
_NEEDS_MORE = frozenset("put give get take let turn tell keep have do go be remind".split())
_ADVERB = re.compile(r" [a-z]+ly$")
_STATUS = frozenset("created updated saved deleted removed cancelled canceled sent queued booked confirmed processed completed "
                    "started published approved accepted paid scheduled closed archived reserved placed shipped".split())  # fmt: skip
_CONDITION = re.compile(r"[a-z]{3,14}(?: [a-z]{2,10}){0,2}")
_SUCCESS = frozenset("success successful done true completed".split())
ID_LABEL = re.compile(r"(?i)^(?P<noun>[a-z][a-z ]{2,18}?) (?:id|number|code|reference)$")


class Deed:
    """The words for one call that did something.

    Args:
        done: The call and its result.
        reading: Its tool.
        thing: The tool's noun as an answer says it, singular or plural; empty if it cannot be said.
        plain: Whether the answer has its opening words already, so that no `done` or `all set` is due.
        said: The user's message: a thing that he did not name by its identifier is not `device DE-1` to him.
        today: From the system message.
        rng: The turn's randomness.
    """

    def __init__(
        self,
        done: Done,
        reading: Reading,
        thing: str,
        plain: bool,
        said: str,
        today: dt.date,
        rng: random.Random,
    ) -> None:
        self.done = done
        self.reading = reading
        hidden = hidden_action(reading)
        self.family = hidden.family if hidden else reading.family
        self.thing = thing.removeprefix("new ")
        self.plain = plain
        self.said = said
        self.today = today
        self.rng = rng
        self.told: set[str] = set()  # fields of the result that the words have told
        self.arranged = False  # whether it only begins with the call
        self.paid = False  # whether it is money that the words are about
        self.agreed = False  # whether the status is a yes to what was asked for

    def words(self, result: Mapping[str, Any]) -> str:
        """Return a main clause without its full stop; `told` has the fields that need no more words.

        Args:
            result: The call's result.
        """
        rng = self.rng
        status = self._status(result)
        verb, behind = self._verb()
        if not self.thing or not (status or verb):
            plain = ARRANGED if self.arranged else PLAIN
            return rng.choice(STATES if status else plain).replace("{s}", status)
        head, be = self._subject()
        where = behind + self._circumstances()
        scheduled = self._scheduled(verb)
        if scheduled:
            forms: tuple[str, ...] = AHEAD
            where = f" {scheduled}"
        elif status in _FAILING:
            forms = FAILED
        elif status and status not in _STATUS and not self.agreed:
            forms = NOW  # what it is now need not be what was asked for
        elif verb in _GOES_ON and not status:
            forms = GOING_ON
        else:
            forms = FORMS if self.plain else FORMS + OPENED
            forms = forms if status or behind else forms + BY_VERB.get(verb, ())
        past = status or _PAST.get(verb) or participle(verb)
        have = "have" if be == "are" else "has"
        return rng.choice(forms).replace("{t}", head).replace("{p}", past).replace("{s}", status).replace("{b}", be).replace("{h}", have).replace("{v}", verb).replace("{c}", where)  # fmt: skip

    def _status(self, result: Mapping[str, Any]) -> str:
        """Return a word of the result that says what became of the thing, and note its field as told."""
        for name, value in result.items():
            low = name.lower()
            if value is True and " " not in (label := label_of(name)) and stem(label) in self.reading.verbs:
                self.told.add(name)
                self.agreed = True
                return label.lower()
            if isinstance(value, str) and low.endswith(("status", "state")):
                said = tidy(value).lower()
                if said in _STATUS or (_CONDITION.fullmatch(said) and said not in _SUCCESS):
                    self.told.add(name)
                    return said
        return ""

    def _scheduled(self, verb: str) -> str:
        """Return when something is to start that the call sets off for later: `at 15:30`; empty if at once."""
        if verb not in _STARTS:
            return ""
        for slot in self.reading.slots:
            value = self.done.arguments.get(slot.name)
            if slot.kind in ("time", "datetime") and isinstance(value, str) and _WHEN.search(slot.name):
                said = spoken_value(slot.name, value, {}, self.today, self.rng)
                if slot.kind == "time" or value[:10] >= self.today.isoformat():
                    return f"at {said}" if slot.kind == "time" else f"on {said}".replace("on to", "to")
        return ""

    def _verb(self) -> tuple[str, str]:
        """Return the verb of what was done and what follows its object; the verb is empty if it would need more words."""
        for slot in self.reading.slots:
            value = self.done.arguments.get(slot.name)
            if "enum" not in slot.schema or not isinstance(value, str):
                continue
            if value in ("on", "off") and self.reading.verb.split()[0] in ("switch", "turn"):
                return self.reading.verb.split()[0], f" {value}"
            if base_verb(value) == value and slot.label.lower().split()[-1] in (
                "action",
                "command",
                "operation",
            ):
                return value, ""
        if hidden := hidden_action(self.reading):
            return hidden.verb, ""
        verb, other = self.reading.verb, self.reading.other
        if other and speakable(other[1]):
            # the name says in one verb what the description spells out: `cancel_booking`, `order_taxi`
            if VERB_FAMILY[other[0]] in ("find", "get", "list", "compute"):
                self.arranged = True  # a price is watched, an order goes back: neither is over
                return "", ""
            verb, self.thing = other[0], _ARTICLE.sub("", other[1]).removeprefix("new ")
        return ("", "") if verb in _NEEDS_MORE or _ADVERB.search(self.thing) else (verb, "")

    def _subject(self) -> tuple[str, str]:
        """Return the thing done and its form of `be`: `the table`, or `booking BO946R` where an argument names it."""
        rng, thing = self.rng, self.thing
        if (self.family == "pay" or thing in ("money", "amount")) and (amount := self._sum()):
            self.paid = True
            return amount, "is"
        if self.family in ("delete", "change") and rng.random() < 0.6:
            for slot in self.reading.required:
                value = self.done.arguments.get(slot.name)
                match = ID_LABEL.match(slot.label)
                if (
                    match
                    and isinstance(value, (str, int))
                    and len(str(value)) <= 16
                    and "_" not in str(value)
                    and str(value) in self.said
                ):
                    noun = match["noun"]
                    if noun.split()[-1] == singular(thing).split()[-1] or noun in (
                        "booking",
                        "order",
                        "appointment",
                        "event",
                    ):
                        return f"{noun} {value}", "is"
        if chosen := self._chosen():
            return f"the {chosen}", "is"
        many = is_plural(thing.split(" of ")[0])
        lead = rng.choice(
            (
                "the",
                "the",
                "your",
                "the new" if self.reading.verb in ("create", "make", "build", "open") else "the",
            )
        )
        title = self._title() if not many and rng.random() < 0.6 else ""
        if thing in ("everything", "something"):
            return thing, "is"
        return f'{lead} {thing} "{title}"' if title else f"{lead} {thing}", "are" if many else "is"

    def _chosen(self) -> str:
        """Return what an argument chose the thing to be: of an appliance `washing machine`; empty if none did."""
        for slot in self.reading.slots:
            value = self.done.arguments.get(slot.name)
            if (
                "enum" in slot.schema
                and isinstance(value, str)
                and slot.label.lower() == singular(self.thing)
            ):
                return tidy(value)
        return ""

    def _title(self) -> str:
        """Return what a new thing was called in the call; empty if it was not named."""
        if self.family == "create":
            for slot in self.reading.slots:
                value = self.done.arguments.get(slot.name)
                if (
                    slot.kind == "title"
                    and isinstance(value, str)
                    and len(value) <= 40
                    and slot.label.lower().split()[-1] in ("title", "name", "subject")
                ):
                    return value
        return ""

    def _sum(self) -> str:
        """Return the amount that a payment was about, with its currency; empty if the call names none."""
        for slot in self.reading.slots:
            value = self.done.arguments.get(slot.name)
            if slot.kind == "amount" and isinstance(value, (int, float)):
                return spoken_with(slot.name, value, "n", self.done.arguments, self.today, self.rng)
        return ""

    def _circumstances(self) -> str:
        """Return one or two of the call's arguments as the report repeats them: ` in Lyon`, ` for 3 guests on 5 August`."""
        rng = self.rng
        if rng.random() < 0.35:
            return ""
        found: list[str] = []
        for slot in self.reading.slots:
            if slot.name in self.done.arguments and len(found) < 2:
                value = self.done.arguments[slot.name]
                words = "" if slot.array and not isinstance(value, list) else self._circumstance(slot, value)
                if words and words.split(" ", 1)[0] not in {each.split(" ", 1)[0] for each in found}:
                    found.append(words)
        return "".join(f" {each}" for each in found)

    def _circumstance(self, slot: Slot, value: Any) -> str:
        kind, role = slot.kind, role_of(self.reading, slot.name)
        verb = self.reading.other[0] if self.reading.other else self.reading.verb
        if isinstance(value, list):
            names = [str(each) for each in value if isinstance(each, str)]
            return (
                f"for {join_list(names)}"
                if kind == "person" and 0 < len(names) <= 3 and len(names) == len(value)
                else ""
            )
        if (
            isinstance(value, bool)
            or not isinstance(value, (str, int, float))
            or (isinstance(value, str) and not 1 < len(value) <= 48)
        ):
            return ""
        said = spoken_with(slot.name, value, sort_of(value), {}, self.today, self.rng)
        if kind in ("date", "datetime", "time"):
            when = at_time(said, sort_of(value))
            if role == "skip":
                return ""
            if role in ("end", "to"):
                return f"{'until' if role == 'end' else 'to'} {said}"
            if role == "start":
                return (
                    f"from {said}"
                    if any(role_of(self.reading, other.name) == "end" for other in self.reading.slots)
                    else when
                )
            if sort_of(value) in "dm" and self.family in ("create", "change", "book"):
                return f"for {said}"  # an event created on Friday would be one that is made on that day
            return when if sort_of(value) in "dmc" else ""
        if kind in ("city", "country", "place", "address", "airport"):
            return (
                f"{role} {said}"
                if role in ("from", "to")
                else f"{'at' if kind in ('place', 'address') else 'in'} {said}"
            )
        if kind in ("email", "person") and role == "to" and verb in _GO_TO:
            return f"to {said}"
        if kind in ("email", "username", "person"):
            return f"for {said}" if self.family not in ("send", "pay") and verb not in _TAKES_PERSON else ""
        if (
            kind == "id"
            and identifies(slot) != singular(self.thing)
            and isinstance(value, (str, int))
            and (match := ID_LABEL.match(slot.label))
            and match["noun"].lower().split()[-1] != singular(self.thing).split()[-1]
        ):
            if len(said) > 12 or str(value) not in self.said or self.rng.random() > 0.6:
                return ""
            first = next(iter(clauses_of(self.reading, slot)))
            joint = "" if first.named else first.before.split(" ", 1)[0]
            return f"{joint if joint in _JOINS else 'for'} {match['noun']} {said}"
        if kind == "count" and isinstance(value, int) and (noun := counted_noun(slot)):
            return f"for {said} {singular(noun) if value == 1 else plural(noun)}"
        return ""


@lru_cache(8192)
def role_of(reading: Reading, name: str) -> str:
    """Return `from`, `to`, `start`, `end`, or an empty string: what a place, a person or a date is to the action."""
    slot = next(each for each in reading.slots if each.name == name)
    first = next(iter(clauses_of(reading, slot)), None)
    if first is None or first.named:
        return ""
    if slot.kind in ("date", "datetime", "time"):
        label = slot.label.lower()
        if re.search(r"\b(?:due|deadline)\b", label):
            return "skip"
        if reading.verb in _MOVES or (reading.other and reading.other[0] in _MOVES):
            return "to"
        return "end" if first.before in ("until", "by", "checking out on", "returning on") else "start" if first.before in (
            "from", "checking in on", "leaving on") else ""  # fmt: skip
    return {"leaving from": "from"}.get(first.before, first.before)


_STARTS = frozenset("start begin run launch".split())
_WHEN = re.compile(r"(?i)start|begin|(?:^|_)(?:at|time)$")
_FAILING = frozenset(
    "jammed failed offline blocked unreachable rejected declined denied unavailable stuck".split()
)
# what goes on after the call is not over when it is reported: nobody says that the song has now been played
_GOES_ON = frozenset("play stream".split())
_TAKES_PERSON = frozenset("invite add remove ask contact create register sign log update".split())
_PAST = {"rewind": "rewound"}
_GO_TO = frozenset("send email mail forward write reply share pass".split())
_JOINS = frozenset("to from in on with".split())  # `added to playlist PL-1`, `transferred from account 514`
_ARTICLE = re.compile(r"^(?:the|an?) ")
