"""The pure functions behind benchmarks/text_quality.py, and its figures for the human dialogues."""

import datetime as dt
import gzip
import json
import math
from pathlib import Path

import pytest
from argument_sources import argument_sources
from corpora import conversation, masked_spans, sgd_conversations
from final_answers import FinalAnswers, final_answers, names, tells_error
from quality_report import table_rows
from quality_runs import bare_tools, dataset_digest
from skeletons import Values, shares, skeleton, subsample
from spoken_values import argument_phrases, context_phrases, plain_phrases, values_of
from text_quality import call_figures, human_figures, kept_figures, measure
from vocabulary import Wording, wording

from toolflow_dataset.journal import Journal, JournalEntry
from toolflow_dataset.types import Dialogue, Message, Provenance, Tool, ToolCall
from toolflow_generation.grounding import Grounding
from toolflow_generation.text_index import TextIndex

SGD = Path(__file__).resolve().parents[3] / "shared" / "data" / "dialogues" / "sgd_dev.jsonl.gz"
TODAY = dt.date(2025, 3, 3)  # a Monday
SYSTEM = "It is Monday, 2025-03-03, 09:10. The user is Mira Castell in Lisbon, Portugal."
BOOK = Tool(
    "book_table",
    "Books a table.",
    {
        "type": "object",
        "properties": {
            "city": {"type": "string"},
            "day": {"type": "string", "format": "date"},
            "guests": {"type": "integer"},
            "currency": {"type": "string", "description": "ISO 4217 currency code"},
            "area": {"type": "string", "enum": ["old_town", "harbour"]},
        },
        "required": ["city"],
    },
)


def dialogue(*turns):
    """Build a dialogue; a turn is a user text, or (arguments, result, reply)."""
    messages = [Message("system", SYSTEM)]
    for number, turn in enumerate(turns):
        if isinstance(turn, str):
            messages.append(Message("user", turn))
            continue
        arguments, result, reply = turn
        messages.append(Message("assistant", "", (ToolCall(f"c{number}", "book_table", arguments),)))
        messages.append(Message("tool", json.dumps(result), (), f"c{number}"))
        if reply is not None:
            messages.append(Message("assistant", reply))
    provenance = Provenance({"user": "simulator"}, 1, "d", "0", "graph+plan", "terse")
    return Dialogue("graph_plan-000000", (BOOK,), tuple(messages), (), provenance)


def said(text):
    index = TextIndex()
    index.add(text, 0)
    return index


# skeletons


def test_skeleton_masks_values_and_numbers_one_mask_each():
    values = Values(["new york", "sushi"])
    assert skeleton("Sushi in New York for two, at 7:30 - not $12.50!", values) == "_ in _ for _ at _ not _ _"


def test_skeleton_takes_the_longest_value_and_merges_neighbours():
    values = Values(["new", "new york", "monday"])
    assert values.mask(["new", "york", "monday", "is", "new"]) == ["zzvaluezz", "is", "zzvaluezz"]


def test_skeleton_compares_words_up_to_their_endings():
    assert skeleton("any museums nearby?", Values(["museum"])) == "any _ nearby"


def test_runs_of_a_long_value_are_masked_but_single_words_of_it_are_not():
    values = Values(["please bring the blue folder tomorrow"])
    assert skeleton("say bring the blue folder to Ann", values) == "say _ to ann"
    assert skeleton("the blue one", values) == "the blue _"


def test_a_short_value_is_masked_only_whole():
    assert skeleton("a house in York", Values(["new york city"])) == "a house in york"


def test_shares_of_a_counted_example():
    # 5 turns: a, a, a, b, c -> commonest 3/5, once 2/5
    counted = shares(["a", "b", "a", "c", "a"])
    assert (counted.turns, counted.commonest, counted.unique) == (5, 0.6, 0.4)
    assert counted.top == (("a", 3), ("b", 1), ("c", 1))


def test_shares_of_nothing_are_nan():
    counted = shares([])
    assert counted.turns == 0
    assert math.isnan(counted.commonest)
    assert math.isnan(counted.unique)


