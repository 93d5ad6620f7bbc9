"""How surely a message is small talk and not a request: cheap signs in its words."""

from __future__ import annotations

import re
from functools import cache
from math import exp

from .chitchat_grammar import subjects, wordings

_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+")
_ARTICLES = frozenset(("a", "an", "the"))
_EXPAND = {"i'm": "i am", "i've": "i have", "i'd": "i would", "it's": "it is", "what's": "what is", "that's": "that is",
           "there's": "there is", "can't": "cannot", "don't": "do not", "doesn't": "do not", "does": "do",
           "didn't": "did not", "we're": "we are", "they're": "they are", "you'd": "you would", "won't": "will not",
           "isn't": "is not", "aren't": "are not", "haven't": "have not", "wasn't": "was not"}  # fmt: skip

_VERB = (
    r"(?:book|find|show|get|give|send|check|cancel|search|list|add|set|play|schedule|look (?:up|for|into)|look|tell|order|buy|"
    r"transfer|pay|convert|create|delete|remove|update|move|reserve|remind|track|turn|switch|start|stop|open|close|forward|"
    r"reply|write|read|draft|compare|calculate|translate|fetch|pull|run|download|upload|export|import|make|put|change|rename|"
    r"share|invite|log|record|register|submit|lock|unlock|confirm|locate|generate|retrieve|display|return|arrange|hire|rent|"
    r"call|text|email|mail|save|report|list|query|sort|filter|enable|disable|grant|revoke|deploy|restart|watch|place|summari[sz]e|use|see)"
)
_REQUESTS = tuple(
    (re.compile(pattern, re.IGNORECASE), weight)
    for pattern, weight in (
        (rf"(?:^|[.!?:;,]\s+|\b(?:and|then|now|also|please|just|so|pls|next)\s+)(?:please\s+|just\s+|then\s+)?{_VERB}\s+"
         r"(?:me|us|my|the|a|an|all|some|this|that|these|those|it|them|for|up|off|on|out|two|three|\d|\w+ing|\w+s?\b)", 2.6),
        (rf"\b(?:can|could|would|will) you (?:please |kindly |also |just |quickly |then )*{_VERB}\b", 4.0),
        (rf"\b(?:i need|i want|i'd like|i would like|i have|i must|want|need|let's|help me|i'm trying|i wish|like) (?:you )?to (?:please )?{_VERB}\b", 3.0),
        (r"\bi(?:'m| am) (?:looking for|after|searching)\b", 2.2),
        (r"\b(?:i need|i'd like|i would like|need) (?:a|an|the|some|my|\d)", 2.6),
        (r"\b(?:would you mind|mind) \w+ing\b", 2.6),
        (r"\b(?:what's|what is|what are|where is|where's|when is|when does|who is|how much is|how many|how far|what time|which \w+ (?:is|are|do))\b", 1.4),
        (r"\b(?:what's|what is|what are|where is|when is|show|tell) (?:me )?(?:the|my) (?:\w+ ){0,3}(?:of|in|for|at|to|on)\b", 1.6),
        (r"\b(?:is there|are there|do you have|any) (?:a |an |any )?(?:\w+ ){0,2}(?:under|near|between|available|from|by|for less|open)\b", 2.0),
        (r"\d", 1.8),
        (r"[$€£@#]|\bhttps?:|\b\w+_\w+\b|\"[^\"]+\"", 2.0),
        (r"\b(?:today|tomorrow|tonight|next (?:week|monday|tuesday|wednesday|thursday|friday|month))\b", 0.5),
    )
)  # fmt: skip
_CHATS = tuple(
    (re.compile(pattern, re.IGNORECASE), weight)
    for pattern, weight in (
        (r"\b(?:do you think|what do you (?:think|reckon)|in your (?:view|opinion)|your (?:take|opinion|favou?rite)|if you ask me|"
         r"your thoughts|honest opinion|be honest)\b", 2.6),
        (r"\b(?:by the way|btw|honestly|tbh|funny|random thought|side note|off topic|unrelated|haha|lol|anyway|oh well|just saying|"
         r"small talk|to be honest|not gonna lie|just curious|just wondering|out of curiosity|i confess|i must admit)\b", 1.6),
        (r"\bi (?:really |always |never |still |just |usually |also |actually |secretly |kind of )*(?:love|like|hate|adore|enjoy|"
         r"miss|prefer|envy|admire|dream|remember|grew|forgot|feel|felt|regret|wonder|wish|believe)\b(?! to \w+ (?:a|the|my)\b)", 1.6),
        (r"\bi (?:always|never|usually|often|still|once|finally|secretly|actually|recently|only)\b", 1.4),
        (r"\bmy (?:\w+ )?(?:mother|father|mum|dad|sister|brother|grandmother|grandfather|uncle|aunt|neighbou?rs?|friends?|boss|"
         r"colleague|cat|dog|daughter|son|kids|niece|nephew|partner|team)\b", 0.7),
        (r"\b(?:people|everyone|everybody|nobody|these days|lately|somehow|every time|isn't it|don't you)\b", 0.8),
        (r"\b(?:is it (?:just me|rude|odd|silly|true|worth|okay|all right|better|bad)|are \w+ (?:really|worth|still)|why (?:is|are|do|does))\b", 1.6),
        (r"\b(?:how do (?:people|adults|teams)|what makes a|is there (?:a|some) (?:trick|secret|cure))\b", 2.0),
        (r"\b(?:thanks|thank you|you've been|great help|appreciate)\b", 0.6),
        (r"\bthis (?:heat|weather|week|year)\b", 0.6),
    )
)  # fmt: skip


def _tokens(text: str) -> list[str]:
    words: list[str] = []
    for word in _TOKEN.findall(text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")):
        if word not in _ARTICLES:
            words.extend(_EXPAND.get(word, word).split())
    return words


@cache
def _known() -> frozenset[tuple[str, str, str]]:
    """Return the word triples of the small talk we know, articles left out and short forms written out."""
    triples: set[tuple[str, str, str]] = set()
    for subject in subjects():
        for pattern in subject.says + subject.asks:
            for text in wordings(pattern):
                words = _tokens(text)
                triples.update(zip(words, words[1:], words[2:], strict=False))
    return frozenset(triples)


def is_chitchat(user_text: str) -> float:
    """Return how surely a user message is small talk and not a request for a tool, in [0, 1].

    Signs of a request (imperatives, numbers, wishes for data) are weighed against signs of small talk (opinions,
    habits, anecdotes, and turns of phrase known from our own). An empty message gives 0.
    """
    words = _tokens(user_text)
    if not words:
        return 0.0
    triples = list(zip(words, words[1:], words[2:], strict=False))
    familiar = sum(triple in _known() for triple in triples) / max(4, len(triples))
    against = sum(weight for pattern, weight in _REQUESTS if pattern.search(user_text))
    favour = sum(weight for pattern, weight in _CHATS if pattern.search(user_text))
    return 1 / (1 + exp(against + 0.8 - favour - 14 * familiar))
