"""What a field is, in words, from its name, type and kind: `check_in_date` is the date of check-in.

Where name and type do not tell, nothing is said: a wrong description does more harm than none.
"""

from __future__ import annotations

import re

from .english import is_plural, participle, plural, with_article
from .naming import name_words, singular_word
from .semantics import label_of

# Whole names, as words in lower case -> what they are; {noun} is what the tool or the object around it is about.
_OF_REQUESTS = {
    "limit": "Most {nouns} to return", "count": "Number of {nouns} to return", "page size": "Number of {nouns} on a page",
    "per page": "Number of {nouns} on a page", "page limit": "Number of {nouns} on a page", "max results": "Most {nouns} to return",
    "page": "Number of the page of results to return", "page number": "Number of the page of results to return",
    "offset": "Number of {nouns} to skip before the first one returned", "skip": "Number of {nouns} to skip before the first one returned",
    "cursor": "Cursor of the page to return, from the answer before", "page token": "Token of the page to return, from the answer before",
    "next page token": "Token of the page to return, from the answer before", "next": "Token of the page to return, from the answer before",
    "sort": "How the results are sorted", "sort by": "Field that the results are sorted by", "order by": "Field that the results are sorted by",
    "order": "Order of the results, ascending or descending", "sort order": "Order of the results, ascending or descending",
    "direction": "Order of the results, ascending or descending", "format": "Format of the answer", "output": "Format of the answer",
    "fields": "Fields to return, separated by commas", "language": "Language of the answer", "locale": "Language and country of the answer, such as en-US",
    "q": "Text to search for", "query": "Text to search for", "search": "Text to search for", "keyword": "Word to search for",
    "keywords": "Words to search for", "search term": "Text to search for", "term": "Text to search for", "search query": "Text to search for",
    "api key": "Key that authorises the request", "access token": "Token that authorises the request", "authorization": "Credentials that authorise the request",
    "token": "Token that authorises the request", "apikey": "Key that authorises the request", "content type": "Media type of the request body",
    "accept": "Media type wanted for the answer", "password": "Password of the account", "callback url": "URL that is called with the result",
    "radius": "Distance around the given place to look in", "units": "System of units of the values returned", "unit": "Unit of the values",
    "start date": "First day of the period", "end date": "Last day of the period", "start time": "Begin of the period", "end time": "End of the period",
    "date from": "First day of the period", "date to": "Last day of the period", "from date": "First day of the period", "to date": "Last day of the period",
    "start": "Where the period or range begins", "end": "Where the period or range ends", "session id": "Identifier of the session of the logged-in user",
    "user agent": "User agent that the request is made with", "to": "Receiver, end or target of what is asked for", "webhook url": "URL that is called with the result",
    "url": "URL of the page or file to work on", "text": "Text to work on", "image url": "URL of the image to work on", "image": "Image to work on", "timezone": "Time zone that times are given in",
    "file": "File to work on", "amount": "Amount to work with", "currency": "Code of the currency, such as EUR", "base": "What the result is based on",
}  # fmt: skip
_OF_REQUESTS.pop("to")
_OF_REQUESTS.pop("base")
_OF_RESULTS = {
    "success": "Whether the request succeeded", "ok": "Whether the request succeeded", "error": "What went wrong, where something did",
    "error message": "What went wrong, where something did", "message": "Note of the service on the outcome", "msg": "Note of the service on the outcome",
    "status": "State of the {noun}", "status code": "Code of the outcome", "code": "Code of the outcome", "count": "Number of {nouns} returned",
    "total": "Number of {nouns} in all", "total count": "Number of {nouns} in all", "total results": "Number of {nouns} found in all",
    "total pages": "Number of pages in all", "page": "Number of this page of results", "per page": "Number of {nouns} on a page", "limit": "Most {nouns} on a page",
    "offset": "Number of {nouns} skipped before the first one", "next page token": "Token to ask for the next page with", "next": "Where the next page is to be had",
    "previous": "Where the page before is to be had", "cursor": "Cursor to ask for the next page with", "next cursor": "Cursor to ask for the next page with",
    "has more": "Whether there are more {nouns} than these", "results": "The {nouns} found", "items": "The {nouns} found", "data": "The {nouns} returned", "timestamp": "When the answer was made", "date": "Date of the {noun}",
    "updated at": "When the {noun} was last changed", "created at": "When the {noun} was made", "last updated": "When the {noun} was last changed",
    "created": "When the {noun} was made", "updated": "When the {noun} was last changed", "link": "Link to the {noun}", "url": "URL of the {noun}", "links": "Links about the {noun}",
    "image": "Image of the {noun}", "thumbnail": "Small image of the {noun}", "description": "What the {noun} is, in a few words", "summary": "The {noun} in a few words",
    "change percent": "Change of the price in percent", "price": "Price of the {noun}", "symbol": "Symbol of the {noun}", "language": "Language of the {noun}",
}  # fmt: skip
_OF_BOTH = {
    "id": "Identifier of the {noun}", "uuid": "Unique identifier of the {noun}", "name": "Name of the {noun}", "title": "Title of the {noun}",
    "latitude": "Latitude in decimal degrees", "longitude": "Longitude in decimal degrees", "type": "Type of the {noun}", "category": "Category of the {noun}",
    "slug": "Short name of the {noun} in URLs", "tags": "Tags of the {noun}", "year": "Year, in four digits", "month": "Month of the year", "day": "Day of the month", "username": "User name of the account", "email": "Email address", "email address": "Email address to work with",
    "phone": "Phone number with country code", "phone number": "Phone number with country code", "city": "Name of the city", "country": "Name or code of the country", "country code": "Code of the country, such as DE",
    "state": "Name or code of the state or region", "region": "Name or code of the region", "zip": "Postal code of the address", "zip code": "Postal code of the address", "postal code": "Postal code of the address", "zipcode": "Postal code of the address",
    "street": "Street of the address with house number", "address": "Postal address with street and city", "ip": "IP address to look at", "ip address": "IP address of the host", "domain": "Domain name, such as example.com",
    "ticker": "Ticker symbol of the stock", "isbn": "ISBN of the book", "vin": "Vehicle identification number of the car", "iban": "International bank account number of the account",
    "first name": "First name of the person", "last name": "Family name of the person", "full name": "First and family name of the person", "gender": "Gender of the person", "age": "Age in years",
    "lang": "Code of the language, such as en", "language code": "Code of the language, such as en", "currency code": "Code of the currency, such as EUR", "time zone": "Name of the time zone, such as Europe/Berlin",
}  # fmt: skip
_OF_ERRORS = {
    "code": "Code of the error",
    "message": "What went wrong, in words",
    "status": "Code of the error",
    "type": "Sort of the error",
}
_UNITS = {
    "celsius": "degrees Celsius", "fahrenheit": "degrees Fahrenheit", "percent": "percent", "pct": "percent", "kmh": "kilometres per hour", "kph": "kilometres per hour", "mph": "miles per hour",
    "km": "kilometres", "metres": "metres", "meters": "metres", "miles": "miles", "cm": "centimetres", "mm": "millimetres", "kg": "kilograms", "lbs": "pounds", "usd": "US dollars", "eur": "euros", "gbp": "pounds sterling",
    "seconds": "seconds", "minutes": "minutes", "hours": "hours", "days": "days", "years": "years", "ms": "milliseconds", "kb": "kilobytes", "mb": "megabytes", "gb": "gigabytes", "bytes": "bytes", "mg": "milligrams",
}  # fmt: skip
_HEADS = frozenset(
    "price cost status state type category code date time title url link address color colour size weight height width length "
    "depth currency language format version rating score rank position genre rate balance amount duration description text image photo logo "
    "author owner number phone email symbol key token label level volume value region country city gender age role message reason "
    "capital population area area temperature humidity speed distance direction icon thumbnail avatar bio salary".split()
)
_ACT = re.compile(
    r"(?:include|exclude|show|hide|use|enable|disable|allow|return|force|skip|ignore|add|remove|send|get|fetch|save|verify|check|match|sort|only|keep|expand|autoplay|wait)\b"
)
_BE = re.compile(r"(?:is|are|was|be)\b ?")
_HAVE = re.compile(r"(?:has|have)\b ?")
_PARTICIPLE = re.compile(
    r"(?:\w+(?:ed|ified)|active|valid|available|public|private|online|live|open|deleted|sent|free|new|paid|hidden)$"
)
_LOW = re.compile(r"(?:min|minimum|lowest|least)\b ?")
_HIGH = re.compile(r"(?:max|maximum|highest|most)\b ?")
_LATE = re.compile(r"(.+) (?:at|on|date)$")
_NUMBER_OF = re.compile(r"(?:(?:num|number|total|amount|no)(?: of)? (.+)|(.+) (?:count|num))$")
_EMPTY = frozenset(
    "data result results response items item body payload object objects list lists value values parameters errors".split()
)
_DETAILS = re.compile(r"(?:details?|info|information|metadata|meta|data|extra|misc|properties)$")
_FAMILIAR = re.compile(r"[a-z]{3,14}(?: [a-z]{2,14}){0,3}")