def test_subsample_is_without_replacement_and_seeded():
    turns = [str(number) for number in range(100)]
    drawn = subsample(turns, 40, 7)
    assert len(set(drawn)) == 40
    assert drawn == subsample(turns, 40, 7) != subsample(turns, 40, 8)
    assert subsample(turns, 200, 7) == turns


# values of a dialogue


@pytest.mark.parametrize(
    ("value", "path", "phrase"),
    [
        ("2025-03-05", "day", "next wednesday"),
        ("2025-03-05", "day", "march 5 th"),
        ("2025-03-05T19:30:00", "start", "half past seven"),
        ("19:00", "time", "7 pm"),
        ("EUR", "currency", "euros"),
        ("old_town", "area", "old town"),
        ("Paris, France", "city", "paris"),
        (90, "minutes", "an hour and a half"),
        (2000, "amount_cents", "20 dollars"),
        (12, "count", "a dozen"),
    ],
)
def test_an_argument_is_masked_as_people_say_it(value, path, phrase):
    assert phrase in set(argument_phrases(Grounding("t", path, value, None), TODAY))


@pytest.mark.parametrize("value", [None, True, "on", "x" * 3000])
def test_what_is_no_value_to_be_said_gives_no_phrase(value):
    assert list(argument_phrases(Grounding("t", "p", value, None), TODAY)) == []


def test_results_are_masked_as_given_not_as_said_relative_to_today():
    assert "march 4" in set(plain_phrases("2025-03-04", TODAY))
    assert "tomorrow" not in set(plain_phrases("2025-03-04", TODAY))


def test_names_in_the_system_message_are_values():
    assert {"mira castell", "lisbon", "portugal"} <= set(
        context_phrases("for Mira Castell in Lisbon, Portugal")
    )


def test_user_turns_of_a_dialogue_lose_their_values():
    one = dialogue(
        'I am in Lisbon: a table in Porto\'s old town tomorrow, under "Late Birds", for three.',
        (
            {"city": "Porto", "day": "2025-03-04", "guests": 3, "area": "old_town"},
            {"place": "Casa Azul"},
            "OK",
        ),
        "Is Casa Azul cheap?",
    )
    assert conversation(one).skeletons == (
        "i am in _ a table in _ under _ for _",
        "is _ cheap",
    )
    assert conversation(one).texts[-2:] == ("OK", "Is Casa Azul cheap?")
    assert values_of(one).mask(["what", "is", "it"]) == ["what", "is", "it"]


def test_spans_of_sgd_are_masked_once_even_when_two_frames_mark_them():
    turn = {
        "utterance": "A table at Sino in San Jose.",
        "frames": [
            {"slots": [{"slot": "name", "start": 11, "exclusive_end": 15}]},
            {"slots": [{"slot": "a", "start": 19, "exclusive_end": 27}, {"slot": "b", "start": 23, "exclusive_end": 27}]},
            {"slots": [{"slot": "name", "start": 11, "exclusive_end": 15}]},
        ],
    }  # fmt: skip
    assert skeleton(masked_spans(turn)) == "a table at _ in _"


# wording


def test_entropy_and_distinct_trigrams_of_counted_examples():
    one = wording([("a b", "a b")], 100, 0)
    # two equally frequent tokens: 1 bit; no message is long enough for a trigram
    assert one.entropy == 1.0
    assert math.isnan(one.distinct)
    two = wording([("a b c a b c",)], 100, 0)
    # abc bca cab abc: 3 distinct of 4
    assert two.distinct == 0.75
    assert two.entropy == pytest.approx(math.log2(3))
    assert math.isnan(Wording().entropy)


def test_tokens_are_lower_cased_words_and_marks():
    one = wording([("It's 7:30, OK?",)], 100, 0)
    assert one.words == {"it": 1, "'": 1, "s": 1, "7": 1, ":": 1, "30": 1, ",": 1, "ok": 1, "?": 1}


def test_whole_dialogues_are_taken_until_the_budget_is_reached():
    dialogues = [("a b c d",)] * 10
    counted = wording(dialogues, 9, 3)
    assert (counted.dialogues, counted.tokens) == (3, 12)
    assert wording(dialogues, 1000, 3).tokens == 40


