"""`toolflow metrics push`: the metrics as Spaces, loaded by `evaluate` in a fresh process of somebody else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hub_server import LocalHub

METRICS = Path(__file__).parents[2] / "metrics"
NAMES = ["toolflow_coherence", "toolflow_diversity", "toolflow_judge", "toolflow_leakage"]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def metrics_push(environment: dict[str, str]) -> Run:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "toolflow_cli.main", "metrics", "push", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)

    return run


@pytest.fixture
def stranger(environment: dict[str, str], tmp_path: Path) -> Run:
    """Return what runs Python as somebody without a token and without this project."""

    def run(code: str) -> subprocess.CompletedProcess[str]:
        third_party = str(next(path for path in sys.path if Path(path, "evaluate", "loading.py").is_file()))
        # -S and an own path: the editable installation of this project is not found
        head = f"import sys, site; sys.path = [p for p in sys.path if 'site-packages' not in p] + [{third_party!r}]\n"
        return subprocess.run(
            [sys.executable, "-S", "-c", head + code],
            env={**environment, "HF_TOKEN": "", "PYTHONPATH": "", "HF_HOME": str(tmp_path / "theirs")},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=300,
        )

    return run


def test_every_metric_is_a_space_with_what_it_needs(hub: LocalHub, metrics_push: Run) -> None:
    done = metrics_push("org")
    assert done.returncode == 0, done.stderr
    assert [repo_id for kind, repo_id in hub.store.repos if kind == "space"] == [
        f"org/{name}" for name in NAMES
    ]
    for name in NAMES:
        files = hub.files(f"org/{name}", kind="space")
        folder = METRICS / name
        expected = {path.name for path in folder.iterdir() if path.is_file()} - {"__init__.py"}
        assert set(files) - {".gitattributes"} == expected
        code = [file for file in expected if file != "README.md"]
        assert {file: files[file] for file in code} == {file: (folder / file).read_bytes() for file in code}
        assert hub.repo(f"org/{name}", "space").sdk == "gradio"
        assert f'evaluate.load("org/{name}")'.encode() in files["README.md"]
        assert b"metrics install" not in files["README.md"]  # which is of no use to a stranger
    assert metrics_push("org").returncode == 0
    assert [len(hub.repo(f"org/{name}", "space").commits) for name in NAMES] == [2] * 4  # nothing was new


def test_strangers_load_and_compute_it(hub: LocalHub, metrics_push: Run, stranger: Run) -> None:
    assert metrics_push("org", "toolflow_diversity", "toolflow_leakage").returncode == 0
    done = stranger(
        """
try:
    import toolflow_dataset
    raise SystemExit("this project can be imported, so nothing is shown")
except ImportError:
    pass
import evaluate
diversity = evaluate.load("org/toolflow_diversity")
dialogue = [{"role": "user", "content": "a b c"}, {"role": "assistant", "content": "a b d"}]
found = diversity.compute(dialogues=[dialogue])
leakage = evaluate.load("org/toolflow_leakage")
tool = {"name": "f", "description": "one two three four five six seven eight nine ten eleven", "parameters": {}}
leaked = leakage.compute(train=[tool], test=[tool], encoder=None)
print(found["n_tokens"], found["D-3"], leaked["ngram"])
"""
    )
    assert done.stdout == "6 1.0 1.0\n", done.stderr
    assert 200 in hub.asked("GET", "/spaces/org/toolflow_diversity/resolve/main/ngram_counts.py")


def test_the_largest_metric_loads_with_its_weights(hub: LocalHub, metrics_push: Run, stranger: Run) -> None:
    assert metrics_push("org", "toolflow_coherence").returncode == 0
    done = stranger("import evaluate\nprint(evaluate.load('org/toolflow_coherence').name)")
    assert done.stdout == "toolflow_coherence\n", done.stderr


def test_a_dry_run_asks_nobody(hub: LocalHub, metrics_push: Run) -> None:
    done = metrics_push("org", "toolflow_judge", "--dry-run")
    assert done.returncode == 0 and "judge_model.py" in done.stdout and "nothing was written" in done.stdout
    assert not hub.requests and not hub.store.repos


def test_unknown_metrics_and_names_are_refused(hub: LocalHub, metrics_push: Run) -> None:
    assert "there is no metric 'bleu'" in metrics_push("org", "bleu").stderr
    assert "is no name of a repository" in metrics_push("org/nested", "toolflow_judge").stderr
    assert "may not write to others" in metrics_push("others", "toolflow_judge").stderr
    assert not hub.store.repos
