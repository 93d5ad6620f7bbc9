from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hand_dialogues import kept
from huggingface_hub import DatasetCard
from markdown_it import MarkdownIt

from toolflow_dataset import FEATURES
from toolflow_dataset.card import CardFacts, Publication, is_simulator, render_card
from toolflow_dataset.export import export_run
from toolflow_dataset.journal import JOURNAL_FILE, Journal


def card(run: Path) -> DatasetCard:
    return DatasetCard.load(run / "toolflow" / "README.md")


def test_front_matter_names_the_configurations_and_their_files(run: Path) -> None:
    summary = export_run(run, licence="cc-by-4.0")
    front = card(run).data.to_dict()
    assert front["license"] == "cc-by-4.0"
    assert [entry["config_name"] for entry in front["configs"]] == ["graph_plan", "none"]
    assert [entry.get("default", False) for entry in front["configs"]] == [True, False]
    for entry, shard in zip(front["configs"], summary.shards, strict=True):
        (split,) = entry["data_files"]
        assert split["split"] == "train"
        assert list(summary.folder.glob(split["path"])) == [shard]
    assert front["size_categories"] == ["n<1K"]


def test_text_says_what_is_in_it(run: Path) -> None:
    export_run(run)
    text = card(run).content
    assert "$" not in text
    assert "5 multi-turn tool-calling dialogues with 10 calls" in text
    assert "| `graph_plan` | tools drawn from the tool graph, dialogue planned ahead | 3 |" in text
    assert "| assistant | `scripted-model` | 5 |" in text
    assert "| dropped: ungrounded | 1 | 0 |" in text
    assert "`0123abcd`" in text and "0.1.0" in text
    assert all(f"| `{column}` |" in text for column in FEATURES)
    assert "set the licence before publishing" in text


@pytest.mark.parametrize("model", ["simulator", "gpt-x"])
def test_simulated_text_is_labelled(tmp_path: Path, model: str) -> None:
    with Journal(tmp_path / JOURNAL_FILE) as journal:
        journal.append(kept(0, model=model))
    export_run(tmp_path)
    simulated = model == "simulator"
    assert ("**Simulated text.**" in card(tmp_path).content) is simulated
    assert ("simulated" in card(tmp_path).data.tags) is simulated
    assert ("(not a language model)" in card(tmp_path).content) is simulated


def test_is_simulator() -> None:
    assert is_simulator("simulator") and is_simulator("simulator-0.1")
    assert not is_simulator("my-simulator") and not is_simulator("simulatorix")


def test_the_card_at_the_top_of_the_repository_is_the_packaged_one() -> None:
    root = Path(__file__).parents[2]
    packaged = root / "toolflow_dataset" / "dataset_card.md"
    assert (root / "dataset_card.md").read_text() == packaged.read_text()


def test_yaml_survives_strange_model_names(tmp_path: Path) -> None:
    with Journal(tmp_path / JOURNAL_FILE) as journal:
        journal.append(kept(0, model="a|b: `c`"))
    export_run(tmp_path)
    text = (tmp_path / "toolflow" / "README.md").read_text()
    assert yaml.safe_load(text.split("---")[1])["pretty_name"] == "ToolFlow dialogues"
    assert "a\\|b" in text


def test_what_others_wrote_is_no_markup(tmp_path: Path) -> None:
    with Journal(tmp_path / JOURNAL_FILE) as journal:
        journal.append(kept(0, model="m`<b>|x\n---\n# y\u202e"))
    export_run(tmp_path)
    text = card(tmp_path).content
    facts = CardFacts(
        publication=Publication(sources={("a`b\n---\nlicense: mit", "MIT | <img onerror=x>"): 2})
    )
    for part in (text.split("---\n", 2)[2], render_card(facts).split("---\n", 2)[2]):
        rendered = MarkdownIt().enable("table").render(part)
        assert "<b>" not in rendered and "<img" not in rendered and "<hr" not in rendered
        assert rendered.count("<h1>") == 1
        assert "\u202e" not in part
    assert "<td><code>a`b --- license: mit</code></td>\n<td>MIT | &lt;img onerror=x&gt;</td>" in rendered


def test_what_was_not_kept_is_told_even_if_it_is_nothing(run: Path, tmp_path: Path) -> None:
    with Journal(tmp_path / JOURNAL_FILE) as journal:
        journal.append(kept(0))
    export_run(tmp_path)
    assert "| dropped | 0 |\n| failed | 0 |" in card(tmp_path).content
    export_run(run)
    assert "| failed | 1 | 0 |" in card(run).content
