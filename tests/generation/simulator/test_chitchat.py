"""Small talk: varied, on topic, answered by what it says, and never taken for a request."""

import json
import random
import re
from collections import Counter
from pathlib import Path

import pytest

from toolflow_generation.simulator.chitchat import assistant_chitchat, is_chitchat, recognise, user_chitchat
from toolflow_generation.simulator.chitchat_grammar import parse_topic, stem, subjects, topics, wordings
from toolflow_generation.simulator.chitchat_replies import clue_of_mood

STYLES = ("formal", "casual", "terse", "chatty", "polite", "hurried", "non-native", "expert")
TOOLS = Path(__file__).parents[3] / "examples" / "tools" / "everyday.json"
REQUESTS = (
    "Book the 9:15 flight for two people",
    "What's the balance of my savings account?",
    "Can you find me running shoes under 80 dollars?",
    "Please cancel my appointment",
    "I need a hotel in Vienna from Friday to Sunday",
    "What's the weather like in Oslo?",
    "Turn off the kitchen lights",
    "I'd like to send an email to Priya",
    "Where is my parcel?",
    "Who sent me the invoice?",
    "How much rain is expected in Bergen?",
    "Let's book that one",
    "I want to listen to some music on the kitchen speaker",
    "need to transfer money to Ana asap",
    "Would you kindly forward it to my boss",
    "Retrieve the list of instances in my project",
)


def _messages(count: int = 3000) -> list[tuple[str, str, str]]:
    """Return (topic, style, text), spread over all topics and styles."""
    rng = random.Random(11)
    names = [name for name in topics() if name != "generic"]
    messages = []
    for index in range(count):
        topic = topics()[names[index % len(names)]]
        words = rng.sample(sorted(topic.keywords), 4)
        style = STYLES[index % len(STYLES)]
        recent = "" if index % 3 else "That is settled then."
        messages.append((topic.name, style, user_chitchat(words, recent, style, rng)))
    return messages


MESSAGES = _messages()


def _check_varied(texts: list[str]) -> None:
    skeletons = Counter(re.sub(r"\d+", "#", text) for text in texts)
    assert len(skeletons) >= 0.9 * len(texts)
    assert skeletons.most_common(1)[0][1] < 0.005 * len(texts)


def test_user_messages_hardly_repeat():
    _check_varied([text for _, _, text in MESSAGES])


def test_answers_hardly_repeat_and_rarely_ask():
    rng = random.Random(5)
    answers = [assistant_chitchat(text, rng) for _, _, text in MESSAGES]
    _check_varied(answers)
    assert sum("?" in answer for answer in answers) <= len(answers) / 6
    assert max(len(re.findall(r"[.!?](?= |$)", answer)) for answer in answers) <= 3


def test_no_markup_no_identifiers_and_no_deeds_anywhere():
    rng = random.Random(6)
    for _, _, text in MESSAGES:
        for said in (text, assistant_chitchat(text, rng)):
            assert not re.search(r"[{}|<>\[\]]|\w_\w|  |\s[.,?!]|,,|^\s|\s$", said), said
        assert not re.search(
            r"\bI(?:'ve| have) (?:just |now )?(?:booked|sent|set|found|checked|added)\b", said
        )


def test_same_seed_same_words():
    first = [user_chitchat(["flight"], "", "chatty", random.Random(seed)) for seed in range(20)]
    assert first == [user_chitchat(["flight"], "", "chatty", random.Random(seed)) for seed in range(20)]
    assert assistant_chitchat(first[0], random.Random(3)) == assistant_chitchat(first[0], random.Random(3))
    assert len(set(first)) > 10


@pytest.mark.parametrize("topic", [name for name in topics() if name != "generic"])
def test_small_talk_stays_near_the_topic_of_the_tools(topic):
    """Neighbouring topics share keywords, so being ahead of every other topic is what counts."""
    rng = random.Random(1)
    words = sorted(topics()[topic].keywords)
    found = [recognise(user_chitchat(words, "", "casual", rng)) for _ in range(200)]
    counts = Counter(subject.topic for subject in found if subject is not None)
    assert counts.most_common(1)[0][0] == topic
    assert counts["generic"] <= 50


def test_what_was_said_last_narrows_the_subject():
    rng = random.Random(2)

    def share(recent: str) -> int:
        found = [recognise(user_chitchat(["flight"], recent, "casual", rng)) for _ in range(300)]
        return sum(subject is not None and subject.name == "airports" for subject in found)

    assert share("Your layover at the airport is long and the gate is far.") > 2 * share("Fine.")


def test_unknown_words_and_unknown_styles_still_give_small_talk():
    text = user_chitchat(["xqzw"], "", "like a pirate who is a bit rushed", random.Random(4))
    assert recognise(text) is None or recognise(text).topic == "generic"


def test_all_everyday_domains_have_a_topic_of_their_own():
    rng = random.Random(8)
    expected = {
        "travel": "travel",
        "weather": "weather",
        "mail": "mail",
        "shopping": "shopping",
        "banking": "money",
        "health": "health",
        "home": "home",
        "maps": "roads",
        "music": "music",
        "calendar": "meetings",
    }
    tools = json.loads(TOOLS.read_text("utf-8"))
    for domain, topic in expected.items():
        names = [tool["function"]["name"] for tool in tools if tool["metadata"]["domain"] == domain]
        words = [word for name in names for word in name.split("_")]
        found = [recognise(user_chitchat(words, "", "formal", rng)) for _ in range(100)]
        assert Counter(subject.topic for subject in found if subject).most_common(1)[0][0] == topic, domain


