"""What a training runs on: device, arithmetic, and what to write down of hardware and versions."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from toolflow_dataset.errors import ConfigError
from toolflow_dataset.version import __version__

from .sft_config import SftConfig

_PACKAGES = ("torch", "transformers", "trl", "peft", "accelerate", "datasets", "tokenizers")


@dataclass(frozen=True, slots=True)
class Machine:
    """Where and in which arithmetic a model is trained.

    Args:
        device: `cpu` or `cuda`.
        bf16: Whether matrix products are computed in bfloat16.
    """

    device: str
    bf16: bool

    def describe(self) -> dict[str, Any]:
        """Return device, precision, threads or GPU, and versions, as JSON values."""
        import torch

        facts: dict[str, Any] = {
            "device": self.device,
            "precision": "bf16 (mixed)" if self.bf16 else "float32",
            "threads": torch.get_num_threads(),
            "platform": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
            "versions": {"python": platform.python_version(), "toolflow": __version__, **_versions()},
        }
        if self.device == "cuda":
            properties = torch.cuda.get_device_properties(0)
            facts["gpu"] = f"{properties.name}, {properties.total_memory / 2**30:.0f} GiB"
        return facts


def choose_machine(config: SftConfig) -> Machine:
    """Return what to train on.

    Raises:
        ConfigError: If there is no such device, it has no bfloat16, or there are several of it.
    """
    import torch

    there = torch.cuda.is_available()
    if config.device == "cuda" and not there:
        raise ConfigError("device: no GPU that torch can use; choose cpu or auto")
    on_gpu = there and config.device != "cpu"
    if int(os.environ.get("WORLD_SIZE", "1")) > 1 or (on_gpu and torch.cuda.device_count() > 1):
        raise ConfigError(
            "device: training uses one process and one GPU; show it one with CUDA_VISIBLE_DEVICES=0, or "
            "train the exported set with TRL on several (docs/training.md)"
        )
    able = torch.cuda.is_bf16_supported() if on_gpu else True
    if config.precision == "bf16" and not able:
        raise ConfigError("precision: this GPU has no bfloat16; choose float32 or auto")
    bf16 = config.precision == "bf16" or (config.precision == "auto" and on_gpu and able)
    return Machine("cuda" if on_gpu else "cpu", bf16)


def _versions() -> dict[str, str]:
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
