"""Each grounding rule with a value it grounds and one it must not; then real human dialogues."""

import datetime as dt
import gzip
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from toolflow_dataset.types import Dialogue, Message, Provenance, Tool, ToolCall
from toolflow_generation.grounding import context_of, ground, ground_call, ground_dialogue
from toolflow_generation.grounding_rules import VAGUE
from toolflow_generation.text_index import normalise

TODAY = "Today is Wednesday, 2024-03-06, 09:15. The user is in Oslo, Norway."
SGD = Path(__file__).parents[2].parent / "shared" / "data" / "dialogues"


def rule(value, text, path="value", siblings=(), **schema):
    """Return the rule that grounds a value after one user message, or None."""
    context = context_of([Message("system", TODAY), Message("user", text)])
    evidence = ground(value, path, schema, context, siblings)
    return evidence and evidence.rule


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("Paris", "a trip to paris", "exact"),
        ("Paris", "a trip to Parisian cafes", None),
        ("São Paulo", "a trip to Sao Paulo", "normalised"),
        ("first_class", "First class, please", "normalised"),
        ("O'Hare", "from OHare", "normalised"),
        ("Wi-Fi router", "a wifi router", "normalised"),
        ("notable", "no tables left", None),
        (10**400, "a lot", None),
        (float("inf"), "a lot", None),
        ("AB-1234", "my code is ab1234", "normalised"),
        ("+47 22 33 44 55", "call +4722334455", "normalised"),
        ("東京", "明日東京に行きます", "exact"),
        (1200, "I have 1,200 dollars", "normalised"),
        (1200, "I have 1200 dollars", "exact"),
        (4.5, "rated 4.50 or more", "normalised"),
        (5, "on 2024-05-05 at 05:55", None),
        (5, "flight FL5", None),
        ("2", "2 seats", "exact"),
        ("Norway", "find me a hotel", "exact"),
        ("Berlin", "find me a hotel", None),
    ],
)
def test_literal(value, text, expected):
    assert rule(value, text) == expected


@pytest.mark.parametrize("value", ["my city", "the user", "that hotel", "there", "your email address"])
def test_vague_references_are_no_values(value):
    assert rule(value, f"do it for {value} please") is None


def test_values_the_schema_fixes():
    assert rule(10, "go", default=10) == "default"
    assert rule(True, "go", default="true") == "default"
    assert rule(1, "go", default=True) is None
    assert rule("v2", "go", const="v2") == "const"
    assert rule("v2", "go", enum=["v2"]) == "const"
    assert rule(None, "go") == rule("", "go") == "empty"
    assert rule(11, "go", default=10) is None


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        (2, "a table for two", "number word"),
        (2, "my wife and I are coming", "number word"),
        (12, "a dozen eggs", "number word"),
        (25, "twenty-five chairs", "number word"),
        ("3", "three of them", "number word"),
        (1, "a table for one", "number word"),
        (1, "I need one ticket", "number word"),
        (1, "I want that one", None),
        (1, "a one-way flight", None),
        (1, "at one in the afternoon", None),
        (3, "a table for two", None),
        (True, "one", None),
    ],
)
def test_number_words(value, text, expected):
    assert rule(value, text) == expected


def test_one_and_none_of_what_the_parameter_counts():
    assert rule(1, "book me a room", "rooms") == "number word"
    assert rule(1, "book me a car", "rooms") is None
    assert rule(0, "no bags", "checked_bags") == "number word"
    assert rule(0, "no hurry", "checked_bags") is None


def test_ordinals_count_only_as_positions():
    assert rule(2, "play the second track", "track_index") == "number word"
    assert rule(2, "on second thought, book it", "rooms") is None


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        (30, "half an hour", "unit"),
        (120, "for 2 hours", "unit"),
        (90, "an hour and a half", "unit"),
        (5000, "about 5k", "unit"),
        (5000, "a 5 km run", "unit"),
        (1_500_000, "1.5 million", "unit"),
        (0.2, "20% off", "unit"),
        (31, "half an hour", None),
        (121, "for 2 hours", None),
    ],
)
def test_units(value, text, expected):
    assert rule(value, text) == expected


