"""The little English morphology the simulator needs: verb forms, number, articles, stems, lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

import inflect

# Verbs that open the description or hide in the name of a tool, by family. A family is what the user wants
# done; two tools over one noun (create it, delete it) are told apart by it.
FAMILIES: dict[str, str] = {
    "find": "look search find discover browse explore query filter locate recommend suggest match identify detect scan",
    "get": "get retrieve fetch return show view read display describe obtain lookup see check inspect access "
    "provide give load pull receive monitor track review report summarize summarise preview examine download know tell "
    "extract collect watch follow resolve",
    "list": "list enumerate aggregate",
    "create": "create make add insert build generate register open start launch new post publish draft compose "
    "write log record save store upload import deploy provision initialize initiate define issue produce invite "
    "join enroll subscribe attach link connect bind assign grant bookmark track_new",
    "book": "book reserve schedule order buy purchase rent hire arrange plan request apply enter",
    "change": "update change modify edit patch set replace rename adjust configure move reschedule customize alter "
    "renew extend refresh reset restore undelete enable activate turn switch mute remind rename put raise lower mark label tag sort "
    "promote upgrade migrate transform override merge lock unlock dim redeem rotate acknowledge approve complete "
    "confirm accept submit rate increase decrease",
    "delete": "delete remove cancel drop destroy clear purge revoke unsubscribe detach disable deactivate stop "
    "abort abandon terminate end close archive discard erase trash dismiss unlink leave reject decline block "
    "contest dispute suspend pause uninstall wipe",
    "send": "send answer pass email mail forward reply message notify share deliver transmit broadcast push dispatch call text "
    "submit_to ask contact",
    "pay": "pay transfer donate charge refund withdraw deposit invest sell trade exchange split",
    "compute": "work calculate compute convert estimate translate compare analyze analyse evaluate predict forecast "
    "measure count validate verify test determine simulate encode decode parse format classify score optimize "
    "solve normalize transcribe recognize rewrite paraphrase shorten batch run execute perform process train "
    "rank diagnose audit benchmark",
    "play": "play queue skip resume shuffle stream listen",
    "export": "export copy clone backup duplicate snapshot print sync move_out dump",
}
VERB_FAMILY: dict[str, str] = {}
for _family, _verbs in FAMILIES.items():
    for _verb in _verbs.split():
        VERB_FAMILY.setdefault(_verb, _family)

PARTICLES = {
    "search": ("for",), "look": ("up", "for"), "set": ("up",), "sign": ("up",), "turn": ("on", "off"),
    "check": ("out", "in"), "log": ("in", "out"), "ask": ("for",), "apply": ("for",), "split": ("up",),
    "roll": ("back",), "shut": ("down",), "listen": ("to",), "subscribe": ("to",), "sync": ("up",), "write": ("down",), "send": ("back", "off"), "call": ("off",), "work": ("out",), "pass": ("on",),
    "give": ("back",), "take": ("out",), "put": ("in", "off"),
}  # fmt: skip
_IRREGULAR = {
    "find": "found", "get": "pulled", "send": "sent", "buy": "bought", "make": "made", "set": "set", "read": "read",
    "write": "written", "build": "built", "give": "given", "show": "shown", "sell": "sold", "pay": "paid",
    "split": "split", "see": "seen", "know": "known", "tell": "told", "run": "run", "take": "taken", "draw": "drawn",
    "put": "put", "withdraw": "withdrawn", "leave": "left", "rewrite": "rewritten", "reset": "reset", "do": "done",
    "forecast": "forecast", "undo": "undone", "begin": "begun", "bind": "bound", "hold": "held",
}  # fmt: skip
_DOUBLING = {"cancel": "cancell", "drop": "dropp", "stop": "stopp", "plan": "plann", "submit": "submitt",
             "transfer": "transferr", "tag": "tagg", "log": "logg", "scan": "scann", "skip": "skipp", "trim": "trimm",
             "ship": "shipp", "swap": "swapp", "map": "mapp", "dim": "dimm", "set": "sett", "get": "gett", "run": "runn",
             "split": "splitt", "put": "putt", "reset": "resett", "refer": "referr"}  # fmt: skip

STOP = frozenset(
    "a an the of for to in on at by with from and or that which this these those is are be it its their your my our "
    "as into using use used given based all any some one each per via if when where will can may must not no will "
    "about i me you we they he she them his her do does did has have had would could should please just also then "
    "than there here what who whom how was were been am so such only other more most out up off over".split()
)
_engine = inflect.engine()


def _third_person(word: str) -> str | None:
    for ending, replacement in (("ies", "y"), ("es", ""), ("es", "e"), ("s", "")):
        if word.endswith(ending) and (base := word[: -len(ending)] + replacement) in VERB_FAMILY:
            return base
    return None


def _progressive(word: str) -> str | None:
    if not word.endswith("ing"):
        return None
    stem_ = word[:-3]
    undoubled = stem_[:-1] if len(stem_) > 2 and stem_[-1] == stem_[-2] else stem_
    return next((base for base in (stem_, stem_ + "e", undoubled) if base in VERB_FAMILY), None)


@cache
def base_verb(word: str) -> str | None:
    """Return the base form of a known verb (`Gets`, `getting` -> `get`), or None for any other word."""
    word = word.lower()
    if word in VERB_FAMILY:
        return word
    return _third_person(word) or _progressive(word)


@cache
def participle(verb: str) -> str:
    """Return the past participle of a verb phrase: `turn off` -> `turned off`."""
    head, _, rest = verb.partition(" ")
    tail = f" {rest}" if rest else ""
    if head in _IRREGULAR:
        return _IRREGULAR[head] + tail
    if head in _DOUBLING and head not in ("get", "set", "run", "put"):
        return ("canceled" if head == "cancel" else _DOUBLING[head] + "ed") + tail
    if head.endswith("e"):
        return head + "d" + tail
    if head.endswith("y") and head[-2:-1] not in "aeiou":
        return head[:-1] + "ied" + tail
    return head + "ed" + tail


@cache
def gerund(verb: str) -> str:
    """Return the `-ing` form of a verb phrase: `set up` -> `setting up`."""
    head, _, rest = verb.partition(" ")
    tail = f" {rest}" if rest else ""
    if head in _DOUBLING:
        return ("canceling" if head == "cancel" else _DOUBLING[head] + "ing") + tail
    if head.endswith("e") and not head.endswith(("ee", "ye", "oe")):
        return head[:-1] + "ing" + tail
    return head + "ing" + tail


_PLAIN = re.compile(r"[\w' -]+")


@lru_cache(65536)
def plural(noun: str) -> str:
    """Return a noun phrase in the plural; one that is plural already, or a mass noun, stays."""
    if is_plural(noun) or noun.split()[-1].lower() in _MASS:
        return noun
    return str(_engine.plural_noun(noun) or noun + "s") if _PLAIN.fullmatch(noun) else noun


@lru_cache(65536)
def singular(noun: str) -> str:
    """Return a noun phrase in the singular."""
    return str(_engine.singular_noun(noun) or noun) if is_plural(noun) else noun


_MASS = frozenset(
    "weather news information data traffic advice music mail email history content text status progress metadata "
    "money inventory availability feedback research help support usage access software lyrics insurance stuff "
    "storage analytics spam luggage pricing humidity air sleep water electricity energy".split()
)
_NOT_PLURAL = frozenset("address status analysis news series access bus gas business process class pass diagnosis "
                        "focus canvas atlas alias basis lens sms dns gps https analytics https radius virus "
                        "census campus bonus express congress tennis".split())  # fmt: skip


@lru_cache(65536)
def is_plural(noun: str) -> bool:
    """Return whether a noun phrase's last word is a plural."""
    last = noun.split()[-1].lower() if noun.split() else ""
    if not last.endswith("s") or last.endswith(("ss", "us", "is")) or last in _NOT_PLURAL:
        return last in ("people", "children", "men", "women", "media", "criteria")
    return True


