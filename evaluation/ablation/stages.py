"""The stages of an ablation in their order: runs, measures, models before training, trainings, benchmarks.

A stage has a name, a digest of all that it depends on, and an outcome, which later stages depend on in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolflow_dataset.errors import ChatError, ConfigError
from toolflow_dataset.export import DATASET_FOLDER
from toolflow_dataset.types import config_name

from ..answering.chosen import ChosenModel
from ..bench_results import RESULTS_FILE, VERDICTS_FILE
from ..dialogue_sets import DialogueSet, open_sets
from ..measures import count_set, measure_coherence, measure_judge
from .benchmarks import TITLES, ask, asked_for, depends_on, forget_others
from .estimates import save_estimates
from .ledger import digest_of
from .plan import Ablation, ArmPlan, BasePlan, RunPlan, SetPlan, sources_digest
from .sections import path_digest
from .trainer import Progress, Say, Trainer

Outcomes = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Stage:
    """One piece of work.

    Args:
        name: Its name in the ledger.
        told: What it does, in words.
        place: What it makes; a finished stage whose place is gone is owed again.
        needs: Names of the stages whose outcomes it takes.
        depends: Returns what it depends on, given their outcomes.
        work: Does it and returns its outcome.
    """

    name: str
    told: str
    place: Path
    needs: tuple[str, ...]
    depends: Callable[[Outcomes], Any]
    work: Callable[[Outcomes, Progress, Say], dict[str, Any]]

    @property
    def kind(self) -> str:
        """Return what kind of work it is: generate, coherence, judge, train, or the name of a benchmark."""
        return self.name.partition(" ")[0]

    @property
    def resumes(self) -> bool:
        """Tell whether it goes on in its middle, in the folder of its place."""
        return self.kind not in ("coherence", "judge")

    def digest(self, outcomes: Outcomes) -> str:
        """Return the digest of all that it depends on."""
        return digest_of(self.depends(outcomes))


def stages(ablation: Ablation, trainer: Trainer) -> Iterator[Stage]:
    """Yield all stages in an order in which each comes after those that it needs."""
    yield from (_run_stage(run) for run in ablation.runs())
    for data in ablation.sets():
        if ablation.measure.models is not None:
            yield _coherence_stage(ablation, data)
        if ablation.measure.judge is not None:
            yield _judge_stage(ablation, data)
    benchmarks = asked_for(ablation.bench)
    for name in benchmarks:
        yield from (_base_stage(ablation, name, base, trainer) for base in ablation.bases(trainer))
    for arm in ablation.arms(trainer):
        yield _train_stage(ablation, arm, trainer)
        yield from (_bench_stage(ablation, name, arm, trainer) for name in benchmarks)


def run_name(run: RunPlan) -> str:
    """Return the name of a run's stage."""
    return f"generate {run.slug}"


def train_name(arm: ArmPlan) -> str:
    """Return the name of a training's stage."""
    return f"train {arm.slug}"


def measure_file(ablation: Ablation, kind: str, data: SetPlan) -> Path:
    """Return where a data set's coherence or scores are kept."""
    return ablation.out / "measures" / f"{data.slug}.{kind}.json"


def bench_folder(ablation: Ablation, name: str, slug: str) -> Path:
    """Return where a model's answers to a benchmark and their results are."""
    return ablation.out / "bench" / name / slug


def dataset_of(data: SetPlan) -> DialogueSet:
    """Open a data set under its label.

    Raises:
        ConfigError: If it holds nothing.
    """
    (found,) = open_sets([f"{data.run.config.out}:{config_name(data.setting)}"])
    found.label = data.label
    return found


def content_of(data: SetPlan, outcomes: Outcomes) -> Any:
    """Return what a data set is by content."""
    return outcomes[run_name(data.run)]["sets"][data.setting]["content"]


def _run_stage(run: RunPlan) -> Stage:
    def work(outcomes: Outcomes, progress: Progress, say: Say) -> dict[str, Any]:
        from toolflow_generation.run import generate

        made = generate(run.config, progress=progress)
        if made.stopped:
            raise ConfigError(
                f"{run_name(run)}: stopped by {made.stopped}; what is finished is kept, a higher cap goes on"
            )
        sets = {}
        for setting in run.config.setting:
            counts = made.summary.statistics.get(setting)
            if counts is None or not counts.dialogues:
                raise ConfigError(
                    f"{run_name(run)}: no dialogue of {setting} was kept; what became of them is in "
                    f"{made.folder}"
                )
            shards = (made.folder / DATASET_FOLDER / config_name(setting)).glob("*.parquet")
            sets[setting] = {
                "kept": counts.dialogues,
                "dropped": dict(counts.dropped),
                "failed": made.summary.failed.get(setting, 0),
                "content": sorted(shard.name for shard in shards),  # names end in a digest of all rows
            }
        return {"sets": sets, "spent": list(made.spent)}

    settings = ", ".join(run.config.setting)
    told = f"{run.config.num_dialogues:,} dialogues of each: {settings}"
    return Stage(
        run_name(run),
        f"{told}; {run.point.label}" if run.point.label else told,
        Path(str(run.config.out)) / DATASET_FOLDER,
        (),
        lambda outcomes: [
            run.config.shaping(),
            run.config.num_dialogues,
            list(run.config.setting),
            sources_digest(run.config),
        ],
        work,
    )


