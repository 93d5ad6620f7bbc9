"""The documentation is held to the code: its commands parse, its links resolve, its snippets import."""

from __future__ import annotations

import ast
import importlib
import re
import shlex
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import click
import pytest
import yaml

from toolflow_cli.main import toolflow
from toolflow_generation.config import Config
from toolflow_generation.config_files import PACKAGED, load_config, option_help
from toolflow_training.sft_config import FIELDS as SFT_FIELDS
from toolflow_training.sft_config import load_sft_config

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def written(path: Path) -> str:
    """Return a page without what `refresh_docs.py` filled in, which is somebody's words and not ours."""
    return re.sub(r"<!-- refresh:(\w+).*?<!-- /refresh:\1 -->", "", path.read_text("utf-8"), flags=re.DOTALL)


def blocks(path: Path, language: str) -> list[str]:
    return [match[2] for match in _FENCE.finditer(written(path)) if match[1] == language]


def prose(path: Path) -> str:
    return _FENCE.sub("", written(path))


def page_ids(pages: list[Path]) -> list[str]:
    return [str(page.relative_to(ROOT)) for page in pages]


def resolve(words: list[str]) -> tuple[click.Command, list[str], list[str]]:
    """Return the command that words name, its path, and the words after it."""
    command: click.Command = toolflow
    path: list[str] = []
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(click.Context(command), words[0])
        assert found is not None, f"toolflow {' '.join([*path, words[0]])}: no such command"
        command, path, words = found, [*path, words[0]], words[1:]
    return command, path, words


def shown_commands() -> Iterator[tuple[str, str]]:
    """Yield (where, line) for every full command line in shell blocks and in the Makefile."""
    for page in PAGES:
        for block in blocks(page, "sh"):
            for line in block.splitlines():
                if line.startswith("toolflow "):
                    yield page.name, line
    for line in (ROOT / "Makefile").read_text("utf-8").splitlines():
        if "$(BIN)/toolflow " in line:
            yield "Makefile", line.partition("$(BIN)/")[2]


SHOWN = list(shown_commands())


def test_there_are_commands_to_look_at() -> None:
    assert len(SHOWN) > 12
    assert {where for where, _ in SHOWN} >= {"README.md", "Makefile"}


@pytest.mark.parametrize(("where", "line"), SHOWN, ids=[line[:60] for _, line in SHOWN])
def test_shown_command_lines_parse(where: str, line: str) -> None:
    command, path, words = resolve(shlex.split(line, comments=True)[1:])
    context = command.make_context(" ".join(path), words)
    if path == ["train"]:
        keys = {name: value for name, value in context.params.items() if name in SFT_FIELDS and value}
        load_sft_config(context.params["source"], {**keys, "data": list(context.params["data"])})
    if path != ["generate"]:
        return
    source = context.params["source"]
    given = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in context.params.items()
        if name in option_help()
    }
    given = {name: value for name, value in given.items() if value not in (None, [], ())}
    load_config(source if source in PACKAGED else None, given)


@pytest.mark.parametrize("page", PAGES, ids=page_ids(PAGES))
def test_commands_and_options_named_in_prose_exist(page: Path) -> None:
    for span in re.findall(r"`(toolflow [^`]+)`", prose(page)):
        words = [word for word in span.replace("...", "").split()[1:] if not word.isupper()]
        command, _, rest = resolve(words)
        if isinstance(command, click.Group) and rest[:1] != ["--help"]:
            assert not rest, span
        known = {
            name
            for option in command.get_params(click.Context(command))
            for name in (*option.opts, *option.secondary_opts)
        }
        assert {word for word in rest if word.startswith("--")} <= known | {"--help"}, span
    for option in re.findall(r"`(--[a-z-]+)[^`]*`", prose(page)):
        every = {
            name
            for command in all_commands()
            for each in command.params
            for name in (*each.opts, *each.secondary_opts)
        }
        assert option in every | {f"--{key.replace('_', '-')}" for key in option_help()} | {
            "--config",
            "--check",
            "--dry-run",
        }, option


