"""`toolflow push` against a local Hub: what is published, what is refused, and what broken connections leave."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hub_server import Account, LocalHub

Push = Callable[..., subprocess.CompletedProcess[str]]
Python = Callable[..., subprocess.CompletedProcess[str]]
REPO = "org/dialogues"


@pytest.fixture
def own_run(made: Path, tmp_path: Path) -> Path:
    """Return a copy of the run that a test may change."""
    return Path(shutil.copytree(made / "run", tmp_path / "run"))


def card(hub: LocalHub, revision: str = "main") -> tuple[dict[str, object], str]:
    text = hub.files(REPO, revision)["README.md"].decode()
    _, front, body = text.split("---\n", 2)
    return yaml.safe_load(front), body


# --- what is published


def test_a_version_is_one_tagged_commit_with_data_card_configuration_and_statistics(
    hub: LocalHub, push: Push, made: Path
) -> None:
    done = push("--version", "1.0.0", "--licence", "cc-by-4.0", "--report", str(made / "evaluate.json"))
    assert done.returncode == 0, done.stderr
    repo = hub.repo(REPO)
    assert repo.tags == {"v1.0.0": repo.branches["main"]} and not repo.private
    assert [commit.title for commit in repo.commits.values()] == ["initial commit", "Version 1.0.0"]
    files = hub.files(REPO)
    exported = {
        str(path.relative_to(made / "run" / "toolflow")): path.read_bytes()
        for path in (made / "run" / "toolflow").rglob("*.parquet")
    }
    assert {path: files[path] for path in exported} == exported and len(exported) == 2
    assert set(files) == {*exported, ".gitattributes", "README.md", "config.yaml", "statistics.json"}
    assert all(f"{path}  " in done.stdout for path in files if path != ".gitattributes")
    statistics = json.loads(files["statistics.json"])
    assert {name: found["dialogues"] for name, found in statistics["settings"].items()} == {
        "plan": 8,
        "none": 8,
    }
    assert statistics["leakage"]["pairs"][0]["test"] == "Held-out"
    config = yaml.safe_load(files["config.yaml"])
    assert config["seed"] == 3 and not {"out", "tools", "base_url", "extra_headers"} & set(config)
    assert str(made).encode() not in b"".join(
        content for path, content in files.items() if path not in exported
    )


def test_the_card_holds_what_the_run_and_the_reports_say(hub: LocalHub, push: Push, made: Path) -> None:
    done = push("--version", "1.0.0", "--licence", "cc-by-4.0", "--report", str(made / "evaluate.json"))
    assert done.returncode == 0, done.stderr
    front, body = card(hub)
    assert front["license"] == "cc-by-4.0" and front["version"] == "1.0.0"
    assert {"function-calling", "synthetic", "toolflow", "simulated"} <= set(front["tags"])  # type: ignore[call-overload]
    assert [info["config_name"] for info in front["dataset_info"]] == ["plan", "none"]  # type: ignore[attr-defined]
    assert [info["splits"][0]["num_examples"] for info in front["dataset_info"]] == [8, 8]  # type: ignore[attr-defined]
    measured = json.loads((made / "evaluate.json").read_text("utf-8"))["sets"][0]
    assert f"{measured['measures']['H']['value']:.2f} [" in body
    assert "| Held-out | 1 | 0.000 % (0) | 0.000 % (0) |" in body and "all-MiniLM-L6-v2@" in body
    assert f'load_dataset("{REPO}", "plan", split="train", revision="v1.0.0")' in body
    block = body.split("```yaml\n")[1].split("\n```")[0]
    assert yaml.safe_load(block) == yaml.safe_load(hub.files(REPO)["config.yaml"])
    assert yaml.safe_load(block)["num_dialogues"] == 8 and yaml.safe_load(block)["error_rate"] == 0
    assert "Version 1.0.0, the first." in body and "| `everyday.json` | not recorded | 80 |" in body
    assert "`plan-000000`, the first one" in body and "@inproceedings" in body
    assert "$" not in re.sub(r"```.*?```", "", body, flags=re.DOTALL)


def test_strangers_load_it_by_version_whole_and_as_a_stream(
    hub: LocalHub, push: Push, python: Python, made: Path
) -> None:
    assert push("--version", "1.0.0").returncode == 0
    done = python(
        f"""
