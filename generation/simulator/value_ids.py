"""Identifiers, keys and tokens of the form usual for their kind."""

from __future__ import annotations

import random
import re
import zlib
from typing import Any

from .value_ask import Ask, Gist

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


HEX = "0123456789abcdef"


_ALNUM = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def take(rng: random.Random, alphabet: str, count: int) -> str:
    """Draw `count` characters."""
    return "".join([alphabet[int(rng.random() * len(alphabet))] for _ in range(count)])


def reshape(example: str, rng: random.Random) -> str:
    """Return another value of the same form: digits for digits, and letters for letters after that."""
    head = re.match(r"[A-Za-z]*[-_:/.]?", example)
    kept = head.end() if head else 0
    if kept == len(example) or not re.search(r"\d", example):
        return example
    out: list[str] = []
    for index, char in enumerate(example):
        if char.isdigit():
            out.append(str(rng.randint(0 if out and out[-1].isdigit() else 1, 9)))
        elif index >= kept and char.isascii() and char.isalpha():
            out.append(
                rng.choice(
                    HEX[10:]
                    if re.fullmatch(r"[0-9a-f-]+", example)
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
    if gist.numeric or gist.schema.get("format") in ("int64", "uint64", "int32"):
        return rng.randint(1001, 98999)
    return identifier(gist, noun, rng)


def identifier(gist: Gist, noun: list[str], rng: random.Random) -> str:
    """Return an identifier for a noun, of the form usual for its kind."""
    phrase = gist.phrase
    for shape in gist.shapes:
        if (
            isinstance(shape, str)
            and re.search(r"\d", shape)
            and len(shape) <= 40
            and " " not in shape
            and rng.random() < 0.7
        ):
            return reshape(shape, rng)
    if re.search(r"isbn", phrase):
        return f"978{take(rng, '0123456789', 10)}"
    if re.search(r"\bvin\b", phrase):
        return rng.choice(("WVW", "1HG", "JT2", "WBA")) + take(rng, "ABCDEFGHJKLMNPRSTUVWXYZ0123456789", 14)
    if re.search(r"asin", phrase):
        return "B0" + take(rng, _ALNUM, 8)
    if re.search(r"iban", phrase):
        return rng.choice(("DE", "FR", "ES", "NL")) + take(rng, "123456789", 2) + take(rng, "0123456789", 18)
    if re.search(r"\bbic|swift", phrase):
        return take(rng, LETTERS, 4) + rng.choice(("DEFF", "FRPP", "GB2L", "NL2A"))
    if re.search(r"imei|ean|gtin|upc|barcode", phrase):
        return take(rng, "123456789", 1) + take(rng, "0123456789", 12)
    if re.search(r"flight (?:number|no|code)", phrase):
        return take(rng, LETTERS, 2) + str(rng.randint(101, 2989))
    if re.search(r"train (?:number|no)", phrase):
        return rng.choice(("IC", "RE", "EC", "ICE", "TGV")) + f" {rng.randint(11, 989)}"
    if re.search(r"plate|licen[sc]e number|registration", phrase):
        return f"{take(rng, LETTERS, 2)}{rng.randint(10, 99)} {take(rng, LETTERS, 3)}"
    if re.search(r"passport", phrase):
        return take(rng, LETTERS, 2) + str(rng.randint(1000000, 9899999))
    if re.search(r"tracking|parcel|shipment", phrase):
        return rng.choice(("1Z", "JD", "PX")) + take(rng, "0123456789", 10)
    if re.search(r"card", phrase) and re.search(r"number", phrase):
        return "4000 " + " ".join(take(rng, "0123456789", 4) for _ in range(3))
    if re.search(
        r"(?:bank|account|routing|tax|vat|customer|member|phone|policy|invoice|order|case|ticket)\b.*number",
        phrase,
    ):
        return str(rng.randint(10**7, 10**8 - 1))
    if re.search(r"video|youtube", " ".join(noun)) or "youtube" in gist.about:
        return take(rng, LETTERS + LETTERS.lower() + "0123456789", 11)
    if re.search(r"imdb", gist.about):
        return "tt" + str(rng.randint(1000000, 9899999))
    joined = "".join(word for word in noun if word.isascii() and word.isalpha())
    if re.search(r"pnr|booking|reservation|confirmation", phrase + joined):
        return (
            joined[:2].upper() + take(rng, _ALNUM, 4)
            if joined and not joined.startswith("pnr")
            else take(rng, _ALNUM, 6)
        )
    if re.search(r"seat", phrase):
        return f"{rng.randint(2, 38)}{rng.choice('ABCDEF')}"
    if re.search(r"\bgate", phrase):
        return f"{rng.choice('ABCD')}{rng.randint(1, 38)}"
    if re.search(r"\broom", phrase) and "number" in phrase:
        return str(rng.randint(101, 912))
    initials = (
        "".join(word[0] for word in noun if word[0].isalpha() and word.isascii())
        if len(noun) > 1
        else joined[:2]
    )
    initials = initials.upper()[:3]
    if not initials or re.search(
        (
            r"\b(?:user|account|project|team|league|player|match|game|page|post|category"
            r"|group|advertiser|profile|partner|merchant|customer)\b"
        ),
        phrase,
    ):
        return str(rng.randint(10021, 989999))
    style = zlib.crc32(joined.encode()) % 3
    if style == 0:
        return initials + take(rng, _ALNUM, 5)
    return f"{initials}-{rng.randint(1021, 98999)}"


def draw_uuid(ask: Ask) -> str:
    """Draw a version 4 UUID."""
    text = take(ask.rng, HEX, 32)
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-{ask.rng.choice('89ab')}{text[17:20]}-{text[20:]}"


def draw_token(ask: Ask) -> str:
    """Draw a key, password or page token."""
    phrase, rng = ask.gist.phrase, ask.rng
    if re.search(r"password|secret word|passcode", phrase):
        words = [ask.world.phrase("word", rng) for _ in range(2)]
        return f"{words[0].capitalize()}-{words[1].capitalize()}-{rng.randint(11, 98)}"
    if re.search(r"\b(?:pin|otp|captcha|nonce)", phrase):
        return str(rng.randint(100001, 998999))
    if re.search(r"wallet|contract|token address|\bhash", phrase):
        return "0x" + take(rng, HEX, 40)
    if re.search(r"mac address", phrase):
        return ":".join(take(rng, HEX, 2) for _ in range(6))
    if re.search(r"page|cursor|continu", phrase):
        return "CAE" + take(rng, _ALNUM, 5) + "gAQ"
    if re.search(r"etag|fingerprint|signature", phrase):
        return take(rng, HEX, 12)
    if re.search(r"user agent", phrase):
        return rng.choice(("iPhone", "Firefox", "Android", "Chrome"))
    if re.search(r"host$", phrase):
        return f"{ask.world.phrase('word', rng)}.p.rapidapi.com"
    return take(rng, HEX, 24)
