"""Measures of a data set with their resamples, on disk: what took long is measured once."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from toolflow_dataset.errors import SchemaError
from toolflow_generation.tool_files import write_bytes

from ..comparison import defined
from ..measures import SetMeasures
from ..resampling import Estimate


def save_estimates(file: Path, measured: SetMeasures, names: Sequence[str], group: str) -> None:
    """Write some estimates of a data set and the details behind them, all or nothing.

    Raises:
        ToolSourceError: If the file cannot be written.
    """
    document = {
        "estimates": {
            name: {
                "value": defined(measured.estimates[name].value),
                "deviations": measured.estimates[name].deviations.tolist(),
            }
            for name in names
        },
        "details": {group: measured.details[group]},
    }
    write_bytes((json.dumps(document, ensure_ascii=False) + "\n").encode(), file)


def add_estimates(file: Path, measured: SetMeasures) -> None:
    """Add what `save_estimates` wrote to a data set's measures.

    Raises:
        SchemaError: If the file is something else.
    """
    try:
        document = json.loads(file.read_text("utf-8"))
        for name, found in document["estimates"].items():
            value = math.nan if found["value"] is None else float(found["value"])
            measured.estimates[name] = Estimate(value, np.asarray(found["deviations"], float))
        measured.details |= document["details"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SchemaError(f"{file}: cannot be read ({error!r:.100}); delete it to measure again") from error
