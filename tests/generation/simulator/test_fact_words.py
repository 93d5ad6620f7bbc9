"""The idioms of common fields, the fields told together, and what a field's name says of its worth."""

import random
import re

import pytest
from stage import TODAY

from toolflow_generation.simulator.english import VERB_FAMILY
from toolflow_generation.simulator.fact_choice import Fact, contents, payload
from toolflow_generation.simulator.fact_pairs import pairs_among
from toolflow_generation.simulator.fact_values import sort_of, spoken_value
from toolflow_generation.simulator.fact_words import ENTRIES, entry_of
from toolflow_generation.simulator.field_traits import asks_for, traits_of
from toolflow_generation.simulator.glued_words import glued_action, spelt_out, unglue
from toolflow_generation.simulator.list_items import Item, ListItems, common_field, outstanding, things_of
from toolflow_generation.simulator.predicates import clause, predicate
from toolflow_generation.simulator.voice import Voice

SEEDS = range(20)


def every(function, name, value, siblings=None):
    return {function(name, value, siblings or {}, TODAY, random.Random(seed)) for seed in SEEDS}


def chosen(result, asked=(), given=(), does=False):
    return [contents(result, set(given), set(asked), does, random.Random(seed)) for seed in SEEDS]


# the table


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.pattern.pattern[:40])
def test_the_forms_of_every_entry_can_be_filled(entry):
    groups = set(entry.pattern.groupindex)
    for column in (entry.clauses, entry.predicates, entry.asides):
        for form in (*column[0], *column[1]):
            held = set(re.findall(r"\{(\w+)\}", form))
            assert held <= {"v", "at", "l", "n", "more"} | groups, form
            assert held & {"v", "at", "n", "more"}, form
            assert "~" not in form and "  " not in form
    assert entry.clauses[0], "a clause can always be needed"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("hourly_rate", 6.45, "6.45 an hour"),
        ("price_per_night", 95.5, "95.50"),
        ("calories_today", 550, "550"),
        ("walk_minutes", 12, "12 minutes"),
        ("home_town", "Tirana", "Tirana"),
        ("release_year", 1994, "1994"),
    ],
)
def test_common_fields_have_their_idiom(name, value, words):
    told = every(clause, name, value)
    assert len(told) > 1
    assert all(words in each for each in told), told


def test_what_is_over_is_told_as_over():
    past, ahead = "2025-08-01", "2025-11-01"
    assert all(re.search(r"expired|ran out", each) for each in every(clause, "expires_on", past))
    assert all(re.search(r"expires|runs out", each) for each in every(clause, "expires_on", ahead))


def test_a_clock_is_no_date_and_a_word_is_neither():
    assert entry_of("departure time", "c")[0] is entry_of("departure time", "m")[0] is not None
    assert entry_of("departure time", "s")[0] is None
    assert every(predicate, "departure_time", "default") == {""}


def test_one_of_a_plural_field_is_told_in_the_singular():
    assert all("industry" in each for each in every(clause, "industries", "chess"))
    assert all(re.search(r"\brooms\b", each) for each in every(clause, "free_rooms", 3))
    assert all("1 meeting room" in each and "rooms" not in each for each in every(clause, "meeting_rooms", 1))
    assert all(
        "1 " in each and "spaces" not in each and " are " not in each
        for each in every(clause, "free_spaces", 1)
    )


def test_tomorrow_takes_no_preposition():
    told = every(clause, "arrives_on", "2025-09-13")
    assert any("tomorrow" in each for each in told)
    assert not any("on tomorrow" in each for each in told)


# values


@pytest.mark.parametrize(
    ("value", "sort"),
    [
        (True, "b"),
        (3, "n"),
        ("2025-10-03", "d"),
        ("2025-10-03T10:00:00Z", "m"),
        ("09:15", "c"),
        ("https://a.example/b", "u"),
        ("a@b.example", "e"),
        ("projects/a/b/c", "p"),
        ("EV-37396", "i"),
        ("red", "s"),
        ("a long story " * 6, "l"),
    ],
)
def test_values_are_sorted_by_their_form(value, sort):
    assert sort_of(value) == sort


def test_temperatures_are_degrees_and_states_are_words():
    assert every(spoken_value, "temperature", 8.5) == {"8.5 degrees", "8.5\u00b0"}
    assert every(spoken_value, "temperature_celsius", 8.5) == {"8.5\u00b0C"}
    assert every(spoken_value, "order_state", "CLOSED") == {"closed"}
    assert every(spoken_value, "symbol", "NFLX") == {"NFLX"}


def test_midnight_of_a_day_is_the_day():
    assert not any(re.search(r"midnight|00", each) for each in every(spoken_value, "active_from", "2025-11-28T00:00:00"))  # fmt: skip


# pairs


def test_pairs_are_found_among_names_and_none_is_used_twice():
    found = pairs_among(("departure_time", "arrival_time", "price", "city", "country"))
    assert [pair[:2] for pair in found] == [("departure_time", "arrival_time"), ("city", "country")]
    assert pairs_among(("departure_time", "price")) == []


def test_a_pair_is_told_with_both_values():
    (pair,) = pairs_among(("high", "low"))
    fact = Fact("high", 14.3, False, pair[2], ("low", 5.9))
    for seed in SEEDS:
        voice = Voice({}, TODAY, random.Random(seed))
        for words in (voice.clause(fact), voice.aside(fact)):
            assert "14.3" in words and "5.9" in words and words.count("degrees") <= 1


