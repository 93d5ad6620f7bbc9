"""What the simulator understands of a tool: what it does, to what, and the words it is recognised by.

Works on any description: an imperative ("Book a flight"), third person ("Gets a site's report."), a noun phrase
("Hashtag results"), machine prose ("This endpoint will return ..."), or nothing but a name.
"""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache

from toolflow_dataset.types import Tool

from .english import (
    PARTICLES,
    STOP,
    VERB_FAMILY,
    base_verb,
    is_plural,
    lower_first,
    plural,
    singular,
    stem,
    stems,
    with_article,
)
from .semantics import Slot, read_slots, split_words


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
        results: Leaves of the result, where the reader may see `returns`.
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
    results: tuple[Slot, ...]
    anchors: dict[str, float]
    other: tuple[str, str] | None = None
    verbs: frozenset[str] = frozenset()
    heads: tuple[frozenset[str], ...] = ()

    @property
    def action(self) -> str:
        """The short imperative: `book a flight`."""
        return f"{self.verb} {self.phrase}"

    @property
    def asks(self) -> bool:
        """Whether it answers a question rather than changes something."""
        return self.family in ("find", "get", "list", "compute")

    @property
    def required(self) -> tuple[Slot, ...]:
        """The slots that a call must fill."""
        return tuple(slot for slot in self.slots if slot.required)


_PREFIX = re.compile(
    r"^(?:(?:this|the|an?)\s+)?(?:(?:rest\s+)?(?:api|endpoint|end point|method|tool|function|service|operation|call|"
    r"request|route|resource|rpc|query|route|command|module|action)s?\b[\s:,-]*(?:call\s+)?)?(?:(?:that|which|to|is|it|"
    r"are|used|use|for|will|can|could|be|allows?|lets?|enables?|helps?|provides?\s+(?:you\s+)?(?:the\s+)?(?:ability|"
    r"way|option)|you|users?|us|one|clients?|callers?|simply|just|with|by)\s+)*",
    re.IGNORECASE,
)
_NOISE = re.compile(r"\[([^\]]*)\]\([^)]*\)|\([^)]*\)|https?://\S+|<[^>]*>|`|\*\*?|\"")
_LEADS = re.compile(
    r"^(?:required|optional|deprecated|beta|alpha|preview|note|v\d+|new)[.:!,]\s*", re.IGNORECASE
)
_CUT = re.compile(
    r"[,;:.!?()]|\s[-\u2013\u2014]+\s|\b(?:with|for|by|using|based|from|in|on|at|to|that|which|when|whose|given|if|as|"
    r"where|while|within|through|via|into|between|during|per|under|without|against|along|including|after|"
    r"before|until|unless|so|because|such|like|and\s+(?:"
    + "|".join(VERB_FAMILY)
    + r")s?|or\s+(?:"
    + "|".join(VERB_FAMILY)
    + r")s?|associated|belonging|containing|matching|specified\s+by|contained|owned|"
    r"about|available|filtered|sorted|ordered|will|is|are|has|have|was|who|whom|nearby|than|how)\b|\s(?=(?:Returns|Gets|Lists|Updates|Deletes|"
    r"Creates|Use|This|The|If|It|You)\s)",
    re.IGNORECASE,
)
_AND_VERB = re.compile(r",? and (?=(?:" + "|".join(VERB_FAMILY) + r")\b)")
_DETERMINER = re.compile(
    r"^(?:one\s+or\s+more|zero\s+or\s+more|more\s+of|a|an|the|all|any|some|one|this|these|your|their|its|each|every|specific|specified|given|particular|single|"
    r"existing|requested|certain|of|list\s+of|lists\s+of|set\s+of|collection\s+of|details?\s+of|information\s+(?:about|"
    r"on|of)|info\s+(?:about|on|of)|data\s+(?:about|on|of|for)|(?:a|the)\s+list\s+of)\s+",
    re.IGNORECASE,
)
_GENERIC = frozenset(stems("api endpoint method tool function resource request response service data information list "
                           "get return result results rapidapi object specified given default optional required "
                           "user client version v1 v2 v3 item items value values name id"))  # fmt: skip
