"""The training of the small NLI head: which weights come out for which pairs, states and settings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from toolflow_metrics.toolflow_coherence.coherence_head import LABELS, Head

from .nli_calibration import fit_temperature
from .nli_data import NliPair, NliSplit
from .token_states import TokenStates

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class HeadConfig:
    """What the training of the head depends on, besides its data.

    Args:
        layers: Hidden states of the encoder that tokens are projected from.
        width: Dimensions of a projected token.
        hidden: Units of the hidden layers of the classifier.
        epochs: Passes over the data; the epoch best on the dev sets is kept.
        batch_size: Pairs a step.
        learning_rate: The highest, reached after a tenth of the steps, then falling along a cosine.
        weight_decay: AdamW's.
        dropout: Share of hidden units left out in training.
        averaging: Decay of the moving average of the weights, which is what is kept.
        seed: Of the initial weights, the order of the pairs and the dropout.
    """

    layers: tuple[int, ...] = (2, 4, 6)
    width: int = 128
    hidden: int = 256
    epochs: int = 8
    batch_size: int = 128
    learning_rate: float = 1e-3
    weight_decay: float = 0.01
    dropout: float = 0.3
    averaging: float = 0.995
    seed: int = 0


@dataclass(frozen=True, slots=True)
class TrainedHead:
    """A head and how it came about.

    Args:
        weights: The head as safetensors, half precision.
        epoch: The epoch kept, from 1 on.
        temperature: Fitted on the dev sets.
        history: For each epoch the training loss and the accuracy on each dev set, in percent.
    """

    weights: bytes
    epoch: int
    temperature: float
    history: list[dict[str, float]]

    @property
    def digest(self) -> str:
        """Return the sha256 of the weights."""
        return hashlib.sha256(self.weights).hexdigest()


class PairIndex:
    """Pairs as rows of a `TokenStates`, in batches.

    Args:
        pairs: The pairs.
        states: Holds the states of all their texts.
    """

    def __init__(self, pairs: Sequence[NliPair], states: TokenStates) -> None:
        self.premises = np.array([states.row[pair.premise] for pair in pairs])
        self.hypotheses = np.array([states.row[pair.hypothesis] for pair in pairs])
        self.labels = np.array([pair.label for pair in pairs])
        self.lengths = states.lengths[self.premises] + states.lengths[self.hypotheses]
        self.states = states

    def logits(self, head: Head, at: NDArray[np.int64]) -> Tensor:
        """Return the head's logits of some pairs, shape (len(at), 3)."""
        premise, p_mask = self.states.padded(self.premises[at])
        hypothesis, h_mask = self.states.padded(self.hypotheses[at])
        u, v = self.states.vectors[self.premises[at]], self.states.vectors[self.hypotheses[at]]
        return head.logits(head.project(premise), p_mask, head.project(hypothesis), h_mask, u, v)

    def all_logits(self, head: Head, batch_size: int = 256) -> NDArray[np.float64]:
        """Return the logits of every pair, shape (n, 3), without gradients."""
        import torch

        order = np.argsort(self.lengths, kind="stable")
        logits = np.zeros((len(order), len(LABELS)))
        with torch.inference_mode():
            for start in range(0, len(order), batch_size):
                at = order[start : start + batch_size]
                logits[at] = self.logits(head, at).numpy()
        return logits

    def shuffled_batches(self, batch_size: int, random: np.random.Generator) -> list[NDArray[np.int64]]:
        """Return all pairs in random batches whose pairs are of like length."""
        order = random.permutation(len(self.labels))
        batches = []
        for start in range(0, len(order), batch_size * 40):
            pool = order[start : start + batch_size * 40]
            pool = pool[np.argsort(self.lengths[pool], kind="stable")]
            batches += [pool[first : first + batch_size] for first in range(0, len(pool), batch_size)]
        return [batches[at] for at in random.permutation(len(batches))]


