import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolflow_generation.simulator.english import (
    FAMILIES,
    VERB_FAMILY,
    base_verb,
    capitalise,
    gerund,
    is_plural,
    join_list,
    lower_first,
    participle,
    plural,
    singular,
    stem,
    stems,
    with_article,
)

words = st.text(st.characters(categories=("Ll",), max_codepoint=0x7F), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("word", "verb"),
    [("Gets", "get"), ("getting", "get"), ("Retrieves", "retrieve"), ("deleting", "delete"), ("cancelling", "cancel"), ("queries", "query"),
     ("searches", "search"), ("planning", "plan"), ("SEND", "send"), ("hotel", None), ("string", None), ("", None)],
)  # fmt: skip
def test_base_verb_undoes_endings_of_known_verbs_only(word, verb):
    assert base_verb(word) == verb


@pytest.mark.parametrize(
    ("verb", "done"),
    [("book", "booked"), ("send", "sent"), ("cancel", "canceled"), ("reply", "replied"), ("play", "played"), ("turn off", "turned off"),
     ("find", "found"), ("set up", "set up"), ("update", "updated"), ("plan", "planned"), ("pay", "paid"), ("put", "put"), ("write down", "written down")],
)  # fmt: skip
def test_participle(verb, done):
    assert participle(verb) == done


@pytest.mark.parametrize(
    ("verb", "doing"),
    [("book", "booking"), ("make", "making"), ("set up", "setting up"), ("see", "seeing"), ("cancel", "canceling"), ("plan", "planning"),
     ("reply", "replying"), ("get", "getting"), ("write down", "writing down")],
)  # fmt: skip
def test_gerund(verb, doing):
    assert gerund(verb) == doing


def test_a_gerund_of_a_listed_verb_is_read_as_that_verb():
    lost = [verb for verb in VERB_FAMILY if "_" not in verb and base_verb(gerund(verb)) != verb]
    # a few have another verb's form: `canceling` is fine, `lookuping` is nobody's word
    assert len(lost) <= len(VERB_FAMILY) * 0.02, lost


def test_every_verb_belongs_to_the_first_family_that_lists_it():
    for family, verbs in FAMILIES.items():
        for verb in verbs.split():
            assert VERB_FAMILY[verb] in FAMILIES
            if VERB_FAMILY[verb] != family:
                order = list(FAMILIES)
                assert order.index(VERB_FAMILY[verb]) < order.index(family)


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("flight", "flights"),
        ("city", "cities"),
        ("box", "boxes"),
        ("bus", "buses"),
        ("person", "people"),
        ("concert ticket", "concert tickets"),
    ],
)
def test_plural_and_singular_are_inverse(one, many):
    assert plural(one) == many
    assert is_plural(many) and not is_plural(one)
    assert singular(many) == one


@pytest.mark.parametrize("noun", ["weather", "news", "information", "email address status", "access"])
def test_mass_nouns_and_words_in_s_stay_singular(noun):
    assert not is_plural(noun)
    assert singular(noun) == noun


def test_articles_follow_the_sound_and_spare_plurals_and_mass_nouns():
    assert with_article("hotel") == "a hotel"
    assert with_article("event") == "an event"
    assert with_article("hour") == "an hour"
    assert with_article("flights") == "flights"
    assert with_article("weather") == "weather"


@pytest.mark.parametrize(
    "forms",
    [("flight", "flights"), ("booking", "booked", "book"), ("city", "cities"), ("reservation", "reservations"),
     ("event", "event's", "events"), ("party", "parties"), ("schedule", "scheduled", "scheduling"), ("Hotel", "hotels")],
)  # fmt: skip
def test_forms_of_a_word_meet_in_one_stem(forms):
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("left", "right"),
    [("flight", "hotel"), ("train", "rain"), ("contact", "contract"), ("read", "reply"), ("song", "son")],
)
def test_different_words_keep_different_stems(left, right):
    assert stem(left) != stem(right)


@given(words)
def test_a_stem_begins_like_its_word_and_a_plural_s_changes_nothing(word):
    assert word.startswith(stem(word).removesuffix("y")) or word.endswith(("ies", "ied"))
    endings = ("s", "e", "i", "x", "z", "h", "ing", "ment", "ation", "er", "ed")
    if len(word) >= 4 and word[-1] != word[-2] and not word.endswith(endings):
        assert stem(word + "s") == stem(word)


def test_stems_leave_out_function_words_and_keep_order():
    assert stems("the weather of a city") == (stem("weather"), stem("city"))
    assert stems("") == ()


@given(st.lists(words, min_size=1, max_size=6))
def test_a_joined_list_holds_every_item_in_order_with_one_conjunction(items):
    joined = join_list(items, "or")
    tokens = joined.replace(",", "").split()
    if len(items) == 1:
        assert tokens == items
    else:
        assert tokens == [*items[:-1], "or", items[-1]]
        assert joined.count(",") == len(items) - 2


def test_joining_nothing_gives_nothing():
    assert join_list([]) == ""


def test_case_of_first_letters():
    assert capitalise("iPhone prices") == "IPhone prices"
    assert capitalise("") == ""
    assert lower_first("Book it") == "book it"
    assert lower_first("I need it") == "I need it"
    assert lower_first("I'd go") == "I'd go"
    assert lower_first("USB drives") == "USB drives"
