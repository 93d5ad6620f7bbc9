"""One thing of a result in prose: what it is called, what it does, and the few facts that matter."""

from __future__ import annotations

import random
from collections.abc import Sequence

from .english import is_plural, join_list, stems
from .fact_choice import Fact
from .fact_values import sort_of, tidy
from .field_traits import traits_of
from .predicates import is_plain, told_label
from .semantics import label_of
from .voice import APART, Voice, opened

_OTHERS = frozenset(
    "first last middle nick driver sender user author owner company publisher channel country state city team guest host organizer account service project".split()
)
_OWN = frozenset("name title subject headline label".split()) | {"display name", "full name"}


def title_of(facts: Sequence[Fact], noun: str) -> Fact | None:
    """Return the fact that names the thing itself: `name`, `title`, or `hotel_name` of a hotel."""
    named = [
        fact
        for fact in facts
        if fact.words is None and traits_of(fact.name).title and sort_of(fact.value) in "si"
    ]
    for fact in named:
        if label_of(fact.name).lower() in _OWN:
            return fact
    for fact in named:
        label = label_of(fact.name).lower()
        owner = label.rsplit(" ", 1)[0]
        if sort_of(fact.value) == "s" and (
            set(stems(owner)) & set(stems(noun)) or (label.endswith(" name") and owner not in _OTHERS)
        ):
            return fact
    return None


def tell(
    facts: Sequence[Fact], subject: str, holder: str, noun: str, front: str, voice: Voice, person: str = ""
) -> str:
    """Tell one thing in one to three sentences.

    Args:
        facts: At least one.
        subject: What the sentences are about: `the taxi`, a name, or `it`.
        holder: What has the facts, in its own number: `the notifications`; empty if it cannot be said.
        noun: The thing's noun, by which its own name is known.
        front: What opens the first sentence, with its comma or colon and a space; may be empty.
        voice: How facts are said.
        person: Whose facts they are, said in front where no sentence has the name; may be empty.
    """
    rng = voice.rng
    title = title_of(facts, noun)
    whose = f"for {person}, " if person and not (title and person in str(title.value)) else front
    if title is not None:
        return _named(title, [fact for fact in facts if fact is not title], whose, voice)
    told = [(fact, voice.predicate(fact)) for fact in facts] if subject != "it" or rng.random() < 0.4 else []
    verbs = [(fact, words) for fact, words in told if words]
    verbs = [
        each
        for index, each in enumerate(verbs)
        if not any(_alike(each[1], other[1]) for other in verbs[:index])
    ]
    if verbs and rng.random() < 0.75:
        verbs = verbs[:1] if any(" and " in words for _, words in verbs[:2]) else verbs[:2]
        used = {fact.name for fact, _ in verbs}
        first = f"{front}{subject} {join_list([words for _, words in verbs])}"
        rest = [voice.clause(fact) for fact in facts if fact.name not in used]
        if rest and len(verbs) == 1 and rng.random() < 0.4 and not APART.search(rest[0]):
            first += rng.choice((", and ", "; ", ", and ")) + rest.pop(0)
        return f"{opened(first)}. {voice.sentences(rest)}".strip()
    if rng.random() < 0.6 and all(fact.words is None and is_plain(fact.name, fact.value) for fact in facts):
        return opened(whose + _listed(facts, holder, voice)) + "."
    return voice.sentences([voice.clause(fact) for fact in facts], whose)


def _alike(one: str, other: str) -> bool:
    return one.split()[:2] == other.split()[:2]


def _named(title: Fact, rest: Sequence[Fact], front: str, voice: Voice) -> str:
    """Tell a thing that has a name: the name first, the facts behind it or as what it does."""
    rng = voice.rng
    name = tidy(str(title.value))
    if not rest:
        return opened(f"{front}{rng.choice(_IT_IS).replace('{s}', name)}.")
    draw = rng.random()
    verbs = [words for fact in rest if (words := voice.predicate(fact))] if draw < 0.5 else []
    if verbs and len(verbs) == len(rest):
        sentence = f"{front}{name} {join_list(verbs[:2])}."
        return opened(sentence) + "".join(f" It {verb}." for verb in verbs[2:3])
    if draw < 0.85:
        return opened(
            f"{front}{rng.choice(_IT_IS).replace('{s}', voice.attach(name, [voice.aside(fact) for fact in rest]))}."
        )
    return f"{opened(front + rng.choice(_IT_IS).replace('{s}', name))}. {voice.sentences([voice.clause(fact) for fact in rest])}"


def _teller(holder: str, rng: random.Random) -> str:
    """Return subject and verb of one who tells what a record holds: `it gives`, `the notifications show`."""
    if not holder or rng.random() < 0.5:
        return rng.choice(_TELLERS)
    return f"{holder} {rng.choice(_SHOW if is_plural(holder.split(' of ')[0]) else _SHOWS)}"


def _listed(facts: Sequence[Fact], holder: str, voice: Voice) -> str:
    """Tell plain facts in a row: `it gives Oslo and red for city and color`, `type: user; code: 21`."""
    rng = voice.rng
    facts = rng.sample(facts, len(facts))
    labels = [told_label(fact.name, fact.value) for fact in facts]
    said = [voice.said(fact.name, fact.value) for fact in facts]
    pairs = list(zip(labels, said, strict=True))
    teller = _teller(holder, rng)
    if len(facts) == 1:
        return f"{teller} {said[0]} {rng.choice(('as the', 'for the', 'under'))} {labels[0]}"
    short = all(len(label.split()) < 3 for label in labels) and all(len(value.split()) < 4 for value in said)
    draw = rng.random() if short else 0.6 + 0.4 * rng.random()
    if draw < 0.3:
        return f"{teller} {join_list(said)} {rng.choice(('for', 'as', 'under'))} {join_list(labels)}"
    if draw < 0.5:
        return f"{rng.choice(('for', 'under', 'as'))} {join_list(labels)} {teller} {join_list(said)}"
    if draw < 0.6:
        return f"{join_list(labels)} are {join_list(said)}"
    if draw < 0.72:
        return "; ".join(f"{label}: {value}" for label, value in pairs)
    if draw < 0.84:
        return f"the {labels[0]} is {said[0]}, " + join_list(
            [f"the {label} {value}" for label, value in pairs[1:]]
        )
    return f"{teller} " + join_list([f"{value} as the {label}" for label, value in pairs])


_TELLERS = ("it gives", "it shows", "it has", "it lists", "I see", "I have", "I find", "the record shows", "the record has", "the reply gives", "the entry lists", "the entry has",
            "the result shows", "the answer names", "they list")  # fmt: skip
_SHOWS = ("shows", "has", "gives", "lists", "names", "says", "comes with", "contains", "brings up")
_SHOW = ("show", "have", "give", "list", "name", "say", "come with", "contain", "bring up")
_IT_IS = ("it's {s}", "that's {s}", "this is {s}", "I have {s}", "it's {s}", "I found {s}", "here is {s}")


def opening(rng: random.Random) -> str:
    """Return what may open an answer to a question; mostly nothing."""
    return rng.choice(_OPENINGS) if rng.random() < 0.22 else ""


_OPENINGS = ("okay, ", "so, ", "alright, ", "sure, ", "I've checked: ", "I looked it up: ", "here's what I have: ", "in short, ", "well, ", "right, ", "as far as I can see, ",
             "according to what I found, ", "from what comes back, ", "here's the answer: ", "this is what I found: ", "good, ", "let's see: ", "here you are: ", "yes, I have it: ",
             "I found it: ", "that was quick: ", "to sum it up, ", "got it: ", "I had a look: ")  # fmt: skip