def test_the_seed_decides_the_order_and_none_keeps_it():
    dialogues = [(f"word{number}",) for number in range(50)]
    assert set(wording(dialogues, 3, None).words) == {"word0", "word1", "word2"}
    drawn = wording(dialogues, 3, 7)
    assert drawn.words == wording(dialogues, 3, 7).words != wording(dialogues, 3, 8).words


def test_overused_trigrams_come_with_a_message_and_are_scaled():
    here = wording([("x here we go", "y here we go"), ("p q r s",)], 100, None)
    there = wording([("here we go",), ("p q r s",)], 100, None)  # 3 trigrams there, 6 here
    trigram, uses, expected, message = here.overused(there, 20)[0]
    assert (trigram, uses, expected) in {("x here we", 1, 0), ("y here we", 1, 0), ("here we go", 2, 2)}
    assert message in ("x here we go", "y here we go")
    marks = wording([("a@b.com", "a@b.com", "x y z")], 100, None)
    assert [found[0] for found in marks.overused(Wording())] == ["x y z"]
    assert here.overused(Wording(), 1) == [("here we go", 2, 0, "x here we go")]


# string arguments


def test_string_arguments_by_how_literally_they_were_said():
    one = dialogue(
        "A table in PORTO on 5 March 2025 please, old-town, pay in euros",
        (
            {"city": "Porto", "day": "2025-03-05", "area": "old_town", "currency": "EUR", "guests": 4},
            {"ok": True},
            "Done.",
        ),
        "And in Braga too",
        ({"city": "Faro"}, {"ok": True}, "Done."),
    )
    counted = argument_sources([one])
    assert counted.strings == 5  # the number of guests is none
    assert counted.verbatim == 1
    assert counted.rules == {"exact": 1, "normalised": 2, "place code": 1, "none": 1}
    assert counted.literal == 3
    assert counted.unliteral["none"] == ["graph_plan-000000: city = 'Faro'"]


def test_what_comes_after_the_call_or_from_the_assistant_counts_for_nothing():
    one = dialogue("A table", ({"city": "Porto"}, {"city": "Porto"}, "In Porto."), "Porto?")
    assert argument_sources([one]).rules == {"none": 1}


# final answers


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        ("name", "Casa Azul", "It is CASA AZUL."),
        ("day", "2025-03-04", "See you tomorrow."),
        ("day", "2025-03-04", "On the 4th of March."),
        ("at", "2025-03-04T19:30:00", "At 7:30 pm."),
        ("price", 1234.5, "That is $1,234.50."),
        ("score", 4.26, "It has 4.3 stars."),
        ("count", 3, "There are three."),
        ("minutes", 90, "It takes 1.5 hours."),
        ("state", "out_for_delivery", "It is out for delivery."),
        ("has_parking", True, "It has parking."),
        ("summary", "Mild with light rain in the afternoon", "Expect light rain and a mild afternoon."),
        ("name", "projects/web/locations/eu/operations/operation-7", "It runs as operation-7."),
        (
            "name",
            "projects/web/locations/eu/instances/default",
            "See projects/web/locations/eu/instances/default.",
        ),
    ],
)
def test_a_value_is_named_in_any_spelling(path, value, text):
    assert names(said(text), path, value, TODAY)


@pytest.mark.parametrize(
    ("path", "value", "text"),
    [
        ("name", "Casa Azul", "The casa is nice."),
        ("day", "2025-03-04", "See you today."),
        ("price", 1234.5, "That is $1,235.50."),
        ("count", 1, "That one is done."),
        ("open", True, "Done."),
        ("", True, "Done."),
        ("word", "on", "It is on."),
        ("summary", "Mild with light rain in the afternoon", "Expect rain."),
        ("name", "projects/web/locations/eu/instances/default", "It is the default."),
        (
            "name",
            "projects/web-2/locations/eu-1/operations/operation-7",
            "It is in projects/web-2/locations/eu-1.",
        ),
        ("name", "projects/web-2/locations/eu-1/operations/operation-7", "Your operation in web-2 is done."),
    ],
)
def test_a_value_that_is_not_there_is_not_named(path, value, text):
    assert not names(said(text), path, value, TODAY)


def counts(*turns) -> FinalAnswers:
    return final_answers([dialogue(*turns)])


