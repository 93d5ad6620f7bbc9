"""What a person can ask of a tool in words, and what the result of one tool supplies to another."""

from __future__ import annotations

import re
from functools import lru_cache

from .clauses import PLACES
from .english import singular, stem, stems
from .memory import key_of
from .reading import Reading
from .semantics import Slot, split_words

IDENTIFYING = frozenset(("id", "uuid", "code"))
SPREADING = PLACES | frozenset("person company product stock_symbol crypto language currency topic food artist song team movie book "
                                "medicine hashtag domain ip username cuisine sport animal query url country_code id resource date "
                                "zip airport".split())  # fmt: skip


def speakable(slot: Slot) -> bool:
    """Return whether a person can say this parameter's value: scalars, and lists of scalars."""
    schema = slot.schema.get("items") or {} if slot.array else slot.schema
    return (
        slot.kind != "object" and isinstance(schema, dict) and schema.get("type") not in ("object", "array")
    )


def listable(reading: Reading) -> list[Slot]:
    """Return the required parameters of which one message may name several values: `for Lyon and Nice`."""
    return [
        slot
        for slot in reading.required
        if slot.kind in SPREADING and not slot.array and "enum" not in slot.schema
    ]


_FIXED = IDENTIFYING | frozenset("token flag object resource limit timezone version unit".split())


_OF_THE = re.compile(r"(?i)(?:identifier|id|number|code|reference|key) of (?:the|an?) ([a-z]+(?: [a-z]+)?)")


def identifies(slot: Slot) -> str:
    """Return what an identifier identifies by its description, or an empty string."""
    match = _OF_THE.match(str(slot.schema.get("description", "")))
    return re.sub(r" (?:to|that|in|of|for)$", "", match[1].lower()) if match else ""


_DEEDS = frozenset("action state command operation power".split())


def varied(slot: Slot) -> bool:
    """Return whether two cases of one request may differ in a parameter, each said in words of its own."""
    if slot.array or slot.kind in _FIXED or slot.schema.get("type") == "boolean" or not speakable(slot):
        return False
    if "enum" in slot.schema and slot.label.lower().split()[-1] in _DEEDS:
        return False  # it is the verb: `turn on the lights`
    return len(slot.schema.get("enum", "..")) > 1


def usable(reading: Reading) -> bool:
    """Return whether a person can ask for a tool in words: at most five required values, all speakable."""
    return len(reading.required) <= 5 and all(speakable(slot) for slot in reading.required)


@lru_cache(16384)
def linked(producer: Reading, consumer: Reading) -> Slot | None:
    """Return the required parameter of one tool that the result of another supplies, or None.

    Args:
        producer: A reading that sees `returns`.
        consumer: The tool that would use its result.
    """
    if producer.tool.name == consumer.tool.name:
        return None
    for slot in consumer.required:
        if slot.kind == "resource" and slot.name in ("name", "resource") and _same_thing(producer, consumer):
            return slot
        if slot.kind in IDENTIFYING | {"email", "phone"} and any(
            supplies(leaf, slot) for leaf in producer.results
        ):
            if sends_letters(producer.tool.name) and for_received(consumer, slot):
                continue
            return slot
    return None


_RECEIVED = frozenset(map(stem, "read open reply answer respond mark label sort file star react".split()))
_WRITES = frozenset(map(stem, "send write reply answer respond compose text email forward".split()))
_LETTER = re.compile(r"(?i)mail|messag|\bsms\b|letter")


def for_received(reading: Reading, slot: Slot) -> bool:
    """Return whether a tool does with a message what one does with received ones: answers it, opens it, files it."""
    about = f"{slot.label} {slot.schema.get('description', '')}"
    return bool(reading.verbs & _RECEIVED) and _LETTER.search(about) is not None


@lru_cache(16384)
def sends_letters(tool_name: str) -> bool:
    """Return whether a tool sends a message of the user's own, as far as its name says."""
    verbs = {stem(word.lower()) for word in split_words(tool_name)}
    return bool(verbs & _WRITES) and _LETTER.search(tool_name) is not None


def _same_thing(producer: Reading, consumer: Reading) -> bool:
    """Return whether one tool returns the path (`name`) of the very kind of thing that the other works on."""
    if not stems(singular(producer.noun))[-1:] == stems(singular(consumer.noun))[-1:] != ():
        return False
    return any(leaf.name == "name" and leaf.kind == "resource" for leaf in producer.results)


def supplies(leaf: Slot, slot: Slot) -> bool:
    """Return whether a field of a result is what a parameter asks for."""
    if slot.kind == "resource":
        return leaf.name == "name" and leaf.kind == "resource"
    own, wanted = key_of(leaf.name), key_of(slot.name)
    if own == wanted and (len(own) > 1 or slot.kind in ("email", "phone")):
        return True
    if slot.kind in ("email", "phone"):
        return leaf.kind == slot.kind
    parents = leaf.path.replace("[]", "").split(".")
    return (
        len(own) == 1
        and own[0] == "id"
        and len(parents) > 1
        and key_of(parents[-2])[-1:] + own == wanted[-2:]
    )
