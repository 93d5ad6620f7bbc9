"""The local Hub answers the Hub's own clients as the Hub does; so that what passes against it means something."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
from hub_server import Account, LocalHub

Python = Callable[..., object]

SETUP = """
from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi
api = HfApi()
api.create_repo("org/data", repo_type="dataset", private=PRIVATE)
table = b"PAR1" + bytes(range(256)) * 8
def commit(message="first", **more):
    added = [CommitOperationAdd("README.md", b"# Data"), CommitOperationAdd("part/x.parquet", table)]
    return api.create_commit("org/data", added, commit_message=message, repo_type="dataset", **more)
"""


def setup(private: bool = False) -> str:
    return SETUP.replace("PRIVATE", str(private))


TABLE = b"PAR1" + bytes(range(256)) * 8


def test_a_commit_holds_small_files_as_blobs_and_tables_as_large_files(hub: LocalHub, python: Python) -> None:
    done = python(
        setup() + "commit(); print([f.lfs is not None for f in api.dataset_info('org/data', "
        "files_metadata=True).siblings])"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "[False, False, True]\n"  # .gitattributes, README.md, part/x.parquet
    assert hub.files("org/data")["README.md"] == b"# Data"
    assert hub.store.large == {hashlib.sha256(TABLE).hexdigest(): TABLE}


def test_what_is_there_is_neither_uploaded_nor_committed_again(hub: LocalHub, python: Python) -> None:
    done = python(setup() + "one = commit().oid; print(commit('again').oid == one)")
    assert done.stdout == "True\n", done.stderr
    assert len(hub.asked("PUT", "/large/")) == len(hub.asked("POST", "/commit/")) == 1


def test_tags_name_commits_and_exist_once(hub: LocalHub, python: Python) -> None:
    done = python(
        setup()
        + """
one = commit().oid
api.create_tag("org/data", tag="v1", revision=one, repo_type="dataset")
api.create_commit("org/data", [CommitOperationDelete("README.md")], commit_message="less", repo_type="dataset")
print([tag.name for tag in api.list_repo_refs("org/data", repo_type="dataset").tags])
print(api.file_exists("org/data", "README.md", repo_type="dataset"),
      api.file_exists("org/data", "README.md", repo_type="dataset", revision="v1"))
try:
    api.create_tag("org/data", tag="v1", repo_type="dataset")
except Exception as error:
    print(error.response.status_code)
"""
    )
    assert done.stdout == "['v1']\nFalse True\n409\n", done.stderr


def test_a_commit_upon_an_old_parent_is_refused(hub: LocalHub, python: Python) -> None:
    done = python(
        setup()
        + """
old = api.dataset_info("org/data").sha
commit()
try:
    api.create_commit("org/data", [CommitOperationDelete("README.md")], commit_message="late",
                      repo_type="dataset", parent_commit=old)
except Exception as error:
    print(error.response.status_code)
"""
    )
    assert done.stdout == "412\n", done.stderr
    assert "README.md" in hub.files("org/data")


def test_folders_are_listed_page_by_page(hub: LocalHub, python: Python) -> None:
    repo = hub.store.create("dataset", "org/many")
    files = {f"folder/{n:03d}.txt": hub.store.put(b"%d" % n) for n in range(120)}
    repo.commit("many", files)
    done = python("""
from huggingface_hub import HfApi
print(len(list(HfApi().list_repo_tree("org/many", "folder", repo_type="dataset"))))
""")
    assert done.stdout == "120\n", done.stderr
    assert len(hub.asked("GET", "/tree/main/folder")) == 3


def test_ranges_of_large_files_are_read_from_the_other_host(hub: LocalHub, python: Python) -> None:
    done = python(
        setup()
        + """
commit()
from huggingface_hub import HfFileSystem
with HfFileSystem().open("datasets/org/data/part/x.parquet", block_size=100, cache_type="readahead") as file:
    file.seek(1000)
    print(list(file.read(3)), file.size)
"""
    )
    assert done.stdout == f"{list(TABLE[1000:1003])} {len(TABLE)}\n", done.stderr
    assert hub.asked("GET", "/large/") == [206]


def test_private_repositories_are_nobody_elses(hub: LocalHub, python: Python) -> None:
    hub.accounts["hf_stranger"] = Account("stranger")
    assert python(setup(private=True) + "commit()").returncode == 0
    look = "from huggingface_hub import HfApi\nprint(HfApi().dataset_info('org/data').private)"
    assert python(look).stdout == "True\n"
    for token in ("hf_stranger", ""):
        told = python(look, HF_TOKEN=token).stderr
        assert "RepositoryNotFoundError" in told
    assert "403" in python(setup().replace("org/data", "org/other"), HF_TOKEN="hf_stranger").stderr
    assert "Invalid credentials" in python(look, HF_TOKEN="hf_unknown").stderr


@pytest.mark.parametrize("status", [429, 500, None])
def test_clients_try_again_after_a_fault_in_an_upload(
    status: int | None, hub: LocalHub, python: Python
) -> None:
    hub.fail("PUT", "/large/", status, after=100)
    assert python(setup() + "commit()").returncode == 0
    assert hub.asked("PUT", "/large/") == [status or 0, 200]
    assert "part/x.parquet" in hub.files("org/data")


def test_a_commit_whose_answer_is_lost_has_happened(hub: LocalHub, python: Python) -> None:
    hub.fail("POST", "/commit/", None, done=True)
    assert python(setup() + "commit()").returncode == 1
    assert hub.asked("POST", "/commit/") == [0]
    assert "part/x.parquet" in hub.files("org/data")


def test_cards_with_wrong_metadata_are_refused(hub: LocalHub, python: Python) -> None:
    done = python(
        setup().replace("# Data", "---\\nlicense: [MIT]\\nsize_categories: [few]\\n---\\n# Data") + "commit()"
    )
    assert done.returncode == 1 and '"license" must be a string' in done.stderr
    assert "README.md" not in hub.files("org/data")