_BLAND = frozenset("resource object item entity record it data information result results response".split())


def _first_sentence(description: str) -> str:
    text = _NOISE.sub(lambda match: match.group(1) or " ", description).strip()
    text = re.sub(r"\s+", " ", text)
    match = re.search(r"(?<=[a-z0-9)])[.!?](?=\s|$)|\n", text)
    text = text[: match.start()] if match else text
    return _LEADS.sub("", text).strip(" .:-_")


def _name_words(tool: Tool) -> list[str]:
    original = str(tool.metadata.get("original_name") or tool.name)
    return [word for word in split_words(original) if not re.fullmatch(r"v?\d+", word)]


def _from_name(words: list[str]) -> tuple[str, list[str]]:
    """Split a name into verb and object words: REST names end in the verb, others start with it."""
    lowered = [word.lower() for word in words]
    if (
        len(lowered) > 1
        and lowered[0] in VERB_FAMILY
        and lowered[0] not in ("rate", "track", "queue", "record")
    ):
        return lowered[0], words[1:]
    if len(lowered) > 1 and lowered[-1] in VERB_FAMILY and len(lowered) > 2:
        return lowered[-1], words[-3:-1]
    for position, word in enumerate(lowered):
        if word in VERB_FAMILY and VERB_FAMILY[word] != "export" and position < len(lowered) - 1:
            return word, words[position + 1 :] or words[:position]
    return "get", words


_OBJECT_START = frozenset(
    "a an the how whether one all your more something someone any some two several".split()
)


def _verb_and_object(sentence: str) -> tuple[str, str] | None:
    """Read `verb object...` from a sentence that opens with a verb, after its machine prefix."""
    sentence = re.sub(
        r"^(?:[A-Z][a-z]+[A-Z]\w*|(?:\w+ ){2,4}?)(?=(?:updates|returns|gets|lists|deletes|creates) )",
        "",
        sentence,
    )
    rest = _PREFIX.sub("", sentence, count=1)
    for candidate in (sentence, rest):
        words = re.sub(r"^[A-Z]?[a-z]+ly (?=[a-z])", "", candidate).split()
        if len(words) < 2:
            continue
        first = words[0].strip(",.:").lower()
        verb = base_verb(first)
        if (
            verb is None
            and words[1].lower() in _OBJECT_START
            and re.fullmatch(r"[a-z]{3,}(?<!s)", first)
            and first not in STOP
        ):
            verb = first
        elif (
            verb is None
            and words[1].lower() in _OBJECT_START
            and re.fullmatch(r"[a-z]{3,}[^s]s", first)
            and first not in STOP
        ):
            verb = (
                first[:-3] + "y"
                if first.endswith("ies")
                else first[:-2]
                if first.endswith(("ches", "shes", "sses", "xes"))
                else first[:-1]
            )
        noun_like = first in (
            "email",
            "call",
            "report",
            "rate",
            "order",
            "text",
            "message",
            "track",
            "record",
            "match",
        )
        if verb is None or (noun_like and words[1].lower() in ("of", "for", "is", "by", "search", "results")):
            continue
        index = 1
        if words[1].lower() in PARTICLES.get(verb, ()):
            verb, index = f"{verb} {words[1].lower()}", 2
        elif words[1].lower() in ("and", "or") and len(words) > 3 and base_verb(words[2]):
            index = 3
        if index < len(words):
            return verb, re.sub(r"^back ", "", " ".join(words[index:]))
    return None


def _is_identifier(word: str) -> bool:
    return bool(re.search(r"[a-z][A-Z]|_|\w\.\w|[{}<>/\\=]", word))


def _spoken(text: str) -> str:
    """Replace identifiers inside prose by their words: `endpointAttachments` -> `endpoint attachments`."""
    return " ".join(
        " ".join(split_words(word)).lower() if _is_identifier(word) else word for word in text.split()
    )


