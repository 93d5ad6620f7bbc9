"""Identifiers, keys and tokens of the form usual for their kind."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable
from typing import Any

from .value_ask import Ask, Gist
from .value_cues import Cues
from .world import REGIONS

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


HEX = "0123456789abcdef"


_ALNUM = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def take(rng: random.Random, alphabet: str, count: int) -> str:
    """Draw `count` characters."""
    return "".join([alphabet[int(rng.random() * len(alphabet))] for _ in range(count)])


_HEAD = re.compile(r"[A-Za-z]*[-_:/.]?")
_DIGIT = re.compile(r"\d")
_HEXADECIMAL = re.compile(r"[0-9a-f-]+")


def reshape(example: str, rng: random.Random) -> str:
    """Return another value of the same form: digits for digits, and letters for letters after that."""
    head = _HEAD.match(example)
    kept = head.end() if head else 0
    if kept == len(example) or not _DIGIT.search(example):
        return example
    out: list[str] = []
    for index, char in enumerate(example):
        if char.isdigit():
            out.append(str(rng.randint(0 if out and out[-1].isdigit() else 1, 9)))
        elif index >= kept and char.isascii() and char.isalpha():
            out.append(
                rng.choice(
                    HEX[10:]
                    if _HEXADECIMAL.fullmatch(example)
                    else LETTERS
                    if char.isupper()
                    else LETTERS.lower()
                )
            )
        else:
            out.append(char)
    return "".join(out)


_ID_WORDS = frozenset(
    "id ids identifier number no code num ref reference key the guid new old unique primary".split()
)


def _noun(gist: Gist) -> list[str]:
    own = [word.lower() for word in gist.words if word.lower() not in _ID_WORDS]
    return own or (gist.noun.split() if gist.noun else [])


def draw_id(ask: Ask) -> Any:
    """Draw an identifier with the initials of what it identifies: `FL-48213`, `BK7Q2M`."""
    gist, rng = ask.gist, ask.rng
    noun = _noun(gist)
    if ask.said and rng.random() < 0.6:
        # what a dialogue is about is mentioned again: the same booking, the same account
        rng = ask.world.stream("id:" + "-".join(noun))
    if gist.phrase == "location id" and "locations" in gist.slot.owner.lower():
        return rng.choice(REGIONS)
    if "service account" in gist.phrase:
        return f"{ask.world.phrase('tech_noun', rng)}@{ask.world.project}.iam.gserviceaccount.com"
    shown = next((shape for shape in gist.shapes if isinstance(shape, int) and shape > 99), None)
    if gist.numeric and shown is not None:
        return rng.randint(10 ** (len(str(shown)) - 1), 10 ** len(str(shown)) - 1)
    if gist.numeric or gist.schema.get("format") in ("int64", "uint64", "int32"):
        return rng.randint(1001, 98999)
    return identifier(gist, noun, rng)


_DIGITS = "0123456789"
_Form = Callable[[random.Random], str]
_FORMS: Cues[_Form] = Cues(
    (
        (r"isbn", lambda rng: f"978{take(rng, _DIGITS, 10)}"),
        (
            r"\bvin\b",
            lambda rng: (
                rng.choice(("WVW", "1HG", "JT2", "WBA")) + take(rng, "ABCDEFGHJKLMNPRSTUVWXYZ0123456789", 14)
            ),
        ),
        (r"asin", lambda rng: "B0" + take(rng, _ALNUM, 8)),
        (
            r"iban",
            lambda rng: (
                rng.choice(("DE", "FR", "ES", "NL")) + take(rng, _DIGITS[1:], 2) + take(rng, _DIGITS, 18)
            ),
        ),
        (r"\bbic|swift", lambda rng: take(rng, LETTERS, 4) + rng.choice(("DEFF", "FRPP", "GB2L", "NL2A"))),
        (r"imei|ean|gtin|upc|barcode", lambda rng: take(rng, _DIGITS[1:], 1) + take(rng, _DIGITS, 12)),
        (r"flight (?:number|no|code)", lambda rng: take(rng, LETTERS, 2) + str(rng.randint(101, 2989))),
        (
            r"train (?:number|no)",
            lambda rng: rng.choice(("IC", "RE", "EC", "ICE", "TGV")) + f" {rng.randint(11, 989)}",
        ),
        (
            r"plate|licen[sc]e number|registration",
            lambda rng: f"{take(rng, LETTERS, 2)}{rng.randint(10, 99)} {take(rng, LETTERS, 3)}",
        ),
        (r"passport", lambda rng: take(rng, LETTERS, 2) + str(rng.randint(1000000, 9899999))),
        (r"tracking|parcel|shipment", lambda rng: rng.choice(("1Z", "JD", "PX")) + take(rng, _DIGITS, 10)),
        (
            r"card.*number|number.*card",
            lambda rng: "4000 " + " ".join(take(rng, _DIGITS, 4) for _ in range(3)),
        ),
        (
            r"(?:bank|account|routing|tax|vat|customer|member|phone|policy|invoice|order|case|ticket)\b.*number",
            lambda rng: str(rng.randint(10**7, 10**8 - 1)),
        ),
    )
)
_VIDEO = re.compile(r"video|youtube")
_BOOKED = re.compile(r"pnr|booking|reservation|confirmation")
_PLACES_IN: Cues[_Form] = Cues(
    (
        (r"seat", lambda rng: f"{rng.randint(2, 38)}{rng.choice('ABCDEF')}"),
        (r"\bgate", lambda rng: f"{rng.choice('ABCD')}{rng.randint(1, 38)}"),
        (r"\broom.*number|number.*\broom", lambda rng: str(rng.randint(101, 912))),
    )
)
_ALL_DIGITS = re.compile(
    r"\b(?:user|account|project|team|league|player|match|game|page|post|category"
    r"|group|advertiser|profile|partner|merchant|customer)\b"
)


def identifier(gist: Gist, noun: list[str], rng: random.Random) -> str:
    """Return an identifier for a noun, of the form usual for its kind."""
    phrase = gist.phrase
    for shape in gist.shapes:
        if (
            isinstance(shape, str)
            and _DIGIT.search(shape)
            and len(shape) <= 40
            and " " not in shape
            and rng.random() < 0.7
        ):
            return reshape(shape, rng)
    form = _FORMS.first(phrase)
    if form is not None:
        return form(rng)
    if _VIDEO.search(" ".join(noun)) or "youtube" in gist.about:
        return take(rng, LETTERS + LETTERS.lower() + _DIGITS, 11)
    if "imdb" in gist.about:
        return "tt" + str(rng.randint(1000000, 9899999))
    joined = "".join(word for word in noun if word.isascii() and word.isalpha())
    if _BOOKED.search(phrase + joined):
        known = bool(joined) and not joined.startswith("pnr")
        return joined[:2].upper() + take(rng, _ALNUM, 4) if known else take(rng, _ALNUM, 6)
    form = _PLACES_IN.first(phrase)
    if form is not None:
        return form(rng)
    initials = _initials(noun, joined)
    if not initials or _ALL_DIGITS.search(phrase):
        return str(rng.randint(10021, 989999))
    if zlib.crc32(joined.encode()) % 3 == 0:
        return initials + take(rng, _ALNUM, 5)
    return f"{initials}-{rng.randint(1021, 98999)}"


def _initials(noun: list[str], joined: str) -> str:
    if len(noun) == 1:
        return joined[:2].upper()
    return "".join(word[0] for word in noun if word[0].isalpha() and word.isascii()).upper()[:3]


def draw_uuid(ask: Ask) -> str:
    """Draw a version 4 UUID."""
    text = take(ask.rng, HEX, 32)
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{ask.rng.choice('89ab')}{text[17:20]}-{text[20:]}"


def _password(ask: Ask) -> str:
    words = [ask.world.phrase("word", ask.rng) for _ in range(2)]
    return f"{words[0].capitalize()}-{words[1].capitalize()}-{ask.rng.randint(11, 98)}"


_TOKENS: Cues[Callable[[Ask], str]] = Cues(
    (
        (r"password|secret word|passcode", _password),
        (r"\b(?:pin|otp|captcha|nonce)", lambda ask: str(ask.rng.randint(100001, 998999))),
        (r"wallet|contract|token address|\bhash", lambda ask: "0x" + take(ask.rng, HEX, 40)),
        (r"mac address", lambda ask: ":".join(take(ask.rng, HEX, 2) for _ in range(6))),
        (r"page|cursor|continu", lambda ask: "CAE" + take(ask.rng, _ALNUM, 5) + "gAQ"),
        (r"etag|fingerprint|signature", lambda ask: take(ask.rng, HEX, 12)),
        (r"user agent", lambda ask: ask.rng.choice(("iPhone", "Firefox", "Android", "Chrome"))),
        (r"host$", lambda ask: f"{ask.world.phrase('word', ask.rng)}.p.rapidapi.com"),
    )
)


def draw_token(ask: Ask) -> str:
    """Draw a key, password or page token."""
    form = _TOKENS.first(ask.gist.phrase)
    return form(ask) if form is not None else take(ask.rng, HEX, 24)
