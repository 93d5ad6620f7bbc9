"""Our metrics as Spaces of the Hub: `evaluate.load("ORG/toolflow_coherence")` then works for anybody.

A Space carries no tag: evaluate looks for a tag of its *own* version first, so one of ours would some day be
taken for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from toolflow_dataset.hub_repository import Content, HubRepository
from toolflow_dataset.version import __version__

from .metric_modules import MetricModule

_LOCALLY = "After `toolflow metrics install` by name from any folder, else by the path of this folder:"
_BESIDE = ("README.md", "app.py", "requirements.txt")


def space_files(module: MetricModule, repo_id: str) -> dict[str, Content]:
    """Return the files of a metric's Space: script, helpers, page, requirements and card.

    Args:
        module: The metric.
        repo_id: `ORG/NAME` of the Space, by which the card has it loaded.
    """
    files: dict[str, Content] = {path.name: path for path in module.files}
    files |= {name: module.folder / name for name in _BESIDE}
    card = (module.folder / "README.md").read_text("utf-8")
    card = card.replace(_LOCALLY, "From anywhere:").replace(f'load("{module.name}")', f'load("{repo_id}")')
    files["README.md"] = card.encode()
    return files


def push_space(module: MetricModule, org: str, *, private: bool = False) -> tuple[HubRepository, str]:
    """Publish a metric as the Space `ORG/NAME`; one that holds these files already is left as it is.

    Other files that stand in the Space stay.

    Returns:
        The Space, and the id of the commit that holds the files.

    Raises:
        HubError: If the Hub does not take it.
    """
    space = HubRepository(f"{org}/{module.name}", "space")
    space.create(private=private)
    files: Mapping[str, Content] = space_files(module, space.repo_id)
    message = f"{module.name} of ToolFlow {__version__}, {module.digest[:16]}"
    return space, space.commit(files, lambda path: False, message)
