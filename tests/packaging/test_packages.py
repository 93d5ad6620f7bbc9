"""What setup.cfg lists is what the folders hold, and the wheel made from it works anywhere."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
import sys
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def setup_cfg() -> configparser.ConfigParser:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    return config


def package_folders() -> dict[str, Path]:
    """Return each listed package's folder by its import name."""
    options = setup_cfg()["options"]
    mapping = dict(line.split(" = ") for line in options["package_dir"].strip().splitlines())
    folders = {}
    for package in options["packages"].split():
        top, *rest = package.split(".")
        folders[package] = ROOT / mapping[top] / "/".join(rest)
    return folders


def test_the_package_list_equals_the_folders() -> None:
    listed = package_folders()
    tops = [folder for name, folder in listed.items() if "." not in name]
    found = {file.parent for top in tops for file in top.rglob("*") if file.is_file()}
    found = {folder for folder in found if "__pycache__" not in folder.parts}
    assert found == set(listed.values())


def test_every_folder_with_python_code_at_the_top_is_a_package() -> None:
    not_code = {"tests", "benchmarks", "examples", "docs", "build", "dist"}
    code = {
        folder
        for folder in ROOT.iterdir()
        if folder.is_dir() and not folder.name.startswith(".") and (folder / "__init__.py").exists()
    }
    listed = {folder for name, folder in package_folders().items() if "." not in name}
    assert {folder for folder in code if folder.name not in not_code} <= listed


def test_every_file_beside_the_code_is_packaged() -> None:
    patterns = {
        package: [pattern.strip() for pattern in value.split(",")]
        for package, value in setup_cfg()["options.package_data"].items()
    }
    for package, folder in package_folders().items():
        for file in folder.iterdir():
            if file.is_file() and file.suffix not in (".py", ".pyc"):
                assert any(fnmatch(file.name, pattern) for pattern in patterns.get(package, ())), file


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel built from the sdist, both made from a copy of the repository."""
    copy = tmp_path_factory.mktemp("source") / "repository"
    tops = {folder.relative_to(ROOT).parts[0] for folder in package_folders().values()}
    for top in sorted(tops):
        shutil.copytree(ROOT / top, copy / top, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy / name)
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(copy / "dist"), str(copy)],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = (copy / "dist").glob("*.whl")
    return built


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    held = {name for name in names if ".dist-info/" not in name}
    expected = {
        f"{package.replace('.', '/')}/{file.name}"
        for package, folder in package_folders().items()
        for file in folder.iterdir()
        if file.is_file() and file.suffix != ".pyc"
    }
    assert held == expected
    assert any(name.endswith("licenses/LICENSE") for name in names)


PROBE = """
import importlib, pkgutil, sys
from importlib.resources import files
for top in sys.argv[1:]:
    package = importlib.import_module(top)
    assert package.__path__[0].startswith(sys.prefix), package.__path__
    for module in pkgutil.walk_packages(package.__path__, top + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
assert "$columns" in (files("toolflow_dataset") / "dataset_card.md").read_text()
from toolflow_dataset.card import CardFacts, render_card
assert "# ToolFlow dialogues" in render_card(CardFacts())
"""


def test_the_installed_wheel_imports_from_the_root_folder(wheel: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    python = venv / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python)]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)
    # third-party packages come from this environment, its editable install does not: no .pth is read there
    third_party = next(path for path in sys.path if Path(path, "click").is_dir())
    environment = {**os.environ, "PYTHONPATH": third_party, "HF_HUB_OFFLINE": "1"}
    tops = [package for package in package_folders() if "." not in package]
    done = subprocess.run(
        [python, "-c", PROBE, *tops], cwd="/", env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    help_text = subprocess.run(
        [venv / "bin" / "toolflow", "--help"],
        cwd="/",
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "generate" in help_text and "preview" in help_text
    data = tmp_path / "data.jsonl"
    data.write_text('{"messages": [{"role": "user", "content": "hi"}]}\n', "utf-8")
    report = [
        venv / "bin" / "toolflow",
        "report",
        data,
        "--out",
        tmp_path / "report.html",
    ]  # its page is data files
    subprocess.run(report, cwd="/", env=environment, capture_output=True, check=True)
    assert (tmp_path / "report.html").read_text("utf-8").endswith("</html>\n")