def test_money_in_cents_only_where_the_parameter_says_so():
    assert rule(2000, "send 20 dollars", "amount", description="Amount in cents") == "unit"
    assert rule(2000, "send 20 dollars", "amount", description="Amount") is None


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("2024-03-15", "on March 15", "normalised"),
        ("2024-03-15", "on the 15th of march", "normalised"),
        ("03/15/2024", "on 2024-03-15", "normalised"),
        ("2024-03-07", "tomorrow", "relative date"),
        ("2024-03-08", "this Friday", "relative date"),
        ("2024-03-15", "next Friday", "relative date"),
        ("2024-03-20", "in two weeks", "relative date"),
        ("2024-03-13", "sometime next week", "relative date"),
        ("2024-03-13", "Tuesday next week", None),
        ("2024-03-12", "Tuesday next week", "relative date"),
        ("2024-03-16", "on the 15th, leaving the next day", "relative date"),
        ("2024-03-09", "tomorrow", None),
        ("2025-03-06", "book it", None),
        ("Thursday", "tomorrow", "relative date"),
        ("2024-04", "next month", "relative date"),
        ("2024-04", "in April", "normalised"),
        ("2024-05", "next month", None),
    ],
)
def test_dates(value, text, expected):
    assert rule(value, text) == expected


def test_the_system_messages_weekday_is_not_next_weeks():
    assert rule("2024-03-13", "book a hotel") is None


def test_no_relative_dates_without_a_today():
    context = context_of([Message("user", "tomorrow or in April")])
    assert ground("2024-03-07", "day", {}, context) is None


def test_months_and_years_by_number():
    assert rule(4, "in April", "month") == "normalised"
    assert rule(4, "in April", "guests") is None
    assert rule(2025, "next year", "year") == "relative date"
    assert rule(2018, "about six years ago", "year") == "relative date"
    assert rule(2019, "about six years ago", "year") is None


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("19:00", "at 7 pm", "normalised"),
        ("19:00:00", "at 7pm", "normalised"),
        ("19:30", "half past seven", "spoken time"),
        ("07:30", "half past seven in the evening", None),
        ("19:00", "at 7 am", None),
        ("19:00", "at 7", "spoken time"),
        ("18:00", "half past 6 in the evening", None),
        ("06:00", "from 6th of March", None),
        ("12:00", "at noon", "spoken time"),
        ("20:15", "quarter past eight at night", "spoken time"),
    ],
)
def test_times(value, text, expected):
    assert rule(value, text) == expected


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("2024-03-07T19:00:00", "tomorrow at 7 pm", "date and time"),
        ("2024-03-15T19:00:00", "on March 15 at 7 pm", "normalised"),
        ("2024-03-07T19:00:00Z", "tomorrow at 7 pm", "date and time"),
        ("2024-03-07T20:00:00", "tomorrow at 7 pm", None),
        ("2024-03-08T19:00:00", "tomorrow at 7 pm", None),
        ("2024-03-07T00:00:00", "all of tomorrow", "date and time"),
    ],
)
def test_date_and_time(value, text, expected):
    assert rule(value, text) == expected


def test_an_end_follows_from_a_start_and_a_duration():
    assert rule("2024-03-10", "tomorrow for 3 nights", siblings=("2024-03-07",)) == "duration"
    assert rule("2024-03-10", "tomorrow for 3 nights") == "duration"
    assert rule("2024-03-11", "tomorrow for 3 nights", siblings=("2024-03-07",)) is None
    assert rule("20:30", "at 7 pm, an hour and a half", siblings=("19:00",)) == "duration"
    assert (
        rule("2024-03-07T20:00", "tomorrow at 7 pm for an hour", siblings=("2024-03-07T19:00",)) == "duration"
    )
    assert rule("21:00", "at 7 pm, an hour and a half", siblings=("19:00",)) is None


