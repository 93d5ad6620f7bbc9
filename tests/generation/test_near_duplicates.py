import math
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolflow_dataset.types import Dialogue, Message, Provenance, ToolCall
from toolflow_generation.near_duplicates import THRESHOLD, NearDuplicates, shingle_hashes, similarity

PROVENANCE = Provenance({}, 0, "", "", "graph", "terse")
TEXTS = st.lists(
    st.lists(st.sampled_from("a b c d e f".split()), min_size=1, max_size=9), min_size=1, max_size=4
)


def make(index, *texts, setting="graph"):
    messages = tuple(Message("assistant" if place % 2 else "user", text) for place, text in enumerate(texts))
    return Dialogue(f"graph-{index:06d}", (), messages, (), replace(PROVENANCE, setting=setting))


def words(rng, count):
    return [f"w{number}" for number in rng.integers(0, 5000, count)]


def test_similarity_by_hand():
    # 3-grams abc bcd | abc bce: one of three distinct ones is shared
    assert similarity(make(0, "a b c d"), make(1, "a b c e")) == 1 / 3
    # not across messages: abc, def against abc, bcd, cde, def
    assert similarity(make(0, "a b c", "d e f"), make(1, "a b c d e f")) == 2 / 4
    assert similarity(make(0, "yes"), make(1, "Yes!")) == 1
    assert math.isnan(similarity(make(0, ""), make(1)))


def test_case_and_marks_do_not_count_but_values_and_order_do():
    one = make(0, "A hotel in Oslo, please!")
    assert similarity(one, make(1, "a hotel in oslo please")) == 1
    assert similarity(one, make(1, "a hotel in Bergen please")) < THRESHOLD
    assert similarity(one, make(1, "please oslo in hotel a")) == 0


def test_calls_results_and_the_system_message_do_not_count():
    bare = make(0, "a hotel in oslo", "the astra")
    full = replace(
        bare,
        messages=(
            Message("system", "It is noon."),
            bare.messages[0],
            Message("assistant", "", (ToolCall("a", "find", {"city": "Oslo"}),)),
            Message("tool", '{"name": "Astra"}', tool_call_id="a"),
            bare.messages[1],
        ),
    )
    assert similarity(bare, full) == 1


@given(TEXTS, TEXTS)
def test_similarity_is_symmetric_and_bounded(one, two):
    first, second = (make(0, *map(" ".join, texts)) for texts in (one, two))
    assert similarity(first, second) == similarity(second, first)
    assert 0 <= similarity(first, second) <= 1
    assert similarity(first, first) == 1


@given(TEXTS)
def test_a_repeated_dialogue_is_seen_and_its_original_named(texts):
    duplicates = NearDuplicates()
    first, again = (make(index, *map(" ".join, texts)) for index in (3, 8))
    assert duplicates.seen(first) is None
    assert duplicates.seen(again) == first.id
    assert duplicates.reason(again) == f"near_duplicate:{first.id}"


@given(TEXTS, TEXTS)
def test_whichever_comes_first_the_other_is_the_duplicate(one, two):
    first, second = make(1, *map(" ".join, one)), make(2, *map(" ".join, two))
    there, back = NearDuplicates(), NearDuplicates()
    there.seen(first)
    back.seen(second)
    assert (there.seen(second) is None) == (back.seen(first) is None)


def test_a_dropped_dialogue_takes_no_other_with_it():
    text = "one two three four five six seven eight nine ten eleven twelve".split()
    duplicates = NearDuplicates(threshold=0.8)
    # each drops a word of the one before: neighbours share 9/10, the ends fewer than 0.8
    chain = [make(index, " ".join(text[index:])) for index in range(4)]
    assert similarity(chain[0], chain[2]) == 8 / 10 and similarity(chain[0], chain[3]) == 7 / 10
    assert [duplicates.seen(dialogue) for dialogue in chain] == [None, chain[0].id, chain[0].id, None]


def test_dialogues_without_text_and_other_settings_are_not_duplicates():
    duplicates = NearDuplicates()
    assert duplicates.seen(make(0, "")) is duplicates.seen(make(1, "")) is None
    assert duplicates.seen(make(2, "a hotel in oslo")) is None
    assert duplicates.seen(make(3, "a hotel in oslo", setting="none")) is None
    assert duplicates.seen(make(4, "a hotel in oslo", setting="none")) == "graph-000003"


def test_every_pair_at_the_threshold_is_found():
    """Exact search over all pairs finds the same duplicates, also just above the threshold."""
    rng = np.random.default_rng(5)
    dialogues = []
    for index in range(300):
        if index % 3:
            changed = dialogues[index - index % 3].messages[0].content.split()
            for place in rng.choice(len(changed), size=int(rng.integers(0, 6)), replace=False):
                changed[place] = "x"
            dialogues.append(make(index, " ".join(changed)))
        else:
            dialogues.append(make(index, " ".join(words(rng, 60))))
    duplicates, kept, expected = NearDuplicates(), [], []
    for dialogue in dialogues:
        match = next((one.id for one in kept if similarity(one, dialogue) >= THRESHOLD), None)
        expected.append(match)
        kept += [] if match else [dialogue]
    found = [duplicates.seen(dialogue) for dialogue in dialogues]
    assert 20 < sum(match is not None for match in expected) < 180
    assert found == expected


@pytest.mark.parametrize("seed", ["0", "1"])
def test_hashes_do_not_depend_on_the_process(seed):
    program = (
        "from toolflow_dataset.types import *\n"
        "from toolflow_generation.near_duplicates import shingle_hashes\n"
        "d = Dialogue('i', (), (Message('user', 'a hotel in Oslo'),), (),"
        " Provenance({}, 0, '', '', 'none', ''))\n"
        "print(shingle_hashes(d).tolist())"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": seed},
    )
    assert run.stdout.strip() == str(shingle_hashes(make(0, "a hotel in Oslo")).tolist())