def words_for(name: str, kind: str, type_: str, noun: str, in_result: bool) -> str:
    """Say what a field is; empty where its name and type do not tell.

    Args:
        name: As in the schema.
        kind: One of `semantics.KINDS`.
        type_: Its JSON type; of an array, `array`.
        noun: What the tool, or the object around the field, is about; may be empty.
        in_result: Whether it is of a result and not of a request.
    """
    words = " ".join(word.lower() for word in name_words(name))
    label = label_of(name).strip()
    if not words or not words.isascii():
        return ""
    if type_ == "boolean" or kind == "flag":
        if in_result and words in ("success", "ok"):
            return _OF_RESULTS[words]
        return _flag(words, noun)
    if type_ == "object":
        sayable = _FAMILIAR.fullmatch(words) and words not in _EMPTY and not _DETAILS.search(words)
        return f"Details of {_the(words)}" if sayable else ""
    if noun == "error" and words in _OF_ERRORS:
        return _OF_ERRORS[words]
    if words in _EMPTY and type_ != "array":
        return ""
    whole = (_OF_RESULTS if in_result else _OF_REQUESTS).get(words) or _OF_BOTH.get(words)
    if whole:
        return _about(whole, noun)
    if match := _NUMBER_OF.fullmatch(words):
        thing = match[1] or match[2]
        things = plural(singular_word(thing))
        told = f"How many {things} there are" if in_result else f"Number of {things}"
        return told if _FAMILIAR.fullmatch(thing) else ""
    for pattern, extreme in ((_LOW, "Lowest"), (_HIGH, "Highest")):
        if (match := pattern.match(words)) and _FAMILIAR.fullmatch(rest := words[match.end() :]):
            return f"{extreme} {rest} to take in" if not in_result else f"{extreme} {rest}"
    return _by_head(words, label, kind, type_, noun, in_result)