def test_nearly_every_wording_is_recognised_as_its_own_subject():
    texts = [
        (subject, text)
        for subject in subjects()
        for pattern in subject.says + subject.asks
        for text in wordings(pattern)
    ]
    right = sum(recognise(text) is subject for subject, text in texts)
    assert right >= 0.98 * len(texts)


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Window or aisle, what would you pick for a long flight?", "window"),
        ("Is paying extra for legroom worth it?", "legroom"),
        ("Are hiking poles useful, or just for show?", "poles"),
        ("Do audiobooks count as reading?", "audiobooks"),
        ("Is deploying on Fridays really so bad, or just a superstition?", "deploy"),
        ("How long should a wedding speech be at most?", "minutes"),
    ],
)
def test_a_question_gets_its_answer(question, word):
    for seed in range(30):
        assert word in assistant_chitchat(question, random.Random(seed)).lower()


def test_every_question_has_an_answer_marked_as_its_own():
    for subject in subjects():
        assert {index for index in subject.answers if index >= 0} >= set(range(len(subject.asks))), (
            subject.name
        )


def test_an_answer_to_the_unknown_claims_nothing_and_fits_the_mood():
    assert recognise("My zorbs are quuxing.") is None
    for text in ("My zorbs are quuxing.", "Do zorbs quux?", "I hate zorbs.", "I love zorbs."):
        answers = {assistant_chitchat(text, random.Random(seed)) for seed in range(60)}
        assert len(answers) >= 10
        assert not any("{" in answer or "?" in answer for answer in answers)


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("Is that so?", "question"),
        ("I love this wonderful place.", "glad"),
        ("I am tired and stressed.", "sorry"),
        ("The bus was blue.", "plain"),
        ("I love it but I hate the rain.", "plain"),
    ],
)
def test_mood(text, mood):
    assert clue_of_mood(text) == mood


def test_own_small_talk_is_known_as_such_in_every_style():
    scores = [is_chitchat(text) for _, _, text in MESSAGES]
    assert min(scores) > 0.8
    assert sum(scores) / len(scores) > 0.97


@pytest.mark.parametrize("request_text", REQUESTS)
def test_a_request_is_not_small_talk(request_text):
    assert is_chitchat(request_text) < 0.3


@pytest.mark.parametrize(
    "text",
    [
        "I've always wanted to visit Japan in spring, the cherry blossoms must be beautiful.",
        "It's crazy how expensive everything has become lately.",
        "What do you think about working from home?",
        "I love how quiet the city is on Sunday mornings.",
        "Do you have any tips for staying motivated at the gym?",
        "The weather has been so strange this year, don't you think?",
    ],
)
def test_small_talk_that_is_not_ours_is_known_too(text):
    assert is_chitchat(text) > 0.5


def test_a_request_inside_small_talk_wins():
    talk = "I always overpack, and half of it never leaves the suitcase."
    assert is_chitchat(talk) > 0.9
    assert is_chitchat(f"{talk} Anyway, book the flight for two people.") < 0.3
    assert is_chitchat(f"{talk} Can you show me the forecast for Oslo?") < 0.3


@pytest.mark.parametrize("text", ["", "   ", "?!"])
def test_no_words_are_no_small_talk(text):
    assert is_chitchat(text) < 0.5
    assert assistant_chitchat(text, random.Random(0))


def test_styles_differ_in_form():
    by_style: dict[str, list[str]] = {}
    for _, style, text in MESSAGES:
        by_style.setdefault(style, []).append(text)
    length = {style: sum(map(len, texts)) / len(texts) for style, texts in by_style.items()}
    assert length["terse"] < 0.8 * min(length["casual"], length["formal"]) < length["chatty"]
    assert not any(re.search(r"\b(?:I'm|don't|can't|I've)\b", text) for text in by_style["formal"])
    assert sum(text[0].islower() for text in by_style["hurried"]) > 0.6 * len(by_style["hurried"])


def test_a_malformed_topic_names_the_line():
    with pytest.raises(ValueError, match="subject odd: a line must start"):
        parse_topic("demo", "", "[odd] word\n* what")


@pytest.mark.parametrize(
    "words", ["hike hiked hikes hiking", "run running", "battery batteries", "plan planned plans"]
)
def test_stems_agree(words):
    assert len({stem(word) for word in words.split()}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Parallel parking with people waiting is my least favourite exam.",
        "Sharing plates in a restaurant is lovely until someone orders olives only.",
        "Rush hour is a strange sport, and I'm no better.",
        "Cooking for one is hard to get excited about, it ends in toast.",
    ],
)
def test_a_complaint_in_kind_words_gives_no_joy(text):
    assert clue_of_mood(text) != "glad"
    assert not [
        each
        for seed in range(80)
        if "lovely to hear" in (each := assistant_chitchat(text, random.Random(seed))).lower()
    ]


def test_a_reply_asks_no_question_that_nobody_answers():
    told = [
        assistant_chitchat(
            "I always overpack, and a good part never leaves the suitcase.", random.Random(seed)
        )
        for seed in range(300)
    ]
    assert not [each for each in told if "come about" in each or "always been like that" in each]