def test_an_answer_has_to_name_a_value():
    good = counts(
        "Porto, please", ({"city": "Porto"}, {"city": "Porto", "place": "Casa Azul"}, "Casa Azul it is.")
    )
    assert (good.counts["answers"], good.counts["named"], good.counts["told_new"]) == (1, 1, 1)
    echo = counts(
        "Porto, please", ({"city": "Porto"}, {"city": "Porto", "place": "Casa Azul"}, "Porto is done.")
    )
    assert (echo.counts["named"], echo.counts["told_new"]) == (1, 0)
    bad = counts("Porto, please", ({"city": "Porto"}, {"city": "Porto"}, "All done."))
    assert (bad.counts["answers"], bad.counts["named"]) == (1, 0)
    assert "All done." in bad.examples["no value named"][0]


def test_each_result_of_a_round_is_counted_by_itself():
    turns = (({"city": "Porto"}, {"id": "A17"}, None), ({"city": "Braga"}, {"id": "B18"}, "It is B18."))
    found = counts("Porto and Braga", *turns).counts
    assert (found["answers"], found["named"], found["results"], found["results_named"]) == (1, 1, 2, 1)


def test_of_an_empty_result_the_answer_says_so():
    assert (
        counts("Porto", ({"city": "Porto"}, {"places": []}, "I found no places.")).counts["empty_told"] == 1
    )
    found = counts("Porto", ({"city": "Porto"}, {"places": []}, "Here you go.")).counts
    assert (found["empty"], found["empty_told"], found["answers"]) == (1, 0, 0)


def test_a_round_without_a_final_answer_is_an_offence():
    assert counts("Porto", ({"city": "Porto"}, {"id": "A17"}, None)).counts["unanswered"] == 1


def test_errors_are_told_or_recovered_and_name_no_value():
    error = {"error": "The kitchen is closed for renovation"}
    told = counts(
        "Porto", ({"city": "Porto"}, error, "Sorry, their kitchen is being renovated, so it's closed.")
    )
    assert (told.counts["errors"], told.counts["errors_told"], told.counts["answers"]) == (1, 1, 0)
    vague = counts("Porto", ({"city": "Porto"}, error, "Sorry, something went wrong."))
    assert (vague.counts["errors"], vague.counts["errors_told"]) == (1, 0)
    assert "closed for renovation" in vague.examples["error not told"][0]
    again = counts(
        "Porto", ({"city": "Porto"}, error, None), ({"city": "Porto"}, {"id": "A17"}, "It is A17.")
    )
    assert (again.counts["errors"], again.counts["recovered"], again.counts["named"]) == (0, 1, 1)


def test_an_error_without_content_words_is_never_told():
    assert not tells_error("It is not it", "It is")


def test_json_and_identifiers_in_text_are_offences():
    found = counts("my book_table", ({"city": "Porto"}, {"id": "ord_17"}, 'Order ord_17: {"id": "ord_17"}'))
    assert found.counts["json"] == 1
    assert found.counts["snake"] == 2
    assert found.counts["snake_values"] == 1  # ord_17 is a value, book_table is none
    assert counts("Porto", ({"city": "Porto"}, {"id": "A17"}, "A17 at home/_x_ and 7_")).counts["snake"] == 0


# figures


def run_with(tmp_path, *entries):
    with Journal(tmp_path / "journal.jsonl") as journal:
        for entry in entries:
            journal.append(entry)
    settings = {
        "graph+plan": {"dialogues": 1, "dropped": {"ungrounded:a": 1, "ungrounded:b": 1}},
        "none": {"dialogues": 0, "dropped": {}},
    }
    document = {"settings": settings, "failed": {"graph+plan": 1, "none": 0}}
    (tmp_path / "statistics.json").write_text(json.dumps(document))
    return tmp_path


def test_kept_share_counts_drops_by_kind_and_failures(tmp_path):
    figures = kept_figures(run_with(tmp_path))
    assert figures["kept"]["graph+plan"] == {"made": 4, "kept": 1, "share": 0.25}
    assert figures["kept"]["none"]["share"] is None
    assert figures["dropped"] == {"ungrounded": 2, "failed": 1}
    assert (figures["dialogues"], figures["kept_share"]) == (1, 0.25)


