"""What `toolflow bench` has saved of one model: its settings, and a verdict for every question.

A result is a folder with `results.json` and `verdicts.jsonl`; a line of the latter has `id`, `category`, and
under the name of each way in which answers were scored an object with `right`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ConfigError, SchemaError

from .answering.answers import ANSWERS_FILE

RESULTS_FILE = "results.json"
VERDICTS_FILE = "verdicts.jsonl"
WAYS = ("strict", "tolerant", "procedure", "response", "overall")
_LABELLED = re.compile(r"([^=/\\]+)=(.+)")


@dataclass(frozen=True, slots=True)
class SavedVerdict:
    """What became of one question.

    Args:
        category: The question's.
        right: Whether it was answered rightly, by the way of scoring.
        asked: Digest of what the model saw, in its first turn where there are several; empty where no answer
            is kept beside the verdict.
    """

    category: str
    right: Mapping[str, bool]
    asked: str = ""


@dataclass(frozen=True, slots=True)
class BenchResult:
    """One model's result on one benchmark.

    Args:
        label: Its name in tables.
        benchmark: The benchmark's name and version.
        settings: What the answers depend on.
        totals: Questions that each category has in all.
        aggregate: How categories add up, as the benchmark names it.
        verdicts: By the question's id.
    """

    label: str
    benchmark: str
    settings: Mapping[str, Any]
    totals: Mapping[str, int]
    aggregate: str
    verdicts: Mapping[str, SavedVerdict]

    @property
    def ways(self) -> tuple[str, ...]:
        """Return the ways in which every answer was scored."""
        return tuple(way for way in WAYS if all(way in each.right for each in self.verdicts.values()))


def read_results(names: Sequence[str]) -> list[BenchResult]:
    """Read results of one benchmark.

    Args:
        names: Each `[LABEL=]FOLDER`; without a label it is the folder's name.

    Raises:
        ConfigError: If a folder holds no result, two have the same label, or they are of several benchmarks.
        SchemaError: If a file is not as `toolflow bench` writes it.
    """
    found = [read_result(folder, label) for label, folder in map(_named, names)]
    labels = [each.label for each in found]
    if twice := next((label for label in labels if labels.count(label) > 1), None):
        raise ConfigError(f"several results would be called {twice!r}; give them names, as in one={names[0]}")
    benchmarks = {each.benchmark for each in found}
    if len(benchmarks) > 1:
        told = ", ".join(f"{each.label} is of {each.benchmark}" for each in found)
        raise ConfigError(f"results of several benchmarks cannot be compared: {told}")
    return found


def _named(name: str) -> tuple[str, Path]:
    match = None if Path(name).expanduser().exists() else _LABELLED.fullmatch(name)
    label, folder = (match[1], match[2]) if match else ("", name)
    return label, Path(folder).expanduser()


def read_result(folder: Path, label: str = "") -> BenchResult:
    """Read one result.

    Args:
        folder: Where `toolflow bench` has saved it.
        label: Its name in tables; the folder's name if there is none.

    Raises:
        ConfigError: If the folder holds no result.
        SchemaError: If a file is not as `toolflow bench` writes it.
    """
    document = _document(folder / RESULTS_FILE)
    try:
        totals = {category: int(each["questions"]) for category, each in document["categories"].items()}
        benchmark, settings = str(document["benchmark"]), dict(document["settings"])
        if "judged" in document:
            benchmark += f", {document['judged']}"  # no two ways are comparable
        if "judge" in document:
            benchmark += f", judged by {document['judge']['model']}"  # nor are two judges
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SchemaError(
            f"{folder / RESULTS_FILE}: no result as toolflow bench writes it ({error!r:.100}); expected "
            "`benchmark`, `settings` and `categories` with `questions`"
        ) from error
    aggregate = str(document.get("aggregate", ""))
    asked = dict(_asked(folder / ANSWERS_FILE))
    verdicts = {
        question: SavedVerdict(category, right, asked.get(question, "") or asked.get(f"{question}/0", ""))
        for question, category, right in _verdicts(folder / VERDICTS_FILE)
    }
    if not verdicts:
        raise ConfigError(f"{folder / VERDICTS_FILE}: holds no verdict; run the benchmark to its end")
    return BenchResult(label or folder.resolve().name, benchmark, settings, totals, aggregate, verdicts)


def _document(file: Path) -> dict[str, Any]:
    try:
        document = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(
            f"{file}: cannot be read ({error.strerror}); expected the folder that `toolflow bench ... --out` "
            "made"
        ) from error
    except ValueError as error:
        raise SchemaError(f"{file}: no JSON ({error})") from error
    if not isinstance(document, dict):
        raise SchemaError(f"{file}: expected an object, got {str(document)[:80]!r}")
    return document


def _verdicts(file: Path) -> Iterator[tuple[str, str, dict[str, bool]]]:
    for place, line in _lines(file):
        try:
            right = {way: line[way]["right"] for way in WAYS if way in line}
            question, category = line["id"], line["category"]
        except (KeyError, TypeError) as error:
            raise SchemaError(
                f"{place}: no verdict ({error!r:.100}); expected `id`, `category` and `strict` or `tolerant` "
                "with `right`"
            ) from error
        if not right or not all(isinstance(each, bool) for each in right.values()):
            raise SchemaError(f"{place}: no verdict; expected `right` as true or false, got {right}")
        yield str(question), str(category), right


def _asked(file: Path) -> Iterator[tuple[str, str]]:
    """Yield (id, digest of what the model saw), later answers after earlier ones."""
    if file.exists():
        yield from ((str(line.get("id")), str(line.get("asked", ""))) for _, line in _lines(file))


def _lines(file: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        text = file.read_bytes().decode("utf-8", "surrogatepass")
    except OSError as error:
        raise ConfigError(
            f"{file}: cannot be read ({error.strerror}); expected the folder that `toolflow bench ... --out` "
            "made"
        ) from error
    except UnicodeDecodeError as error:
        raise SchemaError(f"{file}: not UTF-8 ({error})") from error
    for number, line in enumerate(text[: text.rfind("\n") + 1].split("\n"), 1):  # a torn last line is none
        if not line.strip():
            continue
        try:
            document = json.loads(line)
        except ValueError as error:
            raise SchemaError(f"{file}:{number}: no JSON ({error})") from error
        if not isinstance(document, dict):
            raise SchemaError(f"{file}:{number}: expected an object, got {line[:80]!r}")
        yield f"{file}:{number}", document