def _coherence_stage(ablation: Ablation, data: SetPlan) -> Stage:
    file = measure_file(ablation, "coherence", data)
    measure = ablation.measure

    def work(outcomes: Outcomes, progress: Progress, say: Say) -> dict[str, Any]:
        assert measure.models is not None
        dialogues = dataset_of(data)
        counted = count_set(dialogues, measure.seed)
        measure_coherence(counted, dialogues, measure.models, measure.seed, measure.resamples, progress)
        save_estimates(file, counted, ("SS", "EnR"), "coherence")
        return {"digest": path_digest(file, "measure")}

    return Stage(
        f"coherence {data.slug}",
        f"SS and EnR of {data.label}",
        file,
        (run_name(data.run),),
        lambda outcomes: [
            data.label,  # which the seeds of resamples depend on
            content_of(data, outcomes),
            [measure.encoder, measure.nli, measure.seed, measure.resamples],
        ],
        work,
    )


def _judge_stage(ablation: Ablation, data: SetPlan) -> Stage:
    file = measure_file(ablation, "judge", data)
    measure = ablation.measure

    def work(outcomes: Outcomes, progress: Progress, say: Say) -> dict[str, Any]:
        from ..measures import SCORES

        assert measure.judge is not None
        dialogues = dataset_of(data)
        counted = count_set(dialogues, measure.seed)
        try:
            measure_judge(counted, dialogues, measure.judge, measure.seed, measure.resamples, progress)
        except ChatError as error:
            raise ChatError(f"{data.label}: the judge failed: {error}", fatal=True) from error
        save_estimates(file, counted, SCORES, "judge")
        return {"digest": path_digest(file, "measure")}

    return Stage(
        f"judge {data.slug}",
        f"scores of {data.label} by {measure.judge_model}",
        file,
        (run_name(data.run),),
        lambda outcomes: [
            data.label,  # which the seeds of resamples depend on
            content_of(data, outcomes),
            [measure.judge_model, measure.judge_sample, measure.seed, measure.resamples],
        ],
        work,
    )


def _train_stage(ablation: Ablation, arm: ArmPlan, trainer: Trainer) -> Stage:
    out = ablation.out / "models" / arm.slug

    def work(outcomes: Outcomes, progress: Progress, say: Say) -> dict[str, Any]:
        told = trainer.train(arm.values, dataset_of(arm.data), arm.data.label, out, progress, say)
        return {**told, "digest": trainer.model_digest(out)}

    return Stage(
        train_name(arm),
        f"a model trained on {arm.label}",
        trainer.model_folder(out),
        (run_name(arm.data.run),),
        lambda outcomes: [
            content_of(arm.data, outcomes),
            trainer.resolve(arm.values),
            trainer.base_digest(arm.values),
        ],
        work,
    )


def _base_stage(ablation: Ablation, name: str, base: BasePlan, trainer: Trainer) -> Stage:
    return _asked(
        ablation,
        name,
        base,
        (),
        lambda outcomes: [trainer.base_digest(base.values), trainer.resolve(base.values)["template"]],
        lambda: trainer.answering(base.values, None, *_answering(ablation)),
    )


def _bench_stage(ablation: Ablation, name: str, arm: ArmPlan, trainer: Trainer) -> Stage:
    trained = trainer.model_folder(ablation.out / "models" / arm.slug)
    return _asked(
        ablation,
        name,
        arm,
        (train_name(arm),),
        lambda outcomes: outcomes[train_name(arm)]["digest"],
        lambda: trainer.answering(arm.values, trained, *_answering(ablation)),
    )


def _answering(ablation: Ablation) -> tuple[str, int, int]:
    bench = ablation.bench
    return bench.device, bench.batch_size, bench.max_tokens


def _asked(
    ablation: Ablation,
    name: str,
    model: BasePlan | ArmPlan,
    needs: tuple[str, ...],
    weights: Callable[[Outcomes], Any],
    choose: Callable[[], ChosenModel],
) -> Stage:
    bench, folder = ablation.bench, bench_folder(ablation, name, model.slug)

    def work(outcomes: Outcomes, progress: Progress, say: Say) -> dict[str, Any]:
        chosen = choose()
        if needs:
            forget_others(chosen, folder)
        told = ask(name, bench, chosen, folder, model.label, progress)
        made = [path_digest(folder / file, "bench") for file in (RESULTS_FILE, VERDICTS_FILE)]
        return {**told, "digest": digest_of(made)}

    return Stage(
        f"{name} {model.slug}",
        f"{TITLES[name]}, {model.label}",
        folder / RESULTS_FILE,
        needs,
        lambda outcomes: [weights(outcomes), depends_on(name, bench)],
        work,
    )