def _short_object(rest: str) -> str:
    """Return the object phrase of the rest of a sentence, cut where its modifiers begin; may be empty."""
    match = _CUT.search(rest)
    # a leading cut word belongs to the object: "from the archive" is not one
    phrase = rest[: match.start()] if match else rest
    words = phrase.split()[:7]
    while words and words[-1].lower() in STOP - {"me", "you", "other", "off", "up", "out"}:
        words.pop()
    return " ".join(words)


def _strip_determiner(phrase: str) -> str:
    previous = None
    while previous != phrase:
        previous, phrase = phrase, _DETERMINER.sub("", phrase)
    return phrase


def _lower_words(phrase: str) -> str:
    """Lower title case in a phrase but keep acronyms and mixed case."""
    words = phrase.split()
    titled = sum(word[:1].isupper() for word in words) > len(words) / 2
    return " ".join(
        word.lower() if (index == 0 or titled) and word[1:].islower() and word[:1].isupper() and not word.endswith("'s")
        else word
        for index, word in enumerate(words)
    )  # fmt: skip


def _service(words: list[str], used: str) -> str:
    """Return the words behind `for` in a `x_for_service` name, or the leading words of a dotted REST name."""
    lowered = [word.lower() for word in words]
    if "for" in lowered[1:-1]:
        index = len(lowered) - 1 - lowered[::-1].index("for")
        return " ".join(lowered[index + 1 :])
    used_stems = set(stems(used))
    if len(words) > 3 and lowered[0] not in VERB_FAMILY:
        return " ".join(word for word in lowered[:2] if not set(stems(word)) <= used_stems)
    return ""


def _read(tool: Tool) -> Reading:
    words = _name_words(tool)
    lowered = [word.lower() for word in words]
    if lowered[:1] == ["for"]:
        words, lowered = words[1:], lowered[1:]
    if "for" in lowered[1:-1]:
        words_own = words[: len(lowered) - 1 - lowered[::-1].index("for")]
    else:
        words_own = words
    name_verb, name_object = _from_name(words_own)
    sentence = first_person(_spoken(_first_sentence(tool.description)))
    found = _verb_and_object(sentence) if len(sentence.split()) >= 2 else None
    rest, clause = "", ""
    if found:
        verb, rest = found
        if verb in ("search", "give", "put", "make", "take", "do"):
            verb, rest = _mend(verb, rest, name_verb, " ".join(name_object).lower())
        split = re.match(r"(\S+(?: \S+)?) (up|on|off|down|out|back)\b(?! to)(.*)", rest)
        if split and " " not in verb and split[2] in PARTICLES.get(verb, ()):
            verb, rest = f"{verb} {split[2]}", split[1] + split[3]
        if _WH_CLAUSE.match(rest):
            clause = _whole_clause(re.split(r"[,;:.(]", rest)[0])
        phrase = "" if clause else _short_object(rest)
    elif (
        1 < len(sentence.split()) <= 14
        and not _STATEMENT.search(sentence)
        and not re.match(r"(?i)(?:if|when|please|note|you|it|see)\b", sentence)
    ):
        verb, rest = (
            (name_verb if name_verb in VERB_FAMILY else "get"),
            _PREFIX.sub("", sentence, count=1) or sentence,
        )
        phrase = _short_object(rest)
    else:
        verb, phrase = name_verb, ""
    noun = _strip_determiner(phrase)
    name_object = [word for index, word in enumerate(name_object) if index or word.lower() not in STOP]
    if len(noun) < 3 or noun.lower() in _BLAND or set(stems(noun)) <= {"endpoint", "api"}:
        rest = ""
        noun = " ".join(name_object or words_own).lower() or "result"
        verb = verb if found and noun else name_verb
        phrase = "the " + noun
    noun = re.sub(r"\s+(?:off|up|out|on|down|back|away)$", "", _lower_words(noun))
    if clause:
        return _finish(
            tool, words, "check", clause, noun, f"check {clause}", own_noun=" ".join(name_object).lower()
        )
    head_plural = is_plural(noun.split(" of ")[0])
    original = _lower_words(phrase)
    if re.match(
        r"(?i)(?:the\s+)?(?:specified|given|requested|existing|particular|single|specific)\b", original
    ):
        original = "the " + noun
    if re.match(r"(?i)(?:a\s+|the\s+)?lists?\s+of\b", original):
        original, head_plural = noun, True
    if not re.match(
        r"(?i)(?:a|an|the|all|any|some|your|my|one|two|more|this|something|someone|details?|information|info)\b",
        original,
    ):
        original = noun if head_plural or noun.endswith("'s") else "the " + noun
    explicit = f"{verb} {lower_first(rest or phrase)}" if rest else f"{verb} {original}"
    explicit = " ".join(re.split(r"[;:]|\.\s", explicit)[0].split()[:16]).rstrip(" ,-")
    first, both, _ = re.sub(_AND_VERB, "\x00", explicit).partition("\x00")
    explicit = first if both and len(first.split()) > 2 else explicit
    explicit = re.sub(r"\s+(?:of|the|a|an|and|or|for|with|to|by|in|on|from|that|which|at|its)$", "", explicit)
    return _finish(tool, words, verb, original, noun, explicit)


