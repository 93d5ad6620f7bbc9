"""Which folder may import which, read from the source; and what must not be loaded before it is needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = {
    "toolflow_dataset": "toolflow_dataset",
    "generation": "toolflow_generation",
    "metrics": "toolflow_metrics",
    "evaluation": "toolflow_evaluation",
    "training": "toolflow_training",
    "cli": "toolflow_cli",
    "configs": "toolflow_configs",
}
MAY_IMPORT: dict[str, set[str]] = {
    "toolflow_dataset": set(),
    "toolflow_configs": set(),
    "toolflow_generation": {"toolflow_dataset", "toolflow_configs"},
    "toolflow_metrics": set(),
    "toolflow_evaluation": {"toolflow_dataset", "toolflow_generation", "toolflow_metrics"},
    "toolflow_training": {"toolflow_dataset", "toolflow_generation", "toolflow_metrics"},
    "toolflow_cli": {
        "toolflow_dataset",
        "toolflow_configs",
        "toolflow_generation",
        "toolflow_metrics",
        "toolflow_evaluation",
        "toolflow_training",
    },
}
OURS = set(FOLDERS.values())
# folder names that are import names of nobody, or of some other distribution
NEVER = {"generation", "cli", "configs", "metrics", "evaluation", "training", "toolflow"}
HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "datasets",
    "pandas",
    "pyarrow",
    "trl",
    "openai",
    "faker",
    "evaluate",
    "numba",
}

MODULES = [
    (path, package) for folder, package in FOLDERS.items() for path in sorted((ROOT / folder).rglob("*.py"))
]


def absolute_imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield (line, top-level name) of every absolute import, at whatever depth."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.lineno, node.module.partition(".")[0]


def faults(source: str, package: str) -> list[str]:
    found = []
    for line, name in absolute_imports(ast.parse(source)):
        if name in NEVER:
            found.append(f"line {line}: {name} is not an import name")
        elif name == package:
            found.append(f"line {line}: inside a folder imports are relative")
        elif name in OURS and name not in MAY_IMPORT[package]:
            found.append(f"line {line}: {package} must not import {name}")
    return found


@pytest.mark.parametrize(("path", "package"), MODULES, ids=lambda value: getattr(value, "stem", ""))
def test_import_direction(path: Path, package: str) -> None:
    assert faults(path.read_text(encoding="utf-8"), package) == []


def test_the_check_sees_what_it_is_for() -> None:
    assert len(faults("import toolflow_generation.run", "toolflow_dataset")) == 1
    assert len(faults("def f():\n    from toolflow_cli import main", "toolflow_generation")) == 1
    assert len(faults("from toolflow_dataset.types import Tool", "toolflow_dataset")) == 1
    assert len(faults("from generation import run", "toolflow_cli")) == 1
    assert faults("from .types import Tool\nimport toolflow_dataset", "toolflow_generation") == []


def test_every_package_of_setup_cfg_is_checked() -> None:
    from test_packages import package_folders

    assert {name for name in package_folders() if "." not in name} == OURS


def loaded_by(code: str) -> set[str]:
    """Return the heavy packages that a fresh interpreter has loaded after some code."""
    probe = f"{code}\nimport sys\nprint(*(set({sorted(HEAVY)!r}) & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_help_of_every_command_loads_nothing_heavy() -> None:
    code = """
from click.testing import CliRunner
from toolflow_cli.main import COMMANDS, toolflow
for name in COMMANDS:
    assert CliRunner().invoke(toolflow, [name, "--help"]).exit_code == 0, name
"""
    assert loaded_by(code) == set()


def test_the_journal_and_transcripts_load_nothing_heavy() -> None:
    modules = "journal, transcript, export, statistics, types"
    assert loaded_by(f"from toolflow_dataset import {modules}") == set()


def test_the_probe_sees_a_heavy_import() -> None:
    assert "pyarrow" in loaded_by("import pyarrow")