def test_a_duration_follows_from_a_start_and_an_end():
    assert rule(3, "from tomorrow until March 10", "nights", siblings=("2024-03-07",)) == "duration"
    assert rule(3, "from tomorrow until March 10", "guests", siblings=("2024-03-07",)) is None
    assert rule(4, "from tomorrow until March 10", "nights", siblings=("2024-03-07",)) is None


@pytest.mark.parametrize(
    ("value", "path", "text", "expected"),
    [
        (True, "direct_only", "direct flights only", "boolean"),
        (False, "direct_only", "it need not be direct", "boolean"),
        (False, "direct_only", "direct flights only", None),
        (True, "direct_only", "I don't need a direct flight", None),
        (True, "direct_only", "any flight", None),
        (False, "direct_only", "any flight", None),
        (True, "no_smoking", "no smoking please", "boolean"),
        (False, "smoking", "a smoke-free room", "boolean"),
        ("True", "pets_allowed", "I bring my pet", "boolean"),
        (True, "giftWrap", "have it gift wrapped", "boolean"),
        (True, "good_for_kids", "child-friendly", "boolean"),
    ],
)
def test_flags(value, path, text, expected):
    assert rule(value, text, path) == expected


def test_a_flag_by_its_description():
    assert rule(True, "with a view of the sea", "f1", description="Only rooms with a sea view") == "boolean"


def test_a_flag_by_an_answer():
    asked = [
        Message("system", TODAY),
        Message("user", "a hotel"),
        Message("assistant", "Do you need parking?"),
    ]
    yes, no = (context_of([*asked, Message("user", text)]) for text in ("Yes please", "No, thanks"))
    assert ground(True, "parking", {}, yes).rule == "yes/no"
    assert ground(False, "parking", {}, no).rule == "yes/no"
    assert ground(False, "parking", {}, yes) is None
    assert ground(True, "parking", {}, no) is None


@pytest.mark.parametrize(
    ("value", "text", "schema", "expected"),
    [
        ("dateDescending", "descending by date", {}, "enum"),
        ("PREMIUM_ECONOMY", "economy, but premium", {}, "enum"),
        ("asc", "cheapest first", {}, "synonym"),
        ("F", "a female doctor", {"description": "F = female, M = male"}, "enum"),
        ("M", "a female doctor", {"description": "F = female, M = male"}, None),
        ("checking", "check my balance", {}, None),
        ("business", "economy, but premium", {}, None),
    ],
)
def test_enums(value, text, schema, expected):
    assert rule(value, text, enum=[value, "other"], **schema) == expected


def test_everyday_words_for_conventional_values():
    assert rule("C", "25 degrees Celsius", "unit") == "synonym"
    assert rule("driving", "I go by car", "mode") == "synonym"
    assert rule("F", "25 degrees Celsius", "unit") is None


@pytest.mark.parametrize(
    ("value", "path", "text", "expected"),
    [
        ("FR", "country_code", "hotels in France", "place code"),
        ("FRA", "country", "hotels in Paris", "place code"),
        ("NO", "country_code", "find a hotel", "place code"),
        ("DE", "country_code", "hotels in France", None),
        ("EUR", "currency", "in euros", "place code"),
        ("GBP", "currency", "\u00a340", "place code"),
        ("JPY", "currency", "in euros", None),
        ("fr", "target_language", "translate it into French", "place code"),
        ("en-US", "locale", "in English", "place code"),
        ("CDG", "origin", "from Paris", "place code"),
        ("JFK", "origin", "from Paris", None),
        ("CA", "state", "in California", "place code"),
        ("Europe/Paris", "timezone", "what time is it in Paris", "place code"),
        ("Los Angeles", "city", "fly to LA", "place code"),
        ("Los Angeles", "city", "leaving from LAX", "place code"),
        ("San Diego", "city", "fly to San Francisco", None),
    ],
)
def test_codes_and_nicknames(value, path, text, expected):
    assert rule(value, text, path) == expected


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("Paris, France", "a hotel in Paris", "parts"),
        ("Anna and Ben", "with Ben, and Anna too", "parts"),
        ("Paris, Germany", "a hotel in Paris", None),
        ("Anna and Carl", "with Ben and Anna", None),
        ("Museum", "any museums around?", "inflected"),
        ("Theatre", "any museums around?", None),
    ],
)
def test_parts_and_endings(value, text, expected):
    assert rule(value, text) == expected


