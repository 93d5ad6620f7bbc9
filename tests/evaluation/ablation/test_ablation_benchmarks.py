"""Benchmarks of an ablation, with a scripted model in place of training: executed, stopped, gone on with."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

sys.path.append(str(Path(__file__).parents[1] / "apibank"))
sys.path.append(str(Path(__file__).parents[1] / "toolalpaca"))

from lending_api import write
from library_bank import checkout

from toolflow_dataset.errors import ChatError, ConfigError, ToolflowError
from toolflow_evaluation.ablation.plan import read_ablation
from toolflow_evaluation.ablation.report import AblationReport
from toolflow_evaluation.ablation.run import ablate
from toolflow_evaluation.answering.answers import Answer, Unanswered
from toolflow_evaluation.answering.asking import Model
from toolflow_evaluation.answering.chosen import ChosenModel
from toolflow_evaluation.answering.prompts import Prompt
from toolflow_evaluation.apibank.samples import LEVELS, read_samples

TOOLS = Path(__file__).parents[3] / "examples" / "tools" / "everyday.json"
Reply = str | list[tuple[str, Any]] | Unanswered


@dataclass
class ScriptedTrainer:
    """Trains nothing, and has what is told by `base` and `trained` answer; counts what is asked."""

    replies: dict[str, Any]
    asked: list[str] = field(default_factory=list)
    last: int = 1_000
    keys: Sequence[str] = ("model", "template", "seed")

    def resolve(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {"template": "auto", **values}

    def check(self, values: Mapping[str, Any]) -> None:
        pass

    def base_digest(self, values: Mapping[str, Any]) -> str:
        return "base"

    def train(
        self, values: Mapping[str, Any], dialogues: Iterable[Any], source: str, out: Path, *_: Any
    ) -> dict[str, Any]:
        self.model_folder(out).mkdir(parents=True)
        (self.model_folder(out) / "weights").write_text(str(sum(1 for _ in dialogues)), "utf-8")
        counts = dict.fromkeys(("dialogues", "tokens", "learnt", "steps"), 1)
        return {**counts, "first_loss": 2.0, "last_loss": 1.0}

    def model_folder(self, out: Path) -> Path:
        return out / "model"

    def model_digest(self, out: Path) -> str:
        return (self.model_folder(out) / "weights").read_text("utf-8")

    def answering(self, values: Mapping[str, Any], trained: Path | None, *_: Any) -> ChosenModel:
        name = "base" if trained is None else "trained"
        return ChosenModel({"model": name}, lambda: ScriptedModel(self, name))


@dataclass
class ScriptedModel(Model):
    """Answers by the trainer's script, and is gone after its last answer."""

    trainer: ScriptedTrainer
    name: str

    async def answers(self, prompts: Sequence[Prompt]) -> AsyncIterator[Answer | Unanswered]:
        for prompt in prompts:
            if len(self.trainer.asked) >= self.trainer.last:
                raise ChatError("the model is gone", fatal=True)
            self.trainer.asked.append(f"{self.name} {prompt.id}")
            reply: Reply = self.trainer.replies[self.name](prompt)
            if isinstance(reply, Unanswered):
                yield reply
            elif isinstance(reply, str):
                yield Answer(prompt.id, prompt.digest, "native", reply, model=self.name)
            else:
                yield Answer(prompt.id, prompt.digest, "native", calls=tuple(reply), model=self.name)

    async def close(self) -> None:
        pass


def run(trainer: ScriptedTrainer, out: Path, bench: dict[str, Any], lines: list[str]) -> AblationReport:
    """Run an ablation of one setting of three dialogues; `lines` gets what it says."""
    given = {
        "settings": "none",
        "generate": {"tools": str(TOOLS), "num_dialogues": 3, "seed": 7, "tools_per_dialogue": 2},
        "measure": {"coherence": False, "resamples": 20},
        "train": {"model": "scripted"},
        "bench": bench,
        "out": out,
    }
    return ablate(read_ablation(None, given, trainer), trainer, say=lines.append)