def train_head(
    split: NliSplit,
    states: TokenStates,
    config: HeadConfig,
    report: Callable[[str], None] = lambda line: None,
) -> TrainedHead:
    """Return a head trained on the split; the same input gives the same bytes on the same machine.

    Args:
        split: Pairs to train on and to choose the epoch by.
        states: Holds the states of all their texts, of the layers that the configuration names.
        config: Sizes, schedule and seed.
        report: Called with a line an epoch.
    """
    import torch
    from torch.nn.functional import cross_entropy, dropout

    torch.manual_seed(config.seed)
    random = np.random.default_rng(config.seed)
    train = PairIndex([pair for pairs in split.train.values() for pair in pairs], states)
    dev = {name: PairIndex(pairs, states) for name, pairs in split.dev.items()}
    constants = _pooled_scale(train)
    learnt = _initial_weights(config, states.dim)
    averaged = {name: values.detach().clone() for name, values in learnt.items()}
    head = Head({**learnt, **constants}, config.layers, drop=lambda values: dropout(values, config.dropout))
    kept = Head({**averaged, **constants}, config.layers)
    batches_an_epoch = len(train.shuffled_batches(config.batch_size, np.random.default_rng(0)))
    optimizer = torch.optim.AdamW(learnt.values(), config.learning_rate, weight_decay=config.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, config.learning_rate, total_steps=config.epochs * batches_an_epoch, pct_start=0.1
    )
    history: list[dict[str, float]] = []
    best, weights, step = -1.0, dict(averaged), 0
    for epoch in range(1, config.epochs + 1):
        loss_sum = 0.0
        for at in train.shuffled_batches(config.batch_size, random):
            loss = cross_entropy(train.logits(head, at), torch.from_numpy(train.labels[at]))
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(learnt.values(), 1.0)
            optimizer.step()
            schedule.step()
            loss_sum += float(loss.detach())
            step += 1
            # a short memory at first, so that the initial weights are soon forgotten
            decay = min(config.averaging, step / (step + 10))
            with torch.no_grad():
                for name, values in averaged.items():
                    values.lerp_(learnt[name], 1 - decay)
        accuracy = {name: _accuracy(index.all_logits(kept), index.labels) for name, index in dev.items()}
        history.append({"epoch": epoch, "loss": round(loss_sum / batches_an_epoch, 4), **accuracy})
        report(json.dumps(history[-1]))
        score = float(np.mean(list(accuracy.values())))
        if score > best:
            best, weights = score, {name: values.clone() for name, values in averaged.items()}
    chosen = max(history, key=lambda row: np.mean([row[name] for name in dev]))
    halved = {name: values.half() for name, values in {**weights, **constants}.items()}
    final = Head({name: values.float() for name, values in halved.items()}, config.layers)
    logits = np.concatenate([index.all_logits(final) for index in dev.values()])
    temperature = fit_temperature(logits, np.concatenate([index.labels for index in dev.values()]))
    return TrainedHead(pack(halved, config.layers, temperature), int(chosen["epoch"]), temperature, history)


def pack(weights: Mapping[str, Tensor], layers: Sequence[int], temperature: float) -> bytes:
    """Return a head as safetensors, with the layers it reads and its temperature."""
    import torch
    from safetensors.torch import save

    settings = {"layers": torch.tensor(layers, dtype=torch.int32), "temperature": torch.tensor(temperature)}
    return save({**{name: values.contiguous() for name, values in weights.items()}, **settings})


def _initial_weights(config: HeadConfig, dim: int) -> dict[str, Tensor]:
    """Return the head's parameters before training, drawn as torch's layers draw theirs.

    Args:
        config: Sizes.
        dim: Dimensions of a hidden state.
    """
    import torch

    stacked, width, hidden = dim * len(config.layers), config.width, config.hidden
    sizes = {
        "project": (stacked, width),
        "query": (width, width),
        "key": (width, width),
        "compare": (4 * width, width),
        "first": (4 * width + 4 * dim, hidden),
        "second": (hidden, hidden),
        "out": (hidden, len(LABELS)),
    }
    weights: dict[str, Tensor] = {"norm.weight": torch.ones(stacked), "norm.bias": torch.zeros(stacked)}
    for name, (fan_in, fan_out) in sizes.items():
        layer = torch.nn.Linear(fan_in, fan_out)
        weights |= {f"{name}.weight": layer.weight.detach(), f"{name}.bias": layer.bias.detach()}
    return {name: values.requires_grad_() for name, values in weights.items()}


def _pooled_scale(pairs: PairIndex) -> dict[str, Tensor]:
    """Return the mean and the inverse deviation of [u; v; |u - v|; u * v] over the training pairs."""
    from torch import cat

    u, v = pairs.states.vectors[pairs.premises], pairs.states.vectors[pairs.hypotheses]
    pooled = cat([u, v, (u - v).abs(), u * v], dim=1)
    return {"pooled.mean": pooled.mean(dim=0), "pooled.scale": 1 / (pooled.var(dim=0) + 1e-5).sqrt()}


def _accuracy(logits: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    return round(100 * float((logits.argmax(axis=1) == labels).mean()), 2)
