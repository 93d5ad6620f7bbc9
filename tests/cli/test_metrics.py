"""`toolflow metrics`: what is listed, and that `evaluate.load` finds each metric by its bare name."""

from __future__ import annotations

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import toolflow_metrics
from toolflow_dataset.errors import ConfigError
from toolflow_evaluation import metric_modules as modules

NAMES = sorted(
    path.parent.name
    for path in Path(next(iter(toolflow_metrics.__path__))).glob("*/*.py")
    if path.stem == path.parent.name
)


def environment(home: Path) -> dict[str, str]:
    gone = ("HF_MODULES_CACHE", "HF_EVALUATE_CACHE", "HF_METRICS_CACHE")
    kept = {name: value for name, value in os.environ.items() if name not in gone}
    return {**kept, "HF_HOME": str(home), "HF_HUB_OFFLINE": "1", "COLUMNS": "200"}


def toolflow(home: Path, *words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "toolflow_cli.main", "metrics", *words]
    return subprocess.run(command, env=environment(home), cwd=cwd, capture_output=True, text=True)


LOADED = """
import sys
import evaluate
assert not any(name.startswith("toolflow_") for name in sys.modules)
for name in sys.argv[1:]:
    metric = evaluate.load(name)
    print(name, type(metric).__module__.split(".")[0], metric.features is not None)
"""


def test_each_metric_loads_by_bare_name_from_another_folder(tmp_path: Path) -> None:
    assert NAMES == [f"toolflow_{name}" for name in ("coherence", "diversity", "judge", "leakage")]
    home, elsewhere = tmp_path / "home", tmp_path / "elsewhere"
    elsewhere.mkdir()
    before = toolflow(home, "list")
    assert before.returncode == 0 and " yes" not in before.stdout
    done = toolflow(home, "install")
    assert done.returncode == 0, done.stderr
    assert f"{len(NAMES)} metric" in done.stdout.splitlines()[-1]
    after = toolflow(home, "list")
    assert [
        words[0] for line in after.stdout.splitlines() if (words := line.split())[-1:] == ["yes"]
    ] == NAMES
    plain = {key: value for key, value in environment(home).items() if key != "PYTHONPATH"}
    loaded = subprocess.run(
        [sys.executable, "-c", LOADED, *NAMES], cwd=elsewhere, env=plain, capture_output=True, text=True
    )
    assert loaded.returncode == 0, loaded.stderr
    assert loaded.stdout.splitlines() == [f"{name} evaluate_modules True" for name in NAMES]
    assert not list(elsewhere.iterdir())


@pytest.mark.parametrize(
    "given",
    [
        {"HF_HOME": "{}/a", "XDG_CACHE_HOME": "{}/b"},
        {"XDG_CACHE_HOME": "{}/b"},
        {"HF_MODULES_CACHE": "{}/c", "HF_HOME": "{}/a"},
    ],
)
def test_the_cache_is_the_one_that_evaluate_uses(
    given: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import evaluate.config

    for name in ("HF_HOME", "XDG_CACHE_HOME", "HF_MODULES_CACHE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value.format(tmp_path))
    fresh = runpy.run_path(evaluate.config.__file__, run_name="evaluate.config")
    folder = Path(fresh["HF_MODULES_CACHE"], fresh["MODULE_NAME_FOR_DYNAMIC_MODULES"], "metrics")
    assert modules._cache() == folder


def test_an_unknown_metric_is_one_line(tmp_path: Path) -> None:
    done = toolflow(tmp_path, "install", "rouge")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"toolflow: there is no metric 'rouge'; there are {', '.join(NAMES)}\n"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(modules, "_cache", lambda: tmp_path / "evaluate_modules" / "metrics")
    return tmp_path / "evaluate_modules" / "metrics"


def a_metric(folder: Path, text: str = "value = 1") -> modules.MetricModule:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("m.py", "helper.py", "app.py", "__init__.py", "README.md"):
        (folder / name).write_text(text)
    return modules.MetricModule("m", folder, "")


def test_only_script_and_helper_travel(tmp_path: Path, cache: Path) -> None:
    folder = modules.install(a_metric(tmp_path / "m"))
    assert folder.parent == cache / "evaluate-measurement--m"
    assert sorted(path.name for path in folder.iterdir()) == ["__init__.py", "helper.py", "m.py"]
    assert (folder / "__init__.py").read_text() == ""


def test_the_version_installed_last_is_the_one_that_counts(tmp_path: Path, cache: Path) -> None:
    old, new = a_metric(tmp_path / "old"), a_metric(tmp_path / "new", "value = 2")
    assert old.digest != new.digest
    for each, age in ((old, 200), (new, 100)):
        script = modules.install(each) / "m.py"
        now = script.stat().st_mtime
        os.utime(script, (now - age, now - age))
    assert modules.is_installed(new) and not modules.is_installed(old)
    modules.install(old)
    assert modules.is_installed(old) and not modules.is_installed(new)


def test_a_cache_that_cannot_be_written_is_said(tmp_path: Path, cache: Path) -> None:
    cache.parent.parent.mkdir(exist_ok=True)
    cache.parent.write_text("a file in the way")
    with pytest.raises(ConfigError, match=r"cannot be written.*HF_MODULES_CACHE"):
        modules.install(a_metric(tmp_path / "m"))