def test_values_of_different_sorts_are_no_pair():
    for found in chosen({"departure_time": "09:15", "arrival_time": "default"}):
        assert all(fact.words is None for fact in found.facts)


# what matters


def test_what_is_asked_for_comes_first_and_what_was_given_last():
    result = {"city": "Lyon", "mayor": "Ana", "area": 48, "height": 170}
    for found in chosen(result, asked={"height"}, given={"Lyon"}):
        assert found.facts[0].name == "height"
    told = sum(any(fact.name == "city" for fact in found.facts) for found in chosen(result, given={"Lyon"}))
    assert told < sum(any(fact.name == "mayor" for fact in found.facts) for found in chosen(result))


def test_an_id_is_asked_for_only_in_full():
    assert asks_for("humidity", {"humidity"})
    assert not asks_for("concert_id", {"concert"})
    assert asks_for("concert_id", {"concert", "id", "what"})


def test_traits_follow_the_name():
    assert traits_of("nextPageToken").plumbing and traits_of("password").plumbing
    assert traits_of("displayName").title and traits_of("hotel_name").title
    assert traits_of("imageUrl").minor and traits_of("createTime").times
    assert traits_of("booking_id").worth_done > traits_of("message_id").worth_done


def test_a_wrapper_is_taken_off_only_if_the_rest_is_routine():
    inner = {"a": 1}
    assert payload({"status": 200, "data": inner}) == inner
    assert payload({"status": "success", "message": "OK", "result": {"data": inner}}) == inner
    kept = {"version": "2.1", "data": inner}
    assert payload(kept) == kept


def test_flags_alone_are_not_all_that_is_told():
    result = {"isOpen": True, "isLarge": False, "hash": "d54aa42e40e5ab7ba0863983", "level": "high"}
    for found in chosen(result):
        assert any(not isinstance(fact.value, bool) for fact in found.facts)


# lists


def reader(asked=()):
    return ListItems(set(asked), TODAY, random.Random(1))


@pytest.mark.parametrize(
    ("element", "thing", "head"),
    [
        ({"hotel_id": "HO-1", "name": "Sea View", "stars": 3}, "hotel", "Sea View"),
        ({"device_id": "DE-1", "kind": "lamp", "room": "office"}, "device", "a lamp"),
        ({"account_id": "8408", "kind": "joint", "balance": 2.5}, "account", "a joint account"),
        ({"author": "Ana", "comment": "Works exactly as described."}, "review", "Ana"),
        ({"name": "projects/a/nodes/web-1", "state": "open"}, "node", "web-1"),
        ({"order_id": "OR-1", "total": 3}, "order", "order ID OR-1"),
        ({"value": 3}, "value", ""),
    ],
)
def test_an_item_is_called_by_what_names_it(element, thing, head):
    assert reader().read(element, thing).head == head


def test_only_a_single_extreme_stands_out():
    items = [Item("A", {"price": 3, "stars": 2}), Item("B", {"price": 2, "stars": 2})]
    assert outstanding(items)[:] == ("price", 1, "cheapest")
    assert outstanding([Item("A", {"price": 2}), Item("B", {"price": 2})]) is None
    assert outstanding([Item("A", {"price": 2}), Item("A", {"price": 3})]) is None
    assert outstanding([Item("A", {"price": 2}), Item("B", {})]) is None


def test_what_is_common_has_to_be_a_word_and_in_all():
    assert common_field([Item("A", {"state": "open"}), Item("B", {"state": "open"})]) == ("state", "open")
    assert common_field([Item("A", {"state": "open"}), Item("B", {})]) is None
    assert common_field([Item("A", {"mode": "default"}), Item("B", {"mode": "default"})]) is None


def test_items_are_called_by_the_list_or_by_the_tool():
    assert things_of("hotels", "place") == "hotels"
    assert things_of("items", "place") == "places"
    assert things_of("getgroupcollaborations", "getgroupcollaborations") == "results"


# names run together


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("skipgroup", ("skip", "group")),
        ("getnotificationssettings", ("get", "notifications", "settings")),
        ("getuserbyname", ("get", "user", "by", "name")),
        ("sendcontactusemail", ("send", "contact", "us", "email")),
        ("notification", ("notification",)),
        ("registerositoken", ("registerositoken",)),
        ("weather", ("weather",)),
        ("Skipgroup", ("Skipgroup",)),
    ],
)
def test_run_together_words_are_taken_apart(word, parts):
    assert unglue(word) == parts


@pytest.mark.parametrize(
    ("noun", "action"),
    [
        ("removemembers", ("remove", "delete", "members", False)),
        ("exit leavegroup", ("leave", "delete", "group", False)),
        ("getgrouplist", ("get", "get", "group list", True)),
        ("loginuser", ("log in", "change", "user", False)),
        ("createuserswithlistinput", ("create", "create", "users", False)),
    ],
)
def test_a_noun_may_hide_an_action(noun, action):
    assert glued_action(noun) == action
    assert action[1] in VERB_FAMILY.values()


@pytest.mark.parametrize("noun", ["order", "checkout", "payloads", "watchlist", "readability", "suggestedpeople", "weather forecast", "hotel"])  # fmt: skip
def test_most_nouns_hide_none(noun):
    assert glued_action(noun) is None


def test_long_nouns_are_spelt_out_and_compounds_stay():
    assert spelt_out("suggestedpeople") == "suggested people"
    assert spelt_out("website background") == "website background"