def test_free_text_needs_half_of_its_words():
    text = "remind me to call the dentist about the broken crown"
    assert rule("Call dentist: crown repair", text, "title") == "free text"
    assert rule("Buy new running shoes", text, "title") is None
    assert rule("Call dentist: crown repair", text, "city") is None
    assert rule("Call dentist: crown repair", text, "x", description="Search query to run") == "free text"
    assert rule("crown dentist", text, "title", format="uuid") is None


def test_what_the_assistant_says_grounds_nothing_until_agreed():
    asked = [
        Message("system", TODAY),
        Message("user", "a table"),
        Message("assistant", "At Sino for 4 at 8 pm?"),
    ]
    yes, no = (
        context_of([*asked, Message("user", text)])
        for text in ("Sounds good", "Hmm, which others are there?")
    )
    for value in ("Sino", 4, "20:00"):
        assert ground(value, "value", {}, yes).rule == "confirmed"
        assert ground(value, "value", {}, no) is None


def test_results_ground_values_and_evidence_says_where():
    messages = [
        Message("system", TODAY),
        Message("user", "find one"),
        Message("assistant", "", (ToolCall("a", "t", {}),)),
        Message(
            "tool",
            json.dumps({"id": "H-77", "name": "Caf\u00e9 Ul\u00e9", "line": 'a "b" c'}),
            tool_call_id="a",
        ),
    ]
    context = context_of(messages)
    assert context.today == dt.date(2024, 3, 6)
    assert ground("H-77", "id", {}, context).where == 3
    assert ground("Caf\u00e9 Ul\u00e9", "name", {}, context).rule == "exact"
    assert ground("Norway", "country", {}, context).where == 0
    assert ground("find", "q", {}, context).where == 1


def test_every_scalar_of_nested_arguments_is_asked_for():
    parameters = {
        "type": "object",
        "properties": {
            "guests": {"type": "array", "items": {"$ref": "#/$defs/guest"}},
            "tags": {"type": "array", "description": "Search terms", "items": {"type": "string"}},
            "sort": {"type": "array", "items": {"type": "string"}, "default": ["price", "stars"]},
            "extra": {
                "anyOf": [{"type": "null"}, {"type": "object", "properties": {"late": {"default": True}}}]
            },
        },
        "$defs": {"guest": {"type": "object", "properties": {"age": {"type": "integer", "default": 30}}}},
    }
    arguments = {
        "guests": [{"name": "Ann", "age": 30}, {"name": "Bob", "age": 41}],
        "tags": ["Ann"],
        "sort": ["price", "stars"],
        "extra": {"late": True},
    }
    context = context_of([Message("user", "for Ann")])
    found = ground_call(ToolCall("a", "t", arguments), Tool("t", "", parameters), context)
    assert [(one.path, one.value, one.evidence and one.evidence.rule) for one in found] == [
        ("guests[].name", "Ann", "exact"),
        ("guests[].age", 30, "default"),
        ("guests[].name", "Bob", None),
        ("guests[].age", 41, None),
        ("tags[]", "Ann", "exact"),
        ("sort", ["price", "stars"], "default"),
        ("extra.late", True, "default"),
    ]