def all_commands(group: click.Group = toolflow, path: str = "toolflow") -> list[click.Command]:
    return [command for _, command in named_commands(group, path)]


def named_commands(
    group: click.Group = toolflow, path: str = "toolflow"
) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from named_commands(command, f"{path} {name}")
        else:
            yield f"{path} {name}", command


@pytest.mark.parametrize("name", [name for name, _ in named_commands()])
def test_every_command_is_documented(name: str) -> None:
    assert any(line.startswith(f"{name} ") for where, line in SHOWN if where == "README.md")


def slugs(path: Path) -> set[str]:
    """Return the anchors of a page's headings as GitHub makes them."""
    headings = re.findall(r"^#{1,6} (.+)$", _FENCE.sub("", path.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=page_ids(PAGES))
def test_relative_links_resolve(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.exists(), f"{page.name} -> {target}"
        assert path.is_relative_to(ROOT), f"{page.name} -> {target}"
        if anchor:
            assert anchor in slugs(path), f"{page.name} -> {target}"


def test_links_to_headings_are_checked_as_github_makes_them(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Where `it` leaves off: why?\n```\n# no heading\n```\n## Two words\n", "utf-8")
    assert slugs(page) == {"where-it-leaves-off-why", "two-words"}


@pytest.mark.parametrize("page", PAGES, ids=page_ids(PAGES))
def test_python_snippets_compile_and_their_names_exist(page: Path) -> None:
    for block in blocks(page, "python"):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("toolflow_"):
                module = importlib.import_module(str(node.module))
                for alias in node.names:
                    assert hasattr(module, alias.name), f"{page.name}: {node.module}.{alias.name}"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Config":
                Config(**{str(key.arg): ast.literal_eval(key.value) for key in node.keywords})


def test_yaml_snippets_are_configurations() -> None:
    snippets = [block for page in PAGES for block in blocks(page, "yaml")]
    assert snippets
    for block in snippets:
        Config.from_mapping(yaml.safe_load(block))


def test_every_module_is_described() -> None:
    """A module, or its family (`value_*`), stands in docs/architecture.md; the simulator's in docs/simulator.md."""
    table = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    inside = (ROOT / "docs" / "simulator.md").read_text("utf-8")
    for package, folder in (
        ("toolflow_dataset", "toolflow_dataset"),
        ("toolflow_generation", "generation"),
        ("toolflow_evaluation", "evaluation"),
        ("toolflow_training", "training"),
        ("toolflow_cli", "cli"),
    ):
        rows = "\n".join(line for line in table.splitlines() if line.startswith(f"| `{package}."))
        check_described(ROOT / folder, set(re.findall(r"`(?:\w+)?\.([\w*]+)/?`", rows)))
    check_described(ROOT / "generation" / "simulator", {"engine", *re.findall(r"`([\w*]+)`", inside)})


def check_described(folder: Path, names: set[str]) -> None:
    """Hold the names against the modules, both ways."""
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    undescribed = {one for one in modules if not any(fnmatch(one, name) for name in names)}
    assert not undescribed, f"{folder.name}: {sorted(undescribed)}"


def test_the_module_table_names_nothing_that_is_gone() -> None:
    table = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    for row in re.findall(r"^\| `toolflow_.*$", table, re.MULTILINE):
        cell = row.split("|")[1]
        package = re.findall(r"`(toolflow_\w+)", cell)[0].removeprefix("toolflow_")
        folder = ROOT / (package if (ROOT / package).is_dir() else f"toolflow_{package}")
        for name in re.findall(
            r"`(?:toolflow_\w+)?\.?(\w[\w*]*)/?`", cell.replace("toolflow_" + package + ".", ".")
        ):
            found = [*folder.glob(f"{name}.py"), *(path for path in [folder / name] if path.is_dir())]
            assert found, f"docs/architecture.md: {package}.{name}"