def test_calls_are_validated_against_the_offered_schema():
    good = dialogue(
        "x", ({"city": "Porto"}, {}, "y"), "x", ({"guests": 2}, {}, "y")
    )  # the second lacks its city
    assert call_figures([good]) == {"count": 2, "valid": 0.5}


def test_a_run_is_measured_beside_as_many_human_turns(tmp_path):
    one = dialogue("Porto, please", ({"city": "Porto"}, {"place": "Casa Azul"}, "Casa Azul it is."))
    run = run_with(tmp_path, JournalEntry(0, "graph+plan", "kept", None, one))
    human = [conversation(dialogue("Hi there", "Bye now", "See you"))] * 2
    figures = measure("own", run, human, 7).figures
    assert figures["skeletons"]["user_turns"] == figures["sgd_same_size"]["skeletons"]["user_turns"] == 1
    assert figures["final_answers"]["name_a_value"] == 1.0
    assert figures["final_answers"]["errors_told"] is None
    assert figures["string_arguments"]["literal"] == 1.0
    header, *rows = table_rows({"machine": "m", "sets": {"own": figures}})
    cells = {label.strip(): cell for label, cell, _ in rows}
    assert header == ["", "own", "goal"]
    assert (cells["name a value"], cells["same seed, same bytes"], cells["kept share"]) == (
        "100.0 %",
        "-",
        "25.0 %",
    )
    assert json.loads(json.dumps(figures, allow_nan=False))["dialogues"] == 1


def test_dropped_near_duplicates_are_not_measured(tmp_path):
    one = dialogue("Porto, please", ({"city": "Porto"}, {"place": "Casa Azul"}, "Casa Azul it is."))
    run = run_with(tmp_path, JournalEntry(0, "graph+plan", "kept", None, one))
    dropped = {"id": one.id, "setting": "graph+plan", "index": 0, "reason": "near_duplicate"}
    (run / "dropped.jsonl").write_text(json.dumps(dropped) + "\n")
    assert measure("own", run, [], 7).figures["skeletons"]["user_turns_in_all"] == 0


def test_the_digest_of_a_run_depends_on_names_and_bytes(tmp_path):
    digests = []
    for name, content in (("a", b"1"), ("b", b"1"), ("a", b"2"), ("a", b"1")):
        folder = tmp_path / str(len(digests)) / "toolflow" / "none"
        folder.mkdir(parents=True)
        (folder / f"{name}.parquet").write_bytes(content)
        (folder / "notes.txt").write_bytes(str(len(digests)).encode())
        digests.append(dataset_digest(folder.parents[1]))
    assert digests[0] == digests[3]
    assert len(set(digests)) == 3
    with pytest.raises(SystemExit, match="no dialogue was kept"):
        dataset_digest(tmp_path / "nothing")


def test_bare_tools_are_those_without_a_description_of_their_own(tmp_path):
    texts = ("Books.", "", "  ", None)
    tools = [
        {"type": "function", "function": {"name": f"t{n}", "description": text, "parameters": {}}}
        for n, text in enumerate(texts)
    ]
    with gzip.open(tmp_path / "all.jsonl.gz", "wt") as file:
        file.write("".join(json.dumps(tool) + "\n" for tool in tools))
    lines = bare_tools(tmp_path / "all.jsonl.gz", tmp_path / "bare.jsonl").read_text().splitlines()
    assert [json.loads(line)["function"]["name"] for line in lines] == ["t1", "t2", "t3"]


@pytest.mark.skipif(not SGD.is_file(), reason="the SGD dialogues are not there (../shared/data/dialogues)")
def test_the_human_dialogues_come_out_as_published():
    figures = human_figures(list(sgd_conversations(SGD)), 7)
    assert figures["skeletons"]["commonest"] == pytest.approx(0.0056, abs=0.00005)
    assert figures["skeletons"]["unique"] == pytest.approx(0.658, abs=0.0005)
    filed, drawn = figures["wording_in_file_order"], figures["wording"]
    assert filed["entropy_bits"] == pytest.approx(8.06, abs=0.005)
    assert filed["distinct_3"] == pytest.approx(0.356, abs=0.0005)
    assert drawn["entropy_bits"] == pytest.approx(8.06, abs=0.06)
    assert drawn["distinct_3"] == pytest.approx(0.356, abs=0.012)