_LETTER = re.compile(r"[A-Za-z]")


@lru_cache(65536)
def with_article(noun: str) -> str:
    """Return a noun phrase with `a`/`an` where it takes one: singular and countable."""
    if is_plural(noun) or noun.split()[-1].lower() in _MASS:
        return noun
    return str(_engine.a(noun)) if _LETTER.match(noun) else noun


_ARTICLE = re.compile(r"^(?:the|an?) ")


def without_article(phrase: str) -> str:
    """Cut the article a phrase begins with."""
    return _ARTICLE.sub("", phrase)


_SUFFIXES = ("ations", "ation", "ings", "ing", "ments", "ment", "ers", "ied", "ies", "ed", "es", "er", "s")


@lru_cache(200_000)
def stem(word: str) -> str:
    """Return a rough stem under which forms of one word meet: `flights`, `flight`; `booking`, `booked`, `book`."""
    word = word.lower().replace("\u2019", "'").removesuffix("'s")
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)]
            if suffix in ("ies", "ied"):
                word += "y"
            elif len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls":
                word = word[:-1]
            break
    return word.removesuffix("e") if len(word) > 3 else word


_WORD = re.compile(r"[A-Za-z][A-Za-z0-9']*|\d+")


@lru_cache(32768)
def stems(text: str) -> tuple[str, ...]:
    """Return the stems of a text's content words, in order."""
    return tuple(stem(word) for word in _WORD.findall(text) if word.lower() not in STOP)


def join_list(items: Sequence[str], conjunction: str = "and") -> str:
    """Join phrases as a person would: `a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return ", ".join(items[:-1]) + f" {conjunction} {items[-1]}"


def capitalise(text: str) -> str:
    """Raise a text's first letter and leave the rest as it is."""
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """Lower a text's first letter unless its first word is an acronym or `I`."""
    first = text.split(" ", 1)[0].rstrip(",.'")
    if first == "I" or first.startswith("I'") or (len(first) > 1 and not first[1:].islower()):
        return text
    return text[:1].lower() + text[1:]
