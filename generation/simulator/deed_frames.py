"""The clauses in which something done is reported; `{t}` is the thing, `{p}` the participle, `{c}` the circumstances, `{s}` a status."""

from __future__ import annotations

PLAIN = ("done", "that's done", "it went through", "that worked", "all set", "that's taken care of", "it's done", "sorted",
          "that has gone through", "everything went through")  # fmt: skip
ARRANGED = (
    "that's set up",
    "I've set that up",
    "that's arranged",
    "I've arranged that for you",
    "it's arranged",
    "that's in place",
)
FORMS = ("I've {p} {t}{c}", "{t} {h} been {p}{c}", "{t} {b} {p}{c}", "I have {p} {t}{c}", "I've {p} {t}{c} for you", "{t} {h} now been {p}{c}",
          "{t} {h} been {p}{c}, as you wanted", "I've gone ahead and {p} {t}{c}", "{t} {h} just been {p}{c}", "as requested, {t} {b} {p}{c}",
          "{t} {b} {p}{c}, as you asked", "I've just {p} {t}{c}", "{t} {b} now {p}{c}", "I've now {p} {t}{c}", "{t} {h} been {p}{c} for you", "I've {p} {t}{c}, just as you asked")  # fmt: skip
OPENED = ("done, {t} {b} {p}{c}", "all set: {t} {b} {p}{c}", "okay, I've {p} {t}{c}", "that's done, {t} {h} been {p}{c}", "good news: {t} {b} {p}{c}", "it worked: {t} {b} {p}{c}", "of course, I've {p} {t}{c}", "no problem, {t} {b} {p}{c}", "that's settled: {t} {h} been {p}{c}",
           "right, I've {p} {t}{c}", "alright, {t} {h} been {p}{c}", "there you are: {t} {b} {p}{c}", "consider it done: {t} {b} {p}{c}", "very well, I've {p} {t}{c}")  # fmt: skip
AHEAD = (
    "{t} {b} set to {v}{c}",
    "{t} will {v}{c}",
    "{t} {b} scheduled to {v}{c}",
    "I've set {t} to {v}{c}",
    "all set: {t} will {v}{c}",
    "as requested, {t} will {v}{c}",
)
FAILED = (
    "that didn't work: {t} {b} {s}",
    "I tried, but {t} {b} {s}",
    "{t} {b} {s}, so it couldn't be done",
    "it couldn't be done, as {t} {b} {s}",
)
NOW = ("{t} {b} {s}{c}", "{t} {b} now {s}{c}", "{t} {b} currently {s}{c}")
GOING_ON = ("{t} {b} playing{c}", "{t} {b} on now{c}", "I've put {t} on{c}", "{t} {b} playing now{c}")
STATES = ("that is {s} now", "it has been {s}", "it's {s}", "it is {s}", "the status is now {s}")
BY_VERB = {
    verb: forms
    for verbs, forms in (
        ("create build generate provision deploy define", ("{t} {b} in place{c}", "{t} {b} ready{c}", "{t} {b} set up{c}")),
        ("book reserve", ("{t} {b} confirmed{c}", "{t} {h} been confirmed{c}")),
        ("delete remove erase trash", ("{t} {b} gone", "{t} {b} off the list")),
        ("cancel", ("{t} no longer stands", "{t} {b} off")),
        ("send email mail forward", ("{t} {b} on the way{c}", "{t} {h} gone out{c}", "{t} went out{c}")),
        ("update change modify edit patch", ("the change to {t} is saved", "{t} {h} been {p} as you asked", "{t} {b} up to date again")),
        ("transfer pay", ("{t} {h} gone through{c}", "{t} {b} on the way{c}")),
    )
    for verb in verbs.split()
}  # fmt: skip
