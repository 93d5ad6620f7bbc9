"""How surely a message is small talk and not a request: cheap signs in its words."""

from __future__ import annotations

import re
from functools import cache
from math import exp

from .chitchat_grammar import subjects, wordings
from .chitchat_style import FRAMES

_BIAS = 1.2  # what speaks for a request where nothing speaks at all
_FAMILIAR, _FAMILIAR_MOST = 14.0, 5.5  # weight of known turns of phrase, and their most
_KNOWN_SHARE = 0.4  # of a sentence's turns of phrase, from which it can hold no order
_SENTENCE = re.compile(r"(?<=[.!?:;]) +")
_CERTAIN = 3.0  # wishes from which known turns of phrase beside them count for nothing
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+")
_ARTICLES = frozenset(("a", "an", "the"))
_FULL_FORMS = {
    "i'm": "i am", "i've": "i have", "i'd": "i would", "it's": "it is", "what's": "what is", "that's": "that is",
    "there's": "there is", "can't": "cannot", "don't": "do not", "doesn't": "do not", "does": "do", "didn't": "did not",
    "we're": "we are", "they're": "they are", "you'd": "you would", "won't": "will not", "isn't": "is not",
    "aren't": "are not", "haven't": "have not", "wasn't": "was not",
}  # fmt: skip
_VERBS = frozenset(
    "add arrange book buy calculate call cancel change check close compare confirm convert create delete "
    "deploy disable display download draft email enable export fetch filter find forward generate get "
    "give grant hire import invite list locate lock log look mail make move open order pay place play "
    "pull put query read record register remind remove rename rent reply report reserve restart retrieve "
    "return revoke run save schedule search see send set share show sort start stop submit summarise "
    "summarize switch tell text track transfer translate turn unlock update upload use watch write".split()
)
_VERB = rf"(?:{'|'.join(sorted(_VERBS))})"
_SOFT = r"(?:please |kindly |also |just |quickly |then |quick |you )*"
_OURS = (
    r"(?!tell (?:me\b(?:[,:]|$)|you|it\b|somebody))"  # `tell me: ...`, `I tell you something` lead small talk
)


def _weighted(*signs: tuple[str, float]) -> tuple[tuple[re.Pattern[str], float], ...]:
    return tuple((re.compile(pattern), weight) for pattern, weight in signs)


