from pathlib import Path

import pytest

from toolflow_generation.importers.source_document import ImportOptions
from toolflow_generation.tool_files import import_tools

SPECS = Path(__file__).parents[2] / "data" / "importers"


@pytest.fixture
def specs():
    """The folder of small descriptions written for these tests."""
    return SPECS


@pytest.fixture
def read():
    """Import a file; tools by name, and what was said of each operation by the end of its place."""

    def run(path, **options):
        tools, report = import_tools([path], options=ImportOptions(**options))
        said = {
            record.place.partition("#")[2]: [
                (issue.reason, issue.path, issue.detail) for issue in record.issues
            ]
            for record in report.records
        }
        return {tool.name: tool for tool in tools}, said, report

    return run
