"""The small NLI head: its data, its training, its formula, and that the module carries what training wrote."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from toolflow_dataset.errors import ConfigError, SchemaError
from toolflow_metrics.toolflow_coherence import coherence_head
from toolflow_metrics.toolflow_coherence.coherence_head import LABELS, HeadClassifier, MiniLM, load_head
from toolflow_training.head_training import HeadConfig, pack, train_head
from toolflow_training.nli_calibration import (
    expected_calibration_error,
    fit_temperature,
    reliability,
    softmax,
)
from toolflow_training.nli_data import HELD_OUT, NliPair, NliSplit, read_pairs, report_pairs, split_pairs
from toolflow_training.nli_head import main, with_weights
from toolflow_training.nli_report import file_figures, probabilities_of, tables, with_tables
from toolflow_training.token_states import encode_states

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "benchmarks" / "results" / "nli_head.json"
TRAINING = ROOT / "benchmarks" / "results" / "nli_head_training.json"
README = ROOT / "metrics" / "toolflow_coherence" / "README.md"
DATA = ROOT.parent / "shared" / "data" / "nli"
TINY = HeadConfig(layers=(1, 6), width=8, hidden=12, epochs=2, batch_size=8)


def carried() -> bytes:
    return base64.b64decode(coherence_head.WEIGHTS)


# what the module carries


def test_the_module_carries_what_training_wrote():
    recorded = json.loads(TRAINING.read_text("utf-8"))
    assert hashlib.sha256(carried()).hexdigest() == recorded["sha256"]
    assert len(carried()) == recorded["bytes"]
    source = Path(str(coherence_head.__file__)).read_text("utf-8")
    assert with_weights(source, carried()) == source
    head = load_head("cpu")
    assert head.name == f"toolflow-nli-minilm-v1@{recorded['sha256'][:12]}"
    assert list(head.layers) == recorded["config"]["layers"]
    assert head.temperature == pytest.approx(recorded["temperature"])


def test_the_file_that_carries_it_is_small():
    assert Path(str(coherence_head.__file__)).stat().st_size <= 3_000_000


def test_the_figures_and_the_readme_are_those_of_the_head_carried():
    figures = json.loads(FIGURES.read_text("utf-8"))
    assert figures["nli"] == load_head("cpu").name
    page = README.read_text("utf-8")
    assert with_tables(page, figures) == page
    assert figures["test"]["esnli_test"]["accuracy"] >= 70.0


@pytest.mark.skipif(not DATA.is_dir(), reason="the NLI files of ../shared/data are not there")
def test_a_part_of_a_dev_file_gives_the_accuracy_recorded():
    head = load_head("cpu")
    minilm = MiniLM("cpu", 64, head)
    pairs = split_pairs(DATA).dev["cad_all_combined_dev"]
    probabilities = probabilities_of(pairs, HeadClassifier(minilm, 64), minilm)
    labels = np.array([pair.label for pair in pairs])
    accuracy = 100 * (probabilities.argmax(axis=1) == labels).mean()
    recorded = json.loads(FIGURES.read_text("utf-8"))["dev"]["cad_all_combined_dev"]["accuracy"]
    assert accuracy == pytest.approx(recorded, abs=0.3)


def test_it_knows_what_is_plain():
    minilm = MiniLM("cpu", 8, load_head("cpu"))
    pairs = [
        NliPair("A man is playing a guitar on stage.", "A man is playing an instrument.", 0),
        NliPair("Two dogs are running through a field.", "Animals are outdoors.", 0),
        NliPair("A man is playing a guitar on stage.", "A man is sleeping in bed.", 2),
        NliPair("Two dogs are running through a field.", "The dogs are chasing a rabbit.", 1),
    ]
    found = probabilities_of(pairs, HeadClassifier(minilm, 8), minilm)
    assert found.argmax(axis=1).tolist() == [pair.label for pair in pairs]
    np.testing.assert_allclose(found.sum(axis=1), 1.0)


def test_its_formula_by_hand():
    """The same numbers by plain numpy, one pair at a time, without padding or batches."""
    head = load_head("cpu")
    minilm = MiniLM("cpu", 8, head)
    texts = ["A man is playing a guitar.", "Music", "Nobody is playing anything at all, said the woman."]
    pairs = [(texts[0], texts[1]), (texts[2], texts[0]), (texts[1], texts[1])]
    found = HeadClassifier(minilm, 8).classify(pairs, minilm.encode(texts)).probabilities
    weights = {name: values.double().numpy() for name, values in head.weights.items()}
    hidden, vectors = {}, {}
    for text in texts:
        ((_, states, _),) = minilm.hidden_states(minilm.token_ids([text]))
        hidden[text] = np.concatenate([states[layer][0].double().numpy() for layer in head.layers], axis=-1)
        mean = states[-1][0].double().numpy().mean(axis=0)
        vectors[text] = mean / np.linalg.norm(mean)

    def linear(name, values):
        return values @ weights[f"{name}.weight"].T + weights[f"{name}.bias"]

    def gelu(values):
        from scipy.special import erf

        return values * (1 + erf(values / np.sqrt(2))) / 2

    def tokens(text):
        states = hidden[text]
        centred = states - states.mean(axis=1, keepdims=True)
        normed = centred / np.sqrt(states.var(axis=1, keepdims=True) + 1e-5)
        return gelu(linear("project", normed * weights["norm.weight"] + weights["norm.bias"]))

    def compared(x, y):
        scores = linear("query", x) @ linear("key", y).T / np.sqrt(x.shape[1])
        attention = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        each = gelu(linear("compare", np.hstack([x, attention @ y, x - attention @ y, x * (attention @ y)])))
        return [each.mean(axis=0), each.max(axis=0)]

    for row, (premise, hypothesis) in zip(found, pairs, strict=True):
        p, h = tokens(premise), tokens(hypothesis)
        u, v = vectors[premise], vectors[hypothesis]
        pooled = np.concatenate([u, v, np.abs(u - v), u * v])
        pooled = (pooled - weights["pooled.mean"]) * weights["pooled.scale"]
        x = np.concatenate([*compared(h, p), *compared(p, h), pooled])
        logits = linear("out", gelu(linear("second", gelu(linear("first", x))))) / head.temperature
        np.testing.assert_allclose(row, np.exp(logits) / np.exp(logits).sum(), atol=1e-5)


# data


def write(folder: Path, name: str, rows: list[tuple[str, str, str]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as stream:
        for premise, hypothesis, label in rows:
            stream.write(json.dumps({"premise": premise, "hypothesis": hypothesis, "label": label}) + "\n")
    return path


def small_data(folder: Path) -> Path:
    rows = []
    for number in range(40):
        animal, place = ["cat", "dog", "cow", "hen"][number % 4], f"house number {number}"
        premise = f"A {animal} sleeps in {place}."
        rows += [
            (premise, f"A {animal} sleeps.", "entailment"),
            (premise, f"The {animal} is old.", "neutral"),
            (premise, f"No {animal} sleeps.", "contradiction"),
        ]
    write(folder, "esnli_dev", rows)
    write(folder, "cad_all_combined_train", [(f"B {p}", h, label) for p, h, label in rows[:12]])
    write(folder, "guclasp_dnli_ctx1_train", [("yeah", "They agree.", "entailment"), rows[0], rows[33]])
    write(folder, "cad_all_combined_dev", rows[:6])
    write(folder, "guclasp_dnli_ctx1_dev", [("Yeah!", "They agree.", "entailment"), rows[60]])
    return folder


def test_no_premise_of_a_dev_set_is_trained_on(tmp_path):
    split = split_pairs(small_data(tmp_path))
    dev = {pair.premise_key for pairs in split.dev.values() for pair in pairs}
    trained = {pair.premise_key for pairs in split.train.values() for pair in pairs}
    # a premise of three words or fewer says nothing of its source
    assert trained & dev == {"yeah"}
    assert split.left_out["esnli_dev"] >= 6 and split.left_out["guclasp_dnli_ctx1_train"] >= 1
    held = {pair.premise for pair in split.dev[HELD_OUT]}
    assert len(split.dev[HELD_OUT]) == 3 * len(held)  # a premise is held out with all its pairs
    assert 1 <= len(held) <= 16


def test_the_held_out_part_does_not_depend_on_the_order(tmp_path):
    folder = small_data(tmp_path)
    before = split_pairs(folder).dev[HELD_OUT]
    path = folder / "esnli_dev.jsonl.gz"
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    path.write_bytes(gzip.compress(b"".join(reversed(lines))))
    assert sorted(map(repr, split_pairs(folder).dev[HELD_OUT])) == sorted(map(repr, before))


@pytest.mark.skipif(not DATA.is_dir(), reason="the NLI files of ../shared/data are not there")
def test_the_split_of_the_real_data_is_the_one_recorded():
    split = split_pairs(DATA)
    recorded = json.loads(TRAINING.read_text("utf-8"))
    assert {name: len(pairs) for name, pairs in split.train.items()} == recorded["train"]
    assert {name: len(pairs) for name, pairs in split.dev.items()} == recorded["dev"]
    assert split.left_out == recorded["left_out"]


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (b'{"premise": "a", "hypothesis": "b", "label": "maybe"}', "line 2: expected an object"),
        (b'{"premise": "a", "label": "neutral"}', "line 2: expected an object"),
        (b'{"premise": 1, "hypothesis": "b", "label": "neutral"}', "line 2: expected an object"),
        (b"[1]", "line 2: expected an object"),
        (b"{", "line 2: expected an object"),
    ],
)
def test_a_line_that_is_no_pair_is_refused_with_its_number(line, wrong, tmp_path):
    good = b'{"premise": "a", "hypothesis": "b", "label": "neutral"}\n'
    path = tmp_path / "x.jsonl.gz"
    path.write_bytes(gzip.compress(good + line + b"\n" + good))
    with pytest.raises(SchemaError, match=wrong):
        read_pairs(path)


def test_a_missing_or_unzipped_file_is_refused(tmp_path):
    with pytest.raises(SchemaError, match=r"esnli_test\.jsonl\.gz cannot be read"):
        report_pairs(tmp_path)
    (tmp_path / "x.jsonl.gz").write_text("{}")
    with pytest.raises(SchemaError, match="cannot be read as gzipped JSON lines"):
        read_pairs(tmp_path / "x.jsonl.gz")


# training


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    split = split_pairs(small_data(tmp_path_factory.mktemp("nli")))
    texts = {text for part in (split.train, split.dev) for pairs in part.values() for pair in pairs
             for text in (pair.premise, pair.hypothesis)}  # fmt: skip
    return split, encode_states(sorted(texts), TINY.layers)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(small):
    first, again = (train_head(*small, TINY) for _ in range(2))
    assert first.weights == again.weights and first.history == again.history
    assert train_head(*small, replace(TINY, seed=1)).digest != first.digest


def test_it_learns(small):
    split, states = small
    memorised = NliSplit(split.train, {"seen": split.train["esnli_dev"]}, {})
    trained = train_head(memorised, states, replace(TINY, epochs=15, dropout=0.0, averaging=0.9))
    assert trained.history[-1]["loss"] < 0.5 * trained.history[0]["loss"]
    assert trained.history[trained.epoch - 1]["seen"] == max(row["seen"] for row in trained.history) >= 95.0


def test_states_are_those_of_the_encoder_and_come_from_the_cache(tmp_path, monkeypatch):
    import torch

    from toolflow_training import token_states

    texts = ["A cat sleeps.", "Yes", "Two dogs are running through a field of wheat."]
    fresh = encode_states(texts, (0, 3), tmp_path)
    minilm = MiniLM("cpu", 8)
    for text in texts:
        ((_, states, _),) = minilm.hidden_states(minilm.token_ids([text]))
        padded, mask = fresh.padded(np.array([fresh.row[text], fresh.row[texts[2]]]))
        length = states[3].shape[1]
        assert mask[0].sum() == length
        torch.testing.assert_close(padded[3][0, :length], states[3][0], atol=0.01, rtol=0.01)
        assert not padded[0][0, length:].any()
    np.testing.assert_allclose(fresh.vectors, minilm.encode(texts).vectors, atol=1e-6)
    monkeypatch.setattr(token_states, "MiniLM", None)  # from here on there is only the cache
    kept = encode_states(texts, (0, 3), tmp_path)
    assert torch.equal(kept.states[3], fresh.states[3]) and kept.lengths.tolist() == fresh.lengths.tolist()


def test_the_command_trains_and_writes(tmp_path, monkeypatch, capsys):
    module = tmp_path / "coherence_head.py"
    module.write_text('x = 1\nWEIGHTS = """\nAAAA\n"""\n', "utf-8")
    monkeypatch.setattr(coherence_head, "__file__", str(module))
    options = ["--data", str(small_data(tmp_path / "data")), "--out", str(tmp_path / "out"), "--write"]
    main([*options, "--layers", "6", "--width", "4", "--hidden", "4", "--epochs", "1"])
    weights = (tmp_path / "out" / "head.safetensors").read_bytes()
    assert module.read_text("utf-8") == with_weights('x = 1\nWEIGHTS = """\n"""\n', weights)
    summary = json.loads((tmp_path / "out" / "training.json").read_text("utf-8"))
    assert summary["sha256"] == hashlib.sha256(weights).hexdigest() in capsys.readouterr().out
    assert summary["config"]["layers"] == [6] and summary["epoch"] == 1
    with pytest.raises(SystemExit, match=r"error: .*esnli_dev\.jsonl\.gz cannot be read"):
        main(["--data", str(tmp_path / "nowhere"), "--out", str(tmp_path / "out")])


def test_weights_too_large_or_without_a_place_are_refused():
    with pytest.raises(ConfigError, match="at most 2200000 can be carried"):
        with_weights('WEIGHTS = """\n"""\n', bytes(2_200_001))
    with pytest.raises(ConfigError, match="no statement"):
        with_weights("WEIGHTS = None\n", b"x")


def test_packing_keeps_layers_and_temperature():
    import torch
    from safetensors.torch import load

    packed = load(pack({"out.weight": torch.ones(3, 2)[:, :1]}, (2, 4), 1.5))
    assert packed["layers"].tolist() == [2, 4] and float(packed["temperature"]) == 1.5
    assert packed["out.weight"].tolist() == [[1.0], [1.0], [1.0]]


# calibration


def test_calibration_by_hand():
    # confidences .9 right, .9 wrong, .6 right: bins (.9: mean .9, half right), (.6: mean .6, all right)
    probabilities = np.array([[0.9, 0.05, 0.05], [0.05, 0.9, 0.05], [0.2, 0.2, 0.6]])
    table = reliability(probabilities, np.array([0, 0, 2]))
    filled = {
        round(each.low, 1): (each.count, each.confidence, each.accuracy) for each in table if each.count
    }
    assert filled == {0.9: (2, pytest.approx(0.9), 0.5), 0.6: (1, pytest.approx(0.6), 1.0)}
    # (2 * |.5 - .9| + 1 * |1 - .6|) / 3
    assert expected_calibration_error(table) == pytest.approx(0.4)
    assert sum(each.count for each in table) == 3 and len(table) == 10


def test_a_certain_prediction_is_in_the_last_bin_and_no_prediction_is_nan():
    table = reliability(np.array([[1.0, 0.0, 0.0]]), np.array([0]))
    assert table[-1].count == 1 and expected_calibration_error(table) == 0.0
    empty = reliability(np.zeros((0, 3)), np.zeros(0, dtype=int))
    assert np.isnan(expected_calibration_error(empty)) and np.isnan(empty[0].accuracy)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_the_temperature_of_overconfident_logits_is_found(temperature):
    random = np.random.default_rng(0)
    logits = random.normal(size=(20_000, 3))
    labels = (softmax(logits).cumsum(axis=1) < random.random((20_000, 1))).sum(axis=1)
    assert fit_temperature(logits * temperature, labels) == pytest.approx(temperature, rel=0.05)


def test_file_figures_by_hand():
    probabilities = softmax(np.array([[2.0, 0, 0], [2.0, 0, 0], [0, 2.0, 0], [0, 0, 2.0]]), 2.0)
    figures = file_figures(probabilities, np.array([0, 1, 1, 2]), temperature=2.0)
    assert figures["accuracy"] == 75.0
    assert figures["recall"] == {"entailment": 100.0, "neutral": 50.0, "contradiction": 100.0}
    assert figures["precision"] == {"entailment": 50.0, "neutral": 100.0, "contradiction": 100.0}
    assert figures["entailment_share"] == {"labelled": 25.0, "predicted": 50.0}
    # every confidence is e / (e + 2) = 0.576 with the temperature, e^2 / (e^2 + 2) = 0.787 without
    assert figures["ece"] == pytest.approx(75 - 57.61, abs=0.01)
    assert figures["ece_before_temperature"] == pytest.approx(78.70 - 75, abs=0.01)


def test_tables_and_pages_without_marks():
    with pytest.raises(ConfigError, match="no marks"):
        with_tables("# page\n", json.loads(FIGURES.read_text("utf-8")))
    text = tables(json.loads(FIGURES.read_text("utf-8")))
    assert "esnli_test" in text and all(label in text for label in LABELS)
