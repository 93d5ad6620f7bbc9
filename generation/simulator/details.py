"""What is said of values outside verb and object: clauses, named parameters, sentences of their own."""

from __future__ import annotations

import random
import re
from typing import Any

from .clauses import Clause, clauses_of, counted_noun, unit_noun
from .english import capitalise, is_plural, join_list, plural, singular, stems
from .goal import Goal, Wording
from .semantics import Slot
from .styles import Style
from .switches import possession_of

_PER_CENT = re.compile(r" ?%$| ?percent$")


def _clause_text(clause: Clause, value: str, shown: str, slot: Slot, raw: Any) -> str:
    before, after = clause.before, clause.after
    if raw == 1 and after in ("pieces", "units"):
        after = "of them"
    if after and after.partition(" ")[0] == _PER_CENT.sub(" percent", shown).rpartition(" ")[2]:
        after = after.partition(" ")[2]  # `at 65 percent` of `percent brightness`
    if after and isinstance(raw, int) and (counted_noun(slot) or slot.kind == "duration"):
        after = singular(after) if raw == 1 else plural(after)
    if not clause.before and not clause.after:
        return value
    said = f"{before} {value} {after}".strip()
    return f", {said}" if after in ("of them", "pieces", "units") else said


def _bare_noun(clause: Clause, slot: Slot) -> bool:
    return (
        slot.kind in ("id", "uuid", "code") and clause.before != "" and slot.label.startswith(clause.before)
    )


_LED = re.compile(r"(?:near|from|to|in|at|around|by|since|until|before|after) \x01")
_RELATIVE = re.compile(r"(?:today|tomorrow|yesterday|tonight|this |in |the day after)", re.IGNORECASE)


def details(
    goal: Goal,
    style: Style,
    rng: random.Random,
    explicit: int,
    spoken: dict[str, str],
    used: set[str],
    wording: Wording,
) -> tuple[list[str], list[str]]:
    """Return what is to be said of a goal's values: phrases for inside the sentence, and sentences of their own."""
    inline: list[str] = [words for name, words in goal.refers.items() if words != "=" and name not in used]
    named: list[str] = []
    sentences: list[str] = []
    for slot in goal.said:
        if slot.name in used:
            continue
        raw = goal.calls[0][slot.name]
        if isinstance(raw, bool):
            having = possession_of(slot.label)
            if having and explicit < 2:
                inline.append(having if raw else f"without {having[5:]}")
            elif raw and slot.label.endswith(" only") and explicit < 2:
                inline.append(f", {slot.label}")
            elif slot.label in _MANNERS and explicit < 2:
                sentences.append(f"It should {'' if raw else 'not '}be {slot.label}.")
            else:
                named.append(_flag(slot, raw, rng))
            continue
        value = spoken[slot.name]
        if "enum" in slot.schema and re.match(
            r"(?:today|tonight|yesterday|tomorrow|this|last|next|past)\b", wording.fill(value)
        ):
            inline.append(value)
            continue
        worded = _as_said(slot, value, wording.fill(value))
        if worded and explicit < 2:
            inline.append(worded)
            continue
        natural = [
            clause
            for clause in clauses_of(goal.reading, slot)
            if not clause.named
            and not clause.heard
            and clause.before not in ("between", "and")
            and not _bare_noun(clause, slot)
        ]
        if (
            "enum" in slot.schema
            and not slot.required
            and set(stems(wording.fill(value))) & goal.reading.anchors.keys()
        ):
            natural = []  # the tool's own words: only its name marks it as a value
        if natural and rng.random() < (1.0, 0.9, 0.5, 0.1)[min(explicit, 3)]:
            clause = natural[min(int(rng.random() ** 1.9 * len(natural)), len(natural) - 1)]
            shown = wording.fill(value)
            if (
                slot.kind in ("date", "datetime")
                and clause.before in ("on", "for", "starting on")
                and _RELATIVE.match(shown)
            ):
                inline.append(value)
            elif slot.kind in ("date", "datetime") and not clause.before and shown[:1].isdigit():
                inline.append(f"on {value}")  # `Thursday` goes bare, `2024-08-24` does not
            else:
                inline.append(_clause_text(clause, value, shown, slot, raw))
        elif (
            style.profile in ("expert", "terse")
            or slot.label in _PREPOSITIONS
            or _BOUNDED.fullmatch(slot.label.lower())
            or _says_its_unit(slot)
            or rng.random() < 0.6
        ):
            named.append(_named(slot, value, wording.fill(value), style, rng))
        else:
            sentences.append(_sentence(slot, value, rng))
    inline += [each for each in named if _LED.match(each)]  # `near 31 Harbour Road` needs no `with`
    named = [each for each in named if not _LED.match(each)]
    if named:
        if style.profile == "expert" and rng.random() < 0.6:
            sentences.append(
                capitalise(", ".join(named))
                if rng.random() < 0.5
                else "; ".join(capitalise(each) for each in named)
            )
        else:
            inline.append(("using " if rng.random() < 0.2 else "with ") + join_list(named))
    return inline, sentences


