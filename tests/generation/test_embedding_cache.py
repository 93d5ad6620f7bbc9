import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from graph_fakes import FakeEncoder

from toolflow_generation.embedding_cache import EmbeddingCache, cache_folder
from toolflow_generation.encoder import CachedEncoder

TEXTS = ["a: ", "b: größe", "lone \ud800 surrogate"]
VECTORS = np.arange(12, dtype=np.float32).reshape(3, 4) / 7


@pytest.fixture
def cache(tmp_path):
    return EmbeddingCache("fake", tmp_path / "embeddings")


def assert_holds(cache, texts=TEXTS, vectors=VECTORS):
    found = cache.get(texts)
    assert all(vector is not None for vector in found)
    assert np.array_equal(np.stack(found), vectors)
    assert found[0].dtype == np.float32


def test_keeps_the_very_bits(cache):
    assert cache.get(TEXTS) == [None, None, None]
    cache.put(TEXTS, VECTORS)
    assert_holds(cache)
    assert_holds(EmbeddingCache("fake", cache.path.parent))
    assert cache.get(["other", "a: "])[0] is None


def test_more_texts_than_one_statement_can_ask_for(cache):
    texts = [f"text {number}" for number in range(1700)]
    vectors = np.arange(3400, dtype=np.float32).reshape(1700, 2)
    cache.put(texts, vectors)
    assert_holds(cache, texts, vectors)


def test_another_encoder_sees_nothing(cache):
    cache.put(TEXTS, VECTORS)
    assert EmbeddingCache("fake2", cache.path.parent).get(TEXTS) == [None, None, None]


def test_a_row_of_another_encoder_in_the_same_file_is_not_taken(cache):
    # even if the file names collided: the key holds the encoder's name
    cache.put(TEXTS, VECTORS)
    other = EmbeddingCache("fake2", cache.path.parent)
    other.path = cache.path
    assert other.get(TEXTS) == [None, None, None]


def test_a_damaged_row_counts_as_missing_and_is_mended(cache):
    cache.put(TEXTS, VECTORS)
    with sqlite3.connect(cache.path) as connection:
        for damaged in (b"", b"short", VECTORS.tobytes()):
            connection.execute("UPDATE vectors SET vector = ? WHERE key = ?", (damaged, cache._key(TEXTS[1])))
            connection.commit()
            assert [vector is None for vector in cache.get(TEXTS)] == [False, True, False]
        # one flipped bit
        payload = bytearray(connection.execute("SELECT vector FROM vectors").fetchone()[0] or b"\0" * 24)
        connection.execute("UPDATE vectors SET vector = ?", (bytes(payload[:-1] + bytes([payload[-1] ^ 1])),))
    connection.close()
    assert cache.get(TEXTS) == [None, None, None]
    cache.put(TEXTS, VECTORS)
    assert_holds(cache)


@pytest.mark.parametrize("damage", ["garbage", "cut", "middle"])
def test_a_damaged_file_is_begun_anew(cache, damage):
    texts = [f"text {number}" for number in range(400)]
    vectors = np.random.default_rng(0).normal(size=(400, 50)).astype(np.float32)
    cache.put(texts, vectors)
    content = bytearray(cache.path.read_bytes())
    if damage == "garbage":
        content[:] = b"this is no database" * 100
    elif damage == "cut":
        del content[len(content) // 3 :]
    else:
        content[4096 : len(content) // 2] = b"\xff" * (len(content) // 2 - 4096)
    cache.path.write_bytes(content)
    found = cache.get(texts)  # whatever is still readable must be right
    assert all(vector is None or np.array_equal(vector, vectors[row]) for row, vector in enumerate(found))
    assert any(vector is None for vector in found)
    cache.put(texts, vectors)
    assert_holds(cache, texts, vectors)


def test_threads_share_a_cache(cache):
    def work(number):
        mine = EmbeddingCache("fake", cache.path.parent)
        texts = [f"{number % 3} {row}" for row in range(50)]
        vectors = np.full((50, 3), number % 3, np.float32)
        for _ in range(5):
            mine.put(texts, vectors)
            assert_holds(mine, texts, vectors)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))


def test_processes_share_a_cache(cache):
    program = (
        "import sys, numpy as np\n"
        "from pathlib import Path\n"
        "from toolflow_generation.embedding_cache import EmbeddingCache\n"
        "cache = EmbeddingCache('fake', Path(sys.argv[1]))\n"
        "for row in range(40):\n"
        "    cache.put([f'text {row}'], np.full((1, 3), row, np.float32))\n"
    )
    workers = [subprocess.Popen([sys.executable, "-c", program, str(cache.path.parent)]) for _ in range(3)]
    assert [worker.wait() for worker in workers] == [0, 0, 0]
    assert_holds(
        cache,
        [f"text {row}" for row in range(40)],
        np.repeat(np.arange(40, dtype=np.float32), 3).reshape(40, 3),
    )


def test_an_unusable_folder_costs_a_warning_only(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    cache = EmbeddingCache("fake", tmp_path / "file" / "embeddings")
    with pytest.warns(RuntimeWarning, match="TOOLFLOW_CACHE"):
        cache.put(TEXTS, VECTORS)
    encoder = CachedEncoder(FakeEncoder({"a: ": (1, 0), "b: ": (0, 1)}), cache)
    with pytest.warns(RuntimeWarning, match="cannot be used"):
        assert encoder.encode(["b: ", "a: "]).tolist() == [[0, 1], [1, 0]]


def test_folder_follows_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("TOOLFLOW_CACHE", str(tmp_path / "here"))
    assert cache_folder() == tmp_path / "here"
    assert EmbeddingCache("fake").path.parent == tmp_path / "here" / "embeddings"
    monkeypatch.delenv("TOOLFLOW_CACHE")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "toolflow" == Path.home() / ".cache" / "toolflow"


def test_cached_encoder_embeds_only_what_is_new(cache):
    inner = FakeEncoder({"a: ": (1, 0), "b: ": (0, 1), "c: ": (0.6, 0.8)})
    encoder = CachedEncoder(inner, cache)
    assert encoder.name == "fake"
    assert encoder.encode(["b: ", "a: ", "b: "]).tolist() == [[0, 1], [1, 0], [0, 1]]
    assert encoder.encode(["a: ", "c: "]).shape == (2, 2)
    assert CachedEncoder(inner, cache).encode(["a: ", "b: ", "c: "]).dtype == np.float32
    assert inner.asked == [["b: ", "a: "], ["c: "]]
