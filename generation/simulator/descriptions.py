"""How the first sentence of a description is read: its verb, its object, and what to cut."""

from __future__ import annotations

import re

from .english import PARTICLES, STOP, VERB_FAMILY, base_verb, with_article
from .semantics import split_words

PREFIX = re.compile(
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
    r"about|available|filtered|sorted|ordered|will|is|are|has|have|was|who|whom|nearby|near\s+some\w+|than|how)\b|\s(?=(?:Returns|Gets|Lists|Updates|Deletes|"
    r"Creates|Use|This|The|If|It|You)\s)",
    re.IGNORECASE,
)
_DETERMINER = re.compile(
    r"^(?:one\s+or\s+more|zero\s+or\s+more|more\s+of|a|an|the|all|any|some|one|this|these|your|their|its|each|every|specific|specified|given|particular|single|"
    r"existing|requested|certain|of|list\s+of|lists\s+of|set\s+of|collection\s+of|details?\s+of|information\s+(?:about|"
    r"on|of)|info\s+(?:about|on|of)|data\s+(?:about|on|of|for)|(?:a|the)\s+list\s+of)\s+",
    re.IGNORECASE,
)


_SENTENCE_END = re.compile(r"(?<=[a-z0-9)])[.!?](?=\s|$)")


def first_sentence(description: str) -> str:
    """Return the first sentence of a description without links, asides and markup."""
    text = _NOISE.sub(lambda match: match.group(1) or " ", description).strip()
    text = " ".join(text.split())
    match = _SENTENCE_END.search(text)
    text = text[: match.start()] if match else text
    return _LEADS.sub("", text).strip(" .:-_")


_OBJECT_START = frozenset(
    "a an the how whether one all your more something someone any some two several".split()
)


# `The UserService gets ...`, `this method returns ...`
_SUBJECT = re.compile(
    r"^(?:[A-Z][a-z]+[A-Z]\w*|(?:\w+ ){2,4}?)(?=(?:updates|returns|gets|lists|deletes|creates) )"
)
_ADVERB = re.compile(r"^[A-Z]?[a-z]+ly (?=[a-z])")
_BARE_VERB = re.compile(r"[a-z]{3,}(?<!s)")
_THIRD_PERSON = re.compile(r"[a-z]{3,}[^s]s")
# Verbs that are nouns before these words: `report of`, `order for`.
_NOUN_LIKE = frozenset("email call report rate order text message track record match".split())
_BEHIND_NOUNS = frozenset("of for is by search results".split())


def verb_and_object(sentence: str) -> tuple[str, str] | None:
    """Read `verb object...` from a sentence that opens with a verb, after its machine prefix."""
    sentence = _SUBJECT.sub("", sentence)
    rest = PREFIX.sub("", sentence, count=1)
    for candidate in (sentence, rest):
        words = _ADVERB.sub("", candidate).split()
        if len(words) < 2:
            continue
        first = words[0].strip(",.:").lower()
        verb = base_verb(first)
        if (
            verb is None
            and words[1].lower() in _OBJECT_START
            and _BARE_VERB.fullmatch(first)
            and first not in STOP
        ):
            verb = first
        elif (
            verb is None
            and words[1].lower() in _OBJECT_START
            and _THIRD_PERSON.fullmatch(first)
            and first not in STOP
        ):
            verb = (
                first[:-3] + "y"
                if first.endswith("ies")
                else first[:-2]
                if first.endswith(("ches", "shes", "sses", "xes"))
                else first[:-1]
            )
        if verb is None or (first in _NOUN_LIKE and words[1].lower() in _BEHIND_NOUNS):
            continue
        index = 1
        if words[1].lower() in PARTICLES.get(verb, ()):
            verb, index = f"{verb} {words[1].lower()}", 2
        elif words[1].lower() in ("and", "or") and len(words) > 3 and base_verb(words[2]):
            index = 3
        if index < len(words):
            return verb, " ".join(words[index:]).removeprefix("back ")
    return None


_IDENTIFIER = re.compile(r"[a-z][A-Z]|_|\w\.\w|[{}<>/\\=]")


def spell_identifiers(text: str) -> str:
    """Replace identifiers inside prose by their words: `endpointAttachments` -> `endpoint attachments`."""
    return " ".join(
        " ".join(split_words(word)).lower() if _IDENTIFIER.search(word) else word for word in text.split()
    )


# the rest of a list of alternatives up to the noun it is about: `a restaurant, shop or other place`
_ALTERNATIVES = re.compile(
    r"an? (?:[\w-]+ ){0,2}[\w-]+(?:, [\w-]+(?: [\w-]+)?)*,? or (?P<last>(?:[\w-]+ ){1,2})"
)


def whole_of_list(rest: str, name_noun: str) -> str:
    """Put what a list of alternatives is about in its place: of `a flight, hotel or car booking` it is `a booking`.

    Args:
        rest: A sentence behind its verb.
        name_noun: The noun of the tool's name; a list that ends in it tells its kinds, as does one that ends in `other ...`.
    """
    match = _ALTERNATIVES.match(rest)
    if match is None:
        return rest
    start, words = match.start("last"), match["last"].split()
    for end in (match.end("last"), match.end("last") - len(words[-1]) - 1):
        noun = re.match(r"[a-z]+", rest[end:])
        led = rest[start:end].split()
        if noun and led and ((noun[0] == name_noun and "," in match[0]) or led[-1] == "other"):
            return with_article(noun[0]) + rest[end + len(noun[0]) :].partition(" and ")[0]
    return rest


def short_object(rest: str) -> str:
    """Return the object phrase of the rest of a sentence, cut where its modifiers begin; may be empty."""
    match = _CUT.search(rest)
    # a leading cut word belongs to the object: "from the archive" is not one
    phrase = rest[: match.start()] if match else rest
    words = phrase.split()[:7]
    while words and words[-1].lower() in STOP - {"me", "you", "other", "off", "up", "out"}:
        words.pop()
    return " ".join(words)


def strip_determiner(phrase: str) -> str:
    """Cut all determiners and quantities a phrase begins with."""
    previous = None
    while previous != phrase:
        previous, phrase = phrase, _DETERMINER.sub("", phrase)
    return phrase


def lower_words(phrase: str) -> str:
    """Lower title case in a phrase but keep acronyms and mixed case."""
    words = phrase.split()
    titled = sum(word[:1].isupper() for word in words) > len(words) / 2
    return " ".join(
        word.lower() if (index == 0 or titled) and word[1:].islower() and word[:1].isupper() and not word.endswith("'s")
        else word
        for index, word in enumerate(words)
    )  # fmt: skip


_JOINTS = frozenset("in for at on with by from over and or to".split())


def whole_clause(text: str) -> str:
    """Return a clause whole if it is short, else cut before the preposition nearest to its twelfth word."""
    words = text.split()
    if len(words) <= 14:
        return text.strip()
    for position in range(12, 5, -1):
        if words[position].lower() in _JOINTS:
            return " ".join(words[:position])
    return " ".join(words[:12])


WH_CLAUSE = re.compile(r"(?:how|where|what|whether|when|which|who|if|why)\b", re.IGNORECASE)


def mend_verb(verb: str, rest: str, name_verb: str, name_object: str) -> tuple[str, str]:
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


STATEMENT = re.compile(
    r"\b(?:is|are|was|were|has|have|provides?|allows?|lets?|enables?|offers?|helps?|makes?|does|do|your|we|you)\b"
)


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