_ORDERS = _weighted(  # tried only where one of the verbs occurs
    (rf"(?:^\W*|[.!?:;,] |\b(?:and|then|now|also|please|just|pls|next|let's) ){_SOFT}{_OURS}{_VERB} ", 4.5),
    (rf"\b(?:can|could|would|will) (?:you |we ){_SOFT}{_OURS}{_VERB}\b", 5.0),
    (
        rf"\b(?:need|want|like|wish|trying|must|gotta|help me) (?:you )?(?:to )?{_SOFT}{_VERB} (?:me|my|the|a|an|some|all|it)\b",
        2.5,
    ),
)
_WISHES = _weighted(
    (r"\b(?:i|we)(?: want| wish| need| would like|'d like| wanna|'m looking| am looking|'m trying) (?:to )?\w+", 3.0),
    (r"\bi(?:'m| am) (?:looking for|after|searching)\b", 2.2),
    (r"\b(?:i need|i'd like|i would like|i want|need|want) (?:a|an|the|some|my|\d)\b", 2.2),
    (r"\bmind (?!telling me:)\w+ing (?:me|my|the|a|an|up|that|it)\b", 2.6),
    (r"\b(?:where(?:'s| is)|when(?:'s| is| does| do| did)|who is|how much (?:is|are|rain|snow|did|do)|how many|what time|"
     r"how (?:long|far|much) (?:is|does|do|will) (?:it|the|that) (?:take to|cost|from|to)?)\b", 1.3),
    (r"\b(?:what's|what is|what are|what was|show me|how is|how are) (?:the|my|our)\b"
     r"(?! (?:\w+est|best|secret|trick|point|first|one thing))", 1.8),
    (r"^\W*(?:hmm,? |and |ok,? |so )*(?:any (?!tricks|ideas)|who (?:sent|is|has|did)|which \w+ (?:in|has|have|are|is)|"
     r"is it going to|are there any|is there any|how did i|is (?:the|my) \w+ \w+ \w+ed)", 1.2),
    (r"\b(?:that one|the (?:second|third|last|other|same) one)\b(?! (?:is real|comes up))", 1.0),
    (r"\d", 1.8),
    (r"[$€£@#]|\bhttps?:|\b\w+_\w+\b|\"[^\"]+\"", 2.0),
    (r"\b(?:tomorrow|tonight|next (?:monday|tuesday|wednesday|thursday|friday))\b", 0.5),
)  # fmt: skip
_CHATS = _weighted(
    (r"\b(?:do you (?:ever )?(?:think|like|believe|prefer)|what do you (?:think|reckon)|don't you think|in your (?:view|opinion)|"
     r"your (?:take|opinion|favou?rite|thoughts)|if you ask me|honest opinion|be honest|any tips)\b", 2.8),
    (r"\b(?:by the way|btw|honestly|tbh|funny|random thought|side note|off topic|unrelated|haha|lol|oh well|just saying|"
     r"small talk|to be honest|not gonna lie|just curious|just wondering|out of curiosity|i confess|i must admit|can't wait|"
     r"looking forward|crazy|wow|always an?)\b", 1.6),
    (r"\bi (?:really |always |never |still |just |usually |also |actually |secretly |kind of )*(?:love|like|hate|adore|enjoy|"
     r"miss|prefer|envy|admire|dream|remember|grew|forgot|feel|felt|regret|wonder|wish|believe)\b(?! to \w+ (?:a|the|my)\b)", 1.6),
    (r"\bi(?:'ve)? (?:can |could |have )?(?:always|never|usually|often|still|once|finally|secretly|actually|recently|only)\b", 1.5),
    (r"\bmy (?:\w+ )?(?:mother|father|mum|dad|sister|brother|grandmother|grandfather|uncle|aunt|neighbou?rs?|friends?|boss|"
     r"colleague|cat|dog|daughter|son|kids|niece|nephew|partner|team)\b", 0.7),
    (r"\b(?:people|everyone|everybody|nobody|these days|lately|somehow|every time|isn't it|don't you|everything)\b", 0.8),
    (r"\b(?:is it (?:just me|rude|odd|silly|true|worth|okay|all right|better|bad)|why (?:is|are|do|does))\b", 1.6),
    (r"\b(?:how do (?:people|adults|teams)|what makes|is there (?:a|some) (?:trick|secret|cure))\b", 2.0),
    (r"\b(?:thanks|thank you|you've been|great help|appreciate|relief|beautiful|adventure)\b", 0.6),
    (r"\bthis (?:heat|weather|week|year)\b", 0.6),
)  # fmt: skip


def is_chitchat(user_text: str) -> float:
    """Return how surely a user message is small talk and not a request for a tool, in [0, 1].

    Signs of a request (orders, numbers, wishes for data) are weighed against signs of small talk (opinions, habits,
    anecdotes, and turns of phrase known from our own). An empty message gives 0.
    """
    text = user_text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    strange, hits, total, verbs = [], 0, 0, False
    for sentence in _SENTENCE.split(text):
        words = _tokens(sentence)
        triples = max(0, len(words) - 2)
        found = sum(map(_known().__contains__, zip(words, words[1:], words[2:], strict=False)))
        hits, total = hits + found, total + triples
        if words and found <= _KNOWN_SHARE * triples:
            strange.append(sentence)
            verbs = verbs or not _VERBS.isdisjoint(words)
    if not total and not strange:
        return 0.0
    rest = " ".join(strange)
    orders = sum(weight for pattern, weight in _ORDERS if pattern.search(rest)) if verbs else 0.0
    wishes = sum(weight for pattern, weight in _WISHES if pattern.search(rest))
    favour = sum(weight for pattern, weight in _CHATS if pattern.search(text))
    if not orders and wishes < _CERTAIN:
        favour += min(_FAMILIAR_MOST, _FAMILIAR * max(0.0, hits / max(4, total) - 0.15))
    return 1 / (1 + exp(_BIAS + orders + wishes - favour))


def _tokens(text: str) -> list[str]:
    """Return words without articles and with short forms written out, so that styles agree."""
    words: list[str] = []
    for word in _TOKEN.findall(text):
        if word not in _ARTICLES:
            words.extend(_FULL_FORMS.get(word, word).split())
    return words


@cache
def _known() -> frozenset[tuple[str, str, str]]:
    """Return the word triples of the small talk we know."""
    triples: set[tuple[str, str, str]] = set()
    said = [pattern for subject in subjects() for pattern in subject.says + subject.asks]
    for pattern in (*said, *FRAMES):
        for text in wordings(pattern):
            words = _tokens(text.lower())
            triples.update(zip(words, words[1:], words[2:], strict=False))
    return frozenset(triples)
