"""The sentences in which lists are told; `{n}` is how many, `{t}` the things, `{b}` which call is meant, `{f}` an item."""

from __future__ import annotations

SINGLE = (
    "there is one {t}{b}:",
    "I found one {t}{b}:",
    "the only {t}{b} is",
    "just one {t}{b}:",
    "it's a single {t}{b}:",
)
LEADS = ("I found {n} {t}{b}:", "there are {n} {t}{b}:", "here are the {t}{b}:", "{n} {t} came up{b}:", "the {t}{b} are", "I see {n} {t}{b}:",
          "I have {n} {t}{b} for you:", "{n} {t}{b}:", "it lists {n} {t}{b}:", "these are the {t}{b}:", "I can see {n} {t}{b}:", "I was able to find {n} {t}{b}:", "what I found{b} is {n} {t}:",
          "the search brought up {n} {t}{b}:", "I got {n} {t}{b}:", "{n} {t} are listed{b}:")  # fmt: skip
SERIES = (
    "here is the {t}{b}:",
    "this is the {t}{b}:",
    "the {t}{b}, day by day:",
    "the {t}{b}:",
    "I have the {t}{b}:",
)
FIRST = ("there are {n} {t}{b}. The first is", "I found {n} {t}{b}: first", "{n} {t}{b}, to start with", "first of the {n} {t}{b} is", "the list{b} has {n} {t}. It opens with",
          "at the top of the {n} {t}{b} is", "I'll go through the {t}{b}: first", "of the {n} {t}{b}, the first is")  # fmt: skip
NEXT = (
    "Then there's",
    "Next is",
    "The second is",
    "After that comes",
    "Another is",
    "Then comes",
    "Second comes",
)
THEN = ("After that comes", "There's also", "The one after that is", "Then comes", "Another is")
LAST = ("Finally there's", "Last is", "And finally", "Last comes", "And then there's")
COUNTED = (
    "here are the {t}{b}",
    "{n} {t}{b}",
    "the {t}{b}",
    "this is the list{b}",
    "the list has {n} {t}{b}",
)
TWO = ("there are two {t}{b}, {0} and {1}.", "{0} and {1} are the {t}{b}.", "the {t}{b} are {0} on the one hand and {1} on the other.", "the {t}{b} are {0}, and also {1}.",
        "you can have {0} or {1}.", "one is {0}, the other {1}.")  # fmt: skip
TWO_LONG = ("there are two {t}{b}: one is {0}, the other {1}.", "the first of the two {t}{b} is {0}; the second, {1}.", "one of the {t}{b} is {0}. The other is {1}.",
             "two {t}{b}: {0}, as well as {1}.")  # fmt: skip
THREE = ("the first is {0}, the second {1} and the third {2}.", "you can choose from three {t}{b}: {0}, {1} or {2}.", "there is {0}, then {1}, and finally {2}.",
          "{0}, {1} and {2} are the {t}{b}.", "besides {0} there are {1} and {2}.")  # fmt: skip
THREE_LONG = ("three {t}{b}: {0}; {1}; then {2}.", "there are three {t}{b}. The first is {0}. The others: {1}; {2}.", "the first is {0}; the second, {1}; and the third, {2}.",
               "of the three {t}{b}, one is {0}. The other two are {1}; and {2}.")  # fmt: skip
RANKED = ("of the {n} {t}{b}, the {w} is {f}", "the {w} of the {n}{b} is {f}", "I found {n} {t}{b}; the {w} is {f}", "there are {n} {t}{b}, and the {w} is {f}",
           "the {w} {o}{b} is {f}", "{n} {t}{b}, the {w} of them {f}", "among the {n} {t}{b} the {w} is {f}")  # fmt: skip
RANKED_REST = (
    "besides that there {b}",
    "the rest:",
    "then there {b}",
    "next to that there {b}",
    "the list also has",
    "you could also have",
    "I also see",
)
PICKED = ("there are {n} {t}; the {p} is {f}.", "I found {n} {t}, the {p} being {f}.", "the {p} of the {n} {t} is {f}.", "{n} {t} came up, the {p} being {f}.",
           "of the {n} {t}, the {p} is {f}.", "the list has {n} {t}; the {p} is {f}.")  # fmt: skip
MORE_ONE = (
    "There is one more.",
    "One more is on the list.",
    "The list has one more.",
    "There's one more if you'd like to hear it.",
    "I can give you the last one too.",
    "That leaves one more.",
)
MORE = (
    "There are {n} more.",
    "I have {n} more to go through.",
    "The list goes on with {n} more.",
    "There are {n} more if none of these suits you.",
    "That leaves {n} more.",
    "Another {n} are on the list.",
)
SHARED = (
    "{a} have {s} as the {l}.",
    "the {l} is {s} for {a}.",
    "the {l} is {s} in {a} cases.",
    "the {l} of {a} is {s}.",
)
ONE_VALUE = ("the {l} is {s}.", "there is one {l}, {s}.", "there is one {l}: {s}.", "the only {l} is {s}.")
VALUES = ("the {l} are {s}.", "the {l} include {s}.", "as for {l}: {s}.", "it lists {s} as {l}.", "{l}: {s}.", "for {l} there are {s}.", "I see {s} among the {l}.",
           "there are {n} {l}: {s}.", "{s} are the {l}.", "the {n} {l} are {s}.")  # fmt: skip