def _by_head(words: str, label: str, kind: str, type_: str, noun: str, in_result: bool) -> str:
    """Say what a field is by the last of its words."""
    before, _, head = words.rpartition(" ")
    if head in _UNITS and before and _FAMILIAR.fullmatch(before):
        return f"{_sentence(before)} in {_UNITS[head]}"
    if head in ("id", "ids") and before:
        thing = _without_id(label)
        if not _FAMILIAR.fullmatch(thing.lower()):
            return ""
        return (
            f"Identifiers of the {plural(singular_word(thing))}"
            if head == "ids"
            else f"Identifier of the {thing}"
        )
    if not _FAMILIAR.fullmatch(words):
        return ""
    if type_ == "array":
        known = in_result and noun and noun not in words and words not in _EMPTY
        return f"The {words} of the {noun}" if known else ""
    if head in ("at", "on", "date") and (match := _LATE.match(words)):
        thing = f"the {noun}" if noun else "it"
        if match[1].endswith("ed"):
            return f"When {thing} was {match[1]}"
        if head != "date" and match[1].endswith("s") and " " not in match[1]:
            return f"When {thing} {match[1]}"
    if before.endswith(("ed", "ing")) and head in _HEADS:
        return f"The {words}" if in_result else ""
    if before in _ADJECTIVES:
        return f"{_sentence(words)} of the {noun}" if in_result and noun and head in _HEADS | {"name"} else ""
    if head in ("time", "date", "at") and before in _DONE and in_result:
        return f"When {f'the {noun}' if noun else 'it'} was {participle(before)}"
    if head == "name" and before:
        return f"Name of {_the(before)}"
    if before and head in _HEADS:
        return f"{_sentence(head)} of {_the(before)}"
    if in_result and head in _HEADS and noun and noun != head:
        return f"{_sentence(head)} of the {noun}"
    return _by_kind(words, kind)