def begun(lines: Sequence[str]) -> list[str]:
    return [line.partition(", ")[2].partition(":")[0] for line in lines]


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TOOLFLOW_CACHE", str(tmp_path / "cache"))


def test_api_banks_calls_are_executed_and_none_twice(tmp_path: Path) -> None:
    library, out = checkout(tmp_path), tmp_path / "out"
    gold = {each.id: (each.name, dict(each.result["input"])) for each in read_samples(library, LEVELS)}
    replies = {"base": lambda prompt: "No.", "trained": lambda prompt: [gold[prompt.id]]}
    bench = {"apibank_checkout": str(library)}
    trainer = ScriptedTrainer(replies, last=len(gold) + 2)
    lines: list[str] = []
    with pytest.raises(ChatError, match="the model is gone"):
        run(trainer, out, bench, lines)
    assert begun(lines) == ["generate run", "apibank before", "train none", "apibank none"]
    folder = out / "bench" / "apibank" / "none"
    assert not (folder / "results.json").exists() and not (folder / "executions.jsonl").exists()
    # what is owed is asked, and what was never executed is executed
    trainer.last = 1_000
    lines.clear()
    report = run(trainer, out, bench, lines)
    assert begun(lines) == ["apibank none"]
    assert sorted(trainer.asked) == sorted(f"{name} {known}" for name in replies for known in gold)
    executed = (folder / "executions.jsonl").read_text("utf-8").splitlines(keepends=True)
    assert len(executed) == len(gold) and not (out / "bench/apibank/before/executions.jsonl").exists()
    titles = [table.title for table in report.tables]
    assert "API-Bank, executed, strict" in titles
    before, after = report.tables[0].rows
    assert before[-2].startswith("0.00\n") and after[-2].startswith("100.00\n")
    kept = json.loads((folder / "results.json").read_text("utf-8"))
    assert kept["judged"] == "executed" and len(kept["conditions"]["checkout"]) == 16
    # killed between executions: the one that is owed runs, the others stay
    (folder / "results.json").unlink()
    (folder / "executions.jsonl").write_text("".join(executed[:-1]), "utf-8")
    lines.clear()
    again = run(trainer, out, bench, lines)
    assert begun(lines) == ["apibank none"] and again.tables == report.tables
    assert (folder / "executions.jsonl").read_text("utf-8").splitlines(keepends=True)[:-1] == executed[:-1]
    assert len(trainer.asked) == 2 * len(gold)
    # other code is another benchmark
    (library / "apis" / "more.py").write_text("", "utf-8")
    with pytest.raises(ConfigError, match=r"bench\.apibank_checkout was '\w+', is '\w+'"):
        run(trainer, out, bench, [])


def test_questions_that_are_too_long_are_told_and_others_that_fail_end_it(tmp_path: Path) -> None:
    library = checkout(tmp_path)
    lasting = True

    def reply(prompt: Prompt) -> Reply:
        return Unanswered(prompt.id, "too long", lasting) if prompt.id.startswith("L2") else "No."

    bench = {"apibank": str(library)}
    report = run(ScriptedTrainer({"base": reply, "trained": reply}), tmp_path / "told", bench, [])
    notes = report.tables[0].notes
    assert "API-Bank, none: 2 questions have no answer and are not counted (too long)." in notes
    assert "API-Bank, before training: 2 questions have no answer and are not counted (too long)." in notes
    lasting = False
    with pytest.raises(ChatError, match=r"before training: 2 questions got no answer \(too long\)"):
        run(ScriptedTrainer({"base": reply, "trained": reply}), tmp_path / "ended", bench, [])


