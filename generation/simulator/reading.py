"""What the simulator understands of a tool: what it does, to what, and the words it is recognised by.

Works on any description: an imperative ("Book a flight"), third person ("Gets a site's report."), a noun phrase
("Hashtag results"), machine prose ("This endpoint will return ..."), or nothing but a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from toolflow_dataset.types import Tool

from ..compact_json import compact_json
from ..identity import BoundedCache
from .descriptions import (
    PREFIX,
    STATEMENT,
    WH_CLAUSE,
    first_person,
    first_sentence,
    lower_words,
    mend_verb,
    short_object,
    spell_identifiers,
    strip_determiner,
    verb_and_object,
    whole_clause,
    whole_of_list,
)
from .english import (
    PARTICLES,
    STOP,
    VERB_FAMILY,
    base_verb,
    is_plural,
    lower_first,
    singular,
    stem,
    stems,
    without_article,
)
from .semantics import Slot, read_slots
from .tool_names import name_words, other_action, service_of, verb_and_object_of


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """One tool as the simulator understands it.

    Args:
        tool: The tool.
        verb: Base form with its particle: `book`, `look up`.
        family: The verb's family, a key of `english.FAMILIES`.
        phrase: The short object phrase as described: `a flight`.
        noun: The same without determiner: `flight`.
        explicit: The whole first sentence as an imperative, at most 16 words.
        service: Words of the name that say whose tool it is, such as `ticketpocket`; may be empty.
        slots: Top-level parameters.
        required: Those of the slots that a call must fill.
        anchors: Stem -> weight: the words that point to this tool.
        other: A second way to say it, verb and phrase, where name and description differ: `reschedule`, `the event`.
        verbs: Stems of the verbs that stand for it.
        heads: Stems of its nouns, as the description and as the name have them.
    """

    tool: Tool
    verb: str
    family: str
    phrase: str
    noun: str
    explicit: str
    service: str
    slots: tuple[Slot, ...]
    required: tuple[Slot, ...]
    anchors: dict[str, float]
    other: tuple[str, str] | None = None
    verbs: frozenset[str] = frozenset()
    heads: tuple[frozenset[str], ...] = ()

    @property
    def results(self) -> tuple[Slot, ...]:
        """Leaves of the result, where the reader may see `returns`; read when first asked for: most never are."""
        return read_slots(self.tool.returns, _owner(self.tool), depth=2)

    @property
    def action(self) -> str:
        """The short imperative: `book a flight`."""
        return f"{self.verb} {self.phrase}"

    @property
    def asks(self) -> bool:
        """Whether it answers a question rather than changes something."""
        return self.family in ("find", "get", "list", "compute")


_LATE_PARTICLE = re.compile(r"(\S+(?: \S+)?) (up|on|off|down|out|back)\b(?! to)(.*)")
_LAST_PARTICLE = re.compile(r"\s+(?:off|up|out|on|down|back|away)$")
_CLAUSE_END = re.compile(r"[,;:.(]")
_SENTENCE_END = re.compile(r"[;:]|\.\s")
_ADDRESSES = re.compile(r"(?i)(?:if|when|please|note|you|it|see)\b")
_SPECIFIED = re.compile(r"(?i)(?:the\s+)?(?:specified|given|requested|existing|particular|single|specific)\b")
_LIST_OF = re.compile(r"(?i)(?:a\s+|the\s+)?lists?\s+of\b")
_DETERMINED = re.compile(
    r"(?i)(?:a|an|the|all|any|some|your|my|me|us|one|two|more|this|something|someone|everything|everyone|details?|information|info)\b"
)
_DANGLING = re.compile(r"\s+(?:of|the|a|an|and|or|for|with|to|by|in|on|from|that|which|at|its)$")
_AND_VERB = re.compile(r",? and (?=(?:" + "|".join(VERB_FAMILY) + r")\b)")
_GENERIC = frozenset(stems("api endpoint method tool function resource request response service data information list "
                           "get return result results rapidapi object specified given default optional required "
                           "user client version v1 v2 v3 item items value values name id"))  # fmt: skip
_BLAND = frozenset("resource object item entity record it data information result results response".split())


def _read(tool: Tool) -> Reading:
    words = name_words(tool)
    lowered = [word.lower() for word in words]
    if lowered[:1] == ["for"]:
        words, lowered = words[1:], lowered[1:]
    if "for" in lowered[1:-1]:
        words_own = words[: len(lowered) - 1 - lowered[::-1].index("for")]
    else:
        words_own = words
    name_verb, name_object = verb_and_object_of(words_own)
    sentence = first_person(spell_identifiers(first_sentence(tool.description)))
    found = verb_and_object(sentence) if len(sentence.split()) >= 2 else None
    rest, clause = "", ""
    if found:
        verb, rest = found
        if verb in ("search", "give", "put", "make", "take", "do"):
            verb, rest = mend_verb(verb, rest, name_verb, " ".join(name_object).lower())
        split = _LATE_PARTICLE.match(rest)
        if split and " " not in verb and split[2] in PARTICLES.get(verb, ()):
            verb, rest = f"{verb} {split[2]}", split[1] + split[3]
        if WH_CLAUSE.match(rest):
            clause = whole_clause(_CLAUSE_END.split(rest, 1)[0])
        phrase = (
            ""
            if clause
            else short_object(whole_of_list(rest, name_object[-1].lower() if name_object else ""))
        )
    elif (
        1 < len(sentence.split()) <= 14 and not STATEMENT.search(sentence) and not _ADDRESSES.match(sentence)
    ):
        verb, rest = (
            (name_verb if name_verb in VERB_FAMILY else "get"),
            PREFIX.sub("", sentence, count=1) or sentence,
        )
        phrase = short_object(rest)
    else:
        verb, phrase = name_verb, ""
    noun = strip_determiner(phrase)
    name_object = [word for index, word in enumerate(name_object) if index or word.lower() not in STOP]
    if len(noun) < 3 or noun.lower() in _BLAND or set(stems(noun)) <= {"endpoint", "api"}:
        rest = ""
        noun = " ".join(name_object or words_own).lower() or "result"
        verb = verb if found and noun else name_verb
        phrase = "the " + noun
    noun = _LAST_PARTICLE.sub("", lower_words(noun))
    if clause:
        return _finish(
            tool, words, "check", clause, noun, f"check {clause}", own_noun=" ".join(name_object).lower()
        )
    head_plural = is_plural(noun.split(" of ")[0])
    original = lower_words(phrase)
    if _SPECIFIED.match(original):
        original = "the " + noun
    if _LIST_OF.match(original):
        original, head_plural = noun, True
    if not _DETERMINED.match(original):
        original = noun if head_plural or noun.endswith("'s") else "the " + noun
    explicit = f"{verb} {lower_first(rest or phrase)}" if rest else f"{verb} {original}"
    explicit = " ".join(_SENTENCE_END.split(explicit, 1)[0].split()[:16]).rstrip(" ,-")
    first, both, _ = _AND_VERB.sub("\x00", explicit, 1).partition("\x00")
    explicit = first if both and len(first.split()) > 2 else explicit
    explicit = _DANGLING.sub("", explicit)
    return _finish(tool, words, verb, original, noun, explicit)


_PHRASAL = {"backup": "back up", "setup": "set up", "lookup": "look up", "cleanup": "clean up", "shutdown": "shut down", "checkout": "check out",
            "login": "log in", "logout": "log out", "signup": "sign up", "rollback": "roll back"}  # fmt: skip


def _finish(
    tool: Tool, words: list[str], verb: str, original: str, noun: str, explicit: str, own_noun: str = ""
) -> Reading:
    verb = _PHRASAL.get(verb, verb)
    noun = own_noun or noun
    service = service_of(words, noun)
    slots = read_slots(tool.parameters, _owner(tool))
    other = other_action(words, verb, noun)
    if noun.lower() in ("someone", "somebody", "something", "everything", "someone up") and other:
        explicit = f"{other[0]} {explicit.removeprefix(verb).strip()}"
        (verb, original), noun, other = other, without_article(other[1]), None
    nouns = (noun, *((without_article(other[1]),) if other else ()))
    heads = tuple(frozenset(head) for head in dict.fromkeys(stems(each) for each in nouns) if head)
    verbs = {stem(verb.split()[0])} | ({stem(other[0])} if other else set())
    for slot in slots:  # `action: lock or unlock`
        if slot.label.lower().split()[-1] in ("action", "command", "operation"):
            verbs |= {
                stem(str(each)) for each in slot.schema.get("enum", ()) if base_verb(str(each)) == str(each)
            }
    return Reading(
        tool=tool,
        verb=verb,
        family=VERB_FAMILY.get(verb.split()[0], "get"),
        phrase=original,
        noun=noun,
        explicit=explicit,
        service=service,
        slots=slots,
        required=tuple(slot for slot in slots if slot.required),
        anchors=_anchors(" ".join(nouns), explicit, words, service, 1.6 if own_noun else 1.0),
        other=other,
        verbs=frozenset(verbs),
        heads=heads,
    )


def _owner(tool: Tool) -> str:
    return f"{tool.name} {tool.description[:200]}"


def _anchors(noun: str, explicit: str, words: list[str], service: str, described: float) -> dict[str, float]:
    weights: dict[str, float] = {}
    for text, weight in ((noun, 2.0), (" ".join(words), 1.2), (service, 1.2), (explicit, described)):
        for each in stems(text):
            scale = 0.3 if each in _GENERIC else 1.0
            weights[each] = max(weights.get(each, 0.0), weight * scale)
    return weights


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """One tool as those who may read `returns` understand it, and as the assistant does.

    Args:
        document: The tool in file form; the same object wherever the same tool is read.
        own: The reading with `returns` and the original name.
        offered: The reading of what is sent: without `returns`, `metadata` and `inferred`.
    """

    document: Mapping[str, Any]
    own: Reading
    offered: Reading


_views: BoundedCache[str, Views] = BoundedCache(8192)


def read_document(document: Mapping[str, Any]) -> Views:
    """Return both readings of a tool in file form; the same content is read once."""
    return _views.get(compact_json(document), lambda: _read_views(document))


def read_tool(tool: Tool) -> Reading:
    """Return the reading of a tool with all that it holds."""
    return read_document(tool.to_json()).own


def _read_views(document: Mapping[str, Any]) -> Views:
    tool = Tool.from_json(document)
    sent = Tool(tool.name, tool.description, tool.parameters)
    if tool == sent:
        reading = _read(tool)
        return Views(document, reading, reading)
    offered = read_tool(sent)
    tool = replace(tool, parameters=offered.tool.parameters)
    # only the original name and `returns` can make a difference
    if name_words(tool) != name_words(sent):
        return Views(document, _read(tool), offered)
    return Views(document, replace(offered, tool=tool), offered)


GENERAL = re.compile(
    r"\b(?:somebody|someone|something|another|two|several|an? (?:given|certain|specific|specified|particular|account|amount|order)|"
    r"an artist|who an|automatically)\b",
    re.IGNORECASE,
)


def plain_noun(reading: Reading) -> str:
    """Return the tool's noun as a topic of talk: the name's where the description's is a clause or general."""
    if reading.other and (
        GENERAL.search(reading.phrase) or len(reading.noun.split()) > 3 or reading.noun.startswith("more ")
    ):
        return without_article(reading.other[1])
    return reading.noun


def countable_singular(reading: Reading) -> str:
    """Return the tool's noun in the singular: `flight`."""
    head, of, tail = reading.noun.partition(" of ")
    return singular(head) + of + tail