_ACRONYMS = frozenset("url api id ip uri html json xml pdf http ssl dns vat gps".split())
_DONE = frozenset("create update delete modify publish upload cancel add".split())
_ADJECTIVES = frozenset(
    "scientific common full display short long official native original legal generic new old my your raw last first "
    "next current latest default main primary total best top".split()
)
_NOT_THINGS = frozenset("from to by at on name url link date day since until item items start end".split())
_KIND_TEXT = {
    "city": "Name of the {label}", "airport": "Code or name of the {label}", "person": "Name of the {label}", "company": "Name of the {label}", "team": "Name of the {label}",
    "song": "Name of the {label}", "artist": "Name of the {label}", "album": "Name of the {label}", "movie": "Name of the {label}", "book": "Title of the {label}", "product": "Name of the {label}",
    "place": "Name of the {label}", "food": "Name of the {label}", "sport": "Name of the {label}", "animal": "Name of the {label}", "medicine": "Name of the {label}", "genre": "Name of the {label}",
    "ingredient": "Name of the {label}", "stock_symbol": "Symbol of the stock or fund", "crypto": "Symbol or name of the coin", "language": "Name or code of the {label}", "currency": "Code of the {label}, such as EUR",
    "date": "Day of the {label}", "datetime": "Date and time of the {label}", "url": "URL of the {label}", "filename": "Name of the {label}", "hashtag": "Hashtag without the number sign", "timezone": "Name of the time zone, such as Europe/Berlin",
}  # fmt: skip


def _by_kind(words: str, kind: str) -> str:
    template = _KIND_TEXT.get(kind)
    if template and words.rpartition(" ")[2] not in _NOT_THINGS and not is_plural(words):
        return template.format(label=words)
    return ""


def _flag(words: str, noun: str) -> str:
    """Say what is true or false."""
    if _ACT.match(words):
        return (
            f"Whether to {words}"
            if not words.startswith("only")
            else f"Whether only {words[5:]} count".strip()
        )
    thing = f"the {noun}" if noun and not _DETAILS.search(noun) else "it"
    for pattern, verb in ((_BE, "is"), (_HAVE, "has")):
        if match := pattern.match(words):
            rest = words[match.end() :]
            if not _FAMILIAR.fullmatch(rest) or (
                " " in rest and verb == "is" and not _PARTICIPLE.search(rest)
            ):
                return ""
            bare = rest in ("bot", "admin", "member", "owner", "fan", "host") and verb == "is"
            return f"Whether {thing} {verb} {with_article(rest) if bare else rest}"
    if _PARTICIPLE.search(words) and " " not in words:
        return f"Whether {thing} is {words}"
    return f"Whether {words} applies" if _FAMILIAR.fullmatch(words) and " " in words else ""


def _about(text: str, noun: str) -> str:
    if "{noun" not in text:
        return text
    if not noun:
        return text.replace("{nouns}", "results") if "{nouns}" in text else ""
    return text.format(noun=noun, nouns=plural(singular_word(noun)))


def _without_id(label: str) -> str:
    return re.sub(r" ?\bIDs?$", "", label).strip()


def _the(phrase: str) -> str:
    phrase = " ".join(word.upper() if word in _ACRONYMS else word for word in phrase.split())
    return phrase if phrase.startswith(("the ", "all ")) else f"the {phrase}"


def _sentence(text: str) -> str:
    first, _, rest = text.partition(" ")
    first = first.upper() if first in _ACRONYMS else first[:1].upper() + first[1:]
    return f"{first} {rest}".rstrip()