import json
from datasets import load_dataset
whole = load_dataset("{REPO}", "none", split="train", revision="v1.0.0")
stream = load_dataset("{REPO}", "none", split="train", revision="v1.0.0", streaming=True)
local = load_dataset("{made}/run/toolflow", "none", split="train")
default = load_dataset("{REPO}", split="train")
print(json.dumps([whole[:] == local[:], list(stream) == list(local), whole.num_rows, default[0]["setting"]]))
""",
        HF_TOKEN="",
    )
    assert done.stdout == '[true, true, 8, "plan"]\n', done.stderr


def test_our_own_commands_read_it_by_its_hub_id(
    hub: LocalHub, push: Push, environment: dict[str, str], tmp_path: Path
) -> None:
    assert push("--version", "1.0.0").returncode == 0
    out = tmp_path / "out.jsonl"
    words = ["export", f"{REPO}@v1.0.0:plan", "--format", "openai", "--out", str(out)]
    done = subprocess.run(
        [sys.executable, "-m", "toolflow_cli.main", *words], env=environment, capture_output=True, text=True
    )
    assert done.stdout == f"{out}: 8 examples\n", done.stderr


def test_a_new_version_says_what_changed_and_takes_old_files_off_the_main_branch_only(
    hub: LocalHub, push: Push, made: Path, own_run: Path, environment: dict[str, str]
) -> None:
    assert push("--version", "1.0.0").returncode == 0
    hub.repo(REPO).commit(
        "a note", {**hub.repo(REPO).resolve("main").files, "NOTE.txt": hub.store.put(b"mine")}
    )  # type: ignore[union-attr]
    grown = ["generate", "--resume", "--out", str(own_run), "--num-dialogues", "9"]
    offline = {**environment, "HF_HUB_OFFLINE": "1"}
    subprocess.run(
        [sys.executable, "-m", "toolflow_cli.main", *grown], env=offline, check=True, capture_output=True
    )
    done = push(
        "--version",
        "1.1.0",
        "--against",
        str(_other(own_run)),
        "--encoder",
        "all-MiniLM-L6-v2",
        run=own_run,
        report="",
    )
    assert done.returncode == 0, done.stderr
    assert "dialogues 8 → 9 (+1)" in done.stdout and "since 1.0.0: " in done.stdout
    assert "num_dialogues`: `8` → `9`" in card(hub)[1]
    now, before = hub.files(REPO), hub.files(REPO, "v1.0.0")
    assert now["NOTE.txt"] == b"mine"
    assert len([path for path in now if path.endswith(".parquet")]) == 2
    assert not {path for path in now if path.endswith(".parquet")} & set(before)
    assert "leaves the main branch" in done.stdout


def test_statistics_of_others_are_no_trouble(hub: LocalHub, push: Push) -> None:
    repo = hub.store.create("dataset", REPO)
    repo.tags["v0.9.0"] = repo.commit("by hand", {"statistics.json": hub.store.put(b'["rows", 7]')}).oid
    done = push("--version", "1.0.0")
    assert done.returncode == 0, done.stderr
    assert "since 0.9.0: not known: the `statistics.json` of 0.9.0 is not ToolFlow's" in done.stdout
    assert "- not known: the `statistics.json` of 0.9.0" in card(hub)[1]


def _other(run: Path) -> Path:
    """Write a file with a tool that no run has."""
    tool = {
        "name": "raise_dough",
        "description": "Let bread rise overnight",
        "parameters": {"type": "object"},
    }
    path = run.parent / "other.json"
    path.write_text(json.dumps([tool]), "utf-8")
    return path


def test_a_dry_run_lists_files_and_writes_nothing(hub: LocalHub, push: Push) -> None:
    done = push("--version", "1.0.0", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert "statistics.json" in done.stdout and "nothing was written" in done.stdout
    assert not hub.store.repos
    assert {path for method, path, _ in hub.requests if method != "GET"} == {"/api/validate-yaml"}


def test_a_licence_the_hub_does_not_know_is_refused_before_there_is_a_repository(
    hub: LocalHub, push: Push
) -> None:
    for words in (["--dry-run"], []):
        done = push("--version", "1.0.0", "--licence", "Apache 2.0", *words)
        assert done.returncode == 2 and "the card's metadata is refused" in done.stderr, done.stderr
        assert '"license" must be one of' in done.stderr
    assert not hub.store.repos


def test_a_private_repository_is_private(hub: LocalHub, push: Push) -> None:
    assert push("--version", "1.0.0", "--private").returncode == 0
    assert hub.repo(REPO).private
    assert push("--version", "1.0.1", "--private").returncode == 0  # which is private already


# --- what is refused


def refused(done: subprocess.CompletedProcess[str], hub: LocalHub) -> str:
    """Return the one line that says why, with nothing written."""
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    assert not [path for method, path, _ in hub.requests if method not in ("GET", "HEAD")]
    return done.stderr.splitlines()[-1]


def test_leakage_has_to_be_known(hub: LocalHub, push: Push) -> None:
    told = refused(push("--version", "1.0.0", report=""), hub)
    assert "leakage was not measured" in told and "--against" in told


def test_leakage_above_the_gate_is_refused_or_allowed_and_told(hub: LocalHub, push: Push) -> None:
    told = refused(push("--version", "1.0.0", report="leaked"), hub)
    assert "100.00 % of Held-out by n-grams; 100.00 % of Held-out by similarity" in told and "1.00 %" in told
    assert push("--version", "1.0.0", "--allow-leakage", report="leaked").returncode == 0
    _, body = card(hub)
    assert "**Above the 1.00 % that is published as a rule: 100.00 % of Held-out by n-grams" in body
    assert json.loads(hub.files(REPO)["statistics.json"])["leakage"]["allowed"] is True


def test_a_report_of_other_data_is_refused(hub: LocalHub, push: Push, made: Path, tmp_path: Path) -> None:
    report = json.loads((made / "leakage.json").read_text("utf-8"))
    report["pairs"][0]["train_digest"] = "0" * 16
    changed = tmp_path / "changed.json"
    changed.write_text(json.dumps(report), "utf-8")
    assert "is of other data" in refused(push("--version", "1.0.0", "--report", str(changed)), hub)


@pytest.mark.parametrize(("number", "told"), [("1.0", "MAJOR.MINOR.PATCH"), ("01.0.0", "MAJOR.MINOR.PATCH")])
def test_versions_are_semantic_ones(number: str, told: str, hub: LocalHub, push: Push) -> None:
    assert told in refused(push("--version", number), hub)


def test_versions_neither_change_nor_go_back(hub: LocalHub, push: Push) -> None:
    assert push("--version", "1.2.0").returncode == 0
    before = len(hub.repo(REPO).commits)
    assert "version 1.2.0 exists, and versions never change" in push("--version", "1.2.0").stderr
    assert "has 1.2.0, which is newer than 1.1.9" in push("--version", "1.1.9").stderr
    assert "is public; make it private" in push("--version", "1.3.0", "--private").stderr
    assert len(hub.repo(REPO).commits) == before and list(hub.repo(REPO).tags) == ["v1.2.0"]


def test_rows_that_do_not_pass_the_filters_are_refused(hub: LocalHub, push: Push, own_run: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    (shard,) = (own_run / "toolflow" / "none").glob("*.parquet")
    table = pq.read_table(shard)
    rows = table.column("messages").to_pylist()
    rows[2] = [message for message in rows[2] if json.loads(message)["role"] != "tool"]
    kind = table.schema.field("messages").type
    changed = pa.array(rows, pa.list_(pa.string())).cast(kind)
    pq.write_table(table.set_column(1, table.schema.field("messages"), changed), shard)
    told = refused(push("--version", "1.0.0", run=own_run), hub)
    assert "row 3: none-000002 does not pass the filters: unanswered_call" in told


def test_a_run_that_went_on_since_its_export_is_refused(hub: LocalHub, push: Push, own_run: Path) -> None:
    journal = own_run / "journal.jsonl"
    line = json.loads(journal.read_text("utf-8").splitlines()[0])
    line |= {"index": 99, "dialogue": {**line["dialogue"], "id": "none-000099"}}
    with open(journal, "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
    assert "the journal holds 9 finished" in refused(push("--version", "1.0.0", run=own_run), hub)


# what a token may do, by its name, and what is said of it
REFUSALS = {
    "": "there is no token; log in with `hf auth login`, or set HF_TOKEN",
    "hf_unknown": "the token is refused (HTTP 401: expired, revoked or mistyped); log in",
    "hf_stranger": "stranger is not in org; publish under one of stranger, theirs",
    "hf_reader": "the token may only read; make one that may write to org",
}


@pytest.mark.parametrize("token", REFUSALS)
def test_a_token_that_may_not_write_is_told_before_rows_and_leakage(
    token: str, hub: LocalHub, push: Push
) -> None:
    hub.accounts["hf_stranger"] = Account("stranger", ("theirs",))
    hub.accounts["hf_reader"] = Account("reader", ("org",), can_write=False)
    # a report of leakage above the gate, and a licence that nobody knows: neither is come to
    done = push("--version", "1.0.0", "--licence", "Apache 2.0", report="leaked", HF_TOKEN=token)
    assert REFUSALS[token] in refused(done, hub)
    assert {path for _, path, _ in hub.requests} <= {"/api/whoami-v2"}


@pytest.mark.parametrize("token", REFUSALS)
def test_a_dry_run_tells_that_a_push_would_be_refused_and_lists_the_files(
    token: str, hub: LocalHub, push: Push
) -> None:
    hub.accounts["hf_stranger"] = Account("stranger", ("theirs",))
    hub.accounts["hf_reader"] = Account("reader", ("org",), can_write=False)
    done = push("--version", "1.0.0", "--dry-run", HF_TOKEN=token)
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    assert done.stderr.startswith(f"would be refused: {REFUSALS[token]}")
    assert "statistics.json" in done.stdout
    assert f"nothing was written (--dry-run); a push would be refused: {REFUSALS[token]}" in done.stdout
    assert not hub.store.repos


@pytest.mark.parametrize("status", [404, 429])
def test_a_hub_that_does_not_say_who_somebody_is_judges_when_it_comes_to_it(
    status: int, hub: LocalHub, push: Push
) -> None:
    hub.accounts["hf_stranger"] = Account("stranger")
    hub.fail("GET", "/whoami-v2", status, times=100)
    done = push("--version", "1.0.0", HF_TOKEN="hf_stranger")
    assert done.returncode == 2 and "the token may not write to org" in done.stderr, done.stderr
    assert not hub.store.repos
    assert push("--version", "1.0.0").returncode == 0


def test_offline_is_said_at_once(hub: LocalHub, made: Path, environment: dict[str, str]) -> None:
    words = ["push", str(made / "run"), REPO, "--version", "1.0.0", "--report", str(made / "leakage.json")]
    command = [sys.executable, "-m", "toolflow_cli.main", *words]
    done = subprocess.run(command, env={**environment, "HF_HUB_OFFLINE": "1"}, capture_output=True, text=True)
    assert done.returncode == 2 and "unset it to reach the Hub" in done.stderr
    dry = subprocess.run(
        [*command, "--dry-run"], env={**environment, "HF_HUB_OFFLINE": "1"}, capture_output=True, text=True
    )
    assert dry.returncode == 0 and "going on without" in dry.stderr and "statistics.json" in dry.stdout
    assert not hub.requests


# --- what goes wrong on the way


@pytest.mark.parametrize("status", [429, 500, None])
def test_what_passes_by_itself_is_tried_again(status: int | None, hub: LocalHub, push: Push) -> None:
    headers = {"Retry-After": "1"} if status == 429 else {}
    for method, path in (
        ("POST", "/repos/create"),
        ("PUT", "/large/"),
        ("POST", "/commit/"),
        ("POST", "/tag/"),
    ):
        hub.fail(method, path, status, after=1000, headers=headers)
    done = push("--version", "1.0.0")
    assert done.returncode == 0, done.stderr
    repo = hub.repo(REPO)
    assert repo.tags == {"v1.0.0": repo.branches["main"]} and len(repo.commits) == 2


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_trouble_that_stays_is_told_as_the_hubs_own_and_the_same_push_goes_on_later(
    status: int, hub: LocalHub, push: Push
) -> None:
    fault = hub.fail("POST", "/tag/", status, times=10**6, headers={"Retry-After": "0"})
    done = push("--version", "1.0.0")
    assert done.returncode == 2 and "Traceback" not in done.stderr, done.stderr
    told = done.stderr.splitlines()[-1]
    assert "cannot tag v1.0.0" in told and str(status) in told
    assert told.endswith("the Hub has trouble; push again later, what is uploaded stays")
    assert 10**6 - fault.times >= 4 and not hub.repo(REPO).tags
    fault.times = 0
    sent = len(hub.asked("PUT", "/large/"))
    assert push("--version", "1.0.0").returncode == 0
    assert len(hub.asked("PUT", "/large/")) == sent
    assert hub.repo(REPO).tags == {"v1.0.0": hub.repo(REPO).branches["main"]}


def test_a_commit_and_a_tag_whose_answers_are_lost_are_not_made_twice(hub: LocalHub, push: Push) -> None:
    hub.fail("POST", "/commit/", None, done=True)
    hub.fail("POST", "/tag/", None, done=True)
    done = push("--version", "1.0.0")
    assert done.returncode == 0, done.stderr
    repo = hub.repo(REPO)
    assert len(repo.commits) == 2 and repo.tags == {"v1.0.0": repo.branches["main"]}
    assert hub.asked("POST", "/commit/") == [0]


def test_somebody_elses_commit_in_between_is_not_overwritten(hub: LocalHub, push: Push) -> None:
    assert push("--version", "1.0.0").returncode == 0
    hold = hub.fail("POST", "/preupload/", 503, hold=True)

    def change() -> None:
        repo = hub.repo(REPO)
        repo.commit("another's", {**repo.resolve("main").files, "README.md": hub.store.put(b"theirs")})  # type: ignore[union-attr]
        hold.release.set()

    waiting = threading.Thread(target=lambda: (hold.reached.wait(60), change()))
    waiting.start()
    done = push("--version", "1.1.0", "--licence", "mit")
    waiting.join()
    assert done.returncode == 2 and "somebody else changed it meanwhile" in done.stderr, done.stderr
    assert hub.files(REPO)["README.md"] == b"theirs" and list(hub.repo(REPO).tags) == ["v1.0.0"]


def test_a_push_that_is_killed_in_mid_upload_goes_on_where_it_was(
    hub: LocalHub, push: Push, made: Path, environment: dict[str, str]
) -> None:
    one, _ = (made / "run" / "toolflow").rglob("*.parquet")
    hold = hub.fail("PUT", hashlib.sha256(one.read_bytes()).hexdigest(), after=1000, hold=True)
    command = [
        sys.executable,
        "-m",
        "toolflow_cli.main",
        "push",
        str(made / "run"),
        REPO,
        "--version",
        "1.0.0",
    ]
    process = subprocess.Popen(
        [*command, "--report", str(made / "leakage.json")], env=environment, stderr=subprocess.PIPE, text=True
    )
    assert hold.reached.wait(120)
    while not hub.store.large:  # the other file
        assert process.poll() is None
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    hold.release.set()
    assert len(hub.store.large) == 1 and not hub.repo(REPO).tags
    assert [commit.title for commit in hub.repo(REPO).commits.values()] == ["initial commit"]
    assert push("--version", "1.0.0").returncode == 0
    assert hub.asked("PUT", "/large/").count(200) == 2  # the first was not sent again
    assert hub.repo(REPO).tags == {"v1.0.0": hub.repo(REPO).branches["main"]}
