"""Our metrics in evaluate's module cache: `evaluate.load("toolflow_coherence")` then works from any folder.

evaluate looks a bare name up in its cache as `metrics/evaluate-measurement--NAME/<64 hex digits>/NAME.py`;
of several versions it takes the one written last.
"""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from toolflow_dataset.errors import ConfigError

_TRAVELLING = (".py", ".json")
_NOT_OF_THE_METRIC = ("__init__.py", "app.py")


@dataclass(frozen=True, slots=True)
class MetricModule:
    """A metric that comes with ToolFlow.

    Args:
        name: As `evaluate.load` takes it.
        folder: Where it stands in the package.
        summary: First line of its docstring.
    """

    name: str
    folder: Path
    summary: str

    @property
    def files(self) -> list[Path]:
        """Return the script and its helper, which are all that `evaluate` takes along."""
        found = (path for path in sorted(self.folder.iterdir()) if path.suffix in _TRAVELLING)
        return [path for path in found if path.name not in _NOT_OF_THE_METRIC]

    @property
    def digest(self) -> str:
        """Return the sha256 of the files with their names, 64 hex digits."""
        digest = hashlib.sha256()
        for path in self.files:
            content = path.read_bytes()
            digest.update(f"{path.name} {len(content)}\n".encode() + content)
        return digest.hexdigest()


def metric_modules(names: Sequence[str] = ()) -> list[MetricModule]:
    """Return our metrics, or those of the given names, by name.

    Raises:
        ConfigError: If there is no such metric.
    """
    spec = find_spec("toolflow_metrics")
    assert spec is not None and spec.submodule_search_locations
    root = Path(next(iter(spec.submodule_search_locations)))
    scripts = {
        path.parent.name: path for path in sorted(root.glob("*/*.py")) if path.stem == path.parent.name
    }
    unknown = [name for name in names if name not in scripts]
    if unknown:
        raise ConfigError(f"there is no metric {unknown[0]!r}; there are {', '.join(scripts)}")
    return [
        MetricModule(name, path.parent, _summary(path))
        for name, path in scripts.items()
        if not names or name in names
    ]


def installed_folder(module: MetricModule) -> Path:
    """Return where this version of a metric stands in evaluate's cache, or would stand."""
    return _cache() / f"evaluate-measurement--{module.name}" / module.digest


def is_installed(module: MetricModule) -> bool:
    """Tell whether `evaluate.load` by name gives this version."""
    script = installed_folder(module) / f"{module.name}.py"
    others = script.parent.parent.glob(f"*/{script.name}")
    return script.is_file() and all(script.stat().st_mtime >= each.stat().st_mtime for each in others)


def install(module: MetricModule) -> Path:
    """Put a metric into evaluate's cache, as the version that is loaded by name; return its folder.

    Raises:
        ConfigError: If the cache cannot be written.
    """
    folder = installed_folder(module)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        cache = _cache()
        for package in (cache.parent, cache, folder.parent, folder):
            (package / "__init__.py").touch()
        for path in module.files:
            partial = folder / f".{path.name}.{os.getpid()}"
            shutil.copyfile(path, partial)
            os.replace(partial, folder / path.name)
    except OSError as error:
        raise ConfigError(
            f"{folder}: cannot be written ({error}); point HF_MODULES_CACHE or HF_HOME to a folder of yours"
        ) from error
    return folder


def _cache() -> Path:
    """Return what evaluate's own configuration says; importing that costs seconds, for it brings torch."""
    home = os.environ.get("HF_HOME") or Path(os.environ.get("XDG_CACHE_HOME", "~/.cache"), "huggingface")
    modules = Path(os.environ.get("HF_MODULES_CACHE") or Path(home, "modules"))
    return modules.expanduser() / "evaluate_modules" / "metrics"


def _summary(script: Path) -> str:
    text = ast.get_docstring(ast.parse(script.read_text("utf-8"))) or ""
    return text.partition("\n")[0]
