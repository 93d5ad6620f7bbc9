"""The metric's page as a Hugging Face Space: a cell holds a JSON list of tools or of texts."""

from itertools import chain
from types import SimpleNamespace
from typing import Any

import evaluate
from datasets import Features, Json, List
from evaluate.utils import launch_gradio_widget


def two_columns(metric: Any) -> SimpleNamespace:
    """Return the metric as the widget takes it, which knows no inputs but columns of one length."""

    def compute(train: list[list[Any]], test: list[list[Any]]) -> dict[str, Any]:
        result: dict[str, Any] = metric.compute(train=chain(*train), test=[*chain(*test)])
        return result

    features = Features({"train": List(Json()), "test": List(Json())})
    return SimpleNamespace(name=metric.name, info=metric.info, features=features, compute=compute)


if __name__ == "__main__":
    launch_gradio_widget(two_columns(evaluate.load("toolflow_leakage.py")))