def test_toolalpacas_tasks_are_played_and_judged(tmp_path: Path) -> None:
    def golden(prompt: Prompt) -> Reply:
        if not prompt.id.startswith("simulated/"):  # API-Bank's
            return "No."
        wanted = [each for each in prompt.messages if each.role == "user"][-1].content
        said, made = prompt.messages[-1], sum(bool(each.tool_calls) for each in prompt.messages)
        if "Dune" in wanted:
            return said.content if made else [("searchBooks", {"title": "Dune", "kind": "audio"})]
        if made == 1:
            return [("lendBook", {"book_id": json.loads(said.content)["book_id"]})]
        return said.content if made else [("searchBooks", {"title": "Emma"})]

    library, out = checkout(tmp_path), tmp_path / "out"
    trainer = ScriptedTrainer({"base": lambda prompt: "No.", "trained": golden})
    run(trainer, out, {"apibank": str(library)}, [])
    # it may come later, to ablations of before it too, which know nothing of it
    ledger = json.loads((out / "ablation.json").read_text("utf-8"))
    older = {key: value for key, value in ledger["config"].items() if "toolalpaca" not in key}
    assert len(older) < len(ledger["config"])
    (out / "ablation.json").write_text(json.dumps({**ledger, "config": older}), "utf-8")
    bench = {
        "apibank": str(library),
        "toolalpaca": str(write(tmp_path / "data")),
        "toolalpaca_judge": "rules",
    }
    trainer.asked.clear()
    trainer.last = 2 + 3  # both tasks before training, and three turns after
    lines: list[str] = []
    with pytest.raises(ChatError, match="the model is gone"):
        run(trainer, out, bench, lines)
    assert begun(lines) == ["toolalpaca before", "toolalpaca none"]
    trainer.last = 1_000
    lines.clear()
    report = run(trainer, out, bench, lines)
    assert begun(lines) == ["toolalpaca none"]
    assert len(trainer.asked) == len(set(trainer.asked)) == 2 + 2 + 3
    assert report.tables[0].columns[-3:] == tuple(
        f"ToolAlpaca {way}" for way in ("procedure", "response", "overall")
    )
    before, after = report.tables[0].rows
    # the rule passes any words where nothing was found, and knows no arguments that depend on earlier results
    assert [cell.partition("\n")[0] for cell in before[-3:]] == ["0.00", "100.00", "0.00"]
    assert [cell.partition("\n")[0] for cell in after[-3:]] == ["50.00", "100.00", "50.00"]
    titles = [table.title for table in report.tables]
    assert "ToolAlpaca, judged by rules (not a judge), overall" in titles
    assert "ToolAlpaca, judged by rules (not a judge), overall: differences to before training" in titles
    lines.clear()
    assert run(trainer, out, bench, lines).tables == report.tables and lines == []
    for change, told in (
        ({"toolalpaca_sets": "simulated,real"}, r"toolalpaca_sets was \['simulated'\]"),
        ({"toolalpaca_judge": "other"}, "bench.toolalpaca_judge was 'rules', is 'other'"),
    ):
        with pytest.raises(ConfigError, match=told):
            run(trainer, out, {**bench, **change}, [])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"toolalpaca_judge": None}, "toolalpaca without toolalpaca_judge; name the model"),
        ({"toolalpaca": None}, "toolalpaca_judge without toolalpaca, the folder"),
        ({"toolalpaca_judge": "simulator"}, "the simulator is no judge of tasks"),
        ({"toolalpaca_tool_agent": "rules"}, "rules plays no API"),
        ({"toolalpaca_sets": "unreal"}, "toolalpaca_sets: got 'unreal', expected of simulated and real"),
        (
            {"toolalpaca_judge": "m", "toolalpaca_judge_base_url": "http://127.0.0.1:9/v1"},
            "model 'm' at 127.0.0.1:9",
        ),
    ],
)
def test_mistakes_about_toolalpaca_come_before_anything_is_made(
    tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    bench = {"apibank": str(checkout(tmp_path)), "toolalpaca": str(write(tmp_path / "data"))}
    bench |= {"toolalpaca_judge": "rules", **change}
    with pytest.raises(ToolflowError, match=re.escape(told)):
        run(ScriptedTrainer({}), tmp_path / "out", bench, [])
    assert not (tmp_path / "out").exists()
