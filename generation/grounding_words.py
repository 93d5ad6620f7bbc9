"""Word lists that the grounding rules share."""

from __future__ import annotations

import re

from .text_index import normalise

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")

# words that carry no content of their own
STOP_WORDS = frozenset(
    "a an and any are as at be been but by can could did do does for from get had has have he her"
    " him his how i if im in into is it its just let like me my need no not of on or our out please"
    " she so some than that the their them then there these they this those to up us want was we"
    " were what when where which who will with would you your".split()
)
# last words of the names of parameters that take running text
FREE_NAMES = frozenset(
    "title subject body message text content query q search keyword keywords note notes description"
    " desc comment comments reason summary details detail remark remarks memo prompt question"
    " feedback review caption instruction instructions agenda topic purpose symptom symptoms task"
    " label headline reply answer bio about term terms phrase sentence requests request wish wishes"
    " complaint issue problem".split()
)
FREE_DESCRIPTION = re.compile(
    r"\b(?:free[- ]?(?:form )?text|search (?:query|terms?|phrase|string)|text of|body of|content of|message"
    r" (?:to|text)|short note|description of|reason for|title of the (?:event|task|note|reminder|meeting)"
    r"|what to (?:search|say))\b"
)
NEGATIONS = frozenset(
    "no not without dont doesnt didnt isnt arent wont never non skip exclude neednt cant cannot"
    " nothing neither nor avoid disable off".split()
)
# words in a flag's name or description that do not say what the flag is about
FLAG_FILLERS = (
    STOP_WORDS
    | NEGATIONS
    | frozenset(
        "only flag enable enabled allow allowed allows include includes including included use"
        " should show required require available option true false whether return returns also"
        " default otherwise set filter results result boolean bool good offers offer provide"
        " provided send make must only options user users boolean".split()
    )
)
# everyday words for conventional values that nobody says as they are written
SYNONYMS = {
    "asc": "ascending lowest cheapest earliest oldest smallest alphabetical",
    "desc": "descending highest latest newest most best top",
    "ascending": "lowest cheapest earliest oldest smallest",
    "descending": "highest latest newest most largest",
    "metric": "celsius kilometers kilometres km centigrade kilograms kg meters metres cm",
    "imperial": "fahrenheit miles mph pounds lbs feet inches",
    "celsius": "metric centigrade",
    "fahrenheit": "imperial",
    "c": "celsius centigrade",
    "f": "fahrenheit",
    "driving": "drive car",
    "walking": "walk foot",
    "cycling": "bike bicycle cycle",
    "bicycling": "bike bicycle cycle",
    "transit": "train bus subway metro",
    "newest": "latest recent",
    "price": "cheapest cheap",
    "rating": "best top rated",
    "daily": "everyday",
    "yearly": "annual annually",
    "male": "man him",
    "female": "woman her",
    "kids": "child children",
}


def split_name(name: str) -> list[str]:
    """Split an identifier into lower-case words: `directFlights_only` gives direct, flights, only."""
    return normalise(_CAMEL.sub(" ", name)).split()