@given(
    st.text(max_size=12) | st.integers() | st.floats(allow_nan=False) | st.booleans(), st.text(max_size=30)
)
@example("user-", "")
def test_whatever_was_said_grounds_itself_and_nothing_raises(value, text):
    context = context_of([Message("system", TODAY), Message("user", text)])
    assert ground(value, "x", {}, context) == ground(value, "x", {}, context)
    # words that only point at a value are none: Hypothesis finds "HERE" among the rules' own constants
    assume(not VAGUE.fullmatch(normalise(str(value))))
    said = context_of([Message("user", f"please take {value} now")])
    evidence = ground(value, "x", {}, said)
    assert evidence is not None or isinstance(value, bool) or not any(char.isalnum() for char in str(value))


def sgd_dialogues(limit):
    """Yield the first human dialogues of SGD dev, with the date its authors fixed."""
    tools = {}
    for line in (SGD / "sgd_tools.jsonl").read_text("utf-8").splitlines():
        tool = Tool.from_json(json.loads(line))
        tools[tool.name] = tool
    with gzip.open(SGD / "sgd_dev.jsonl.gz", "rt", encoding="utf-8") as file:
        for _, line in zip(range(limit), file, strict=False):
            document = json.loads(line)
            messages = [Message("system", "Today is Friday, 2019-03-01.")]
            for number, turn in enumerate(document["turns"]):
                for frame in turn["frames"]:
                    if "service_call" in frame:
                        call = frame["service_call"]
                        name = f"{frame['service']}_{call['method']}"
                        calls = (ToolCall(str(number), name, call["parameters"]),)
                        results = json.dumps(frame["service_results"])
                        messages += [
                            Message("assistant", "", calls),
                            Message("tool", results, (), str(number)),
                        ]
                messages.append(
                    Message("user" if turn["speaker"] == "USER" else "assistant", turn["utterance"])
                )
            provenance = Provenance({}, 0, "", "", "none", "")
            yield Dialogue(document["dialogue_id"], tuple(tools.values()), tuple(messages), (), provenance)


@pytest.mark.skipif(
    not SGD.exists(), reason="the SGD dialogues are not beside the repository (../shared/data)"
)
def test_human_dialogues_are_grounded():
    """Of SGD dev's arguments 97.2 % are grounded; the rest are categories paraphrased ("a game": Sports)."""
    rules = Counter(
        one.evidence.rule if one.evidence else "none"
        for each in sgd_dialogues(400)
        for one in ground_dialogue(each)
    )
    assert rules["none"] <= 0.04 * rules.total()
    assert rules["exact"] + rules["normalised"] >= 0.75 * rules.total()
    assert {"relative date", "number word", "spoken time", "place code", "boolean", "confirmed"} <= set(rules)


@pytest.mark.skipif(
    not SGD.exists(), reason="the SGD dialogues are not beside the repository (../shared/data)"
)
def test_another_dialogues_strings_are_not_grounded():
    """A string argument exchanged for another dialogue's is found out, but for the few that were said too."""
    pool: dict[tuple[str, str], set[str]] = {}
    dialogues = list(sgd_dialogues(400))
    calls = [call for each in dialogues for message in each.messages for call in message.tool_calls]
    for call in calls:
        for name, value in call.arguments.items():
            if not any(char.isdigit() for char in value) and value not in ("True", "False"):
                pool.setdefault((call.name, name), set()).add(value)
    grounded = asked = 0
    for each in dialogues:
        for place, message in enumerate(each.messages):
            for call in message.tool_calls:
                context = context_of(each.messages[:place])
                for name, value in call.arguments.items():
                    others = sorted(pool.get((call.name, name), set()) - set(call.arguments.values()))
                    if others and value in pool[call.name, name]:
                        asked += 1
                        grounded += ground(others[len(value) % len(others)], name, {}, context) is not None
    assert asked > 1000
    assert grounded <= 0.08 * asked