def _whole_clause(text: str) -> str:
    """Return a clause whole if it is short, else cut before the preposition nearest to its twelfth word."""
    words = text.split()
    if len(words) <= 14:
        return text.strip()
    for position in range(12, 5, -1):
        if words[position].lower() in (
            "in",
            "for",
            "at",
            "on",
            "with",
            "by",
            "from",
            "over",
            "and",
            "or",
            "to",
        ):
            return " ".join(words[:position])
    return " ".join(words[:12])


_WH_CLAUSE = re.compile(r"(?:how|where|what|whether|when|which|who|if|why)\b", re.IGNORECASE)


def _mend(verb: str, rest: str, name_verb: str, name_object: str) -> tuple[str, str]:
    """Mend verbs that say little: `search the shop for products`, `give a device a new name`."""
    if verb == "search":
        _, behind, sought = rest.partition(" for ")
        return ("search for", sought) if behind and not rest.startswith("for ") else (verb, rest)
    if verb == "put" and name_verb not in ("get", "put"):
        return name_verb, rest
    if (
        verb != "make"
        and name_verb not in ("get", verb)
        and name_object
        and name_object.split()[0] not in STOP
    ):
        return name_verb, f"the {name_object}"
    return verb, rest


_PHRASAL = {"backup": "back up", "setup": "set up", "lookup": "look up", "cleanup": "clean up", "shutdown": "shut down", "checkout": "check out",
            "login": "log in", "logout": "log out", "signup": "sign up", "rollback": "roll back"}  # fmt: skip
_STATEMENT = re.compile(
    r"\b(?:is|are|was|were|has|have|provides?|allows?|lets?|enables?|offers?|helps?|makes?|does|do|your|we|you)\b"
)


def _finish(
    tool: Tool, words: list[str], verb: str, original: str, noun: str, explicit: str, own_noun: str = ""
) -> Reading:
    verb = _PHRASAL.get(verb, verb)
    noun = own_noun or noun
    service = _service(words, noun)
    slots = read_slots(tool.parameters, f"{tool.name} {tool.description[:200]}")
    results = (
        read_slots(tool.returns, f"{tool.name} {tool.description[:200]}", depth=2) if tool.returns else ()
    )
    other = _other(words, verb, noun)
    if noun.lower() in ("someone", "somebody", "something", "everything", "someone up") and other:
        (verb, original), noun, other = other, re.sub(r"^(?:the|an?) ", "", other[1]), None
    nouns = (noun, *((re.sub(r"^(?:the|an?) ", "", other[1]),) if other else ()))
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
        results=results,
        anchors=_anchors(" ".join(nouns), explicit, words, service, 1.6 if own_noun else 1.0),
        other=other,
        verbs=frozenset(verbs),
        heads=heads,
    )