# flags that say what a thing is like
_MANNERS = frozenset(
    "public private shared hidden visible silent urgent confidential anonymous recurring".split()
)
_ADVERBIAL = re.compile(r"(?:on|by|in|at) [a-z ]+")
_HOW_OFTEN = re.compile(r"hourly|daily|weekly|fortnightly|monthly|quarterly|yearly|annually|every [a-z]+")
_STATE = re.compile(
    r"(?:too|not|no longer) [a-z ]+|(?:damaged|broken|defective|wrong|late|incomplete|expired)\b[a-z ]*"
)
_EVENT = re.compile(
    r"(?:change|conflict|clash|lack|delay|mistake|problem|death|family emergency|job|better offer)\b"
)


def _as_said(slot: Slot, value: str, shown: str) -> str:
    """Return an enum value with words that only it takes: `on foot`, `daily`, `because it is too small`, `with no preference`; else empty."""
    if "enum" not in slot.schema:
        return ""
    last = slot.label.lower().split()[-1]
    if _ADVERBIAL.fullmatch(shown) or _HOW_OFTEN.fullmatch(shown):
        return value
    if last in ("reason", "cause"):
        if _STATE.fullmatch(shown):
            return f"because it is {value}"
        if _EVENT.match(shown):
            return f"because of a {value}"
    return f"with {value}" if shown in (f"no {last}", f"any {last}") else ""


_BOUNDED = re.compile(
    r"(from|to|since|until|before|after) (?:date|day|time|station|city|currency|address|place|country)"
)


_PREPOSITIONS = frozenset("near from to in at around by with since until before after".split())


def _says_its_unit(slot: Slot) -> bool:
    """Return whether a duration's name ends in its unit: nobody sets `the duration minutes to 120`."""
    unit = unit_noun(slot) if slot.kind == "duration" else ""
    return bool(unit) and slot.label.endswith((unit, singular(unit)))


def _named(slot: Slot, value: str, shown: str, style: Style, rng: random.Random) -> str:
    bounded = _BOUNDED.fullmatch(slot.label.lower())
    if bounded:
        return f"{bounded[1]} {value}"
    if slot.label in _PREPOSITIONS:
        return f"{slot.label} {value}"
    if _says_its_unit(slot):
        unit = unit_noun(slot)
        short = slot.label.removesuffix(unit).removesuffix(singular(unit)).strip()
        return f"{short} {value} {unit}" if short else f"{value} {unit}"
    if re.search(r" (?:at|on|by|until|from|to|in)$", slot.label):
        return f"{slot.label} {value}"
    label = _PER_CENT.sub("", slot.label) if _PER_CENT.search(shown) else slot.label
    if style.profile == "expert":
        return rng.choice((f"{label}: {value}", f"{label} = {value}", f"{label} {value}"))
    return f"{label} {value}"


def _sentence(slot: Slot, value: str, rng: random.Random) -> str:
    label = slot.label
    if re.search(r" (?:at|on|by|until|from|to|in)$", label):
        return f"{capitalise(label)}: {value}."
    verb = "are" if is_plural(label) else "is"
    return rng.choice(
        (
            f"The {label} {verb} {value}.",
            f"The {label} {verb} {value}.",
            f"The {label} should be {value}.",
            f"The {label} would be {value}.",
            f"{capitalise(label)}: {value}.",
        )
    )


def _flag(slot: Slot, value: bool, rng: random.Random) -> str:
    label = slot.label
    if label.split()[-1] == "only":  # `unread only set to yes` is nobody's English
        return label if value else f"{label} off"
    if value:
        return rng.choice((f"{label} on", label, label))
    return rng.choice((f"{label} off", f"no {label}", f"no {label}"))