def _other(words: list[str], verb: str, noun: str) -> tuple[str, str] | None:
    """Return the action as a verb-first name has it (`reschedule_event`), unless the description says the same."""
    lowered = [word.lower() for word in words]
    if not 2 <= len(words) <= 4 or lowered[0] not in VERB_FAMILY or "for" in lowered or lowered[1] in STOP:
        return None
    thing = " ".join(words[1:]).lower()
    if lowered[0] == verb.split()[0] and set(stems(thing)) <= set(stems(noun)):
        return None
    asks = VERB_FAMILY[lowered[0]] in ("find", "get", "list", "compute")
    phrase = (
        thing
        if is_plural(thing)
        else with_article(thing)
        if asks and lowered[0] == "find"
        else f"the {thing}"
    )
    return lowered[0], phrase


def first_person(text: str) -> str:
    """Let the user speak of themselves: `how the user slept` -> `how I slept`, `the user's inbox` -> `my inbox`."""
    if "user" not in text and "customer" not in text:
        return text
    text = re.sub(
        r"\b(all |the |any )?(\w+) of the (?:user|customer)\b",
        lambda match: f"{(match[1] or '').replace('the ', '')}my {match[2]}",
        text,
    )
    text = re.sub(r"\bthe (?:user|customer)['\u2019]s\b", "my", text)
    text = re.sub(r"\b(that|how|what|when|whether|which|where) the (?:user|customer)\b", r"\1 I", text)
    text = re.sub(r"\bthe (?:user|customer)\b", "me", text)
    return re.sub(r"\bI does\b", "I do", re.sub(r"\bI has\b", "I have", re.sub(r"\bI is\b", "I am", text)))


def _anchors(noun: str, explicit: str, words: list[str], service: str, described: float) -> dict[str, float]:
    weights: dict[str, float] = {}
    for text, weight in ((noun, 2.0), (" ".join(words), 1.2), (service, 1.2), (explicit, described)):
        for each in stems(text):
            scale = 0.3 if each in _GENERIC else 1.0
            weights[each] = max(weights.get(each, 0.0), weight * scale)
    return weights


_by_identity: OrderedDict[int, tuple[Tool, Reading]] = OrderedDict()
_CAPACITY = 8192


def read_tool(tool: Tool) -> Reading:
    """Return the reading of a tool; the same object is read once."""
    held = _by_identity.get(id(tool))
    if held is not None and held[0] is tool:
        return held[1]
    reading = _by_content(json.dumps(tool.to_json(), ensure_ascii=False))
    _by_identity[id(tool)] = (tool, reading)
    if len(_by_identity) > _CAPACITY:
        _by_identity.popitem(last=False)
    return reading


@lru_cache(8192)
def _by_content(document: str) -> Reading:
    return _read(Tool.from_json(json.loads(document)))


@lru_cache(8192)
def as_offered(document: str) -> Tool:
    """Return the tool an assistant sees of a file-form tool: without `returns`, `metadata` or `inferred`."""
    tool = Tool.from_json(json.loads(document))
    return Tool(tool.name, tool.description, tool.parameters)


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
        return re.sub(r"^(?:the|an?) ", "", reading.other[1])
    return reading.noun


def countable_plural(reading: Reading) -> str:
    """Return the tool's noun in the plural: `flights`."""
    head, of, tail = reading.noun.partition(" of ")
    return plural(head) + of + tail


def countable_singular(reading: Reading) -> str:
    """Return the tool's noun in the singular: `flight`."""
    head, of, tail = reading.noun.partition(" of ")
    return singular(head) + of + tail


def content_words(text: str) -> list[str]:
    """Return a text's words that are not stop words, lower case."""
    return [word for word in re.findall(r"[a-z][a-z0-9'-]+", text.lower()) if word not in STOP]
